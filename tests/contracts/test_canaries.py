"""What each role may read of one person: a text that shows up elsewhere was let out."""

from io import BytesIO
from typing import cast
from zipfile import ZipFile

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.builders import People
from tests.contracts.world import CANARIES as OF_PERSON
from tests.contracts.world import CONTEST_CANARY, ROLES, World, build_world
from tests.pages import JudgingClient

CANARIES = OF_PERSON | {"contest": CONTEST_CANARY}
MAY_READ = {
    "beneficiary": set(CANARIES),
    "adviser": set(OF_PERSON),
    "other-adviser": {"first name", "last name", "contest"},
    # The name: of a file found by its number, to type a week that is told. The address: of a letter to print.
    "manager": {"first name", "last name", "address", "contest"},
}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_more_of_a_person_than_their_role_allows(role: str, app: Flask, people: People) -> None:
    seen = _read_everything(app, build_world(people), role)
    told = {name for text in seen.values() for name, canary in CANARIES.items() if canary in text}
    surplus = told - MAY_READ.get(role, set())
    where = [path for path, text in seen.items() if any(CANARIES[name] in text for name in surplus)]
    assert not surplus, f"{role} reads {sorted(surplus)} of somebody else on {where}"


@pytest.mark.parametrize(
    ("role", "canary"), [("beneficiary", "note"), ("adviser", "note"), ("adviser", "last name")]
)
def test_this_contract_sees_a_canary_where_it_belongs(
    role: str, canary: str, app: Flask, people: People
) -> None:
    seen = _read_everything(app, build_world(people), role)
    assert any(CANARIES[canary] in text for text in seen.values())


def _read_everything(app: Flask, world: World, role: str) -> dict[str, str]:
    """Open every page that exists, as this role; give the text of each answer."""
    browser = cast(JudgingClient, app.test_client())
    world.let_in(browser, role)
    seen = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            path = app.url_map.bind("localhost").build(rule.endpoint, world.arguments(rule))
            seen[path] = _text(browser.get(path))
    return seen


def _text(answer: TestResponse) -> str:
    if answer.mimetype != "application/zip":
        return answer.data.decode("utf-8", "replace")
    with ZipFile(BytesIO(answer.data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
