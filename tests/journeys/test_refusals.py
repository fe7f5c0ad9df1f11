"""Whoever asks for a page that is not for them leaves a line in the journal and on the person’s page."""

from uuid import UUID

from sqlalchemy import select

from tests.builders import Clock, People
from xprsa.domain.person import Account
from xprsa.running.service import Service
from xprsa.storage.tables import PersonAuditRow, ServiceAuditRow, table

REFUSED = "a voulu ouvrir votre dossier, sans y avoir droit"


def refusals(service: Service, row: type = PersonAuditRow) -> list[tuple[int | None, str]]:
    """Give who was refused what."""
    journal = table(row)
    query = select(journal.c.actor_id, journal.c.detail).where(journal.c.event == "refused")
    with service.database.reading() as store:
        return [(line.actor_id, line.detail) for line in store.connection.execute(query)]


def test_a_person_reads_who_asked_for_their_file_without_a_right_to_it(
    service: Service, people: People, as_adviser, as_beneficiary
) -> None:
    person = people.beneficiary(adviser=people.adviser())
    curious = people.adviser(first_name="Olga", last_name="Petit")
    assert as_adviser(curious).get(f"/portefeuille/{person.account.public_id}").status_code == 404
    assert refusals(service) == [(curious.id, "review.person")]
    page = as_beneficiary(person).get("/mes-donnees").text
    assert f"<bdi>Olga Petit</bdi> (référent) {REFUSED}\u00a0: rien n’a été montré." in page


def test_whoever_follows_somebody_is_refused_nothing(
    service: Service, people: People, as_adviser, as_beneficiary
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    assert as_adviser(adviser).get(f"/portefeuille/{person.account.public_id}").status_code == 200
    assert refusals(service) == []
    assert REFUSED not in as_beneficiary(person).get("/mes-donnees").text


def test_the_same_refusal_is_one_line_an_hour(
    service: Service, people: People, as_adviser, clock: Clock
) -> None:
    person, curious = people.beneficiary(), people.adviser()
    browser, address = as_adviser(curious), f"/portefeuille/{person.account.public_id}"
    for _ in range(3):
        browser.get(address)
    assert len(refusals(service)) == 1
    browser.get(f"{address}/2026-W47")
    as_adviser(people.adviser()).get(address)
    assert len(refusals(service)) == 3
    clock.advance(minutes=61)
    as_adviser(curious).get(address)
    assert len(refusals(service)) == 4


def test_pages_of_the_service_and_of_other_territories_leave_a_line_too(
    service: Service, people: People, as_adviser, as_beneficiary
) -> None:
    person, manager = people.beneficiary(), people.manager()
    elsewhere: Account = people.manager(territory="98")
    as_beneficiary(person).get("/gestion/equipe")
    as_adviser(elsewhere).get(f"/gestion/equipe/{manager.public_id}/fermer")
    assert refusals(service, ServiceAuditRow) == [
        (person.account.id, "team.team"),
        (elsewhere.id, "team.disable"),
    ]


def test_what_does_not_exist_on_ones_own_pages_is_no_refusal(
    service: Service, people: People, as_beneficiary
) -> None:
    browser = as_beneficiary(people.beneficiary())
    for address in ("/declarer/2027-W53", "/mes-semaines/2020-W01", "/nulle-part"):
        browser.get(address)
    assert refusals(service) == refusals(service, ServiceAuditRow) == []


def test_what_is_not_there_on_a_page_that_one_may_open_is_no_refusal(
    service: Service, people: People, as_adviser
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    browser = as_adviser(adviser)
    assert browser.get(f"/pour/{person.account.public_id}/declarer/2026-W47/recu").status_code == 404
    assert refusals(service) == []


def test_a_letter_of_somebody_elsewhere_is_refused_on_the_page_of_who_would_receive_it(
    service: Service, people: People, as_adviser, as_beneficiary
) -> None:
    person, elsewhere = people.beneficiary(), people.manager(territory="98")
    browser = as_adviser(elsewhere)
    browser.get(f"/gestion/courriers/{person.account.public_id}")
    token = browser.get("/gestion/equipe").text.partition('name="csrf" value="')[2].partition('"')[0]
    browser.post(f"/gestion/contacts/{person.account.public_id}", data={"csrf": token, "seen": ""})
    assert refusals(service) == [(elsewhere.id, "team.to_print"), (elsewhere.id, "waiting.open_now")]
    assert REFUSED in as_beneficiary(person).get("/mes-donnees").text


def test_a_refusal_of_each_person_is_a_line(service: Service, people: People, as_adviser) -> None:
    browser = as_adviser(people.adviser())
    for _ in range(2):
        browser.get(f"/portefeuille/{people.beneficiary().account.public_id}")
    assert len(refusals(service)) == 2


def test_ones_own_access_and_pages_open_to_all_refuse_nobody(
    service: Service, people: People, as_adviser
) -> None:
    browser = as_adviser(people.adviser())
    token = browser.get("/mes-connexions").text.partition('name="csrf" value="')[2].partition('"')[0]
    unknown = f"/mes-connexions/{UUID(int=1)}/fermer"
    assert browser.post(unknown, data={"csrf": token}).status_code == 404
    assert browser.get("/schemas/inconnu.json").status_code == 404
    assert refusals(service) == refusals(service, ServiceAuditRow) == []
