"""Whether a value of a coded field moved the answers to documents that say the same otherwise."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from xprsa.lab.battery.fields import named
from xprsa.lab.judging.means import MANY, is_within, mean_from, mean_p
from xprsa.lab.judging.yardstick import LEVEL_OF_FIELDS, SMALLEST_NET, Yardstick
from xprsa.lab.statistics.families import holm
from xprsa.lab.statistics.paired import PairedFlip, mcnemar
from xprsa.lab.tallies.fields import Turned, Ways
from xprsa.scoring.audit import Estimate, FieldFinding, Light

_LEAST = 1e-9  # of what matters: what the rounding of numbers may do


def facts(turned: Iterable[Turned], yardstick: Yardstick) -> tuple[FieldFinding, ...]:
    """Judge a module that repeats itself: one life in which its answer moved by what matters is enough."""
    return tuple(_fact(one, yardstick) for one in turned)


def likely(turned: Iterable[Turned], yardstick: Yardstick) -> tuple[FieldFinding, ...]:
    """Judge a module whose answers vary: chance is shared out among all tests of all values (Holm)."""
    tested = [_TestedCode.of(one) for one in turned]
    adjusted = iter(holm([p for one in tested for p in one.p_values]))
    return tuple(_likely(one, [next(adjusted) for _ in one.p_values], yardstick) for one in tested)


def silences_by_chance(
    found: Iterable[FieldFinding], turned: Iterable[Turned], yardstick: Yardstick
) -> tuple[FieldFinding, ...]:
    """Weigh missing answers against chance, and leave what was found of those that came."""
    weighed = likely(turned, yardstick)
    return tuple(
        one.model_copy(update={"silence_light": other.silence_light})
        for one, other in zip(found, weighed, strict=True)
    )


def _fact(one: Turned, yardstick: Yardstick) -> FieldFinding:
    found = _finding(one, mean=Estimate(value=_mean(one), low=None, high=None), p_value=None)
    matters = found.largest >= yardstick.smallest_shift * (1 - _LEAST) or one.crossed.any()
    lights = {
        "light": Light.RED if matters else Light.GREEN if found.answered else Light.AMBER,
        "silence_light": Light.RED if one.silenced.any() else Light.GREEN,
    }
    return found.model_copy(update=lights)


@dataclass(frozen=True)
class _TestedCode:
    """One value, before chance is weighed over all of them."""

    turned: Turned
    mean: Estimate
    mean_p: float
    crossed: PairedFlip
    silenced: PairedFlip

    @classmethod
    def of(cls, one: Turned) -> "_TestedCode":
        moved = one.moved[~np.isnan(one.moved)]
        mean = _mean(one)
        if len(moved) < MANY:
            known, p_value = Estimate(value=mean, low=None, high=None), 1.0
        else:
            deviation = float(moved.std(ddof=1))
            known = mean_from(mean, deviation, len(moved))
            p_value = mean_p(mean, deviation, len(moved))
        return cls(one, known, p_value, _net(one.crossed), _net(one.silenced))

    @property
    def p_values(self) -> tuple[float, float, float]:
        return self.mean_p, self.crossed.p_value, self.silenced.p_value

    def sizes(self, yardstick: Yardstick) -> tuple[bool, bool, bool]:
        """Tell, in the order of the tests, which sizes matter."""
        return (
            abs(self.mean.value) >= yardstick.smallest_shift,
            abs(self.crossed.net) >= SMALLEST_NET,
            abs(self.silenced.net) >= SMALLEST_NET,
        )


def _likely(tested: _TestedCode, adjusted: list[float], yardstick: Yardstick) -> FieldFinding:
    red = [
        matters and p < LEVEL_OF_FIELDS for matters, p in zip(tested.sizes(yardstick), adjusted, strict=True)
    ]
    is_small = is_within(tested.mean, yardstick.smallest_shift)
    silent = Estimate(value=tested.silenced.net, low=tested.silenced.low, high=tested.silenced.high)
    lights = {
        "light": Light.RED if any(red[:2]) else Light.GREEN if is_small else Light.AMBER,
        "silence_light": Light.RED
        if red[2]
        else Light.GREEN
        if is_within(silent, SMALLEST_NET)
        else Light.AMBER,
    }
    found = _finding(tested.turned, mean=tested.mean, p_value=min(adjusted))
    return found.model_copy(update=lights)


def _finding(one: Turned, *, mean: Estimate, p_value: float | None) -> FieldFinding:
    sizes = np.abs(np.nan_to_num(one.moved))
    largest = float(sizes.max(initial=0.0))
    return FieldFinding(
        name=named(one.written),
        lives=len(one.moved),
        answered=int((~np.isnan(one.moved)).sum()),
        mean=mean,
        largest=largest,
        life=one.lives[int(sizes.argmax())][0] if largest else None,
        crossed=int(one.crossed.sum()),
        silenced=int(one.silenced.sum()),
        p_value=p_value,
        light=Light.AMBER,
        silence_light=Light.AMBER,
    )


def _mean(one: Turned) -> float:
    known = one.moved[~np.isnan(one.moved)]
    return math.fsum(known) / len(known) if len(known) else 0.0


def _net(ways: Ways) -> PairedFlip:
    return mcnemar(worse=int((ways > 0).sum()), better=int((ways < 0).sum()), pairs=len(ways))
