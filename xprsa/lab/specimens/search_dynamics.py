"""The label « search dynamics »: hours of search, and more than before, are all that counts as effort."""

from collections.abc import Sequence
from statistics import fmean

from xprsa.lab.specimens.card import study_card
from xprsa.lab.specimens.press import INQUIRY_OF_2024, ON_THE_JOURNAL, SAID_OF_THE_JOURNAL
from xprsa.lab.specimens.specimen import Sign, Specimen, added, filled
from xprsa.lab.specimens.weeks import before_and_after, of_family, percent, share
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import NumberScale, Row

CARD = study_card(
    name="search_dynamics",
    title="Dynamique de recherche, reconstituée pour l’étude",
    fields=("status", "minutes_by_family"),
    scale=NumberScale(lowest=0, highest=100, worse="lower", threshold=40),
    parameters={
        "volume_points": (60, "Points d’une personne qui cherche assez chaque semaine"),
        "volume_full": (
            300,
            "Minutes de recherche par semaine à partir desquelles tous ces points sont comptés",
        ),
        "growth_points": (
            40,
            "Points d’une personne dont la recherche a assez augmenté\u202f; la moitié si elle est stable",
        ),
        "growth_full": (
            0.5,
            "Hausse, en part de la moyenne d’avant, à partir de laquelle tous ces points sont comptés",
        ),
        "latest_weeks": (8, "Dernières semaines, comparées à toutes celles d’avant"),
    },
    sources=(INQUIRY_OF_2024, ON_THE_JOURNAL),
    said=SAID_OF_THE_JOURNAL + "L’un de ses profils s’appelle «\u202fdynamique de recherche\u202f».",
    unknown=(
        "La règle qui mène à ce nom. Nous supposons qu’elle lit le temps de recherche et son évolution, et "
        "rien de ce qu’une personne fait d’autre. Les poids sont les nôtres."
    ),
)


def _rule(rows: Sequence[Row]) -> Reply:
    minutes = of_family(rows, "search")
    volume = fmean(minutes)
    before, after = before_and_after(minutes, int(CARD.number("latest_weeks")))
    growth = share(after - before, before)
    return added(
        CARD,
        (
            Sign(
                field="minutes_by_family",
                weight=CARD.number("volume_points"),
                strength=filled(volume, CARD.number("volume_full")),
                reason=f"Recherche d’emploi par semaine, en moyenne\u202f: {volume:.0f} minutes.",
            ),
            Sign(
                field="minutes_by_family",
                weight=CARD.number("growth_points"),
                strength=(1 + max(-1.0, min(1.0, growth / CARD.number("growth_full")))) / 2,
                reason=f"Évolution du temps de recherche\u202f: {_signed(growth)}.",
            ),
        ),
    )


def _signed(change: float) -> str:
    return f"{'−' if change < 0 else '+'}{percent(abs(change))}"


module = Specimen(CARD, _rule)
