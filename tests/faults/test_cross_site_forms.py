"""Every address that takes a form refuses one of another site, and one without its token (S-2).

The addresses are read from the application: a new one is held to this without a line here.
"""

import html
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.builders import People
from tests.contracts.world import World, build_world
from xprsa.accounts.sign_ins.secret import hashed
from xprsa.app import create_app
from xprsa.running.service import Service
from xprsa.storage.tables import PersonAuditRow, Row, ServiceAuditRow, table
from xprsa.storage.tables_access import ReadingPaceRow
from xprsa.web import access
from xprsa.web.forms import TOKEN_FIELD, token
from xprsa.web.machines import FOR_MACHINES

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SAFE = {"GET", "HEAD", "OPTIONS"}
ROLES = ("beneficiary", "adviser", "manager", "exporter")
TYPED = "Atelier d’anglais « B1 » <b>&amp;"
FOREIGN: dict[str, dict[str, str]] = {
    "a browser that says cross-site": {"Sec-Fetch-Site": "cross-site"},
    "a browser that says same-site": {"Sec-Fetch-Site": "same-site"},
    "a browser that says nonsense": {"Sec-Fetch-Site": "same-origin, cross-site"},
    "the origin of another site": {"Origin": "https://ailleurs.example.org"},
    "an origin that begins like ours": {"Origin": "http://localhost.example.org"},
    "an origin with our name before an @": {"Origin": "http://localhost@example.org"},
    "an opaque origin": {"Origin": "null"},
    "the address of another site": {"Referer": "https://example.org/?http://localhost/"},
    "no word of where it comes from": {},
}
WRONG_TOKENS = ("", "abc", "é", "f" * 128, "0" * 10_000)


@dataclass
class Gate:
    """Sends forms to every address that takes one, as somebody who may."""

    app: Flask
    service: Service
    world: World
    foreign: Mapping[str, dict[str, str]] = field(default_factory=lambda: FOREIGN)

    def doors(self) -> Iterator[tuple[Rule, str]]:
        """Yield every address and method that may change something."""
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.rule):
            for method in sorted((rule.methods or set()) - SAFE):
                yield rule, method

    def send(
        self, rule: Rule, method: str, role: str, *, headers: dict[str, str], typed: str | None = None
    ) -> TestResponse:
        """Send a form with what was typed; with the right token unless another is given."""
        browser = FlaskClient(self.app)
        cookie, secret = self.world.sign_ins[role]
        browser.set_cookie(cookie, secret)
        path = self.app.url_map.bind("localhost").build(rule.endpoint, self.world.arguments(rule))
        form = {TOKEN_FIELD: self.token(role) if typed is None else typed, "words": TYPED, "answer": "none"}
        return browser.open(path, method=method, data=form, headers=headers)

    def token(self, role: str) -> str:
        """Give a token of somebody's sign-in; none once it has ended."""
        with self.service.database.reading() as store:
            found = store.sign_ins.of_secret(hashed(self.world.sign_ins[role][1]))
        return token(self.service.keyring, found.sign_in) if found else ""

    def openings(self) -> list[str]:
        """Name every address that took a form of another site, or wrote something at its asking."""
        return [
            f"{_name(rule, method)} {fault}"
            for rule, method in self.doors()
            for fault in self._let_in(rule, method)
        ]

    def _let_in(self, rule: Rule, method: str) -> Iterator[str]:
        before = everything(self.service)
        for what, headers in self.foreign.items():
            statuses = {self.send(rule, method, role, headers=headers).status_code for role in ROLES}
            if statuses != {_refusal(rule)}:
                yield f"took a form with {what}: {statuses}"
        if everything(self.service) != before:
            yield "wrote something for another site"

    def unguarded(self) -> list[str]:
        """Name every address that took a form without its token, or lost what was typed."""
        return [
            f"{_name(rule, method)} as {role}: {fault}"
            for rule, method in self.doors()
            for role in ROLES
            if (fault := self._fault_without_token(rule, method, role))
        ]

    def _fault_without_token(self, rule: Rule, method: str, role: str) -> str:
        before = self._all_but_refusals()
        somebody_else = self.token(next(other for other in ROLES if other != role))
        for typed in (*WRONG_TOKENS, somebody_else):
            answer = self.send(rule, method, role, headers={"Sec-Fetch-Site": "same-origin"}, typed=typed)
            if answer.status_code == 404:  # not for this role, told before the token is looked at
                continue
            if answer.status_code != _refusal(rule):
                return f"a form with the token {typed[:20]!r} met {answer.status_code}"
            if _refusal(rule) == 401:  # a program asks, and types nothing
                continue
            is_given_back = f'name="words" value="{html.escape(TYPED)}"' in answer.text
            if is_given_back == (typed == somebody_else):
                return "it showed a text of somebody else" if is_given_back else "it lost what was typed"
        return "it wrote something" if self._all_but_refusals() != before else ""

    def _all_but_refusals(self) -> object:
        """Give all that is kept, but for the lines and counts of who was refused what."""
        with self.service.database.writing() as store:
            store.connection.execute(delete(ReadingPaceRow))
            for row in (PersonAuditRow, ServiceAuditRow):
                store.connection.execute(delete(row).where(table(row).c.event == "refused"))
        return everything(self.service)


def _refusal(rule: Rule) -> int:
    """Give what a form meets: where programs ask, no cookie is looked at, so that nobody is known there."""
    return 401 if rule.rule.startswith(FOR_MACHINES) else 403


def _name(rule: Rule, method: str) -> str:
    return f"{method} {rule.rule}"


def everything(service: Service) -> list[list[tuple[object, ...]]]:
    """Give every row of the database."""
    with service.database.reading() as store:
        return [
            [tuple(row) for row in store.connection.execute(select(table))]
            for table in Row.metadata.sorted_tables
        ]


@pytest.fixture
def world(people: People) -> World:
    return build_world(people)


@contextmanager
def twin(service: Service, world: World, *, without: str) -> Iterator[Gate]:
    """Take one check out of the application."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, without, lambda **_: None)
        yield Gate(create_app(service), service, world)


def test_a_form_of_another_site_changes_nothing_anywhere(app: Flask, service: Service, world: World) -> None:
    assert Gate(app, service, world).openings() == []


def test_a_form_without_its_token_changes_nothing_and_comes_back_with_its_text(
    app: Flask, service: Service, world: World
) -> None:
    assert Gate(app, service, world).unguarded() == []


def test_a_form_of_our_own_is_not_refused(app: Flask, service: Service, world: World) -> None:
    """Else the two tests above would prove nothing."""
    gate = Gate(app, service, world)
    rule = next(rule for rule, _ in gate.doors() if rule.endpoint == "declare.week")
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}):
        answer = gate.send(rule, "POST", "beneficiary", headers=headers)
        assert answer.status_code not in (401, 403, 404)


def test_a_twin_that_does_not_look_at_the_origin_is_found_out(service: Service, world: World) -> None:
    """Negative control."""
    with twin(service, world, without="check_posted") as gate:
        gate.foreign = {"the origin of another site": FOREIGN["the origin of another site"]}
        found = gate.openings()
    of_people = [door for door in gate.doors() if _refusal(door[0]) == 403]
    assert all(any(line.startswith(_name(*door)) for line in found) for door in of_people)


def test_a_twin_that_does_not_look_at_the_token_is_found_out(service: Service, world: World) -> None:
    """Negative control."""
    with twin(service, world, without="check_token") as gate:
        assert gate.unguarded()
