"""The label « risk of dispersion »: time spread over many families is read as a lack of direction."""

from collections.abc import Sequence
from math import fsum, log
from statistics import fmean

from xprsa.lab.specimens.card import study_card
from xprsa.lab.specimens.press import INQUIRY_OF_2024, ON_THE_JOURNAL, SAID_OF_THE_JOURNAL
from xprsa.lab.specimens.specimen import Sign, Specimen, added
from xprsa.lab.specimens.weeks import FAMILIES, by_family, percent, share
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import NumberScale, Row

CARD = study_card(
    name="dispersion",
    title="Risque de dispersion, reconstitué pour l’étude",
    fields=("status", "minutes_by_family"),
    scale=NumberScale(lowest=0, highest=100, worse="higher", threshold=85),
    parameters={
        "spread_points": (
            70,
            "Points d’une personne dont le temps est également réparti entre les cinq familles",
        ),
        "mixed_points": (30, "Points d’une personne dont chaque semaine touche aux cinq familles"),
    },
    sources=(INQUIRY_OF_2024, ON_THE_JOURNAL),
    said=SAID_OF_THE_JOURNAL + "L’un de ses profils s’appelle «\u202frisque de dispersion\u202f».",
    unknown=(
        "La règle qui mène à ce nom. Nous mesurons la répartition du temps entre familles d’activité "
        "(entropie de Shannon). Qui a des démarches de santé, de logement ou de garde à faire touche à plus "
        "de familles. Les poids sont les nôtres."
    ),
)


def _rule(rows: Sequence[Row]) -> Reply:
    minutes = by_family(rows)
    whole = sum(minutes.values())
    spread = _evenness([share(part, whole) for part in minutes.values()])
    touched = fmean(sum(part > 0 for part in row["minutes_by_family"].values()) for row in rows)
    return added(
        CARD,
        (
            Sign(
                field="minutes_by_family",
                weight=CARD.number("spread_points"),
                strength=spread,
                reason=f"Répartition du temps entre les familles\u202f: {percent(spread)} de la plus égale.",
            ),
            Sign(
                field="minutes_by_family",
                weight=CARD.number("mixed_points"),
                strength=max(0.0, touched - 1) / (len(FAMILIES) - 1),
                reason=f"Familles d’activité par semaine, en moyenne\u202f: {_decimal(touched)}.",
            ),
        ),
    )


def _evenness(shares: Sequence[float]) -> float:
    """Give the entropy of shares over the largest possible: 0 for one family, 1 for equal parts."""
    entropy = -fsum(one * log(one) for one in shares if one > 0)
    return min(1.0, max(0.0, entropy / log(len(FAMILIES))))


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


module = Specimen(CARD, _rule)
