"""An exporter starts a run, follows it, and takes it away; nobody else sees that it exists."""

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from tests.builders import People, activity, content, week
from tests.export.conftest import Desk
from tests.pages import JudgingClient
from xprsa.domain.person import Account
from xprsa.export.service import run_waiting
from xprsa.storage.export_runs import Failure
from xprsa.storage.tables import ServiceAuditRow
from xprsa.storage.tables_export import PurposeRow

ORDINARY = {"purpose": "support", "first": "2026-W46", "last": "2026-W47", "written": "csv"}
Browsers = Callable[[Account], JudgingClient]


@pytest.fixture
def exporter(people: People) -> Account:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    return people.exporter()


def start(browser: JudgingClient, **changed: str) -> str:
    """Start a run; give the address of its page."""
    answer = post(browser, **changed)
    assert answer.status_code == 303
    return answer.location


def post(browser: JudgingClient, **changed: str):  # type: ignore[no-untyped-def] # whatever the client answers
    page = browser.get("/gestion/exports").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token is not None
    return browser.post(
        "/gestion/exports",
        data={**ORDINARY, **changed, "csrf": token[1]},
        headers={"Sec-Fetch-Site": "same-origin"},
    )


def test_a_run_is_started_followed_and_taken_away(
    desk: Desk, exporter: Account, as_adviser: Browsers
) -> None:
    browser = as_adviser(exporter)
    address = start(browser)
    assert "En attente" in browser.get(address).text
    assert browser.get(f"{address}/archive.zip").status_code == 404
    assert run_waiting(desk.service) == 1
    page = browser.get(address).text
    assert "Prêt" in page
    assert "Télécharger l’archive" in page
    archive = browser.get(f"{address}/archive.zip")
    assert archive.mimetype == "application/zip"
    assert "support-" in archive.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(archive.data)) as files:
        assert "documents.csv" in files.namelist()
        assert json.loads(files.read("manifest.json"))["rows"] == 1
    assert archive.data == browser.get(f"{address}/archive.zip").data
    assert "Prêt" in browser.get("/gestion/exports").text


def test_each_step_of_an_export_stands_in_the_journal(
    desk: Desk, exporter: Account, as_adviser: Browsers
) -> None:
    browser = as_adviser(exporter)
    address = start(browser)
    run_waiting(desk.service)
    browser.get(f"{address}/archive.zip")
    run = address.rsplit("/", 1)[1]
    with desk.service.database.reading() as store:
        noted = store.connection.execute(
            select(ServiceAuditRow.event, ServiceAuditRow.actor_id)
            .where(ServiceAuditRow.detail == run)
            .order_by(ServiceAuditRow.id)
        ).all()
    assert noted == [(event, exporter.id) for event in ("export_asked", "exported", "export_downloaded")]


def test_weeks_in_the_wrong_order_are_said_beside_the_field(
    desk: Desk, exporter: Account, as_adviser: Browsers
) -> None:
    answer = post(as_adviser(exporter), first="2026-W47", last="2026-W40")
    assert answer.status_code == 422
    assert "La dernière semaine vient avant la première." in answer.text


def test_a_week_that_is_not_offered_is_refused(desk: Desk, exporter: Account, as_adviser: Browsers) -> None:
    answer = post(as_adviser(exporter), last="2027-W53")
    assert answer.status_code == 422
    assert "Choisissez une réponse de la liste." in answer.text


def test_a_run_that_failed_says_what_to_do(desk: Desk, exporter: Account, as_adviser: Browsers) -> None:
    browser = as_adviser(exporter)
    address = start(browser)
    with desk.service.database.writing() as store:
        (run,) = store.exports.of_territory(desk.territory.id)
        store.exports.fail(run, why=Failure.INTERRUPTED, at=desk.service.now())
    assert "Rien n’est parti." in browser.get(address).text


def test_a_territory_without_any_purpose_says_so(desk: Desk, people: People, as_adviser: Browsers) -> None:
    with desk.service.database.writing() as store:
        store.connection.execute(delete(PurposeRow))
    assert "Aucune finalité n’est ouverte ici." in as_adviser(people.exporter()).get("/gestion/exports").text


def test_other_roles_and_other_territories_find_nothing(
    desk: Desk, people: People, exporter: Account, as_adviser: Browsers
) -> None:
    address = start(as_adviser(exporter))
    run_waiting(desk.service)
    people.territory("Z2")
    desk.service.forget_territories()
    strangers = (
        people.adviser(),
        people.manager(),
        people.beneficiary().account,
        people.exporter(territory="Z2"),
    )
    for stranger in strangers:
        browser = as_adviser(stranger)
        assert browser.get(address).status_code == 404
        assert browser.get(f"{address}/archive.zip").status_code == 404


def test_schemas_and_keys_are_open_to_all(desk: Desk, client: JudgingClient) -> None:
    schema = client.get("/schemas/xprsa.summary.1.json")
    assert schema.json is not None
    assert schema.json["$id"] == "urn:xprsa:summary:1"
    assert client.get("/schemas/xprsa.summary.1.table.json").status_code == 200
    keys = client.get("/schemas/xprsa.keys.json").json
    assert keys is not None
    assert keys["algorithm"] == "Ed25519"
    assert client.get("/schemas/nothing.json").status_code == 404
