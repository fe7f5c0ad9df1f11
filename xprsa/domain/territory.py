"""A territory: its clock, its words and its dated rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from xprsa.domain.catalogue import STARTING_CATALOGUE, Catalogue
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week

# Every French territory's clock, for the choice at creation and for the tests of weeks.
FRENCH_ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Miquelon",
    "America/St_Barthelemy",
    "America/Marigot",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Marquesas",
    "Pacific/Gambier",
    "Pacific/Wallis",
    "Indian/Kerguelen",
)


@dataclass(frozen=True)
class Rules:
    """What a territory decided, in force from a Monday on.

    :ivar open_weeks: how many past weeks may still be declared.
    :ivar tacit_days: days after which a line that nobody read is counted.
    :ivar silent_weeks: asked weeks in a row without a declaration before a call is proposed.
    :ivar again_days: days after a call or a visit before another one is proposed.
    """

    id: int = 0
    valid_from: date = date.min
    open_weeks: int = 8
    tacit_days: int = 14
    silent_weeks: int = 2
    again_days: int = 7
    catalogue: Catalogue = STARTING_CATALOGUE

    def check_open(self, week: Week, *, today: date) -> None:
        """Refuse a week that has not begun, or that is no longer kept open, for whatever changes it.

        :raises RuleBroken: WEEK_NOT_BEGUN or WEEK_CLOSED.
        """
        if week.monday > today:
            raise RuleBroken(Reason.WEEK_NOT_BEGUN, week.monday.isoformat())
        if not self.is_open(week, today=today):
            raise RuleBroken(Reason.WEEK_CLOSED)

    def is_open(self, week: Week, *, today: date) -> bool:
        """Tell whether a week is still kept open, by the rules in force that week."""
        return week.ordinal >= Week.of(today).ordinal - self.open_weeks

    def last_day_to_send(self, week: Week) -> date:
        """Give the last day on which a week can be sent, corrected or taken back."""
        return week.plus(self.open_weeks).sunday


def in_force(versions: Iterable[Rules], monday: date) -> Rules:
    """Give the version in force on a Monday (the oldest for any before)."""
    known = sorted(versions, key=_begins)
    begun = [rules for rules in known if rules.valid_from <= monday]
    return begun[-1] if begun else known[0]


def _begins(rules: Rules) -> date:
    return rules.valid_from


@dataclass(frozen=True, slots=True)
class Theme:
    """How the organisation dresses the pages.

    :ivar name: what stands at the top of each page; the territory's own name when empty.
    :ivar colour: accent as `#rrggbb`, ignored where it does not reach the contrast owed.
    :ivar logo: a short text in place of an image, or "".
    """

    name: str = ""
    colour: str = ""
    logo: str = ""


@dataclass(frozen=True)
class Territory:
    """A département, usually, and the dated versions of its rules (at least one)."""

    id: int
    code: str
    name: str
    zone: ZoneInfo
    service_name: str = ""
    service_phone: str = ""
    theme: Theme = Theme()
    is_fictitious: bool = False
    rules: tuple[Rules, ...] = field(default=(Rules(),))

    @property
    def signature(self) -> str:
        """The name under what the service writes."""
        return self.service_name or self.theme.name or self.name

    def rules_of(self, week: Week) -> Rules:
        """Give the rules in force on the Monday of the week (the oldest for any week before)."""
        return in_force(self.rules, week.monday)

    def rules_to_come(self, week: Week) -> tuple[Rules, ...]:
        """Give the versions that hold from a later Monday on, the next one first."""
        later = (rules for rules in self.rules if rules.valid_from > week.monday)
        return tuple(sorted(later, key=_begins))

    def open_weeks(self, today: date) -> tuple[Week, ...]:
        """Give every week that can be sent on a day, each by its own rules, oldest first.

        They need not follow each other: where newer rules keep weeks open for less long, older weeks last.
        """
        this = Week.of(today)
        longest = max(rules.open_weeks for rules in self.rules)
        weeks = (this.plus(-back) for back in range(longest, -1, -1))
        return tuple(week for week in weeks if self.rules_of(week).is_open(week, today=today))
