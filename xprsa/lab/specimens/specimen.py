"""What a specimen is: a card, and a rule that adds up signs read in the weeks that stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum

from xprsa.lab.mark import SpecimenCard
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import GradeScale, Row


@dataclass(frozen=True, slots=True)
class Specimen:
    """A module made to be studied.

    :ivar rule: what it replies to the declared weeks of one person, when there are enough of them.
    """

    card: SpecimenCard
    rule: Callable[[Sequence[Row]], Reply]

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply to the documents of one person, oldest first; tombstones are left out."""
        rows = [row for row in documents if row["status"] == "declared"]
        if len(rows) < self.card.fewest_weeks:
            return Reply(
                abstains=f"Moins de {self.card.fewest_weeks} semaines déclarées\u202f: rien n’est dit."
            )
        return self.rule(rows)


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that the rule reads into the weeks.

    :ivar weight: points that the sign brings when it is there in full.
    :ivar strength: how much of it is there, from 0 to 1.
    :ivar reason: what was seen, in plain French.
    """

    field: str
    weight: float
    strength: float
    reason: str

    @property
    def points(self) -> float:
        """What the sign brings to the value."""
        return self.weight * self.strength


def added(card: SpecimenCard, signs: Sequence[Sign]) -> Reply:
    """Add up signs to a value; the reasons come first that count most against the person.

    :raises TypeError: when the card has a scale of grades.
    """
    if isinstance(card.scale, GradeScale):
        raise TypeError("points add up to a number, not to a grade")
    is_worse_when_high = card.scale.worse == "higher"
    contributions = dict.fromkeys((sign.field for sign in signs), 0.0)
    for sign in signs:
        contributions[sign.field] += sign.points
    ordered = sorted(
        signs, key=lambda sign: -sign.points if is_worse_when_high else sign.points - sign.weight
    )
    return Reply(
        value=fsum(sign.points for sign in signs),
        reasons=tuple(sign.reason for sign in ordered),
        contributions=contributions,
    )


def filled(amount: float, full: float) -> float:
    """Give how far an amount goes towards the one from which a sign is there in full: 0 to 1."""
    return min(1.0, max(0.0, amount / full))
