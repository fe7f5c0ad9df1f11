"""What leaves, from one function: the export writes it, and the declaration page shows it beforehand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from xprsa.domain.catalogue import FAMILY_LABELS, ActivityFamily
from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.engagement import Engagement, NotAsked
from xprsa.domain.person import OrganisationCode
from xprsa.domain.summary import Summary
from xprsa.domain.week import Week, local_date
from xprsa.gateways.keyring import Keyring, Use
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.document import SCHEMA, MinutesByFamily, Purpose, Status, SummaryDocument
from xprsa.web.i18n import day, week_span

_KEYS = {
    Purpose.SUPPORT: Use.PSEUDONYM_SUPPORT,
    Purpose.STATISTICS: Use.PSEUDONYM_STATISTICS,
    Purpose.RESEARCH: Use.PSEUDONYM_RESEARCH,
}


class NoRow(StrEnum):
    """Why a person's week is in no run; runs only tell how many people, from 11 on."""

    OBJECTING = "objecting"
    EXEMPT = "exempt"
    NOT_ASKED = "not_asked"
    NOT_DECLARED = "not_declared"


def no_row(
    engagement: Engagement, week: Week, *, objects_since: datetime | None, as_of: datetime
) -> NoRow | None:
    """Say why a week leaves no row whatever was declared, or None when a declared week leaves."""
    if objects_since is not None and objects_since <= as_of:
        return NoRow.OBJECTING
    not_asked = engagement.not_asked(week)
    if not_asked is None:
        return None
    return NoRow.EXEMPT if not_asked is NotAsked.EXEMPT else NoRow.NOT_ASKED


@dataclass(frozen=True)
class Codes:
    """Names people and documents for one purpose, with the key of that purpose alone (HMAC-SHA256)."""

    keyring: Keyring
    purpose: Purpose

    def person(self, public_id: UUID) -> str:
        """Give a person's pseudonym, in hexadecimal."""
        return self._code("person", public_id).hex()

    def document(self, public_id: UUID, week: Week, revision: int) -> str:
        """Give the code of one revision, in hexadecimal."""
        return self._code("document", public_id, week, revision).hex()

    def place(self, recipient: str, document: str) -> bytes:
        """Give what orders the rows of a recipient's file: it marks the file and tells no date."""
        return self._code("place", document, recipient)

    def _code(self, *parts: object) -> bytes:
        return self.keyring.mac(_KEYS[self.purpose], "|".join(str(part) for part in parts).encode())


@dataclass(frozen=True, slots=True)
class Subject:
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


def document_of(summary: Summary, *, subject: Subject, revision: Revision) -> SummaryDocument:
    """Give the published document of a declared week, with the fields of the card and no other."""
    rounded = subject.card.rounded
    said = {
        "status": Status.DECLARED,
        "comparable": summary.comparable,
        "target_minutes": None if summary.target is None else rounded(summary.target),
        "declared_minutes": rounded(summary.declared),
        "counted_minutes": rounded(summary.counted),
        "pending_minutes": rounded(summary.pending),
        "contested_minutes": rounded(summary.contested),
        "minutes_by_family": MinutesByFamily(
            **{family.value: rounded(minutes) for family, minutes in summary.by_family.items()}
        ),
    }
    return _document(summary.week, said, subject=subject, revision=revision)


def tombstone_of(week: Week, *, subject: Subject, revision: Revision) -> SummaryDocument:
    """Give the document that supersedes one already sent, once the person took the week back."""
    said = {
        "status": Status.WITHDRAWN,
        "comparable": False,
        "target_minutes": None,
        "declared_minutes": None,
        "counted_minutes": None,
        "pending_minutes": None,
        "contested_minutes": None,
        "minutes_by_family": None,
    }
    return _document(week, said, subject=subject, revision=revision)


def _document(week: Week, said: dict[str, Any], *, subject: Subject, revision: Revision) -> SummaryDocument:
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
        **said,
    }
    return SummaryDocument(**{name: every[name] for name in subject.card.fields})


def in_words(document: SummaryDocument, *, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """Say every field of a document in French, for the person whom it is about.

    :param zone: of the territory's clock, which gives the day of the cut-off.
    """
    row = document.row()
    if "as_of" in row:
        row["as_of"] = local_date(datetime.fromisoformat(row["as_of"]), zone)
    return tuple(line for name, value in row.items() for line in _WORDS[name](value))


def _line(label: str, words: Callable[[Any], str]) -> Callable[[Any], tuple[tuple[str, str], ...]]:
    return lambda value: ((label, words(value)),)


def _hours(minutes: int | None) -> str:
    return "rien" if minutes is None else hours_and_minutes(minutes)


def _families(minutes: dict[str, int] | None) -> tuple[tuple[str, str], ...]:
    told = minutes or {}
    return tuple(
        (FAMILY_LABELS[family], _hours(told[family.value]))
        for family in ActivityFamily
        if family.value in told
    )


_PURPOSES = {
    Purpose.SUPPORT.value: "l’accompagnement",
    Purpose.STATISTICS.value: "les statistiques",
    Purpose.RESEARCH.value: "la recherche",
}
_STATES = {
    Status.DECLARED.value: "semaine déclarée",
    Status.WITHDRAWN.value: "semaine reprise par vous",
    Status.ERASED.value: "semaine effacée",
}
_ORGANISATIONS = {
    OrganisationCode.FRANCE_TRAVAIL: "France Travail",
    OrganisationCode.DEPARTMENT: "le conseil départemental",
    OrganisationCode.DELEGATE: "un organisme délégué par le département",
    OrganisationCode.MISSION_LOCALE: "une mission locale",
    OrganisationCode.CAP_EMPLOI: "Cap emploi",
    OrganisationCode.INDIVIDUAL: "un référent indépendant",
}
_WORDS: dict[str, Callable[[Any], tuple[tuple[str, str], ...]]] = {
    "schema": _line("Modèle du document", str),
    "document": _line("Document", lambda _: "un code, sans votre nom"),
    "supersedes": _line(
        "Remplace un envoi", lambda replaced: "non" if replaced is None else "oui, le précédent"
    ),
    "as_of": _line("Calculé le", day),
    "purpose": _line("Sert à", lambda purpose: _PURPOSES[purpose]),
    "person": _line("Vous", lambda _: "un code, sans votre nom"),
    "week": _line("Semaine", lambda text: week_span(Week.parse(text))),
    "status": _line("État", lambda status: _STATES[status]),
    "department": _line("Territoire", str),
    "organisation": _line("Organisme", lambda code: _ORGANISATIONS[OrganisationCode(code)]),
    "comparable": _line(
        "À comparer aux heures du contrat", lambda comparable: "oui" if comparable else "non"
    ),
    "target_minutes": _line("Heures du contrat", _hours),
    "declared_minutes": _line("Heures déclarées", _hours),
    "counted_minutes": _line("Heures comptées", _hours),
    "pending_minutes": _line("Heures à lire", _hours),
    "contested_minutes": _line("Heures en discussion", _hours),
    "minutes_by_family": _families,
}
