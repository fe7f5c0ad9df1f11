"""A territory's rules change by dated versions, never under a week that has begun."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.caseload import STATUS_WEEKS
from xprsa.domain.retention import DRAFTS
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.rule_versions import (
    RULE_FIELDS,
    changes,
    check_new,
    check_withdrawal,
    first_possible,
    last_possible,
)
from xprsa.domain.territory import FRENCH_ZONES, Rules, Territory, in_force
from xprsa.domain.week import Week, local_date

TODAY = date(2026, 11, 24)  # a Tuesday
NEXT = date(2026, 11, 30)
OLD = Rules(id=1, valid_from=date(2026, 1, 5))
NOT_NUMBERS = {"id", "valid_from", "catalogue"}  # which version it is, from when, and its kinds


def territory(*rules: Rules) -> Territory:
    return Territory(id=1, code="99", name="Valmont", zone=ZoneInfo("Europe/Paris"), rules=rules)


def new(begins: date = NEXT, **numbers: int) -> Rules:
    return replace(OLD, id=0, valid_from=begins, **(numbers or {"tacit_days": 10}))


def broken(rules: Rules, *known: Rules, today: date = TODAY) -> Reason | None:
    try:
        check_new(rules, known=known or (OLD,), today=today)
    except RuleBroken as found:
        return found.reason
    return None


def test_every_number_of_the_rules_has_its_words_and_its_bounds() -> None:
    assert [field.code for field in RULE_FIELDS] == [
        field.name for field in fields(Rules) if field.name not in NOT_NUMBERS
    ]
    for field in RULE_FIELDS:
        assert field.label, field.code
        assert field.because, field.code
        assert "{value}" in field.tells
        assert 0 < field.lowest < field.highest


def test_what_a_new_territory_begins_with_is_within_the_bounds() -> None:
    assert all(field.allows(field.of(Rules())) for field in RULE_FIELDS)


def test_no_bound_goes_beyond_the_weeks_that_a_person_and_an_adviser_see() -> None:
    highest = {field.code: field.highest for field in RULE_FIELDS}
    assert highest["open_weeks"] < STATUS_WEEKS
    assert (highest["open_weeks"] + 1) * 7 <= DRAFTS.days, "a draft would go while its week can be sent"
    assert highest["silent_weeks"] < STATUS_WEEKS


@pytest.mark.parametrize("field", RULE_FIELDS, ids=lambda field: field.code)
def test_a_number_out_of_its_bounds_is_refused_by_name(field: object) -> None:
    for number in (field.lowest - 1, field.highest + 1):  # type: ignore[attr-defined]
        with pytest.raises(RuleBroken) as refused:
            check_new(new(**{field.code: number}), known=(OLD,), today=TODAY)  # type: ignore[attr-defined]
        assert refused.value.reason is Reason.RULE_OUT_OF_BOUNDS
        assert refused.value.about == field.code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("begins", "reason"),
    [
        (date(2026, 11, 23), Reason.RULES_TOO_SOON),  # this week's Monday
        (TODAY, Reason.RULES_TOO_SOON),
        (NEXT, None),
        (date(2026, 12, 1), Reason.RULES_NOT_ON_MONDAY),
        (date(2027, 11, 22), None),
        (date(2027, 11, 29), Reason.RULES_TOO_FAR),
        (date.max, Reason.RULES_TOO_FAR),
        (date.min, Reason.RULES_TOO_SOON),
    ],
)
def test_a_version_begins_on_a_monday_to_come_within_a_year(begins: date, reason: Reason | None) -> None:
    assert broken(new(begins)) is reason


def test_on_a_sunday_the_next_day_is_too_soon() -> None:
    sunday = date(2026, 11, 29)
    assert broken(new(), today=sunday - timedelta(days=1)) is None
    assert broken(new(), today=sunday) is Reason.RULES_TOO_SOON
    assert broken(new(NEXT + timedelta(days=7)), today=sunday) is None


def test_two_versions_never_begin_the_same_day() -> None:
    assert broken(new(tacit_days=20), OLD, new()) is Reason.RULES_SAME_DAY


def test_a_version_that_changes_nothing_that_day_is_refused() -> None:
    assert broken(new(tacit_days=OLD.tacit_days)) is Reason.RULES_UNCHANGED
    later = new(NEXT + timedelta(days=14), tacit_days=OLD.tacit_days)
    assert broken(later, OLD, new()) is None  # back to what was, after a change to come


def test_only_a_version_that_has_not_begun_is_withdrawn() -> None:
    coming = new()
    assert check_withdrawal(NEXT, known=(OLD, coming), today=TODAY) == coming
    for begins, today, reason in (
        (NEXT, NEXT - timedelta(days=1), Reason.RULES_BEGUN),
        (NEXT, NEXT, Reason.RULES_BEGUN),
        (OLD.valid_from, TODAY, Reason.RULES_BEGUN),
        (date(2026, 12, 7), TODAY, Reason.RULES_GONE),
    ):
        with pytest.raises(RuleBroken) as refused:
            check_withdrawal(begins, known=(OLD, coming), today=today)
        assert refused.value.reason is reason


def test_the_only_version_is_never_withdrawn() -> None:
    with pytest.raises(RuleBroken) as refused:
        check_withdrawal(NEXT, known=(new(),), today=TODAY)
    assert refused.value.reason is Reason.RULES_BEGUN


def test_a_shorter_window_leaves_older_weeks_open_and_shows_every_one_of_them() -> None:
    here = territory(OLD, new(open_weeks=2))
    monday_after_four_weeks = NEXT + timedelta(weeks=4)
    this = Week.of(monday_after_four_weeks)
    still_open = here.open_weeks(monday_after_four_weeks)
    ago = [this.ordinal - week.ordinal for week in still_open]
    assert ago == [8, 7, 6, 5, 2, 1, 0]  # four weeks and three weeks ago are of the new rules, and shut


VERSIONS = st.builds(
    lambda weeks, numbers: Rules(valid_from=NEXT + timedelta(weeks=weeks), **numbers),
    st.integers(-4, 60),
    st.fixed_dictionaries(
        {field.code: st.integers(field.lowest - 1, field.highest + 1) for field in RULE_FIELDS}
    ),
)


@given(
    st.lists(st.tuples(VERSIONS, st.integers(0, 20)), max_size=8),
    st.integers(0, 23),
    st.sampled_from(FRENCH_ZONES),
)
def test_whatever_is_kept_or_withdrawn_no_week_that_has_begun_changes_its_rules(
    moves: list[tuple[Rules, int]], hour: int, zone: str
) -> None:
    now, known = datetime(2026, 11, 24, hour, tzinfo=UTC), (OLD,)
    for version, days in moves:
        today = local_date(now, ZoneInfo(zone))
        this = Week.of(today)
        before = {back: in_force(known, this.plus(-back).monday) for back in range(20)}
        if broken(version, *known, today=today) is None:
            assert first_possible(today).monday <= version.valid_from <= last_possible(today).monday
            known = (*known, version)
        else:
            try:
                gone = check_withdrawal(version.valid_from, known=known, today=today)
            except RuleBroken:
                pass
            else:
                known = tuple(kept for kept in known if kept != gone)
        assert before == {back: in_force(known, this.plus(-back).monday) for back in range(20)}
        assert len({kept.valid_from for kept in known}) == len(known)
        now += timedelta(days=days)


def test_what_changes_between_two_versions_is_told_field_by_field() -> None:
    assert [field.code for field in changes(OLD, new(tacit_days=20, open_weeks=4))] == [
        "open_weeks",
        "tacit_days",
    ]
    assert changes(OLD, replace(OLD, id=7, valid_from=NEXT)) == ()
