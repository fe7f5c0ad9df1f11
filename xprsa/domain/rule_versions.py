"""How a territory's rules follow each other: what may be set, and from when a version may begin or go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.territory import Rules, in_force
from xprsa.domain.week import Week

# A day before it begins, every process has read a version, and no week of its own was sent.
NOTICE = timedelta(days=1)
MOST_WEEKS_AHEAD = 52  # as far as a year is planned


@dataclass(frozen=True, slots=True)
class RuleField:
    """A number that a territory sets.

    :ivar code: its name in `Rules`, in the published form, and on the page.
    :ivar one: its unit, of one; `many` of several.
    :ivar lowest: the bounds, both included, and in a few words why they are there.
    :ivar tells: what it does, with `{value}` in place of the number and its unit.
    """

    code: str
    label: str
    one: str
    many: str
    lowest: int
    highest: int
    because: str
    tells: str

    def of(self, rules: Rules) -> int:
        """Give the number that a version sets."""
        return int(getattr(rules, self.code))

    def allows(self, number: int) -> bool:
        """Tell whether a number is within the bounds."""
        return self.lowest <= number <= self.highest


# Every number of `Rules`, in the order of the page and of the published form; a test compares.
RULE_FIELDS = (
    RuleField(
        "open_weeks",
        "Semaines encore ouvertes",
        "semaine",
        "semaines",
        2,
        8,
        "l’accueil propose la semaine dernière, et un brouillon est gardé neuf semaines",
        "Une semaine se déclare et se corrige encore {value} après.",
    ),
    RuleField(
        "tacit_days",
        "Délai de lecture",
        "jour",
        "jours",
        7,
        30,
        "plus court, personne n’a le temps de lire ; plus long, la personne attend trop",
        "Ce que personne n’a lu sous {value} est compté.",
    ),
    RuleField(
        "silent_weeks",
        "Semaines sans nouvelles",
        "semaine",
        "semaines",
        2,
        8,
        "une seule semaine s’oublie ; après deux mois, appeler vient trop tard",
        "Après {value} de suite sans déclaration, un appel est proposé au référent.",
    ),
    RuleField(
        "again_days",
        "Délai avant un autre appel",
        "jour",
        "jours",
        1,
        60,
        "le même jour, on dérange ; après deux mois, la personne est oubliée",
        "Après un appel ou une visite, un autre appel est proposé au bout de {value}.",
    ),
)


def version_of(base: Rules, *, begins: date, numbers: Mapping[str, int]) -> Rules:
    """Give a version that sets some numbers from a day on; all else as in another."""
    changed: dict[str, Any] = dict(numbers)
    return replace(base, id=0, valid_from=begins, **changed)


def first_possible(today: date) -> Week:
    """Give the first week with which a new version may begin: none that has begun, and not at a day's notice.

    :param today: on the territory's clock.
    """
    return Week.of(today + NOTICE).plus(1)


def last_possible(today: date) -> Week:
    """Give the last week with which a new version may begin."""
    return Week.of(today).plus(MOST_WEEKS_AHEAD)


def check_new(rules: Rules, *, known: Sequence[Rules], today: date) -> None:
    """Refuse a version that could change a week already begun, or that changes nothing.

    A week keeps the rules of its Monday: whoever sent it did so under them.

    :param known: every version of the territory, in any order.
    :param today: on the territory's clock.
    :raises RuleBroken: RULE_OUT_OF_BOUNDS about the field, RULES_NOT_ON_MONDAY, RULES_TOO_SOON about the
        first day possible, RULES_TOO_FAR about the last one, RULES_SAME_DAY when another version begins
        that day, RULES_UNCHANGED.
    """
    for field in RULE_FIELDS:
        if not field.allows(field.of(rules)):
            raise RuleBroken(Reason.RULE_OUT_OF_BOUNDS, field.code)
    begins, first, last = rules.valid_from, first_possible(today).monday, last_possible(today).monday
    if begins < first:
        raise RuleBroken(Reason.RULES_TOO_SOON, first.isoformat())
    if begins > last:
        raise RuleBroken(Reason.RULES_TOO_FAR, last.isoformat())
    if begins.isoweekday() != 1:
        raise RuleBroken(Reason.RULES_NOT_ON_MONDAY)
    if begins in {version.valid_from for version in known}:
        raise RuleBroken(Reason.RULES_SAME_DAY)
    if says_the_same(rules, in_force(known, begins)):
        raise RuleBroken(Reason.RULES_UNCHANGED)


def check_withdrawal(begins: date, *, known: Sequence[Rules], today: date) -> Rules:
    """Give the version that begins on a day, unless it may no longer be withdrawn.

    :raises RuleBroken: RULES_GONE when none begins that day; RULES_BEGUN when it is in force, begins within
        a day, or is the only one.
    """
    found = [version for version in known if version.valid_from == begins]
    if not found:
        raise RuleBroken(Reason.RULES_GONE)
    if begins < first_possible(today).monday or len(known) == 1:
        raise RuleBroken(Reason.RULES_BEGUN)
    return found[0]


def says_the_same(one: Rules, other: Rules) -> bool:
    """Tell whether two versions decide alike, whenever they begin."""
    return not changes(one, other) and one.catalogue == other.catalogue


def changes(before: Rules, after: Rules) -> tuple[RuleField, ...]:
    """Give the numbers that differ between two versions."""
    return tuple(field for field in RULE_FIELDS if field.of(before) != field.of(after))


def follows(begins: date, known: Iterable[Rules]) -> Rules | None:
    """Give the version that comes next after a day, or None."""
    later = [version for version in known if version.valid_from > begins]
    return min(later, key=lambda version: version.valid_from, default=None)
