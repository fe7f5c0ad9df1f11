"""What was typed when the sign-in had ended is given back, to the same account only."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import PASSWORD, Posted, let_in
from xprsa.domain.person import Account
from xprsa.running.service import Service

TYPED = {"first_name": "Paul", "last_name": "L’Éprouvé", "email": "paul@example.org"}


@pytest.fixture
def lapsed(
    people: People, service: Service, as_adviser: Callable[[Account], JudgingClient], clock: Clock
) -> JudgingClient:
    """A manager's browser, left open for too long."""
    manager = people.manager(email="helene@example.org")
    browser = as_adviser(manager)
    browser.get("/gestion/equipe")
    clock.advance(hours=1)
    return browser


def enter_staff(
    browser: JudgingClient, page: TestResponse, service: Service, account: Account, clock: Clock
) -> TestResponse:
    phone = let_in(service, account)
    page = browser.press(page, "Je travaille au service")
    return browser.press(
        page, "Me connecter", email=account.email or "", password=PASSWORD, code=phone.code(clock())
    )


def test_a_manager_gets_the_typed_text_back_and_sends_it_in_one_tap(
    lapsed: JudgingClient, people: People, service: Service, clock: Clock, posted: Posted
) -> None:
    page = lapsed.post("/gestion/equipe", data={**TYPED, "role": "adviser", "organisation": "0"})
    assert page.status_code == 401
    assert "Paul" not in page.text
    page = lapsed.press(page, "Me connecter")
    with service.database.reading() as store:
        helene = store.accounts.staff_of_mail("helene@example.org")
    assert helene is not None
    page = enter_staff(lapsed, page, service, helene, clock)
    assert page.location == "/connexion/reprendre"
    page = lapsed.get(page.location)
    assert "L’Éprouvé" in page.text
    page = lapsed.press(page, "Renvoyer")
    assert page.location == "/gestion/equipe"
    assert "Paul L’Éprouvé" in lapsed.get(page.location).text


def test_somebody_else_on_the_same_computer_does_not_see_it(
    lapsed: JudgingClient, people: People, service: Service, clock: Clock
) -> None:
    page = lapsed.press(lapsed.post("/gestion/equipe", data=TYPED), "Me connecter")
    page = enter_staff(lapsed, page, service, people.manager(email="other@example.org"), clock)
    assert page.location == "/"
    assert lapsed.get("/connexion/reprendre").status_code == 404


def test_it_survives_every_step_of_a_beneficiarys_sign_in_and_a_second_code(
    people: People, as_adviser: Callable[[Account], JudgingClient], clock: Clock, posted: Posted
) -> None:
    fatou = people.beneficiary(first_name="Fatou", phone="0639981234").account
    people.beneficiary(first_name="Moussa", phone="0639981234")
    browser = as_adviser(fatou)
    clock.advance(hours=1)
    page = browser.post("/declarer/2026-W47", data={"note": "Atelier du mardi, à reprendre"})
    assert page.status_code == 401
    page = browser.press(browser.press(page, "Me connecter"), "Recevoir un code", contact="06 39 98 12 34")
    clock.advance(minutes=20)  # the message was slow
    browser.press(browser.get(page.location), "Recevoir un nouveau code")
    page = browser.press(browser.get("/connexion/code"), "Continuer", code=posted.code())
    page = browser.press(browser.get(page.location), "Continuer", account=str(fatou.public_id))
    page = browser.get(page.location)
    assert "Atelier du mardi, à reprendre" in page.text
    assert 'action="/declarer/2026-W47"' in page.text


def test_it_survives_going_back_to_change_the_contact(
    people: People, as_adviser: Callable[[Account], JudgingClient], clock: Clock, posted: Posted
) -> None:
    amara = people.beneficiary(email="amara@example.org", phone="0639981234").account
    browser = as_adviser(amara)
    clock.advance(hours=1)
    page = browser.press(browser.post("/declarer/2026-W47", data={"note": "Gardé"}), "Me connecter")
    browser.press(page, "Recevoir un code", contact="amara@example.org")
    browser.press(browser.get("/connexion"), "Recevoir un code", contact="0639981234")
    page = browser.press(browser.get("/connexion/code"), "Continuer", code=posted.code())
    assert "Gardé" in browser.get(page.location).text


def test_the_database_does_not_show_it(
    people: People, as_adviser: Callable[[Account], JudgingClient], service: Service, clock: Clock
) -> None:
    browser = as_adviser(people.beneficiary(email="amara@example.org").account)
    clock.advance(hours=1)
    page = browser.press(browser.post("/declarer/2026-W47", data={"note": "canari"}), "Me connecter")
    browser.press(page, "Recevoir un code", contact="amara@example.org")
    with service.database.reading() as store:
        rows = store.connection.exec_driver_sql("SELECT * FROM sign_in_code").all()
    assert len(rows) == 1
    assert "canari" not in str(rows)
    assert "amara" not in str(rows)


@pytest.mark.parametrize("forged", ["x", "gAAAAABforged", "é" * 50])
def test_a_forged_text_is_dropped(client: JudgingClient, people: People, posted: Posted, forged: str) -> None:
    people.beneficiary(email="amara@example.org")
    client.post("/connexion", data={"contact": "amara@example.org", "kept": forged})
    assert client.post("/connexion/code", data={"code": posted.code()}).location == "/"
