"""Who is asked to declare, and against which hours."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.engagement import Engagement, EngagementContract, Exemption, NotAsked
from xprsa.domain.week import Week, weeks_between

WEEK = Week(2026, 47)  # Monday 16 to Sunday 22 November 2026
MONDAY, WEDNESDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 22)
SIGNED = date(2026, 1, 5)


def contract(
    valid_from: date = SIGNED,
    *,
    recorded_on: date = SIGNED,
    weekly_minutes: int = 900,
    valid_until: date | None = None,
) -> EngagementContract:
    return EngagementContract(
        valid_from=valid_from, recorded_on=recorded_on, weekly_minutes=weekly_minutes, valid_until=valid_until
    )


def test_a_signed_contract_asks_for_its_own_hours() -> None:
    engagement = Engagement((contract(weekly_minutes=450),))
    assert engagement.not_asked(WEEK) is None
    assert engagement.target(WEEK) == 450


def test_nobody_is_asked_without_a_contract() -> None:
    engagement = Engagement()
    assert engagement.not_asked(WEEK) is NotAsked.NO_CONTRACT
    assert engagement.target(WEEK) is None
    assert engagement.contract_of(WEEK) is None


def test_nothing_is_asked_before_the_contract() -> None:
    engagement = Engagement((contract(date(2026, 11, 23)),))
    assert engagement.not_asked(WEEK) is NotAsked.NO_CONTRACT
    assert engagement.not_asked(WEEK.plus(1)) is None


def test_a_contract_signed_in_mid_week_begins_to_ask_on_the_next_monday() -> None:
    engagement = Engagement((contract(WEDNESDAY),))
    assert engagement.target(WEEK) is None
    assert engagement.target(WEEK.plus(1)) == 900


def test_a_contract_signed_on_monday_asks_from_that_week() -> None:
    assert Engagement((contract(MONDAY),)).target(WEEK) == 900


def test_a_contract_that_ends_in_mid_week_does_not_hold_that_part_against_whole_hours() -> None:
    engagement = Engagement((contract(valid_until=WEDNESDAY),))
    assert engagement.not_asked(WEEK) is NotAsked.NO_CONTRACT
    assert engagement.target(WEEK) is None
    assert engagement.target(WEEK.plus(-1)) == 900


def test_a_contract_that_ends_on_sunday_still_asks_for_that_week() -> None:
    engagement = Engagement((contract(valid_until=SUNDAY),))
    assert engagement.target(WEEK) == 900
    assert engagement.target(WEEK.plus(1)) is None


def test_a_contract_renewed_in_mid_week_is_read_with_the_hours_of_its_monday() -> None:
    before = contract(weekly_minutes=900, valid_until=WEDNESDAY)
    after = contract(date(2026, 11, 19), recorded_on=date(2026, 11, 19), weekly_minutes=600)
    engagement = Engagement((after, before))
    assert engagement.target(WEEK) == 900
    assert engagement.target(WEEK.plus(1)) == 600


def test_a_gap_of_one_day_between_two_contracts_asks_nothing_for_that_week() -> None:
    before = contract(valid_until=WEDNESDAY)
    after = contract(date(2026, 11, 20), recorded_on=date(2026, 11, 20))
    assert Engagement((before, after)).target(WEEK) is None


def test_of_two_contracts_that_hold_the_one_learnt_last_wins() -> None:
    first = contract(date(2026, 6, 1), recorded_on=date(2026, 6, 1), weekly_minutes=900)
    amended = contract(date(2026, 2, 2), recorded_on=date(2026, 9, 1), weekly_minutes=600)
    assert Engagement((first, amended)).target(WEEK) == 600
    assert Engagement((amended, first)).target(WEEK) == 600


def test_terms_recorded_again_with_an_end_replace_those_without() -> None:
    running = contract(recorded_on=date(2026, 1, 5))
    ended = contract(recorded_on=date(2026, 10, 1), valid_until=date(2026, 9, 30))
    engagement = Engagement((running, ended))
    assert engagement.target(Week(2026, 38)) == 900
    assert engagement.not_asked(WEEK) is NotAsked.NO_CONTRACT


def test_past_weeks_keep_the_hours_of_their_time() -> None:
    before = contract(weekly_minutes=900, valid_until=date(2026, 10, 4))
    after = contract(date(2026, 10, 5), recorded_on=date(2026, 10, 5), weekly_minutes=600)
    engagement = Engagement((before, after))
    assert engagement.target(Week(2026, 40)) == 900
    assert engagement.target(Week(2026, 41)) == 600


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (MONDAY, SUNDAY),
        (date(2026, 11, 1), MONDAY),
        (SUNDAY, date(2026, 12, 31)),
        (WEDNESDAY, WEDNESDAY),
    ],
)
def test_a_week_with_one_exempt_day_is_not_asked(first: date, last: date) -> None:
    engagement = Engagement((contract(),), (Exemption(first, last),))
    assert engagement.not_asked(WEEK) is NotAsked.EXEMPT
    assert engagement.target(WEEK) is None


def test_an_exemption_asks_again_when_it_is_over() -> None:
    engagement = Engagement((contract(),), (Exemption(date(2026, 9, 1), date(2026, 11, 15)),))
    assert engagement.not_asked(WEEK.plus(-1)) is NotAsked.EXEMPT
    assert engagement.target(WEEK) == 900


@pytest.mark.parametrize("departed_on", [date(2026, 3, 1), MONDAY, WEDNESDAY, SUNDAY])
def test_somebody_who_left_is_not_asked_from_the_week_in_which_they_leave(departed_on: date) -> None:
    engagement = Engagement((contract(),), departed_on=departed_on)
    assert engagement.not_asked(WEEK) is NotAsked.LEFT
    assert engagement.target(WEEK) is None


def test_weeks_before_leaving_stay_asked() -> None:
    assert Engagement((contract(),), departed_on=date(2026, 11, 23)).target(WEEK) == 900


near = st.dates(date(2026, 11, 13), date(2026, 11, 25))


some_contracts = st.lists(
    st.builds(
        lambda first, other, recorded_on, ends, minutes: contract(
            min(first, other),
            recorded_on=recorded_on,
            weekly_minutes=minutes,
            valid_until=max(first, other) if ends else None,
        ),
        near, near, near, st.booleans(), st.integers(1, 2_100),
    ),
    max_size=5,
    unique_by=lambda terms: (terms.valid_from, terms.recorded_on),
)  # fmt: skip
some_exemptions = st.lists(st.builds(lambda *ends: Exemption(min(ends), max(ends)), near, near), max_size=2)


@given(
    contracts=some_contracts, exempt=some_exemptions, departed_on=st.none() | near, opened=st.none() | near
)
def test_a_target_stands_exactly_when_the_week_is_asked_and_every_day_is_under_contract(
    contracts: list[EngagementContract],
    exempt: list[Exemption],
    departed_on: date | None,
    opened: date | None,
) -> None:
    engagement = Engagement(tuple(contracts), tuple(exempt), departed_on, opened)
    asked = asked_day_by_day(engagement, WEEK)
    assert (engagement.target(WEEK) is not None) == asked
    assert (engagement.not_asked(WEEK) is None) == asked


@given(
    contracts=some_contracts,
    exempt=some_exemptions,
    departed_on=st.none() | near,
    opened=st.none() | near,
    back=st.integers(-2, 3),
)
def test_a_period_is_asked_week_by_week(
    contracts: list[EngagementContract],
    exempt: list[Exemption],
    departed_on: date | None,
    opened: date | None,
    back: int,
) -> None:
    engagement = Engagement(tuple(contracts), tuple(exempt), departed_on, opened)
    period = list(weeks_between(WEEK.plus(-back), WEEK.plus(2)))
    asked = [week for week in period if asked_day_by_day(engagement, week)]
    assert [week for week in period if engagement.is_asked(week)] == asked
    assert [week for week in period if engagement.target(week) is not None] == asked


def asked_day_by_day(engagement: Engagement, week: Week) -> bool:
    """Look at each day of the week, at each contract and exemption."""
    standing = [
        terms
        for terms in engagement.contracts
        if not any(
            other.valid_from == terms.valid_from and other.recorded_on > terms.recorded_on
            for other in engagement.contracts
        )
    ]
    covered = all(any(terms.holds_on(day) for terms in standing) for day in week.days)
    exempted = any(
        off.valid_from <= day <= off.valid_until for off in engagement.exemptions for day in week.days
    )
    left = engagement.departed_on is not None and engagement.departed_on <= week.sunday
    opened = engagement.access_opened_on is not None and engagement.access_opened_on <= week.sunday
    recorded = [terms for terms in engagement.contracts if terms.recorded_on <= week.sunday]
    foreseen = all(any(terms.holds_on(day) for terms in recorded) for day in week.days)
    return covered and not exempted and not left and opened and foreseen


def test_a_week_that_was_over_before_its_contract_was_recorded_is_not_asked() -> None:
    engagement = Engagement((contract(recorded_on=date(2026, 11, 23)),))
    assert engagement.not_asked(WEEK) is NotAsked.NOT_YET
    assert engagement.target(WEEK) is None
    assert engagement.target(WEEK.plus(1)) == 900


@pytest.mark.parametrize("opened", [MONDAY, WEDNESDAY, SUNDAY])
def test_the_week_in_which_access_opens_is_the_first_asked(opened: date) -> None:
    engagement = Engagement((contract(),), access_opened_on=opened)
    assert engagement.not_asked(WEEK.plus(-1)) is NotAsked.NOT_YET
    assert engagement.is_asked(WEEK)


def test_nothing_is_asked_before_access_opens() -> None:
    assert Engagement((contract(),), access_opened_on=None).not_asked(WEEK) is NotAsked.NOT_YET


def test_terms_renewed_late_leave_no_backlog_and_take_back_nothing() -> None:
    first = contract(valid_until=date(2026, 11, 8))
    renewed = contract(date(2026, 11, 9), recorded_on=date(2026, 11, 23))
    engagement = Engagement((first, renewed))
    assert engagement.is_asked(Week(2026, 45))
    assert engagement.not_asked(Week(2026, 46)) is NotAsked.NOT_YET
    assert engagement.not_asked(WEEK) is NotAsked.NOT_YET
    assert engagement.is_asked(WEEK.plus(1))


def test_hours_changed_on_the_same_terms_take_back_no_week() -> None:
    changed = contract(recorded_on=date(2026, 11, 23), weekly_minutes=600)
    assert Engagement((contract(), changed)).target(WEEK) == 600


def test_terms_at_the_ends_of_the_calendar_are_asked_like_others() -> None:
    engagement = Engagement((contract(date.min, valid_until=date.max),))
    assert engagement.is_asked(WEEK)
    assert engagement.is_asked(WEEK.plus(1))
