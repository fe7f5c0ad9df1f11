"""Where it is kept what readers thought of a person before they opened what modules answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, insert, or_, select, update

from xprsa.storage.answer_entries import ModuleAsking, OwnView
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_answers import AskingRow, OwnViewRow

_VIEW, _READER, _ASKING = table(OwnViewRow), table(AccountRow), table(AskingRow)


class OwnViews:
    """One view a person, reader and latest asking: written once, said to have changed once."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def write(self, person: int, *, account: int, asking: int, words: str | None, at: datetime) -> None:
        """Keep a view.

        :param words: None for « je n’ai pas encore d’avis ».
        :raises Collision: when there is one already.
        """
        sealed = None
        if words is not None:
            sealed = self._sealer.seal_at(words, place(_VIEW.c.words, person, asking, account))
        self._connection.execute(
            insert(_VIEW).values(
                person_id=person, asking_id=asking, account_id=account, written_at=at, words=sealed
            )
        )

    def note_changed(self, person: int, *, account: int, asking: int, changed: bool, at: datetime) -> bool:
        """Keep whether what somebody read changed their view; False when they said so, or wrote none."""
        done = self._connection.execute(
            update(_VIEW)
            .where(_VIEW.c.person_id == person, _VIEW.c.asking_id == asking, _VIEW.c.account_id == account)
            .where(_VIEW.c.changed.is_(None))
            .values(changed=changed, changed_at=at)
        )
        return done.rowcount == 1

    def find(self, person: int, *, account: int, asking: UUID) -> OwnView | None:
        """Give what somebody thought of a person before they opened what came of an asking, or None.

        :param asking: public id.
        """
        query = _views().join(_ASKING, _ASKING.c.id == _VIEW.c.asking_id)
        query = query.where(_VIEW.c.person_id == person, _VIEW.c.account_id == account)
        row = self._connection.execute(query.where(_ASKING.c.public_id == asking)).first()
        return self._read(row) if row else None

    def could_read(self, person: int, *, account: int, asking: ModuleAsking) -> bool:
        """Tell whether what came of an asking about a person opened to somebody."""
        opened = opened_to(account, person=person, asking=asking.id, ended_at=asking.ended_at)
        return self._connection.execute(select(_VIEW.c.account_id).where(opened).limit(1)).first() is not None

    def about(self, person: int) -> tuple[OwnView, ...]:
        """Give what anybody thought of a person, newest first."""
        query = _views().where(_VIEW.c.person_id == person)
        newest = _VIEW.c.written_at.desc(), _VIEW.c.asking_id.desc(), _VIEW.c.account_id
        query = query.order_by(*newest)
        return tuple(map(self._read, self._connection.execute(query)))

    def _read(self, row: Any) -> OwnView:
        words = row.words
        if words is not None:
            words = self._sealer.open_at(
                words, place(_VIEW.c.words, row.person_id, row.asking_id, row.account_id)
            )
        return OwnView(
            account=row.account_id,
            by=f"{row.first_name} {row.last_name}",
            asking=row.asking_id,
            written_at=row.written_at,
            words=words,
            changed=row.changed,
            changed_at=row.changed_at,
        )


def _views() -> Select[Any]:
    return select(_VIEW, _READER.c.first_name, _READER.c.last_name).join(
        _READER, _READER.c.id == _VIEW.c.account_id
    )


def opened_to(account: int, *, person: Any, asking: Any, ended_at: Any) -> ColumnElement[bool]:
    """Give the condition on a view by which what came of an asking opened to its author.

    They wrote it for that asking or, of another module, for one after it: each opens all that stands then.

    :param person: internal id of whom the asking was about, or a column of it; so are `asking`, its internal
        id, and `ended_at`, when it was done.
    """
    since = or_(_VIEW.c.asking_id == asking, _VIEW.c.written_at >= ended_at)
    return and_(_VIEW.c.person_id == person, _VIEW.c.account_id == account, since)
