"""Strange requests to every route, as every role: an answer each time, and never an error of ours (I)."""

from random import Random
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.builders import People
from tests.contracts.world import build_world
from tests.faults.fuzzing import Fuzzer
from xprsa.running.service import Service
from xprsa.web import forms


def fuzzer(service: Service, people: People, *, seed: int) -> Fuzzer:
    return Fuzzer(service, build_world(people), Random(seed))  # requests, not secrets


def test_no_request_makes_an_error_of_ours(service: Service, people: People) -> None:
    strange = fuzzer(service, people, seed=1)
    strange.run(300)
    assert strange.wrong == []
    assert {200, 303, 400, 403, 404, 405, 422} <= set(strange.answers)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_twin_that_reads_any_origin_is_found_out(
    service: Service, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control."""
    monkeypatch.setattr(forms, "_netloc", lambda address: urlsplit(address).netloc)
    strange = fuzzer(service, people, seed=1)
    strange.run(2000)
    assert any("500" in line and "http://[" in line for line in strange.wrong)


@pytest.mark.parametrize(
    "path", ["/connexion\x00", "/schemas/\x00", "/a\x1b[31m", "/a\x7f", "/\xff\xfe", "/a\nb", "//a\r\nb"]
)
def test_a_path_that_nobody_can_write_is_refused_before_anything_reads_it(app: Flask, path: str) -> None:
    assert asked(app, PATH_INFO=path) == 400


@pytest.mark.parametrize("query", ["a=\r\nX-Injected: 1", "a=\nSet-Cookie: a=1", "\x00", "a=\t", "a=\x7f"])
def test_a_raw_sign_of_control_in_a_query_never_reaches_the_header_of_a_redirection(
    app: Flask, query: str
) -> None:
    assert asked(app, PATH_INFO="/gestion//exports", QUERY_STRING=query) == 400
    assert asked(app, PATH_INFO="/gestion//exports", QUERY_STRING="a=%0D%0AX-Injected:%201") == 308


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost,evil.example",
        "evil.example",
        "localhost.evil.example",
        "localhost:x",
        "local host",
        "[",
        "\xff",
    ],
)
def test_a_host_that_is_not_ours_is_refused(app: Flask, host: str) -> None:
    assert asked(app, HTTP_HOST=host) == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_our_own_names_are_answered(app: Flask, host: str) -> None:
    assert asked(app, HTTP_HOST=host) == 200


def test_machines_that_watch_need_no_name(app: Flask) -> None:
    for host in ("", "10.0.0.7:8000", "evil.example"):
        assert asked(app, PATH_INFO="/sante", HTTP_HOST=host) == 200


def asked(app: Flask, **environ: str) -> int:
    """Ask for a page that is open to all; give the code of the answer."""
    made = EnvironBuilder("/schemas/").get_environ() | environ
    return int(run_wsgi_app(app, made)[1].split()[0])


@pytest.mark.prove
def test_no_request_of_fifty_thousand_makes_an_error_of_ours(
    service: Service, people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = fuzzer(service, people, seed=2)
    strange.run(50_000)
    for _ in range(20):  # chance leaves out one of some 1 400 routes and roles now and then
        if strange.never_asked:
            strange.run(1000)
    with capsys.disabled():
        print(f"\n{len(strange.asked)} routes and roles, answers {dict(sorted(strange.answers.items()))}")
    assert strange.wrong == []
    assert strange.never_asked == set()
