"""Every field of a published document in French, for the person whom it is about."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from xprsa.domain.catalogue import FAMILY_LABELS, ActivityFamily
from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.person import OrganisationCode
from xprsa.domain.week import Week, local_date
from xprsa.scoring.document import Status, SummaryDocument
from xprsa.scoring.purpose import Purpose
from xprsa.web.i18n import day, week_span

_LOST = -1  # in place of the hours of a week that was not possible: they are never said to be 0
_OF_HOURS = ("counted_minutes", "pending_minutes", "contested_minutes", "minutes_by_family")


def in_words(document: SummaryDocument, *, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """Say every field of a document in French, for the person whom it is about.

    :param zone: of the territory's clock, which gives the day of the cut-off.
    """
    return _lines(_row(document.row()), _WORDS, zone)


def row_in_words(row: Mapping[str, Any], *, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """Say the fields of a document that a module read, in the same words to the person and to staff."""
    return _lines(_row(row), _WORDS | _TO_BOTH, zone)


def _lines(row: dict[str, Any], words: "_Words", zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    if "as_of" in row:
        row["as_of"] = local_date(datetime.fromisoformat(row["as_of"]), zone)
    return tuple(line for name, value in row.items() for line in words[name](value))


def in_brief(document: SummaryDocument) -> tuple[tuple[str, str], ...]:
    """Say what leaves in eight short lines at most, to whoever is about to send: no code, every hour."""
    row = _row(document.row())
    named = ((label, [name for name in names if name in row]) for label, names in _BRIEF)
    lines = (
        (label, [_BRIEF_WORDS.get(name, _words_of(name))(row[name]) for name in names])
        for label, names in named
    )
    return tuple((label, ", ".join(filter(None, words))) for label, words in lines if any(words))


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that leave; those of a week that was not possible are said without a 0."""
    if not _is_lost(row):
        return dict(row)
    return {name: value for name, value in row.items() if name not in _OF_HOURS} | {"declared_minutes": _LOST}


def _is_lost(row: Mapping[str, Any]) -> bool:
    """Tell whether a week was not possible, and has no hours; by its families where it has no total."""
    families = row.get("minutes_by_family") or {}
    declared = row.get("declared_minutes", sum(families.values()) if families else None)
    return row.get("comparable") is False and declared == 0


def _words_of(name: str) -> Callable[[Any], str]:
    return lambda value: _WORDS[name](value)[0][1]


def _line(label: str, words: Callable[[Any], str]) -> Callable[[Any], tuple[tuple[str, str], ...]]:
    return lambda value: ((label, words(value)),)


def _hours(minutes: int | None) -> str:
    return "rien" if minutes is None else hours_and_minutes(minutes)


def _declared(minutes: int | None) -> str:
    return "aucune, vous n’avez pas pu" if minutes == _LOST else _hours(minutes)


def _families(minutes: dict[str, int] | None) -> tuple[tuple[str, str], ...]:
    known = minutes or {}
    return tuple(
        (FAMILY_LABELS[family], _hours(known[family.value]))
        for family in ActivityFamily
        if family.value in known
    )


_STATES = {
    Status.DECLARED: "semaine déclarée",
    Status.WITHDRAWN: "semaine retirée par vous",
    Status.ERASED: "semaine effacée",
}
ORGANISATIONS = {
    OrganisationCode.FRANCE_TRAVAIL: "France Travail",
    OrganisationCode.DEPARTMENT: "le conseil départemental",
    OrganisationCode.DELEGATE: "un organisme délégué par le département",
    OrganisationCode.MISSION_LOCALE: "une mission locale",
    OrganisationCode.CAP_EMPLOI: "Cap emploi",
    OrganisationCode.INDIVIDUAL: "un référent indépendant",
}
FIELD_NAMES = {  # what each field is, for whoever decides that it leaves
    "schema": "le nom du modèle",
    "document": "un code du document",
    "supersedes": "le document remplacé",
    "as_of": "l’instant du calcul",
    "purpose": "la finalité",
    "person": "un code de la personne, sans son nom",
    "week": "la semaine",
    "status": "l’état de la semaine",
    "department": "le code du territoire",
    "organisation": "le type d’organisme référent",
    "comparable": "si la semaine se compare aux heures du contrat",
    "target_minutes": "les heures du contrat",
    "declared_minutes": "les heures déclarées",
    "counted_minutes": "les heures comptées",
    "pending_minutes": "les heures à lire",
    "contested_minutes": "les heures en discussion",
    "minutes_by_family": "les heures par famille d’activité",
}
_Words = dict[str, Callable[[Any], tuple[tuple[str, str], ...]]]
_WORDS: _Words = {
    "schema": _line("Modèle du document", str),
    "document": _line("Document", lambda _: "un code, sans votre nom"),
    "supersedes": _line(
        "Remplace un envoi", lambda replaced: "non" if replaced is None else "oui, le précédent"
    ),
    "as_of": _line("Calculé le", day),
    "purpose": _line("Sert à", lambda purpose: Purpose(purpose).terms.serves),
    "person": _line("Vous", lambda _: "un code, sans votre nom"),
    "week": _line("Semaine", lambda text: week_span(Week.parse(text))),
    "status": _line("État", lambda status: _STATES[Status(status)]),
    "department": _line("Territoire", str),
    "organisation": _line("Organisme", lambda code: ORGANISATIONS[OrganisationCode(code)]),
    "comparable": _line(
        "À comparer aux heures du contrat", lambda comparable: "oui" if comparable else "non"
    ),
    "target_minutes": _line("Heures du contrat", _hours),
    "declared_minutes": _line("Heures déclarées", _declared),
    "counted_minutes": _line("Heures comptées", _hours),
    "pending_minutes": _line("Heures à lire", _hours),
    "contested_minutes": _line("Heures en discussion", _hours),
    "minutes_by_family": _families,
}
_TO_BOTH: _Words = {  # where the words above speak to the person alone
    "document": _line("Document", lambda _: "un code, sans nom"),
    "person": _line("Personne", lambda _: "un code, sans nom"),
    "status": _line("État", lambda status: _STATES[Status(status)].removesuffix(" par vous")),
    "declared_minutes": _line(
        "Heures déclarées",
        lambda minutes: "aucune, ce n’était pas possible" if minutes == _LOST else _hours(minutes),
    ),
}
_BRIEF = (
    ("Vous", ("person",)),
    ("Semaine", ("week", "status")),
    ("Lieu", ("department", "organisation")),
    ("Contrat", ("target_minutes", "comparable")),
    ("Heures déclarées", ("declared_minutes", "minutes_by_family")),
    ("Heures comptées", ("counted_minutes",)),
    ("Heures à lire", ("pending_minutes",)),
    ("Heures en discussion", ("contested_minutes",)),
)
_BRIEF_WORDS: dict[str, Callable[[Any], str]] = {
    "status": lambda status: _STATES[Status(status)].removeprefix("semaine "),
    "department": lambda code: f"territoire {code}",
    "comparable": lambda comparable: "" if comparable else "sans comparaison",
    "minutes_by_family": lambda _: "aussi par famille",
}
