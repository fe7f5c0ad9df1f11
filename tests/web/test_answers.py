"""Every answer carries its headers once, and is compressed for whoever reads it so."""

from dataclasses import replace

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tests.builders import People
from xprsa.app import create_app
from xprsa.running.service import Service
from xprsa.web import answers

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LONG = "une semaine, " * 100


@on_sqlite
def test_no_header_is_written_twice(app: Flask, people: People) -> None:
    people.territory()
    names = [name for name, _ in FlaskClient(app).get("/connexion").headers if name != "Set-Cookie"]
    assert len(names) == len(set(names))


@on_sqlite
@pytest.mark.parametrize(
    ("base_url", "said"), [("https://rsa.example.org", True), ("http://localhost", False)]
)
def test_https_is_kept_to_only_where_it_is_served(service: Service, base_url: str, said: bool) -> None:
    there = replace(service, settings=replace(service.settings, base_url=base_url))
    answer = FlaskClient(create_app(there)).get("/aide")
    assert ("Strict-Transport-Security" in answer.headers) == said


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("br;q=0, gzip", None), ("gzip", None), ("", None), ("*", "br")],
)
def test_a_page_is_compressed_for_whoever_reads_brotli(accepted: str, encoding: str | None) -> None:
    answer = _answered(Response(LONG, mimetype="text/html"), accepted=accepted)
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"  # a cache between us tells the two apart
    whole = brotli.decompress(answer.data) if encoding else answer.data
    assert whole.decode() == LONG
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_what_is_streamed_is_left_as_it_flows() -> None:
    answer = _answered(Response(iter([LONG, LONG]), mimetype="text/html"), accepted="br")
    assert "Content-Encoding" not in answer.headers
    assert answer.text == LONG * 2


def test_a_view_may_say_how_long_its_answer_is_kept() -> None:
    sheet = Response("a{}", mimetype="text/css", headers={"Cache-Control": "public"})
    assert _answered(sheet, accepted="br").headers.getlist("Cache-Control") == ["public"]


def _answered(made: Response, *, accepted: str) -> Response:
    app = Flask("alone")
    answers.attach(app, https=False)
    app.add_url_rule("/", view_func=lambda: made)
    return FlaskClient(app, Response).get("/", headers={"Accept-Encoding": accepted})
