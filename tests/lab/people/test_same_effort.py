"""The principle: another life never changes how far a person goes towards their own contract."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xprsa.lab.people.archetype import Archetype, Effort
from xprsa.lab.people.casting import Cast, Lives, cast
from xprsa.lab.people.histories import Histories
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


def _assert_same_effort(people: Cast, lives: list[Lives]) -> Histories:
    histories = people.histories(np.concatenate(lives))
    held = histories.declared & histories.comparable
    asked = (histories.target * held).sum(axis=1).astype(np.int64) * np.tile(people.effort, len(lives))
    done = (histories.declared_minutes * held).sum(axis=1)
    nearest_five = (asked + 250) // 500 * 5
    wrong = np.flatnonzero(done != nearest_five)
    assert not len(wrong), f"{people.archetype.name}: {done[wrong[:3]]} done, {nearest_five[wrong[:3]]} due"
    _assert_possible(histories)
    return histories


def _assert_possible(histories: Histories) -> None:
    assert histories.minutes.min() >= 0
    assert histories.declared_minutes.max() <= 60 * 60
    assert not (histories.minutes % 5).any()
    assert not histories.declared_minutes[~histories.declared].any(), "an undeclared week holds minutes"
    assert not (histories.comparable | histories.revised)[~histories.declared].any()
    assert histories.counted_minutes.min() >= 0
    assert min(histories.pending.min(), histories.contested.min()) >= 0
