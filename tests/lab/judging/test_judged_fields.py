"""One changed answer of a module that repeats itself is a fact; for any other, chance is weighed."""

import numpy as np
import pytest

from xprsa.lab.battery.fields import FieldValue
from xprsa.lab.judging.fields import facts, likely, silences_by_chance
from xprsa.lab.judging.yardstick import Yardstick
from xprsa.lab.tallies.fields import Turned
from xprsa.scoring.audit import Light

YARDSTICK = Yardstick(tests=100, length=100.0)  # 1 point matters


def _turned(moved: list[float], *, crossed: int = 0, silenced: int = 0, value: str = "CE") -> Turned:
    ways = np.zeros(len(moved), dtype=np.int8)
    ways_crossed, ways_silenced = ways.copy(), ways.copy()
    ways_crossed[:crossed], ways_silenced[:silenced] = 1, 1
    answers = np.array(moved)
    lives = tuple(("life", number) for number in range(len(moved)))
    written, usual = (FieldValue("organisation", value),), np.zeros(len(moved))
    return Turned(written, lives, answers, usual, ways_crossed, ways_silenced)


@pytest.mark.parametrize(
    ("moved", "light"),
    [([0.0] * 111 + [1.0], Light.RED), ([0.0] * 111 + [-1.0], Light.RED), ([0.9] * 112, Light.GREEN)],
)
def test_a_fact_needs_one_life(moved: list[float], light: Light) -> None:
    (found,) = facts([_turned(moved)], YARDSTICK)
    assert found.light is light
    assert found.p_value is None
    assert found.life is not None


def test_one_crossing_or_one_silence_is_a_fact_too() -> None:
    still = [0.0] * 112
    assert facts([_turned(still, crossed=1)], YARDSTICK)[0].light is Light.RED
    assert facts([_turned(still, silenced=1)], YARDSTICK)[0].silence_light is Light.RED
    (held,) = facts([_turned(still)], YARDSTICK)
    assert (held.light, held.life, held.largest) == (Light.GREEN, None, 0.0)


def test_an_answer_that_failed_once_is_no_silence_of_its_code_and_hides_no_gap_of_another() -> None:
    failed, moved = _turned([0.0] * 112, silenced=1), _turned([0.0] * 111 + [5.0], value="CD")
    found = silences_by_chance(facts([failed, moved], YARDSTICK), [failed, moved], YARDSTICK)
    assert Light.RED not in {one.silence_light for one in found}
    assert [one.light for one in found] == [Light.GREEN, Light.RED]
    (systematic,) = silences_by_chance(
        facts([many := _turned([0.0] * 112, silenced=60)], YARDSTICK), [many], YARDSTICK
    )
    assert systematic.silence_light is Light.RED


def test_where_nothing_was_answered_nothing_is_green() -> None:
    assert facts([_turned([np.nan] * 112)], YARDSTICK)[0].light is Light.AMBER


def test_noise_alone_blames_hardly_any_of_a_hundred_values() -> None:
    chance = np.random.default_rng(1)
    turned = [_turned(list(chance.normal(0, 3, 112)), value=str(number)) for number in range(107)]
    found = likely(turned, YARDSTICK)
    assert not any(one.light is Light.RED for one in found)
    assert all(one.p_value is not None for one in found)


def test_a_steady_harm_is_seen_through_noise() -> None:
    chance = np.random.default_rng(2)
    turned = [_turned(list(chance.normal(0, 3, 112)), value=str(number)) for number in range(106)]
    found = likely([*turned, _turned(list(chance.normal(3, 3, 112)))], YARDSTICK)
    assert [one.name for one in found if one.light is Light.RED] == ["organisation=CE"]
    assert found[-1].mean.low is not None


def test_few_lives_with_noise_say_nothing() -> None:
    assert likely([_turned([5.0, 4.0, 6.0])], YARDSTICK)[0].light is Light.AMBER
