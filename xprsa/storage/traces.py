"""What others did with the file of a person, as its page tells it: what repeats in a day is one line.

Whoever opens a file a hundred times leaves one line for it, and pushes no other away.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, extract, func, select

from xprsa.domain.week import Week
from xprsa.storage.tables import AccountRow, PersonAuditRow, table

LOOKS = frozenset(
    {"read", "listed", "handing_listed", "answers_opened", "refused"}
)  # many a day, of many weeks and pages: by whom is enough
_LINES = table(PersonAuditRow)
_ACCOUNT = table(AccountRow)
_HOUR = tuple(extract(part, _LINES.c.at) for part in ("year", "month", "day", "hour"))
_KINDS = (_LINES.c.actor_id, _LINES.c.event, _LINES.c.detail, _LINES.c.week)
_NAMES = (_ACCOUNT.c.first_name, _ACCOUNT.c.last_name, _ACCOUNT.c.role)


@dataclass(frozen=True, slots=True)
class Trace:
    """What somebody did on one day, however often.

    :ivar at: the last time.
    :ivar times: how often.
    :ivar weeks: of which weeks, oldest first.
    :ivar of_file: whether it was about the file as a whole, once at least.
    :ivar detail: codes, as the journal keeps them.
    :ivar by: name of whoever acted, or None for the service itself; `by_role` their role.
    """

    at: datetime
    event: str
    times: int
    weeks: tuple[Week, ...]
    of_file: bool
    detail: str
    by: str | None
    by_role: str | None


@dataclass(frozen=True, slots=True)
class Traces:
    """The newest traces of what others did; `has_older` tells that some are left out."""

    shown: tuple[Trace, ...]
    has_older: bool


class TraceBook:
    """Reads the journal of one person, folded by day."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: int, *, events: Collection[str], zone: tzinfo, most: int | None) -> Traces:
        """Give what was done about a person, newest first.

        :param events: kinds of event to tell.
        :param zone: of the clock by which a day is counted.
        :param most: how many lines of looking, and how many of anything else; None for all.
        """
        by_hour = (
            select(*_KINDS, *_NAMES, func.count().label("times"), func.max(_LINES.c.at).label("last"))
            .select_from(_LINES.outerjoin(_ACCOUNT, _ACCOUNT.c.id == _LINES.c.actor_id))
            .where(_LINES.c.person_id == person, _LINES.c.event.in_(tuple(events)))
            .group_by(*_KINDS, *_NAMES, *_HOUR)
            .order_by(func.max(_LINES.c.at).desc(), func.max(_LINES.c.id).desc())
        )
        found = list(_by_day(self._connection.execute(by_hour), zone))
        looks = (trace for trace in found if trace.event in LOOKS)
        others = (trace for trace in found if trace.event not in LOOKS)
        kept = [*islice(looks, most), *islice(others, most)]
        newest = tuple(sorted(kept, key=lambda trace: trace.at, reverse=True))
        return Traces(newest, has_older=len(newest) < len(found))


def _by_day(hours: Iterable[Row[Any]], zone: tzinfo) -> Iterator[Trace]:
    """Make one trace of what is the same on one day."""
    days: dict[tuple[object, ...], list[Row[Any]]] = {}
    for row in hours:
        days.setdefault(_same(row, row.last.astimezone(zone).date()), []).append(row)
    for rows in days.values():
        newest = rows[0]
        weeks = {row.week for row in rows if row.week is not None}
        yield Trace(
            at=newest.last,
            event=newest.event,
            times=sum(row.times for row in rows),
            weeks=tuple(Week.from_ordinal(week) for week in sorted(weeks)),
            of_file=any(row.week is None for row in rows),
            detail=newest.detail,
            by=f"{newest.first_name} {newest.last_name}" if newest.first_name is not None else None,
            by_role=newest.role,
        )


def _same(row: Row[Any], day: date) -> tuple[object, ...]:
    what = () if row.event in LOOKS else (row.detail, row.week)
    return (day, row.actor_id, row.event, *what)
