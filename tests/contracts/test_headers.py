"""Every answer, be it a page, a file, a refusal or an error, tells the browser what it may not do with it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from tests.builders import People
from tests.contracts.world import World, build_world
from xprsa.app import create_app
from xprsa.commands.whole_requests import _late
from xprsa.running.service import Service

YEAR = 31_536_000  # seconds
ROLES = ("anonymous", "beneficiary", "exporter", "manager", "machine")  # who meets every kind of answer
STATIC = ("/static/xprsa.js", "/static/xprsa.css", "/static/favicon.svg")
REFUSED = ({"PATH_INFO": "/\x00"}, {"PATH_INFO": "/\xff"}, {"HTTP_HOST": "evil.example"})
HIDDEN = ("/static/", "/static", "/.git/HEAD", "/static/..%2fpyproject.toml", "/static/../pyproject.toml")
KEPT = ("/static/", "/theme/")  # of nobody; under addresses that change with their content, or for minutes
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def over_tls(service: Service) -> Flask:
    """The application as it is served: behind a proxy that encrypts."""
    app = create_app(replace(service, settings=replace(service.settings, base_url="https://localhost")))
    app.testing = True
    return app


@on_sqlite
def test_every_answer_is_dressed(over_tls: Flask, people: People) -> None:
    world = build_world(people)
    answers = [answer for role in ROLES for answer in _every_page(over_tls, world, role)]
    assert {200, 303, 404} <= {answer.status_code for answer in answers}
    assert "application/zip" in {answer.mimetype for answer in answers}
    answers += [FlaskClient(over_tls).get(path, buffered=True) for path in STATIC]
    assert {answer.status_code for answer in answers[-len(STATIC) :]} == {200}
    answers += [_asked(over_tls, **environ) for environ in REFUSED]
    assert {answer.status_code for answer in answers[-len(REFUSED) :]} == {400}
    answers += _wrong_requests(FlaskClient(over_tls))
    assert [answer.status_code for answer in answers[-4:]] == [405, 403, 413, 404]
    found = [fault for answer in answers for fault in _faults(answer)]
    assert not found, "\n".join(found)


def test_a_body_that_never_came_is_answered_so_too() -> None:
    begun: list[Any] = []
    _late({}, lambda status, headers: begun.append(dict(headers)))
    assert begun[0]["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in begun[0]["Content-Security-Policy"]


@on_sqlite
def test_every_cookie_is_for_this_host_alone_and_for_no_script(over_tls: Flask, people: People) -> None:
    people.beneficiary(email="amara@example.org")
    browser = FlaskClient(over_tls)
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    browser.environ_base["wsgi.url_scheme"] = "https"
    given = browser.post("/connexion", data={"contact": "amara@example.org"}).headers.getlist("Set-Cookie")
    assert given
    for cookie in given:
        assert cookie.startswith("__Host-xprsa")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


@on_sqlite
@pytest.mark.parametrize("path", HIDDEN)
def test_no_folder_and_no_file_of_the_source_is_shown(app: Flask, path: str) -> None:
    assert FlaskClient(app).get(path).status_code == 404


@on_sqlite
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH"])
def test_no_page_answers_a_method_that_it_does_not_need(app: Flask, method: str) -> None:
    for path in ("/", "/connexion", "/mes-donnees", "/sante"):
        assert FlaskClient(app).open(path, method=method).status_code == 405
    assert FlaskClient(app).open("/static/xprsa.js", method=method, buffered=True).status_code == 405


@on_sqlite
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Strict-Transport-Security", None),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("Content-Security-Policy", None),
        ("Content-Security-Policy", "default-src 'self'"),
        ("Content-Type", "text/html"),
        ("X-Content-Type-Options", None),
        ("Cache-Control", "public"),
        ("Access-Control-Allow-Origin", "*"),
    ],
)
def test_this_contract_sees_what_is_missing(
    people: People, over_tls: Flask, name: str, value: str | None
) -> None:
    people.territory()
    answer = FlaskClient(over_tls).get("/connexion")
    assert list(_faults(answer)) == []
    del answer.headers[name]
    if value is not None:
        answer.headers[name] = value
    assert len(list(_faults(answer))) == 1


def _every_page(app: Flask, world: World, role: str) -> Iterator[TestResponse]:
    browser = FlaskClient(app)
    browser.environ_base["wsgi.url_scheme"] = "https"
    if role in world.sign_ins:
        name, secret = world.sign_ins[role]
        browser.set_cookie(f"__Host-{name}", secret, secure=True)
    if role in world.tokens:
        browser.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {world.tokens[role]}"
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            yield browser.get(app.url_map.bind("localhost").build(rule.endpoint, world.arguments(rule)))


def _wrong_requests(browser: FlaskClient) -> list[TestResponse]:
    same = {"Sec-Fetch-Site": "same-origin"}
    return [
        browser.get("/deconnexion"),
        browser.post("/connexion", headers={"Sec-Fetch-Site": "cross-site"}),
        browser.post("/connexion", data={"contact": "a" * 70_000}, headers=same),
        browser.get("/nulle-part"),
    ]


def _asked(app: Flask, **environ: str) -> TestResponse:
    body, status, headers = run_wsgi_app(app, EnvironBuilder("/connexion").get_environ() | environ)
    request = EnvironBuilder("/refused").get_request()
    return TestResponse(body, status, headers, request)


def _faults(answer: TestResponse) -> Iterator[str]:
    where = f"{answer.request.path} ({answer.status_code})"
    for name, is_right in _RIGHT.items():
        said = answer.headers.getlist(name)
        if len(said) != 1 or not is_right(said[0]):
            yield f"{where} says {name}: {said}"
    if "Access-Control-Allow-Origin" in answer.headers:
        yield f"{where} may be read by other sites"
    kept = "no-store" not in answer.headers.get("Cache-Control", "")
    if kept and not answer.request.path.startswith((*KEPT, "/refused")):
        yield f"{where} may be kept by a browser"
    told = answer.headers.get("Content-Type", "")
    if answer.data and (not told or (told.startswith("text/") and not re.search(r"charset=\"?utf-8", told))):
        yield f"{where} does not say what its text is: {told}"


def _asks_for_tls(said: str) -> bool:
    found = re.fullmatch(r"max-age=(\d+); includeSubDomains", said)
    return found is not None and int(found[1]) >= YEAR


def _shuts(said: str) -> bool:
    wanted = {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"}
    return wanted <= set(said.split("; ")) and "unsafe" not in said and "*" not in said


_RIGHT: dict[str, Callable[[str], bool]] = {
    "Content-Security-Policy": _shuts,
    "Cross-Origin-Opener-Policy": lambda said: said == "same-origin",
    "Cross-Origin-Resource-Policy": lambda said: said == "same-origin",
    "Referrer-Policy": lambda said: said in ("same-origin", "no-referrer"),
    "Strict-Transport-Security": _asks_for_tls,
    "X-Content-Type-Options": lambda said: said == "nosniff",
}
