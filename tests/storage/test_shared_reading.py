"""What one request reads goes over one connection, which may also write; nothing of it stays at the end."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import text

from tests.builders import People, week
from xprsa.storage.database import Database, DatabaseAway, WriteWhileReading
from xprsa.storage.sealer import NoSealer

POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_readings_of_one_thread_share_a_connection_until_the_end(database: Database) -> None:
    with database.shared():
        with database.reading() as first:
            pass
        with database.reading() as second, database.reading() as within:
            assert first.connection is second.connection is within.connection
            assert not first.connection.closed
    assert first.connection.closed
    with database.reading() as later:
        assert later.connection is not first.connection


def test_no_connection_is_taken_before_something_is_read(database: Database) -> None:
    with database.shared():
        assert database.reading_engine.pool.checkedout() == 0  # type: ignore[attr-defined] # of a QueuePool
        with database.reading():
            assert database.reading_engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    assert database.reading_engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_another_thread_never_meets_it(database: Database) -> None:
    def read() -> object:
        with database.reading() as store:
            return store.connection

    with database.shared(), ThreadPoolExecutor(1) as pool, database.reading() as store:
        assert pool.submit(read).result() is not store.connection


def test_an_inner_sharing_leaves_the_outer_one_its_connection(database: Database) -> None:
    with database.shared(), database.reading() as outer:
        with database.shared(), database.reading() as inner:
            assert inner.connection is outer.connection
        assert not outer.connection.closed


def test_what_is_written_meanwhile_is_read_at_once(database: Database, people: People) -> None:
    with database.shared():
        with database.reading() as store:
            assert store.people.account(1) is None
        account = people.adviser().id
        with database.reading() as store:
            assert store.people.account(account) is not None


def test_after_a_rush_one_reader_keeps_to_one_connection(database: Database) -> None:
    with ExitStack() as rush:
        for _ in range(5):
            rush.enter_context(database.reading())
    assert len({_driver_connection(database) for _ in range(10)}) == 1


@POSTGRESQL
def test_a_connection_that_is_lost_is_taken_anew_at_the_next_reading(database: Database) -> None:
    with database.shared():
        with database.reading() as store:
            lost = store.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        _terminate(database, lost)
        with pytest.raises(DatabaseAway), database.reading() as store:
            store.contracts.engagement_of(1)
        with database.reading() as store:
            assert store.contracts.engagement_of(1).contracts == ()


def test_what_is_written_at_once_is_kept_by_itself(database: Database, people: People) -> None:
    person = people.beneficiary().id
    with database.at_once() as store:
        store.drafts.keep(person=person, week=week(), typed={"row": ["a"]}, at=people.service.now())
    assert _draft(database, person) == {"row": ["a"]}


def test_a_server_that_opens_no_connection_is_away_for_each_way_to_ask() -> None:
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:9/none", sealer=NoSealer())
    for ask in (nowhere.reading, nowhere.writing, nowhere.at_once):
        with pytest.raises(DatabaseAway), ask():
            pass
    nowhere.dispose()


@POSTGRESQL
def test_a_shared_connection_that_writes_is_the_one_that_reads(database: Database, people: People) -> None:
    person = people.beneficiary().id
    with database.shared():
        database.share_to_write()
        with database.reading() as first:
            pass
        with database.at_once() as store:
            assert store.connection is first.connection
            store.drafts.keep(person=person, week=week(), typed={"row": ["a"]}, at=people.service.now())
        assert _draft_elsewhere(database, person) == {"row": ["a"]}
    with database.shared(), pytest.raises(WriteWhileReading), database.reading() as store:
        store.drafts.drop(person, week())


@POSTGRESQL
def test_a_connection_already_taken_to_read_never_writes(database: Database, people: People) -> None:
    with database.shared():
        with database.reading() as before:
            pass
        database.share_to_write()
        with database.reading() as store:
            assert store.connection is before.connection
        with database.at_once() as writer:
            assert writer.connection is not before.connection


@POSTGRESQL
def test_a_shared_connection_that_writes_and_is_lost_is_taken_anew_and_still_keeps_what_it_writes(
    database: Database, people: People
) -> None:
    person = people.beneficiary().id
    with database.shared():
        database.share_to_write()
        with database.reading() as store:
            lost = store.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        _terminate(database, lost)
        with pytest.raises(DatabaseAway), database.reading() as store:
            store.contracts.engagement_of(1)
        with database.at_once() as store:
            store.drafts.keep(person=person, week=week(), typed={"row": ["a"]}, at=people.service.now())
        assert _draft_elsewhere(database, person) == {"row": ["a"]}


def _draft(database: Database, person: int) -> object:
    with database.reading() as store:
        return store.files.with_draft(person, week())[1]


def _draft_elsewhere(database: Database, person: int) -> object:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_draft, database, person).result()


def _terminate(database: Database, backend: int) -> None:
    with database.writing() as store:
        store.connection.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})


def _driver_connection(database: Database) -> int:
    """Name the connection of the driver over which something is read."""
    with database.reading() as store:
        return id(store.connection.connection.dbapi_connection)
