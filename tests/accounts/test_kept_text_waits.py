"""What was typed waits for its author on their browser, whoever else signs in there meanwhile."""

from collections.abc import Callable
from secrets import token_urlsafe

import pytest

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.erasure import erase
from xprsa.running.service import Service
from xprsa.storage import kept_texts
from xprsa.storage.kept_texts import TextsWaiting

TYPED = "Atelier du mardi, à reprendre"
SHARED = "famille@example.org"
As = Callable[[Account], JudgingClient]


@pytest.fixture
def ana(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Ana", email=SHARED)


@pytest.fixture
def bea(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Bea", email=SHARED)


@pytest.fixture
def browser(ana: Beneficiary, bea: Beneficiary, as_adviser: As, clock: Clock) -> JudgingClient:
    """Ana’s browser, left open for too long."""
    browser = as_adviser(ana.account)
    browser.get("/ma-semaine")
    clock.advance(hours=1)
    return browser


def enter(browser: JudgingClient, posted: Posted, who: Beneficiary, *, kept: str = "") -> str:
    """Sign in by the shared address, with a text or without; give where it leads."""
    if kept:
        lapsed = browser.post("/declarer/2026-W47", data={"note": kept})
        assert "Votre texte est gardé" in lapsed.text
        page = browser.press(lapsed, "Me connecter")
    else:
        page = browser.get("/connexion")
    browser.press(page, "Recevoir un code", contact=SHARED)
    page = browser.press(browser.get("/connexion/code"), "Continuer", code=posted.code())
    return str(
        browser.press(browser.get(page.location), "Continuer", account=str(who.account.public_id)).location
    )


def leave(browser: JudgingClient) -> None:
    assert browser.press(browser.get("/mes-droits"), "Quitter").status_code == 303


def waiting(service: Service) -> TextsWaiting:
    with service.database.reading() as store:
        return store.kept_texts.waiting()


def test_a_wrong_tap_on_who_you_are_loses_nothing_and_shows_nothing(
    browser: JudgingClient, ana: Beneficiary, bea: Beneficiary, posted: Posted, clock: Clock
) -> None:
    assert enter(browser, posted, bea, kept=TYPED) == "/"
    assert browser.get("/connexion/reprendre").status_code == 404
    for page in ("/ma-semaine", "/declarer/2026-W47", "/mes-donnees"):
        assert TYPED not in browser.get(page).text
    leave(browser)
    clock.advance(minutes=20)
    assert enter(browser, posted, ana) == "/connexion/reprendre"
    assert TYPED in browser.get("/connexion/reprendre").text


def test_it_waits_through_several_people_and_is_given_back_once(
    browser: JudgingClient, ana: Beneficiary, bea: Beneficiary, posted: Posted, clock: Clock
) -> None:
    enter(browser, posted, bea, kept=TYPED)
    for _ in range(2):
        clock.advance(minutes=40)
        assert enter(browser, posted, bea) == "/"
    clock.advance(minutes=40)
    assert enter(browser, posted, ana) == "/connexion/reprendre"
    leave(browser)
    clock.advance(minutes=40)
    assert enter(browser, posted, ana) == "/"


def test_a_text_given_back_and_not_yet_sent_again_outlives_somebody_else_s_sign_in(
    browser: JudgingClient, ana: Beneficiary, bea: Beneficiary, posted: Posted, clock: Clock
) -> None:
    assert enter(browser, posted, ana, kept=TYPED) == "/connexion/reprendre"
    clock.advance(minutes=40)
    assert enter(browser, posted, bea) == "/"
    clock.advance(minutes=40)
    assert enter(browser, posted, ana) == "/connexion/reprendre"
    assert TYPED in browser.get("/connexion/reprendre").text


def test_two_authors_of_one_browser_each_have_their_own_back(
    browser: JudgingClient, ana: Beneficiary, bea: Beneficiary, posted: Posted, clock: Clock
) -> None:
    enter(browser, posted, bea, kept=TYPED)
    clock.advance(minutes=40)
    assert enter(browser, posted, ana, kept="Le mot de Bea") == "/connexion/reprendre"
    assert TYPED in browser.get("/connexion/reprendre").text
    clock.advance(minutes=40)
    assert enter(browser, posted, bea) == "/connexion/reprendre"
    page = browser.get("/connexion/reprendre").text
    assert "Le mot de Bea" in page
    assert TYPED not in page


def test_the_remembered_phone_of_somebody_else_destroys_nothing(
    people: People, client: JudgingClient, as_adviser: As, posted: Posted, clock: Clock
) -> None:
    ana, bea = people.beneficiary(email=SHARED), people.beneficiary(email="bea@example.org")
    assert ana.id != bea.id
    client.post("/connexion", data={"contact": "bea@example.org"})
    client.post("/connexion/code", data={"code": posted.code(), "remember": "y"})
    phone = client.get_cookie("xprsa-phone")
    assert phone is not None
    browser = as_adviser(ana.account)
    browser.set_cookie("xprsa-phone", phone.value)
    clock.advance(hours=1)
    page = browser.press(browser.post("/declarer/2026-W47", data={"note": TYPED}), "Me connecter")
    assert browser.press(page, "Continuer").location == "/", "Bea is in, with one tap"
    assert browser.get("/connexion/reprendre").status_code == 404
    clock.advance(hours=1)
    assert enter_alone(browser, posted) == "/connexion/reprendre"
    assert TYPED in browser.get("/connexion/reprendre").text


def enter_alone(browser: JudgingClient, posted: Posted) -> str:
    browser.post("/connexion", data={"contact": SHARED})
    return str(browser.post("/connexion/code", data={"code": posted.code()}).location)


def test_after_a_week_it_is_over(
    browser: JudgingClient, ana: Beneficiary, bea: Beneficiary, posted: Posted, clock: Clock
) -> None:
    enter(browser, posted, bea, kept=TYPED)
    clock.advance(days=7, minutes=1)
    assert enter(browser, posted, ana) == "/"


def test_another_browser_has_nothing(
    browser: JudgingClient, client: JudgingClient, ana: Beneficiary, bea: Beneficiary, posted: Posted,
    clock: Clock,
) -> None:  # fmt: skip
    enter(browser, posted, bea, kept=TYPED)
    clock.advance(minutes=20)
    assert enter(client, posted, ana) == "/"


def test_what_waits_aside_is_within_the_budget_of_texts(
    browser: JudgingClient, service: Service, ana: Beneficiary, bea: Beneficiary, posted: Posted,
    clock: Clock, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    enter(browser, posted, bea, kept=token_urlsafe(3000))
    assert waiting(service).texts == 1
    monkeypatch.setattr(kept_texts, "MOST_TEXTS", 0)
    with service.database.writing() as store:
        store.kept_texts.make_room("x" * 2000)
    assert (waiting(service).texts, waiting(service).gone) == (0, 1)
    clock.advance(minutes=40)
    assert enter(browser, posted, ana) == "/", "the sign-in goes on without it"


@pytest.mark.parametrize("forged", ["x", "x.y", "....", "0" * 36, "é"])
def test_a_forged_cookie_opens_nothing_and_breaks_nothing(
    client: JudgingClient, people: People, posted: Posted, forged: str
) -> None:
    people.beneficiary(email="amara@example.org")
    client.set_cookie("xprsa-aside", forged)
    client.post("/connexion", data={"contact": "amara@example.org"})
    assert client.post("/connexion/code", data={"code": posted.code()}).location == "/"


def test_the_code_that_was_asked_for_is_no_text_aside(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    client.post("/connexion", data={"contact": "amara@example.org"})
    cookie = client.get_cookie("xprsa-code")
    assert cookie is not None
    client.set_cookie("xprsa-aside", cookie.value)
    assert client.post("/connexion/code", data={"code": posted.code()}).location == "/"


def test_the_erasure_of_its_author_deletes_it(
    browser: JudgingClient, service: Service, ana: Beneficiary, bea: Beneficiary, posted: Posted
) -> None:
    enter(browser, posted, bea, kept=TYPED)
    assert rows_with_a_text(service) == 1
    assert erase(service, ana) is None
    assert rows_with_a_text(service) == 0


def rows_with_a_text(service: Service) -> int:
    with service.database.reading() as store:
        found = store.connection.exec_driver_sql("SELECT count(*) FROM sign_in_code WHERE carried <> ''")
        return int(found.scalar_one())
