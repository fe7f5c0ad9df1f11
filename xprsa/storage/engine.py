"""How connections are opened: with their guarantees on SQLite, with their patience on PostgreSQL."""

from typing import Any

from sqlalchemy import Engine, create_engine, event

from xprsa.storage.rested import ask_those_that_rested

MOST_CONNECTIONS = 30  # of a process to read, and as many to write: a thread takes one of each at most
_KEPT_OPEN = 10


def new_engine(url: str, *, read_only: bool, hurried: bool) -> Engine:
    """Prepare connections; none is opened yet.

    :param hurried: give up on PostgreSQL's slow statements and locks.
    """
    kept: dict[str, Any] = {
        "pool_size": _KEPT_OPEN,
        "max_overflow": MOST_CONNECTIONS - _KEPT_OPEN,
        "pool_timeout": 5,
        "pool_use_lifo": True,  # the last one given back: after a rush, few stay in use
    }
    if read_only:  # no transaction is ever begun: there is none to end when a connection comes back
        kept.update(isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 5}, **kept)
        event.listen(engine, "connect", prepare_sqlite)
        if read_only:
            event.listen(engine, "connect", _only_read_sqlite)
        return engine
    waits = ["statement_timeout=5s", "lock_timeout=3s"] if hurried else []
    guard = ["default_transaction_read_only=on"] if read_only else []
    options = " ".join(f"-c {option}" for option in (*waits, *guard))
    engine = create_engine(url, connect_args={"connect_timeout": 3, "options": options}, **kept)
    ask_those_that_rested(engine)
    return engine


def prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA cache_size=-512")  # KiB; sixteen connections of a worker held 2 MB each
    connection.execute("PRAGMA secure_delete=ON")  # what goes is written over: not every SQLite is built so


def _only_read_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")
