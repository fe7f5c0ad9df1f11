"""Whether turning an attribute moved the answers, how far, and how sure that is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from xprsa.lab.judging.yardstick import ENOUGH_POWER, LEVEL, SMALLEST_NET, Yardstick
from xprsa.lab.statistics.counted import Counted
from xprsa.lab.statistics.families import holm
from xprsa.lab.statistics.paired import mcnemar, stuart_maxwell
from xprsa.lab.statistics.rates import Interval, wilson
from xprsa.lab.statistics.shift import hodges_lehmann, wilcoxon
from xprsa.lab.statistics.strata import mantel_haenszel
from xprsa.lab.tallies.pairs import PairTally
from xprsa.lab.tallies.tally import EffectKey
from xprsa.scoring.audit import Effect, Estimate, Flip, Kind, Light, Local, Shift

TESTS_OF_AN_EFFECT = 5  # the flips, the ranks (or the grades), the mean, the silences, the one life
_NORMAL = NormalDist()
_MANY = 30  # pairs, from which a mean follows the normal law
_LOCAL = 2  # times the smallest shift: what matters in one life among all
_LEVEL = 0.95  # of intervals


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
    local: Local | None

    @property
    def p_values(self) -> tuple[float, ...]:
        ranks_p = self.shift.wilcoxon_p if self.grades_p is None else self.grades_p
        local_p = 1.0 if self.local is None else self.local.p_value
        return self.flip.mcnemar_p, ranks_p, self.shift.mean_p, self.abstention_p, local_p

    def sizes(self, yardstick: Yardstick) -> tuple[bool, ...]:
        """Tell, in the order of the tests, which sizes matter."""
        mean = abs(self.shift.mean.value) >= yardstick.smallest_shift
        ranks = abs(self.shift.hodges_lehmann.value) >= yardstick.smallest_shift
        local = self.local is not None and abs(self.local.mean.value) >= _LOCAL * yardstick.smallest_shift
        flips, silences = (abs(one.value) >= SMALLEST_NET for one in (self.flip.net, self.abstention))
        return flips, ranks if self.grades_p is None else mean, mean, silences, local

    def is_small(self, yardstick: Yardstick) -> bool:
        """Tell whether the whole of each interval is smaller than what matters."""
        return (
            _within(self.flip.net, SMALLEST_NET)
            and _within(self.shift.mean, yardstick.smallest_shift)
            and _within(self.abstention, SMALLEST_NET)
        )


def judged(
    tallies: Mapping[EffectKey, PairTally], yardstick: Yardstick, archetypes: Sequence[str]
) -> tuple[Effect, ...]:
    """Judge every effect; chance is shared out among all their tests (Holm).

    :param archetypes: names of the lives, in the order of the tallies.
    """
    tested = [_tested(key, tally, archetypes) for key, tally in tallies.items()]
    adjusted = holm([p for one in tested for p in one.p_values])
    return tuple(
        _effect(one, adjusted[place * TESTS_OF_AN_EFFECT : (place + 1) * TESTS_OF_AN_EFFECT], yardstick)
        for place, one in enumerate(tested)
    )


def _tested(key: EffectKey, tally: PairTally, archetypes: Sequence[str]) -> _Tested:
    flip = mcnemar(worse=tally.worse, better=tally.better, pairs=tally.answered)
    differences = tally.differences.counted()
    silent = mcnemar(worse=tally.silent_more, better=tally.silent_less, pairs=tally.pairs)
    mean = mean_of(differences)
    return _Tested(
        key=key,
        tally=tally,
        flip=Flip(
            rate=estimate(wilson(hits=tally.worse + tally.better, total=tally.answered)),
            net=Estimate(value=flip.net, low=flip.low, high=flip.high),
            mcnemar_p=flip.p_value,
        ),
        shift=Shift(
            mean=mean,
            hodges_lehmann=estimate(hodges_lehmann(differences)),
            wilcoxon_p=wilcoxon(differences).p_value,
            mean_p=mean_p(mean.value, deviation_of(differences), differences.total),
        ),
        abstention=Estimate(value=silent.net, low=silent.low, high=silent.high),
        abstention_p=silent.p_value,
        grades_p=stuart_maxwell(tally.grades).p_value if tally.grades.size and tally.grades.any() else None,
        local=_local(tally, archetypes),
    )


def _local(tally: PairTally, archetypes: Sequence[str]) -> Local | None:
    """Find the life in which the effect is surest; chosen among all, its p is multiplied by their number."""
    found = []
    for name, (count, total, squares) in zip(archetypes, tally.moments.tolist(), strict=True):
        if count < _MANY:
            continue
        mean = total / count
        deviation = math.sqrt(max(squares - count * mean**2, 0.0) / (count - 1))
        reach = _NORMAL.inv_cdf((1 + _LEVEL) / 2) * deviation / math.sqrt(count)
        p_value = min(1.0, mean_p(mean, deviation, int(count)) * len(archetypes))
        told = Estimate(value=mean, low=mean - reach, high=mean + reach)
        found.append(Local(archetype=name, mean=told, p_value=p_value))
    return min(found, key=lambda one: (one.p_value, -abs(one.mean.value)), default=None)


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
        local=one.local,
        adjusted_p=min(adjusted),
        power=power,
        light=_light(one, adjusted, power, yardstick),
    )


def _light(one: _Tested, adjusted: tuple[float, ...], power: float, yardstick: Yardstick) -> Light:
    sizes = one.sizes(yardstick)
    if any(matters and p < LEVEL for matters, p in zip(sizes, adjusted, strict=True)):
        return Light.RED
    is_green = power >= ENOUGH_POWER and one.is_small(yardstick) and not any(sizes)
    return Light.GREEN if is_green else Light.AMBER


def _within(one: Estimate, limit: float) -> bool:
    return one.low is not None and one.high is not None and -limit < one.low and one.high < limit


def estimate(interval: Interval) -> Estimate:
    """Give an interval as findings write it."""
    return Estimate(value=interval.estimate, low=interval.low, high=interval.high)


def mean_of(differences: Counted) -> Estimate:
    """Give the mean with its 95 % interval (normal); no interval for fewer than two differences."""
    if differences.total < 2:
        return Estimate(value=differences.mean, low=None, high=None)
    reach = _NORMAL.inv_cdf((1 + _LEVEL) / 2) * deviation_of(differences) / math.sqrt(differences.total)
    return Estimate(value=differences.mean, low=differences.mean - reach, high=differences.mean + reach)


def mean_p(mean: float, deviation: float, total: int) -> float:
    """Give how likely a mean so far from 0 is by chance (normal law); 1 for fewer than 30 differences."""
    if total < _MANY or mean == 0.0:
        return 1.0
    if deviation == 0.0:
        return 0.0
    return math.erfc(abs(mean) / deviation * math.sqrt(total / 2))


def deviation_of(differences: Counted) -> float:
    """Give the standard deviation, in points; 0 for fewer than two differences."""
    if differences.total < 2:
        return 0.0
    squares = (differences.counts * (differences.values - differences.mean) ** 2).sum()
    return float(math.sqrt(squares / (differences.total - 1)))
