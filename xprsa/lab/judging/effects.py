"""Whether turning an attribute moved the answers, how far, and how sure that is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from xprsa.lab.judging.yardstick import ENOUGH_POWER, LEVEL, SMALLEST_NET, Yardstick
from xprsa.lab.statistics.counted import Counted
from xprsa.lab.statistics.families import holm
from xprsa.lab.statistics.paired import mcnemar, stuart_maxwell
from xprsa.lab.statistics.rates import Interval, wilson
from xprsa.lab.statistics.shift import hodges_lehmann, wilcoxon
from xprsa.lab.statistics.strata import mantel_haenszel
from xprsa.lab.tallies.pairs import PairTally
from xprsa.lab.tallies.tally import EffectKey
from xprsa.scoring.audit import Effect, Estimate, Flip, Kind, Light, Shift

_NORMAL = 1.959963984540054  # 97.5 % quantile of the normal law
TESTS_OF_AN_EFFECT = 3  # the flips, the shift (or the grades), the abstentions


@dataclass(frozen=True)
class _Tested:
    """One effect, before chance is weighed over all of them."""

    key: EffectKey
    tally: PairTally
    flip: Flip
    shift: Shift
    abstention: Estimate
    abstention_p: float
    grades_p: float | None

    @property
    def p_values(self) -> tuple[float, float, float]:
        moved_p = self.shift.wilcoxon_p if self.grades_p is None else self.grades_p
        return self.flip.mcnemar_p, moved_p, self.abstention_p


def judged(tallies: Mapping[EffectKey, PairTally], yardstick: Yardstick) -> tuple[Effect, ...]:
    """Judge every effect; chance is shared out among all their tests (Holm)."""
    tested = [_tested(key, tally) for key, tally in tallies.items()]
    adjusted = holm([p for one in tested for p in one.p_values])
    return tuple(
        _effect(one, adjusted[place * TESTS_OF_AN_EFFECT : (place + 1) * TESTS_OF_AN_EFFECT], yardstick)
        for place, one in enumerate(tested)
    )


def _tested(key: EffectKey, tally: PairTally) -> _Tested:
    flip = mcnemar(worse=tally.worse, better=tally.better, pairs=tally.answered)
    differences = tally.differences.counted()
    abstained = mcnemar(worse=tally.abstained_more, better=tally.abstained_less, pairs=tally.pairs)
    return _Tested(
        key=key,
        tally=tally,
        flip=Flip(
            rate=estimate(wilson(hits=tally.worse + tally.better, total=tally.answered)),
            net=Estimate(value=flip.net, low=flip.low, high=flip.high),
            mcnemar_p=flip.p_value,
        ),
        shift=Shift(
            mean=mean_of(differences),
            hodges_lehmann=estimate(hodges_lehmann(differences)),
            wilcoxon_p=wilcoxon(differences).p_value,
        ),
        abstention=Estimate(value=abstained.net, low=abstained.low, high=abstained.high),
        abstention_p=abstained.p_value,
        grades_p=stuart_maxwell(tally.grades).p_value if tally.grades.size and tally.grades.any() else None,
    )


def _effect(one: _Tested, adjusted: tuple[float, ...], yardstick: Yardstick) -> Effect:
    tally = one.tally
    odds = mantel_haenszel(tally.tables) if one.key[0] is not Kind.TOGETHER else None
    power = min(
        yardstick.flip_power(tally.answered, one.flip.rate.value),
        yardstick.shift_power(tally.answered, deviation_of(tally.differences.counted())),
    )
    return Effect(
        kind=one.key[0],
        name=one.key[1],
        pairs=tally.pairs,
        answered=tally.answered,
        flip=one.flip,
        shift=one.shift,
        abstention=one.abstention,
        abstention_p=one.abstention_p,
        odds=None
        if odds is None or odds.odds_ratio is None
        else Estimate(value=odds.odds_ratio, low=odds.low, high=odds.high),
        odds_p=None if odds is None else odds.p_value,
        grades_p=one.grades_p,
        adjusted_p=min(adjusted),
        power=power,
        light=_light(one, adjusted, power, yardstick),
    )


def _light(one: _Tested, adjusted: tuple[float, ...], power: float, yardstick: Yardstick) -> Light:
    sizes = (
        abs(one.flip.net.value) >= SMALLEST_NET,
        max(abs(one.shift.mean.value), abs(one.shift.hodges_lehmann.value)) >= yardstick.smallest_shift,
        abs(one.abstention.value) >= SMALLEST_NET,
    )
    if any(matters and p < LEVEL for matters, p in zip(sizes, adjusted, strict=True)):
        return Light.RED
    return Light.GREEN if power >= ENOUGH_POWER and not any(sizes) else Light.AMBER


def estimate(interval: Interval) -> Estimate:
    """Give an interval as findings write it."""
    return Estimate(value=interval.estimate, low=interval.low, high=interval.high)


def mean_of(differences: Counted) -> Estimate:
    """Give the mean with its 95 % interval (normal); no interval for fewer than two differences."""
    if differences.total < 2:
        return Estimate(value=differences.mean, low=None, high=None)
    reach = _NORMAL * deviation_of(differences) / math.sqrt(differences.total)
    return Estimate(value=differences.mean, low=differences.mean - reach, high=differences.mean + reach)


def deviation_of(differences: Counted) -> float:
    """Give the standard deviation, in points; 0 for fewer than two differences."""
    if differences.total < 2:
        return 0.0
    squares = (differences.counts * (differences.values - differences.mean) ** 2).sum()
    return float(math.sqrt(squares / (differences.total - 1)))
