"""What a person says of a week: lines, days not possible, and what cannot be a week."""

from collections.abc import Iterable
from dataclasses import dataclass

from xprsa.domain.catalogue import ActivityFamily, Catalogue
from xprsa.domain.duration import DAY_MINUTES, WEEK_MINUTES
from xprsa.domain.prevented import Prevented, require_iso_days
from xprsa.domain.rule import Reason, RuleBroken

MOST_LINES = 40
MOST_WORDS = 140


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of a week.

    :ivar line: stable id of the line across versions.
    :ivar minutes: whole minutes, 0 to 10 080.
    :ivar days: ISO days 1 (Monday) to 7, sorted; empty when the person did not say.
    :ivar note: a few words, or "".
    :raises ValueError: when made with other minutes or days than these.
    """

    line: str
    kind: str
    minutes: int
    days: tuple[int, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.minutes <= WEEK_MINUTES:
            raise ValueError("minutes go from 0 to 10 080")
        require_iso_days(self.days)


@dataclass(frozen=True, slots=True)
class Content:
    """All that is said of a week: lines, or none, and days not possible.

    No line and nothing prevented is « pas d'activité cette semaine »: a declaration of 0.
    """

    activities: tuple[Activity, ...] = ()
    prevented: Prevented | None = None

    @property
    def minutes(self) -> int:
        """Declared minutes in all."""
        return sum(activity.minutes for activity in self.activities)

    def by_family(self, catalogue: Catalogue) -> dict[ActivityFamily, int]:
        """Give declared minutes per family, all five present."""
        totals = dict.fromkeys(ActivityFamily, 0)
        for activity in self.activities:
            kind = catalogue.find(activity.kind)
            totals[kind.family if kind else ActivityFamily.OTHER] += activity.minutes
        return totals


def check(content: Content, catalogue: Catalogue, *, known: Iterable[str] = ()) -> None:
    """Refuse what cannot be a week.

    :param known: kinds already sent for this week, kept acceptable though withdrawn since.
    :raises RuleBroken: TOO_MANY_LINES, LINE_TWICE, UNKNOWN_KIND, KIND_WITHDRAWN, DAY_OVERFULL,
        WEEK_OVERFULL, NOTHING_SAID (prevented without a day).
    """
    if len(content.activities) > MOST_LINES:
        raise RuleBroken(Reason.TOO_MANY_LINES)
    _check_lines(content.activities, catalogue, frozenset(known))
    if content.prevented is not None and not content.prevented.days:
        raise RuleBroken(Reason.NOTHING_SAID)
    if content.minutes > WEEK_MINUTES:
        raise RuleBroken(Reason.WEEK_OVERFULL)
    _check_days(content.activities)


def _check_lines(activities: tuple[Activity, ...], catalogue: Catalogue, known: frozenset[str]) -> None:
    """Hold each line to an id of its own and to a kind that can be declared."""
    seen: set[str] = set()
    for activity in activities:
        if activity.line in seen:
            raise RuleBroken(Reason.LINE_TWICE, activity.line)
        seen.add(activity.line)
        kind = catalogue.find(activity.kind)
        if kind is None:
            raise RuleBroken(Reason.UNKNOWN_KIND, activity.line)
        if not kind.offered and activity.kind not in known:
            raise RuleBroken(Reason.KIND_WITHDRAWN, activity.line)


def _check_days(activities: tuple[Activity, ...]) -> None:
    """Hold, for every set of days S, the lines confined to S to 24 h × |S|.

    Only unions of the lines' own days need a look: any other set confines no more lines than the
    largest such union inside it, and has more room. Seven days make at most 128 of them.
    """
    confined = [
        (sum(1 << day for day in line.days), line) for line in activities if line.days and line.minutes
    ]
    unions = {0}
    for mask, _ in confined:
        unions |= {union | mask for union in unions}
    for union in sorted(unions, key=int.bit_count):
        inside = [line for mask, line in confined if mask & ~union == 0]
        if sum(line.minutes for line in inside) > DAY_MINUTES * union.bit_count():
            raise RuleBroken(Reason.DAY_OVERFULL, inside[-1].line)
