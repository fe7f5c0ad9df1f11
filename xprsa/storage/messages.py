"""Where messages wait: encrypted until they are sent or printed, then emptied."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, case, delete, func, insert, literal, or_, select, union_all, update

from xprsa.domain.person import Account
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_access import MessageRow

_MESSAGE = table(MessageRow)
_ACCOUNT = table(AccountRow)
MANY_TRIES = 4  # the first three take three minutes and a half: `accounts/outbox.py` doubles its waits


class Way(StrEnum):
    """How a message goes."""

    MAIL = "mail"
    SMS = "sms"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Message:
    """Something on its way.

    :ivar payload: as whoever wrote it left it.
    :ivar tries: how often it was tried, this time included.
    :ivar account: internal id of whom a notice is for; None for all that goes to whoever holds a contact.
    """

    id: int
    way: Way
    payload: str
    created_at: datetime
    tries: int
    account: int | None = None


@dataclass(frozen=True, slots=True)
class WaitingNotice:
    """A notice for somebody, that may leave from an instant on.

    :ivar account: internal id of whom it is for.
    """

    account: int
    way: Way
    payload: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """What has not left yet.

    :ivar refused: how many of these messages were tried `MANY_TRIES` times or more, for some minutes: one
        full mailbox says nothing of the others.
    :ivar oldest: when the oldest of the others was written.
    """

    messages: int
    refused: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to print.

    :ivar codes: what its reader types, one at each visit; one in a letter, several on a card.
    """

    id: int
    account: Account
    codes: tuple[str, ...]
    created_at: datetime


