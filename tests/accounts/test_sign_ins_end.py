"""S-1: a new id at every sign-in; a cookie copied before the end is worth nothing after it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from flask import Flask

from tests.builders import Clock, People
from tests.one_application import application
from tests.pages import JudgingClient
from tests.posted import PASSWORD, Posted, let_in
from xprsa.accounts.sign_ins.secret import hashed
from xprsa.accounts.staff import closing
from xprsa.accounts.staff import team as team_service
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account
from xprsa.running.service import Service

COOKIE = "xprsa"


def held(client: JudgingClient) -> str:
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def opens(browser: JudgingClient, secret: str) -> bool:
    """Tell whether a copied cookie still opens somebody's pages."""
    browser.set_cookie(COOKIE, secret)
    return browser.get("/mon-acces").status_code == 200


def enter(client: JudgingClient, posted: Posted, mail: str) -> str:
    client.press(client.get("/connexion"), "Recevoir un code", contact=mail)
    client.press(client.get("/connexion/code"), "Continuer", code=posted.code())
    return held(client)


def test_the_id_changes_at_every_sign_in_and_one_brought_along_is_never_taken(
    client: JudgingClient, app_browser: Callable[[], JudgingClient], people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    client.set_cookie(COOKIE, "chosen-by-somebody-else")
    first = enter(client, posted, "amara@example.org")
    second = enter(app_browser(), posted, "amara@example.org")
    assert len({first, second, "chosen-by-somebody-else"}) == 3
    assert not opens(app_browser(), "chosen-by-somebody-else")


def test_a_cookie_copied_before_leaving_is_dead(
    client: JudgingClient, app_browser: Callable[[], JudgingClient], people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    copy = enter(client, posted, "amara@example.org")
    assert opens(app_browser(), copy)
    client.press(client.get("/mon-acces"), "Quitter")
    assert not opens(app_browser(), copy)


def test_a_cookie_copied_before_the_password_changed_is_dead_everywhere_and_here_a_new_one_goes_on(
    as_adviser: Callable[[Account], JudgingClient],
    app_browser: Callable[[], JudgingClient],
    people: People,
    service: Service,
) -> None:
    nadia = people.adviser(email="nadia@example.org")
    let_in(service, nadia)
    here, elsewhere = as_adviser(nadia), as_adviser(nadia)
    copies = [held(here), held(elsewhere)]
    page = here.press(here.get("/mon-acces"), "Changer", present=PASSWORD, password="loutre parapluie granit")
    assert page.status_code == 303
    assert [opens(app_browser(), copy) for copy in copies] == [False, False]
    assert here.get("/mon-acces").status_code == 200


def test_a_cookie_copied_before_access_was_taken_away_is_dead_even_if_it_is_given_again(
    as_adviser: Callable[[Account], JudgingClient],
    app_browser: Callable[[], JudgingClient],
    people: People,
    service: Service,
) -> None:
    manager, nadia = people.manager(), people.adviser(email="nadia@example.org")
    copy = held(as_adviser(nadia))
    actor = Actor(manager.id, manager.role, manager.territory, manager.organisation)
    assert closing.disable(service, actor=actor, member=nadia.public_id, successor=None)
    assert not opens(app_browser(), copy)
    again = team_service.Newcomer("Nadia", "Essai", "nadia@example.org", nadia.role, nadia.organisation)
    team_service.invite(service, actor=actor, newcomer=again)
    assert not opens(app_browser(), copy)


def test_signing_in_over_somebody_ends_their_sign_in(
    client: JudgingClient, app_browser: Callable[[], JudgingClient], people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    people.beneficiary(email="lucie@example.org")
    other = app_browser()
    other.press(other.get("/connexion"), "Recevoir un code", contact="lucie@example.org")
    code, bound = posted.code(), other.get_cookie("xprsa-code")
    assert bound is not None
    copy = enter(client, posted, "amara@example.org")
    client.set_cookie("xprsa-code", bound.value)  # asked for before, in the same browser
    client.press(client.get("/connexion/code"), "Continuer", code=code)
    assert held(client) != copy
    assert not opens(app_browser(), copy)


def test_half_an_hour_without_a_page_signs_out_and_a_page_in_between_does_not(
    as_adviser: Callable[[Account], JudgingClient], people: People, clock: Clock
) -> None:
    browser = as_adviser(people.beneficiary().account)
    for _ in range(4):
        clock.advance(minutes=25)
        assert browser.get("/mon-acces").status_code == 200
    clock.advance(minutes=30)
    assert browser.get("/mon-acces").status_code == 303


def test_nobody_stays_signed_in_longer_than_the_day(
    as_adviser: Callable[[Account], JudgingClient], people: People, clock: Clock
) -> None:
    adviser, person = as_adviser(people.adviser()), as_adviser(people.beneficiary().account)
    for _ in range(30):
        clock.advance(minutes=20)
        adviser.get("/mon-acces")
        person.get("/mon-acces")
    assert adviser.get("/mon-acces").status_code == 303
    assert person.get("/mon-acces").status_code == 200
    for _ in range(6):
        clock.advance(minutes=20)
        person.get("/mon-acces")
    assert person.get("/mon-acces").status_code == 303


def test_one_ends_a_sign_in_elsewhere_and_only_ones_own(
    as_adviser: Callable[[Account], JudgingClient], people: People, service: Service
) -> None:
    amara, lucie = people.beneficiary().account, people.beneficiary().account
    here, elsewhere, stranger = as_adviser(amara), as_adviser(amara), as_adviser(lucie)
    with service.database.reading() as store:
        (theirs,) = store.sign_ins.of_account(lucie.id, started_after=service.now() - timedelta(days=1))
    page = here.get("/mes-connexions")
    assert page.text.count("Ouverte le") == 2
    here.press(page, "Fermer", csrf=_token(page.text))
    assert elsewhere.get("/mon-acces").status_code == 303
    assert (
        here.post(f"/mes-connexions/{theirs.public_id}/fermer", data={"csrf": _token(page.text)}).status_code
        == 404
    )
    assert stranger.get("/mon-acces").status_code == 200


def test_one_tap_ends_everything_but_this_browser(
    as_adviser: Callable[[Account], JudgingClient], people: People
) -> None:
    amara = people.beneficiary().account
    here, others = as_adviser(amara), [as_adviser(amara) for _ in range(3)]
    here.press(here.get("/mes-connexions"), "Fermer tout")
    assert [other.get("/mon-acces").status_code for other in others] == [303, 303, 303]
    assert here.get("/mon-acces").status_code == 200


def test_the_database_holds_no_cookie(
    client: JudgingClient, people: People, posted: Posted, service: Service
) -> None:
    people.beneficiary(email="amara@example.org")
    secret = enter(client, posted, "amara@example.org")
    with service.database.reading() as store:
        assert store.sign_ins.of_secret(secret) is None
        assert store.sign_ins.of_secret(hashed(secret)) is not None


@pytest.mark.parametrize("base_url", ["http://localhost", "https://declarer.example.org"])
def test_the_cookie_is_hidden_from_scripts_and_kept_to_this_host_over_encryption(
    service: Service, people: People, capsys: pytest.CaptureFixture[str], base_url: str
) -> None:
    people.beneficiary(email="amara@example.org")
    there = replace(service, settings=replace(service.settings, base_url=base_url))
    client = _client(application(there), base_url)
    client.post("/connexion", data={"contact": "amara@example.org"})
    answer = client.post("/connexion/code", data={"code": Posted(there, capsys).code()})
    (line,) = [cookie for cookie in answer.headers.getlist("Set-Cookie") if "code=" not in cookie]
    name, morsel = next(iter(SimpleCookie(line).items()))
    is_https = base_url.startswith("https")
    assert name == ("__Host-xprsa" if is_https else "xprsa")
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    assert bool(morsel["secure"]) is is_https
    assert morsel["domain"] == ""


def test_the_cookies_of_flask_and_of_flask_login_open_nothing_and_break_nothing(
    client: JudgingClient, people: People
) -> None:
    person = people.beneficiary().account
    client.set_cookie("remember_token", f"{person.id}|0123")
    client.set_cookie("session", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb")
    assert client.get("/mon-acces").status_code == 303


def test_when_a_page_was_last_asked_for_is_written_once_a_minute_at_most(
    as_adviser: Callable[[Account], JudgingClient], people: People, service: Service, clock: Clock
) -> None:
    amara = people.beneficiary().account
    browser = as_adviser(amara)
    begun = clock()

    def seen() -> timedelta:
        with service.database.reading() as store:
            (sign_in,) = store.sign_ins.of_account(amara.id, started_after=begun - timedelta(days=1))
        return sign_in.seen_at - begun

    clock.advance(seconds=59)
    browser.get("/mon-acces")
    assert seen() == timedelta(0)
    clock.advance(seconds=1)
    browser.get("/mon-acces")
    assert seen() == timedelta(seconds=60)


def _token(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def _client(app: Flask, base_url: str) -> JudgingClient:
    client = app.test_client()
    assert isinstance(client, JudgingClient)
    client.environ_base["wsgi.url_scheme"] = base_url.partition(":")[0]
    return client
