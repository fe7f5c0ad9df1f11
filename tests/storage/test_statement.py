"""A statement run by the driver itself takes and gives the same as Core, and fails the same way."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    bindparam,
    column,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from tests.builders import People, week
from xprsa.storage.database import Collision, Database, WriteWhileReading
from xprsa.storage.drafts import Drafts
from xprsa.storage.sealer import NoSealer
from xprsa.storage.statement import Statement
from xprsa.storage.store import Store
from xprsa.storage.tables import Instant, Number

KINDS = {
    "number": (Number, st.integers(-(2**63), 2**63 - 1)),
    "small": (SmallInteger(), st.integers(-(2**15), 2**15 - 1)),
    "words": (Text(), st.text(st.characters(codec="utf-8", exclude_characters="\x00"))),
    "opaque": (Uuid(), st.uuids()),
    "day": (Date(), st.dates(date(1, 1, 2), date(9999, 12, 30))),
    "at": (
        Instant(),
        st.datetimes(
            datetime.fromisoformat("1900-01-01"),
            datetime.fromisoformat("2200-01-01"),
            timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours))),
        ),
    ),
    "holds": (Boolean(), st.booleans()),
}
ODDS = Table(
    "odds",
    MetaData(),
    Column("id", SmallInteger(), primary_key=True, autoincrement=False),
    *(Column(name, kind) for name, (kind, _) in KINDS.items()),
)
PUT = Statement(insert(ODDS).values({name: bindparam(name) for name in ("id", *KINDS)}))
OF_ID = Statement(select(ODDS).where(ODDS.c.id == bindparam("id")))
ROWS = st.fixed_dictionaries({name: st.none() | kind[1] for name, kind in KINDS.items()})


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    """A transaction with a table of every type, of which nothing stays."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        ODDS.create(connection)
        yield Store(connection, NoSealer())
        transaction.rollback()


@given(row=ROWS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_type_goes_and_comes_back_as_by_core(store: Store, row: dict[str, object]) -> None:
    store.connection.execute(ODDS.delete())
    PUT.run(store.connection, id=1, **row)
    by_core = store.connection.execute(select(ODDS).where(ODDS.c.id == 1)).one()
    ours = OF_ID.first(store.connection, id=1)
    assert ours == tuple(by_core)
    assert ours._asdict() == {"id": 1, **row}
    assert {type(value) for value in ours} == {type(value) for value in by_core}
    store.connection.execute(ODDS.delete())
    store.connection.execute(insert(ODDS).values(id=1, **row))
    assert OF_ID.first(store.connection, id=1) == ours


def test_an_instant_comes_back_in_utc_and_one_without_offset_is_refused(store: Store) -> None:
    nothing = dict.fromkeys(KINDS)
    paris = datetime(2026, 11, 20, 10, tzinfo=timezone(timedelta(hours=1)))
    PUT.run(store.connection, id=1, **{**nothing, "at": paris})
    assert OF_ID.first(store.connection, id=1).at.isoformat() == "2026-11-20T09:00:00+00:00"
    with pytest.raises(ValueError, match="offset"):
        PUT.run(store.connection, id=2, **{**nothing, "at": datetime(2026, 11, 20)})  # noqa: DTZ001


def test_a_value_written_in_the_statement_is_converted_too(store: Store) -> None:
    opaque, at = UUID(int=7), datetime(2026, 11, 20, tzinfo=UTC)
    PUT.run(store.connection, id=1, **{**dict.fromkeys(KINDS), "opaque": opaque, "at": at})
    named = Statement(select(ODDS.c.id.label("found")).where(ODDS.c.opaque == opaque, ODDS.c.at == at))
    assert [row.found for row in named.all(store.connection)] == [1]


def test_no_row_is_none_and_a_change_tells_how_many_it_met(store: Store) -> None:
    assert OF_ID.first(store.connection, id=404) is None
    for row in (1, 2):
        PUT.run(store.connection, id=row, **dict.fromkeys(KINDS))
    assert Statement(update(ODDS).values(words=bindparam("new"))).run(store.connection, new="ok") == 2
    assert Statement(text("DELETE FROM odds WHERE id = :one")).run(store.connection, one=2) == 1


def test_a_missing_value_is_a_mistake_of_ours(store: Store) -> None:
    with pytest.raises(KeyError):
        OF_ID.first(store.connection)


def test_what_is_there_already_is_a_collision_as_with_core(database: Database, people: People) -> None:
    account = people.adviser()
    copy = Statement(
        text(
            "INSERT INTO account (public_id, role, territory_id, first_name, last_name, created_at)"
            " SELECT public_id, role, territory_id, first_name, last_name, created_at FROM account"
            " WHERE id = :account"
        )
    )
    with pytest.raises(Collision), database.writing() as store:
        copy.run(store.connection, account=account.id)


def drop_by_core(drafts: Drafts, *, person: int, **_: object) -> None:
    drafts.drop(person, week())


@pytest.mark.parametrize("put", [Drafts.keep, drop_by_core])
def test_nothing_is_written_while_reading(
    database: Database, people: People, put: Callable[..., object]
) -> None:
    person = people.beneficiary().id
    with pytest.raises(WriteWhileReading), database.reading() as store:
        put(store.drafts, person=person, week=week(), typed={"row": ["a"]}, at=people.service.now())
    with database.reading() as store:
        assert store.files.with_draft(person, week())[1] is None


def test_rows_that_fail_as_they_are_read_fail_the_same_way(database: Database) -> None:
    """A disk may give the first row of many, and not the next; SQLite reads each as it is asked for."""
    rows = "VALUES (1), (-9223372036854775807 - 1)"
    question = text(f"SELECT abs(column1) AS size FROM ({rows}) AS given").columns(column("size", Number))
    with database.reading() as store:
        with pytest.raises(DBAPIError):
            store.connection.execute(question).all()
        with pytest.raises(DBAPIError):
            Statement(question).all(store.connection)
