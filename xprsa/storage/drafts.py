"""Where what was typed and not sent is kept: apart from truth and from the journal."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Uuid, bindparam, delete, exists, text

from xprsa.domain.week import Week
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.statement import Statement
from xprsa.storage.tables import Instant, table
from xprsa.storage.tables_weeks import DraftRow, VersionRow

_DRAFT, _VERSION = table(DraftRow), table(VersionRow)
_KEEP = Statement(
    text(
        "INSERT INTO draft (person_id, week, fields, saved_at, idempotency_key)"
        " SELECT :person, :week, :fields, :at, :gone_with WHERE NOT EXISTS"
        " (SELECT 1 FROM declaration_version WHERE person_id = :person AND idempotency_key = :key)"
        " ON CONFLICT (person_id, week) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at,"
        " idempotency_key = excluded.idempotency_key"
    ).bindparams(
        bindparam("at", type_=Instant()),
        bindparam("key", type_=Uuid()),
        bindparam("gone_with", type_=Uuid()),
    )
)

Typed = Mapping[str, list[str]]

# Of one `person`. A draft that is kept at the very instant at which its form is sent may outlive the sending,
# for neither of the two statements sees the other.
NOT_SENT = ~exists().where(
    _VERSION.c.person_id == bindparam("person"), _VERSION.c.idempotency_key == _DRAFT.c.idempotency_key
)


class Drafts:
    """One draft a person and week, sealed: it may hold a reason."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def keep(
        self,
        *,
        person: int,
        week: Week,
        typed: Typed,
        at: datetime,
        key: UUID | None = None,
        is_typed_since: bool = False,
    ) -> bool:
        """Keep the fields as they were typed, in place of an older draft.

        :param key: of the form in which they were typed: sent at this very instant, it takes them along.
        :param is_typed_since: typed after that form was sent: kept after it, nothing takes them along. What
            is kept while its sending is still on its way goes with it, as any draft does.
        :returns: False when that form was sent already: nothing is kept then.
        """
        fields = self._sealer.seal_at(
            json.dumps(dict(typed), ensure_ascii=False), place(_DRAFT.c.fields, person, week.ordinal)
        )
        gone_with = None if is_typed_since else key
        values = {"person": person, "week": week.ordinal, "fields": fields, "at": at, "key": key}
        return _KEEP.run(self._connection, **values, gone_with=gone_with) == 1

    def drop(self, person: int, week: Week) -> None:
        """Forget the draft of a week, if there is one."""
        self._connection.execute(
            delete(_DRAFT).where(_DRAFT.c.person_id == person, _DRAFT.c.week == week.ordinal)
        )


def typed_of(sealed: str, sealer: Sealer, *, person: int, week: Week) -> Typed:
    """Read the fields as they were typed, as `keep` writes them."""
    typed: Typed = json.loads(sealer.open_at(sealed, place(_DRAFT.c.fields, person, week.ordinal)))
    return typed
