"""How people sign in, from the first page to their own."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import PASSWORD, Posted, let_in
from xprsa.domain.person import Account
from xprsa.running.service import Service


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


def who_is_in(client: JudgingClient) -> str:
    """Give the name of the page that greets whoever is signed in."""
    answer = client.get("/mon-acces")
    return answer.text if answer.status_code == 200 else ""


@pytest.mark.parametrize(
    "typed", ["amara@example.org", "Amara@Example.org ", "06 39 98 12 34", "+33639981234"]
)
def test_a_beneficiary_signs_in_with_a_code_sent_to_a_mail_or_a_phone(
    client: JudgingClient, people: People, posted: Posted, typed: str
) -> None:
    people.beneficiary(email="amara@example.org", phone="0639981234")
    page = client.press(client.get("/connexion"), "Recevoir un code", contact=typed)
    assert page.location == "/connexion/code"
    page = client.press(client.get(page.location), "Continuer", code=posted.code())
    assert (page.status_code, page.location) == (303, "/")
    assert "amara@example.org" in who_is_in(client)


def test_a_code_may_be_typed_with_a_space(client: JudgingClient, people: People, posted: Posted) -> None:
    people.beneficiary(email="amara@example.org")
    client.press(client.get("/connexion"), "Recevoir un code", contact="amara@example.org")
    code = posted.code()
    page = client.press(client.get("/connexion/code"), "Continuer", code=f" {code[:3]} {code[3:]} ")
    assert page.status_code == 303


def test_people_who_share_a_phone_choose_their_name_after_the_code(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    people.beneficiary(first_name="Fatou", last_name="Essai", phone="0639981234", email="fatou@example.org")
    moussa = people.beneficiary(first_name="Moussa", last_name="Essai", phone="0639981234", email=None)
    people.beneficiary(first_name="Paul", last_name="Autre", phone="0639985555")
    client.press(client.get("/connexion"), "Recevoir un code", contact="0639981234")
    before = client.get("/connexion/qui")
    assert before.location == "/connexion"
    page = client.press(client.get("/connexion/code"), "Continuer", code=posted.code())
    assert page.location == "/connexion/qui"
    page = client.get(page.location)
    assert "Fatou E." in page.text
    assert "Moussa E." in page.text
    assert "Paul" not in page.text
    client.press(page, "Continuer", account=str(moussa.account.public_id))
    assert "fatou@example.org" not in who_is_in(client)
    assert "0639981234" in who_is_in(client).replace("\u00a0", "")


def test_somebody_who_does_not_share_the_phone_cannot_be_chosen(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    people.beneficiary(phone="0639981234")
    people.beneficiary(phone="0639981234")
    stranger = people.beneficiary(phone="0639985555")
    client.press(client.get("/connexion"), "Recevoir un code", contact="0639981234")
    client.press(client.get("/connexion/code"), "Continuer", code=posted.code())
    page = client.post("/connexion/qui", data={"account": str(stranger.account.public_id)})
    assert page.status_code == 422
    assert who_is_in(client) == ""


def test_a_code_works_in_the_browser_that_asked_for_it_only(
    client: JudgingClient, app_browser: Callable[[], JudgingClient], people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    client.press(client.get("/connexion"), "Recevoir un code", contact="amara@example.org")
    code = posted.code()
    other = app_browser()
    assert other.post("/connexion/code", data={"code": code}).location == "/connexion"
    assert who_is_in(other) == ""


def test_after_five_tries_the_code_is_dead_and_a_fresh_one_is_one_tap_away(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    client.press(client.get("/connexion"), "Recevoir un code", contact="amara@example.org")
    code = posted.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for left in (
        "4\u00a0essais",
        "3\u00a0essais",
        "2\u00a0essais",
        "1\u00a0essai.",
        "Demandez-en un nouveau",
    ):
        page = client.post("/connexion/code", data={"code": wrong})
        assert (page.status_code, left in page.text) == (422, True)
    assert client.post("/connexion/code", data={"code": code}).status_code == 422
    assert who_is_in(client) == ""
    client.press(client.get("/connexion/code"), "Recevoir un nouveau code")
    assert client.press(client.get("/connexion/code"), "Continuer", code=posted.code()).location == "/"


def test_a_code_is_dead_after_fifteen_minutes_and_after_use(
    client: JudgingClient, people: People, posted: Posted, clock: Clock
) -> None:
    people.beneficiary(email="amara@example.org")
    client.press(client.get("/connexion"), "Recevoir un code", contact="amara@example.org")
    code = posted.code()
    clock.advance(minutes=15)
    assert client.post("/connexion/code", data={"code": code}).status_code == 422
    client.press(client.get("/connexion/code"), "Recevoir un nouveau code")
    fresh = posted.code()
    held = client.get_cookie("xprsa-code")
    assert held is not None
    client.post("/connexion/code", data={"code": fresh})
    client.press(client.get("/mon-acces"), "Quitter")
    client.set_cookie("xprsa-code", held.value)
    assert client.post("/connexion/code", data={"code": fresh}).location == "/connexion"
    assert who_is_in(client) == ""


def test_after_signing_in_the_page_that_was_asked_for_opens(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    page = client.get("/mes-connexions")
    assert page.location == "/connexion?suite=/mes-connexions"
    client.press(client.get(page.location), "Recevoir un code", contact="amara@example.org")
    page = client.press(client.get("/connexion/code"), "Continuer", code=posted.code())
    assert page.location == "/mes-connexions"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.test/", "//example.test", "/\\example.test", "javascript:x"]
)
def test_no_link_can_send_somebody_to_another_site_after_signing_in(
    client: JudgingClient, people: People, posted: Posted, elsewhere: str
) -> None:
    people.beneficiary(email="amara@example.org")
    page = client.get("/connexion", query_string={"suite": elsewhere})
    client.press(page, "Recevoir un code", contact="amara@example.org")
    assert client.press(client.get("/connexion/code"), "Continuer", code=posted.code()).location == "/"


def test_a_contact_that_reaches_nobody_is_said_beside_its_field(client: JudgingClient) -> None:
    page = client.press(client.get("/connexion"), "Recevoir un code", contact="amara")
    assert page.status_code == 422
    assert "nom@example.org" in page.text


def test_staff_sign_in_with_a_password_and_the_code_of_their_phone(
    client: JudgingClient, people: People, service: Service, clock: Clock
) -> None:
    phone = let_in(service, people.adviser(email="nadia@example.org"))
    page = client.get("/connexion/equipe")
    page = client.press(
        page, "Me connecter", email="Nadia@example.org", password=PASSWORD, code=phone.code(clock())
    )
    assert page.location == "/"
    assert "Changer de mot de passe" in who_is_in(client)


@pytest.mark.parametrize("wrong", ["email", "password", "code"])
def test_whatever_is_wrong_the_staff_page_says_the_same(
    client: JudgingClient, people: People, service: Service, clock: Clock, wrong: str
) -> None:
    phone = let_in(service, people.adviser(email="nadia@example.org"))
    typed = {"email": "nadia@example.org", "password": PASSWORD, "code": phone.code(clock())}
    typed[wrong] = {"email": "paul@example.org", "password": PASSWORD + "!", "code": "000000"}[wrong]
    page = client.post("/connexion/equipe", data=typed)
    assert page.status_code == 422
    assert "ne vont pas ensemble" in page.text
    assert who_is_in(client) == ""


def test_a_code_read_over_the_shoulder_cannot_be_used_again(
    client: JudgingClient,
    app_browser: Callable[[], JudgingClient],
    people: People,
    service: Service,
    clock: Clock,
) -> None:
    phone = let_in(service, people.adviser(email="nadia@example.org"))
    typed = {"email": "nadia@example.org", "password": PASSWORD, "code": phone.code(clock())}
    assert client.post("/connexion/equipe", data=typed).status_code == 303
    assert app_browser().post("/connexion/equipe", data=typed).status_code == 422


def test_a_beneficiary_has_no_password_and_staff_get_no_code(
    client: JudgingClient, people: People, posted: Posted
) -> None:
    people.adviser(email="nadia@example.org")
    client.press(client.get("/connexion"), "Recevoir un code", contact="nadia@example.org")
    assert posted.now() == ""


def test_leaving_closes_the_browser_for_good(
    client: JudgingClient, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    browser = as_adviser(people.beneficiary().account)
    page = browser.press(browser.get("/mon-acces"), "Quitter")
    assert page.location == "/connexion"
    assert who_is_in(browser) == ""
