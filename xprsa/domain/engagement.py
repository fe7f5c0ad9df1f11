"""Who is asked to declare, and against which hours: the signed contract, week by week."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from operator import attrgetter, itemgetter

from xprsa.domain.week import Week

_Days = tuple[date, date]  # the first and the last


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
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Engagement:
    """Everything that decides whether a person is asked to declare a week.

    :ivar access_opened_on: the day from which the person could declare here, or None before it.
    """

    contracts: tuple[EngagementContract, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    departed_on: date | None = None
    access_opened_on: date | None = date.min

    def contract_of(self, week: Week) -> EngagementContract | None:
        """Give the terms in force on the Monday of a week that is under contract to its end, or None.

        A contract signed in mid-week starts to ask on the next Monday, and one that ends in mid-week
        without another after it no longer asks: a part of a week is never held against a whole
        week's hours.
        """
        if not self._is_under_contract(week):
            return None
        holding = [terms for terms in self._known if terms.holds_on(week.monday)]
        return max(holding, key=lambda terms: (terms.recorded_on, terms.valid_from))

    def not_asked(self, week: Week) -> NotAsked | None:
        """Say why nothing is asked that week, or None when the person is asked.

        A week that was over before its contract was recorded here, or before the access opened, is not
        asked: nobody begins with a backlog.
        """
        if self.departed_on is not None and self.departed_on <= week.sunday:
            return NotAsked.LEFT
        for exemption in self.exemptions:
            if exemption.touches(week):
                return NotAsked.EXEMPT
        if not self._is_under_contract(week):
            return NotAsked.NO_CONTRACT
        return None if _holds(self._declarable, week) else NotAsked.NOT_YET

    def is_asked(self, week: Week) -> bool:
        """Tell whether the person is asked to declare that week."""
        return self.not_asked(week) is None

    def target(self, week: Week) -> int | None:
        """Give the weekly minutes in force that week, or None when nothing is asked."""
        contract = self.contract_of(week) if self.is_asked(week) else None
        return contract.weekly_minutes if contract else None

    def knows(self, terms: EngagementContract) -> bool:
        """Tell whether terms say what those say that begin the same day and were recorded last."""
        versions = [known for known in self.contracts if known.valid_from == terms.valid_from]
        last = max(versions, key=attrgetter("recorded_on"), default=None)
        return last is not None and replace(last, recorded_on=terms.recorded_on) == terms

    def corrects(self, terms: EngagementContract) -> bool:
        """Tell whether others that begin the same day were recorded the same day."""
        key = (terms.valid_from, terms.recorded_on)
        return any((known.valid_from, known.recorded_on) == key for known in self.contracts)

    def with_terms(self, terms: EngagementContract) -> "Engagement":
        """Record terms: of those that begin the same day and were recorded the same day, the last stand."""
        key = (terms.recorded_on, terms.valid_from)
        others = [known for known in self.contracts if (known.recorded_on, known.valid_from) != key]
        recorded = sorted((*others, terms), key=attrgetter("recorded_on", "valid_from"))
        return replace(self, contracts=tuple(recorded))

    def with_exemption(self, exemption: Exemption) -> "Engagement":
        """Add an exemption; one that begins the same day moves its end."""
        others = [known for known in self.exemptions if known.valid_from != exemption.valid_from]
        return replace(self, exemptions=tuple(sorted((*others, exemption), key=attrgetter("valid_from"))))

    @property
    def asks_from(self) -> date | None:
        """The first day of all that was ever asked; None when nothing was."""
        return self._declarable[0][0] if self._declarable else None

    def _is_under_contract(self, week: Week) -> bool:
        return _holds(self._stretches, week)

    @cached_property
    def _stretches(self) -> list[_Days]:
        """The first and the last day of each unbroken stretch under contract, oldest first."""
        return _joined((terms.valid_from, terms.valid_until) for terms in self._known)

    @cached_property
    def _declarable(self) -> list[_Days]:
        """The same of the weeks that each contract covers and that the person could declare under it.

        Every contract ever recorded has its own: one that is recorded late takes nothing from those before.
        """
        if self.access_opened_on is None:
            return []
        could = ((terms, max(terms.recorded_on, self.access_opened_on)) for terms in self.contracts)
        return _joined(
            (max(terms.valid_from, day - timedelta(days=day.weekday())), terms.valid_until)
            for terms, day in could
        )

    @cached_property
    def _known(self) -> list[EngagementContract]:
        """The terms of each day on which some begin, oldest first: those recorded last."""
        by_day = {terms.valid_from: terms for terms in sorted(self.contracts, key=attrgetter("recorded_on"))}
        return [by_day[day] for day in sorted(by_day)]


def _joined(periods: Iterable[tuple[date, date | None]]) -> list[_Days]:
    """Join periods of days that touch or overlap; one without an end goes on for ever."""
    stretches: list[_Days] = []
    for begins, end in sorted(periods, key=itemgetter(0)):
        ends = end or date.max
        if stretches and (begins - stretches[-1][1]).days <= 1:
            begun, until = stretches.pop()
            stretches.append((begun, max(until, ends)))
        elif begins <= ends:
            stretches.append((begins, ends))
    return stretches


def _holds(stretches: list[_Days], week: Week) -> bool:
    # `any` would take five times as long, hundreds of times for a list
    for begins, ends in stretches:  # noqa: SIM110
        if begins <= week.monday and week.sunday <= ends:
            return True
    return False
