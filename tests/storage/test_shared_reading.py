"""What one request reads goes over one connection, and nothing of it stays when the request ends."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.builders import People
from xprsa.storage.database import Database, DatabaseAway


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


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_is_lost_is_taken_anew_at_the_next_reading(database: Database) -> None:
    with database.shared():
        with database.reading() as store:
            lost = store.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with database.writing() as store:
            store.connection.execute(text("SELECT pg_terminate_backend(:lost)"), {"lost": lost})
        with pytest.raises(DatabaseAway), database.reading() as store:
            store.contracts.engagement_of(1)
        with database.reading() as store:
            assert store.contracts.engagement_of(1).contracts == ()
