"""A text that was given back is dropped once it arrived, not before."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.domain.person import Account
from xprsa.running.service import Service
from xprsa.storage.tables import table
from xprsa.storage.tables_access import SignInRow


@pytest.fixture
def back(
    people: People, as_adviser: Callable[[Account], JudgingClient], clock: Clock, posted: Posted
) -> JudgingClient:
    """A phone on which somebody has signed in again, after a week was posted too late."""
    browser = as_adviser(people.beneficiary(email="amara@example.org").account)
    clock.advance(hours=1)
    page = browser.post("/declarer/2026-W47", data={"answer": "none", "note": "Gardé", "save": "1"})
    page = browser.press(browser.press(page, "Me connecter"), "Recevoir un code", contact="amara@example.org")
    browser.press(browser.get("/connexion/code"), "Continuer", code=posted.code())
    return browser


def kept(service: Service) -> int:
    with service.database.reading() as store:
        rows = store.connection.execute(table(SignInRow).select()).all()
    return sum(row.kept is not None for row in rows)


def test_it_can_be_asked_for_again_until_it_arrived(back: JudgingClient, service: Service) -> None:
    assert "Gardé" in back.get("/connexion/reprendre").text
    assert "Gardé" in back.get("/connexion/reprendre").text
    assert kept(service) == 1


def test_it_is_dropped_once_it_arrived(back: JudgingClient, service: Service) -> None:
    page = back.press(back.get("/connexion/reprendre"), "Renvoyer")
    assert page.status_code < 400
    assert kept(service) == 0
    assert back.get("/connexion/reprendre").status_code == 404


def test_it_stays_when_what_was_sent_again_was_refused(back: JudgingClient, service: Service) -> None:
    page = back.press(back.get("/connexion/reprendre"), "Renvoyer", csrf="")
    assert page.status_code == 403
    assert kept(service) == 1
