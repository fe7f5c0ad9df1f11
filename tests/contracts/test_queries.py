"""How many statements each page may send to the database, whatever the number of people and weeks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.builders import People, activity, content, week
from tests.pages import JudgingClient
from tests.statements import statements
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service
from xprsa.storage.database import Database

# Statements of one GET by somebody signed in: the sign-in itself, the page, and the record of who looked.
BUDGET_OF_BENEFICIARY = {
    "/ma-semaine": 5,  # the last one: how their organisation keeps what it owes
    "/mes-appels": 4,
    "/declarer/2026-W47": 3,
    "/declarer/2026-W46/recu": 3,
    "/mes-semaines": 3,
    "/mes-semaines/2026-W46": 3,
    "/mes-donnees": 13,
    "/mes-droits": 2,
}
BUDGET_OF_ADVISER = {"/portefeuille": 5}
# The record and the file are one statement on PostgreSQL: SQLite, where none costs a round trip, takes two.
# That one more file is opened is counted first (docs/decisions/0037).
# The page of a person asks too whether a program was ever asked in the territory.
BUDGET_OF_A_READING = {
    "/portefeuille/{person}": 6,
    "/portefeuille/{person}/appels": 6,
    "/portefeuille/{person}/2026-W46": 4,
}
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@SQLITE
@pytest.mark.parametrize("path", BUDGET_OF_BENEFICIARY)
def test_a_page_of_a_person_keeps_to_its_budget(
    path: str, service: Service, people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    person = people.beneficiary(adviser=people.adviser())
    _sends_weeks(people, person)
    _keeps_to(BUDGET_OF_BENEFICIARY[path], path, browser=as_beneficiary(person), service=service)


@SQLITE
@pytest.mark.parametrize("path", BUDGET_OF_ADVISER)
def test_a_page_of_an_adviser_keeps_to_its_budget(
    path: str, service: Service, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    adviser = people.adviser()
    everybody = [people.beneficiary(adviser=adviser) for _ in range(3)]
    _sends_weeks(people, everybody[0])
    address = path.format(person=everybody[0].account.public_id)
    _keeps_to(BUDGET_OF_ADVISER[path], address, browser=as_adviser(adviser), service=service)


@pytest.mark.parametrize("path", BUDGET_OF_A_READING)
def test_a_page_that_records_who_looks_keeps_to_its_budget(
    path: str, service: Service, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    _sends_weeks(people, person)
    more = 1 if service.database.engine.dialect.name == "sqlite" else 0
    address, browser = path.format(person=person.account.public_id), as_adviser(adviser)
    _keeps_to(BUDGET_OF_A_READING[path] + more, address, browser=browser, service=service)


@POSTGRESQL
@pytest.mark.parametrize("path", BUDGET_OF_A_READING)
def test_a_page_that_records_who_looks_takes_one_connection(
    path: str, service: Service, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    adviser = people.adviser()
    address = path.format(person=people.beneficiary(adviser=adviser).account.public_id)
    browser = as_adviser(adviser)
    browser.get(address)
    with _taken(service.database) as connections:
        browser.get(address)
    assert len(connections) == 1


@POSTGRESQL
def test_a_draft_is_the_look_up_and_one_statement(
    service: Service, people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    browser = as_beneficiary(people.beneficiary())
    form = browser.get("/declarer/2026-W46")
    with statements(service.database) as sent:
        assert browser.press(form, "Garder le brouillon").status_code == 303
    assert len(sent) == 2, sent


@POSTGRESQL
def test_a_week_sent_first_is_the_look_up_one_reading_and_one_statement_without_a_transaction(
    service: Service,
    people: People,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = as_beneficiary(people.beneficiary())
    form = browser.press(browser.get("/declarer/2026-W46"), "Formation", answer="activities")
    form = browser.get(form.location)
    monkeypatch.delattr(Database, "writing")
    with statements(service.database) as sent:
        assert browser.press(form, "Envoyer", time__new1="2h").status_code == 303
    assert len(sent) == 3, sent


@SQLITE
def test_the_caseload_costs_the_same_for_three_people_and_for_thirty(
    service: Service, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    adviser = people.adviser()
    browser = as_adviser(adviser)
    costs = []
    for more in (3, 27):
        for _ in range(more):
            _sends_weeks(people, people.beneficiary(adviser=adviser), last=1)
        browser.get("/portefeuille")
        with statements(service.database) as sent:
            browser.get("/portefeuille")
        costs.append(len(sent))
    assert costs[0] == costs[1], f"3 people cost {costs[0]} statements, 30 cost {costs[1]}"


@SQLITE
def test_this_contract_counts_what_is_sent_by_core_by_a_compiled_statement_and_to_write(
    database: Database, people: People
) -> None:
    account = people.adviser().id
    with statements(database) as sent:
        with database.reading() as store:
            store.people.account(account)
            store.contracts.engagement_of(account)
        with database.writing() as store:
            store.audit.note(at=people.service.now(), actor=account, event="listed")
    assert len(sent) == 3, sent


@contextmanager
def _taken(database: Database) -> Iterator[list[object]]:
    """Collect each taking of a connection meanwhile."""
    taken: list[object] = []

    def take(connection: object, *_: object) -> None:
        taken.append(connection)

    engines = (database.engine, database.reading_engine)
    for engine in engines:
        event.listen(engine, "checkout", take)
    yield taken
    for engine in engines:
        event.remove(engine, "checkout", take)


def _sends_weeks(people: People, person: Beneficiary, *, last: int = 5) -> None:
    for back in range(last):
        people.sends(
            person,
            week("2026-W46").plus(-back),
            content(activity("training", "3 h"), activity("workshop", "1h30")),
        )


def _keeps_to(budget: int, path: str, *, browser: JudgingClient, service: Service) -> None:
    browser.get(path)  # the first page of a process also reads the territories
    with statements(service.database) as sent:
        answer = browser.get(path)
    assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    listed = "\n".join(sent)
    assert len(sent) <= budget, f"{path} sends {len(sent)} statements, more than {budget}:\n{listed}"
