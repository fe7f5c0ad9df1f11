"""Who is asked to declare, and against which hours: the signed contract, week by week."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from xprsa.domain.week import Week, weeks_between


@dataclass(frozen=True, slots=True)
class EngagementContract:
    """Terms of a signed contrat d'engagement (L.5411-6 code du travail), in force between two days.

    :ivar valid_until: last day in force, or None while it runs.
    :ivar recorded_on: the day we learnt of these terms; of two that hold the same day the later wins,
        and of two that begin the same day only the later is known at all (it may have brought the end).
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
    """A period of days in which nothing is asked (both ends included)."""

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
    departed_on: date | None = None

    def contract_of(self, week: Week) -> EngagementContract | None:
        """Give the terms in force on the Monday of a week that is under contract to its end, or None.

        A contract signed in mid-week starts to ask on the next Monday, and one that ends in mid-week
        without another after it no longer asks: a part of a week is never held against a whole
        week's hours.
        """
        on_monday = self._terms_on(week.monday)
        last_day = on_monday.valid_until if on_monday is not None else None
        while last_day is not None and last_day < week.sunday:
            following = self._terms_on(last_day + timedelta(days=1))
            if following is None:
                return None
            last_day = following.valid_until
        return on_monday

    def _terms_on(self, day: date) -> EngagementContract | None:
        holding = [terms for terms in self.contracts if terms.holds_on(day) and not self._is_replaced(terms)]
        return max(holding, key=lambda terms: (terms.recorded_on, terms.valid_from), default=None)

    def _is_replaced(self, terms: EngagementContract) -> bool:
        return any(
            other.valid_from == terms.valid_from and other.recorded_on > terms.recorded_on
            for other in self.contracts
        )

    def not_asked(self, week: Week) -> NotAsked | None:
        """Say why nothing is asked that week, or None when the person is asked."""
        if self.departed_on is not None and self.departed_on <= week.sunday:
            return NotAsked.LEFT
        if any(exemption.touches(week) for exemption in self.exemptions):
            return NotAsked.EXEMPT
        return None if self.contract_of(week) else NotAsked.NO_CONTRACT

    def asked_weeks(self, first: Week, last: Week) -> frozenset[Week]:
        """Give the weeks of a period in which the person is asked, both ends included.

        The same weeks as by `not_asked`, with contracts and exemptions read once for the whole period.
        """
        weeks = list(weeks_between(first, last))
        if self.departed_on is not None:
            weeks = [week for week in weeks if week.sunday < self.departed_on]
        for exemption in self.exemptions:
            weeks = [week for week in weeks if not exemption.touches(week)]
        return frozenset(
            week
            for begins, ends in self._days_under_contract()
            for week in weeks
            if begins <= week.monday and week.sunday <= ends
        )

    def _days_under_contract(self) -> list[tuple[date, date]]:
        """Give the first and the last day of each unbroken stretch under contract, oldest first."""
        stretches: list[tuple[date, date]] = []
        for begins, ends in sorted(
            (terms.valid_from, terms.valid_until or date.max)
            for terms in self.contracts
            if not self._is_replaced(terms)
        ):
            if stretches and (begins - stretches[-1][1]).days <= 1:
                begun, until = stretches.pop()
                stretches.append((begun, max(until, ends)))
            else:
                stretches.append((begins, ends))
        return stretches

    def target(self, week: Week) -> int | None:
        """Give the weekly minutes in force that week, or None when nothing is asked."""
        contract = self.contract_of(week) if self.not_asked(week) is None else None
        return contract.weekly_minutes if contract else None
