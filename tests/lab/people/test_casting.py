"""The same seed and number are the same person, whoever is asked for with them."""

from dataclasses import fields

import numpy as np
import pytest

from xprsa.lab.people.casting import Cast, cast
from xprsa.lab.people.histories import Histories
from xprsa.lab.people.world import World

WORLD = World.read()
ARTIST = WORLD.archetype("artist")


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert _bytes(_cast(seed="one")) == _bytes(_cast(seed="one"))


def test_another_seed_gives_other_people() -> None:
    assert _bytes(_cast(seed="one")) != _bytes(_cast(seed="two"))


def test_two_archetypes_of_one_seed_share_no_luck() -> None:
    first, second = _cast(), cast(WORLD, WORLD.archetype("farm_worker"), seed="one", first=0, count=20)
    assert not np.isclose(first.draws.life, second.draws.life).any()


@pytest.mark.parametrize(("first", "count"), [(0, 1), (7, 1), (15, 2), (16, 16), (3, 40), (47, 1)])
def test_a_person_is_the_same_in_whichever_run_they_are_drawn(first: int, count: int) -> None:
    everybody = _cast(first=0, count=48)
    asked = _cast(first=first, count=count)
    expected = everybody.histories(everybody.attributes).taken(np.arange(first, first + count))
    assert np.array_equal(asked.attributes, everybody.attributes[first : first + count])
    assert np.array_equal(asked.focal, everybody.focal[first : first + count])
    _assert_same(asked.histories(asked.attributes), expected)


def test_a_life_is_the_same_alone_and_among_other_lives() -> None:
    people = _cast()
    turned, _ = people.flipped("car")
    together = people.histories(np.concatenate([people.attributes, turned]))
    _assert_same(together.taken(np.arange(len(people))), people.histories(people.attributes))
    _assert_same(together.taken(np.arange(len(people), 2 * len(people))), people.histories(turned))


def test_people_are_found_in_the_lives_that_their_archetype_says() -> None:
    people = _cast(count=4000)
    for column, attribute in enumerate(WORLD.attributes):
        for code, value in enumerate(attribute.value_names):
            expected = ARTIST.attributes[attribute.name].get(value, 0.0)
            found = (people.attributes[:, column] == code).mean()
            assert abs(found - expected) < 0.03, f"{attribute.name}.{value}: {expected} said, {found} found"


def test_placebos_fall_in_equal_shares() -> None:
    drawn = _cast(count=4000).attributes[:, len(WORLD.attributes) :]
    assert np.all(np.abs(drawn.mean(axis=0) - 0.5) < 0.03)


def test_the_silent_archetype_says_nothing_of_its_latest_weeks() -> None:
    people = cast(WORLD, WORLD.archetype("silent_three_weeks"), seed="one", first=0, count=100)
    declared = people.histories(people.attributes).declared
    assert not declared[:, -3:].any()
    assert declared[:, -4].mean() > 0.5


def test_half_a_week_not_read_is_a_week_for_half_of_the_people() -> None:
    habits = ARTIST.habits.model_copy(update={"pending_weeks": 2.5, "gap": 0.0, "not_comparable": 0.0})
    people = cast(WORLD, ARTIST.model_copy(update={"habits": habits}), seed="one", first=0, count=1000)
    held = people.histories(np.zeros_like(people.attributes))
    waiting = (held.pending > 0).sum(axis=1)[held.declared[:, -1]]
    assert set(waiting.tolist()) == {2, 3}
    assert abs((waiting == 3).mean() - 0.5) < 0.05


@pytest.mark.parametrize(("first", "count"), [(-1, 4), (0, 0)])
def test_nobody_is_drawn_before_the_first_or_in_no_number(first: int, count: int) -> None:
    with pytest.raises(ValueError, match="numbered from 0"):
        _cast(first=first, count=count)


def _cast(*, seed: str = "one", first: int = 0, count: int = 20) -> Cast:
    return cast(WORLD, ARTIST, seed=seed, first=first, count=count)


def _bytes(people: Cast) -> bytes:
    histories = people.histories(people.attributes)
    return b"".join(getattr(histories, field.name).tobytes() for field in fields(histories))


def _assert_same(first: Histories, second: Histories) -> None:
    different = [
        field.name
        for field in fields(Histories)
        if not np.array_equal(getattr(first, field.name), getattr(second, field.name))
    ]
    assert not different, f"the weeks differ in {different}"
