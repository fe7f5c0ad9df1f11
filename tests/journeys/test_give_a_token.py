"""A manager gives a program a token once what it opens was read, sees it once, and revokes it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.builders import People
from tests.contracts.world import ELSEWHERE
from tests.pages import JudgingClient
from xprsa.demo.purpose_cards import purpose_cards
from xprsa.domain.person import Account
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose
from xprsa.storage.tables import ServiceAuditRow

LIST, NEW = "/gestion/jetons", "/gestion/jetons/nouveau"
ASKED = {"label": "Le tableau de bord", "purpose": "support", "days": "30"}
Browsers = Callable[[Account], JudgingClient]


@pytest.fixture
def desk(people: People, as_adviser: Browsers) -> JudgingClient:
    return as_adviser(people.manager())


def made(desk: JudgingClient, **changed: str) -> str:
    """Say what a token is for, read, make it; give it."""
    read = desk.press(desk.get(NEW), "Lire ce qu’il ouvrira", **{**ASKED, **changed})
    (token,) = re.findall(r"<code>(xprsa_\w+)</code>", desk.press(read, "Faire ce jeton").text)
    return str(token)


def asks(app: Flask, token: str) -> int:
    """Give what the program with a token is answered."""
    headers = {"Authorization": f"Bearer {token}"}
    return FlaskClient(app).get("/api/v1/exports/support/runs", headers=headers).status_code


def test_what_it_opens_is_read_before_it_is_made(desk: JudgingClient, people: People) -> None:
    assert "Aucun jeton" in desk.get(LIST).text
    read = desk.press(desk.get(NEW), "Lire ce qu’il ouvrira", **ASKED)
    for words in (
        "Rien n’est encore fait.", "Le tableau de bord", "Accompagnement", "30\u00a0jours",
        "L’équipe d’accompagnement, Val-d’Essai", "passés et à venir", "Il n’est montré qu’une fois.",
        "noté dans le journal", "révoquer à tout moment",
    ):  # fmt: skip
        assert words in read.text
    assert "Aucun jeton" in desk.get(LIST).text


def test_it_is_shown_once_and_opens(desk: JudgingClient, app: Flask) -> None:
    token = made(desk)
    assert asks(app, token) == 200
    listed = desk.get(LIST).text
    assert token.rpartition("_")[0] in listed
    assert token.rpartition("_")[2] not in listed
    assert "Ouvert" in listed


def test_sent_twice_it_is_one_and_the_second_says_what_to_do(desk: JudgingClient) -> None:
    read = desk.press(desk.get(NEW), "Lire ce qu’il ouvrira", **ASKED)
    assert desk.press(read, "Faire ce jeton").status_code == 200
    again = desk.press(read, "Faire ce jeton")
    assert again.status_code == 409
    assert "révoquez-le" in again.text
    assert desk.get(LIST).text.count("xprsa_") == 1


def test_revoked_it_opens_nothing_at_once(desk: JudgingClient, app: Flask) -> None:
    token = made(desk)
    page = desk.get(f"{LIST}/{token.split('_')[1]}/revoquer")
    assert "pour toujours" in page.text
    assert asks(app, token) == 200
    assert desk.press(page, "Révoquer ce jeton").location == LIST
    assert asks(app, token) == 401
    assert "Révoqué" in desk.get(LIST).text
    assert "n’ouvre déjà plus rien" in desk.get(f"{LIST}/{token.split('_')[1]}/revoquer").text
    assert desk.press(page, "Révoquer ce jeton").location == LIST


def test_it_is_corrected_without_being_typed_again(desk: JudgingClient) -> None:
    read = desk.press(desk.get(NEW), "Lire ce qu’il ouvrira", **ASKED)
    again = desk.press(read, "Corriger")
    assert again.status_code == 200
    assert 'value="Le tableau de bord"' in again.text
    assert 'value="30"' in again.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"label": " "}, "Écrivez quel programme s’en servira."),
        ({"label": "x" * 81}, "Gardez 80 signes au plus."),
        ({"purpose": "research"}, "Choisissez une finalité de la liste."),
        ({"purpose": "fraud"}, "Choisissez une finalité de la liste."),
        ({"days": "0"}, "Écrivez un nombre de jours, de 1 à 365."),
        ({"days": "366"}, "Écrivez un nombre de jours, de 1 à 365."),
        ({"days": "toujours"}, "Écrivez un nombre de jours, de 1 à 365."),
    ],
)
def test_what_makes_no_token_says_what_to_write(
    desk: JudgingClient, changed: dict[str, str], sentence: str
) -> None:
    page = desk.get(NEW).text
    fields = {name: re.findall(f'name="{name}" value="(.*?)"', page)[0] for name in ("csrf", "handle")}
    for path in (NEW, LIST):
        answer = desk.post(path, data={**fields, **ASKED, **changed})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert "Aucun jeton" in desk.get(LIST).text


def test_it_opens_ninety_days_unless_somebody_says_otherwise(desk: JudgingClient) -> None:
    assert 'name="days" type="text" value="90"' in desk.get(NEW).text


def test_a_card_that_changed_since_it_was_read_makes_no_token(
    desk: JudgingClient, people: People, service: Service
) -> None:
    read = desk.press(desk.get(NEW), "Lire ce qu’il ouvrira", **ASKED)
    here = people.territory()
    with service.database.writing() as store:
        store.purposes.close(Purpose.SUPPORT, territory=here.id, at=service.now())
        card = purpose_cards(here)[0].model_copy(update={"recipient": "Une autre équipe"})
        store.purposes.open(card, territory=here.id, at=service.now())
    answer = desk.press(read, "Faire ce jeton")
    assert answer.status_code == 409
    assert "Relisez ce que le jeton ouvrirait." in answer.text
    assert "Aucun jeton" in desk.get(LIST).text


def test_where_nothing_is_open_there_is_nothing_to_make(
    desk: JudgingClient, people: People, service: Service
) -> None:
    with service.database.writing() as store:
        store.purposes.close(Purpose.SUPPORT, territory=people.territory().id, at=service.now())
    assert "Aucune finalité n’est ouverte ici." in desk.get(NEW).text


def test_managers_of_another_territory_neither_see_it_nor_revoke_it(
    desk: JudgingClient, people: People, as_adviser: Browsers, app: Flask
) -> None:
    token = made(desk)
    other = as_adviser(people.manager(territory=ELSEWHERE))
    assert "Aucun jeton" in other.get(LIST).text
    page = other.get(NEW).text
    csrf = re.findall('name="csrf" value="(.*?)"', page)[0]
    path = f"{LIST}/{token.split('_')[1]}/revoquer"
    assert other.post(path, data={"csrf": csrf}).status_code == 404
    assert asks(app, token) == 200


def test_the_list_says_whose_it_is_and_when_that_access_was_closed(
    desk: JudgingClient, people: People, as_adviser: Browsers, service: Service
) -> None:
    leaves = people.manager(first_name="Hélène", last_name="Partie")
    made(as_adviser(leaves))
    assert "par <bdi>Hélène Partie</bdi>." in " ".join(desk.get(LIST).text.split())
    with service.database.writing() as store:
        store.accounts.disable(leaves.id, at=service.now())
    assert "dont l’accès est fermé" in desk.get(LIST).text


def test_the_journal_says_who_made_and_who_revoked_it(
    people: People, as_adviser: Browsers, service: Service
) -> None:
    manager = people.manager()
    desk = as_adviser(manager)
    handle = made(desk).split("_")[1]
    desk.press(desk.get(f"{LIST}/{handle}/revoquer"), "Révoquer ce jeton")
    said = select(ServiceAuditRow.event, ServiceAuditRow.actor_id, ServiceAuditRow.detail)
    with service.database.reading() as store:
        lines = store.connection.execute(said.where(ServiceAuditRow.event.like("token%"))).all()
    detail = f"{handle} support 99"
    assert [tuple(line) for line in lines] == [
        ("token_made", manager.id, detail), ("token_revoked", manager.id, detail),
    ]  # fmt: skip
