"""Whether people nobody has seen are treated as the public ones."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist

from xprsa.lab.judging.means import deviation_of
from xprsa.lab.judging.yardstick import ENOUGH_POWER, LEVEL_OF_HOLDOUT, SMALLEST_NET, Yardstick
from xprsa.lab.statistics.families import holm
from xprsa.lab.tallies.differences import Differences
from xprsa.lab.tallies.pairs import PairTally
from xprsa.lab.tallies.tally import Tally
from xprsa.scoring.audit import Estimate, Kind, Light, Rule, RuleFinding

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """How far two means lie apart, and how sure that is, in multiples of what matters.

    :ivar gap: in multiples; `points` where it is one of answers.
    :ivar is_known: False where too little was seen.
    """

    gap: float
    error: float
    points: float = 0.0
    is_known: bool = True

    @property
    def p_value(self) -> float:
        """How likely the gap is by chance (Welch, normal law)."""
        if self.error == 0.0:
            return 1.0 if self.gap == 0.0 else 0.0
        return math.erfc(self.gap / self.error / math.sqrt(2))


def judged(public: Tally, holdout: Tally, yardstick: Yardstick) -> RuleFinding:
    """Compare every effect (moves, flips, silences) and the bases themselves (answers, how many); by Holm."""
    pairs = [
        (key, comparison)
        for key, tally in public.effects.items()
        for comparison in _effect(tally, holdout.effects[key], yardstick)
    ]
    compared = [comparison for _, comparison in pairs]
    compared.append(_means(public.bases, holdout.bases, yardstick))
    compared.append(_shares(_answered(public), _answered(holdout)))
    adjusted = holm([comparison.p_value for comparison in compared])
    unlike = [
        comparison
        for comparison, p in zip(compared, adjusted, strict=True)
        if p < LEVEL_OF_HOLDOUT and comparison.gap >= 1
    ]
    reach = _NORMAL.inv_cdf(1 - LEVEL_OF_HOLDOUT / len(compared) / 2) + _NORMAL.inv_cdf(ENOUGH_POWER)
    is_sharp = bool(pairs) and all(
        comparison.is_known and reach * comparison.error <= 1
        for (kind, _), comparison in pairs
        if kind is not Kind.TOGETHER
    )
    return RuleFinding(
        rule=Rule.HOLDOUT,
        asked=len(compared),
        broken=len(unlike),
        rate=Estimate(value=len(unlike) / len(compared), low=None, high=None),
        largest=max((comparison.points for comparison in unlike), default=0.0),
        p_value=min(adjusted),
        light=Light.RED if unlike else Light.GREEN if is_sharp else Light.AMBER,
    )


def _answered(tally: Tally) -> tuple[int, int, int]:
    return tally.bases.counted().total, 0, tally.bases_asked


def _effect(public: PairTally, holdout: PairTally, yardstick: Yardstick) -> Iterator[_Comparison]:
    yield _means(public.differences, holdout.differences, yardstick)
    yield _shares(
        (public.worse, public.better, public.answered), (holdout.worse, holdout.better, holdout.answered)
    )
    yield _shares(
        (public.silent_more, public.silent_less, public.pairs),
        (holdout.silent_more, holdout.silent_less, holdout.pairs),
    )


def _means(public: Differences, holdout: Differences, yardstick: Yardstick) -> _Comparison:
    known, unseen = public.counted(), holdout.counted()
    if known.total < 2 or unseen.total < 2:
        return _Comparison(0.0, 0.0, is_known=False)
    points = abs(known.mean - unseen.mean)
    errors = (deviation_of(each) / math.sqrt(each.total) for each in (known, unseen))
    unit = yardstick.smallest_shift
    return _Comparison(points / unit, math.hypot(*errors) / unit, points)


def _shares(public: tuple[int, int, int], holdout: tuple[int, int, int]) -> _Comparison:
    """Compare net shares, each given as those for the worse, those for the better, and all."""
    nets, errors = [], []
    for worse, better, total in (public, holdout):
        if not total:
            return _Comparison(0.0, 0.0, is_known=False)
        net = (worse - better) / total
        nets.append(net)
        # One more on each side: where nothing was seen, certainty is not claimed.
        errors.append(math.sqrt(((worse + better + 2) / (total + 2) - net**2) / total))
    return _Comparison(abs(nets[0] - nets[1]) / SMALLEST_NET, math.hypot(*errors) / SMALLEST_NET)
