"""A person's file: who they are, who follows them, and what they are asked; read at once."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam

from xprsa.domain.engagement import Engagement
from xprsa.domain.person import Beneficiary
from xprsa.storage.contracts import engagement_of, terms_where
from xprsa.storage.people import beneficiaries, beneficiary_of
from xprsa.storage.statement import Statement

_TERMS = terms_where(lambda column: column == bindparam("person")).subquery("terms")
_FILE = Statement(beneficiaries(_TERMS).where(_TERMS.c.of_person == bindparam("person")))


@dataclass(frozen=True, slots=True)
class File:
    """What every page about a person begins with."""

    person: Beneficiary
    engagement: Engagement


class Files:
    """Files of beneficiaries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: int) -> File:
        """Give the file of a beneficiary, in one query.

        :raises LookupError: when there is none.
        """
        rows = _FILE.all(self._connection, person=person)
        if not rows:
            raise LookupError("a beneficiary without a file")
        return File(beneficiary_of(rows[0]), engagement_of(rows))
