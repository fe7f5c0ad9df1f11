"""Margins: weighting the archetypes so that together they look like a territory."""

from dataclasses import dataclass
from math import fsum, isclose
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from xprsa.lab.people.attribute import Bilingual, Code, Probability, Strict, Text
from xprsa.lab.people.mechanisms import WorldWrong
from xprsa.lab.people.reading import checked, toml_of
from xprsa.lab.people.world import World

_ROUNDS = 5000
_CLOSE = 1e-10  # rounds stop here
_TOLERANCE = 0.005  # beyond half a point, the archetypes cannot make up this territory

Weights = NDArray[np.float64]


class Margins(Strict):
    """How a territory is made up.

    :ivar source: where the shares come from.
    :ivar shares: by attribute, the share of people with each value; a value left out has none.
    """

    name: Bilingual
    source: Text
    shares: dict[Code, dict[Code, Probability]] = Field(min_length=1)

    @field_validator("shares")
    @classmethod
    def _add_up(cls, shares: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        for name, table in shares.items():
            if not isclose(total := fsum(table.values()), 1, abs_tol=1e-6):
                raise ValueError(f"the shares of « {name} » add up to {total:g}, not 1")
        return shares


@dataclass(frozen=True)
class MissedShare:
    """A share that the weighted archetypes miss, by so much."""

    attribute: str
    value: str
    size: float


def read(path: Path, world: World) -> Margins:
    """Read a file of margins.

    :raises WorldWrong: when it is malformed, or names an attribute or a value that the world has not.
    """
    margins = checked(Margins, toml_of(path), file=path.name)
    known = {attribute.name: attribute.value_names for attribute in world.attributes}
    for name, table in margins.shares.items():
        if name not in known:
            raise WorldWrong(f"{path.name}, shares: unknown attribute « {name} ».")
        for value in table:
            if value not in known[name]:
                raise WorldWrong(f"{path.name}, shares.{name}: unknown value « {value} ».")
    return margins


def weights(world: World, margins: Margins) -> Weights:
    """Weight the archetypes, by raking, so that the expected shares of their people meet the margins.

    Each round scales the weights to one attribute after the other. Where an archetype has one value for
    certain this is iterative proportional fitting; where it has several, generalised iterative scaling
    (Darroch and Ratcliff, 1972). Among all weights that meet the margins it finds the most even ones.

    :returns: (archetypes,) weights that add up to 1, in the order of `World.archetypes`.
    :raises WorldWrong: when no weights come within half a point of every share.
    """
    raked = np.full(len(world.archetypes), 1 / len(world.archetypes))
    sides = [(_tables(world, name), _wanted(world, margins, name)) for name in margins.shares]
    for _ in range(_ROUNDS):
        for tables, wanted in sides:
            raked = _scaled(raked, tables=tables, wanted=wanted)
        if all(np.abs(raked @ tables - wanted).max() < _CLOSE for tables, wanted in sides):
            break
    gap = largest_gap(world, margins, raked)
    if gap.size > _TOLERANCE:
        raise WorldWrong(
            f"margins, shares.{gap.attribute}.{gap.value}: these archetypes cannot make up "
            f"« {margins.name.en} »; the nearest they come is {gap.size:.3f} away."
        )
    return raked


def largest_gap(world: World, margins: Margins, weights: Weights) -> MissedShare:
    """Give the share that these weights miss by most.

    :param weights: (archetypes,) in the order of `World.archetypes`.
    """
    return max(
        (
            MissedShare(name, value, float(abs(share)))
            for name in margins.shares
            for value, share in zip(
                world.attribute(name).value_names,
                weights @ _tables(world, name) - _wanted(world, margins, name),
                strict=True,
            )
        ),
        key=lambda gap: gap.size,
    )


def _scaled(weights: Weights, *, tables: Weights, wanted: Weights) -> Weights:
    """Scale the weights towards the shares of one attribute; leave them when nothing would remain."""
    shares = weights @ tables
    ratios = np.divide(wanted, shares, out=np.ones_like(shares), where=shares > 0)
    scaled = weights * np.prod(ratios**tables, axis=1)
    return scaled / scaled.sum() if scaled.any() else weights


def _tables(world: World, name: str) -> Weights:
    """Give how probable each value is in each archetype: (archetypes, values)."""
    values = world.attribute(name).value_names
    return np.array(
        [[archetype.attributes[name].get(value, 0.0) for value in values] for archetype in world.archetypes]
    )


def _wanted(world: World, margins: Margins, name: str) -> Weights:
    return np.array([margins.shares[name].get(value, 0.0) for value in world.attribute(name).value_names])
