"""A plan decides every question, from a seed that is public and a secret that is not."""

from datetime import UTC, datetime

import pytest

from tests.lab.cards import ASKED_ON, world
from xprsa.lab.battery.deck import BASES, Deck, Source
from xprsa.lab.battery.layout import RULES, Layout
from xprsa.lab.hearing.plan import PUBLIC_BASES, RunPlan, planned
from xprsa.scoring.audit import Rule

IN_A_DECK = len(world().archetypes) * Layout(world()).count * BASES


def test_the_default_battery_has_at_least_76_800_pairs_of_lives() -> None:
    plan = planned(world(), profiles=None, seed=None, secret=None)
    pairs = plan.public_decks * BASES * len(world().archetypes) * len(world().attributes)
    assert plan.public_decks * BASES == PUBLIC_BASES
    assert pairs >= 76_800


@pytest.mark.parametrize("profiles", [1, IN_A_DECK * 2, IN_A_DECK * 2 + 1, 1_000_000])
def test_never_fewer_people_than_asked_for_and_always_some_that_nobody_has_seen(profiles: int) -> None:
    plan = planned(world(), profiles=profiles, seed=None, secret=None)
    decks = plan.public_decks + plan.holdout_decks
    assert decks * IN_A_DECK >= profiles
    assert plan.public_decks >= 1
    assert plan.holdout_decks >= 1


def test_two_runs_share_the_public_people_and_not_the_others() -> None:
    first, second = (planned(world(), profiles=1, seed="s", secret=None) for _ in range(2))
    assert first.secret != second.secret
    public, hidden = (
        [plan.deal(world(), source, 0) for plan in (first, second)]
        for source in (Source.PUBLIC, Source.HOLDOUT)
    )
    assert (public[0].codes == public[1].codes).all()
    assert _unforeseen(public[0], public[1]) == {Rule.NUDGED}
    assert (hidden[0].codes != hidden[1].codes).any()


def _unforeseen(first: Deck, second: Deck) -> set[Rule]:
    """Give the rules whose people differ between two decks of the same seed."""
    unlike = (first.histories.minutes != second.histories.minutes).any(axis=(1, 2))
    variants = {int(person) // BASES % first.layout.count for person in unlike.nonzero()[0]}
    return {RULES[variant - first.layout.first_rule] for variant in variants}


def test_holdout_decks_lie_between_the_public_ones() -> None:
    decks = RunPlan("s", "x", public_decks=8, holdout_decks=2, asked_on=ASKED_ON).decks
    turns = [turn for turn, (source, _) in enumerate(decks) if source is Source.HOLDOUT]
    assert len(decks) == 10
    assert 0 < turns[0] < turns[1] < 9


@pytest.mark.parametrize("decks", [(1, 1), (3, 1), (40, 10), (700, 180)])
def test_a_second_hearing_is_spread_over_the_whole_run(decks: tuple[int, int]) -> None:
    plan = RunPlan("s", "x", public_decks=decks[0], holdout_decks=decks[1], asked_on=ASKED_ON)
    assert {0, len(plan.decks) - 1} <= plan.heard_again
    assert len(plan.heard_again) == min(8, len(plan.decks))


def test_a_plan_is_found_again_as_it_was_written() -> None:
    plan = planned(world(), profiles=1, seed="s", secret=None, asked_on=ASKED_ON)
    assert RunPlan.read(plan.text()) == plan
    assert plan.asked_on == ASKED_ON


def test_a_run_is_of_today_unless_told_otherwise() -> None:
    before = datetime.now(UTC).date()
    assert planned(world(), profiles=1, seed="s", secret=None).asked_on in (before, datetime.now(UTC).date())


def test_each_deck_has_a_cut_off_of_its_own_that_the_secret_alone_tells() -> None:
    plans = [RunPlan("s", secret, 2, 1, asked_on=ASKED_ON) for secret in ("x", "y")]
    found = {
        plan.deal(world(), source, number).calendar.as_of for plan in plans for source, number in plan.decks
    }
    assert len(found) == 6
    again = RunPlan("s", "x", 2, 1, asked_on=ASKED_ON).deal(world(), Source.PUBLIC, 0)
    assert again.calendar == plans[0].deal(world(), Source.PUBLIC, 0).calendar