class Messages:
    """The outbox."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def put(
        self, way: Way, payload: str, *, at: datetime, account: int | None = None, urgent: bool = False
    ) -> None:
        """Put a message in the outbox.

        :param at: from when on it may leave.
        :param account: internal id of whom a letter or a notice is for.
        :param urgent: whether somebody waits for it: it leaves before those for which nobody does.
        """
        row = self._row(way, payload, at=at)
        self._connection.execute(insert(MessageRow).values(**row, account_id=account, urgent=urgent))

    def put_all(self, messages: Sequence[tuple[Way, str]], *, at: datetime) -> None:
        """Put messages that are nobody's own in the outbox: a way and a payload each."""
        if messages:
            rows = [self._row(way, payload, at=at) for way, payload in messages]
            self._connection.execute(insert(MessageRow), rows)

    def _row(self, way: Way, payload: str, *, at: datetime) -> dict[str, object]:
        return {
            "channel": way.value,
            "payload": self._sealer.seal_at(payload, place(_MESSAGE.c.payload, way.value)),
            "created_at": at,
            "next_try_at": None if way is Way.LETTER else at,
        }

    def put_notices(self, notices: Sequence[WaitingNotice]) -> None:
        """Put notices in the outbox, each for its account."""
        if notices:
            rows = [
                self._row(notice.way, notice.payload, at=notice.at) | {"account_id": notice.account}
                for notice in notices
            ]
            self._connection.execute(insert(MessageRow), rows)

    def last_notices(self, accounts: Sequence[int]) -> dict[int, datetime]:
        """Give the instant from which the last notice for each leaves or left; nothing where none ever did.

        :param accounts: internal ids, some hundreds at most.
        """
        query = (
            select(_MESSAGE.c.account_id, func.max(_MESSAGE.c.created_at).label("last"))
            .where(_MESSAGE.c.account_id.in_(accounts), _MESSAGE.c.channel != Way.LETTER.value)
            .group_by(_MESSAGE.c.account_id)
        )
        return {row.account_id: row.last for row in self._connection.execute(query)}

    def claim(self, *, at: datetime, until: datetime, longest: Mapping[bool, timedelta]) -> Message | None:
        """Take the message to send now, for a while: urgent ones first, the oldest of them.

        :param until: when it may be taken again, if nothing more is heard of it.
        :param longest: what is put off for longer, urgent (True) or not, was put off by a wrong clock: nobody
            waits for that.
        """
        for urgent in (True, False):
            due = or_(_MESSAGE.c.next_try_at <= at, _MESSAGE.c.next_try_at > at + longest[urgent])
            query = (
                select(_MESSAGE)
                .where(_MESSAGE.c.urgent.is_(urgent), due)
                .order_by(_MESSAGE.c.next_try_at, _MESSAGE.c.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            row = self._connection.execute(query).first()
            if row is not None:
                self._change(row.id, tries=_MESSAGE.c.tries + 1, next_try_at=until)
                payload = self._sealer.open_at(row.payload, place(_MESSAGE.c.payload, row.channel))
                return Message(
                    row.id, Way(row.channel), payload, row.created_at, row.tries + 1, row.account_id
                )
        return None

    def queues(self) -> Mapping[bool, Queue]:
        """Give what waits to leave: urgent (True), and what nobody waits for."""
        is_refused = _MESSAGE.c.tries >= MANY_TRIES
        figures = (
            func.count(),
            func.count(case((is_refused, 1))),
            func.min(case((~is_refused, _MESSAGE.c.created_at))),
        )
        waiting = (
            select(literal(urgent).label("urgent"), *figures)
            .where(_MESSAGE.c.urgent.is_(urgent), _MESSAGE.c.next_try_at.is_not(None))
            .select_from(_MESSAGE)
            for urgent in (True, False)  # each by its own index range
        )
        return {bool(row[0]): Queue(*row[1:]) for row in self._connection.execute(union_all(*waiting))}

    def on_their_way(self) -> Iterator[Message]:
        """Yield the mails and SMS that did not leave yet, whoever they are for."""
        query = select(_MESSAGE).where(_MESSAGE.c.payload != "", _MESSAGE.c.channel != Way.LETTER.value)
        for row in self._connection.execute(query):
            payload = self._sealer.open_at(row.payload, place(_MESSAGE.c.payload, row.channel))
            yield Message(row.id, Way(row.channel), payload, row.created_at, row.tries, row.account_id)

    def put_off(self, message: int, *, until: datetime) -> None:
        """Say when a message that did not leave is tried again."""
        self._change(message, next_try_at=until)

    def finish(self, message: int, *, sent_at: datetime | None) -> None:
        """Empty a message that was sent (or, without an instant, given up)."""
        self._change(message, payload="", next_try_at=None, sent_at=sent_at)

    def drop(self, message: int) -> None:
        """Delete a message that is for nobody: a flood of them leaves nothing."""
        self._connection.execute(delete(MessageRow).where(_MESSAGE.c.id == message))

    def _change(self, message: int, **values: object) -> None:
        self._connection.execute(update(MessageRow).where(_MESSAGE.c.id == message).values(values))

    def letters(self, territory: int, *, receiver: UUID | None = None) -> tuple[Letter, ...]:
        """Give the letters of a territory that nobody printed yet, oldest first.

        :param receiver: public id of the one account whose letters are wanted; None: everybody's.
        """
        query = (
            select(
                *ACCOUNT_COLUMNS, _MESSAGE.c.id.label("message"), _MESSAGE.c.payload, _MESSAGE.c.created_at
            )
            .join_from(_MESSAGE, _ACCOUNT, _ACCOUNT.c.id == _MESSAGE.c.account_id)
            .where(
                _MESSAGE.c.channel == Way.LETTER.value,
                _MESSAGE.c.payload != "",
                _ACCOUNT.c.territory_id == territory,
                _ACCOUNT.c.disabled_at.is_(None),
            )
            .order_by(_MESSAGE.c.id)
        )
        if receiver is not None:
            query = query.where(_ACCOUNT.c.public_id == receiver)
        return tuple(self._letter(row) for row in self._connection.execute(query))

    def drop_letters(self, account: int) -> None:
        """Empty the letters for an account that nobody printed."""
        self._connection.execute(
            update(MessageRow)
            .where(_MESSAGE.c.account_id == account, _MESSAGE.c.channel == Way.LETTER.value)
            .values(payload="")
        )

    def _letter(self, row: Any) -> Letter:
        codes = tuple(
            self._sealer.open_at(row.payload, place(_MESSAGE.c.payload, Way.LETTER.value)).splitlines()
        )
        return Letter(row.message, account_of(row), codes, row.created_at)
