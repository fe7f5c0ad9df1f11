"""Whether what must hold whatever a module measures did hold."""

from collections.abc import Mapping

from xprsa.lab.judging.means import estimate
from xprsa.lab.judging.yardstick import LEVEL_OF_RULES, Yardstick
from xprsa.lab.statistics.families import holm
from xprsa.lab.statistics.rates import wilson
from xprsa.lab.statistics.shift import wilcoxon
from xprsa.lab.tallies.rules import RuleTally
from xprsa.scoring.audit import Light, Rule, RuleFinding
from xprsa.scoring.rules import Holds

_FEW_BROKEN = 0.01  # a rule that pairs beyond this share could still break is not shown to hold
_STEADY = frozenset({Rule.AGAIN, Rule.HEARD_AGAIN, Rule.SILENT})


def judged(tallies: Mapping[Rule, RuleTally], yardstick: Yardstick) -> tuple[RuleFinding, ...]:
    """Judge every rule.

    A module that answers at random breaks rules by chance: then a rule counts as broken when it is broken
    more often than the same documents asked twice, or when the mean move matters (chance shared by Holm).
    """
    again = tallies[Rule.AGAIN]
    noise = wilson(hits=again.broken, total=again.asked).high if again.broken else 0.0
    unsure = [tally for tally in tallies.values() if noise and tally.rule not in _STEADY]
    adjusted = holm([wilcoxon(tally.differences.counted()).p_value for tally in unsure])
    p_values = {tally.rule: p for tally, p in zip(unsure, adjusted, strict=True)}
    return tuple(
        _finding(tally, yardstick, noise=noise or 0.0, p_value=p_values.get(tally.rule))
        for tally in tallies.values()
    )


def _finding(tally: RuleTally, yardstick: Yardstick, *, noise: float, p_value: float | None) -> RuleFinding:
    return RuleFinding(
        rule=tally.rule,
        asked=tally.asked,
        broken=tally.broken,
        rate=estimate(wilson(hits=tally.broken, total=tally.asked)),
        largest=tally.largest,
        p_value=p_value,
        light=_light(tally, yardstick, noise=noise, p_value=p_value),
    )


def _light(tally: RuleTally, yardstick: Yardstick, *, noise: float, p_value: float | None) -> Light:
    rate = wilson(hits=tally.broken, total=tally.asked)
    if rate.low is None or rate.high is None:
        return Light.AMBER
    if p_value is not None:
        mean = tally.differences.counted().mean
        against = mean if tally.terms.holds is Holds.NEVER_WORSE else abs(mean)
        moves = p_value < LEVEL_OF_RULES and against >= yardstick.smallest_shift
        return Light.RED if moves or rate.low > noise else Light.AMBER
    if tally.broken and (tally.rule is not Rule.NUDGED or rate.low > _FEW_BROKEN):
        return Light.RED  # a nudge may carry a few people over the step of a scale
    return Light.GREEN if rate.high <= _FEW_BROKEN else Light.AMBER
