"""Who waits, which codes grow longer, what leaves: on any clock, whatever strangers do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.patience import (
    ACCOUNT,
    ALLOWANCES,
    CODE_SHARED,
    LONG_CODE,
    MESSAGES,
    OWN,
    SHORT_CODE,
    Allowance,
    BudgetState,
    Lane,
    LivingCode,
    Watch,
    Weight,
    budget_state,
    code_to_give,
    is_calm,
    is_long,
    wait_of,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOTHING = Weight(0, NOON)
NONE = timedelta(0)
LANES = pytest.mark.parametrize("lane", [OWN, ACCOUNT, MESSAGES], ids=["own", "account", "messages"])
# Seconds by which the clock moves between two attempts, forward or back, as far as ten years.
moves = st.lists(st.integers(-315_000_000, 315_000_000) | st.integers(-100, 100), max_size=40)


def attempts_in(lane: Lane, span: timedelta) -> int:
    """Count what an attacker who never tires gets through a lane."""
    at, held, count = NOON, NOTHING, 0
    while True:
        at += lane.wait(held, at=at)
        if at >= NOON + span:
            return count
        held = Weight(lane.heavier(held, at=at), at)
        count += 1


@LANES
@given(moves=moves)
def test_no_clock_makes_a_wait_longer_than_the_longest_and_whoever_waits_gets_through(
    lane: Lane, moves: list[int]
) -> None:
    at, held = NOON, NOTHING
    for seconds in moves:
        at += timedelta(seconds=seconds)
        wait = lane.wait(held, at=at)
        assert NONE <= wait <= timedelta(seconds=lane.longest)
        assert lane.wait(held, at=at + wait) == NONE
        if wait == NONE:
            held = Weight(lane.heavier(held, at=at), at)


@LANES
def test_waits_grow_to_the_longest_and_no_further(lane: Lane) -> None:
    held, waits = NOTHING, []
    for _ in range(40):
        waits.append(lane.wait(held, at=NOON))
        held = Weight(lane.heavier(held, at=NOON), NOON)
    assert waits[: lane.free] == [NONE] * lane.free
    assert waits[lane.free] == timedelta(seconds=lane.first)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(seconds=lane.longest)


@LANES
def test_a_lane_on_which_somebody_insisted_for_a_year_is_no_heavier_than_its_longest_wait_needs(
    lane: Lane,
) -> None:
    at, held = NOON, NOTHING
    for _ in range(20_000):
        at += timedelta(minutes=26)
        held = Weight(lane.heavier(held, at=at), at)
    spared = timedelta(seconds=12 * lane.forgiven)
    assert lane.wait(held, at=at + spared) == NONE
    assert lane.is_free(held, at=at + spared)


@LANES
def test_what_a_clock_ahead_wrote_makes_nobody_wait(lane: Lane) -> None:
    assert lane.wait(Weight(1000, NOON + timedelta(days=1)), at=NOON) == NONE


def test_a_clock_ahead_adds_nothing_and_forgives_nothing_once_it_is_right() -> None:
    assert OWN.weight(Weight(3, NOON + timedelta(days=3)), at=NOON) == 3


def test_one_network_gets_at_most_25_attempts_a_day_at_one_account() -> None:
    assert 10 < attempts_in(OWN, timedelta(days=1)) <= 25


def test_one_network_never_makes_the_account_wait_elsewhere() -> None:
    at, own, account = NOON, NOTHING, NOTHING
    while at < NOON + timedelta(days=7):
        at += OWN.wait(own, at=at)
        assert ACCOUNT.wait(account, at=at) == NONE
        own = Weight(OWN.heavier(own, at=at), at)
        account = Weight(ACCOUNT.heavier(account, at=at), at)


@given(of_others=st.floats(0, 1e6), seconds=st.integers(-100_000, 100_000), own=st.integers(0, 3))
def test_the_free_attempts_of_a_network_never_wait_for_others(
    of_others: float, seconds: int, own: int
) -> None:
    at = NOON + timedelta(seconds=seconds)
    assert wait_of(Weight(own, NOON), Weight(of_others, NOON), known=False, at=at) == NONE


def test_after_its_free_attempts_a_network_waits_for_others_unless_the_owner_is_known_there() -> None:
    own, account, at = Weight(4, NOON), Weight(40, NOON), NOON + timedelta(minutes=2)
    assert wait_of(own, account, known=True, at=at) == NONE
    assert wait_of(own, account, known=False, at=at) == timedelta(minutes=8)


def calm(**weights: float) -> bool:
    return is_calm({Watch(name): Weight(weight, NOON) for name, weight in weights.items()}, at=NOON)


@pytest.mark.parametrize("watch", list(Watch))
def test_codes_are_short_until_an_allowance_is_spent_and_again_once_it_is_forgiven(watch: Watch) -> None:
    allowance = ALLOWANCES[watch]
    assert calm(**{watch.value: allowance.most - 1})
    assert not calm(**{watch.value: allowance.most})
    spent = {watch: Weight(allowance.most, NOON)}
    assert is_calm(spent, at=NOON + timedelta(seconds=allowance.forgiven))


def judged_in(allowance: Allowance, span: timedelta) -> int:
    """Count the wrong codes that an attacker who never tires gets judged."""
    at, held, count = NOON, NOTHING, 0
    while at < NOON + span:
        if allowance.is_spent(held, at=at):
            at += timedelta(seconds=10)
        else:
            held, count = Weight(allowance.weight(held, at=at) + 1, at), count + 1
    return count


def test_whoever_guesses_wins_little_in_a_day_from_one_network_and_from_any_number_of_them() -> None:
    chance = 2 / 10**SHORT_CODE  # two codes live at a contact at most
    day = timedelta(days=1)
    of_network, of_service = (
        judged_in(ALLOWANCES[watch], day) * chance for watch in (Watch.NETWORK, Watch.SERVICE)
    )
    long_ones = 300 * 86_400 * 2 / 10**LONG_CODE  # as many as a server judges
    assert of_network + long_ones < 1e-3
    assert of_service + long_ones < 1e-2


def test_500_people_of_whom_one_in_twenty_mistypes_leave_their_network_calm() -> None:
    assert calm(network=500 * 0.05)


@pytest.mark.parametrize(
    ("digits", "expected"), [(0, False), (6, False), (11, False), (12, True), (13, False)]
)
def test_only_twelve_digits_are_judged_whatever_happens(digits: int, expected: bool) -> None:
    assert is_long("7" * digits) is expected


SHORT = LivingCode("123456", NOON)
LONG = LivingCode("123456789012", NOON - timedelta(minutes=1))


def test_who_asks_first_gets_a_short_code_and_who_asks_then_gets_the_same() -> None:
    first = code_to_give((), NOTHING, is_calm=True, at=NOON)
    assert (first.shared, first.digits, first.leaves) == (None, SHORT_CODE, True)
    assert code_to_give([SHORT, LONG], NOTHING, is_calm=True, at=NOON).shared == SHORT


def test_once_calm_is_over_a_short_code_is_given_to_nobody() -> None:
    first = code_to_give([SHORT], NOTHING, is_calm=False, at=NOON)
    assert (first.shared, first.digits, first.leaves) == (None, LONG_CODE, True)
    assert code_to_give([SHORT, LONG], NOTHING, is_calm=False, at=NOON).shared == LONG


@given(heavy=st.floats(0, 100), seconds=st.integers(0, 3600))
def test_a_new_code_always_leaves_and_one_that_lives_leaves_again_seldom(heavy: float, seconds: int) -> None:
    at, messages = NOON + timedelta(seconds=seconds), Weight(heavy, NOON)
    given_now = code_to_give([SHORT], messages, is_calm=True, at=at)
    assert given_now.leaves is (given_now.shared is None or MESSAGES.wait(messages, at=at) == NONE)


@pytest.mark.parametrize("made", [NOON - CODE_SHARED, NOON + timedelta(days=1)])
def test_a_code_of_a_quarter_of_an_hour_ago_or_of_a_clock_ahead_is_given_to_nobody(made: datetime) -> None:
    assert code_to_give([LivingCode("123456", made)], NOTHING, is_calm=True, at=NOON).shared is None


def test_messages_to_one_contact_stay_under_five_an_hour_whoever_asks() -> None:
    at, held, sent, living = NOON, NOTHING, 0, []
    while at < NOON + timedelta(hours=24):
        given_now = code_to_give(living, held, is_calm=True, at=at)
        if given_now.shared is None:
            living.append(LivingCode("123456", at))
        if given_now.leaves:
            held, sent = Weight(MESSAGES.heavier(held, at=at), at), sent + 1
        at += timedelta(seconds=5)
    assert sent <= 24 * 5


@pytest.mark.parametrize(
    ("spent", "state"),
    [(0, BudgetState.FINE), (79, BudgetState.FINE), (80, BudgetState.LOW), (100, BudgetState.SPENT)],
)
def test_a_budget_is_low_at_four_fifths(spent: int, state: BudgetState) -> None:
    assert budget_state(spent, budget=100) is state
    assert budget_state(0, budget=0) is BudgetState.SPENT
