"""Where a person reads what left about them: each document, to whom, for what, when."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from xprsa.domain.week import Week
from xprsa.scoring.document import SummaryDocument
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import RunState
from xprsa.storage.tables import table
from xprsa.storage.tables_export import ExportRunRow, PublishedDocumentRow

_RUN = table(ExportRunRow)
_PUBLISHED = table(PublishedDocumentRow)


@dataclass(frozen=True, slots=True)
class Departure:
    """A revision that left, and the first run that carried it: later runs repeat it while it stands.

    :ivar recipient: as the card of that run says it; "" for a run that kept no card (before revision 0003).
    :ivar at: when that run ended.
    """

    week: Week
    revision: int
    purpose: Purpose
    recipient: str
    at: datetime
    document: SummaryDocument


class Departures:
    """What runs that were carried through told of people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def about(self, person: int) -> tuple[Departure, ...]:
        """Give what left about a person, newest first, from runs that were carried through."""
        query = (
            select(_PUBLISHED, _RUN.c.as_of, _RUN.c.ended_at, _RUN.c.card)
            .join_from(_PUBLISHED, _RUN, _RUN.c.id == _PUBLISHED.c.run_id)
            .where(_PUBLISHED.c.person_id == person, _RUN.c.state == RunState.DONE.value)
            .order_by(_RUN.c.ended_at.desc(), _PUBLISHED.c.week.desc(), _PUBLISHED.c.revision.desc())
        )
        return tuple(_departure(row) for row in self._connection.execute(query))


def _departure(row: Any) -> Departure:
    said = json.loads(row.fields)
    document = SummaryDocument(**said, document=row.document, supersedes=row.supersedes, as_of=row.as_of)
    return Departure(
        week=Week.from_ordinal(row.week),
        revision=row.revision,
        purpose=document.purpose,
        recipient=json.loads(row.card)["recipient"] if row.card else "",
        at=row.ended_at,
        document=document,
    )
