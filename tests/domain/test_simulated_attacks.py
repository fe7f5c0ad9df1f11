"""K-4, wide: a day of each attack is played against the rules; decision 30 says what came out."""

from pathlib import Path

import pytest

from scripts import simulate_patience as played
from scripts.simulate_patience import Attack, Rules

pytestmark = pytest.mark.slow

DECISION = (Path(__file__).parents[2] / "docs/decisions/0030-codes-never-wait.md").read_text(encoding="utf-8")
IN_TIME = 120  # seconds


@pytest.mark.parametrize(
    ("attack", "without", "said"),
    [
        (played.twelve_networks, Rules(shares=False), "twelve networks ask and guess without end"),
        (played.behind_the_same_address, Rules(grows=False), "one attacker behind the owner’s own address"),
        (played.a_hundred_networks, Rules(grows=False), "a hundred networks use up codes and tries"),
        (played.clock_ahead, None, "the clock is a day ahead"),
    ],
)
def test_the_owner_is_heard_each_time_and_seldom_without_the_rule(
    attack: Attack, without: Rules | None, said: str
) -> None:
    heard, most, messages, _ = played.played(attack, Rules())
    (line,) = [line for line in DECISION.splitlines() if line.startswith(f"| {said}")]
    assert f"| {heard} of 40 | {most} s |" in line
    assert (heard, messages < 110) == (40, True)
    assert most <= IN_TIME
    if without is not None:
        seldom = played.played(attack, without)[0]
        assert f"| {seldom} of 40 |" in line
        assert seldom < 10


def test_staff_polled_by_twelve_networks_are_heard_and_never_without_the_rule() -> None:
    assert played.staff_polled(fair=True) == (40, 40)
    assert played.staff_polled(fair=False) == (0, 40)


def test_500_people_behind_one_address_are_never_delayed() -> None:
    assert played.five_hundred_people() == (25, 0)


@pytest.mark.parametrize(("networks", "most"), [(1, 1e-3), (100, 1e-2), (1000, 1e-2)])
def test_guessing_wins_little_in_a_day(networks: int, most: float) -> None:
    assert played.won_in_a_day(networks) < most
