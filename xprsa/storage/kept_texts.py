"""How much waits for somebody to sign in again: a budget for the whole, of which the oldest go first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    String,
    Subquery,
    func,
    literal,
    select,
    union_all,
    update,
)

from xprsa.storage.tables import table
from xprsa.storage.tables_access import SignInCodeRow, SignInRow

MOST_TEXTS = 2_000
MOST_CHARACTERS = 4 * 1024 * 1024  # as sealed
SHORT = 1_000  # characters, sealed: not more than the row of a code weighs with its indexes, and not counted

_CODE, _SIGN_IN = table(SignInCodeRow), table(SignInRow)
_OF_CODE, _OF_SIGN_IN = "code", "sign_in"


def _waiting(size: Callable[[Column[Any]], ColumnElement[int]]) -> Subquery:
    """Select the texts that wait, each with its size in characters.

    :param size: how a database measures a column.
    """
    of_codes = select(
        literal(_OF_CODE, String).label("holder"),
        _CODE.c.id.label("id"),
        _CODE.c.created_at.label("at"),
        size(_CODE.c.carried).label("characters"),
    ).where(size(_CODE.c.carried) > SHORT)
    of_sign_ins = select(
        literal(_OF_SIGN_IN, String), _SIGN_IN.c.id, _SIGN_IN.c.started_at, size(_SIGN_IN.c.kept)
    ).where(size(_SIGN_IN.c.kept) > SHORT)
    return union_all(of_codes, of_sign_ins).subquery()


# What is sealed is ASCII, and PostgreSQL knows the bytes of a long value without reading it.
_BY_DATABASE = {"postgresql": _waiting(func.octet_length), "sqlite": _waiting(func.length)}


@dataclass(frozen=True, slots=True)
class TextsWaiting:
    """What is kept of texts whose author has yet to sign in, or to take them back.

    :ivar characters: as sealed.
    :ivar gone: how many went before their time because there was no room, among the codes and sign-ins that
        are still kept: those of a day or two.
    """

    texts: int
    characters: int
    gone: int


class KeptTexts:
    """Counts the texts that wait with codes and sign-ins, and holds them to the budget.

    One that went leaves an empty text in its place, which no other way does.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting = _BY_DATABASE[connection.dialect.name]

    def make_room(self, added: str) -> None:
        """Empty the oldest texts once one was added above the budget; a short one takes no room.

        A tenth of the budget is freed at a time, so that under a flood one text in many pays for it.
        """
        if len(added) <= SHORT:
            return
        texts, characters = self._totals()
        if texts <= MOST_TEXTS and characters <= MOST_CHARACTERS:
            return
        left = MOST_CHARACTERS * 9 // 10
        newest_first = select(self._waiting).order_by(self._waiting.c.at.desc(), self._waiting.c.id.desc())
        gone: dict[str, list[int]] = {_OF_CODE: [], _OF_SIGN_IN: []}
        for place, waiting in enumerate(self._connection.execute(newest_first).all()):
            left -= waiting.characters
            if left < 0 or place >= MOST_TEXTS * 9 // 10:
                gone[waiting.holder].append(waiting.id)
        self._connection.execute(
            update(SignInCodeRow).where(_CODE.c.id.in_(gone[_OF_CODE])).values(carried="")
        )
        self._connection.execute(
            update(SignInRow).where(_SIGN_IN.c.id.in_(gone[_OF_SIGN_IN])).values(kept="")
        )

    def _totals(self) -> tuple[int, int]:
        query = select(func.count(), func.coalesce(func.sum(self._waiting.c.characters), 0))
        row = self._connection.execute(query.select_from(self._waiting)).one()
        return int(row[0]), int(row[1])

    def waiting(self) -> TextsWaiting:
        """Tell what is kept, and how many went."""
        texts, characters = self._totals()
        gone = sum(
            self._connection.execute(select(func.count()).select_from(rows).where(*was_emptied)).scalar_one()
            for rows, was_emptied in (
                (_CODE, (_CODE.c.carried == "", _CODE.c.used_at.is_(None))),
                (_SIGN_IN, (_SIGN_IN.c.kept == "",)),
            )
        )
        return TextsWaiting(texts, characters, gone)
