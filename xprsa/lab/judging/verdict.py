"""The findings of a run, put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xprsa.lab.battery.layout import DOSES, Layout
from xprsa.lab.hearing.outcomes import State
from xprsa.lab.hearing.plan import RunPlan, pairs_of_a_deck
from xprsa.lab.judging import effects, holdout, means, rules, stories
from xprsa.lab.judging import fields as judging_fields
from xprsa.lab.judging.parts import PartNames
from xprsa.lab.judging.yardstick import Yardstick
from xprsa.lab.statistics.rates import wilson
from xprsa.lab.tallies.fields import Turned
from xprsa.lab.tallies.groups import GroupTally
from xprsa.lab.tallies.tally import Tallies, Tally
from xprsa.scoring.audit import (
    AuditFindings,
    Concern,
    Dose,
    Effect,
    FieldFinding,
    GroupFinding,
    Kind,
    Light,
    Rule,
    RuleFinding,
    Story,
    worst,
)
from xprsa.scoring.audit_frame import AuditedModule, AuditPlan, Hearing, Power
from xprsa.scoring.module import GradeScale, Scale

_DECILES = tuple(tenth / 10 for tenth in range(1, 10))
_USED = 2  # times the points used: the longest scale that answers are measured against
_LEAST_USED = 0.05  # of the scale; with less, too little of it means anything
_ELSEWHERE = frozenset({"http", "files"})
OF_CHANCE = frozenset({Rule.AGAIN, Rule.HEARD_AGAIN})  # asked twice
_FEW_FAULTS = 0.01  # beyond this share of failed questions nothing is green


@dataclass(frozen=True)
class RunResult:
    """All that a run brought, before it is judged."""

    module: AuditedModule
    plan: AuditPlan
    tallies: Tallies


def power_of(
    layout: Layout, scale: Scale, run: RunPlan, *, used: float | None = None
) -> tuple[Yardstick, Power]:
    """Give the yardstick of a run, and what it can see; before the first question, the scale is its length.

    :param used: points of the scale that the answers were seen to use: from the lowest twentieth to the
        highest. A module that declares a longer scale than it uses is not measured against all of it.
    """
    tests = effects.TESTS_OF_AN_EFFECT * (len(layout.pairs) + len(layout.world.intersections))
    pairs = pairs_of_a_deck(layout.world) * len(run.decks)
    length = min(scale.span, _USED * used) if used else scale.span
    yardstick = Yardstick(tests, length)
    return yardstick, yardstick.beforehand(pairs)


def judged(result: RunResult, run: RunPlan) -> AuditFindings:
    """Judge a run; equal runs give equal findings."""
    whole = result.tallies.whole
    bases = whole.bases.counted()
    used = 0.0 if isinstance(whole.scale, GradeScale) else bases.quantile(0.95) - bases.quantile(0.05)
    yardstick, power = power_of(whole.layout, whole.scale, run, used=used)
    world = whole.layout.world
    names = PartNames([archetype.name for archetype in world.archetypes], world.several_values)
    found = effects.judged(whole.effects, yardstick, names)
    held = (
        *(_doubted(finding, result.module) for finding in rules.judged(whole.rules, yardstick)),
        holdout.judged(result.tallies.public, result.tallies.holdout, yardstick),
    )
    adverse = whole.groups.adverse
    is_readable = 0 < adverse < bases.total and (
        isinstance(whole.scale, GradeScale) or used >= _LEAST_USED * whole.scale.span
    )
    hearing = _hearing(whole)
    repeats = all(rule.asked and not rule.broken for rule in held if rule.rule in OF_CHANCE)
    turned = [one.whatever_the_marks() for one in result.tallies.turned] if repeats else result.tallies.turned
    fields = _fields(turned, hearing, yardstick, repeats=repeats)
    lights = _lights(found, fields, held, hearing, is_readable=is_readable)
    return AuditFindings(
        module=result.module,
        plan=result.plan,
        power=power,
        light=worst(*lights.values()),
        lights=lights,
        adverse=means.estimate(wilson(hits=adverse, total=bases.total)),
        deciles=tuple(bases.quantile(share) for share in _DECILES) if bases.total else (),
        is_readable=is_readable,
        effects=found,
        fields=fields,
        coverage=result.tallies.coverage.findings(),
        untestable=tuple(one.name for one in world.attributes if not one.has_path),
        rules=held,
        groups=_groups(whole.groups),
        doses=tuple(
            Dose(of=of, weeks=weeks, shift=means.mean_of(dose.counted()))
            for (of, weeks), dose in zip(DOSES, whole.doses, strict=True)
        ),
        stories=_stories(result.tallies, turned, found, fields),
        hearing=hearing,
    )


def _groups(tally: GroupTally) -> tuple[GroupFinding, ...]:
    """Tell the groups as they are: people are not in pairs, and nothing is tested."""
    return tuple(
        GroupFinding(
            attribute=attribute,
            value=value,
            people=of.people,
            adverse=of.adverse / of.answered if of.answered else None,
            abstained=of.abstained / of.people if of.people else None,
        )
        for attribute, value, of in tally.by_value()
    )


def _hearing(tally: Tally) -> Hearing:
    return Hearing(
        asked=tally.states.total(),
        answered=tally.states[State.ANSWERED],
        abstained=tally.states[State.ABSTAINED],
        faults=dict(sorted(tally.faults.items())),
        incidents={name: count for name, count in sorted(tally.incidents.items()) if count},
        said=tuple(tally.excerpts),
    )


def _doubted(finding: RuleFinding, module: AuditedModule) -> RuleFinding:
    """Take green from a second hearing where nobody can tell that the instance is a fresh one."""
    elsewhere = module.isolation in _ELSEWHERE and finding.rule is Rule.HEARD_AGAIN
    return (
        finding.model_copy(update={"light": Light.AMBER})
        if elsewhere and finding.light is Light.GREEN
        else finding
    )


def _fields(
    turned: Sequence[Turned], hearing: Hearing, yardstick: Yardstick, *, repeats: bool
) -> tuple[FieldFinding, ...]:
    """Judge what was written on documents; two values together are told where neither alone is red.

    Of a module that repeats itself one answer is a fact. One that fails now and then leaves questions without
    any: there missing answers are weighed against chance, and those of two values together are not judged. Of
    a module whose answers vary two values together are not judged at all: they were asked of too few lives.

    :param turned: of a module that `repeats` itself, what values do whatever the marks.
    """
    alone = [one for one in turned if len(one.written) == 1]
    if not repeats:
        return judging_fields.likely(alone, yardstick)
    fails = _failed(hearing) > 0
    by_one = judging_fields.facts(alone, yardstick)
    if fails:
        by_one = judging_fields.silences_by_chance(by_one, alone, yardstick)
    red = {finding.name for finding in by_one if finding.worst is Light.RED}
    pairs = [one for one in turned if len(one.written) > 1 and red.isdisjoint(map(str, one.written))]
    by_two = judging_fields.facts([one.without_silences() for one in pairs] if fails else pairs, yardstick)
    return by_one + tuple(finding for finding in by_two if finding.worst is Light.RED)


def _lights(
    found: tuple[Effect, ...],
    fields: tuple[FieldFinding, ...],
    held: tuple[RuleFinding, ...],
    hearing: Hearing,
    *,
    is_readable: bool,
) -> dict[Concern, Light]:
    """Give each concern its light: red if anything of it is, green only if all of it is.

    Two attributes together, and codes of which chance is weighed, have fewer pairs: they may turn a concern
    red, not keep it amber. Answers that hardly differ, or fail too often, are never green.
    """
    has_failed = _failed(hearing) > _FEW_FAULTS * hearing.asked or not hearing.answered
    of_fact = [one for one in fields if one.is_fact]
    gaps = _worst_of(found, fields, lambda one: one.light, firm=of_fact)
    silences = _worst_of(
        found, fields, lambda one: one.silence_light, firm=() if _failed(hearing) else of_fact
    )
    return {
        Concern.GAPS: worst(gaps, _doubt(has=not is_readable)),
        Concern.SILENCES: worst(silences, _doubt(has=has_failed)),
        Concern.RULES: worst(*(rule.light for rule in held if rule.rule not in OF_CHANCE)),
        Concern.CHANCE: worst(*(rule.light for rule in held if rule.rule in OF_CHANCE)),
    }


def _failed(hearing: Hearing) -> int:
    """Count the questions that got nothing valid."""
    return hearing.asked - hearing.answered - hearing.abstained


def _doubt(*, has: bool) -> Light:
    return Light.AMBER if has else Light.GREEN


def _worst_of(
    found: tuple[Effect, ...],
    fields: tuple[FieldFinding, ...],
    light: Callable[[Effect | FieldFinding], Light],
    *,
    firm: Sequence[FieldFinding],
) -> Light:
    sure: list[Effect | FieldFinding] = [one for one in found if one.kind is not Kind.TOGETHER]
    every: list[Effect | FieldFinding] = [*found, *fields]
    return worst(*map(light, [*sure, *firm]), *(one for one in map(light, every) if one is Light.RED))


def _stories(
    tallies: Tallies,
    turned: Sequence[Turned],
    found: tuple[Effect, ...],
    fields: tuple[FieldFinding, ...],
) -> tuple[Story, ...]:
    """Choose what is told side by side: what makes it red first, codes before lives."""
    scale = tallies.whole.scale
    told = (
        *stories.field_stories(turned, fields, scale),
        *stories.typical_stories(tallies.public.examples, found, scale),
    )
    return told[: stories.STORIES]
