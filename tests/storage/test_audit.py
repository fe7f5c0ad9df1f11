"""The journal is two tables and one trail: a line goes where it belongs, and both are kept alike."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.builders import Clock, People
from tests.journal_lines import lines_about
from xprsa.domain import retention
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.storage.audit import Note
from xprsa.storage.tables import PersonAuditRow, ServiceAuditRow, table


@pytest.fixture
def person(people: People) -> Beneficiary:
    return people.beneficiary(adviser=people.adviser())


def lines(service: Service) -> tuple[int, int]:
    """Count the lines about persons, and the others."""
    with service.database.reading() as store:
        persons, others = (
            store.connection.execute(select(func.count()).select_from(table(row))).scalar_one()
            for row in (PersonAuditRow, ServiceAuditRow)
        )
    return persons, others


def test_a_line_goes_to_the_journal_of_whoever_it_is_about(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    with service.database.writing() as store:
        notes = [Note("read", person.id), Note("listed", None), Note("counted", person.id)]
        store.audit.note_all(notes, at=clock(), actor=None)
    with service.database.reading() as store:
        assert [line.event for line in lines_about(store, person.id)] == ["counted", "read"]
    assert lines(service) == (2, 1)


def test_both_journals_forget_so_many_lines_at_a_time(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    with service.database.writing() as store:
        for person_id in (None, person.id, None, person.id, None):
            store.audit.note(at=clock(), actor=None, event="any", person=person_id)
        store.audit.note(at=clock() + timedelta(hours=1), actor=None, event="any")
    later = clock() + timedelta(minutes=1)
    with service.database.writing() as store:
        assert [store.old_rows.forget(retention.AUDIT, before=later, most=3) for _ in range(3)] == [3, 2, 0]
    assert lines(service) == (0, 1)


def test_a_list_shows_whoever_the_adviser_followed_when_it_was_opened(
    service: Service, people: People, clock: Clock
) -> None:
    first, second = people.adviser(), people.adviser()
    person, began = people.beneficiary(adviser=first), clock()
    for adviser in (first, second, first):
        for opened_by in (first, second):
            clock.advance(days=1)
            with service.database.writing() as store:
                store.audit.note(at=clock(), actor=opened_by.id, event="listed")
        clock.advance(hours=1)
        people.reassign(person, second if adviser == first else first)
    with service.database.reading() as store:
        shown = [
            (listed.at - began).days
            for listed in store.audit.listings_of(store.followings.of_person(person.id), since=began)
        ]
    assert shown == [5, 4, 1]
