"""What a territory tells of a week: how many people, never how many hours, and never of fewer than eleven.

Everything is a count of people. A count is split into parts along a tree that never changes; a split is told
whole or not at all, and only where each of its parts holds `LEAST` people. Whatever can be worked out from
what is told is a sum of parts that are each large enough: whoever knows a part and the whole knows the rest,
which is a part as well. What implies something else stands below it in the tree, so that no difference of
two branches is a small group. The method and its source: docs/statistics.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from xprsa.domain.catalogue import ActivityFamily
from xprsa.domain.content import Content
from xprsa.domain.contest import contests_of
from xprsa.domain.declaration import Channel, Declaration
from xprsa.domain.prevented import PreventedReason
from xprsa.domain.review import BY_ADVISER, Decision
from xprsa.domain.territory import Rules

LEAST = 11  # people
ROUNDED_TO = 5  # people
AN_HOUR = 60  # minutes: a family is told of whoever declared at least so much in it


class WeekFact(StrEnum):
    """One thing that is true of a person that week."""

    ASKED = "asked"
    DECLARED = "declared"
    NOT_RECEIVED = "not_received"
    ONLINE = "online"
    OTHERWISE = "otherwise"
    WITH_HELP = "with_help"
    ON_PAPER = "on_paper"
    BY_PHONE = "by_phone"
    IN_FRENCH = "in_french"
    IN_ANOTHER_LANGUAGE = "in_another_language"
    ALL_DAYS_POSSIBLE = "all_days_possible"
    SOME_DAYS_NOT = "some_days_not"
    NOTHING_PROPOSED = "nothing_proposed"
    OTHER_REASON = "other_reason"
    WITH_ACTIVITY = "with_activity"
    WITHOUT_ACTIVITY = "without_activity"
    UNDER_15_HOURS = "under_15_hours"
    FROM_15_HOURS = "from_15_hours"
    UNDER_5_HOURS = "under_5_hours"
    FROM_5_HOURS = "from_5_hours"
    DECIDED = "decided"
    NOT_DECIDED = "not_decided"
    WITHIN_A_WEEK = "within_a_week"
    LATER = "later"
    CONTESTED = "contested"
    NOT_CONTESTED = "not_contested"
    CONTEST_ANSWERED = "contest_answered"
    CONTEST_NOT_ANSWERED = "contest_not_answered"
    MORE_COUNTED = "more_counted"
    NOT_MORE_COUNTED = "not_more_counted"
    WORK = "work"
    NO_WORK = "no_work"
    SEARCH = "search"
    NO_SEARCH = "no_search"
    PROJECT = "project"
    NO_PROJECT = "no_project"
    ACCESS = "access"
    NO_ACCESS = "no_access"
    OTHER = "other"
    NO_OTHER = "no_other"


@dataclass(frozen=True, slots=True)
class Split:
    """Whoever a fact is true of, in parts: exactly one part is true of each of them."""

    whole: WeekFact
    parts: tuple[WeekFact, ...]


_FAMILIES = {
    ActivityFamily.WORK: (WeekFact.WORK, WeekFact.NO_WORK),
    ActivityFamily.SEARCH: (WeekFact.SEARCH, WeekFact.NO_SEARCH),
    ActivityFamily.PROJECT: (WeekFact.PROJECT, WeekFact.NO_PROJECT),
    ActivityFamily.ACCESS: (WeekFact.ACCESS, WeekFact.NO_ACCESS),
    ActivityFamily.OTHER: (WeekFact.OTHER, WeekFact.NO_OTHER),
}
# Each below the split that its whole is a part of. A decision is about an activity, and a contest about a
# decision: what implies something stands below it, never beside it.
SPLITS = (
    Split(WeekFact.ASKED, (WeekFact.DECLARED, WeekFact.NOT_RECEIVED)),
    Split(WeekFact.DECLARED, (WeekFact.ONLINE, WeekFact.OTHERWISE)),
    Split(WeekFact.OTHERWISE, (WeekFact.WITH_HELP, WeekFact.ON_PAPER, WeekFact.BY_PHONE)),
    Split(WeekFact.DECLARED, (WeekFact.IN_FRENCH, WeekFact.IN_ANOTHER_LANGUAGE)),
    Split(WeekFact.DECLARED, (WeekFact.ALL_DAYS_POSSIBLE, WeekFact.SOME_DAYS_NOT)),
    Split(WeekFact.SOME_DAYS_NOT, (WeekFact.NOTHING_PROPOSED, WeekFact.OTHER_REASON)),
    Split(WeekFact.DECLARED, (WeekFact.WITH_ACTIVITY, WeekFact.WITHOUT_ACTIVITY)),
    *(Split(WeekFact.WITH_ACTIVITY, parts) for parts in _FAMILIES.values()),
    Split(WeekFact.WITH_ACTIVITY, (WeekFact.FROM_15_HOURS, WeekFact.UNDER_15_HOURS)),
    Split(WeekFact.UNDER_15_HOURS, (WeekFact.FROM_5_HOURS, WeekFact.UNDER_5_HOURS)),
    Split(WeekFact.WITH_ACTIVITY, (WeekFact.DECIDED, WeekFact.NOT_DECIDED)),
    Split(WeekFact.DECIDED, (WeekFact.WITHIN_A_WEEK, WeekFact.LATER)),
    Split(WeekFact.DECIDED, (WeekFact.CONTESTED, WeekFact.NOT_CONTESTED)),
    Split(WeekFact.CONTESTED, (WeekFact.CONTEST_ANSWERED, WeekFact.CONTEST_NOT_ANSWERED)),
    Split(WeekFact.CONTEST_ANSWERED, (WeekFact.MORE_COUNTED, WeekFact.NOT_MORE_COUNTED)),
)
_CHANNELS = {
    Channel.WEB: (WeekFact.ONLINE,),
    Channel.ASSISTED: (WeekFact.OTHERWISE, WeekFact.WITH_HELP),
    Channel.PAPER: (WeekFact.OTHERWISE, WeekFact.ON_PAPER),
    Channel.PHONE: (WeekFact.OTHERWISE, WeekFact.BY_PHONE),
}
Counts = Mapping[WeekFact, int]
_Facts = Iterator[WeekFact]


def facts_of(
    declaration: Declaration | None, decisions: Sequence[Decision], *, rules: Rules, language: str
) -> frozenset[WeekFact]:
    """Give what is true of a person who was asked to declare a week.

    :param declaration: None when nothing was ever sent.
    :param decisions: every move on the week.
    :param rules: the territory's rules in force that week.
    :param language: BCP 47 tag of the language that the person reads.
    """
    if declaration is None or declaration.current is None:
        return frozenset({WeekFact.ASKED, WeekFact.NOT_RECEIVED})
    current = declaration.current
    found = {WeekFact.ASKED, WeekFact.DECLARED, *_CHANNELS[current.channel]}
    found.add(WeekFact.IN_FRENCH if language == "fr" else WeekFact.IN_ANOTHER_LANGUAGE)
    found.update(_of_days(current.content))
    found.update(_of_hours(current.content, rules))
    if WeekFact.WITH_ACTIVITY in found:
        found.update(_of_answers(declaration, decisions))
    return frozenset(found)


def _of_days(content: Content) -> _Facts:
    if content.prevented is None:
        yield WeekFact.ALL_DAYS_POSSIBLE
        return
    yield WeekFact.SOME_DAYS_NOT
    is_ours = content.prevented.reason is PreventedReason.NO_OFFER
    yield WeekFact.NOTHING_PROPOSED if is_ours else WeekFact.OTHER_REASON


def _of_hours(content: Content, rules: Rules) -> _Facts:
    if not content.minutes:
        yield WeekFact.WITHOUT_ACTIVITY
        return
    yield WeekFact.WITH_ACTIVITY
    if content.minutes >= 15 * AN_HOUR:
        yield WeekFact.FROM_15_HOURS
    else:
        yield WeekFact.UNDER_15_HOURS
        yield WeekFact.FROM_5_HOURS if content.minutes >= 5 * AN_HOUR else WeekFact.UNDER_5_HOURS
    for family, minutes in content.by_family(rules.catalogue).items():
        some, none = _FAMILIES[family]
        yield some if minutes >= AN_HOUR else none


def _of_answers(declaration: Declaration, decisions: Sequence[Decision]) -> _Facts:
    """Yield what we did of it: whoever asked, counted, lowered or set aside answered, not whoever waited."""
    ours = [move for move in decisions if move.verdict in BY_ADVISER]
    if not ours:
        yield WeekFact.NOT_DECIDED
        return
    yield WeekFact.DECIDED
    waited = min(move.at for move in ours) - declaration.versions[0].sent_at
    yield WeekFact.WITHIN_A_WEEK if waited <= timedelta(days=7) else WeekFact.LATER
    contests = contests_of(declaration, decisions)
    if not contests:
        yield WeekFact.NOT_CONTESTED
        return
    yield WeekFact.CONTESTED
    answered = [contest for contest in contests if contest.answer is not None]
    if not answered:
        yield WeekFact.CONTEST_NOT_ANSWERED
        return
    yield WeekFact.CONTEST_ANSWERED
    is_more = any(contest.counted > contest.kept for contest in answered)
    yield WeekFact.MORE_COUNTED if is_more else WeekFact.NOT_MORE_COUNTED


def told(counts: Counts) -> dict[WeekFact, int]:
    """Give the counts that may be told of some people: nothing when they are fewer than `LEAST`."""
    if counts.get(WeekFact.ASKED, 0) < LEAST:
        return {}
    known = _told_below(WeekFact.ASKED, (counts,))
    return {fact: counts[fact] for fact in WeekFact if fact in known}


def told_apart(groups: Sequence[Counts]) -> tuple[dict[WeekFact, int], ...]:
    """Give what may be told of each of several groups of people, which make the territory together.

    A split is told of every group or of none: of one alone, the others would be a difference.
    """
    if len(groups) < 2 or any(counts.get(WeekFact.ASKED, 0) < LEAST for counts in groups):
        return ()
    known = _told_below(WeekFact.ASKED, groups)
    return tuple({fact: counts[fact] for fact in WeekFact if fact in known} for counts in groups)


def _told_below(whole: WeekFact, groups: Sequence[Counts]) -> set[WeekFact]:
    """Give a fact that is told, and all that may be told below it, of each group."""
    found = {whole}
    for split in SPLITS:
        is_large = all(counts.get(part, 0) >= LEAST for counts in groups for part in split.parts)
        if split.whole is whole and is_large:
            found.update(*(_told_below(part, groups) for part in split.parts))
    return found


def rounded(count: int, *, draw: Callable[[int], int]) -> int:
    """Round a count to a multiple of `ROUNDED_TO`, up as often as it is near to it: right on average.

    Always to the nearest, whoever knows all but one of a group would read that one where the group crosses a
    boundary.

    :param draw: gives a number from 0 to one below its argument, which nobody foresees.
    """
    over = count % ROUNDED_TO
    return count - over + (ROUNDED_TO if draw(ROUNDED_TO) < over else 0)
