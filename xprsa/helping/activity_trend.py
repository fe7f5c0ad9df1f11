"""The module `activity-trend`: what changed in a person's activities, with what could be proposed to them."""

from collections.abc import Sequence
from typing import ClassVar

from xprsa.helping.activity_trend_card import CARD
from xprsa.helping.activity_trend_rule import GRADES, comparable_weeks, compared_weeks, of_one_duration
from xprsa.helping.activity_trend_words import reasons, too_few
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import ModuleCard, Row


class ActivityTrend:
    """Tells whoever helps what rose, fell, stopped or began; a fall is a reason to call, never a fault."""

    card: ClassVar[ModuleCard] = CARD

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply with where the total went, and say the rest in words.

        The grade comes from the points of the total alone: no family weighs more than another.
        """
        comparable = comparable_weeks(documents)
        weeks = of_one_duration(comparable)
        seen = compared_weeks(weeks)
        if seen is None:
            return Reply(abstains=too_few(comparable=len(comparable)))
        return Reply(
            grade=GRADES[seen.total.movement],
            reasons=reasons(seen),
            contributions={
                "minutes_by_family": seen.total.points,
                "comparable": 0,
                "target_minutes": 0,
            },
        )
