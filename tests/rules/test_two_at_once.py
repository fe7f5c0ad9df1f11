"""Two managers who write rules at the same instant take turns: one is kept, the other reads it."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from threading import Barrier, BrokenBarrierError, Thread

import pytest

from tests.builders import People
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week
from xprsa.rules import service as keeping
from xprsa.rules.service import RulesChanged, publish, read_rules
from xprsa.running.service import Service


def test_of_two_versions_written_at_once_one_is_kept(
    service: Service, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = read_rules(service, territory=people.territory().id)
    both_have_read, outcomes = Barrier(2, timeout=1), []
    check = keeping.check_new

    def slowly(rules: Rules, *, known: tuple[Rules, ...], today: date) -> None:
        with suppress(BrokenBarrierError):  # who comes second waits for the first to end
            both_have_read.wait()
        check(rules, known=known, today=today)

    def writes(week: Week) -> None:
        rules = replace(page.in_force, id=0, valid_from=week.monday, tacit_days=10)
        try:
            publish(service, rules, territory=page.territory.id, seen=page.seen, by=None)
        except RulesChanged:
            outcomes.append("changed")
        else:
            outcomes.append("kept")

    monkeypatch.setattr(keeping, "check_new", slowly)
    writers = [Thread(target=writes, args=(week,)) for week in page.possible[:2]]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(outcomes) == ["changed", "kept"]
    assert len(read_rules(service, territory=page.territory.id).to_come) == 1
