"""Audits made up for tests of reports: rich, plausible, and changed in one place at a time."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from xprsa.lab.people.world import World
from xprsa.scoring.audit import (
    AuditedModule,
    AuditFindings,
    AuditPlan,
    Dose,
    Effect,
    Estimate,
    Flip,
    GroupFinding,
    Hearing,
    Kind,
    Light,
    Local,
    Power,
    Rule,
    RuleFinding,
    Shift,
    Story,
    StoryAnswer,
)
from xprsa.scoring.module import GradeScale, ModuleCard, NumberScale, Parameter
from xprsa.scoring.purpose import Purpose

MADE_ON = date(2026, 11, 25)
GRADES = ("clôture", "clôture potentielle", "contrôle")
_PAIRS = 5600


@dataclass(frozen=True)
class ATiming:
    seconds: float = 61.25
    slowest: float = 0.5
    asked: int = 246_400


@cache
def the_world() -> World:
    return World.read()


def a_card(**changes: Any) -> ModuleCard:
    """The card of a module that counts in points; `grades` makes it one of three grades."""
    given: dict[str, Any] = {
        "name": "suspicion",
        "version": "1.0",
        "title": "Score de suspicion, reconstitué",
        "owner": "Le laboratoire d’audit",
        "purpose": Purpose.RESEARCH,
        "legal_basis": "Pour l’étude seulement.",
        "fields": ("comparable", "declared_minutes", "target_minutes"),
        "scale": NumberScale(lowest=0, highest=100, worse="higher", threshold=60),
        "fewest_weeks": 4,
        "parameters": {"silence": Parameter(value=1.5, meaning="Points par semaine sans déclaration.")},
        "contribution": "Aucune : ce module ne sert qu’à être étudié.",
        "limits": "Ne dit rien de vrai sur personne.",
        "contact": "laboratoire@exemple.fr",
        "expires_on": date(2027, 12, 31),
    }
    return ModuleCard(**given | changes)


class StudyCard(ModuleCard):
    """A card with what only modules under study say of themselves."""

    sources: tuple[str, ...] = ("Presse, juin 2024", "Presse, mai 2025")
    said: str = "Un score élevé déclencherait une vérification."
    unknown: str = "Les poids."


def a_study_card(**changes: Any) -> ModuleCard:
    return StudyCard(**a_card(**changes).model_dump(by_alias=True))


def a_graded_card(**changes: Any) -> ModuleCard:
    scale = GradeScale(grades=GRADES, threshold="contrôle")
    return a_card(**{"name": "triage", "title": "Triage des dossiers", "scale": scale} | changes)


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
        "pairs": _PAIRS,
        "answered": _PAIRS - 120,
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
        "adjusted_p": 0.0 if is_red else 0.7,
        "power": 0.62 if light is Light.AMBER else 0.99,
        "light": light,
    }
    return Effect(**given | changes)


def around(value: float, reach: float) -> Estimate:
    return Estimate(value=value, low=value - reach, high=value + reach)


def all_effects(red: dict[str, float]) -> tuple[Effect, ...]:
    """Every effect that an audit has; circumstances named in `red` moved the answer by so much."""
    world = the_world()
    amber = {"language", "adviser_load", "nationality"}
    made = []
    for column, attribute in enumerate(world.attributes):
        light = (
            Light.RED if attribute.name in red else Light.AMBER if attribute.name in amber else Light.GREEN
        )
        mean = red.get(attribute.name, round(0.05 * (column % 7) - 0.12, 2))
        made.append(an_effect(name=attribute.name, light=light, mean=mean, net=round(mean * 0.023, 4)))
    for name in world.marked_attributes:
        light = Light.RED if name == "handicap" and red else Light.GREEN
        mean = 2.4 if light is Light.RED else 0.02
        made.append(an_effect(Kind.DIRECT, name, light, mean=mean, net=mean * 0.02))
    together = Light.AMBER if red else Light.GREEN
    made += [
        an_effect(Kind.TOGETHER, " + ".join(pair), together, mean=0.3, net=0.004)
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
            asked=29 if rule is Rule.HOLDOUT else _PAIRS,
            broken=round(broken.get(rule, 0.0) * (29 if rule is Rule.HOLDOUT else _PAIRS)),
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


def an_audit(**changes: Any) -> AuditFindings:
    """An audit that found harm in points; `changes` are fields of the audit."""
    given: dict[str, Any] = {
        "module": an_audited_module(),
        "plan": a_plan(),
        "power": a_power(),
        "light": Light.RED,
        "adverse": around(0.231, 0.012),
        "deciles": (12.0, 19.5, 26.0, 31.5, 38.0, 44.5, 52.0, 61.5, 74.0),
        "is_readable": True,
        "effects": all_effects(
            {
                "lone_parent": 3.1,
                "health": 4.6,
                "digital": 2.2,
                "phone": 2.9,
                "housing": 5.2,
                "network": 1.4,
                "newcomer": -2.1,
                "territory": 1.8,
            }
        ),
        "rules": all_rules({Rule.EXCUSED: 0.83, Rule.CLOSED: 0.97, Rule.NUDGED: 0.004}),
        "groups": all_groups(),
        "doses": tuple(
            Dose(of=of, weeks=weeks, shift=around(weeks * step, 0.3))
            for of, step in (("silence", 1.3), ("excused", 0.4))
            for weeks in (2, 4, 8, 16)
        ),
        "stories": (
            a_story(),
            a_story("back_pain_at_58", values={"handicap": "yes"}, kind=Kind.DIRECT),
            a_story(
                "shop_that_closed",
                values={"phone": "shared"},
                after=StoryAnswer(severity=None, is_adverse=False, outcome="abstained"),
            ),
        ),
        "hearing": Hearing(
            asked=246_400,
            answered=239_000,
            abstained=7_350,
            faults={"crashed": 20, "too_slow": 30},
            incidents={"restarts": 3},
            said=("Traceback (most recent call last)", "<html>503</html>"),
        ),
    }
    return AuditFindings(**given | changes)


def a_green_audit(**changes: Any) -> AuditFindings:
    given: dict[str, Any] = {
        "light": Light.GREEN,
        "effects": tuple(effect.model_copy(update={"light": Light.GREEN}) for effect in all_effects({})),
        "rules": all_rules({}),
        "hearing": Hearing(asked=1000, answered=1000, abstained=0, faults={}, incidents={}),
        "stories": (),
    }
    return an_audit(**given | changes)


def an_amber_audit(**changes: Any) -> AuditFindings:
    effects = tuple(effect.model_copy(update={"light": Light.AMBER}) for effect in all_effects({}))
    return a_green_audit(**{"light": Light.AMBER, "effects": effects} | changes)


def a_graded_audit(**changes: Any) -> AuditFindings:
    """An audit of a module of three grades; its moves are counted in grades."""
    effects = tuple(
        effect.model_copy(
            update={
                "shift": Shift(
                    mean=around(effect.shift.mean.value / 20, 0.01),
                    hodges_lehmann=around(0, 0),
                    wilcoxon_p=0.2,
                    mean_p=0.2,
                ),
                "grades_p": 0.003,
            }
        )
        for effect in all_effects({"digital": 3.2})
    )
    given: dict[str, Any] = {
        "module": an_audited_module(
            name="triage", title="Triage des dossiers", scale_points=2, threshold_severity=2, grades=GRADES
        ),
        "power": a_power(smallest_shift=0.02, assumed_deviation=0.1),
        "effects": effects,
        "deciles": (0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 2.0),
        "stories": (
            a_story(
                before=StoryAnswer(severity=0, is_adverse=False, outcome="answered"),
                after=StoryAnswer(severity=2, is_adverse=True, outcome="answered"),
            ),
        ),
    }
    return an_audit(**given | changes)


def an_audited_module(**changes: Any) -> AuditedModule:
    given: dict[str, Any] = {
        "name": "suspicion",
        "version": "1.0",
        "title": "Score de suspicion, reconstitué",
        "digest": "9f2c" * 16,
        "source": "specimen:suspicion",
        "isolation": "process",
        "for_study": True,
        "scale_points": 100,
        "threshold_severity": 60,
        "grades": None,
    }
    return AuditedModule(**given | changes)


def a_plan(**changes: Any) -> AuditPlan:
    given: dict[str, Any] = {
        "seed": "2026",
        "secret": "b7" * 16,
        "asked_on": date(2026, 11, 30),
        "profiles": 246_400,
        "archetypes": 28,
        "attributes": 20,
        "public_bases": 4480,
        "holdout_bases": 1120,
        "world": the_world().digest,
        "lab_version": "0.1.0",
    }
    return AuditPlan(**given | changes)


def a_power(**changes: Any) -> Power:
    given: dict[str, Any] = {
        "pairs": _PAIRS,
        "level": 0.0005,
        "smallest_shift": 1.0,
        "smallest_net": 0.02,
        "assumed_deviation": 5.0,
        "assumed_discordant": 0.10,
        "shift_power": 0.9999,
        "flip_power": 0.87,
        "flip_pairs_needed": 4744,
    }
    return Power(**given | changes)


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
