"""Whether turning an attribute moved the answers, how far, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass

from xprsa.lab.judging.means import deviation_of, estimate, is_within, mean_of, mean_p
from xprsa.lab.judging.parts import Judged, PartNames, Silenced, parts_of, silenced_of
from xprsa.lab.judging.yardstick import ENOUGH_POWER, LEVEL_OF_EFFECTS, SMALLEST_NET, Yardstick
from xprsa.lab.statistics.families import holm
from xprsa.lab.statistics.paired import mcnemar, stuart_maxwell
from xprsa.lab.statistics.rates import wilson
from xprsa.lab.statistics.shift import hodges_lehmann, wilcoxon
from xprsa.lab.tallies.pairs import PairTally
from xprsa.lab.tallies.tally import EffectKey
from xprsa.scoring.audit import Effect, Estimate, Flip, Light, Shift

# The flips, the ranks (or the grades), the mean, the one part; the silences, those of one value.
TESTS_OF_AN_EFFECT = 6
_TESTS_OF_SILENCE = 2
_ENOUGH_ANSWERED = 0.5  # of the pairs; a green light on fewer would speak of the rest unheard


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
    parts: tuple[Judged, ...]
    silenced: tuple[Silenced, ...]

    @property
    def silent(self) -> Silenced | None:
        """The value in which missing answers are surest; one in which they matter goes first."""
        return min(self.silenced, key=lambda part: (not part.matters, part.p_value), default=None)

    @property
    def part(self) -> Judged | None:
        """The part in which the effect is surest; one in which it matters goes first."""
        return min(self.parts, key=lambda part: (not part.matters, part.local.p_value), default=None)

    @property
    def p_values(self) -> tuple[float, ...]:
        ranks_p = self.shift.wilcoxon_p if self.grades_p is None else self.grades_p
        local_p = 1.0 if self.part is None else self.part.local.p_value
        silent_p = 1.0 if self.silent is None else self.silent.p_value
        return self.flip.mcnemar_p, ranks_p, self.shift.mean_p, local_p, self.abstention_p, silent_p

    def sizes(self, yardstick: Yardstick) -> tuple[bool, ...]:
        """Tell, in the order of the tests, which sizes matter."""
        mean = abs(self.shift.mean.value) >= yardstick.smallest_shift
        ranks = abs(self.shift.hodges_lehmann.value) >= yardstick.smallest_shift
        local = self.part is not None and self.part.matters
        flips, silences = (abs(share.value) >= SMALLEST_NET for share in (self.flip.net, self.abstention))
        silent = self.silent is not None and self.silent.matters
        return flips, ranks if self.grades_p is None else mean, mean, local, silences, silent

    @property
    def is_hardly_silent(self) -> bool:
        """Tell whether missing answers are shown to be fewer than what matters, of each value too."""
        return is_within(self.abstention, SMALLEST_NET) and all(part.is_small for part in self.silenced)

    def is_small(self, yardstick: Yardstick) -> bool:
        """Tell whether the whole of each interval is smaller than what matters, and no part is larger."""
        return (
            is_within(self.flip.net, SMALLEST_NET)
            and is_within(self.shift.mean, yardstick.smallest_shift)
            and all(part.is_small for part in self.parts)
            and self.tally.answered >= _ENOUGH_ANSWERED * self.tally.pairs
        )


def judged(
    tallies: Mapping[EffectKey, PairTally], yardstick: Yardstick, names: PartNames
) -> tuple[Effect, ...]:
    """Judge every effect; chance is shared out among all their tests (Holm)."""
    tested = [_tested(key, tally, yardstick, names) for key, tally in tallies.items()]
    adjusted = holm([p for effect in tested for p in effect.p_values])
    return tuple(
        _effect(effect, adjusted[number * TESTS_OF_AN_EFFECT : (number + 1) * TESTS_OF_AN_EFFECT], yardstick)
        for number, effect in enumerate(tested)
    )


def _tested(key: EffectKey, tally: PairTally, yardstick: Yardstick, names: PartNames) -> _Tested:
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
        parts=parts_of(tally, yardstick, lives=names.lives, values=names.values(key[1])),
        silenced=silenced_of(tally, names.values(key[1])),
    )


def _effect(tested: _Tested, adjusted: tuple[float, ...], yardstick: Yardstick) -> Effect:
    tally = tested.tally
    power = min(
        yardstick.flip_power(tally.answered, tested.flip.rate.value),
        yardstick.shift_power(tally.answered, deviation_of(tally.differences.counted())),
    )
    return Effect(
        kind=tested.key[0],
        name=tested.key[1],
        pairs=tally.pairs,
        answered=tally.answered,
        flip=tested.flip,
        shift=tested.shift,
        abstention=tested.abstention,
        abstention_p=tested.abstention_p,
        grades_p=tested.grades_p,
        local=None if tested.part is None else tested.part.local,
        silent_value=None if tested.silent is None or not tested.silent.matters else tested.silent.value,
        adjusted_p=min(adjusted),
        power=power,
        light=_light(tested, adjusted, power, yardstick),
        silence_light=_silence_light(tested, adjusted, yardstick),
    )


def _light(tested: _Tested, adjusted: tuple[float, ...], power: float, yardstick: Yardstick) -> Light:
    sizes = tested.sizes(yardstick)[:-_TESTS_OF_SILENCE]
    if _is_red(sizes, adjusted[:-_TESTS_OF_SILENCE]):
        return Light.RED
    is_green = power >= ENOUGH_POWER and tested.is_small(yardstick) and not any(sizes)
    return Light.GREEN if is_green else Light.AMBER


def _silence_light(tested: _Tested, adjusted: tuple[float, ...], yardstick: Yardstick) -> Light:
    sizes = tested.sizes(yardstick)[-_TESTS_OF_SILENCE:]
    if _is_red(sizes, adjusted[-_TESTS_OF_SILENCE:]):
        return Light.RED
    return Light.GREEN if tested.is_hardly_silent and not any(sizes) else Light.AMBER


def _is_red(sizes: tuple[bool, ...], adjusted: tuple[float, ...]) -> bool:
    return any(matters and p < LEVEL_OF_EFFECTS for matters, p in zip(sizes, adjusted, strict=True))
