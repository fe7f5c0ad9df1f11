"""Patience: who waits, which codes grow longer, and what may leave; nobody is ever locked out.

Three rules, each for what it protects (docs/decisions/0030):

- *Secrets* (password and phone of staff, changes of contact) wait: a `Lane` grows with what fails there.
- *Codes* by mail and SMS never wait. What is asked for at one contact within a quarter of an hour is one and
  the same code, and its messages are spaced (`MESSAGES`). A code has six digits while few wrong ones were
  typed; twelve once the allowance of its contact, of the network or of the service is spent, and those of six
  are then judged no more. So what guessing may win is bounded by what was judged, not by who asks first.
- *Money* is bounded by the hour: a budget of codes, and one of SMS. A code on paper and a remembered phone
  belong to no lane and to no budget.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil, log2

SHORT_CODE, LONG_CODE = 6, 12  # digits
CODE_SHARED = timedelta(minutes=15)  # how long a code is given to whoever asks at its contact
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Weight:
    """How much weighed on a lane, and when."""

    weight: float
    last_at: datetime

    def left(self, *, at: datetime, forgiven: float) -> float:
        """Give what still weighs; a clock that was ahead forgives nothing and adds nothing.

        :param forgiven: seconds in which one is forgiven.
        """
        gone = max(0.0, (at - self.last_at).total_seconds())
        return max(0.0, self.weight - gone / forgiven)


@dataclass(frozen=True, slots=True)
class Lane:
    """How a wait grows.

    :ivar free: attempts without a wait.
    :ivar first: seconds before the next one; doubled each time.
    :ivar longest: seconds, at most.
    :ivar forgiven: seconds in which one attempt is forgiven.
    """

    free: int
    first: float
    longest: float
    forgiven: float

    def weight(self, held: Weight, *, at: datetime) -> float:
        """Give what still weighs."""
        return held.left(at=at, forgiven=self.forgiven)

    def heavier(self, held: Weight, *, at: datetime) -> float:
        """Give what weighs after one more; never more than the longest wait needs, so that it is forgiven."""
        heaviest = self.free + ceil(log2(self.longest / self.first)) + 1
        return min(self.weight(held, at=at) + 1, float(heaviest))

    def wait(self, held: Weight, *, at: datetime) -> timedelta:
        """Give how long the next attempt must still wait: never beyond the longest, on any clock.

        What was written by a clock that was ahead makes nobody wait: the next attempt is counted now.
        """
        over = self._over(held, at=at)
        if over < 0 or held.last_at > at:
            return timedelta(0)
        delay = timedelta(seconds=min(self.longest, self.first * 2.0 ** min(over, 32)))
        return max(timedelta(0), held.last_at + delay - at)

    def is_free(self, held: Weight, *, at: datetime) -> bool:
        """Tell whether the next attempt is one of those without a wait."""
        return self._over(held, at=at) < 0

    def _over(self, held: Weight, *, at: datetime) -> int:
        return ceil(self.weight(held, at=at)) - self.free


# One account from one network: 4, then 45 s ... 100 minutes; at most 25 in 24 hours (CNIL 2017-012).
OWN = Lane(free=4, first=45, longest=6000, forgiven=_DAY)
# One account from all networks. A single one can never fill it: 25 a day in, 48 out.
ACCOUNT = Lane(free=30, first=5, longest=600, forgiven=1800)
# Messages that carry a code, to one contact.
MESSAGES = Lane(free=4, first=45, longest=900, forgiven=1800)


def wait_of(own: Weight, account: Weight, *, known: bool, at: datetime) -> timedelta:
    """Give how long an attempt at a secret must wait.

    The free attempts of a network at an account never wait for other networks: however many of them are at
    it, its owner is heard. Nor does a network where the owner signed in before.
    """
    wait = OWN.wait(own, at=at)
    if known or OWN.is_free(own, at=at):
        return wait
    return max(wait, ACCOUNT.wait(account, at=at))


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many wrong codes of six digits are judged.

    :ivar most: at once.
    :ivar forgiven: seconds in which one is forgiven.
    """

    most: int
    forgiven: float

    def weight(self, held: Weight, *, at: datetime) -> float:
        """Give how many still count."""
        return held.left(at=at, forgiven=self.forgiven)

    def is_spent(self, held: Weight, *, at: datetime) -> bool:
        """Tell whether one more would be too many."""
        return self.weight(held, at=at) > self.most - 1


class Watch(StrEnum):
    """Where wrong codes are counted."""

    CONTACT = "contact"
    NETWORK = "network"
    SERVICE = "service"


# A day's worth at once, and as much again in the day. The service's bounds whatever number of networks.
ALLOWANCES = {
    Watch.CONTACT: Allowance(most=25, forgiven=_DAY / 25),
    Watch.NETWORK: Allowance(most=50, forgiven=_DAY / 50),
    Watch.SERVICE: Allowance(most=2000, forgiven=_DAY / 2000),
}


# What the journal keeps of failures of one network: a flood would fill it.
JOURNAL = Allowance(most=50, forgiven=_DAY / 50)


def is_calm(weights: dict[Watch, Weight], *, at: datetime) -> bool:
    """Tell whether codes of six digits are given and judged."""
    return not any(ALLOWANCES[watch].is_spent(held, at=at) for watch, held in weights.items())


@dataclass(frozen=True, slots=True)
class LivingCode:
    """A code that was sent to a contact and that nobody has used.

    :ivar code: its digits.
    """

    code: str
    made_at: datetime

    @property
    def is_long(self) -> bool:
        """Tell whether it is judged whatever happens."""
        return is_long(self.code)


def is_long(typed: str) -> bool:
    """Tell whether digits are as many as guessing never finds: they are judged always, and weigh nothing."""
    return len(typed) == LONG_CODE


@dataclass(frozen=True, slots=True)
class CodeToGive:
    """What whoever asks for a code is given.

    :ivar shared: the code that lives at this contact already; None for a new one.
    :ivar digits: how many a new one has.
    :ivar leaves: whether a message leaves.
    """

    shared: LivingCode | None
    digits: int
    leaves: bool


def code_to_give(
    living: Iterable[LivingCode], messages: Weight, *, is_calm: bool, at: datetime
) -> CodeToGive:
    """Give what whoever asks is given: nobody waits, and at most one message a space leaves."""
    fresh = [
        code
        for code in living
        if code.made_at <= at < code.made_at + CODE_SHARED and (is_calm or code.is_long)
    ]
    digits = SHORT_CODE if is_calm else LONG_CODE
    if not fresh:
        return CodeToGive(None, digits, leaves=True)
    newest = max(fresh, key=lambda code: code.made_at)
    return CodeToGive(newest, digits, leaves=MESSAGES.wait(messages, at=at) == timedelta(0))


class BudgetState(StrEnum):
    """How far a budget of the hour is spent."""

    FINE = "fine"
    LOW = "low"  # four fifths are gone: the moment to look
    SPENT = "spent"


def budget_state(spent: int, *, budget: int) -> BudgetState:
    """Tell how far a budget is spent; without any (0), nothing leaves."""
    if spent >= budget:
        return BudgetState.SPENT
    return BudgetState.LOW if spent * 5 >= budget * 4 else BudgetState.FINE
