"""What leaves by name, from one function: the exchange sends it, the declaration page shows it beforehand."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from xprsa.domain.catalogue import ActivityFamily, Catalogue
from xprsa.domain.folding import words_folded
from xprsa.domain.person import Beneficiary, OrganisationCode
from xprsa.domain.summary import Summary
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.scoring.intensity import (
    CHOSEN,
    INTENSITY,
    NUMBER,
    IntensityCard,
    StepFamily,
    WeeklyIntensity,
    WeekStanding,
)

FAMILIES = {
    ActivityFamily.WORK: StepFamily.WORK,
    ActivityFamily.SEARCH: StepFamily.SEARCH,
    ActivityFamily.PROJECT: StepFamily.PROJECT,
    ActivityFamily.ACCESS: StepFamily.ACCESS,
    ActivityFamily.OTHER: StepFamily.OTHER,
}


@dataclass(frozen=True, slots=True)
class NamedSubject:
    """Whom a week that leaves by name is about.

    :ivar number: theirs at France Travail.
    :ivar as_of: when the week was read.
    """

    card: IntensityCard
    number: str
    organisation: OrganisationCode
    as_of: datetime


def organisations_of(card: IntensityCard) -> frozenset[str]:
    """Give the compared names of the organisations whose file numbers are numbers of France Travail."""
    return frozenset(map(words_folded, card.organisations))


def number_in(reference: str) -> str | None:
    """Give the number of France Travail that a file reference is, or None: eleven digits, blanks aside."""
    digits = "".join(reference.split())
    return digits if re.fullmatch(NUMBER, digits) else None


def card_about(service: Service, person: Beneficiary) -> IntensityCard | None:
    """Give the card under which weeks of a person leave by name, or None when none does."""
    settings = service.settings.interop
    if settings is None or number_in(person.file_reference) is None:
        return None
    card, territory = settings.card, service.territory(person.account.territory)
    is_theirs = words_folded(person.organisation.name) in organisations_of(card)
    return card if is_theirs and card.territory == territory.code else None


def named_to(service: Service, person: Beneficiary) -> str:
    """Say to whom weeks of a person leave by name, or "" when they do not."""
    card = card_about(service, person)
    return card.recipient if card else ""


def intensity_of(
    summary: Summary, *, subject: NamedSubject, catalogue: Catalogue, replaces: str | None = None
) -> WeeklyIntensity:
    """Give what leaves of a declared week: what was done, and what nobody set aside.

    What waits for a reader, or for the answer to a contest, counts: it is our silence. A week that was not
    possible is never told as 0.

    :param replaces: the message that this one replaces.
    """
    steps: Counter[ActivityFamily] = Counter()
    for line in summary.lines:
        kind = catalogue.find(line.activity.kind)
        family = kind.family if kind else ActivityFamily.OTHER
        steps[family] += line.counted + line.pending + line.contested
    minutes = steps.total()
    payload = {
        "dureeHebdomadairePrevue": summary.target if summary.comparable else None,
        "dureeActivite": minutes if minutes or summary.comparable else None,
        "demarches": tuple(
            {"famille": FAMILIES[family], "duree": steps[family]}
            for family in ActivityFamily
            if steps[family]
        ),
    }
    return _document(summary.week, WeekStanding.DECLARED, payload, subject=subject, replaces=replaces)


def withdrawal_of(week: Week, *, subject: NamedSubject, replaces: str | None) -> WeeklyIntensity:
    """Give what takes back a week that left: its person withdrew it."""
    payload = dict.fromkeys(CHOSEN)
    return _document(week, WeekStanding.WITHDRAWN, payload, subject=subject, replaces=replaces)


def _document(
    week: Week,
    standing: WeekStanding,
    payload: dict[str, Any],
    *,
    subject: NamedSubject,
    replaces: str | None,
) -> WeeklyIntensity:
    chosen = {name: value for name, value in payload.items() if name in subject.card.fields}
    every = {
        "schema": INTENSITY,
        "identifiantEnvoi": uuid4().hex,
        "remplace": replaces,
        "numeroFranceTravail": subject.number,
        "organisme": {"code": subject.organisation.value},
        "semaine": str(week),
        "dateDebut": week.monday,
        "dateFin": week.sunday,
        "statut": standing,
        "dateArrete": subject.as_of,
    }
    return WeeklyIntensity.model_validate({**every, **chosen})
