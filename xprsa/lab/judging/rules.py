"""Whether what must hold whatever a module measures did hold."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from xprsa.lab.judging.effects import deviation_of, estimate
from xprsa.lab.judging.yardstick import ENOUGH_POWER, LEVEL, Yardstick
from xprsa.lab.statistics.families import holm
from xprsa.lab.statistics.rates import wilson
from xprsa.lab.statistics.shift import wilcoxon
from xprsa.lab.tallies.differences import Differences
from xprsa.lab.tallies.rules import NEVER_WORSE, RuleTally
from xprsa.lab.tallies.tally import Tally
from xprsa.scoring.audit import Estimate, Light, Rule, RuleFinding

_FEW_BROKEN = 0.01  # a rule that pairs beyond this share could still break is not shown to hold
_NORMAL = NormalDist()
_STEADY = frozenset({Rule.AGAIN, Rule.HEARD_AGAIN, Rule.SILENT})


def judged(tallies: Mapping[Rule, RuleTally], yardstick: Yardstick) -> tuple[RuleFinding, ...]:
    """Judge every rule; a module that answers at random is not blamed for each pair, but for its mean."""
    is_steady = not tallies[Rule.AGAIN].broken
    return tuple(_finding(tally, yardstick, is_steady=is_steady) for tally in tallies.values())


def _finding(tally: RuleTally, yardstick: Yardstick, *, is_steady: bool) -> RuleFinding:
    rate = wilson(hits=tally.broken, total=tally.asked)
    by_pair = is_steady or tally.rule in _STEADY
    p_value = None if by_pair else wilcoxon(tally.differences.counted()).p_value
    return RuleFinding(
        rule=tally.rule,
        asked=tally.asked,
        broken=tally.broken,
        rate=estimate(rate),
        largest=tally.largest,
        p_value=p_value,
        light=_light(tally, yardstick, p_value=p_value),
    )


def _light(tally: RuleTally, yardstick: Yardstick, *, p_value: float | None) -> Light | None:
    if tally.rule is Rule.SPLIT:
        return None
    if p_value is not None:
        mean = tally.differences.counted().mean
        against = mean if tally.rule in NEVER_WORSE else abs(mean)
        return Light.RED if p_value < LEVEL and against >= yardstick.smallest_shift else Light.AMBER
    rate = wilson(hits=tally.broken, total=tally.asked)
    if rate.low is None or rate.high is None:
        return Light.AMBER
    if tally.broken and (tally.rule is not Rule.NUDGED or rate.low > _FEW_BROKEN):
        return Light.RED  # a nudge may carry a few people over the step of a scale
    return Light.GREEN if rate.high <= _FEW_BROKEN else Light.AMBER


def holdout_judged(public: Tally, holdout: Tally, yardstick: Yardstick) -> RuleFinding:
    """Tell whether people nobody has seen are treated as the public ones.

    Each effect, and the bases themselves, are compared by Welch's test; chance is shared out by Holm.
    """
    pairs = [
        _compared(tally.differences, holdout.effects[key].differences)
        for key, tally in public.effects.items()
    ]
    compared = [*pairs, _compared(public.bases, holdout.bases)]
    adjusted = holm([one.p_value for one in compared])
    unlike = [
        one.gap
        for one, p in zip(compared, adjusted, strict=True)
        if p < LEVEL and one.gap >= yardstick.smallest_shift
    ]
    reach = _NORMAL.inv_cdf(1 - LEVEL / len(compared) / 2) + _NORMAL.inv_cdf(ENOUGH_POWER)
    is_sharp = all(one.is_known and reach * one.error <= yardstick.smallest_shift for one in pairs)
    return RuleFinding(
        rule=Rule.HOLDOUT,
        asked=len(compared),
        broken=len(unlike),
        rate=Estimate(value=len(unlike) / len(compared), low=None, high=None),
        largest=max(unlike, default=0.0),
        p_value=min(adjusted),
        light=Light.RED if unlike else Light.GREEN if is_sharp else Light.AMBER,
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """How far two means lie apart, in points; not known where too little was seen."""

    gap: float
    error: float
    p_value: float
    is_known: bool = True


def _compared(public: Differences, holdout: Differences) -> _Comparison:
    one, other = public.counted(), holdout.counted()
    if one.total < 2 or other.total < 2:
        return _Comparison(0.0, 0.0, 1.0, is_known=False)
    gap = abs(one.mean - other.mean)
    error = math.hypot(deviation_of(one) / math.sqrt(one.total), deviation_of(other) / math.sqrt(other.total))
    if error == 0.0:
        return _Comparison(gap, error, 1.0 if gap == 0.0 else 0.0)
    return _Comparison(gap, error, math.erfc(gap / error / math.sqrt(2)))
