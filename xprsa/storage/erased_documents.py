"""Where documents about erased people wait for the run that tells their recipients to delete them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from xprsa.domain.person import OrganisationCode
from xprsa.domain.week import Week
from xprsa.scoring.document import Status
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Run, RunState
from xprsa.storage.tables import table
from xprsa.storage.tables_export import ErasedDocumentRow, ExportRunRow, PublishedDocumentRow, PurposeRow

_ERASED = table(ErasedDocumentRow)
_PURPOSE = table(PurposeRow)
_RUN = table(ExportRunRow)
_PUBLISHED = table(PublishedDocumentRow)


@dataclass(frozen=True, slots=True)
class OwedErasure:
    """A document whose recipient is to be told to delete it.

    :ivar document: the code of the last revision that left.
    :ivar person: the pseudonym under which it left.
    """

    document: str
    person: str
    week: Week
    organisation: OrganisationCode


@dataclass(frozen=True, slots=True)
class LeftDocument:
    """What its recipient finds a document by.

    :ivar document: the code of the last revision that left.
    :ivar person: the pseudonym under which it left.
    """

    document: str
    person: str
    week: Week


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """The last document of a week that left for a recipient under one pseudonym, and may still be kept.

    :ivar newest: the newest number of the week, whoever received it.
    :ivar person: the pseudonym.
    """

    week: Week
    newest: int
    document: str
    person: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever still keeps documents about somebody.

    :ivar recipient: as the card under which they left says it; "" for a run that kept no card.
    :ivar documents: one a week, or one a pseudonym under which the week left.
    :ivar is_told: whether the next run tells them: the purpose is open, for the same recipient.
    :ivar deletes_on_objection: whether it tells them to delete what they have of somebody who objects.
    """

    purpose: Purpose
    recipient: str
    documents: tuple[LeftDocument, ...]
    is_told: bool
    deletes_on_objection: bool = False


@dataclass(frozen=True, slots=True)
class _Left:
    """A revision that left, with the card under which it did.

    :ivar since: when a run under that card last carried it.
    """

    row: Any
    card: dict[str, Any]
    since: datetime

    @property
    def recipient(self) -> str:
        return str(self.card.get("recipient", ""))

    @property
    def document(self) -> LeftDocument:
        """Give what its recipient finds it by."""
        person = json.loads(self.row.fields)["person"]
        return LeftDocument(self.row.document, person, Week.from_ordinal(self.row.week))

    @property
    def is_told(self) -> bool:
        """Tell whether the next run of its purpose goes to its recipient."""
        return _is_reached(self.row, self.recipient)

    @property
    def deletes_on_objection(self) -> bool:
        """Tell whether the next run of its purpose tells its recipient who objects."""
        return self.is_told and bool(json.loads(self.row.now).get("deletes_on_objection"))

    @property
    def is_tombstone(self) -> bool:
        """Tell whether it says to delete what left before it."""
        status: str = json.loads(self.row.fields)["status"]
        return status == Status.ERASED.value

    def is_kept(self, at: datetime) -> bool:
        """Tell whether its recipient may still keep it: a card that says for how long is believed."""
        days = self.card.get("retention_days")
        return days is None or self.since + timedelta(days=days) > at


