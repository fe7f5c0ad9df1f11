"""What leaves, from one function: the export writes it, and the declaration page shows it beforehand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from xprsa.domain.engagement import Engagement, NotAsked
from xprsa.domain.person import OrganisationCode
from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.domain.summary import Summary
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring, Use
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.document import SCHEMA, Status, SummaryDocument
from xprsa.scoring.purpose import Purpose


class NotExported(StrEnum):
    """Why a person's week is in no run; runs only tell how many people, from 11 on.

    Who objects is counted among those who are not asked: a number of their own, one more than in the run
    before, would point to whoever is missing from it.
    """

    EXEMPT = "exempt"
    NOT_ASKED = "not_asked"
    NOT_DECLARED = "not_declared"


def why_not_exported(engagement: Engagement, week: Week, *, objects: bool) -> NotExported | None:
    """Say why a week leaves no row whatever was declared, or None when a declared week leaves.

    :param objects: whether the person objects now: a cut-off before they said so changes nothing.
    """
    if objects:
        return NotExported.NOT_ASKED
    not_asked = engagement.not_asked(week)
    if not_asked is None:
        return None
    return NotExported.EXEMPT if not_asked is NotAsked.EXEMPT else NotExported.NOT_ASKED


@dataclass(frozen=True)
class Pseudonyms:
    """Names people and documents for one purpose, with the key of that purpose alone (HMAC-SHA256).

    :ivar period: of the cut-off; in another one everybody, and every document, has another name.
    """

    keyring: Keyring
    purpose: Purpose
    period: PseudonymPeriod

    def person(self, public_id: UUID) -> str:
        """Give a person's pseudonym, in hexadecimal."""
        return self._code("person", public_id, *self.period.named).hex()

    def document(self, public_id: UUID, week: Week, revision: int) -> str:
        """Give the code of one revision, in hexadecimal."""
        return self._code("document", public_id, week, revision, *self.period.named).hex()

    def erasure(self, document: str) -> str:
        """Give the code of the tombstone of a document whose person was erased, in hexadecimal."""
        return self._code("erasure", document).hex()

    def row_order(self, recipient: str, document: str) -> bytes:
        """Give what orders the rows of a recipient's file: it watermarks the file and tells no date."""
        return self._code("place", document, recipient)

    def _code(self, *parts: object) -> bytes:
        return self.keyring.mac(self._use, "|".join(map(str, parts)).encode())

    @cached_property
    def _use(self) -> Use:
        return Use(self.purpose.terms.key_use)


@dataclass(frozen=True, slots=True)
class DocumentSubject:
    """Whom a document is about, and what it is computed for.

    :ivar department: code of the territory.
    :ivar person: pseudonym for this purpose.
    :ivar as_of: the cut-off.
    """

    card: PurposeCard
    department: str
    organisation: OrganisationCode
    person: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """How one revision of a document is named."""

    document: str
    supersedes: str | None = None


def document_of(summary: Summary, *, subject: DocumentSubject, revision: Revision) -> SummaryDocument:
    """Give the published document of a declared week, with the fields of the card and no other."""
    rounded = subject.card.purpose.terms.rounded
    payload = {
        "status": Status.DECLARED,
        "comparable": summary.comparable,
        "target_minutes": None if summary.target is None else rounded(summary.target),
        "declared_minutes": rounded(summary.declared),
        "counted_minutes": rounded(summary.counted),
        "pending_minutes": rounded(summary.pending),
        "contested_minutes": rounded(summary.contested),
        "minutes_by_family": {
            family.value: rounded(minutes) for family, minutes in summary.by_family.items()
        },
    }
    return _document(summary.week, payload, subject=subject, revision=revision)


def tombstone_of(
    week: Week, *, subject: DocumentSubject, revision: Revision, status: Status = Status.WITHDRAWN
) -> SummaryDocument:
    """Give the document that supersedes one already sent.

    :param status: WITHDRAWN once the person took the week back, ERASED once they were erased.
    """
    payload = {
        "status": status,
        "comparable": False,
        "target_minutes": None,
        "declared_minutes": None,
        "counted_minutes": None,
        "pending_minutes": None,
        "contested_minutes": None,
        "minutes_by_family": None,
    }
    return _document(week, payload, subject=subject, revision=revision)


def _document(
    week: Week, payload: dict[str, Any], *, subject: DocumentSubject, revision: Revision
) -> SummaryDocument:
    every = {
        "schema": SCHEMA,
        "document": revision.document,
        "supersedes": revision.supersedes,
        "as_of": subject.as_of,
        "purpose": subject.card.purpose,
        "person": subject.person,
        "week": str(week),
        "department": subject.department,
        "organisation": subject.organisation.value,
        **payload,
    }
    return SummaryDocument(**{name: every[name] for name in subject.card.fields})
