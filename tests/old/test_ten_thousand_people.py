"""Every migration goes up with 10 000 people, and what is read afterwards is what was there (F-6).

The town is made of what 2e5a4d7 left, see `town.py`; it goes up by `xprsa migrate`, and `compared.py` holds
each row against what it was. A few hundred people do so in `make test-slow`.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from click.testing import CliRunner
from sqlalchemy import make_url, text

from tests import postgresql
from tests.builders import People, activity, content, week
from tests.old.compared import REWRITTEN, Comparison, compared
from tests.old.going_up import GoneUp, on_postgresql, on_sqlite
from tests.old.test_an_old_database_lives_on import LUCIE, address, opens, person_of
from tests.old.town import Town, town
from tests.pages import JudgingClient
from xprsa.commands.checking import check
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.storage import schema
from xprsa.storage.database import Database
from xprsa.storage.sealer import NoSealer
from xprsa.verify.service import verified

SOME = 300
MANY = int(os.environ.get("XPRSA_TEST_PEOPLE", "10000"))
FIRST, LAST = Week.parse("2026-W40"), Week.parse("2026-W48")  # all that was ever declared lies between
# What a wrong migration may do at its end, a row or a column each, and how it is found.
WRONG = {
    "UPDATE declaration_version SET nonce = receipt WHERE (person_id, week, number) ="
    " (SELECT max(person_id), 2967, 1 FROM declaration_version WHERE week = 2967)":
        "declaration_version.nonce changed",
    "UPDATE line_decision SET words = words || ' ' WHERE id = (SELECT max(id) FROM line_decision)":
        "line_decision.words changed",
    "UPDATE beneficiary SET departed_on = NULL WHERE account_id ="
    " (SELECT max(account_id) FROM beneficiary WHERE departed_on IS NOT NULL)": "beneficiary.left_on changed",
    "DELETE FROM draft WHERE person_id = (SELECT max(person_id) FROM draft)": "draft lost",
    "DELETE FROM person_audit WHERE id = (SELECT max(id) FROM person_audit)": "audit lost",
    "INSERT INTO service_audit (id, at, event, detail)"
    " SELECT 99000000 + id, at, event, detail FROM service_audit WHERE id = 1": "audit added",
    "ALTER TABLE page_text DROP COLUMN body": "page_text.body gone",
    "ALTER TABLE throttle RENAME COLUMN key TO name": "throttle.key gone",
}  # fmt: skip

Twins = list[tuple[int, int]]  # ids of a person of the archive, and of one of their copies
Asked = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(SOME, marks=pytest.mark.slow, id="some"),
        pytest.param(MANY, marks=pytest.mark.prove, id="many"),
    ],
)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town as 2e5a4d7 would have left it, on SQLite."""
    return town(tmp_path_factory.mktemp("town"), people=request.param)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def gone_up(request: pytest.FixtureRequest, made: Town, worker_id: str) -> Iterator[GoneUp]:
    """The town on each kind of database, brought up to date by `xprsa migrate`."""
    if request.param == "sqlite":
        going = on_sqlite(made)
    else:
        going = on_postgresql(
            made, request.getfixturevalue("server"), postgresql.name_for(f"{worker_id}_town")
        )
    with going as town_gone_up:
        yield town_gone_up


@pytest.fixture(scope="module")
def database_url(gone_up: GoneUp) -> str:
    return gone_up.after


@pytest.fixture(scope="module")
def keyring_file(made: Town) -> Path:
    return made.restored.keyring


@pytest.fixture(scope="module")
def keyring(keyring_file: Path) -> Keyring:
    return Keyring.load(keyring_file)


@pytest.fixture
def asked(database: Database) -> Asked:
    """Ask the database that went up something in SQL."""

    def asked(statement: str) -> list[tuple[object, ...]]:
        with database.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    return asked


@pytest.fixture
def twins(gone_up: GoneUp, asked: Asked) -> Twins:
    """Everybody of the archive, each with a copy: all copies have their turn."""
    size, copies = gone_up.town.accounts, gone_up.town.copies
    people = asked(f"SELECT account_id FROM beneficiary WHERE account_id <= {size} ORDER BY account_id")
    return [
        (int(str(person)), int(str(person)) + size * (1 + turn % (copies - 1)))
        for turn, (person,) in enumerate(people)
    ]


