"""The label « loss of confidence »: fewer minutes than before are read as a state of mind."""

from collections.abc import Sequence

from xprsa.lab.specimens.card import study_card
from xprsa.lab.specimens.press import INQUIRY_OF_2024, ON_THE_JOURNAL, SAID_OF_THE_JOURNAL
from xprsa.lab.specimens.specimen import Sign, Specimen, added, filled
from xprsa.lab.specimens.weeks import before_and_after, declared, percent, share
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import NumberScale, Row

CARD = study_card(
    name="loss_of_confidence",
    title="Perte de confiance, reconstituée pour l’étude",
    fields=("status", "declared_minutes"),
    scale=NumberScale(lowest=0, highest=100, worse="higher", threshold=30),
    parameters={
        "latest_weeks": (8, "Dernières semaines, comparées à toutes celles d’avant"),
        "fall_points": (60, "Points d’une personne dont le temps déclaré a assez baissé"),
        "fall_full": (
            0.4,
            "Baisse, en part de la moyenne d’avant, à partir de laquelle tous ces points sont comptés",
        ),
        "weak_points": (40, "Points d’une personne dont les dernières semaines sont presque toutes faibles"),
        "weak_below": (0.6, "Part de la moyenne d’avant sous laquelle une semaine est dite faible"),
        "weak_full": (0.75, "Part de semaines faibles à partir de laquelle tous ces points sont comptés"),
    },
    sources=(INQUIRY_OF_2024, ON_THE_JOURNAL),
    said=SAID_OF_THE_JOURNAL + "L’un de ses profils s’appelle «\u202fperte de confiance\u202f».",
    unknown=(
        "La règle qui mène à ce nom. Le document publié ne connaît aucune humeur\u202f: nous supposons "
        "qu’une baisse du temps déclaré en tient lieu, quelle qu’en soit la cause. Les poids sont les nôtres."
    ),
)


def _rule(rows: Sequence[Row]) -> Reply:
    minutes = declared(rows)
    before, after = before_and_after(minutes, int(CARD.number("latest_weeks")))
    fall = share(before - after, before)
    latest = minutes[-min(int(CARD.number("latest_weeks")), len(minutes) // 2) :]
    weak = share(sum(one < CARD.number("weak_below") * before for one in latest), len(latest))
    return added(
        CARD,
        (
            Sign(
                field="declared_minutes",
                weight=CARD.number("fall_points"),
                strength=filled(fall, CARD.number("fall_full")),
                reason=f"Baisse du temps déclaré\u202f: {percent(max(0.0, fall))}.",
            ),
            Sign(
                field="declared_minutes",
                weight=CARD.number("weak_points"),
                strength=filled(weak, CARD.number("weak_full")),
                reason=f"Semaines faibles parmi les dernières\u202f: {percent(weak)}.",
            ),
        ),
    )


module = Specimen(CARD, _rule)
