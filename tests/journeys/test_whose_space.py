"""Whose space it is stands on every page, and a shared phone gives nobody another's space or text."""

from collections.abc import Callable

import pytest

from tests.builders import People
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

SHARED = "0639981234"


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def couple(people: People) -> tuple[Beneficiary, Beneficiary]:
    fatou = people.beneficiary(first_name="Fatou", last_name="Essai", phone=SHARED, email=None)
    moussa = people.beneficiary(
        first_name="Moussa", last_name="Essai", phone=SHARED, email="moussa@example.org"
    )
    return fatou, moussa


def enter(
    client: JudgingClient, posted: Posted, person: Beneficiary, *, remember: bool = False
) -> JudgingClient:
    client.press(client.get("/connexion"), "Recevoir un code", contact=SHARED)
    ticked = {"remember": "y"} if remember else {}
    client.press(client.get("/connexion/code"), "Continuer", code=posted.code(), **ticked)
    client.press(client.get("/connexion/qui"), "Continuer", account=str(person.account.public_id))


@pytest.mark.parametrize(
    "path",
    [
        "/ma-semaine",
        "/mes-semaines",
        "/mes-donnees",
        "/declarer/2026-W47",
        "/mon-acces",
        "/mes-connexions",
        "/aide",
        "/nulle-part",
    ],
)
def test_every_page_says_the_first_name_of_whoever_is_signed_in(
    people: People, as_adviser: Callable[[Account], JudgingClient], path: str
) -> None:
    person = people.beneficiary(first_name="Fatoumata")
    assert "Fatoumata" in as_adviser(person.account).get(path).text


def test_the_home_page_greets_by_name(people: People, as_adviser: Callable[[Account], JudgingClient]) -> None:
    person = people.beneficiary(first_name="Fatou")
    assert "<h1>Bonjour Fatou</h1>" in as_adviser(person.account).get("/ma-semaine").text


def test_a_phone_remembered_for_one_of_two_who_share_it_asks_who_comes_back(
    client: JudgingClient, posted: Posted, couple: tuple[Beneficiary, Beneficiary]
) -> None:
    enter(client, posted, couple[0], remember=True)
    client.press(client.get("/mon-acces"), "Quitter")
    page = client.get("/connexion")
    assert "Êtes-vous <bdi>Fatou E.</bdi>" in page.text
    client.press(page, "Oui, continuer")
    assert "Bonjour Fatou" in client.get("/ma-semaine").text


def test_leaving_a_remembered_phone_offers_to_forget_it(
    client: JudgingClient, posted: Posted, couple: tuple[Beneficiary, Beneficiary]
) -> None:
    enter(client, posted, couple[0], remember=True)
    page = client.press(client.get("/mon-acces"), "Quitter")
    page = client.get(page.location)
    assert client.press(page, "Oublier ce téléphone").status_code == 303
    assert "Oublier ce téléphone" not in client.get("/connexion").text
    assert client.post("/connexion/telephone").status_code == 422


def test_nobody_is_asked_to_forget_a_phone_that_is_not_remembered(
    client: JudgingClient, posted: Posted, couple: tuple[Beneficiary, Beneficiary]
) -> None:
    enter(client, posted, couple[0])
    page = client.press(client.get("/mon-acces"), "Quitter")
    assert "Oublier" not in client.get(page.location).text
    assert client.post("/connexion/telephone/oublier").status_code == 303


def test_a_text_posted_under_another_account_is_given_back_to_its_author_alone(
    client: JudgingClient, posted: Posted, couple: tuple[Beneficiary, Beneficiary]
) -> None:
    fatou, moussa = couple
    enter(client, posted, fatou)
    form = client.get("/declarer/2026-W47")
    client.press(client.get("/mon-acces"), "Quitter")
    enter(client, posted, moussa)
    refused = client.press(form, "Envoyer", answer="none", note="Le texte de Fatou")
    assert refused.status_code == 403
    assert "vient d’un autre compte" in refused.text
    assert "Le texte de Fatou" not in refused.text
    page = client.press(refused, "C’est mon texte")
    client.press(page, "Recevoir un code", contact=SHARED)
    client.press(client.get("/connexion/code"), "Continuer", code=posted.code())
    back = client.press(client.get("/connexion/qui"), "Continuer", account=str(fatou.account.public_id))
    assert back.location == "/connexion/reprendre"
    assert "Le texte de Fatou" in client.get(back.location).text
    sent = client.press(client.get(back.location), "Renvoyer")
    assert sent.status_code == 303


def test_a_text_of_another_is_never_given_to_whoever_is_there(
    client: JudgingClient, posted: Posted, couple: tuple[Beneficiary, Beneficiary]
) -> None:
    fatou, moussa = couple
    enter(client, posted, fatou)
    form = client.get("/declarer/2026-W47")
    client.press(client.get("/mon-acces"), "Quitter")
    enter(client, posted, moussa)
    page = client.press(
        client.press(form, "Envoyer", answer="none", note="Le texte de Fatou"), "C’est mon texte"
    )
    client.press(page, "Recevoir un code", contact=SHARED)
    client.press(client.get("/connexion/code"), "Continuer", code=posted.code())
    client.press(client.get("/connexion/qui"), "Continuer", account=str(moussa.account.public_id))
    assert client.get("/connexion/reprendre").status_code == 404
