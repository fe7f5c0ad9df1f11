"""A phone is remembered only if asked, says no name, and is forgotten at will."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account
from xprsa.running.service import Service

PHONE = "xprsa-phone"
AMARA = Contact(ContactKind.MAIL, "amara@example.org")


def enter(client: JudgingClient, posted: Posted, mail: str, *, remember: bool) -> None:
    client.press(client.get("/connexion"), "Recevoir un code", contact=mail)
    ticked = {"remember": "y"} if remember else {}
    page = client.press(client.get("/connexion/code"), "Continuer", code=posted.code(), **ticked)
    assert page.status_code == 303


def leave(client: JudgingClient) -> None:
    client.press(client.get("/mon-acces"), "Quitter")


@pytest.fixture
def remembered(client: JudgingClient, people: People, posted: Posted) -> JudgingClient:
    """Amara's phone, remembered, with nobody signed in."""
    people.beneficiary(email="amara@example.org", first_name="Amara")
    enter(client, posted, "amara@example.org", remember=True)
    leave(client)
    return client


def test_nothing_is_remembered_unless_asked(client: JudgingClient, people: People, posted: Posted) -> None:
    people.beneficiary(email="amara@example.org")
    enter(client, posted, "amara@example.org", remember=False)
    assert client.get_cookie(PHONE) is None


def test_on_a_remembered_phone_signing_in_is_one_tap_and_the_page_names_nobody(
    remembered: JudgingClient,
) -> None:
    page = remembered.get("/connexion")
    assert "Amara" not in page.text
    assert "amara@" not in page.text
    page = remembered.press(page, "Continuer")
    assert (page.status_code, page.location) == (303, "/")
    assert "amara@example.org" in remembered.get("/mon-acces").text


def test_opening_an_address_never_signs_in_by_itself(remembered: JudgingClient) -> None:
    assert remembered.get("/mon-acces").status_code == 303
    assert remembered.get("/connexion/telephone").status_code == 405


def test_a_phone_forgotten_from_elsewhere_needs_a_code_again(
    remembered: JudgingClient,
    people: People,
    as_adviser: Callable[[Account], JudgingClient],
    service: Service,
) -> None:
    with service.database.reading() as store:
        (amara,) = store.accounts.of_contact(AMARA, at=service.now())
    elsewhere = as_adviser(amara)
    page = elsewhere.press(elsewhere.get("/mes-connexions"), "Oublier")
    assert "Aucun téléphone" in elsewhere.get(page.location).text
    assert "Continuer" not in remembered.get("/connexion").text
    page = remembered.post("/connexion/telephone")
    assert page.status_code == 422
    assert "n’est plus reconnu" in page.text
    assert remembered.get_cookie(PHONE) is None


def test_ninety_days_without_use_forget_it(remembered: JudgingClient, clock: Clock) -> None:
    clock.advance(days=89)
    remembered.press(remembered.get("/connexion"), "Continuer")
    leave(remembered)
    clock.advance(days=89)
    assert "Continuer" in remembered.get("/connexion").text
    clock.advance(days=1)
    assert "Continuer" not in remembered.get("/connexion").text


def test_a_phone_that_a_second_person_uses_is_remembered_for_neither(
    remembered: JudgingClient, people: People, posted: Posted
) -> None:
    people.beneficiary(email="lucie@example.org")
    enter(remembered, posted, "lucie@example.org", remember=True)
    leave(remembered)
    assert "Continuer" not in remembered.get("/connexion").text
    assert remembered.post("/connexion/telephone").status_code == 422


def test_a_disabled_account_is_not_opened_by_its_phone(remembered: JudgingClient, service: Service) -> None:
    with service.database.writing() as store:
        (amara,) = store.accounts.of_contact(AMARA, at=service.now())
        store.accounts.disable(amara.id, at=service.now())
    assert remembered.post("/connexion/telephone").status_code == 422


def test_the_journal_tells_when_a_phone_was_remembered_and_forgotten(
    remembered: JudgingClient, service: Service
) -> None:
    remembered.press(remembered.get("/connexion"), "Continuer")
    remembered.press(remembered.get("/mes-connexions"), "Fermer tout")
    with service.database.reading() as store:
        (amara,) = store.accounts.of_contact(AMARA, at=service.now())
        events = [event.event for event in lines_about(store, amara.id)]
    assert {"signed_in", "signed_out", "phone_remembered", "phone_revoked", "sign_in_ended"} <= set(events)
