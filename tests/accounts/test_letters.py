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


def address(person: Beneficiary) -> str:
    """Give where the letter of a person is printed."""
    return f"/gestion/courriers/{person.account.public_id}"


def prepare(manager: JudgingClient, person: Beneficiary, button: str = "Préparer") -> None:
    page = manager.press(manager.get("/gestion/courriers"), button, file_reference=person.file_reference)
    if page.status_code == 200:  # it says what it replaces
        page = manager.press(page, "Préparer")
    assert page.status_code == 303


def printed(manager: JudgingClient, person: Beneficiary, button: str = "Préparer") -> list[str]:
    """Prepare and print the letter (or card) of somebody; give its codes."""
    prepare(manager, person, button)
    page = manager.get(address(person))
    codes = CODE.findall(page.text)
    assert manager.press(page, "C’est imprimé").status_code == 303
    return codes


def type_letter(client: JudgingClient, reference: str, code: str) -> int:
    page = client.get("/connexion/lettre")
    return client.press(page, "Continuer", file_reference=reference, code=code).status_code


def test_whoever_holds_a_card_finds_the_door(client: JudgingClient, people: People) -> None:
    people.territory()
    assert "J’ai reçu un code par courrier ou sur une carte</a>" in client.get("/connexion").text
    page = client.get("/connexion/lettre").text
    assert "Code du courrier ou de la carte</label>" in page
    assert "Sur une carte\u00a0: un code qui n’a pas servi." in page


def test_a_phone_is_remembered_on_a_condition_that_stands_behind_it(
    client: JudgingClient, people: People
) -> None:
    people.territory()
    page = client.get("/connexion/lettre").text
    wish, condition = page.index("Se souvenir de ce téléphone"), page.index("Seulement si vous êtes la seule")
    assert wish < condition < page.index("</label>", wish)


def test_paper_comes_from_the_service_and_a_code_to_a_mobile_on_every_page(
    client: JudgingClient, manager: JudgingClient, chantal: Beneficiary
) -> None:
    prepare(manager, chantal, "Préparer une carte")
    card, help_page = manager.get(address(chantal)).text, client.get("/aide").text
    assert "Demandez une autre carte au service." in card
    assert "Demandez un code sur papier au service." in help_page
    assert "votre courriel ou votre numéro de mobile" in help_page
    assert "Votre courriel ou votre numéro de mobile" in client.get("/connexion").text


def test_a_letter_opens_once_with_the_file_it_names(
    client: JudgingClient, manager: JudgingClient, chantal: Beneficiary
) -> None:
    (code,) = printed(manager, chantal)
    assert type_letter(client, "D-99999", code) == 422
    assert type_letter(client, f" {chantal.file_reference} ", code.lower().replace("-", " ")) == 303
    assert client.get("/mon-acces").status_code == 200
    client.press(client.get("/mon-acces"), "Quitter")
    assert type_letter(client, chantal.file_reference, code) == 422


def test_letters_are_printed_one_at_a_time_and_nothing_is_left_here(
    manager: JudgingClient, people: People, chantal: Beneficiary
) -> None:
    other = people.beneficiary(email=None)
    prepare(manager, chantal)
    prepare(manager, other)
    page = manager.get(address(chantal))
    assert len(CODE.findall(page.text)) == 1
    assert other.account.name not in page.text
    manager.press(page, "C’est imprimé")
    waiting = manager.get("/gestion/courriers").text
    assert other.account.name in waiting
    assert chantal.account.name not in waiting
    assert CODE.findall(manager.get(address(chantal)).text) == []
    assert len(CODE.findall(manager.get(address(other)).text)) == 1


def test_a_letter_that_took_the_place_of_the_printed_one_is_not_marked_as_printed(
    manager: JudgingClient, chantal: Beneficiary, clock: Clock
) -> None:
    prepare(manager, chantal)
    seen = manager.get(address(chantal))
    clock.advance(seconds=1)
    prepare(manager, chantal)
    answer = manager.press(seen, "C’est imprimé")
    assert answer.status_code == 409
    assert "Jetez ce que vous avez imprimé" in answer.text
    assert len(CODE.findall(manager.get(address(chantal)).text)) == 1


def test_nobody_prints_a_letter_of_another_territory(
    people: People,
    manager: JudgingClient,
    chantal: Beneficiary,
    as_adviser: Callable[[Account], JudgingClient],
) -> None:
    prepare(manager, chantal)
    elsewhere = as_adviser(people.manager(territory="98"))
    assert elsewhere.get(address(chantal)).status_code == 404
    assert elsewhere.press(manager.get(address(chantal)), "C’est imprimé").status_code in {403, 404}
    page = manager.get(address(chantal))
    assert len(CODE.findall(page.text)) == 1


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


def test_the_person_sees_whose_codes_were_prepared_seen_and_printed_and_by_whom(
    people: People,
    manager: JudgingClient,
    chantal: Beneficiary,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    other = people.beneficiary(email=None)
    assert "codes sur papier" not in as_beneficiary(chantal).get("/mes-donnees").text
    printed(manager, chantal)
    page = as_beneficiary(chantal).get("/mes-donnees").text
    for done in ("a préparé pour vous des codes", "a vu vos codes", "a imprimé vos codes"):
        assert f"</bdi> (responsable) {done} sur papier" in page
    assert "codes sur papier" not in as_beneficiary(other).get("/mes-donnees").text


def card_of(manager: JudgingClient, person: Beneficiary) -> list[str]:
    return printed(manager, person, "Préparer une carte")


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
