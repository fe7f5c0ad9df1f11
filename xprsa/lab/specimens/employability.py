"""The score of employability: who works already, or is followed by the right organisation, ranks well."""

from collections.abc import Sequence

from xprsa.lab.specimens.card import study_card
from xprsa.lab.specimens.press import INQUIRY_OF_2024, ON_PROFILES
from xprsa.lab.specimens.specimen import Sign, Specimen, added, filled
from xprsa.lab.specimens.weeks import by_family, percent, share
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import NumberScale, Row

_ORGANISATIONS = {
    "FT": "France Travail",
    "IND": "non précisé",
    "CD": "conseil départemental",
    "DCD": "délégataire du conseil départemental",
    "ML": "mission locale",
    "CE": "Cap emploi",
}

CARD = study_card(
    name="employability",
    title="Score d’employabilité, reconstitué pour l’étude",
    fields=("status", "organisation", "minutes_by_family"),
    scale=NumberScale(lowest=0, highest=100, worse="lower", threshold=30),
    parameters={
        "work_points": (50, "Points d’une personne qui consacre assez de temps au travail"),
        "work_full": (0.5, "Part du temps au travail à partir de laquelle tous ces points sont comptés"),
        "project_points": (
            20,
            "Points d’une personne qui consacre assez de temps à son projet et à ses compétences",
        ),
        "project_full": (0.5, "Part du temps au projet à partir de laquelle tous ces points sont comptés"),
        "organisation_FT": (30, "Points d’une personne suivie par France Travail"),
        "organisation_IND": (15, "Points d’une personne dont l’organisme n’est pas précisé (code IND)"),
        "organisation_CD": (15, "Points d’une personne suivie par le conseil départemental"),
        "organisation_DCD": (15, "Points d’une personne suivie par un délégataire du conseil départemental"),
        "organisation_ML": (15, "Points d’une personne suivie par une mission locale"),
        "organisation_CE": (5, "Points d’une personne suivie par Cap emploi"),
    },
    sources=(INQUIRY_OF_2024, ON_PROFILES),
    said=(
        "Un projet mené depuis 2021\u202f: chiffrer les chances de retour au travail, ou l’attractivité "
        "d’une personne, pour orienter son accompagnement."
    ),
    unknown=(
        "Les données, leur poids et l’usage. Nous supposons qu’une telle règle reconnaît qui travaille déjà, "
        "et que l’organisme référent y parle à la place de la personne. Les poids sont les nôtres."
    ),
)
_BEST_ORGANISATION = max(CARD.number(f"organisation_{code}") for code in _ORGANISATIONS)


def _rule(rows: Sequence[Row]) -> Reply:
    minutes = by_family(rows)
    whole = sum(minutes.values())
    work, project = share(minutes["work"], whole), share(minutes["project"], whole)
    return added(
        CARD,
        (
            _of_family("work", work, f"Part du temps au travail\u202f: {percent(work)}."),
            _of_family(
                "project", project, f"Part du temps au projet et aux compétences\u202f: {percent(project)}."
            ),
            _of_organisation(rows[-1]["organisation"]),
        ),
    )


def _of_family(name: str, amount: float, reason: str) -> Sign:
    weight, full = CARD.number(f"{name}_points"), CARD.number(f"{name}_full")
    return Sign(field="minutes_by_family", weight=weight, strength=filled(amount, full), reason=reason)


def _of_organisation(code: str) -> Sign:
    return Sign(
        field="organisation",
        weight=_BEST_ORGANISATION,
        strength=CARD.number(f"organisation_{code}") / _BEST_ORGANISATION,
        reason=f"Organisme référent\u202f: {_ORGANISATIONS[code]}.",
    )


module = Specimen(CARD, _rule)
