"""An adviser reads a person: how to reach them, what was signed, their weeks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import text

from tests.builders import Clock, People, activity, content, could_not
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, events_about
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
REFUSES_READS = {
    "postgresql": "ALTER TABLE person_audit ADD CONSTRAINT nobody_looks CHECK (event <> 'read') NOT VALID",
    "sqlite": "CREATE TRIGGER nobody_looks BEFORE INSERT ON person_audit WHEN new.event = 'read'"
    " BEGIN SELECT RAISE(ABORT, 'refused'); END",
}
TAKES_READS = {
    "postgresql": "ALTER TABLE person_audit DROP CONSTRAINT nobody_looks",
    "sqlite": "DROP TRIGGER nobody_looks",
}


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(adviser=adviser, first_name="Amara", last_name="Diallo", phone="0639980001")


@pytest.fixture
def browser(as_adviser: Browse, adviser: Account) -> JudgingClient:
    return as_adviser(adviser)


def page_of(browser: JudgingClient, person: Beneficiary, **query: str) -> str:
    return browser.get(f"/portefeuille/{person.account.public_id}", query_string=query).text


def test_the_page_says_who_and_how_to_reach_them(person: Beneficiary, browser: JudgingClient) -> None:
    page = page_of(browser, person)
    assert "Amara Diallo" in page
    assert person.file_reference in page
    assert 'href="tel:+33639980001"' in page
    assert "français" in page


def test_every_signed_contract_is_shown_with_the_day_it_was_known(
    people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    people.contract(
        person.id, weekly_minutes=450, valid_from=date(2026, 11, 2), recorded_on=date(2026, 11, 10)
    )
    page = page_of(browser, person)
    assert "Contrat\u00a0: 7\u00a0h\u00a030 par semaine" in page
    assert "15\u00a0h par semaine" in page
    assert "2 novembre 2026" in page
    assert "10 novembre 2026" in page


def test_a_person_not_asked_has_no_target_and_the_page_says_why(
    people: People, adviser: Account, browser: JudgingClient
) -> None:
    unasked = people.beneficiary(adviser=adviser, weekly_minutes=None)
    page = page_of(browser, unasked)
    assert "Rien n’est demandé\u00a0: pas de contrat en cours." in page
    assert "Aucun contrat n’est connu." in page


def test_an_exemption_is_shown_with_its_days(
    people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    people.exemption(person.id, valid_from=date(2026, 11, 1), valid_until=date(2026, 12, 15))
    page = page_of(browser, person)
    assert "Rien n’est demandé\u00a0: dispense en cours." in page
    assert "Du 1er novembre 2026 au 15 décembre 2026" in page


def test_each_week_says_where_it_stands(people: People, person: Beneficiary, browser: JudgingClient) -> None:
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    people.sends(person, LAST_WEEK.plus(-1), content(prevented=could_not()))
    browser.press(browser.get(address(person)), "Envoyer la question", words="Où était-ce ?")
    page = page_of(browser, person)
    assert "question posée" in page
    assert "n’a pas pu" in page
    assert page.count("pas reçue") > 5
    assert "Vos questions ouvertes" in page
    assert "Où était-ce ?" in page


def test_a_line_counted_by_silence_shows_as_counted(
    people: People, person: Beneficiary, adviser: Account, as_adviser: Browse, clock: Clock
) -> None:
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    assert "à lire" in page_of(as_adviser(adviser), person)
    clock.advance(days=15)
    later = as_adviser(adviser)
    assert "comptée" in page_of(later, person)
    assert "Personne n’a lu à temps" in later.get(address(person)).text


def test_older_weeks_are_a_page_further(people: People, person: Beneficiary, browser: JudgingClient) -> None:
    first = page_of(browser, person)
    assert "Plus récentes" not in first
    older = page_of(browser, person, avant="2026-W36")
    assert "Du 31 août au 6 septembre" in older
    assert "Plus récentes" in older


@pytest.mark.parametrize("nonsense", ["2027-W53", "demain", "9999-W01"])
def test_a_week_that_makes_no_sense_shows_the_present(
    person: Beneficiary, browser: JudgingClient, nonsense: str
) -> None:
    assert "Du 23 au 29 novembre" in page_of(browser, person, avant=nonsense)


def test_each_look_leaves_a_trace_with_its_week(
    service: Service, people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    page_of(browser, person)
    browser.get(address(person))
    with service.database.reading() as store:
        reads = [event for event in lines_about(store, person.id) if event.event == "read"]
    assert [event.week for event in reads] == [LAST_WEEK, None]
    assert events_about(service, person) == ["week_sent", "read", "read"]


def test_nothing_of_a_person_is_shown_when_who_looks_cannot_be_written(
    service: Service, people: People, person: Beneficiary, browser: JudgingClient
) -> None:
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    with _journal_that_refuses(service):
        for path in (address(person), f"/portefeuille/{person.account.public_id}"):
            page = browser.get(path)
            assert page.status_code == 409
            assert person.account.last_name not in page.text
    assert events_about(service, person) == ["week_sent"]


@contextmanager
def _journal_that_refuses(service: Service) -> Iterator[None]:
    """Let the database refuse to keep that somebody looked."""
    kind = service.database.engine.dialect.name
    with service.database.writing() as store:
        store.connection.execute(text(REFUSES_READS[kind]))
    try:
        yield
    finally:
        with service.database.writing() as store:
            store.connection.execute(text(TAKES_READS[kind]))
