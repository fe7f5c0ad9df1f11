"""The findings of a run, put together."""

from dataclasses import dataclass

from xprsa.lab.battery.deck import BASES
from xprsa.lab.battery.layout import DOSES
from xprsa.lab.hearing.outcomes import State
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.judging import effects, groups, rules, stories
from xprsa.lab.judging.groups import Weights
from xprsa.lab.judging.yardstick import Yardstick
from xprsa.lab.statistics.rates import wilson
from xprsa.lab.tallies.tally import Tallies, Tally
from xprsa.scoring.audit import Audit, Dose, Effect, Hearing, Light, Plan, RuleFinding, Subject, Worst

_DECILES = tuple(tenth / 10 for tenth in range(1, 10))
_FEW_FAULTS = 0.01  # beyond this share of failed questions nothing is green


@dataclass(frozen=True)
class Heard:
    """All that a run brought, before it is judged."""

    subject: Subject
    plan: Plan
    tallies: Tallies
    worst: Worst
    weights: Weights | None


def yardstick_of(tally: Tally, run: RunPlan) -> tuple[Yardstick, int]:
    """Give the yardstick of a run, and how many pairs each attribute will have."""
    layout = tally.layout
    tests = effects.TESTS_OF_AN_EFFECT * (len(layout.pairs) + len(layout.world.intersections))
    pairs = len(layout.world.archetypes) * BASES * (run.public_decks + run.holdout_decks)
    return Yardstick(tally.scale, tests), pairs


def judged(heard: Heard, run: RunPlan) -> Audit:
    """Judge a run; equal runs give equal findings."""
    whole = heard.tallies.whole
    yardstick, pairs = yardstick_of(whole, run)
    found = effects.judged(whole.effects, yardstick)
    held = (
        *rules.judged(whole.rules, yardstick),
        rules.holdout_judged(heard.tallies.public, heard.tallies.holdout, yardstick),
    )
    bases = whole.bases.counted()
    adverse = int(whole.groups.adverse[0].sum())
    cochran = whole.cochran.result()
    hearing = _hearing(whole)
    return Audit(
        module=heard.subject,
        plan=heard.plan,
        power=yardstick.beforehand(pairs),
        light=_overall(found, held, hearing),
        adverse=effects.estimate(wilson(hits=adverse, total=bases.total)),
        deciles=tuple(bases.quantile(share) for share in _DECILES) if bases.total else (),
        cochran_q=cochran.statistic,
        cochran_p=cochran.p_value,
        effects=found,
        rules=held,
        groups=groups.judged(whole.groups, heard.weights),
        doses=tuple(
            Dose(of=of, weeks=weeks, shift=effects.mean_of(dose.counted()))
            for (of, weeks), dose in zip(DOSES, whole.doses, strict=True)
        ),
        stories=stories.told(whole.examples, found, whole.scale),
        worst=heard.worst,
        hearing=hearing,
    )


def _hearing(tally: Tally) -> Hearing:
    return Hearing(
        asked=tally.states.total(),
        answered=tally.states[State.ANSWERED],
        abstained=tally.states[State.ABSTAINED],
        faults=dict(sorted(tally.faults.items())),
        incidents={name: count for name, count in sorted(tally.incidents.items()) if count},
        said=tuple(tally.said),
    )


def _overall(found: tuple[Effect, ...], held: tuple[RuleFinding, ...], hearing: Hearing) -> Light:
    """Red if anything is; green only if everything is and hardly a question failed."""
    lights = {one.light for one in found} | {one.light for one in held if one.light is not None}
    if Light.RED in lights:
        return Light.RED
    failed = hearing.asked - hearing.answered - hearing.abstained
    if lights == {Light.GREEN} and failed <= _FEW_FAULTS * hearing.asked:
        return Light.GREEN
    return Light.AMBER
