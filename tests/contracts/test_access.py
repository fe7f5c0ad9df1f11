"""Who may open what: every route, method and role, really requested, against the reviewed list `access.txt`.

Whoever a line does not name is shut out: signed out, by way of the sign-in page; signed in, by a 404. For
machines it is a 404 with a token, and a 401 with a cookie or nothing: neither serves where the other does.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.builders import People
from tests.contracts.world import MACHINES, ROLES, World, build_world
from xprsa.accounts.sign_ins.secret import hashed
from xprsa.running.service import Service
from xprsa.web.forms import TOKEN_FIELD, token

LIST = Path(__file__).parent / "access.txt"
SAFE = ("GET", "HEAD", "OPTIONS")
SIGNED_IN = tuple(role for role in ROLES if role not in ("anonymous", "disabled", *MACHINES))
SHORT = {
    (): "nobody",
    ROLES: "everybody",
    SIGNED_IN: "signed-in",
    tuple(role for role in SIGNED_IN if not role.endswith("beneficiary")): "staff",
}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_door_opens_to_those_named_and_to_nobody_else(
    app: Flask, service: Service, people: People
) -> None:
    doors = Doors(app, service, build_world(people))
    found = "\n".join(doors.lines())
    assert found == _reviewed(), f"rights changed. If that is meant, review and write in access.txt:\n{found}"


def test_a_route_without_a_line_is_seen(app: Flask) -> None:
    named = {tuple(line.split()[:2]) for line in _reviewed().splitlines()}
    there = {(method, _address(rule)) for rule in _rules(app) for method in _methods(rule)}
    assert not there - named, f"routes without a line in access.txt: {sorted(there - named)}"
    assert not named - there, f"lines of access.txt without a route: {sorted(named - there)}"


def _reviewed() -> str:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def _rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def _address(rule: Rule) -> str:
    return rule.rule.replace(" ", "")


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


@dataclass
class Doors:
    """Knocks at every door as everybody."""

    app: Flask
    service: Service
    world: World

    def lines(self) -> Iterator[str]:
        """Yield who may open each route, a line for each method."""
        self._remember()
        for rule in _rules(self.app):
            for method in _methods(rule):
                named = [role for role in ROLES if self._opens(rule, method, role)]
                yield f"{method:<5} {_address(rule):<60} {SHORT.get(tuple(named)) or ' '.join(named)}"

    def _opens(self, rule: Rule, method: str, role: str) -> bool:
        self._restore()
        browser, fields = FlaskClient(self.app), {}
        browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        self.world.let_in(browser, role)
        if role in self.world.sign_ins:
            fields = {TOKEN_FIELD: self._token(self.world.sign_ins[role][1])}
        path = self.app.url_map.bind("localhost").build(rule.endpoint, self.world.arguments(rule))
        answer = browser.open(path, method=method, data=None if method in SAFE else fields)
        is_known = role in (MACHINES if path.startswith("/api/") else SIGNED_IN)
        return self._is_open(answer, is_known=is_known, what=f"{method} {path} as {role}")

    def _is_open(self, answer: TestResponse, *, is_known: bool, what: str) -> bool:
        if answer.status_code == 303 and answer.headers["Location"].startswith("/connexion?suite="):
            assert not is_known, f"{what} was sent to sign in though signed in"
            return False
        if answer.status_code in (401, 403, 404):
            right = (404,) if is_known else (401, 404)
            assert answer.status_code in right, f"{what} was shut out with {answer.status_code}, not {right}"
            return False
        return True

    def _token(self, secret: str) -> str:
        with self.service.database.reading() as store:
            found = store.sign_ins.of_secret(hashed(secret))
        if found is None:
            return ""
        return token(self.service.keyring, found.sign_in)

    def _remember(self) -> None:
        self.service.database.dispose()
        file = Path(make_url(self.service.settings.database_url).database or "")
        shutil.copy(file, file.with_suffix(".kept"))

    def _restore(self) -> None:
        """Put the database back: what one knock changed must not open or shut the next door."""
        self.service.database.dispose()
        file = Path(make_url(self.service.settings.database_url).database or "")
        for rest in ("-wal", "-shm"):
            file.with_name(file.name + rest).unlink(missing_ok=True)
        shutil.copy(file.with_suffix(".kept"), file)
