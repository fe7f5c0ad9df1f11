"""The label « need of new energy »: little search, and weeks all alike, are read as apathy."""

from collections.abc import Sequence

from xprsa.lab.specimens.card import study_card
from xprsa.lab.specimens.press import INQUIRY_OF_2024, ON_THE_JOURNAL, SAID_OF_THE_JOURNAL
from xprsa.lab.specimens.specimen import Sign, Specimen, added, filled
from xprsa.lab.specimens.weeks import by_family, declared, percent, share, unevenness
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import NumberScale, Row

CARD = study_card(
    name="need_of_new_energy",
    title="Besoin de redynamisation, reconstitué pour l’étude",
    fields=("status", "declared_minutes", "minutes_by_family"),
    scale=NumberScale(lowest=0, highest=100, worse="higher", threshold=40),
    parameters={
        "search_points": (60, "Points d’une personne qui ne cherche pas d’emploi du tout"),
        "search_enough": (
            0.3,
            "Part du temps à la recherche à partir de laquelle aucun de ces points n’est compté",
        ),
        "flat_points": (40, "Points d’une personne dont toutes les semaines sont pareilles"),
        "lively": (
            0.5,
            "Écart type des semaines sur leur moyenne, à partir duquel aucun de ces points n’est compté",
        ),
    },
    sources=(INQUIRY_OF_2024, ON_THE_JOURNAL),
    said=SAID_OF_THE_JOURNAL + "L’un de ses profils s’appelle «\u202fbesoin de redynamisation\u202f».",
    unknown=(
        "La règle qui mène à ce nom. Nous supposons qu’elle lit peu de recherche et des semaines toutes "
        "pareilles. Qui suit une formation à horaires fixes, ou travaille déjà, lui ressemble. Les poids "
        "sont les nôtres."
    ),
)


def _rule(rows: Sequence[Row]) -> Reply:
    minutes = by_family(rows)
    search = share(minutes["search"], sum(minutes.values()))
    uneven = unevenness(declared(rows))
    return added(
        CARD,
        (
            Sign(
                field="minutes_by_family",
                weight=CARD.number("search_points"),
                strength=1 - filled(search, CARD.number("search_enough")),
                reason=f"Part du temps à la recherche d’emploi\u202f: {percent(search)}.",
            ),
            Sign(
                field="declared_minutes",
                weight=CARD.number("flat_points"),
                strength=1 - filled(uneven, CARD.number("lively")),
                reason=f"Écart habituel d’une semaine à l’autre\u202f: {percent(uneven)} de la moyenne.",
            ),
        ),
    )


module = Specimen(CARD, _rule)
