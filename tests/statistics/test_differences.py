"""Whoever subtracts all that was told from all that was told finds no group of fewer than eleven people."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import activity, content
from xprsa.domain import statistic
from xprsa.domain.catalogue import ActivityFamily
from xprsa.domain.content import Content
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.review import Decision, Verdict
from xprsa.domain.statistic import LEAST, ROUNDED_TO, SPLITS, Split, WeekFact, facts_of, told, told_apart
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week

WEEK, SENT = Week(2026, 40), datetime(2026, 10, 5, 9, tzinfo=UTC)
RULES = Rules()
KINDS = {kind.family: kind.code for kind in reversed(RULES.catalogue.kinds)}
HOURS = ((), ("2 h",), ("40 min",), ("6 h",), ("16 h",))
STORIES: tuple[tuple[tuple[Verdict, float], ...], ...] = (
    (),
    ((Verdict.COUNTED, 2),),
    ((Verdict.ASKED, 10),),
    ((Verdict.SET_ASIDE, 2), (Verdict.CONTESTED, 3)),
    ((Verdict.SET_ASIDE, 9), (Verdict.CONTESTED, 12), (Verdict.COUNTED, 20)),
    ((Verdict.SET_ASIDE, 2), (Verdict.CONTESTED, 3), (Verdict.SET_ASIDE, 4)),
)
_BY = {Verdict.CONTESTED: 1}
People = tuple[frozenset[WeekFact], ...]


@cache
def possible() -> tuple[frozenset[WeekFact], ...]:
    """Everything that the counting can say of anybody: made by the counting itself, of whole weeks."""
    found = {facts_of(None, (), rules=RULES, language="fr")}
    reasons = (None, *(Prevented((1,), reason) for reason in (PreventedReason.NO_OFFER, None)))
    for family, hours, prevented, story in product(ActivityFamily, HOURS, reasons, STORIES):
        lines = tuple(activity(KINDS[family], duration) for duration in hours)
        said = content(*lines, prevented=prevented)
        for channel, language in product(Channel, ("fr", "ar")):
            found.add(_facts(said, story, channel=channel, language=language))
    both = content(*(activity(KINDS[family], "8 h") for family in ActivityFamily))
    found.update(_facts(both, story, channel=Channel.WEB, language="fr") for story in STORIES)
    return tuple(sorted(found, key=sorted))


def _facts(
    said: Content, story: tuple[tuple[Verdict, float], ...], *, channel: Channel, language: str
) -> frozenset[WeekFact]:
    version = Version(
        number=1, content=said, sent_at=SENT, channel=channel, entered_by=1, rules=0, target_minutes=900
    )
    line = said.activities[0].line if said.activities else ""
    moves = [
        Decision(line, 1, verdict, by=_BY.get(verdict, 2 + place), at=SENT + timedelta(days=days), words="x")
        for place, (verdict, days) in enumerate(story)
        if line
    ]
    return facts_of(Declaration(1, WEEK, (version,)), moves, rules=RULES, language=language)


def counts_of(people: Iterable[frozenset[WeekFact]]) -> Counter[WeekFact]:
    found: Counter[WeekFact] = Counter()
    for facts in people:
        found.update(facts)
    return found


@st.composite
def crowds(draw: st.DrawFn) -> People:
    """Some dozens to some hundreds of possible people, in groups of one kind: small ones too."""
    kinds = draw(st.lists(st.sampled_from(possible()), min_size=1, max_size=12, unique=True))
    sizes = draw(st.lists(st.integers(0, 40), min_size=len(kinds), max_size=len(kinds)))
    return tuple(facts for facts, size in zip(kinds, sizes, strict=True) for _ in range(size))


@dataclass(frozen=True)
class Cell:
    """A group that somebody can speak of: those of whom one fact is true, and perhaps another is not."""

    inside: WeekFact
    outside: WeekFact | None


@cache
def inside_of() -> frozenset[tuple[WeekFact, WeekFact]]:
    """Give the pairs (small, great) where the first never holds without the second, of anybody possible."""
    return frozenset(
        (small, great)
        for small, great in product(WeekFact, repeat=2)
        if small is not great
        and any(great in facts and small not in facts for facts in possible())
        and any(small in facts for facts in possible())
        and all(great in facts for facts in possible() if small in facts)
    )


def cells(shown: Mapping[WeekFact, int]) -> Iterable[Cell]:
    """Give the groups that can be computed from what is shown: told ones, and each rest of two of them."""
    for fact in shown:
        yield Cell(fact, None)
    for small, great in inside_of():
        if small in shown and great in shown:
            yield Cell(great, small)


def size(cell: Cell, people: Iterable[frozenset[WeekFact]]) -> int:
    return sum(cell.inside in facts and cell.outside not in facts for facts in people)


def small_groups(shown: Mapping[WeekFact, int], people: People) -> list[tuple[Cell, int]]:
    """Give what an attacker finds: groups of one to ten people, or of nobody, whose size they can compute."""
    found = ((cell, size(cell, people)) for cell in cells(shown))
    return [(cell, many) for cell, many in found if many < LEAST]


@given(crowds())
def test_no_difference_of_two_figures_is_a_small_group(people: People) -> None:
    assert small_groups(told(counts_of(people)), people) == []


@given(st.lists(crowds(), min_size=2, max_size=4))
def test_nor_is_one_of_two_organisations_or_of_one_and_the_territory(groups: list[People]) -> None:
    everybody = tuple(facts for people in groups for facts in people)
    whole, apart = told(counts_of(everybody)), told_apart([counts_of(people) for people in groups])
    for shown, people in zip(apart, groups, strict=False):
        assert small_groups(shown, people) == []
        assert shown.keys() <= whole.keys()
    for one, other in combinations(range(len(apart)), 2):  # the others, out of the territory
        rest = [people for place, people in enumerate(groups) if place not in (one, other)]
        left = tuple(facts for people in rest for facts in people)
        shared = {fact: 1 for fact in whole if fact in apart[one] and fact in apart[other]}
        assert not left or small_groups(shared, left) == []


@given(crowds(), crowds(), st.data())
def test_two_weeks_beside_each_other_tell_no_small_group(
    first: People, second: People, data: st.DataObject
) -> None:
    """What was told of each is all that both tell: a person is in both weeks, a figure in one."""
    draw = st.integers(0, ROUNDED_TO - 1)
    shown = [
        {fact: statistic.rounded(many, draw=lambda _: data.draw(draw)) for fact, many in told(counts).items()}
        for counts in (counts_of(first), counts_of(second))
    ]
    for fact in shown[0].keys() & shown[1].keys():
        apart = abs(shown[0][fact] - shown[1][fact])
        true = abs(counts_of(first)[fact] - counts_of(second)[fact])
        assert abs(apart - true) <= 2 * (ROUNDED_TO - 1)  # never better known than to within eight


def test_an_increase_of_one_person_is_never_read_in_the_rounded_figure() -> None:
    """Every figure that one count may be told as, its neighbour may be told as too, but for a multiple."""
    for count in range(LEAST, 60):
        mine = {statistic.rounded(count, draw=lambda _, drawn=drawn: drawn) for drawn in range(ROUNDED_TO)}
        next_ = {
            statistic.rounded(count + 1, draw=lambda _, drawn=drawn: drawn) for drawn in range(ROUNDED_TO)
        }
        assert mine & next_


def test_the_rounding_is_right_on_average() -> None:
    for count in range(LEAST, 40):
        drawn = [statistic.rounded(count, draw=lambda _, d=d: d) for d in range(ROUNDED_TO)]
        assert sum(drawn) == count * ROUNDED_TO
        assert all(told % ROUNDED_TO == 0 and abs(told - count) < ROUNDED_TO for told in drawn)


def test_each_part_stands_once_and_each_whole_is_a_part_or_everybody() -> None:
    parts = [part for split in SPLITS for part in split.parts]
    assert len(parts) == len(set(parts))
    assert {*parts, WeekFact.ASKED} == set(WeekFact)
    known = {WeekFact.ASKED}
    for split in SPLITS:
        assert split.whole in known
        known.update(split.parts)


def test_of_everybody_possible_exactly_one_part_of_each_whole_is_true() -> None:
    for facts, split in product(possible(), SPLITS):
        assert sum(part in facts for part in split.parts) == (split.whole in facts)
    assert {fact for facts in possible() for fact in facts} == set(WeekFact)


def _finer(counts: Mapping[WeekFact, int]) -> dict[WeekFact, int]:
    """A telling that looks at each part alone, and not at what it leaves."""
    return {fact: many for fact, many in counts.items() if many >= LEAST}


def _lower(counts: Mapping[WeekFact, int]) -> dict[WeekFact, int]:
    """A telling whose least group is ten."""
    return {fact: many for fact, many in counts.items() if many >= LEAST - 1}


@pytest.mark.parametrize("weak", [_finer, _lower])
def test_the_attack_finds_a_small_group_once_a_rule_is_taken_out(
    weak: Callable[[Mapping[WeekFact, int]], dict[WeekFact, int]],
) -> None:
    asked = [facts for facts in possible() if WeekFact.ONLINE in facts][:1] * 40
    people = (*asked, *([frozenset({WeekFact.ASKED, WeekFact.NOT_RECEIVED})] * 10))
    assert small_groups(weak(counts_of(people)), people)
    assert small_groups(told(counts_of(people)), people) == []


def test_the_attack_finds_what_implies_something_and_stands_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """« Nothing was proposed » lies inside « days were impossible »: beside it, the difference tells."""
    beside = tuple(
        Split(WeekFact.DECLARED, split.parts) if split.whole is WeekFact.SOME_DAYS_NOT else split
        for split in SPLITS
    )
    monkeypatch.setattr(statistic, "SPLITS", beside)
    prevented = next(facts for facts in possible() if WeekFact.NOTHING_PROPOSED in facts)
    other = next(facts for facts in possible() if WeekFact.OTHER_REASON in facts)
    free = next(facts for facts in possible() if WeekFact.ALL_DAYS_POSSIBLE in facts)
    silent = frozenset({WeekFact.ASKED, WeekFact.NOT_RECEIVED})
    people = (*[prevented] * 20, *[other] * 3, *[free] * 30, *[silent] * 20)
    counts = counts_of(people)
    assert small_groups(told(counts), people) == []
    counts[WeekFact.OTHER_REASON] = LEAST  # whoever tells the one part without a look at the other
    shown = told(counts)
    del shown[WeekFact.OTHER_REASON]
    assert (Cell(WeekFact.SOME_DAYS_NOT, WeekFact.NOTHING_PROPOSED), 3) in small_groups(shown, people)
