"""Connections that rested while nobody asked for anything: their server may have restarted meanwhile."""

from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

_RESTED = 1.0  # seconds


def ask_those_that_rested(engine: Engine) -> None:
    """Have a connection that rested asked whether it is still one, before it serves.

    It costs a round trip, so one that was used a moment ago is not asked. Where one is none any more, all
    that are older are left, and new ones made.
    """
    event.listen(engine, "checkin", _note_given_back)
    event.listen(engine, "checkout", partial(_ask, engine.dialect))


def _note_given_back(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["given_back"] = monotonic()


def _ask(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    if monotonic() - record.info.get("given_back", monotonic()) < _RESTED:
        return
    try:
        dialect.do_ping(connection)
    except dialect.dbapi.Error as lost:  # type: ignore[union-attr] # a driver is loaded: it connected
        raise InvalidatePoolError from lost
