"""What the machines that watch the service are told: able to read, able to write, and why not."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import URL, make_url, select

from tests import builders, postgresql
from tests.contracts.test_queries import statements
from tests.pages import JudgingClient
from tests.powerless import lend, powerless
from xprsa.app import create_app
from xprsa.commands.checking import check
from xprsa.commands.serving import serve
from xprsa.domain.person import Account
from xprsa.running.service import Service
from xprsa.storage.tables import ServiceAuditRow, table
from xprsa.web import health

Browse = Callable[[Account], JudgingClient]


@pytest.fixture
def app(service: Service) -> Flask:
    """An application of this test alone: it remembers when it last wrote."""
    made = create_app(service)
    made.test_client_class = JudgingClient
    made.testing = True
    return made


def test_writing_is_tried_and_taken_back(client: JudgingClient, service: Service) -> None:
    assert client.get("/sante").text == "ok"
    assert client.get("/sante/ecrire").text == "ok"
    with service.database.reading() as store:
        assert not store.connection.execute(select(table(ServiceAuditRow))).all()


def test_writing_is_tried_once_in_five_seconds_however_many_ask(
    app: Flask, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(health, "monotonic", lambda: now[0])
    with statements(service.database) as sent, ThreadPoolExecutor(4) as four:
        for answer in four.map(lambda _: app.test_client().get("/sante/ecrire").status_code, range(20)):
            assert answer == 200
    assert sum("INSERT" in statement for statement in sent) == 1
    now[0] += health.EVERY
    with statements(service.database) as sent:
        app.test_client().get("/sante/ecrire")
    assert sum("INSERT" in statement for statement in sent) == 1


@pytest.fixture
def read_only(request: pytest.FixtureRequest, database_url: str, service: Service) -> Iterator[None]:
    """A database that can only be read, from now on."""
    if database_url.startswith("sqlite"):
        file = Path(make_url(database_url).database or "")
        service.database.dispose()
        lend(file.parent, files=0o444, folders=0o777)  # SQLite writes its index of the log beside
        with powerless():
            yield
            service.database.dispose()
        return
    server: URL = request.getfixturevalue("server")
    name = make_url(database_url).database
    postgresql.run(server, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    service.database.dispose()
    yield
    postgresql.run(server, f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    service.database.dispose()


def test_what_can_only_be_read_is_read_and_keeps_what_was_typed(
    app: Flask, service: Service, people: builders.People, request: pytest.FixtureRequest
) -> None:
    person = people.beneficiary()
    browser = app.test_client()
    browser.set_cookie(*builders.begin_sign_in(service, person.account))
    page = browser.get("/declarer/2026-W47")
    request.getfixturevalue("read_only")
    assert browser.get("/sante").status_code == 200
    assert browser.get("/sante/ecrire").status_code == 503
    assert browser.get("/ma-semaine").status_code == 200
    kept = browser.press(page, "Garder le brouillon", time__new1="2h", note__new1="Un mot à garder")
    assert kept.status_code == 503
    assert "Le service ne peut rien enregistrer pour l’instant" in kept.text
    assert "Un mot à garder" in kept.text


@pytest.mark.parametrize("command", [check, serve])
def test_a_database_that_can_only_be_read_has_its_sentence(
    service: Service, request: pytest.FixtureRequest, command: object
) -> None:
    service.territories()
    request.getfixturevalue("read_only")
    done = CliRunner().invoke(command, ["--port=1999"] if command is serve else [], obj=service)
    assert done.exit_code == 1
    assert "rien ne peut y être écrit" in done.output


def test_a_refusal_that_cannot_be_written_is_answered_all_the_same(
    people: builders.People, as_adviser: Browse, request: pytest.FixtureRequest
) -> None:
    address = f"/portefeuille/{people.beneficiary().account.public_id}"
    browser = as_adviser(people.adviser())
    request.getfixturevalue("read_only")
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("files", "folders"), [(0o600, 0o755), (0o600, 0o700), (0o000, 0o755)])
def test_files_that_do_not_open_have_their_sentence(
    app: Flask, service: Service, tmp_path: Path, files: int, folders: int
) -> None:
    service.database.dispose()
    lend(tmp_path, files=files, folders=folders)
    with powerless():
        page = app.test_client().post("/connexion", data={"contact": "rose@example.org"})
        done = CliRunner().invoke(check, obj=service)
        service.database.dispose()
    lend(tmp_path, files=0o600, folders=0o700)
    assert page.status_code == 503
    assert "Le service n’a plus accès à ses fichiers" in page.text
    assert "rose@example.org" in page.text
    assert done.exit_code == 1
    assert "ses droits sont faux" in done.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_file_has_its_sentence_and_keeps_what_was_typed(
    app: Flask, service: Service, database_url: str
) -> None:
    service.database.dispose()
    file = Path(make_url(database_url).database or "")
    file.write_bytes(b"no database " * 9000)
    page = app.test_client().post("/connexion", data={"contact": "rose@example.org"})
    done = CliRunner().invoke(check, obj=service)
    assert page.status_code == 503
    assert "Le service ne peut plus lire ses fichiers" in page.text
    assert "rose@example.org" in page.text
    assert done.exit_code == 1
    assert "le fichier est abîmé" in done.output
