"""The score of suspicion: whatever is missing, uneven or corrected in a life is held to betray dishonesty."""

from collections.abc import Sequence

from xprsa.lab.specimens.card import study_card
from xprsa.lab.specimens.press import INQUIRY_OF_2024, ON_DISHONESTY
from xprsa.lab.specimens.specimen import Sign, Specimen, added, filled
from xprsa.lab.specimens.weeks import declared, percent, share, span, unevenness
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import NumberScale, Row

CARD = study_card(
    name="suspicion",
    title="Score de suspicion, reconstitué pour l’étude",
    fields=("week", "status", "supersedes", "comparable", "declared_minutes"),
    scale=NumberScale(lowest=0, highest=100, worse="higher", threshold=70),
    parameters={
        "silence_points": (35, "Points d’une personne dont trop de semaines manquent"),
        "silence_full": (
            0.2,
            "Part de semaines sans déclaration à partir de laquelle tous ces points sont comptés",
        ),
        "excused_points": (30, "Points d’une personne dont trop de semaines ne sont pas comparables"),
        "excused_full": (
            0.3,
            "Part de semaines non comparables à partir de laquelle tous ces points sont comptés",
        ),
        "uneven_points": (20, "Points d’une personne dont les semaines sont trop inégales"),
        "uneven_full": (
            0.8,
            "Écart type des semaines sur leur moyenne, à partir duquel tous ces points sont comptés",
        ),
        "revised_points": (15, "Points d’une personne qui a trop corrigé ses semaines"),
        "revised_full": (0.2, "Part de semaines corrigées à partir de laquelle tous ces points sont comptés"),
    },
    sources=(INQUIRY_OF_2024, ON_DISHONESTY),
    said=(
        "Un score qui vise la fraude, dit généralisé en 2018. Il serait nourri de presque toutes les données "
        "tenues\u202f: temps de travail, salaires, sanctions passées. Un score élevé déclenche un contrôle. "
        "Ses règles sont secrètes."
    ),
    unknown=(
        "Les données exactes, leur poids et le seuil. Salaires et sanctions ne sont pas dans le document "
        "publié. Nous avons mis à leur place ce qu’un outil peut prendre pour un signe\u202f: silences, "
        "semaines non comparables, irrégularité, corrections. Les poids sont les nôtres."
    ),
)


def _rule(rows: Sequence[Row]) -> Reply:
    weeks = span(rows)
    silent = share(weeks - len(rows), weeks)
    excused = share(sum(not row["comparable"] for row in rows), len(rows))
    uneven = unevenness(declared(rows))
    revised = share(sum(row["supersedes"] is not None for row in rows), len(rows))
    return added(
        CARD,
        (
            _sign("silence", "week", silent, f"Semaines sans déclaration\u202f: {percent(silent)}."),
            _sign("excused", "comparable", excused, f"Semaines non comparables\u202f: {percent(excused)}."),
            _sign(
                "uneven",
                "declared_minutes",
                uneven,
                f"Écart habituel d’une semaine à l’autre\u202f: {percent(uneven)} de la moyenne.",
            ),
            _sign("revised", "supersedes", revised, f"Semaines corrigées\u202f: {percent(revised)}."),
        ),
    )


def _sign(name: str, field: str, amount: float, reason: str, /) -> Sign:
    weight, full = CARD.number(f"{name}_points"), CARD.number(f"{name}_full")
    return Sign(field=field, weight=weight, strength=filled(amount, full), reason=reason)


module = Specimen(CARD, _rule)
