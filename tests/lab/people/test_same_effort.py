"""The principle: another life never changes how far a person goes towards their own contract."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from xprsa.lab.people.archetype import Archetype, Effort
from xprsa.lab.people.casting import Cast, Lives, cast
from xprsa.lab.people.histories import Histories
from xprsa.lab.people.weeks import steps
from xprsa.lab.people.world import World

WORLD = World.read()
EVERYBODY = [pytest.param(archetype, id=archetype.name) for archetype in WORLD.archetypes]


def test_every_person_of_every_archetype_does_their_effort_in_every_life_one_turn_away() -> None:
    for archetype in WORLD.archetypes:
        people = cast(WORLD, archetype, seed="effort", first=0, count=40)
        lives = [
            people.attributes,
            *(people.flipped(attribute.name)[0] for attribute in WORLD.all_attributes),
        ]
        _assert_same_effort(people, lives)


def test_every_person_of_every_archetype_does_their_effort_at_every_corner_of_two_attributes() -> None:
    for archetype in WORLD.archetypes:
        people = cast(WORLD, archetype, seed="corners", first=0, count=40)
        _assert_same_effort(people, [life for pair in WORLD.intersections for life in people.corners(*pair)])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_combination_of_attributes_whatever_moves_the_effort(data: st.DataObject) -> None:
    archetype = data.draw(st.sampled_from(WORLD.archetypes))
    first = data.draw(st.integers(0, 10_000))
    people = cast(WORLD, archetype, seed=data.draw(st.text(max_size=5)), first=first, count=3)
    most = np.array([len(attribute.values) for attribute in WORLD.all_attributes], dtype=np.int8)
    anything = arrays(np.int8, people.attributes.shape, elements=st.integers(0, 100))
    _assert_same_effort(people, [data.draw(anything) % most])


@pytest.mark.parametrize("irregularity", [0.0, 0.8, 1.5])
def test_the_effort_is_whole_and_no_week_exceeds_60_hours_when_weeks_are_as_full_as_they_can_be(
    irregularity: float,
) -> None:
    usual = WORLD.archetype("insertion_job")
    full = usual.habits.model_copy(
        update={"effort": Effort(low=1.6, high=1.7), "target_minutes": 2100, "irregularity": irregularity}
    )
    people = cast(WORLD, usual.model_copy(update={"habits": full}), seed="full", first=0, count=500)
    histories = _assert_same_effort(people, [people.attributes])
    if irregularity:
        assert (histories.declared_minutes == 60 * 60).any(), (
            "the cap was never reached, so nothing was tested"
        )


@pytest.mark.parametrize("archetype", EVERYBODY)
def test_efforts_spread_over_the_whole_range_of_the_archetype(archetype: Archetype) -> None:
    effort = cast(WORLD, archetype, seed="range", first=0, count=2000).effort
    assert effort.min() == round(archetype.habits.effort.low * 100)
    assert effort.max() == round(archetype.habits.effort.high * 100)


def test_about_half_of_the_people_declare_to_the_minute_and_the_others_in_fives_in_every_life() -> None:
    people = cast(WORLD, WORLD.archetype("artist"), seed="minutes", first=0, count=1000)
    own, other = (people.histories(lives) for lives in (people.attributes, people.flipped("lone_parent")[0]))
    assert (own.minutes != other.minutes).any()
    for held in (own, other):
        is_fine = (held.minutes % 5).any(axis=(1, 2))
        assert (is_fine == (steps(people.draws) == 1)).all()
        assert 0.45 < is_fine.mean() < 0.55


def test_the_latest_week_or_two_of_a_few_people_are_not_there_yet_in_any_life() -> None:
    steady = WORLD.archetype("artist").habits.model_copy(update={"gap": 0.0})
    archetype = WORLD.archetype("artist").model_copy(update={"habits": steady})
    people = cast(WORLD, archetype, seed="late", first=0, count=1000)
    declared = people.histories(np.zeros_like(people.attributes)).declared
    late = ~declared[:, -1]
    assert 0.15 < late.mean() < 0.25
    assert 0.02 < (~declared[:, -2:]).all(axis=1).mean() < 0.08
    assert declared[:, -4:-2].all()
    for attribute in WORLD.all_attributes:
        lives, _ = people.flipped(attribute.name)
        assert not people.histories(lives).declared[late, -1].any()


def _assert_same_effort(people: Cast, lives: list[Lives]) -> Histories:
    histories = people.histories(np.concatenate(lives))
    held = histories.declared & histories.comparable
    asked = (histories.target * held).sum(axis=1).astype(np.int64) * np.tile(people.effort, len(lives))
    done = (histories.declared_minutes * held).sum(axis=1)
    step = np.tile(steps(people.draws), len(lives))
    nearest = (asked + 50 * step) // (100 * step) * step
    wrong = np.flatnonzero(done != nearest)
    assert not len(wrong), f"{people.archetype.name}: {done[wrong[:3]]} done, {nearest[wrong[:3]]} due"
    _assert_possible(histories, step)
    return histories


def _assert_possible(histories: Histories, step: NDArray[np.int64]) -> None:
    assert histories.minutes.min() >= 0
    assert histories.declared_minutes.max() <= 60 * 60
    assert not (histories.minutes % step[:, None, None]).any()
    assert not (histories.pending % step[:, None]).any()
    assert not (histories.contested % step[:, None]).any()
    assert not histories.declared_minutes[~histories.declared].any(), "an undeclared week holds minutes"
    assert not (histories.comparable | histories.revised)[~histories.declared].any()
    assert histories.counted_minutes.min() >= 0
    assert min(histories.pending.min(), histories.contested.min()) >= 0
