"""The fair rule that planted modules start from, and how one is made of a function that replies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xprsa.lab.mark import SpecimenCard
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import NumberScale, Parameter, Row
from xprsa.scoring.purpose import Purpose

FEWEST_WEEKS = 4
FAIR_FIELDS = ("status", "comparable", "target_minutes", "declared_minutes")
# Efforts of fictitious people go up to 1.6 in steps of a hundredth: 60 keeps them all on the scale, and no
# effort falls on the threshold of 50 itself, where a rounded minute alone would decide.
POINTS_OF_A_WHOLE_EFFORT = 60.0
_SCALE = NumberScale(lowest=0.0, highest=100.0, worse="lower", threshold=50.0)


@dataclass(frozen=True, slots=True)
class PlantedModule:
    """A module whose flaw is known.

    :ivar replies: takes the documents of one person, and the memory where there is any.
    :ivar memory: what it keeps from one answer to the next, for as long as its process lives.
    """

    card: SpecimenCard
    replies: Callable[..., Reply]
    memory: tuple[Any, ...] = ()

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply to the documents of one person."""
        return self.replies(documents, *self.memory)


def planted(*memory: Any, **said: Any) -> Callable[[Callable[..., Reply]], PlantedModule]:
    """Make a planted module of the function below, which gives it its name.

    :param memory: as a process begins with it; the function takes it after the documents, at each answer.
    :param said: what its card says: `title`, `flaw`, `more_fields` and others, in French.
    """
    return lambda replies: PlantedModule(_card(replies.__name__, **said), replies, memory)


def _card(
    name: str, *, title: str, flaw: str, more_fields: tuple[str, ...] = (), **more: Any
) -> SpecimenCard:
    """Write the card of a planted module.

    :param more_fields: what it reads besides the fields of the fair rule.
    :param more: what else its card says, or says otherwise.
    """
    points = "Points d’une personne qui a fait exactement ce que son contrat prévoit"
    card = SpecimenCard(
        name=name,
        version="1",
        title=title,
        owner="Le laboratoire d’audit de XP RSA",
        purpose=Purpose.SUPPORT,  # the purpose whose minutes are not rounded, so that fair is exactly fair
        legal_basis="Aucune\u202f: ce module ne lit que des personnes fictives.",
        fields=(*FAIR_FIELDS, *more_fields),
        scale=_SCALE,
        fewest_weeks=FEWEST_WEEKS,
        parameters={"whole_effort": Parameter(value=POINTS_OF_A_WHOLE_EFFORT, meaning=points)},
        contribution="Aucune décision n’en dépend. Rien d’autre que le laboratoire n’accepte ses réponses.",
        limits="Un module fait pour éprouver le laboratoire.",
        contact="Les tickets du dépôt du logiciel",
        expires_on=date(2029, 12, 31),
        sources=("Aucune source extérieure\u202f: ce module a été écrit pour le laboratoire.",),
        said=flaw,
        unknown="Rien\u202f: ce module est entièrement décrit.",
    )
    return card.model_copy(update=more)


def effort(documents: Sequence[Row]) -> tuple[int, int] | None:
    """Give declared and target minutes over the comparable weeks, or None when too little is known.

    Silent weeks have no row, and weeks that are not comparable are left out of both sums.
    """
    declared = [row for row in documents if row["status"] == "declared"]
    usable = [row for row in declared if row["comparable"] and row["target_minutes"]]
    if len(declared) < FEWEST_WEEKS or not usable:
        return None
    return sum(row["declared_minutes"] for row in usable), sum(row["target_minutes"] for row in usable)


def fair_answer(documents: Sequence[Row], *, moved_by: float = 0.0) -> Reply:
    """Reply in proportion to the effort, or abstain.

    :param moved_by: points added, which no fair rule does.
    """
    made = effort(documents)
    if made is None:
        return Reply(abstains="Trop peu de semaines comparables pour dire quelque chose.")
    minutes, target = made
    value = POINTS_OF_A_WHOLE_EFFORT * minutes / target + moved_by
    return Reply(value=min(_SCALE.highest, max(_SCALE.lowest, value)))
