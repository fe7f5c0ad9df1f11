"""The triage of files before a check: weeks under fifteen hours sort people into three classes.

The classes run from « clôture », the best for the person (the file is closed and nothing follows), over
« clôture potentielle » (it may still be closed), to « contrôle » (somebody will look into it).
Contributions are shares of missed weeks, by what is held against them.
"""

from collections.abc import Sequence

from xprsa.lab.specimens.card import study_card
from xprsa.lab.specimens.press import INQUIRY_OF_2025, ON_THE_CLASSES, ON_THE_HYPOTHESES, THE_REPLY_OF_2025
from xprsa.lab.specimens.specimen import Specimen
from xprsa.lab.specimens.weeks import of_family, percent, share, span
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import GradeScale, Row

CLOSED, MAYBE_CLOSED, CHECKED = "clôture", "clôture potentielle", "contrôle"

CARD = study_card(
    name="triage",
    title="Tri des dossiers avant contrôle, reconstitué pour l’étude",
    fields=("week", "status", "counted_minutes", "minutes_by_family"),
    scale=GradeScale(grades=(CLOSED, MAYBE_CLOSED, CHECKED), threshold=CHECKED),
    parameters={
        "weekly_minutes": (
            900,
            "Minutes comptées sous lesquelles une semaine est dite manquée\u202f: quinze heures pour tous",
        ),
        "maybe_from": (
            0.25,
            "Part de semaines manquées à partir de laquelle le dossier n’est plus clos d’office",
        ),
        "check_from": (0.9, "Part de semaines manquées à partir de laquelle le dossier part au contrôle"),
        "recent_weeks": (8, "Dernières semaines où l’on cherche une trace de travail ou de formation"),
        "no_trace": (0.25, "Part ajoutée quand les dernières semaines n’ont ni travail ni formation"),
    },
    sources=(INQUIRY_OF_2025, ON_THE_CLASSES, ON_THE_HYPOTHESES, THE_REPLY_OF_2025),
    said=(
        "Ce n’est pas un score mais un robot. Il classe les dossiers avant un contrôle\u202f: clôture, "
        "clôture potentielle, contrôle. France Travail parle d’une aide à l’analyse, qui ne propose aucune "
        "sanction."
    ),
    unknown=(
        "Les critères, qui ne sont pas publiés. L’enquête suppose entre autres le manque de traces récentes "
        "de travail ou de formation, d’usage des outils, et les quinze heures. Nous avons pris ces "
        "trois-là\u202f: une semaine sans déclaration est dite manquée, des minutes que personne n’a encore "
        "lues ne comptent pas, un contrat plus court n’y change rien. Certains articles nomment la dernière "
        "classe «\u202fcontrôle potentiel\u202f». Les seuils sont les nôtres."
    ),
)


def _rule(rows: Sequence[Row]) -> Reply:
    weeks = span(rows)
    short = sum(row["counted_minutes"] < CARD.number("weekly_minutes") for row in rows)
    silent = weeks - len(rows)
    traceless = 0.0 if _has_trace(rows[-int(CARD.number("recent_weeks")) :]) else CARD.number("no_trace")
    shares = {
        "counted_minutes": share(short, weeks),
        "week": share(silent, weeks),
        "minutes_by_family": traceless,
    }
    reasons = {
        "counted_minutes": f"Semaines sous quinze heures\u202f: {percent(shares['counted_minutes'])}.",
        "week": f"Semaines sans déclaration\u202f: {percent(shares['week'])}.",
        "minutes_by_family": "Aucune trace récente de travail ni de formation.",
    }
    weightiest_first = sorted((field for field in shares if shares[field]), key=lambda field: -shares[field])
    return Reply(
        grade=_grade(share(short + silent, weeks) + traceless),
        reasons=tuple(reasons[field] for field in weightiest_first),
        contributions=shares,
    )


def _has_trace(rows: Sequence[Row]) -> bool:
    return any(of_family(rows, "work")) or any(of_family(rows, "project"))


def _grade(missed: float) -> str:
    if missed >= CARD.number("check_from"):
        return CHECKED
    return MAYBE_CLOSED if missed >= CARD.number("maybe_from") else CLOSED


module = Specimen(CARD, _rule)
