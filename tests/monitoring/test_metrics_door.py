"""`/metrics` opens to one token, tells nothing of anybody, and goes on while the database is away."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import People
from tests.contracts.world import CANARIES, build_world
from tests.monitoring.conftest import TOKEN, open_app
from xprsa.monitoring.figures import METRICS
from xprsa.monitoring.scraping import FOLDER
from xprsa.running.service import Service

BROUGHT = {"Authorization": f"Bearer {TOKEN}"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def door(service: Service) -> Flask:
    return open_app(service)


def test_whoever_brings_the_token_reads_every_metric(door: Flask) -> None:
    answer = door.test_client().get("/metrics", headers=BROUGHT)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src" in answer.headers["Content-Security-Policy"]
    named = set(re.findall(r"^# HELP (\S+)", answer.text, re.MULTILINE))
    assert named == set(METRICS) - {"xprsa_backup_age_seconds"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": TOKEN},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"bearer {TOKEN}"},
        {"Authorization": "Bearer é"},
        {"Cookie": f"token={TOKEN}"},
    ],
    ids=lambda headers: str(headers)[:40],
)
def test_to_anybody_else_it_is_the_page_that_does_not_exist(door: Flask, headers: Mapping[str, str]) -> None:
    client = door.test_client()
    refused, nothing = (client.get(path, headers=headers) for path in ("/metrics", "/metriks"))
    assert (refused.status_code, nothing.status_code) == (404, 404)
    assert refused.text == nothing.text
    assert set(refused.headers.keys()) == set(nothing.headers.keys())


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "OPTIONS"])
def test_it_is_read_and_nothing_else(door: Flask, method: str) -> None:
    assert door.test_client().open("/metrics", method=method, headers=BROUGHT).status_code == 404


def test_where_no_token_is_set_nothing_opens_it(app: Flask) -> None:
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer"}, BROUGHT):
        assert app.test_client().get("/metrics", headers=headers).status_code == 404


def test_machines_ask_under_any_name(door: Flask) -> None:
    asked = BROUGHT | {"Host": "10.0.0.7:8000"}
    assert door.test_client().get("/metrics", headers=asked).status_code == 200


def test_it_tells_nothing_of_anybody(door: Flask, people: People) -> None:
    build_world(people)
    text = door.test_client().get("/metrics", headers=BROUGHT).text
    assert not [canary for canary in CANARIES.values() if canary in text]
    labels = set(re.findall(r'(\w+)="([^"]*)"', text))
    assert labels == {
        *(("to", to) for to in ("read", "write")),
        *(("queue", queue) for queue in ("codes", "notices")),
        *(("way", way) for way in ("mail", "sms")),
        *(("in", span) for span in ("hour", "day")),
        *(("budget", budget) for budget in ("codes", "sms")),
        *(("state", state) for state in ("waiting", "gone")),
    }, "a label is new: is what it may say bounded, and about nobody?"


def test_while_the_database_is_away_it_says_so(away: Service) -> None:
    answer = open_app(away).test_client().get("/metrics", headers=BROUGHT)
    assert answer.status_code == 200
    assert 'xprsa_database_able{to="read"} 0.0' in answer.text
    assert "xprsa_queue" not in answer.text


def test_a_worker_that_finds_no_room_to_count_serves_and_tells_all_the_same(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"counter_{os.getpid()}.new").mkdir()  # a file cannot be written there
    monkeypatch.setenv(FOLDER, str(tmp_path))
    client = open_app(service).test_client()
    assert "requests_not_counted" in capsys.readouterr().out
    assert client.get("/aide").status_code == 200
    answer = client.get("/metrics", headers=BROUGHT)
    assert answer.status_code == 200
    assert "xprsa_requests" not in answer.text
