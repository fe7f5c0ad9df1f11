"""Pseudonyms on paper, for whoever has neither mail nor mobile."""

import re
from collections.abc import Callable

import pytest

from tests.builders import Clock, People
from tests.pages import JudgingClient
from xprsa.accounts.codes.at_hand import enter_by_letter
from xprsa.accounts.codes.service import WrongCode
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.network import network_hash, network_of
from xprsa.accounts.sign_ins.service import Browser
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

# In its own element: a form token looks like a code once in some hundred pages.
CODE = re.compile(r"<strong[^>]*>([A-Z2-9]{5}-[A-Z2-9]{5})</strong>")


@pytest.fixture
def chantal(people: People) -> Beneficiary:
    return people.beneficiary(email=None, first_name="Chantal")


@pytest.fixture
def manager(people: People, as_adviser: Callable[[Account], JudgingClient]) -> JudgingClient:
    return as_adviser(people.manager())


def printed(manager: JudgingClient, *people: Beneficiary) -> list[str]:
    """Prepare and print letters; give their codes."""
    for person in people:
        page = manager.get("/gestion/courriers")
        manager.press(page, "Préparer", file_reference=person.file_reference)
    page = manager.get("/gestion/courriers/imprimer")
    codes = CODE.findall(page.text)
    manager.press(page, "C’est imprimé")
    return codes


def type_letter(client: JudgingClient, reference: str, code: str) -> int:
    page = client.get("/connexion/lettre")
    return client.press(page, "Continuer", file_reference=reference, code=code).status_code


def test_a_letter_opens_once_with_the_file_it_names(
    client: JudgingClient, manager: JudgingClient, chantal: Beneficiary
) -> None:
    (code,) = printed(manager, chantal)
    assert type_letter(client, "D-99999", code) == 422
    assert type_letter(client, f" {chantal.file_reference} ", code.lower().replace("-", " ")) == 303
    assert client.get("/mon-acces").status_code == 200
    client.press(client.get("/mon-acces"), "Quitter")
    assert type_letter(client, chantal.file_reference, code) == 422


def test_a_page_a_letter_and_nothing_left_here_once_printed(
    manager: JudgingClient, people: People, chantal: Beneficiary
) -> None:
    other = people.beneficiary(email=None)
    assert len(set(printed(manager, chantal, other))) == 2
    assert "Aucun courrier" in manager.get("/gestion/courriers").text
    assert CODE.findall(manager.get("/gestion/courriers/imprimer").text) == []


def test_a_letter_prepared_after_printing_began_is_not_marked_as_printed(
    manager: JudgingClient, people: People, chantal: Beneficiary
) -> None:
    late = people.beneficiary(email=None)
    manager.press(manager.get("/gestion/courriers"), "Préparer", file_reference=chantal.file_reference)
    page = manager.get("/gestion/courriers/imprimer")
    manager.press(manager.get("/gestion/courriers"), "Préparer", file_reference=late.file_reference)
    manager.press(page, "C’est imprimé")
    page = manager.get("/gestion/courriers")
    assert late.account.name in page.text
    assert chantal.account.name not in page.text


def test_a_second_letter_replaces_the_first(
    client: JudgingClient, manager: JudgingClient, chantal: Beneficiary
) -> None:
    (first,) = printed(manager, chantal)
    (second,) = printed(manager, chantal)
    assert type_letter(client, chantal.file_reference, first) == 422
    assert type_letter(client, chantal.file_reference, second) == 303


def test_a_letter_waits_three_weeks(
    client: JudgingClient, manager: JudgingClient, chantal: Beneficiary, clock: Clock
) -> None:
    (code,) = printed(manager, chantal)
    clock.advance(days=21)
    assert type_letter(client, chantal.file_reference, code) == 422


def test_guessing_at_a_letter_does_not_kill_it(
    client: JudgingClient, manager: JudgingClient, chantal: Beneficiary, clock: Clock
) -> None:
    (code,) = printed(manager, chantal)
    for _ in range(6):
        client.post(
            "/connexion/lettre",
            data={"file_reference": chantal.file_reference, "code": "AAAAA-AAAAA"},
            environ_base={"REMOTE_ADDR": "198.51.100.7"},
        )
    assert type_letter(client, chantal.file_reference, code) == 303


def test_a_manager_prepares_no_letter_for_another_territory(manager: JudgingClient, people: People) -> None:
    elsewhere = people.beneficiary(territory="98", email=None)
    page = manager.press(
        manager.get("/gestion/courriers"), "Préparer", file_reference=elsewhere.file_reference
    )
    assert page.status_code == 422
    assert "Aucun dossier" in page.text


def test_the_person_can_see_that_the_code_was_seen(
    manager: JudgingClient, chantal: Beneficiary, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    page = as_beneficiary(chantal)
    assert "a vu vos codes" not in page.get("/mes-donnees").text
    printed(manager, chantal)
    assert "(responsable) a vu vos codes sur papier." in page.get("/mes-donnees").text


def card_of(manager: JudgingClient, person: Beneficiary) -> list[str]:
    page = manager.get("/gestion/courriers")
    manager.press(page, "Préparer une carte", file_reference=person.file_reference)
    page = manager.get("/gestion/courriers/imprimer")
    codes = CODE.findall(page.text)
    manager.press(page, "C’est imprimé")
    return codes


def test_a_card_opens_once_with_each_of_its_codes_and_for_a_year(
    client: JudgingClient, manager: JudgingClient, chantal: Beneficiary, clock: Clock
) -> None:
    codes = card_of(manager, chantal)
    assert len(set(codes)) == 10
    clock.advance(days=200)
    for left, code in enumerate(codes[:3]):
        assert type_letter(client, chantal.file_reference, code) == 303
        assert f"{9 - left}\u00a0codes encore valables" in client.get("/mon-acces").text
        client.press(client.get("/mon-acces"), "Quitter")
        assert type_letter(client, chantal.file_reference, code) == 422
    clock.advance(days=166)
    assert type_letter(client, chantal.file_reference, codes[5]) == 422


def test_a_new_card_or_letter_replaces_the_card(
    client: JudgingClient, manager: JudgingClient, chantal: Beneficiary
) -> None:
    first, second = card_of(manager, chantal), card_of(manager, chantal)
    (letter,) = printed(manager, chantal)
    assert type_letter(client, chantal.file_reference, first[0]) == 422
    assert type_letter(client, chantal.file_reference, second[0]) == 422
    assert type_letter(client, chantal.file_reference, letter) == 303


def test_guesses_from_the_same_network_make_nobody_wait_and_do_not_fill_the_journal(
    client: JudgingClient, manager: JudgingClient, chantal: Beneficiary, service: Service
) -> None:
    (code,) = printed(manager, chantal)
    for _ in range(60):
        with pytest.raises(WrongCode):
            enter_by_letter(
                service,
                file_reference=chantal.file_reference,
                typed="AAAAA-AAAAA",
                browser=Browser(network_hash(service.keyring, network_of("127.0.0.1"))),
                context=SignInContext(),
            )
    with service.database.reading() as store:
        failures = "SELECT count(*) FROM service_audit WHERE event = 'sign_in_failed'"
        assert store.connection.exec_driver_sql(failures).scalar_one() == 50
    assert type_letter(client, chantal.file_reference, code) == 303
