"""Parts of the pairs of an effect, which a mean over all of them may hide: each life, and each value."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xprsa.lab.judging.means import MANY, is_within, mean_from, mean_p
from xprsa.lab.judging.yardstick import SMALLEST_NET, Yardstick
from xprsa.lab.statistics.paired import PairedFlip, mcnemar
from xprsa.lab.tallies.pairs import PairTally, PartTally
from xprsa.scoring.audit import Estimate, Local

IN_ONE_LIFE = 2  # times the smallest shift: what matters in one life among all
_TESTS_OF_A_VALUE = 2  # the mean, the crossings


@dataclass(frozen=True, slots=True)
class PartNames:
    """What the parts are called, in the order of the tallies.

    :ivar values: gives those of an attribute that has several away from its reference.
    """

    lives: Sequence[str]
    values: Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One part.

    :ivar matters: it is larger than what matters.
    :ivar is_small: it is shown to be smaller.
    """

    local: Local
    matters: bool
    is_small: bool


def parts_of(
    tally: PairTally, yardstick: Yardstick, *, lives: Sequence[str], values: Sequence[str]
) -> tuple[Judged, ...]:
    """Judge every part of 30 pairs or more; each p is multiplied by the number of tests over all parts.

    :param lives: names of the archetypes, and `values` of the attribute, in the order of the tally.
    """
    tests = len(lives) + _TESTS_OF_A_VALUE * len(values)
    return (
        *_lives(tally, yardstick, lives, tests),
        *_values(tally, yardstick, values, tests),
    )


def _lives(tally: PairTally, yardstick: Yardstick, names: Sequence[str], tests: int) -> Iterator[Judged]:
    """A life has few pairs: only a mean of twice what matters is looked for."""
    for name, part in zip(names, tally.lives, strict=True):
        if part.answered >= MANY:
            mean, p_value = _mean(part)
            matters = abs(mean.value) >= IN_ONE_LIFE * yardstick.smallest_shift
            local = Local(archetype=name, mean=mean, p_value=min(1.0, p_value * tests))
            yield Judged(local, matters=matters, is_small=not matters)


def _values(tally: PairTally, yardstick: Yardstick, names: Sequence[str], tests: int) -> Iterator[Judged]:
    """A value is judged as the whole effect is, but that no power is asked for."""
    for name, part in zip(names, tally.by_value, strict=True):
        if part.answered >= MANY:
            mean, mean_p = _mean(part)
            found = [
                (mean, mean_p, yardstick.smallest_shift),
                _net(mcnemar(worse=int(part.worse), better=int(part.better), pairs=int(part.answered))),
            ]
            larger = [p for estimate, p, limit in found if abs(estimate.value) >= limit]
            p_value = min(larger or [p for _, p, _ in found])
            yield Judged(
                Local(archetype=None, value=name, mean=mean, p_value=min(1.0, p_value * tests)),
                matters=bool(larger),
                is_small=all(is_within(estimate, limit) for estimate, _, limit in found),
            )


@dataclass(frozen=True, slots=True)
class Silenced:
    """The missing answers of one value; as `Judged`."""

    value: str
    p_value: float
    matters: bool
    is_small: bool


def silenced_of(tally: PairTally, values: Sequence[str]) -> tuple[Silenced, ...]:
    """Judge the missing answers of every value of 30 pairs or more; each p is multiplied by their number."""
    return tuple(_silenced(name, part, len(values)) for name, part in _large(tally, values))


def _silenced(name: str, part: PartTally, tests: int) -> Silenced:
    net, p_value, limit = _net(
        mcnemar(worse=int(part.silent_more), better=int(part.silent_less), pairs=int(part.pairs))
    )
    return Silenced(
        name, min(1.0, p_value * tests), matters=abs(net.value) >= limit, is_small=is_within(net, limit)
    )


def _large(tally: PairTally, values: Sequence[str]) -> Iterator[tuple[str, PartTally]]:
    return ((name, part) for name, part in zip(values, tally.by_value, strict=True) if part.pairs >= MANY)


def _mean(part: PartTally) -> tuple[Estimate, float]:
    mean = part.total / part.answered
    squares = max(part.squares - part.answered * mean**2, 0.0)
    deviation = math.sqrt(squares / (part.answered - 1))
    return mean_from(mean, deviation, int(part.answered)), mean_p(mean, deviation, int(part.answered))


def _net(paired: PairedFlip) -> tuple[Estimate, float, float]:
    return Estimate(value=paired.net, low=paired.low, high=paired.high), paired.p_value, SMALLEST_NET
