"""Who is asked to declare, and against which hours: the signed contract, week by week."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xprsa.domain.week import Week


@dataclass(frozen=True, slots=True)
class EngagementContract:
    """Terms of a signed contrat d'engagement (L.5411-6 code du travail), in force between two days.

    :ivar valid_until: last day in force, or None while it runs.
    :ivar recorded_on: the day we learnt of these terms; of two that hold the same day the later wins.
    :ivar weekly_minutes: the weekly duration agreed, in minutes; never zero.
    """

    valid_from: date
    recorded_on: date
    weekly_minutes: int
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether these terms are in force that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A stretch of days in which nothing is asked (both ends included)."""

    valid_from: date
    valid_until: date

    def touches(self, week: Week) -> bool:
        """Tell whether any day of the week is exempt."""
        return self.valid_from <= week.sunday and week.monday <= self.valid_until


class NotAsked(StrEnum):
    """Why nothing is asked for a week. Never exported."""

    NO_CONTRACT = "no_contract"
    LEFT = "left"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class Engagement:
    """Everything that decides whether a person is asked to declare a week."""

    contracts: tuple[EngagementContract, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    left_on: date | None = None

    def contract_of(self, week: Week) -> EngagementContract | None:
        """Give the terms in force on the Monday of the week.

        A contract signed in mid-week starts to ask on the next Monday: a part of a week is never
        held against a whole week's hours.
        """
        holding = [terms for terms in self.contracts if terms.holds_on(week.monday)]
        return max(holding, key=lambda terms: (terms.recorded_on, terms.valid_from), default=None)

    def not_asked(self, week: Week) -> NotAsked | None:
        """Say why nothing is asked that week, or None when the person is asked."""
        if self.left_on is not None and self.left_on <= week.sunday:
            return NotAsked.LEFT
        if any(exemption.touches(week) for exemption in self.exemptions):
            return NotAsked.EXEMPT
        return None if self.contract_of(week) else NotAsked.NO_CONTRACT

    def target(self, week: Week) -> int | None:
        """Give the weekly minutes in force that week, or None when nothing is asked."""
        contract = self.contract_of(week)
        return contract.weekly_minutes if contract and self.not_asked(week) is None else None
