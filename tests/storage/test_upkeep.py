"""What was kept long enough goes, little by little, and nothing else does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from tests.builders import Clock, People, activity, actor, begin_sign_in, content, could_not, tidied, week
from xprsa.declare.keeping import keep_draft
from xprsa.domain import retention
from xprsa.domain.person import Beneficiary
from xprsa.domain.review import Verdict
from xprsa.review.service import LineChoice, decide_line
from xprsa.running import upkeep
from xprsa.running.service import Service
from xprsa.running.upkeep import tidy
from xprsa.storage.old_rows import KEPT
from xprsa.storage.tables import PersonAuditRow, Row, table
from xprsa.storage.tables_access import SignInRow
from xprsa.storage.tables_weeks import DraftRow, VersionRow
from xprsa.verify.service import verified

OF_WEEKS = ("declaration_version", "week_head", "rollup", "line_decision", "draft", "published_document")


@pytest.fixture
def person(people: People) -> Beneficiary:
    return people.beneficiary(adviser=people.adviser())


def rows(service: Service, row: type[Row]) -> list[Any]:
    with service.database.reading() as store:
        return list(store.connection.execute(table(row).select()))


def test_the_reason_goes_after_three_months_and_the_receipt_still_verifies(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    people.sends(person, week(), content(activity("training", "2h"), prevented=could_not(2)))
    tidied(service, clock, days=91)
    (kept,) = rows(service, VersionRow)
    assert kept.prevented_reason is not None
    assert tidied(service, clock, days=1 + 2, seconds=1) == 1  # two days of notice at most
    (kept,) = rows(service, VersionRow)
    assert (kept.prevented_reason, kept.body_mac) == (None, "")  # the code of the body could tell the reason
    with service.database.reading() as store:
        current = store.declarations.of_week(person.id, week()).current
    assert current is not None
    assert current.content.prevented == could_not(2, reason=None)
    found = verified(service, kept.receipt)
    assert found is not None
    assert found.holds
    assert tidy(service) == 0


def test_a_draft_goes_nine_weeks_after_it_was_last_kept(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    keep_draft(service, actor=actor(person.account), week=week(), typed={"note": ["mot"]})
    clock.advance(days=62)
    keep_draft(service, actor=actor(person.account), week=week("2027-W03"), typed={"note": ["mot"]})
    assert tidied(service, clock, days=1 + 2, seconds=1) == 1
    assert [row.week for row in rows(service, DraftRow)] == [week("2027-W03").ordinal]


def test_the_journal_goes_after_a_year(service: Service, person: Beneficiary, clock: Clock) -> None:
    with service.database.writing() as store:
        store.audit.note(at=service.now(), actor=None, event="read", person=person.id)
    clock.advance(days=364)
    with service.database.writing() as store:
        store.audit.note(at=service.now(), actor=None, event="listed", person=person.id)
    tidy(service)
    assert len(rows(service, PersonAuditRow)) == 2
    assert tidied(service, clock, days=1 + 7, seconds=1) == 1
    assert [row.event for row in rows(service, PersonAuditRow)] == ["listed"]


def test_a_text_that_nobody_came_back_for_goes_after_eight_days_and_the_sign_in_stays(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    begin_sign_in(service, person.account)
    with service.database.writing() as store:
        store.connection.execute(table(SignInRow).update().values(kept="sealed"))
    tidied(service, clock, days=7)
    assert rows(service, SignInRow)[0].kept == "sealed"
    tidied(service, clock, days=1, seconds=1)
    (left,) = rows(service, SignInRow)
    assert left.kept is None


def test_a_file_is_emptied_of_its_weeks_two_years_after_the_last_one(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    others = people.beneficiary()
    people.sends(person, week(), content(activity("training", "2h")))
    keep_draft(service, actor=actor(person.account), week=week("2026-W48"), typed={"note": ["mot"]})
    clock.advance(days=1)
    people.sends(others, week(), content(activity("training", "2h")))
    tidied(service, clock, days=729, seconds=1)
    with service.database.reading() as store:
        assert store.declarations.of_week(person.id, week()).versions == ()
        assert store.declarations.of_week(others.id, week()).current is not None
        assert store.people.find(person.id) is not None  # who they are is another matter
        of_weeks = [kept for kept in Row.metadata.sorted_tables if kept.name in OF_WEEKS]
        left = [
            kept.name
            for kept in of_weeks
            if store.connection.execute(
                select(func.count()).select_from(kept).where(kept.c.person_id == person.id)
            ).scalar_one()
        ]
    assert len(of_weeks) == len(OF_WEEKS)
    assert not left


def test_a_decision_alone_keeps_a_file_for_two_more_years(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    adviser = person.adviser
    assert adviser is not None
    said = content(activity("training", "2h"))
    people.sends(person, week(), said)
    clock.advance(days=300)
    choice = LineChoice(said.activities[0].line, 1, Verdict.ASKED, words="Où était-ce ?")
    decide_line(service, actor=actor(adviser), person=person.id, week=week(), choice=choice)
    tidied(service, clock, days=600)
    with service.database.reading() as store:
        assert store.declarations.of_week(person.id, week()).current is not None
    tidied(service, clock, days=131 + 7)
    with service.database.reading() as store:
        assert store.declarations.of_week(person.id, week()).versions == ()


def test_what_goes_goes_a_few_rows_a_transaction(
    service: Service, people: People, person: Beneficiary, clock: Clock
) -> None:
    with service.database.writing() as store:
        for _ in range(25):
            store.audit.note(at=service.now(), actor=None, event="read", person=person.id)
    clock.advance(days=365)
    assert tidy(service, at_once=10) == 0
    clock.advance(days=7)
    with deleted_at_once(service) as deleted:
        assert tidy(service, at_once=10) == 25
    assert deleted == [10, 10, 5]
    for number in range(12):
        people.beneficiary(first_name=f"P{number}")
    assert tidy(service, at_once=5) == 0  # it walks through everybody, and ends


@contextmanager
def deleted_at_once(service: Service) -> Iterator[list[int]]:
    """Collect how many rows of the journal each statement deletes."""
    counts: list[int] = []

    def note(_connection: object, cursor: Any, statement: str, *_rest: object) -> None:
        if statement.startswith("DELETE FROM person_audit"):
            counts.append(cursor.rowcount)

    event.listen(service.database.engine, "after_cursor_execute", note)
    try:
        yield counts
    finally:
        event.remove(service.database.engine, "after_cursor_execute", note)


def test_so_much_goes_in_a_pass_and_the_rest_in_the_next(
    service: Service, person: Beneficiary, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "MOST_ROWS", 10)
    with service.database.writing() as store:
        for _ in range(25):
            store.audit.note(at=service.now(), actor=None, event="read", person=person.id)
    clock.advance(days=365)
    tidy(service, at_once=5)
    clock.advance(days=7)
    assert [tidy(service, at_once=5) for _ in range(4)] == [10, 10, 5, 0]


def test_so_many_files_are_emptied_in_a_pass(
    service: Service, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "MOST_FILES", 2)
    some = [people.beneficiary(first_name=f"P{number}") for number in range(5)]
    for person in some:
        people.sends(person, week(), content(activity("training", "2h")))
    ids = [person.id for person in some]
    clock.advance(days=730)
    tidy(service)
    clock.advance(days=7)
    with service.database.reading() as store:
        quiet = [store.old_files.quiet_among(ids, since=clock.instant)]
    for _ in range(3):
        tidy(service)
        with service.database.reading() as store:
            quiet.append(store.old_files.quiet_among(ids, since=clock.instant))
    assert [len(left) for left in quiet] == [5, 3, 1, 0]


def test_a_clock_that_leaps_in_the_middle_of_a_pass_announces_nothing_by_what_it_says(
    service: Service, clock: Clock
) -> None:
    began = clock()

    def leaps() -> datetime:
        clock.advance(days=400)
        return clock.instant - timedelta(days=400)

    tidy(replace(service, clock=leaps))
    with service.database.reading() as store:
        assert all(
            notice.due_at <= began + timedelta(days=7) for notice in store.worker_marks.notices().values()
        )


def test_every_period_says_where_its_rows_stand() -> None:
    assert set(KEPT) == set(retention.PERIODS) - {retention.DECLARATIONS}  # those go by whole files
