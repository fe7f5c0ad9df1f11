"""Findings made up for tests of reports: each plausible, and changed in one place at a time."""

from functools import cache
from typing import Any

from xprsa.lab.battery.fields import AND, CODES
from xprsa.lab.people.world import World
from xprsa.scoring.audit import (
    Effect,
    Estimate,
    FieldCoverage,
    FieldFinding,
    Flip,
    GroupFinding,
    Kind,
    Light,
    Local,
    Rule,
    RuleFinding,
    Shift,
    Story,
    StoryAnswer,
)

PAIRS = 5600


@cache
def the_world() -> World:
    return World.read()


def an_effect(
    kind: Kind = Kind.CIRCUMSTANCES, name: str = "lone_parent", light: Light = Light.RED, **changes: Any
) -> Effect:
    """An effect as large as its light lets one expect, its mean and net share given by `mean` and `net`."""
    mean = changes.pop("mean", {Light.RED: 3.1, Light.AMBER: 0.9, Light.GREEN: 0.1}[light])
    net = changes.pop("net", {Light.RED: 0.071, Light.AMBER: 0.015, Light.GREEN: 0.001}[light])
    is_red = light is Light.RED
    given: dict[str, Any] = {
        "kind": kind,
        "name": name,
        "pairs": PAIRS,
        "answered": PAIRS - 120,
        "flip": Flip(
            rate=around(abs(net) + 0.01, 0.005), net=around(net, 0.006), mcnemar_p=0.0 if is_red else 0.4
        ),
        "shift": Shift(
            mean=around(mean, 0.2),
            hodges_lehmann=around(mean, 0.3),
            wilcoxon_p=0.0 if is_red else 0.2,
            mean_p=0.0 if is_red else 0.2,
        ),
        "abstention": around(0.002, 0.002),
        "abstention_p": 0.3,
        "grades_p": None,
        "local": Local(
            archetype="back_pain_at_58", mean=around(mean * 2, 0.4), p_value=0.01 if is_red else 1.0
        ),
        "silent_value": None,
        "adjusted_p": 0.0 if is_red else 0.7,
        "power": 0.62 if light is Light.AMBER else 0.99,
        "light": light,
        "silence_light": Light.GREEN,
    }
    return Effect(**given | changes)


def a_field(name: str = "organisation=CE", light: Light = Light.RED, **changes: Any) -> FieldFinding:
    """A code of a module that repeats itself, which moved every answer by 3 points where it is red."""
    is_red = light is Light.RED
    given: dict[str, Any] = {
        "name": name,
        "lives": 112,
        "answered": 112,
        "mean": Estimate(value=3.0 if is_red else 0.0, low=None, high=None),
        "largest": 3.0 if is_red else 0.0,
        "life": "young_without_housing" if is_red else None,
        "crossed": 7 if is_red else 0,
        "silenced": 0,
        "p_value": None,
        "light": light,
        "silence_light": Light.GREEN,
    }
    return FieldFinding(**given | changes)


def all_fields(*red: str) -> tuple[FieldFinding, ...]:
    """Every organisation, département and family, and two codes together where they are named as red."""
    alone = [f"{field}={code}" for field, codes in CODES.items() for code in codes]
    found = [a_field(name, Light.RED if name in red else Light.GREEN) for name in alone]
    return (*found, *(a_field(name) for name in red if AND in name))


def around(value: float, reach: float) -> Estimate:
    return Estimate(value=value, low=value - reach, high=value + reach)


def all_effects(red: dict[str, float]) -> tuple[Effect, ...]:
    """Every effect that an audit has; circumstances named in `red` moved the answer by so much."""
    world = the_world()
    amber = {"language", "adviser_load"}
    made = []
    for column, attribute in enumerate(world.testable):
        light = (
            Light.RED if attribute.name in red else Light.AMBER if attribute.name in amber else Light.GREEN
        )
        mean = red.get(attribute.name, round(0.05 * (column % 7) - 0.12, 2))
        made.append(an_effect(name=attribute.name, light=light, mean=mean, net=round(mean * 0.023, 4)))
    together = Light.AMBER if red else Light.GREEN
    made += [
        an_effect(Kind.TOGETHER, AND.join(pair), together, mean=0.3, net=0.004)
        for pair in world.intersections
    ]
    made += [
        an_effect(Kind.PLACEBO, placebo.name, Light.GREEN, mean=0.0, net=0.0) for placebo in world.placebos
    ]
    return tuple(made)


def all_rules(broken: dict[Rule, float]) -> tuple[RuleFinding, ...]:
    """Every rule; those in `broken` were broken in such a share of the trials."""
    return tuple(
        RuleFinding(
            rule=rule,
            asked=29 if rule is Rule.HOLDOUT else PAIRS,
            broken=round(broken.get(rule, 0.0) * (29 if rule is Rule.HOLDOUT else PAIRS)),
            rate=Estimate(
                value=(rate := broken.get(rule, 0.0)), low=max(rate - 0.01, 0.0), high=min(rate + 0.01, 1.0)
            ),
            largest=12.5 if rule in broken else 0.0,
            p_value=0.8 if rule is Rule.HOLDOUT else None,
            light=Light.RED if rule in broken else Light.GREEN,
        )
        for rule in Rule
    )


def a_story(archetype: str = "newly_arrived", **changes: Any) -> Story:
    given: dict[str, Any] = {
        "archetype": archetype,
        "base": 3,
        "kind": Kind.CIRCUMSTANCES,
        "values": {"lone_parent": "yes"},
        "before": StoryAnswer(severity=54.2, is_adverse=False, outcome="answered"),
        "after": StoryAnswer(severity=71.5, is_adverse=True, outcome="answered"),
    }
    return Story(**given | changes)


def all_coverage() -> tuple[FieldCoverage, ...]:
    """What a module that reads four fields was shown."""
    return (
        FieldCoverage(field="week", tried=("2020-W06", "2026-W47"), never=()),
        FieldCoverage(field="status", tried=("declared",), never=("withdrawn", "erased")),
        FieldCoverage(field="comparable", tried=("false", "true"), never=()),
        FieldCoverage(field="target_minutes", tried=("330", "1200"), never=()),
    )


def all_groups() -> tuple[GroupFinding, ...]:
    return tuple(
        GroupFinding(
            attribute=attribute.name,
            value=value,
            people=1400 - 100 * code,
            adverse=0.21 + 0.02 * code,
            abstained=0.03 + 0.01 * code,
        )
        for attribute in the_world().attributes
        for code, value in enumerate(attribute.value_names)
    )
