"""What a person says of a week, and the moves that are allowed on it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain, combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.domain.story import PERSON, RULES, START, WEEK, Story, line, version
from xprsa.domain.catalogue import STARTING_CATALOGUE, ActivityFamily, Catalogue
from xprsa.domain.content import MOST_LINES, Activity, Content, check
from xprsa.domain.declaration import Declaration
from xprsa.domain.duration import DAY_MINUTES, WEEK_MINUTES
from xprsa.domain.prevented import REASON_LABELS, WHOLE_WEEK, Prevented, PreventedReason
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week

EVERY_SET_OF_DAYS = tuple(chain.from_iterable(combinations(WHOLE_WEEK, size) for size in range(1, 8)))
TODAY = date(2026, 11, 24)  # Tuesday of 2026-W48


def refusal(content: Content, catalogue: Catalogue = STARTING_CATALOGUE) -> RuleBroken | None:
    try:
        check(content, catalogue)
    except RuleBroken as broken:
        return broken
    return None


def reason(content: Content, catalogue: Catalogue = STARTING_CATALOGUE) -> Reason | None:
    broken = refusal(content, catalogue)
    return broken.reason if broken else None


def send(
    declaration: Declaration, content: Content, *, based_on: int | None = None, today: date = TODAY
) -> Declaration:
    return declaration.send(
        version(content),
        based_on=declaration.shown if based_on is None else based_on,
        rules=RULES,
        today=today,
    )


# What cannot be a week


def test_an_empty_week_is_a_declaration_of_zero() -> None:
    assert reason(Content()) is None
    sent = send(Declaration(PERSON, WEEK), Content())
    assert sent.current is not None
    assert sent.current.content.minutes == 0


def test_hours_stand_beside_days_that_were_not_possible() -> None:
    assert reason(Content((line(minutes=600),), Prevented(WHOLE_WEEK, PreventedReason.HEALTH))) is None


def test_a_line_of_25_hours_in_one_day_is_refused_and_named() -> None:
    broken = refusal(Content((line("a", 60), line("b", 25 * 60, days=(2,)))))
    assert broken is not None
    assert (broken.reason, broken.about) == (Reason.DAY_OVERFULL, "b")


def test_a_line_of_25_hours_without_a_day_is_accepted() -> None:
    assert reason(Content((line(minutes=25 * 60),))) is None


def test_a_day_of_24_hours_is_accepted_to_the_minute() -> None:
    full = line("a", DAY_MINUTES, days=(3,))
    assert reason(Content((full, line("b", 0, days=(3,))))) is None
    assert reason(Content((full, line("b", 1, days=(3,))))) is Reason.DAY_OVERFULL


def test_two_lines_of_two_days_each_can_overfill_the_three_days_they_share() -> None:
    both = Content((line("a", 2_160, days=(1, 2)), line("b", 2_161, days=(2, 3))))
    assert reason(both) is Reason.DAY_OVERFULL


@pytest.mark.parametrize(
    "lines",
    [(line(minutes=WEEK_MINUTES), line("b", 1)), (line("a", 5_041), line("b", 5_040, days=WHOLE_WEEK))],
)
def test_169_hours_are_no_week(lines: tuple[Activity, ...]) -> None:
    assert reason(Content(lines)) is Reason.WEEK_OVERFULL


def test_168_hours_are_a_week() -> None:
    assert reason(Content((line(minutes=WEEK_MINUTES),))) is None


def test_ten_thousand_lines_are_too_many() -> None:
    lines = tuple(line(f"l{number}", 1) for number in range(10_000))
    assert reason(Content(lines)) is Reason.TOO_MANY_LINES
    assert reason(Content(lines[:MOST_LINES])) is None


def test_an_unknown_kind_is_refused_and_its_line_named() -> None:
    broken = refusal(Content((line("a"), line("b", kind="sleeping"))))
    assert broken is not None
    assert (broken.reason, broken.about) == (Reason.UNKNOWN_KIND, "b")


def test_the_same_line_twice_is_refused() -> None:
    broken = refusal(Content((line("a", 60), line("a", 30))))
    assert broken is not None
    assert (broken.reason, broken.about) == (Reason.LINE_TWICE, "a")


def test_not_possible_without_a_day_says_nothing() -> None:
    assert reason(Content(prevented=Prevented(()))) is Reason.NOTHING_SAID


@pytest.mark.parametrize("minutes", [-1, -600, WEEK_MINUTES + 1])
def test_a_line_of_less_than_nothing_or_more_than_a_week_cannot_be_made(minutes: int) -> None:
    with pytest.raises(ValueError, match="minutes"):
        line(minutes=minutes)


@pytest.mark.parametrize("days", [(0,), (8,), (2, 1), (1, 1), (-1,)])
def test_days_are_iso_days_in_order_each_once(days: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="days"):
        line(days=days)
    with pytest.raises(ValueError, match="days"):
        Prevented(days)


some_lines = st.lists(
    st.tuples(
        st.sets(st.integers(1, 7)).map(lambda days: tuple(sorted(days))),
        st.integers(0, 2_000) | st.sampled_from([1_440, 1_441, 2_880, 2_881]),
    ),
    max_size=8,
)


@given(some_lines)
@example([((1, 2), 1_440), ((2, 3), 1_440), ((1, 3), 1_440)])
@example([((1, 2), 1_440), ((2, 3), 1_440), ((1, 3), 1_441)])
@settings(max_examples=400)
def test_24_hours_a_day_hold_for_each_of_the_127_sets_of_days(
    lines: list[tuple[tuple[int, ...], int]],
) -> None:
    content = Content(tuple(line(f"l{n}", minutes, days=days) for n, (days, minutes) in enumerate(lines)))
    overfull = any(
        sum(minutes for days, minutes in lines if days and set(days) <= set(chosen))
        > DAY_MINUTES * len(chosen)
        for chosen in EVERY_SET_OF_DAYS
    )
    if content.minutes > WEEK_MINUTES:
        assert reason(content) is Reason.WEEK_OVERFULL
    else:
        assert (reason(content) is Reason.DAY_OVERFULL) == overfull


def test_there_are_127_sets_of_days() -> None:
    assert len(set(EVERY_SET_OF_DAYS)) == 127


def test_forty_lines_on_every_kind_of_days_are_checked_at_once() -> None:
    lines = tuple(line(f"l{n}", 200, days=EVERY_SET_OF_DAYS[(n * 37) % 127]) for n in range(MOST_LINES))
    assert reason(Content(lines)) is None


# Kinds withdrawn since


WITHOUT_TRAINING = Catalogue(
    tuple(replace(kind, offered=kind.code != "training") for kind in STARTING_CATALOGUE.kinds)
)


def test_a_kind_withdrawn_since_is_refused_in_a_new_week() -> None:
    broken = refusal(Content((line("a", kind="training"),)), WITHOUT_TRAINING)
    assert broken is not None
    assert (broken.reason, broken.about) == (Reason.KIND_WITHDRAWN, "a")


def test_a_kind_withdrawn_since_stays_acceptable_when_the_same_week_is_corrected() -> None:
    sent = send(Declaration(PERSON, WEEK), Content((line(kind="training"),)))
    corrected = sent.send(
        version(Content((line(minutes=90, kind="training"),))),
        based_on=1,
        rules=replace(RULES, catalogue=WITHOUT_TRAINING),
        today=TODAY,
    )
    assert corrected.base == 2


# When a week can be sent


def test_a_week_that_has_not_begun_is_refused() -> None:
    with pytest.raises(RuleBroken) as caught:
        Rules(open_weeks=8).check_open(WEEK.plus(2), today=TODAY)
    assert caught.value.reason is Reason.WEEK_NOT_BEGUN


def test_the_current_week_can_be_sent_from_its_monday() -> None:
    sent = send(Declaration(PERSON, WEEK), Content((line(),)), today=WEEK.monday)
    assert sent.base == 1
    with pytest.raises(RuleBroken) as caught:
        send(Declaration(PERSON, WEEK), Content(), today=WEEK.monday - timedelta(days=1))
    assert caught.value.reason is Reason.WEEK_NOT_BEGUN


def test_a_past_week_stays_open_for_eight_weeks_and_not_a_day_more() -> None:
    last = Rules(open_weeks=8).last_day_to_send(WEEK)
    assert last == date(2027, 1, 17)
    assert send(Declaration(PERSON, WEEK), Content(), today=last).base == 1
    with pytest.raises(RuleBroken) as caught:
        send(Declaration(PERSON, WEEK), Content(), today=last + timedelta(days=1))
    assert caught.value.reason is Reason.WEEK_CLOSED


@given(
    st.integers(2_500, 3_200).map(Week.from_ordinal),
    st.integers(0, 60),
    st.sampled_from(["first", "last"]),
    st.integers(min_value=-15, max_value=15),
)
def test_a_week_is_open_from_its_monday_to_its_last_day(
    week: Week, open_weeks: int, edge: str, later: int
) -> None:
    rules = Rules(open_weeks=open_weeks)
    at = week.monday if edge == "first" else rules.last_day_to_send(week)
    today = at + timedelta(days=later)
    is_open = week.monday <= today <= rules.last_day_to_send(week)
    try:
        rules.check_open(week, today=today)
        accepted = True
    except RuleBroken:
        accepted = False
    assert accepted == is_open


# Versions


def test_the_first_version_is_number_one_and_stands() -> None:
    sent = send(Declaration(PERSON, WEEK), Content((line(),)))
    assert sent.current is not None
    assert (sent.current.number, sent.base) == (1, 1)


def test_a_correction_adds_a_version_and_leaves_the_first_readable() -> None:
    first = send(Declaration(PERSON, WEEK), Content((line(minutes=60),)))
    second = send(first, Content((line(minutes=90),)))
    assert second.versions[0] == first.versions[0]
    assert [sent.content.minutes for sent in second.versions] == [60, 90]
    assert second.current is not None
    assert second.current.number == 2
    assert first.base == 1


@pytest.mark.parametrize("based_on", [0, 2, -1])
def test_a_version_written_on_another_than_the_last_is_stale(based_on: int) -> None:
    sent = send(Declaration(PERSON, WEEK), Content((line(),)))
    with pytest.raises(RuleBroken) as caught:
        send(sent, Content(), based_on=based_on)
    assert caught.value.reason is Reason.STALE_VERSION


def test_a_withdrawn_week_is_to_declare_again_and_keeps_its_versions() -> None:
    sent = send(Declaration(PERSON, WEEK), Content((line(),)))
    withdrawn = sent.withdraw(START + timedelta(hours=1), based_on=1)
    assert withdrawn.current is None
    assert withdrawn.base == 1
    assert withdrawn.versions[0].content == sent.versions[0].content


def test_a_withdrawn_week_can_be_sent_again_as_the_next_version() -> None:
    sent = send(Declaration(PERSON, WEEK), Content((line(),)))
    again = send(sent.withdraw(START + timedelta(hours=1), based_on=1), Content((line(minutes=30),)))
    assert again.current is not None
    assert (again.current.number, again.current.withdrawn_at) == (2, None)
    assert again.versions[0].withdrawn_at == START + timedelta(hours=1)


@pytest.mark.parametrize("based_on", [1, 0, -2])
def test_a_text_written_before_the_week_was_taken_back_is_stale(based_on: int) -> None:
    withdrawn = send(Declaration(PERSON, WEEK), Content()).withdraw(START, based_on=1)
    assert withdrawn.shown == -1
    with pytest.raises(RuleBroken) as caught:
        send(withdrawn, Content((line(),)), based_on=based_on)
    assert caught.value.reason is Reason.STALE_VERSION


def test_what_was_never_sent_cannot_be_withdrawn() -> None:
    with pytest.raises(RuleBroken) as caught:
        Declaration(PERSON, WEEK).withdraw(START, based_on=0)
    assert caught.value.reason is Reason.NOTHING_TO_WITHDRAW


def test_a_week_withdrawn_twice_is_withdrawn_once() -> None:
    withdrawn = send(Declaration(PERSON, WEEK), Content()).withdraw(START, based_on=1)
    assert withdrawn.withdraw(START + timedelta(hours=1), based_on=1) == withdrawn


@pytest.mark.parametrize("based_on", [0, 1, 3])
def test_to_withdraw_another_version_than_the_last_is_stale(based_on: int) -> None:
    sent = send(send(Declaration(PERSON, WEEK), Content()), Content((line(),)))
    with pytest.raises(RuleBroken) as caught:
        sent.withdraw(START, based_on=based_on)
    assert caught.value.reason is Reason.STALE_VERSION


def test_nothing_is_decided_of_a_week_that_its_person_took_back() -> None:
    withdrawn = send(Declaration(PERSON, WEEK), Content()).withdraw(START, based_on=1)
    with pytest.raises(RuleBroken) as caught:
        withdrawn.standing(seen=1)
    assert caught.value.reason is Reason.NOT_SENT


# As it stood at an instant


def history(steps: list[tuple[str, int]]) -> Declaration:
    story = Story()
    for step, minutes in steps:
        story.wait(hours=1)
        if step == "send":
            story.send(line(minutes=minutes))
        elif story.declaration.current is not None:
            story.withdraw()
    return story.declaration


histories = st.lists(
    st.tuples(st.sampled_from(["send", "send", "withdraw"]), st.integers(0, 600)), max_size=8
).map(history)
instants = st.integers(0, 600).map(lambda minutes: START + timedelta(minutes=minutes))


@given(histories, instants, instants)
def test_looking_back_from_a_later_instant_changes_nothing_before(
    declaration: Declaration, first: datetime, other: datetime
) -> None:
    earlier, later = sorted((first, other))
    assert declaration.as_of(later).as_of(earlier) == declaration.as_of(earlier)
    assert len(declaration.as_of(earlier).versions) <= len(declaration.as_of(later).versions)


@given(histories)
def test_seen_from_the_end_of_time_a_week_is_as_it_is(declaration: Declaration) -> None:
    assert declaration.as_of(START + timedelta(days=900)) == declaration
    assert declaration.as_of(START).versions == ()


@given(st.lists(st.sampled_from(["send", "withdraw"]), max_size=8))
def test_looking_back_gives_each_state_that_was(steps: list[str]) -> None:
    told = [(step, minutes) for minutes, step in enumerate(steps)]
    whole = history(told)
    for count in range(len(told) + 1):
        assert whole.as_of(START + timedelta(hours=count)) == history(told[:count])


# Totals and words


def test_minutes_by_family_always_name_the_five_and_sum_to_the_whole() -> None:
    content = Content((line("a", 60), line("b", 30, kind="paid_work"), line("c", 15, kind="gone_for_ever")))
    by_family = content.by_family(STARTING_CATALOGUE)
    assert by_family == {
        ActivityFamily.WORK: 30,
        ActivityFamily.SEARCH: 0,
        ActivityFamily.PROJECT: 60,
        ActivityFamily.ACCESS: 0,
        ActivityFamily.OTHER: 15,
    }
    assert sum(by_family.values()) == content.minutes


def test_each_reason_has_its_words_and_asks_for_no_proof() -> None:
    assert set(REASON_LABELS) == set(PreventedReason)
    assert not any(
        "justif" in label.lower() or "certificat" in label.lower() for label in REASON_LABELS.values()
    )


def test_only_seven_days_make_a_whole_week() -> None:
    assert Prevented(WHOLE_WEEK).is_whole_week
    assert not Prevented((1, 2, 3, 4, 5, 6)).is_whole_week
