"""Every field of a week that leaves by name, in French, for the person whom it is about."""

from collections.abc import Callable
from typing import Any

from xprsa.domain.catalogue import FAMILY_LABELS
from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.person import OrganisationCode
from xprsa.domain.week import Week
from xprsa.running.naming import FAMILIES
from xprsa.scoring.intensity import StepFamily, WeeklyIntensity, WeekStanding
from xprsa.web.document_words import ORGANISATIONS
from xprsa.web.i18n import week_span

_FAMILIES = {code: FAMILY_LABELS[family] for family, code in FAMILIES.items()}
_STANDINGS = {
    WeekStanding.DECLARED: "semaine déclarée",
    WeekStanding.WITHDRAWN: "semaine retirée par vous",
}
_NAMING = frozenset({"schema", "identifiantEnvoi", "remplace", "dateDebut", "dateFin", "dateArrete"})


def named_in_words(document: WeeklyIntensity) -> tuple[tuple[str, str], ...]:
    """Say every field of a week that leaves by name, but for codes and for what another one says."""
    return tuple(
        line
        for name, value in document.payload.items()
        if name not in _NAMING
        for line in _WORDS[name](value)
    )


def _line(label: str, words: Callable[[Any], str]) -> Callable[[Any], tuple[tuple[str, str], ...]]:
    return lambda value: ((label, words(value)),)


def _hours(minutes: int | None) -> str:
    return "rien n’est dit" if minutes is None else hours_and_minutes(minutes)


def _steps(steps: list[dict[str, Any]] | None) -> tuple[tuple[str, str], ...]:
    return tuple((_FAMILIES[StepFamily(step["famille"])], _hours(step["duree"])) for step in steps or ())


_WORDS: dict[str, Callable[[Any], tuple[tuple[str, str], ...]]] = {
    "numeroFranceTravail": _line("Vous", lambda number: f"votre numéro France Travail, {number}"),
    "organisme": _line("Organisme", lambda said: ORGANISATIONS[OrganisationCode(said["code"])]),
    "semaine": _line("Semaine", lambda text: week_span(Week.parse(text))),
    "statut": _line("État", lambda standing: _STANDINGS[WeekStanding(standing)]),
    "dureeHebdomadairePrevue": _line("Heures du contrat", _hours),
    "dureeActivite": _line("Heures d’activité", _hours),
    "demarches": _steps,
}
