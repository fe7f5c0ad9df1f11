"""A week keeps the rules it was sent under: other rules change none of its pages, totals or documents."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.builders import Clock, People, activity, actor, content, could_not, week
from tests.export.conftest import Desk
from tests.pages import JudgingClient
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week
from xprsa.review.service import LineChoice, decide_line
from xprsa.rules.service import publish, read_rules
from xprsa.running.service import Service

Browser = Callable[[Account], JudgingClient]
OLD_WEEKS = tuple(week(text) for text in ("2026-W45", "2026-W46", "2026-W47"))
NEXT = date(2026, 11, 30)
DRAWN_ANEW = re.compile(r'name="(?:csrf|key)" value="[^"]*"')  # at each opening of a form


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    """Somebody with three weeks sent: one lowered in part, one that waits, one not possible in part."""
    sent = people.beneficiary(adviser=adviser)
    lines = [activity("training", "5h"), activity("job_search", "2h")]
    people.sends(sent, OLD_WEEKS[0], content(*lines))
    people.sends(sent, OLD_WEEKS[1], content(activity("workshop", "3h"), prevented=could_not(2)))
    people.sends(sent, OLD_WEEKS[2], content(activity("training", "4h")))
    lowered = LineChoice(lines[0].line, 1, Verdict.ADJUSTED, minutes=60, words="Une heure est notée ici.")
    by = actor(adviser)
    decide_line(people.service, actor=by, person=sent.id, week=OLD_WEEKS[0], choice=lowered)
    return sent


@pytest.fixture
def desk(service: Service, people: People, tmp_path: Path) -> Desk:
    return Desk(service, tmp_path, people.territory(), weeks=(OLD_WEEKS[0], OLD_WEEKS[-1]))


def sets(service: Service, by: Actor, **numbers: int) -> Rules:
    """Let other rules begin next Monday; give them."""
    page = read_rules(service, territory=by.territory)
    rules = replace(page.in_force, id=0, valid_from=NEXT, **numbers)
    publish(service, rules, territory=by.territory, seen=page.seen, by=by.account)
    return rules


def takes_out(service: Service, territory: int) -> None:
    """Take the new rules out by hand, as if they had never been."""
    with service.database.writing() as store:
        kept = store.territories.rules_of(territory)
        store.territories.withdraw_rules(territory, kept[-1])
    service.forget_territories()


def documents(desk: Desk) -> list[str]:
    """Carry a run out; give its lines as they were written, in no order: that marks whom a copy was for."""
    return sorted((desk.run() / "documents.jsonl").read_text("utf-8").splitlines())


def pages(own: JudgingClient, adviser: JudgingClient, person: Beneficiary) -> Iterator[tuple[str, str]]:
    """Yield every page of the old weeks, to their person and to their adviser."""
    of_adviser = f"/portefeuille/{person.account.public_id}"
    for old in OLD_WEEKS:
        for browser, address in (
            (own, f"/declarer/{old}"),
            (own, f"/declarer/{old}/recu"),
            (own, f"/declarer/{old}/retirer"),
            (own, f"/mes-semaines/{old}"),
            (adviser, f"{of_adviser}/{old}"),
        ):
            shown = browser.get(address)
            assert shown.status_code == 200, address
            yield address, DRAWN_ANEW.sub("", shown.text)


def test_new_rules_change_no_page_total_or_document_of_a_week_sent_before(
    service: Service,
    people: People,
    person: Beneficiary,
    adviser: Account,
    desk: Desk,
    clock: Clock,
    as_adviser: Browser,
) -> None:
    own, staff = as_adviser(person.account), as_adviser(adviser)
    before = dict(pages(own, staff, person))
    sets(service, actor(people.manager()), open_weeks=2, tacit_days=7, silent_weeks=5)
    assert dict(pages(own, staff, person)) == before, "rules to come change something today"

    clock.advance(days=11)  # the new rules hold: shut after two weeks, counted after seven days
    own, staff = as_adviser(person.account), as_adviser(adviser)
    with_new, left = dict(pages(own, staff, person)), documents(desk)
    assert sorted(json.loads(line)["pending_minutes"] for line in left) == [120, 180, 240]
    takes_out(service, desk.territory.id)
    assert dict(pages(own, staff, person)) == with_new
    assert documents(desk) == left


def test_a_week_of_the_new_rules_obeys_them(
    service: Service, people: People, adviser: Account, desk: Desk, clock: Clock, as_adviser: Browser
) -> None:
    sets(service, actor(people.manager()), open_weeks=2, tacit_days=7)
    clock.advance(days=7)
    person, new_week = people.beneficiary(adviser=adviser), Week.of(NEXT)
    people.sends(person, new_week, content(activity("training", "4h")))
    own = as_adviser(person.account)
    assert "sous 7\u00a0jours" in own.get(f"/declarer/{new_week}/recu").text
    clock.advance(days=7)
    desk.weeks = (new_week, new_week)
    (row,) = desk.rows()
    assert (row["counted_minutes"], row["pending_minutes"]) == (240, 0)
    clock.advance(days=14)
    own = as_adviser(person.account)
    assert own.get(f"/declarer/{new_week}").status_code == 409, "shut after two weeks"
    assert own.get(f"/declarer/{week('2026-W48')}").status_code == 200, "older, and open for eight"


def test_staff_type_every_week_that_its_own_rules_keep_open(
    service: Service, people: People, adviser: Account, clock: Clock, as_adviser: Browser
) -> None:
    sets(service, actor(people.manager()), open_weeks=2)
    person = people.beneficiary(adviser=adviser)
    clock.advance(weeks=5)
    listed = as_adviser(adviser).get(f"/pour/{person.account.public_id}").text
    offered = re.findall(r"/declarer/(2026-W\d\d|2027-W\d\d)", listed)
    assert offered == [f"2026-W{number}" for number in (53, 52, 51, 48, 47, 46, 45)]
