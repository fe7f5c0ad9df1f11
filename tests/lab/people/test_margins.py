"""Weighting the archetypes so that together they look like a territory, or saying that they cannot."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from xprsa.lab.people import margins
from xprsa.lab.people.archetype import Archetype
from xprsa.lab.people.attribute import Bilingual
from xprsa.lab.people.margins import Margins
from xprsa.lab.people.mechanisms import WorldWrong
from xprsa.lab.people.world import DATA, World

WORLD = World.read()
EXAMPLE = DATA / "margins" / "example.toml"


def test_the_example_territory_is_met_on_every_share() -> None:
    wanted = margins.read(EXAMPLE, WORLD)
    weights = margins.weights(WORLD, wanted)
    assert weights.sum() == pytest.approx(1)
    assert weights.min() > 0
    assert margins.largest_gap(WORLD, wanted, weights).size < 1e-9
    women = [archetype.attributes["sex"].get("woman", 0.0) for archetype in WORLD.archetypes]
    assert weights @ np.array(women) == pytest.approx(0.54)


def test_certain_lives_are_weighted_as_by_hand() -> None:
    # Cells (woman, lone parent): 00, 01, 10 once, 11 twice. Raking keeps the odds ratio, which is 2:
    # x (0.1 + x) = 2 (0.6 - x) (0.3 - x), so x² - 1.9 x + 0.36 = 0 and x = 0.2134540 for both of the last.
    world = _world_of([(0, 0), (0, 1), (1, 0), (1, 1), (1, 1)])
    weights = margins.weights(world, _wanted(woman=0.6, alone=0.3))
    both = (1.9 - (1.9**2 - 4 * 0.36) ** 0.5) / 2
    expected = [0.1 + both, 0.3 - both, 0.6 - both, both / 2, both / 2]
    assert weights == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(("woman", "alone"), [(0.55, 0.3), (0.4, 0.45), (0.65, 0.5)])
def test_uncertain_lives_are_weighted_as_evenly_as_the_margins_allow(woman: float, alone: float) -> None:
    lives = [(0.9, 0.8), (0.5, 0.1), (0.2, 0.6), (0.7, 0.3)]
    weights = margins.weights(_world_of(lives), _wanted(woman=woman, alone=alone))
    best = max(_all_that_meet(np.array(lives), np.array([woman, alone])), key=_evenness)
    assert weights == pytest.approx(best, abs=2e-4)


def test_a_margin_that_is_already_met_leaves_all_weights_even() -> None:
    world = _world_of([(1, 0), (0, 1), (1, 1), (0, 0)])
    assert margins.weights(world, _wanted(woman=0.5, alone=0.5)) == pytest.approx([0.25] * 4)


def test_a_value_of_no_share_leaves_out_the_archetypes_that_hold_it() -> None:
    world = _world_of([(1, 0), (0, 1), (1, 1), (0, 0)])
    assert margins.weights(world, _wanted(woman=0, alone=0.5)) == pytest.approx([0, 0.5, 0, 0.5])


@pytest.mark.parametrize(
    ("lives", "woman", "alone", "sentence"),
    [
        ([(0.2, 0.5), (0.6, 0.5)], 0.9, 0.5, "sex.* the nearest they come is 0.300 away"),
        ([(1, 1), (0, 0)], 0.8, 0.2, "cannot make up « Testland »"),
        ([(0.5, 1), (0.5, 0)], 0.0, 0.5, "sex.* the nearest they come is 0.500 away"),
    ],
    ids=["beyond every archetype", "two shares that exclude each other", "nothing would remain"],
)
def test_a_territory_that_the_archetypes_cannot_make_up_is_refused(
    lives: list[tuple[float, float]], woman: float, alone: float, sentence: str
) -> None:
    with pytest.raises(WorldWrong, match=sentence):
        margins.weights(_world_of(lives), _wanted(woman=woman, alone=alone))


def test_the_largest_gap_is_named() -> None:
    gap = margins.largest_gap(
        _world_of([(1, 0), (0, 1)]), _wanted(woman=0.6, alone=0.2), np.array([0.5, 0.5])
    )
    assert gap.attribute == "lone_parent"
    assert gap.size == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("woman = 0.54", "woman = 0.64", "the shares of « sex » add up to 1.1, not 1"),
        ("woman = 0.54", "women = 0.54", "shares.sex: unknown value « women »"),
        ("car =", "bicycle =", "shares: unknown attribute « bicycle »"),
        ("woman = 0.54", "woman = nan", "shares.sex.woman"),
        ("woman = 0.54", "woman = 1.54", "shares.sex.woman"),
        ('en = "Example territory"', "", "name.en: this key is missing"),
        ("[shares]", "[shares", "this is not TOML"),
        ("[name]", "notes = 1\n[name]", "notes: this key is unknown"),
    ],
)
def test_a_bad_file_of_margins_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = tmp_path / "mine.toml"
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WorldWrong) as refusal:
        margins.read(path, WORLD)
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith("mine.toml")


def test_a_missing_file_of_margins_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorldWrong, match=r"nowhere.toml: the file cannot be read"):
        margins.read(tmp_path / "nowhere.toml", WORLD)


def _world_of(lives: list[tuple[float, float]]) -> World:
    """Make a world of archetypes with these probabilities of being a woman and a lone parent."""
    archetypes = tuple(
        _archetype(number, woman=woman, alone=alone) for number, (woman, alone) in enumerate(lives)
    )
    return World(
        archetypes=archetypes,
        attributes=WORLD.attributes,
        placebos=WORLD.placebos,
        intersections=WORLD.intersections,
        digest="",
    )


def _archetype(number: int, *, woman: float, alone: float) -> Archetype:
    tables = {
        "sex": {"man": 1 - woman, "woman": woman},
        "lone_parent": {"no": 1 - alone, "yes": alone},
    }
    usual = WORLD.archetypes[0]
    return usual.model_copy(update={"name": f"one_{number}", "attributes": {**usual.attributes, **tables}})


def _wanted(*, woman: float, alone: float) -> Margins:
    return Margins(
        name=Bilingual(fr="Essai", en="Testland"),
        source="By hand.",
        shares={
            "sex": {"man": 1 - woman, "woman": woman},
            "lone_parent": {"no": 1 - alone, "yes": alone},
        },
    )


def _all_that_meet(lives: NDArray[np.float64], wanted: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """Yield positive weights of four archetypes that meet two margins, along their one free direction."""
    conditions = np.vstack([lives.T, np.ones(len(lives))])
    start = np.linalg.lstsq(conditions, np.append(wanted, 1), rcond=None)[0]
    direction = np.linalg.svd(conditions)[2][-1]
    for step in np.linspace(-1, 1, 40_001):
        if (weights := start + step * direction).min() > 0:
            yield weights


def _evenness(weights: NDArray[np.float64]) -> float:
    return float(-(weights * np.log(weights)).sum())
