"""What shows that a service is well, and from where on it is not: for alerts, for managers, for `check`."""

from dataclasses import dataclass
from enum import StrEnum

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0  # seconds
_MIB = 1024.0**2  # bytes


class Condition(StrEnum):
    """How something is."""

    WELL = "well"
    LOOK = "look"  # somebody should look at it
    STOPPED = "stopped"  # people are without it


class VitalSign(StrEnum):
    """One thing that is watched."""

    READING = "reading"
    WRITING = "writing"
    WORKER = "worker"
    CLOCK = "clock"
    CODES = "codes"
    NOTICES = "notices"
    CODE_BUDGET = "code_budget"
    SMS_BUDGET = "sms_budget"
    BACKUP = "backup"
    DISK = "disk"
    TEXTS = "texts"
    JOURNAL = "journal"
    FAST_READING = "fast_reading"


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on a figure is to be looked at, and from where on something is stopped; both included.

    :ivar falls: whether it is the smaller figure that is the worse.
    """

    look: float
    stopped: float
    falls: bool = False

    def condition(self, figure: float) -> Condition:
        """Judge a figure."""
        turn = -1 if self.falls else 1
        if turn * figure >= turn * self.stopped:
            return Condition.STOPPED
        return Condition.LOOK if turn * figure >= turn * self.look else Condition.WELL


_NEVER = float("inf")

# `deploy/alerts.yml` rings from `look` on: a test holds it to this table.
BOUNDS = {
    # 1: it can be done.
    VitalSign.READING: Bounds(0, 0, falls=True),
    VitalSign.WRITING: Bounds(0, 0, falls=True),
    # Seconds since it last passed, which it does each minute.
    VitalSign.WORKER: Bounds(5 * _MINUTE, 30 * _MINUTE),
    # 1: deletion is held.
    VitalSign.CLOCK: Bounds(1, 1),
    # Seconds that the oldest waits. A code of fifteen minutes opens nothing more.
    VitalSign.CODES: Bounds(2 * _MINUTE, 15 * _MINUTE),
    VitalSign.NOTICES: Bounds(_HOUR, _DAY),
    # Share of the hour's budget; `budget_state` says the same of counts.
    VitalSign.CODE_BUDGET: Bounds(0.8, 1),
    VitalSign.SMS_BUDGET: Bounds(0.8, 1),
    # Seconds since the newest.
    VitalSign.BACKUP: Bounds(2 * _DAY, 7 * _DAY),
    # Bytes that are free.
    VitalSign.DISK: Bounds(500 * _MIB, 100 * _MIB, falls=True),
    # Texts that went before their time.
    VitalSign.TEXTS: Bounds(1, _NEVER),
    # Seconds that the oldest line waits for a seal.
    VitalSign.JOURNAL: Bounds(2 * _DAY, 7 * _DAY),
    # Times in the last 24 hours that an account asked for files faster than one reads them.
    VitalSign.FAST_READING: Bounds(1, _NEVER),
}


def is_well(sign: VitalSign, figure: float) -> bool:
    """Tell whether nobody needs to look at it."""
    return BOUNDS[sign].condition(figure) is Condition.WELL


# Of the pages as a whole: only whoever sees the figures over time can judge these.
MOST_FAILURES = 0.01  # share of the answers that are a fault of ours
SLOWEST_PAGES = 2.0  # seconds that one page in twenty takes
