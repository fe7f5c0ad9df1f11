"""A token opens the runs of one purpose of one territory, until it ends; nothing else does."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.api.conftest import Border, Program, address_of, kind_of
from tests.builders import Clock, People, begin_sign_in, tidied
from tests.pages import JudgingClient
from xprsa.api.tokens import PurposeNotOpen, TokenMade, TokenRequest, make_token, revoke_token
from xprsa.app import create_app
from xprsa.domain.machine_token import MOST_IN_MINUTE
from xprsa.domain.permission import Permission
from xprsa.domain.person import Account
from xprsa.domain.retention import AUDIT
from xprsa.running.machines import token_hash
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose
from xprsa.storage.tables_tokens import MachineTokenRow
from xprsa.web.access import requires

RESTS = ("", "/documents", "/manifest", "/manifest/signature")
REFUSED = "urn:xprsa:problem:token-refused"
NOT_FOUND = "urn:xprsa:problem:not-found"


def test_a_token_is_kept_as_its_hash_alone(border: Border, service: Service) -> None:
    token = border.token()
    assert re.fullmatch(r"xprsa_[0-9a-f]{10}_[0-9a-f]{64}", token)
    with service.database.reading() as store:
        (row,) = store.connection.execute(select(MachineTokenRow.__table__)).mappings()
    assert row["token_hash"] == token_hash(token)
    secret = token.split("_")[2]
    assert not [column for column, value in row.items() if secret in str(value)]


def test_no_two_tokens_are_alike(border: Border) -> None:
    made = {border.token() for _ in range(5)}
    assert len({token.split("_")[1] for token in made}) == len({token.split("_")[2] for token in made}) == 5


@pytest.mark.parametrize(
    "brought",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer xprsa_0123456789_" + "0" * 64},
        {"Authorization": "Bearer xprsa_0123456789_" + "é" * 64},
        {"Authorization": "Basic eHByc2E6eA=="},
        {"Authorization": "Bearer " + "x" * 5000},
    ],
)
def test_without_a_token_that_is_known_nothing_opens(
    border: Border, app: Flask, brought: dict[str, str]
) -> None:
    run = border.run()
    for rest in ("runs", *(address_of(run) + rest for rest in RESTS)):
        answer = FlaskClient(app).get(f"/api/v1/exports/support/{rest}", headers=brought)
        assert (answer.status_code, kind_of(answer)) == (401, REFUSED)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="xprsa"'


def test_a_token_of_which_a_sign_was_changed_opens_nothing(border: Border) -> None:
    program = border.program()
    changed = {"0": "1"}.get(program.token[-1], "0")
    assert Program(program.browser, program.token[:-1] + changed).get().status_code == 401
    assert Program(program.browser, program.token.upper()).get().status_code == 401
    assert program.get().status_code == 200


def test_it_opens_its_purpose_and_its_territory_alone(border: Border, people: People) -> None:
    people.territory("98")
    for purpose in Purpose:
        border.open(purpose)
    runs = {purpose: border.run(purpose) for purpose in Purpose}
    elsewhere = border.run(Purpose.SUPPORT, territory="98")
    for purpose in Purpose:
        program = border.program(purpose)
        assert program.get(address_of(runs[purpose])).status_code == 200
        for other in set(Purpose) - {purpose}:
            for path in ("runs", *(address_of(runs[other]) + rest for rest in RESTS)):
                answer = program.ask(f"/api/v1/exports/{other}/{path}")
                assert (answer.status_code, kind_of(answer)) == (404, NOT_FOUND)
            assert kind_of(program.get(address_of(runs[other]))) == NOT_FOUND
    program = border.program(Purpose.SUPPORT)
    for rest in RESTS:
        assert kind_of(program.get(address_of(elsewhere) + rest)) == NOT_FOUND
    assert str(elsewhere.public_id) not in program.get().text
    assert kind_of(program.get(f"runs?after={elsewhere.public_id}")) == "urn:xprsa:problem:cursor"


def test_it_opens_until_its_last_day_and_not_after(border: Border, clock: Clock) -> None:
    program = border.program(days=7)
    clock.advance(days=7, seconds=-1)
    assert program.get().status_code == 200
    clock.advance(seconds=1)
    assert kind_of(program.get()) == REFUSED


def test_revoked_it_opens_nothing_at_once(border: Border, service: Service) -> None:
    program, run = border.program(), border.run()
    assert program.get().status_code == 200
    with service.database.reading() as store:
        (known,) = store.tokens.of_territory(run.purpose.territory)
    assert revoke_token(service, known)
    for rest in ("runs", *(address_of(run) + rest for rest in RESTS)):
        assert kind_of(program.get(rest)) == REFUSED
    assert not revoke_token(service, known)
    assert border.noted("token_revoked") == [f"{known.handle} support 99"]


def test_a_purpose_that_was_closed_lets_what_left_be_read(border: Border, service: Service) -> None:
    run, program = border.run(), border.program()
    with service.database.writing() as store:
        store.purposes.close(Purpose.SUPPORT, territory=run.purpose.territory, at=service.now())
    assert program.get(f"{address_of(run)}/documents").status_code == 200


def test_it_is_asked_for_so_often_a_minute_and_then_waits(border: Border, clock: Clock) -> None:
    program, other = border.program(), border.program()
    clock.advance(seconds=20)
    for _ in range(MOST_IN_MINUTE):
        assert program.get().status_code == 200
    answer = program.get()
    assert (answer.status_code, kind_of(answer)) == (429, "urn:xprsa:problem:too-often")
    assert answer.headers["Retry-After"] == "40"
    assert other.get().status_code == 200
    clock.advance(seconds=40)
    assert program.get().status_code == 200


def test_its_last_use_is_kept(border: Border, service: Service, clock: Clock, people: People) -> None:
    program = border.program()
    with service.database.reading() as store:
        (before,) = store.tokens.of_territory(people.territory().id)
    clock.advance(hours=5)
    program.get()
    with service.database.reading() as store:
        (after,) = store.tokens.of_territory(people.territory().id)
    assert (before.used_at, after.used_at) == (None, service.now())


def test_a_cookie_opens_nothing_here(
    border: Border, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    run = border.run()
    for account in (people.manager(), people.exporter()):
        browser = as_adviser(account)
        for rest in ("runs", *(address_of(run) + rest for rest in RESTS)):
            answer = FlaskClient.open(browser, f"/api/v1/exports/support/{rest}")
            assert (answer.status_code, kind_of(answer)) == (401, REFUSED)


def test_a_token_opens_nothing_elsewhere(border: Border) -> None:
    run, program = border.run(), border.program()
    for path in ("/gestion/exports", f"/gestion/exports/{run.public_id}/archive.zip", "/gestion/jetons"):
        answer = program.ask(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/connexion?")
    assert program.ask("/metrics").status_code == 404


@pytest.mark.parametrize(
    "mark", [lambda view: view, requires(Permission.RUN_EXPORT)], ids=["none", "another"]
)
def test_a_view_that_asks_for_something_else_is_shut_to_all(
    service: Service, people: People, border: Border, mark: Callable[[Any], Any]
) -> None:
    app = create_app(service)
    app.testing = True
    app.add_url_rule("/api/v1/wrong", view_func=mark(lambda: "let out"), endpoint="wrong")
    cookie, secret = begin_sign_in(service, people.exporter())
    browser = FlaskClient(app)
    browser.set_cookie(cookie, secret)
    for headers in ({}, {"Authorization": f"Bearer {border.token()}"}):
        assert kind_of(browser.get("/api/v1/wrong", headers=headers)) == NOT_FOUND


@pytest.mark.parametrize("where", ["token", "access_token", "Authorization"])
def test_no_address_holds_a_token(border: Border, app: Flask, where: str) -> None:
    answer = FlaskClient(app).get(f"/api/v1/exports/support/runs?{where}={border.token()}")
    assert answer.status_code == 401


def test_one_who_asks_twice_for_a_token_makes_one(border: Border, service: Service, people: People) -> None:
    with service.database.reading() as store:
        purpose = store.purposes.ever_open(people.territory().id)[Purpose.SUPPORT]
    request = TokenRequest("0123456789", "Un programme", purpose, 90)
    make_token(service, request)
    with pytest.raises(TokenMade):
        make_token(service, request)
    assert border.noted("token_made") == ["0123456789 support 99"]


def test_for_a_purpose_that_was_closed_since_it_was_read_none_is_made(
    border: Border, service: Service, people: People
) -> None:
    here = people.territory()
    with service.database.writing() as store:
        purpose = store.purposes.ever_open(here.id)[Purpose.SUPPORT]
        store.purposes.close(Purpose.SUPPORT, territory=here.id, at=service.now())
    with pytest.raises(PurposeNotOpen):
        make_token(service, TokenRequest("0123456789", "Un programme", purpose, 90))
    assert border.noted("token_made") == []


def test_it_is_forgotten_a_year_after_its_end(
    border: Border, service: Service, people: People, clock: Clock
) -> None:
    border.token(days=10)
    tidied(service, clock, days=10 + AUDIT.days - 1)
    with service.database.reading() as store:
        assert len(store.tokens.of_territory(people.territory().id)) == 1
    tidied(service, clock, days=10)
    with service.database.reading() as store:
        assert store.tokens.of_territory(people.territory().id) == ()


def test_no_token_is_ever_logged(
    border: Border, service: Service, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    program, run = border.program(days=1), border.run()
    program.get()
    program.get(f"{address_of(run)}/documents")
    clock.advance(days=1)
    program.get()
    told = "".join(capsys.readouterr())
    assert "token_refused" in told
    assert program.token.split("_")[2] not in told
    with service.database.reading() as store:
        from xprsa.storage.tables import ServiceAuditRow

        details = store.connection.execute(select(ServiceAuditRow.detail)).scalars().all()
    assert not [detail for detail in details if program.token.split("_")[2] in detail]
