"""The one definition of every total of a week."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.domain.story import ADVISER, OTHER_ADVISER, RULES, START, WEEK, Story, line
from xprsa.domain.catalogue import ActivityFamily
from xprsa.domain.content import Activity
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.review import LineState, Verdict
from xprsa.domain.rule import RuleBroken
from xprsa.domain.summary import Summary, summarise

NAMES = ("a", "b", "c")
some_lines = st.lists(
    st.builds(
        line,
        st.sampled_from(NAMES),
        st.sampled_from([0, 1, 60, 120]),
        kind=st.sampled_from(["training", "paid_work", "personal_steps"]),
    ),
    max_size=3,
    unique_by=lambda activity: activity.line,
)


def assert_adds_up(summary: Summary) -> None:
    parts = (summary.counted, summary.pending, summary.contested, summary.set_aside)
    assert summary.declared == sum(parts)
    assert min(parts) >= 0
    assert summary.declared == sum(summary.by_family.values())
    for reading in summary.lines:
        worth = (reading.counted, reading.pending, reading.contested, reading.set_aside)
        assert reading.activity.minutes == sum(worth)
        assert min(worth) >= 0


class AnyHistory(RuleBasedStateMachine):
    """Versions and moves in any order, time passing in between: totals always add up."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.seen: list[tuple[datetime, Summary | None]] = []

    @initialize(lines=some_lines)
    def first(self, lines: list[Activity]) -> None:
        self.story.send(*lines)

    @rule(lines=some_lines)
    def send(self, lines: list[Activity]) -> None:
        self.story.wait(seconds=1)
        self.story.send(*lines)

    @rule()
    @precondition(lambda self: self.story.declaration.current is not None)
    def send_the_same_again(self) -> None:
        current = self.story.declaration.current
        assert current is not None
        self.story.wait(seconds=1)
        self.story.send(*current.content.activities)

    @rule()
    @precondition(lambda self: self.story.declaration.current is not None)
    def withdraw(self) -> None:
        self.story.wait(seconds=1)
        self.story.withdraw()

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        self.story.wait(days=days)

    @rule(
        verdict=st.sampled_from(Verdict),
        minutes=st.none() | st.integers(-1, 121),
        by=st.sampled_from([None, ADVISER, OTHER_ADVISER]),
        data=st.data(),
    )
    @precondition(lambda self: bool(self.story.read()))
    def move(self, verdict: Verdict, minutes: int | None, by: int | None, data: st.DataObject) -> None:
        self.story.wait(seconds=1)
        name = data.draw(st.sampled_from([*self.story.read()]))
        decisions = list(self.story.decisions)
        try:
            self.story.move(verdict, name, minutes=minutes, by=by)
        except RuleBroken:
            assert self.story.decisions == decisions

    @rule(kept=st.integers(1, 59), data=st.data())
    @precondition(lambda self: any(line.activity.minutes >= 60 for line in self.story.read().values()))
    def adjust_then_contest(self, kept: int, data: st.DataObject) -> None:
        long = [name for name, line in self.story.read().items() if line.activity.minutes >= 60]
        name = data.draw(st.sampled_from(long))
        self.story.wait(seconds=1)
        self.story.move(
            Verdict.ADJUSTED, name, minutes=kept, by=100 + len(self.story.decisions)
        )  # never the same adviser twice
        self.story.wait(seconds=1)
        self.story.move(Verdict.CONTESTED, name)
        self.story.wait(seconds=1)

    @invariant()
    def totals_add_up(self) -> None:
        summary = self.story.summary()
        self.seen.append((self.story.now, summary))
        assert (summary is None) == (self.story.declaration.current is None)
        if summary is not None:
            assert_adds_up(summary)

    def teardown(self) -> None:
        """What was true at an instant is still what we say of that instant, whatever came since."""
        for (instant, before), (later, _) in pairwise(self.seen):
            assert instant == later or self.story.summary(as_of=instant) == before


AnyHistory.TestCase.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestAnyHistoryAddsUpAndNeverRewritesItsPast = AnyHistory.TestCase


def test_a_missing_week_has_no_summary_and_is_never_zero() -> None:
    assert Story().summary() is None


def test_a_withdrawn_week_has_no_summary() -> None:
    story = Story()
    story.send(line())
    story.withdraw()
    assert story.summary() is None


def test_no_activity_this_week_is_a_summary_of_zero() -> None:
    story = Story()
    story.send()
    summary = story.summary()
    assert summary is not None
    assert (summary.declared, summary.comparable, summary.lines) == (0, True, ())


