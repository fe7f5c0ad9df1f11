"""The card of `activity-trend`: every number that the rule uses, with its meaning."""

from collections.abc import Mapping
from datetime import date

from xprsa.scoring.module import GradeScale, Measures, ModuleCard, Parameter
from xprsa.scoring.purpose import Purpose

WEEKS = 12
SHARE = 10
LEAST_MINUTES = 30
TOLD_FROM: Mapping[int, int] = {4: 97, 5: 86, 6: 77}
"""By weeks on each side: points, out of 100, from which a move is told.

In whatever order the same weeks had come, fewer than 2 orders in 100 reach them: nobody is told of a fall
more often because fewer of their weeks compare. Of three weeks on each side 1 order in 20 would: that is too
little to say anything.
"""
FEWEST_WEEKS = 2 * min(TOLD_FROM)

RISING, UNCHANGED, FALLING = "en hausse", "sans changement net", "en baisse"

_WEEKS = "Semaines comparées au plus\u00a0: la moitié la plus récente, à la moitié d’avant"
_SHARE = "Une différence entre deux totaux compte en entier dès la durée prévue divisée par ce nombre"
_LEAST = (
    "Minutes dès lesquelles une différence compte en entier dans une famille\u00a0; dans un total, au moins"
)
_TOLD = "Points sur 100 à partir desquels une hausse ou une baisse est dite, sur {} semaines"


def _parameter(value: int, meaning: str) -> Parameter:
    return Parameter(value=value, meaning=f"{meaning}.")


CARD = ModuleCard(
    name="activity-trend",
    version="1.0",
    title="Ce qui a changé dans les activités, sur les douze dernières semaines",
    owner="Le service qui l’active. Écrit par les auteurs de XP\u00a0RSA.",
    purpose=Purpose.SUPPORT,
    legal_basis=(
        "Règlement (UE) 2016/679, article 6, paragraphe 1, point e\u00a0: mission d’intérêt public. "
        "Loi n°\u00a02023-1196 du 18 décembre 2023 pour le plein emploi."
    ),
    fields=("comparable", "target_minutes", "minutes_by_family"),
    scale=GradeScale(grades=(RISING, UNCHANGED, FALLING), threshold=FALLING),
    measures=Measures.TREND,
    fewest_weeks=FEWEST_WEEKS,
    abstains_when=(
        f"Moins de {FEWEST_WEEKS} semaines comparables ont été déclarées sous la durée prévue actuelle."
    ),
    parameters={
        "weeks": _parameter(WEEKS, _WEEKS),
        "share": _parameter(SHARE, _SHARE),
        "least_minutes": _parameter(LEAST_MINUTES, _LEAST),
        **{
            f"told_from_{2 * side}_weeks": _parameter(points, _TOLD.format(2 * side))
            for side, points in TOLD_FROM.items()
        },
    },
    contribution=(
        "Une raison d’appeler et de proposer de l’aide. Aucun droit, aucun délai, aucun ordre de liste n’en "
        "dépend. Une baisse n’est jamais une faute."
    ),
    limits=(
        "Le degré vient du total des minutes\u00a0: aucune famille d’activités ne vaut plus qu’une autre. "
        "Le module ne lit pas les dates\u00a0: les semaines comparées peuvent être espacées. "
        "Une semaine sans déclaration ne dit rien. Une semaine non comparable est laissée de côté, comme une "
        "semaine faite sous une autre durée prévue. Il ne sait pas pourquoi une activité change\u00a0: une "
        "formation finit, un emploi commence. «\u00a0Sans changement net\u00a0» ne veut pas dire que rien "
        "n’a changé. Quand rien ne change, le hasard seul fait dire en baisse moins de 2 totaux sur 100, en "
        "hausse autant, et de même pour chaque famille d’activités."
    ),
    contact="Les tickets du dépôt du logiciel",
    expires_on=date(2027, 12, 31),
)
