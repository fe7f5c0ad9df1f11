"""How organisations keep what they owe: counted each day, told to managers and to people."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from tests.builders import Clock, People, activity, actor, content
from tests.pages import JudgingClient
from xprsa.domain.contact_note import ContactOutcome, NoteContent, page_seen
from xprsa.domain.duty import LEAST, Duty, median_of
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.domain.second_thought import DecisionMade
from xprsa.domain.week import Week
from xprsa.duties.counting import count_duties
from xprsa.review.noting import note_contact
from xprsa.review.service import LineChoice, count_week, decide_line
from xprsa.review.undoing import undo
from xprsa.running.service import Service
from xprsa.storage.tables import BeneficiaryRow

Browse = Callable[[Account], JudgingClient]
WEEK = Week(2026, 47)
HOURS = content(activity("training", "2 h"))


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


def counted(service: Service, adviser: Account) -> Duty:
    count_duties(service)
    assert adviser.organisation is not None
    with service.database.reading() as store:
        duty = store.duties.of_organisation(adviser.organisation)
    assert duty is not None
    return duty


def answer(service: Service, adviser: Account, person: Beneficiary, week: Week = WEEK) -> DecisionMade:
    return count_week(service, actor=actor(adviser), person=person.id, week=week, version=1, seen=0)


def test_the_delay_goes_from_the_sending_to_the_first_answer(
    service: Service, people: People, adviser: Account, clock: Clock
) -> None:
    for days in (1, 2, 9):
        person = people.beneficiary(adviser=adviser)
        people.sends(person, WEEK, HOURS)
        clock.advance(days=days)
        answer(service, adviser, person)
    duty = counted(service, adviser)
    assert (duty.people, duty.answered, duty.median_days, duty.oldest_days) == (3, 3, 2, None)


def test_a_question_is_an_answer_and_what_was_taken_back_is_none(
    service: Service, people: People, adviser: Account, clock: Clock
) -> None:
    asked, taken_back = people.beneficiary(adviser=adviser), people.beneficiary(adviser=adviser)
    line = activity("training", "2 h")
    for person in (asked, taken_back):
        people.sends(person, WEEK, content(line))
    clock.advance(days=3)
    choice = LineChoice(line.line, 1, Verdict.ASKED, words="Où\u00a0?")
    decide_line(service, actor=actor(adviser), person=asked.id, week=WEEK, choice=choice)
    made = answer(service, adviser, taken_back)
    undo(service, actor=actor(adviser), person=taken_back.id, week=WEEK, made=made)
    duty = counted(service, adviser)
    assert (duty.answered, duty.median_days, duty.oldest_days) == (1, 3, 3)


def test_what_waits_is_told_until_somebody_answers_or_silence_counts_it(
    service: Service, people: People, adviser: Account, clock: Clock
) -> None:
    people.sends(people.beneficiary(adviser=adviser), WEEK, HOURS)
    clock.advance(days=5)
    assert counted(service, adviser).oldest_days == 5
    clock.advance(days=10)
    assert counted(service, adviser).oldest_days is None


def test_only_thirty_days_are_looked_at(
    service: Service, people: People, adviser: Account, clock: Clock
) -> None:
    person = people.beneficiary(adviser=adviser)
    people.sends(person, WEEK, HOURS)
    answer(service, adviser, person)
    assert counted(service, adviser).answered == 1
    clock.advance(days=31)
    assert counted(service, adviser).answered == 0


def test_it_is_counted_once_a_day(service: Service, people: People, adviser: Account, clock: Clock) -> None:
    before = counted(service, adviser)
    people.sends(people.beneficiary(adviser=adviser), WEEK, HOURS)
    assert counted(service, adviser) == before
    clock.advance(days=1)
    assert counted(service, adviser).people == 1


def note(service: Service, adviser: Account, person: Beneficiary, **said: Any) -> None:
    with service.database.reading() as store:
        seen = page_seen(store.contact_notes.of(person.id), ())
    content_ = NoteContent(ContactOutcome.MESSAGE_LEFT, **said)
    note_contact(service, actor=actor(adviser), person=person.id, said=content_, seen=seen)


def test_a_call_is_kept_when_one_is_noted_by_the_promised_day(
    service: Service, people: People, adviser: Account, clock: Clock
) -> None:
    kept, late, never = (people.beneficiary(adviser=adviser) for _ in "abc")
    promised = service.today(service.territory(adviser.territory)) + timedelta(days=2)
    for person in (kept, late, never):
        note(service, adviser, person, again_from=promised)
    clock.advance(days=2)
    assert counted(service, adviser).promised == 0  # the day is not over
    note(service, adviser, kept)
    clock.advance(days=1)
    note(service, adviser, late)
    duty = counted(service, adviser)
    assert (duty.promised, duty.kept) == (3, 1)


def test_whoever_left_is_counted_no_more(
    service: Service, people: People, adviser: Account, clock: Clock
) -> None:
    person = people.beneficiary(adviser=adviser)
    people.sends(person, WEEK, HOURS)
    clock.advance(days=4)
    today = service.today(service.territory(adviser.territory))
    with service.database.writing() as store:
        store.connection.execute(
            update(BeneficiaryRow).where(BeneficiaryRow.account_id == person.id).values(departed_on=today)
        )
    duty = counted(service, adviser)
    assert (duty.people, duty.oldest_days) == (0, None)


def test_each_organisation_is_counted_apart(
    service: Service, people: People, adviser: Account, clock: Clock
) -> None:
    other = people.adviser(organisation="Cap emploi")
    theirs = people.beneficiary(adviser=other, organisation="Cap emploi")
    people.sends(theirs, WEEK, HOURS)
    clock.advance(days=4)
    assert counted(service, other).oldest_days == 4
    assert counted(service, adviser).oldest_days is None


def test_managers_read_each_organisation_and_no_name(
    service: Service, people: People, adviser: Account, clock: Clock, as_adviser: Browse
) -> None:
    person = people.beneficiary(adviser=adviser, last_name="Introuvable")
    people.sends(person, WEEK, HOURS)
    clock.advance(days=4)
    manager = as_adviser(people.manager())
    assert "Pas encore compté" in manager.get("/gestion/delais").text
    count_duties(service)
    page = manager.get("/gestion/delais").text.replace("\u00a0", " ")
    assert "Mission locale" in page
    assert "4 jours" in page
    assert "Introuvable" not in page
    assert as_adviser(people.manager(territory="Z2")).get("/gestion/delais").text.count("Mission locale") <= 1


@pytest.mark.parametrize(("many", "is_told"), [(LEAST - 1, False), (LEAST, True)])
def test_people_read_the_delays_of_their_organisation_once_they_are_of_no_one(
    service: Service,
    people: People,
    adviser: Account,
    clock: Clock,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    many: int,
    is_told: bool,
) -> None:
    crowd = [people.beneficiary(adviser=adviser) for _ in range(many)]
    for person in crowd:
        people.sends(person, WEEK, HOURS)
    clock.advance(days=2)
    for person in crowd:
        answer(service, adviser, person)
    count_duties(service)
    home = as_beneficiary(crowd[0]).get("/ma-semaine").text.replace("\u00a0", " ")
    assert ("Une fois sur deux, quelqu’un répond à une semaine en 2 jours ou moins." in home) is is_told
    assert ('id="delais"' in home) is is_told


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_people_never_read_of_fewer_than_eleven(many: int, answered: int, promised: int) -> None:
    duty = Duty(WEEK.monday, many, answered, 3, 5, promised, promised)
    told = duty.told_to_people()
    if told is None:
        assert many < LEAST
        return
    assert many >= LEAST
    assert (told.median_days is None) is (answered < LEAST)
    assert told.answered in (0, answered)
    assert told.promised in (0, promised)
    assert told.promised == 0 or promised >= LEAST


def test_the_median_of_two_is_the_greater() -> None:
    assert median_of([]) is None
    assert median_of([1, 4]) == 4
    assert median_of([1, 2, 9]) == 2
