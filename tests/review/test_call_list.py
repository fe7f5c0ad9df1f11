"""Whoever was called leaves today's list, and comes back when the note or the territory's rule says."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.builders import Clock, People, activity, actor, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, notes_of
from tests.review.test_messages import group_of
from tests.review.test_noting import noted, notes
from xprsa.domain.caseload import CaseloadGroup
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.territory import Rules
from xprsa.review.listing import read_listing
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
CASELOAD = "/portefeuille"


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    """Somebody of whom nothing was heard for weeks."""
    return people.beneficiary(adviser=adviser, phone="+33639980001")


@pytest.fixture
def browser(as_adviser: Browse, adviser: Account) -> JudgingClient:
    return as_adviser(adviser)


def is_to_call(service: Service, adviser: Account) -> bool:
    return group_of(service, adviser) is CaseloadGroup.TO_CALL


@pytest.mark.usefixtures("person")
def test_the_list_leads_to_the_note_in_one_click(person: Beneficiary, browser: JudgingClient) -> None:
    assert f'href="{notes_of(person)}"' in browser.get(CASELOAD).text


def test_whoever_was_called_comes_back_after_the_days_of_the_rule(
    service: Service, adviser: Account, person: Beneficiary, browser: JudgingClient, clock: Clock
) -> None:
    assert is_to_call(service, adviser)
    notes(browser, person)
    assert not is_to_call(service, adviser)
    assert "Message laissé le 24 novembre 2026" in browser.get(f"{CASELOAD}?groupe=pas-recues").text
    clock.advance(days=6)
    assert not is_to_call(service, adviser)
    clock.advance(days=1)
    assert is_to_call(service, adviser)


def test_a_call_keeps_the_rule_of_its_own_week(
    service: Service,
    people: People,
    adviser: Account,
    person: Beneficiary,
    as_adviser: Browse,
    clock: Clock,
) -> None:
    people.rules(Rules(valid_from=date(2026, 11, 30), again_days=2))
    notes(as_adviser(adviser), person)
    clock.advance(days=6)
    assert not is_to_call(service, adviser)
    clock.advance(days=1)
    notes(as_adviser(adviser), person)
    clock.advance(days=2)
    assert is_to_call(service, adviser)


def test_the_day_that_was_noted_goes_before_the_rule(
    service: Service, adviser: Account, person: Beneficiary, browser: JudgingClient, clock: Clock
) -> None:
    notes(browser, person, again="2026-11-26")
    clock.advance(days=1)
    assert not is_to_call(service, adviser)
    clock.advance(days=1)
    assert is_to_call(service, adviser)


def test_a_note_taken_back_puts_the_person_on_the_list_again(
    service: Service, adviser: Account, person: Beneficiary, browser: JudgingClient
) -> None:
    notes(browser, person, again="2026-12-24")
    notes(browser, person)
    browser.press(browser.get(notes_of(person)), "Annuler")
    assert noted(service, person)[0].undone_at is not None
    (row,) = read_listing(service, actor=actor(adviser)).everybody
    assert row.followed.contact.again_from == date(2026, 12, 24)
    browser.press(browser.get(notes_of(person)), "Annuler")
    assert is_to_call(service, adviser)


def test_an_appointment_shows_on_its_own_day_and_before_a_wrong_number(
    adviser: Account, person: Beneficiary, as_adviser: Browse, clock: Clock
) -> None:
    browser = as_adviser(adviser)
    notes(browser, person, "Mauvais numéro")
    assert "<small>Mauvais numéro</small>" in browser.get(f"{CASELOAD}?groupe=pas-recues").text
    notes(browser, person, "Vue", day="2026-11-25", hour="08:00")
    clock.advance(days=1, hours=12)
    row = as_adviser(adviser).get(f"{CASELOAD}?groupe=pas-recues").text
    assert "Rendez-vous le 25 novembre 2026 à 8\u00a0h\u00a000" in row
    assert "<small>Mauvais numéro</small>" not in row
    clock.advance(hours=2)  # past midnight in Paris
    assert "Rendez-vous le" not in as_adviser(adviser).get(f"{CASELOAD}?groupe=pas-recues").text


def test_a_cancelled_appointment_leaves_the_row(
    service: Service, person: Beneficiary, browser: JudgingClient
) -> None:
    notes(browser, person, "Vue", day="2026-11-25", hour="08:00")
    (note,) = noted(service, person)
    browser.press(browser.get(f"{notes_of(person)}/{note.id}"), "Corriger la note", day="", hour="")
    assert "Rendez-vous le" not in browser.get(f"{CASELOAD}?groupe=pas-recues").text
    assert "Rendez-vous annulé" in browser.get(notes_of(person)).text


def test_one_of_two_wrong_numbers_taken_back_leaves_the_other(
    service: Service, adviser: Account, person: Beneficiary, browser: JudgingClient
) -> None:
    for _ in range(2):
        notes(browser, person, "Mauvais numéro")
    for left in (True, False):
        browser.press(browser.get(notes_of(person)), "Annuler")
        (row,) = read_listing(service, actor=actor(adviser)).everybody
        assert row.followed.contact.is_wrong_number is left


def test_a_wrong_number_goes_with_the_phone_and_is_no_failure_of_sms(
    service: Service, adviser: Account, person: Beneficiary, browser: JudgingClient
) -> None:
    notes(browser, person, "Mauvais numéro")
    with service.database.writing() as store:
        for contact in person.account.contacts:
            store.accounts.reached(contact)
        found = store.people.find(person.id)
    assert found is not None
    assert found.account.phone_failed_at is None
    (row,) = read_listing(service, actor=actor(adviser)).everybody
    assert row.followed.contact.is_wrong_number
    with service.database.writing() as store:
        after = found.account.with_contacts(email=None, phone="+33639980002", address=None)
        assert store.accounts.change_contacts(found.account, after)
    (row,) = read_listing(service, actor=actor(adviser)).everybody
    assert not row.followed.contact.is_wrong_number


def test_nobody_else_s_notes_are_read_beside_a_person(
    service: Service, people: People, adviser: Account, person: Beneficiary, browser: JudgingClient
) -> None:
    other = people.beneficiary(adviser=adviser)
    people.sends(other, LAST_WEEK, content(activity("training", "2 h")))
    notes(browser, person, "Vue", day="2026-11-25", hour="08:00")
    rows = {row.person.id: row for row in read_listing(service, actor=actor(adviser)).everybody}
    assert rows[other.id].followed.contact.noted_at is None
    assert rows[other.id].followed.contact.appointment is None
    assert rows[person.id].followed.contact.appointment is not None