class ErasedDocuments:
    """What recipients are to be told, purpose by purpose."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_under_way(self) -> bool:
        """Tell whether a run is being carried out; until the transaction ends none can begin."""
        self._connection.execute(select(_PURPOSE.c.id).order_by(_PURPOSE.c.id).with_for_update())
        running = select(_RUN.c.id).where(_RUN.c.state == RunState.RUNNING.value).limit(1)
        return self._connection.execute(running).first() is not None

    def holders(self, person: int, *, at: datetime) -> tuple[Holder, ...]:
        """Give who still keeps documents about a person."""
        found: dict[tuple[str, str], list[_Left]] = {}
        for left in self._newest(person, at=at):
            found.setdefault((left.row.code, left.recipient), []).append(left)
        return tuple(
            Holder(
                Purpose(code),
                recipient,
                tuple(left.document for left in some),
                is_told=some[0].is_told,
                deletes_on_objection=some[0].deletes_on_objection,
            )
            for (code, recipient), some in found.items()
        )

    def held_for(self, run: Run, person: int) -> tuple[HeldDocument, ...]:
        """Give what the recipient of a run may still keep about a person, whatever weeks the run is about.

        :raises CardWrong: when its card may not be used.
        """
        left_for_it = [left for left in self._left(person) if left.row.purpose_id == run.purpose.id]
        newest = {left.row.week: left.row.revision for left in left_for_it}  # the last one wins
        recipient = run.purpose.card.recipient
        return tuple(
            HeldDocument(left.document.week, newest[left.row.week], left.row.document, left.document.person)
            for left in _last_held(left_for_it, at=run.as_of)
            if left.recipient == recipient
        )

    def owe(self, person: int, *, organisation: OrganisationCode, at: datetime) -> None:
        """Owe a tombstone for each week of which a recipient may still keep a document.

        Whom no run reaches is owed it too: `unreached` says it to whoever writes to them, and a run under
        their card, should one come again, carries it.
        """
        rows = [
            {
                "purpose_id": left.row.purpose_id,
                "document": left.document.document,
                "recipient": left.recipient,
                "person": left.document.person,
                "week": left.row.week,
                "organisation": organisation.value,
            }
            for left in self._newest(person, at=at)
        ]
        if rows:
            self._connection.execute(insert(_ERASED), rows)

    def carry(self, run: Run) -> tuple[OwedErasure, ...]:
        """Let a run carry all that is owed to its recipient; begun again, it carries the same.

        :raises CardWrong: when its card may not be used.
        """
        owed = (_ERASED.c.purpose_id == run.purpose.id, _ERASED.c.recipient == run.purpose.card.recipient)
        mine = or_(_ERASED.c.run_id.is_(None), _ERASED.c.run_id == run.id)
        self._connection.execute(update(_ERASED).where(*owed, mine).values(run_id=run.id))
        query = select(_ERASED).where(_ERASED.c.run_id == run.id).order_by(_ERASED.c.document)
        return tuple(
            OwedErasure(
                row.document, row.person, Week.from_ordinal(row.week), OrganisationCode(row.organisation)
            )
            for row in self._connection.execute(query)
        )

    def unreached(self) -> tuple[Holder, ...]:
        """Give what waits for recipients whom no run reaches: their purpose is closed, or another's now."""
        query = (
            select(_ERASED, _PURPOSE.c.code, _PURPOSE.c.closed_at, _PURPOSE.c.card.label("now"))
            .join_from(_ERASED, _PURPOSE, _PURPOSE.c.id == _ERASED.c.purpose_id)
            .where(_ERASED.c.run_id.is_(None))
            .order_by(_PURPOSE.c.id, _ERASED.c.recipient, _ERASED.c.person, _ERASED.c.week)
        )
        found: dict[tuple[str, str], list[LeftDocument]] = {}
        for row in self._connection.execute(query):
            if not _is_reached(row, row.recipient):
                left = LeftDocument(row.document, row.person, Week.from_ordinal(row.week))
                found.setdefault((row.code, row.recipient), []).append(left)
        return tuple(
            Holder(Purpose(code), recipient, tuple(documents), is_told=False)
            for (code, recipient), documents in found.items()
        )

    def _newest(self, person: int, *, at: datetime) -> Iterable[_Left]:
        """Give, of each week, recipient and pseudonym, the last revision that left and may still be kept.

        Whoever was told to delete it, because its person objected, keeps nothing of that week.
        """
        return _last_held(self._left(person), at=at)

    def _left(self, person: int) -> Iterator[_Left]:
        """Yield every revision that left, oldest first."""
        carrier = _RUN.alias("carrier")
        newer, carries_newer = _PUBLISHED.alias("newer"), _RUN.alias("carries_newer")
        replaced_at = (
            select(func.min(carries_newer.c.ended_at))
            .join_from(newer, carries_newer, carries_newer.c.id == newer.c.run_id)
            .where(
                newer.c.purpose_id == _PUBLISHED.c.purpose_id,
                newer.c.person_id == _PUBLISHED.c.person_id,
                newer.c.week == _PUBLISHED.c.week,
                newer.c.revision > _PUBLISHED.c.revision,
                carries_newer.c.state == RunState.DONE.value,
            )
            .correlate(_PUBLISHED)
            .scalar_subquery()
        )
        last_carried = (
            select(func.max(_RUN.c.ended_at))
            .where(
                _RUN.c.purpose_id == _PUBLISHED.c.purpose_id,
                _RUN.c.first_week <= _PUBLISHED.c.week,
                _RUN.c.last_week >= _PUBLISHED.c.week,
                _RUN.c.state == RunState.DONE.value,
                _RUN.c.card == carrier.c.card,
                or_(replaced_at.is_(None), _RUN.c.ended_at < replaced_at),
            )
            .correlate(_PUBLISHED, carrier)
            .scalar_subquery()
        )
        left = (_PURPOSE.c.code, _PURPOSE.c.closed_at, _PURPOSE.c.card.label("now"), carrier.c.card)
        query = (
            select(_PUBLISHED, *left, func.coalesce(last_carried, carrier.c.ended_at).label("since"))
            .join_from(_PUBLISHED, _PURPOSE, _PURPOSE.c.id == _PUBLISHED.c.purpose_id)
            .join(carrier, carrier.c.id == _PUBLISHED.c.run_id)
            .where(_PUBLISHED.c.person_id == person, carrier.c.state == RunState.DONE.value)
            .order_by(_PUBLISHED.c.purpose_id, _PUBLISHED.c.week, _PUBLISHED.c.revision)
        )
        for row in self._connection.execute(query):
            yield _Left(row, json.loads(row.card) if row.card else {}, row.since)


def _last_held(left: Iterable[_Left], *, at: datetime) -> list[_Left]:
    """Give the last revision of each purpose, recipient, week and pseudonym, where it may still be kept.

    :param left: oldest first.
    """
    newest = {(one.row.purpose_id, one.recipient, one.row.week, one.document.person): one for one in left}
    return [one for one in newest.values() if not one.is_tombstone and one.is_kept(at)]


def _is_reached(purpose: Any, recipient: str) -> bool:
    """Tell whether the next run of a purpose (`closed_at`, `now`: its card) goes to a recipient."""
    return purpose.closed_at is None and json.loads(purpose.now).get("recipient") == recipient
