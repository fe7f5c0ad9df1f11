"""What sending codes costs: a budget by the hour for all, another for SMS, and an alarm in the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from xprsa.domain.patience import BudgetState, budget_state
from xprsa.running.service import Service
from xprsa.storage.messages import Way
from xprsa.storage.store import Store

_HOUR = timedelta(hours=1)


class BudgetSpent(Exception):
    """No code leaves until the next hour.

    :ivar sms_only: whether codes still leave by mail.
    :ivar wait: how long until the next hour.
    """

    def __init__(self, *, sms_only: bool, wait: timedelta) -> None:
        super().__init__("budget spent")
        self.sms_only, self.wait = sms_only, wait


@dataclass(frozen=True, slots=True)
class Budget:
    """One budget of an hour: codes that left, and how many may.

    :ivar name: « codes », or « sms ».
    """

    name: str
    spent: int
    most: int

    @property
    def state(self) -> BudgetState:
        """How far it is spent."""
        return budget_state(self.spent, budget=self.most)


@dataclass(frozen=True, slots=True)
class Spending:
    """What left: this hour, beside its budgets, and in the last 24 hours, by way.

    :ivar until: when the next hour begins.
    """

    budgets: tuple[Budget, ...]
    this_hour: Mapping[Way, int]
    last_day: Mapping[Way, int]
    until: datetime


def spending(service: Service) -> Spending:
    """Give what codes cost now and in the last 24 hours."""
    hour = _hour(service.now())
    with service.database.reading() as store:
        this_hour = store.code_spending.since(hour, until=hour)
        last_day = store.code_spending.since(hour - 23 * _HOUR, until=hour)
    return Spending(_budgets(service, this_hour), this_hour, last_day, until=hour + _HOUR)


def spend(service: Service, store: Store, way: Way, *, is_for_somebody: bool) -> None:
    """Count a code that leaves, or one for nobody, which costs nothing; the same is done for both.

    :raises BudgetSpent: when none may leave before the next hour.
    """
    now, codes = service.now(), 1 if is_for_somebody else 0
    left = store.code_spending.add(way, codes, hour=_hour(now))
    concerned = [budget for budget in _budgets(service, left) if budget.name == "codes" or way is Way.SMS]
    for budget in concerned:
        before = budget_state(budget.spent - codes, budget=budget.most)
        if before is BudgetState.SPENT:
            store.code_spending.add(way, -codes, hour=_hour(now))
            raise BudgetSpent(sms_only=budget.name == "sms", wait=_hour(now) + _HOUR - now)
        if before is not budget.state:
            structlog.get_logger().warning(
                "code_budget", budget=budget.name, state=budget.state, spent=budget.spent, most=budget.most
            )


def _budgets(service: Service, left: Mapping[Way, int]) -> tuple[Budget, ...]:
    settings = service.settings
    return (
        Budget("codes", sum(left.values()), settings.codes_per_hour),
        Budget("sms", left[Way.SMS], settings.sms_per_hour),
    )


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
