"""Every effect that the file declares can be seen in documents, and goes the way that the file says."""

import numpy as np
import pytest
from numpy.typing import NDArray

from xprsa.lab.people.casting import Cast, cast
from xprsa.lab.people.histories import Histories
from xprsa.lab.people.mechanisms import FAMILIES, MECHANISMS
from xprsa.lab.people.world import World

WORLD = World.read()
HOW = {mechanism.name: mechanism.combines for mechanism in MECHANISMS}
EFFECTS = [
    pytest.param(attribute.name, code, mechanism, effect, id=f"{attribute.name}-{value}-{mechanism}")
    for attribute in WORLD.attributes
    for code, (value, about) in enumerate(attribute.values.items())
    for mechanism, effect in about.effects.items()
]
SHARES = ("not_comparable", "gap", "revised", "contested")


@pytest.fixture(scope="module")
def people() -> Cast:
    """Two thousand people whose mix holds every family."""
    return cast(WORLD, WORLD.archetype("couple_on_rsa"), seed="effects", first=0, count=2000)


@pytest.mark.parametrize(("name", "code", "mechanism", "effect"), EFFECTS)
def test_an_effect_shows_in_the_direction_that_the_file_declares(
    people: Cast, name: str, code: int, mechanism: str, effect: float
) -> None:
    before = np.zeros_like(people.attributes)
    after = before.copy()
    after[:, WORLD.columns[name]] = code
    found = _seen(people.histories(after), mechanism) - _seen(people.histories(before), mechanism)
    expected = effect if HOW[mechanism] == "plus" else effect - 1
    assert found * expected > 0, f"{name} declares {mechanism} {effect}, documents moved by {found:.4f}"
    if mechanism in SHARES:
        assert found == pytest.approx(effect, abs=0.02), "the share moved, but not by what the file says"


def test_contracts_scale_by_the_factors_of_the_file(people: Cast) -> None:
    lives = np.zeros_like(people.attributes[:3])
    lives[1, WORLD.columns["childcare"]] = lives[2, WORLD.columns["childcare"]] = 1
    lives[2, WORLD.columns["health"]] = 1
    few = cast(WORLD, people.archetype, seed="effects", first=0, count=1)
    target = few.histories(lives).target
    assert target[:, 0].tolist() == [900, 720, 570]  # 900 × 0.8 × 0.8 = 576, in half hours
    assert np.all(target == target[:, :1])


def test_every_mechanism_is_moved_by_some_attribute_of_the_world() -> None:
    moved = {
        mechanism
        for attribute in WORLD.attributes
        for value in attribute.values.values()
        for mechanism in value.effects
    }
    assert moved == set(HOW)


def test_two_effects_on_one_share_add_up(people: Cast) -> None:
    lives = np.zeros_like(people.attributes)
    lives[:, [WORLD.columns["digital"], WORLD.columns["phone"]]] = 1
    usual = people.archetype.habits.gap
    assert _seen(people.histories(lives), "gap") == pytest.approx(usual + 0.12 + 0.12, abs=0.02)


def _seen(histories: Histories, mechanism: str) -> float:
    """Measure a mechanism in documents alone."""
    declared, minutes = histories.declared, histories.declared_minutes
    held = declared & histories.comparable
    if mechanism in FAMILIES:
        return float(histories.minutes[..., FAMILIES.index(mechanism)].sum() / minutes.sum())
    seen = {
        "target_minutes": histories.target.mean(),
        "irregularity": _spread(minutes, held),
        "not_comparable": 1 - held.sum() / declared.sum(),
        "gap": 1 - declared.mean(),
        "gap_weeks": _gap_weeks(declared),
        "revised": histories.revised.sum() / declared.sum(),
        "contested": ((histories.contested > 0) & declared).sum() / (minutes > 0).sum(),
        "pending_weeks": (histories.pending > 0).sum(axis=1).mean(),
        "history_weeks": declared.any(axis=0).sum(),
        "trial_weeks": 1 - held.sum() / declared.sum(),
    }
    return float(seen[mechanism])


def _spread(minutes: NDArray[np.int32], held: NDArray[np.bool_]) -> float:
    weeks = np.ma.masked_array(minutes, mask=~held)
    return float(np.ma.mean(weeks.std(axis=1) / weeks.mean(axis=1)))


def _gap_weeks(declared: NDArray[np.bool_]) -> float:
    begins = ~declared[:, 1:] & declared[:, :-1]
    return float((~declared[:, 1:]).sum() / begins.sum())
