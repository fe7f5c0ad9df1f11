"""Where it is kept what readers thought of a person before they opened what modules answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from xprsa.storage.answer_entries import OwnView
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_answers import OwnViewRow

_VIEW, _READER = table(OwnViewRow), table(AccountRow)


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

    def find(self, person: int, *, account: int, asking: int) -> OwnView | None:
        """Give what somebody thought of a person before they opened what came of an asking, or None."""
        query = _views().where(_VIEW.c.person_id == person)
        query = query.where(_VIEW.c.account_id == account, _VIEW.c.asking_id == asking)
        row = self._connection.execute(query).first()
        return self._read(row) if row else None

    def about(self, person: int) -> tuple[OwnView, ...]:
        """Give what anybody thought of a person, newest first."""
        query = _views().where(_VIEW.c.person_id == person)
        query = query.order_by(_VIEW.c.written_at.desc(), _VIEW.c.account_id)
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
