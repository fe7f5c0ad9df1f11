"""Draws of chance: all the luck of a person, drawn once and shared by every other life of theirs."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

WEEKS = 52
_BLOCK = 16  # people are drawn so many at a time, so that number 7 is the same whatever is asked with it
_SMALLEST = 2.0**-54

Uniforms = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Draws:
    """Uniforms between 0 and 1; the first axis is the person, in every table.

    :ivar life: (n, 6): effort, length of the history, weeks not read yet, state before the first week,
        lateness, finest minutes declared.
    :ivar weeks: (n, 7, 52): amount, gap, possible, part possible, revised, contested, part contested.
    :ivar families: (n, 52, 5): how a week departs from the usual mix.
    :ivar values, turns: (n, A): value of each attribute, and the one it takes away from the reference.
    :ivar links: (n, A, A): whether a parent (axis 1) leads to a child (axis 2).
    """

    life: Uniforms
    weeks: Uniforms
    families: Uniforms
    values: Uniforms
    turns: Uniforms
    links: Uniforms


def drawn(archetype: str, *, seed: str, first: int, count: int, attributes: int) -> Draws:
    """Draw people number `first` to `first + count - 1` of an archetype, the same for the same seed.

    :param attributes: how many attributes there are, placebos included.
    """
    shapes = {
        "life": (6,),
        "weeks": (7, WEEKS),
        "families": (WEEKS, 5),
        "values": (attributes,),
        "turns": (attributes,),
        "links": (attributes, attributes),
    }
    sizes = [int(np.prod(shape)) for shape in shapes.values()]
    blocks = range(first // _BLOCK, (first + count - 1) // _BLOCK + 1)
    drawn_blocks = [_block(archetype, seed=seed, number=number, size=sum(sizes)) for number in blocks]
    start = first - blocks[0] * _BLOCK
    whole = np.concatenate(drawn_blocks)[start : start + count]
    parts = np.split(whole, np.cumsum(sizes)[:-1], axis=1)
    return Draws(
        **{
            name: part.reshape(count, *shape)
            for (name, shape), part in zip(shapes.items(), parts, strict=True)
        }
    )


def _block(archetype: str, *, seed: str, number: int, size: int) -> Uniforms:
    key = sha256(f"{seed}\0{archetype}\0{number}".encode()).digest()[:16]
    generator = np.random.Generator(np.random.Philox(key=np.frombuffer(key, dtype="<u8").astype(np.uint64)))
    return np.maximum(generator.random((_BLOCK, size)), _SMALLEST)  # never 0, whose normal is minus infinity