def test_the_four_parts_add_up_to_what_was_declared() -> None:
    story = Story()
    story.send(
        *(line(name, 100) for name in ("unread", "counted", "adjusted", "asked", "aside", "contested"))
    )
    story.move(Verdict.COUNTED, "counted")
    story.move(Verdict.ADJUSTED, "adjusted", minutes=40)
    story.move(Verdict.ASKED, "asked")
    story.move(Verdict.SET_ASIDE, "aside")
    story.move(Verdict.ADJUSTED, "contested", minutes=30)
    story.move(Verdict.CONTESTED, "contested")
    summary = story.summary()
    assert summary is not None
    assert summary.declared == 600
    assert (summary.counted, summary.pending, summary.contested, summary.set_aside) == (170, 200, 70, 160)


def test_a_summary_says_which_week_version_and_target_it_is_of() -> None:
    story = Story()
    story.send(line())
    story.send(line(minutes=90))
    summary = story.summary()
    assert summary is not None
    assert (summary.week, summary.version, summary.declared, summary.target) == (WEEK, 2, 90, 900)


def test_a_cut_off_before_a_correction_still_sees_the_first_version() -> None:
    story = Story()
    story.send(line(minutes=60))
    story.wait(days=1)
    story.send(line(minutes=90))
    before = story.summary(as_of=START)
    assert before is not None
    assert (before.version, before.declared) == (1, 60)
    assert story.summary(as_of=START - timedelta(seconds=1)) is None


def test_a_cut_off_before_a_withdrawal_still_sees_the_week() -> None:
    story = Story()
    story.send(line(minutes=60))
    story.wait(days=1)
    story.withdraw()
    before = story.summary(as_of=START)
    assert before is not None
    assert before.declared == 60


def test_a_cut_off_before_a_decision_does_not_know_it() -> None:
    story = Story()
    story.send(line(minutes=60))
    story.wait(days=1)
    story.move(Verdict.SET_ASIDE)
    before = story.summary(as_of=START)
    assert before is not None
    assert (before.pending, before.set_aside) == (60, 0)
    assert before.lines[0].exchange == ()


def test_the_same_cut_off_gives_the_same_summary_however_late_it_is_computed() -> None:
    story = Story()
    story.send(line("a", 60), line("b", 30))
    story.wait(days=1)
    story.move(Verdict.ASKED, "b")
    cut_off = story.now
    first = story.summary(as_of=cut_off)
    story.wait(days=30)
    story.move(Verdict.ANSWERED, "b")
    story.send(line("a", 10))
    assert story.summary(as_of=cut_off) == first


def test_a_week_with_a_day_that_was_not_possible_is_not_comparable_and_does_not_say_why() -> None:
    story = Story()
    story.send(line(minutes=300), prevented=Prevented((5,), PreventedReason.HEALTH))
    summary = story.summary()
    assert summary is not None
    assert (summary.declared, summary.comparable) == (300, False)
    assert PreventedReason.HEALTH not in vars(summary).values()


def test_nothing_is_held_against_a_person_who_is_not_asked() -> None:
    story = Story()
    story.send(line())
    summary = summarise(story.declaration, (), rules=RULES, target=None, as_of=story.now)
    assert summary is not None
    assert summary.target is None


def test_families_hold_declared_minutes_whatever_was_decided() -> None:
    story = Story()
    story.send(line("a", 60), line("b", 30, kind="paid_work"))
    story.move(Verdict.SET_ASIDE, "a")
    summary = story.summary()
    assert summary is not None
    assert summary.by_family[ActivityFamily.PROJECT] == 60
    assert summary.by_family[ActivityFamily.WORK] == 30
    assert set(summary.by_family) == set(ActivityFamily)


@given(st.integers(0, 40))
def test_time_alone_only_ever_moves_minutes_from_pending_to_counted(days: int) -> None:
    story = Story()
    story.send(line("a", 60), line("b", 30), line("c", 20))
    story.move(Verdict.ASKED, "b")
    story.move(Verdict.SET_ASIDE, "c")
    now, later = story.summary(), story.summary(as_of=START + timedelta(days=days))
    assert now is not None
    assert later is not None
    assert later.counted >= now.counted
    assert later.counted + later.pending == now.counted + now.pending
    assert (later.contested, later.set_aside) == (now.contested, now.set_aside)


def test_a_shorter_delay_of_the_territory_counts_sooner() -> None:
    story = Story()
    story.send(line(minutes=60))
    after = START + timedelta(days=7)
    week_long = replace(RULES, tacit_days=7)
    counted = summarise(story.declaration, (), rules=week_long, target=900, as_of=after)
    pending = summarise(story.declaration, (), rules=RULES, target=900, as_of=after)
    assert counted is not None
    assert pending is not None
    assert (counted.counted, pending.counted) == (60, 0)
    assert counted.lines[0].state is LineState.COUNTED
