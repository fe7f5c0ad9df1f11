"""A person reads the calls that were noted, is written to once nobody can take them back, and only then.

Of a note kept from screens nothing tells: not a page, not a trace, not a notice that waited already.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

import pytest

from tests.builders import Clock, People, actor, content, could_not, tidied, week
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from xprsa.accounts import outbox
from xprsa.domain.contact_note import Appointment, ContactOutcome, NoteContent
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import PreventedReason
from xprsa.review.noting import correct_note, note_contact, undo_note
from xprsa.running.noted import tell_notes
from xprsa.running.parcels import put_notices
from xprsa.running.service import Service

Browse = Callable[[Beneficiary], JudgingClient]
NOTES, HOME, DATA = "/mes-appels", "/ma-semaine", "/mes-donnees"
PAGES = (NOTES, HOME, DATA, "/mes-semaines", "/mes-semaines/2026-W47")
SAID = NoteContent(ContactOutcome.REACHED, "Rendez-vous pris ensemble.")
HIDDEN = replace(SAID, is_hidden=True)
MEETING = Appointment(date(2026, 12, 3), time(10))


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    person = people.beneficiary(adviser=adviser, email="rose@example.org")
    wish = could_not(2, reason=PreventedReason.RATHER_SAY)
    people.sends(person, week(), content(prevented=wish))
    return person


@pytest.fixture
def desk(service: Service, adviser: Account, person: Beneficiary) -> "Desk":
    return Desk(service, adviser, person)


class Desk:
    """Notes as the pages do."""

    def __init__(self, service: Service, adviser: Account, person: Beneficiary) -> None:
        self._service, self._adviser, self._person = service, adviser, person

    def notes(self, said: NoteContent = SAID) -> UUID:
        with self._service.database.reading() as store:
            before = store.contact_notes.of(self._person.id)
        seen = "0 2026-W47.1" if not before else str(sum(note.current.number for note in before))
        note_contact(self._service, actor=actor(self._adviser), person=self._person.id, said=said, seen=seen)
        with self._service.database.reading() as store:
            return store.contact_notes.of(self._person.id)[0].id

    def corrects(self, note: UUID, said: NoteContent) -> None:
        with self._service.database.reading() as store:
            (found,) = (one for one in store.contact_notes.of(self._person.id) if one.id == note)
        correct_note(
            self._service,
            actor=actor(self._adviser),
            person=self._person.id,
            note=note,
            said=said,
            seen=found.current.number,
        )

    def undoes(self, note: UUID) -> None:
        undo_note(self._service, actor=actor(self._adviser), person=self._person.id, note=note)


def works(service: Service) -> int:
    """Do what the worker does; give how many messages left."""
    tell_notes(service)
    return outbox.drain(service)


def test_a_note_shows_once_it_cannot_be_taken_back(
    desk: Desk, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    browser = as_beneficiary(person)
    desk.notes(replace(SAID, appointment=MEETING))
    assert "Rendez-vous pris ensemble." not in browser.get(NOTES).text
    assert "3 décembre" not in browser.get(HOME).text
    clock.advance(minutes=11)
    page = browser.get(NOTES).text
    assert "Rendez-vous pris ensemble." in page
    assert "<bdi>Nadia Lemaire</bdi> vous a parlé au téléphone." in page
    assert "3 décembre 2026 à 10\u00a0h\u00a000" in browser.get(HOME).text
    assert f'href="{NOTES}"' in browser.get(DATA).text


def test_an_appointment_stays_at_home_for_its_whole_day_and_says_when_it_is_cancelled(
    desk: Desk, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    note = desk.notes(replace(SAID, appointment=replace(MEETING, on=date(2026, 11, 25))))
    clock.advance(days=1, hours=12)
    browser = as_beneficiary(person)
    assert "25 novembre 2026 à 10" in browser.get(HOME).text
    desk.corrects(note, SAID)
    assert "<b>Annulé</b>" in browser.get(HOME).text
    assert "Rendez-vous annulé le 25 novembre" in browser.get(NOTES).text
    clock.advance(hours=2)
    assert "25 novembre 2026" not in as_beneficiary(person).get(HOME).text


def pages(browser: JudgingClient) -> list[str]:
    """Read every page that could tell, but for what changes by itself from one look to the next."""
    return [browser.get(path).text for path in PAGES]


def as_read(texts: list[str]) -> list[str]:
    """Give what is to be read of pages: without the keys of their forms, which differ for each sign-in."""
    mains = [text.split("<main", 1)[1].split("</main>", 1)[0] for text in texts]
    return [re.sub('name="csrf" value="[^"]*"', "", main) for main in mains]


@pytest.mark.parametrize("outcome", ContactOutcome)
def test_a_hidden_note_changes_nothing_on_any_page_of_its_person(
    service: Service,
    desk: Desk,
    person: Beneficiary,
    as_beneficiary: Browse,
    clock: Clock,
    outcome: ContactOutcome,
) -> None:
    clock.advance(hours=1)
    before = as_read(pages(as_beneficiary(person)))
    desk.notes(replace(HIDDEN, outcome=outcome, appointment=MEETING, again_from=date(2026, 12, 1)))
    for _ in range(2):
        assert as_read(pages(as_beneficiary(person))) == before
        assert works(service) == 0
        clock.advance(hours=1)


def test_a_note_that_is_hidden_later_goes_from_every_page(
    service: Service, desk: Desk, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    before = as_read(pages(as_beneficiary(person)))
    note = desk.notes(replace(SAID, appointment=MEETING))
    clock.advance(minutes=11)
    for is_hidden in (True, False, True):
        desk.corrects(note, replace(SAID, is_hidden=is_hidden, appointment=MEETING))
        assert (as_read(pages(as_beneficiary(person))) == before) is is_hidden
    clock.advance(minutes=11)
    assert works(service) == 0


def test_what_was_noted_is_no_line_of_who_looked(
    service: Service, desk: Desk, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    note = desk.notes()
    clock.advance(minutes=11)
    desk.corrects(note, HIDDEN)
    with service.database.reading() as store:
        events = {line.event for line in lines_about(store, person.id)}
    assert {"contact_noted", "contact_corrected"} <= events
    assert "Nadia Lemaire" not in as_read([as_beneficiary(person).get(DATA).text])[0].split("regards")[1]


class TestTheNotice:
    """It leaves after the ten minutes, once a day, and looks again before it does."""

    def test_waits_for_the_ten_minutes_and_leaves_once(
        self, service: Service, desk: Desk, clock: Clock, capsys: pytest.CaptureFixture[str]
    ) -> None:
        desk.notes()
        assert works(service) == 0
        clock.advance(minutes=10)
        assert works(service) == 0
        clock.advance(seconds=1)
        assert works(service) == 1
        assert works(service) == 0
        said = capsys.readouterr().out
        assert "rose@example.org" in said
        assert "Mes appels et rendez-vous" in said
        assert "ensemble" not in said

    def test_tells_two_notes_of_a_day_by_two_notices_a_day_apart(
        self, service: Service, desk: Desk, clock: Clock
    ) -> None:
        desk.notes()
        clock.advance(minutes=11)
        assert works(service) == 1
        desk.notes(replace(SAID, words="Encore."))
        clock.advance(hours=20)
        assert works(service) == 0
        clock.advance(hours=5)
        assert works(service) == 1

    def test_does_not_leave_for_what_was_taken_back(self, service: Service, desk: Desk, clock: Clock) -> None:
        desk.undoes(desk.notes())
        clock.advance(hours=1)
        assert works(service) == 0

    def test_does_not_leave_once_the_note_is_hidden_though_it_waited_already(
        self, service: Service, desk: Desk, clock: Clock
    ) -> None:
        note = desk.notes()
        clock.advance(minutes=11)
        tell_notes(service)
        desk.corrects(note, HIDDEN)
        assert outbox.drain(service) == 0
        clock.advance(days=3)
        assert works(service) == 0

    def test_leaves_for_a_note_that_is_shown_again(self, service: Service, desk: Desk, clock: Clock) -> None:
        note = desk.notes(HIDDEN)
        clock.advance(minutes=11)
        assert works(service) == 0
        desk.corrects(note, SAID)
        clock.advance(minutes=11)
        assert works(service) == 1

    def test_leaves_what_is_told_to_another_notice_that_waits(
        self, service: Service, desk: Desk, person: Beneficiary, clock: Clock
    ) -> None:
        with service.database.writing() as store:
            put_notices(store, [person.id], at=service.now())
        assert outbox.drain(service) == 1
        with service.database.writing() as store:
            put_notices(store, [person.id], at=service.now() + timedelta(seconds=1))
        desk.notes()
        clock.advance(hours=1)
        assert works(service) == 0
        clock.advance(days=2)
        assert works(service) == 1
        assert works(service) == 0


def test_notes_go_after_a_year_each_version_by_its_own_age(
    service: Service, desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    note = desk.notes()
    clock.advance(days=30)
    desk.corrects(note, replace(SAID, words="Corrigé."))
    tidied(service, clock, days=340)
    with service.database.reading() as store:
        (left,) = store.contact_notes.of(person.id)
    assert [version.said.words for version in left.versions] == ["Corrigé."]
    tidied(service, clock, days=60)
    with service.database.reading() as store:
        assert store.contact_notes.of(person.id) == ()
