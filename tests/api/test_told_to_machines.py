"""Whatever is wrong under /api/ is told as RFC 9457 has it, by whatever part it is met."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import ImATeapot
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.api.conftest import Border, address_of, kind_of
from xprsa.app import create_app
from xprsa.running.machines import Problem
from xprsa.storage.database import DatabaseAway
from xprsa.storage.tokens import Tokens
from xprsa.web.problems import WORDS

URN = "urn:xprsa:problem:"
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v2/exports", "/api/v1/exports/fraud/runs", "/api/v1/x"]
)
def test_an_address_that_is_none(border: Border, path: str) -> None:
    answer = border.program().ask(path)
    assert (answer.status_code, kind_of(answer)) == (404, f"{URN}not-found")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rest", ["runs", "documents", "openapi.json"])
def test_it_is_read_and_nothing_else(border: Border, method: str, rest: str) -> None:
    run, program = border.run(), border.program()
    path = {
        "runs": "/api/v1/exports/support/runs",
        "documents": f"/api/v1/exports/support/{address_of(run)}/documents",
        "openapi.json": "/api/v1/openapi.json",
    }[rest]
    answer = program.ask(path, method=method)
    assert answer.status_code == 405
    assert kind_of(answer) == f"{URN}method-not-allowed"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_a_body_that_is_too_long(border: Border) -> None:
    program = border.program()
    answer = program.browser.post("/api/v1/exports/support/runs", data=b"x" * 70_000)
    assert answer.status_code in (405, 413)
    assert answer.mimetype == "application/problem+json"


def test_an_address_or_a_name_that_nobody_can_write(app: Flask) -> None:
    for strange in ({"PATH_INFO": "/api/\x00"}, {"HTTP_HOST": "evil.example"}):
        environ = EnvironBuilder("/api/v1/exports/support/runs").get_environ() | strange
        chunks, status, headers = run_wsgi_app(app, environ, buffered=True)
        assert (status, headers["Content-Type"]) == ("400 BAD REQUEST", "application/problem+json")
        assert b"urn:xprsa:problem:bad-request" in b"".join(chunks)


def test_a_database_that_is_away(border: Border, monkeypatch: pytest.MonkeyPatch) -> None:
    program = border.program()

    def away(*_: Any) -> None:
        raise DatabaseAway

    monkeypatch.setattr(Tokens, "known_by", away)
    answer = program.get()
    assert (answer.status_code, kind_of(answer)) == (503, f"{URN}away")
    assert answer.headers["Retry-After"] == "30"


def test_a_fault_of_ours_says_no_more(border: Border, monkeypatch: pytest.MonkeyPatch) -> None:
    program = border.program()
    program.browser = FlaskClient(create_app(border.service))  # not in testing mode

    def wrong(*_: Any) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(Tokens, "known_by", wrong)
    answer = program.get()
    assert (answer.status_code, kind_of(answer)) == (500, f"{URN}fault")
    assert "secret words" not in answer.text


def test_what_is_no_problem_of_ours_is_told_by_its_status(border: Border, app: Flask) -> None:
    with app.test_request_context("/api/v1/x"):
        answer = app.make_response(app.handle_user_exception(ImATeapot()))
    assert (answer.status_code, answer.mimetype) == (418, "application/problem+json")
    assert answer.get_json(force=True) == {"type": "about:blank", "status": 418, "title": "I'm a Teapot"}


def test_pages_of_people_stay_pages(app: Flask, border: Border) -> None:
    assert FlaskClient(app).get("/apiculture").mimetype == "text/html"


def test_every_answer_keeps_the_headers_of_all(border: Border) -> None:
    run, program = border.run(), border.program()
    for path in ("runs", address_of(run), f"{address_of(run)}/documents", "nowhere"):
        answer = program.get(path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_every_problem_has_a_sentence_and_a_name_that_stays() -> None:
    assert {problem.value.removeprefix(URN) for problem in WORDS} == {
        "answered", "answers-wrong", "away", "bad-request", "busy", "cursor", "fault", "media-type",
        "method-not-allowed", "module-refused", "no-answers", "not-found", "not-json-lines", "not-kept",
        "run-unfit", "token-refused", "too-large", "too-often", "too-slow",
    }  # fmt: skip
    assert set(WORDS) == set(Problem)
    assert all(words.detail.endswith(".") for words in WORDS.values())
