"""PostgreSQL has no connection left, is slow, only reads, or has a full disk: no 2xx without a row (F-5).

Each time people are told to come back, keep what they typed, and the service mends by itself.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from tests import postgresql
from tests.builders import People
from tests.faults.cluster import Cluster
from tests.faults.crowd import NotHeard, Town, ask
from tests.faults.enduring import endures
from tests.faults.server import RunningServer, eventually
from tests.faults.test_killed_server import CLIENTS

pytestmark = pytest.mark.parametrize("lasting_url", ["postgresql"], indirect=True)
SLOW = 6.5  # seconds of a statement: more than pages wait for, with time to notice


@contextmanager
def no_connection_left(cluster: Cluster, name: str) -> Iterator[None]:
    """Take every connection that there is, those of the service first."""
    over = threading.Event()
    engine = create_engine(cluster.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    end = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")

    def take_all() -> None:
        with ExitStack() as held:
            mine: list[Connection] = [held.enter_context(engine.connect())]
            while not over.is_set():
                mine[0].execute(end, {"name": name})
                with suppress(OperationalError):
                    while True:
                        mine.append(held.enter_context(engine.connect()))
                time.sleep(0.05)

    greedy = threading.Thread(target=take_all)
    greedy.start()
    try:
        yield
    finally:
        over.set()
        greedy.join()


@contextmanager
def slow_statements(cluster: Cluster, name: str) -> Iterator[None]:
    """Let every new version take too long."""
    url = cluster.url.set(database=name)
    postgresql.run(
        url,
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN PERFORM pg_sleep({SLOW}); RETURN NEW; END $$",
    )
    postgresql.run(
        url, "CREATE TRIGGER slow BEFORE INSERT ON declaration_version FOR EACH ROW EXECUTE FUNCTION dawdle()"
    )
    try:
        yield
    finally:
        postgresql.run(url, "DROP TRIGGER slow ON declaration_version")
        postgresql.run(url, "DROP FUNCTION dawdle")


@contextmanager
def held_table(cluster: Cluster, name: str) -> Iterator[None]:
    """Hold a lock that every sending waits for."""
    engine = create_engine(cluster.url.set(database=name), poolclass=NullPool)
    with engine.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE declaration_version IN ACCESS EXCLUSIVE MODE"))
        yield


@contextmanager
def read_only(cluster: Cluster, _name: str) -> Iterator[None]:
    """Let the server refuse to write, as a replica does before it is promoted."""
    postgresql.run(cluster.url, "ALTER SYSTEM SET default_transaction_read_only = on")
    postgresql.run(cluster.url, "SELECT pg_reload_conf()")
    try:
        yield
    finally:
        postgresql.run(cluster.url, "ALTER SYSTEM RESET default_transaction_read_only")
        postgresql.run(cluster.url, "SELECT pg_reload_conf()")


@pytest.mark.parametrize(
    "trouble",
    [
        no_connection_left,
        pytest.param(slow_statements, marks=pytest.mark.slow),
        pytest.param(held_table, marks=pytest.mark.slow),
        pytest.param(read_only, marks=pytest.mark.slow),
    ],
)
def test_what_troubles_postgresql_loses_doubles_and_changes_nothing(
    running_server: RunningServer,
    residents: People,
    cluster: Cluster,
    lasting_url: str,
    trouble: Callable[[Cluster, str], Iterator[None]],
) -> None:
    running_server.start()
    town = Town.of(residents, CLIENTS)
    endures(running_server, town, trouble(cluster, str(make_url(lasting_url).database)))  # type: ignore[arg-type]
    eventually(lambda: _writes(running_server), within=20, what="the end of the alarm")


def _writes(server: RunningServer) -> bool:
    with suppress(NotHeard):
        return ask(server.port, "/sante/ecrire", cookie="").status == 200
    return False