def test_every_row_that_was_there_is_there_with_the_same_values(
    gone_up: GoneUp, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    found, timed = gone_up.found, gone_up.timed
    ((people,),) = asked("SELECT count(*) FROM beneficiary")
    with capsys.disabled():
        print(
            f"\n{make_url(gone_up.after).get_backend_name()}: {people} people, {found.rows} rows,"
            f" {timed.seconds:.1f} s, {timed.peak / 2**20:.0f} MB, {found.found.total()} differences; "
            + ", ".join(f"{revision} {seconds:.2f} s" for revision, seconds in timed.steps.items())
        )
    assert found.found == {}, found.examples
    assert found.rows > 30 * int(str(people))


def test_rows_point_to_rows_that_are_there(database: Database, asked: Asked) -> None:
    """SQLite is asked; PostgreSQL lets nothing else in."""
    assert schema.is_current(database)
    if database.engine.dialect.name == "sqlite":
        assert asked("PRAGMA foreign_key_check") == []
        assert asked("PRAGMA integrity_check") == [("ok",)]


def test_files_that_were_alike_are_marked_in_every_copy(gone_up: GoneUp, asked: Asked) -> None:
    marked = asked("SELECT account_id FROM beneficiary WHERE shares_key ORDER BY account_id")
    assert marked == [(24 + copy * gone_up.town.accounts,) for copy in range(gone_up.town.copies)]
    assert asked("SELECT name FROM organisation WHERE shares_key") == [("MAISON DES SOLIDARITÉS DE VALBOIS",)]


def test_access_opened_on_the_day_of_the_territory_on_which_the_account_was_made(
    gone_up: GoneUp, asked: Asked
) -> None:
    """At half past eleven in UTC it is the next day in Paris; the others were made in the morning."""
    with closing(sqlite3.connect(str(make_url(gone_up.town.restored.database_url).database))) as before:
        expected = before.execute(
            "SELECT account_id, date(created_at, (created_at LIKE '%23:30:%') || ' day')"
            " FROM beneficiary JOIN account ON account.id = account_id ORDER BY account_id"
        ).fetchall()
    opened = asked("SELECT account_id, access_opened_on FROM beneficiary ORDER BY account_id")
    assert [(person, str(day)) for person, day in opened] == expected


def test_who_came_and_when_is_the_same_in_every_copy(gone_up: GoneUp, asked: Asked) -> None:
    came = {int(str(person)): day for person, day in asked("SELECT account_id, came_on FROM beneficiary")}
    size = gone_up.town.accounts
    assert [person for person, day in came.items() if day != came[(person - 1) % size + 1]] == []
    assert len([day for day in came.values() if day]) > 100


def test_the_service_reads_the_same_of_a_person_and_of_their_copy(
    gone_up: GoneUp, service: Service, twins: Twins
) -> None:
    for person, twin in twins:
        assert _read(service, person) == _read(service, twin, moved_by=twin - person)


def test_receipts_of_every_copy_verify(service: Service, twins: Twins) -> None:
    numbers = []
    for _, twin in twins:
        with service.database.reading() as store:
            weeks = store.declarations.of_weeks(twin, FIRST, LAST)
            given = [store.declarations.receipts_of(twin, sent) for sent in weeks]
        numbers += [receipt.number for receipts in given for receipt, _ in receipts.values()]
    found = [verified(service, number) for number in numbers]
    assert len(found) > 600
    assert all(receipt is not None and receipt.holds for receipt in found)


def test_somebody_of_the_last_copy_and_their_adviser_open_their_pages(
    gone_up: GoneUp,
    service: Service,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    as_adviser: Callable[[Account], JudgingClient],
) -> None:
    lucie = person_of(service, UUID(f"{gone_up.town.copies - 1:08x}{LUCIE.hex[8:]}"))
    assert lucie.adviser is not None
    own = f"/mes-semaines/{week()}"
    opens(
        as_beneficiary(lucie), "/ma-semaine", "/mes-semaines", "/mes-donnees", own, f"/declarer/{week()}/recu"
    )
    opens(as_adviser(lucie.adviser), "/portefeuille", address(lucie), f"{address(lucie)}/{week()}")


def test_the_service_goes_on_writing(gone_up: GoneUp, service: Service, twins: Twins) -> None:
    _, twin = twins[0]
    with service.database.writing() as store:
        person = store.people.find(twin)
        store.audit.note(at=service.now(), actor=None, event="clock_confirmed")
    assert person is not None
    number = People(service).sends(person, LAST, content(activity("volunteering", "1h")))
    with service.database.reading() as store:
        receipt, _ = store.declarations.receipts_of(twin, LAST)[number]
    found = verified(service, receipt.number)
    assert found is not None
    assert found.holds


def test_the_check_finds_nothing_wrong(service: Service) -> None:
    service.settings.exports.chmod(0o700)  # as `xprsa restore` leaves it
    done = CliRunner().invoke(check, obj=service)
    assert (done.exit_code, "Rien n’empêche de servir" in done.output) == (0, True)


def test_a_migration_that_is_wrong_for_one_row_is_found(
    gone_up: GoneUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control."""
    upgrade = command.upgrade

    def wrong(config: Config, revision: str) -> None:
        upgrade(config, revision)
        for statement in WRONG:
            config.attributes["connection"].execute(text(statement))

    monkeypatch.setattr(command, "upgrade", wrong)
    found = _compared_again(gone_up)
    assert found.found == dict.fromkeys(WRONG.values(), 1), found.examples


def test_a_value_that_nobody_said_is_written_otherwise_is_found(
    gone_up: GoneUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control."""
    monkeypatch.delitem(REWRITTEN, ("account", "email"))
    found = _compared_again(gone_up)
    assert found.found == {"account.email changed": gone_up.town.copies}


def _compared_again(gone_up: GoneUp) -> Comparison:
    """Bring the town up once more, by the revisions as they are in this process."""
    with gone_up.again() as url:
        database = Database(url, sealer=NoSealer())
        schema.migrate(database)
        database.dispose()
        return compared(gone_up.before, url)


def _read(service: Service, person: int, *, moved_by: int = 0) -> tuple[object, ...]:
    """Read weeks, moves, terms and the draft of somebody, whose staff has ids so much higher."""
    with service.database.reading() as store:
        weeks = store.declarations.of_weeks(person, FIRST, LAST)
        moves = store.decisions.of_weeks(person, FIRST, LAST)
        terms = store.contracts.engagement_of(person)
        _, draft = store.files.with_draft(person, week())
    versions = [
        replace(version, entered_by=version.entered_by - moved_by)
        for declaration in weeks.values()
        for version in declaration.versions
    ]
    moved_moves = [replace(move, by=move.by - moved_by) for of_week in moves.values() for move in of_week]
    return list(weeks), versions, list(moves), moved_moves, terms, draft
