"""Audits made up for tests of reports: rich, plausible, and changed in one place at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.lab.findings import (
    PAIRS,
    a_field,
    a_story,
    all_coverage,
    all_effects,
    all_fields,
    all_groups,
    all_rules,
    an_effect,
    around,
    the_world,
)
from xprsa.lab.judging.verdict import OF_CHANCE
from xprsa.scoring.audit import (
    AuditFindings,
    Concern,
    Dose,
    Effect,
    FieldFinding,
    Kind,
    Light,
    Rule,
    RuleFinding,
    Shift,
    StoryAnswer,
    worst,
)
from xprsa.scoring.audit_frame import AuditedModule, AuditPlan, Hearing, Power
from xprsa.scoring.module import GradeScale, ModuleCard, NumberScale, Parameter
from xprsa.scoring.purpose import Purpose

MADE_ON = date(2026, 11, 25)
GRADES = ("clôture", "clôture potentielle", "contrôle")


@dataclass(frozen=True)
class ATiming:
    seconds: float = 61.25
    slowest: float = 0.5
    asked: int = 246_400


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


def an_audit(**changes: Any) -> AuditFindings:
    """An audit that found harm in points; `changes` are fields of the audit, its lights follow from them."""
    given: dict[str, Any] = {
        "module": an_audited_module(),
        "plan": a_plan(),
        "power": a_power(),
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
        "fields": (),
        "coverage": all_coverage(),
        "untestable": ("first_name", "nationality"),
        "rules": all_rules({Rule.EXCUSED: 0.83, Rule.CLOSED: 0.97, Rule.NUDGED: 0.004}),
        "groups": all_groups(),
        "doses": tuple(
            Dose(of=of, weeks=weeks, shift=around(weeks * step, 0.3))
            for of, step in (("silence", 1.3), ("excused", 0.4))
            for weeks in (2, 4, 8, 16)
        ),
        "stories": (
            a_story(),
            a_story("back_pain_at_58", values={"organisation": "CE"}, kind=Kind.FIELD),
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
    given |= changes
    lights = lights_of(given["effects"], given["fields"], given["rules"]) | given.pop("lights", {})
    return AuditFindings(**{"light": worst(*lights.values()), "lights": lights} | given)


def lights_of(
    effects: tuple[Effect, ...], fields: tuple[FieldFinding, ...], rules: tuple[RuleFinding, ...]
) -> dict[Concern, Light]:
    """The light of each concern, as the lab judges it."""
    firm = [one for one in (*effects, *fields) if getattr(one, "kind", None) is not Kind.TOGETHER]
    red = [one for one in effects if one.worst is Light.RED]
    return {
        Concern.GAPS: worst(*(one.light for one in (*firm, *red))),
        Concern.SILENCES: worst(*(one.silence_light for one in (*firm, *red))),
        Concern.RULES: worst(*(rule.light for rule in rules if rule.rule not in OF_CHANCE)),
        Concern.CHANCE: worst(*(rule.light for rule in rules if rule.rule in OF_CHANCE)),
    }


def a_green_audit(**changes: Any) -> AuditFindings:
    given: dict[str, Any] = {
        "effects": tuple(effect.model_copy(update={"light": Light.GREEN}) for effect in all_effects({})),
        "rules": all_rules({}),
        "hearing": Hearing(asked=1000, answered=1000, abstained=0, faults={}, incidents={}),
        "stories": (),
    }
    return an_audit(**given | changes)


def an_amber_audit(**changes: Any) -> AuditFindings:
    effects = tuple(effect.model_copy(update={"light": Light.AMBER}) for effect in all_effects({}))
    return a_green_audit(**{"effects": effects} | changes)


def a_fields_red_audit(**changes: Any) -> AuditFindings:
    """A module that reads codes: three of them, and two together, move the answer; no life does."""
    red = ("organisation=CE", "organisation=IND", "department=971", "organisation=ML + department=974")
    story = a_story("young_without_housing", values={"organisation": "CE"}, kind=Kind.FIELD)
    return a_green_audit(**{"fields": all_fields(*red), "stories": (story,)} | changes)


def a_silences_red_audit(**changes: Any) -> AuditFindings:
    """A module that leaves some without an answer, by their life and by a code, and is fair to the others."""
    young = an_effect(
        name="age",
        light=Light.GREEN,
        abstention=around(0.12, 0.01),
        abstention_p=0.0,
        silent_value="young",
        silence_light=Light.RED,
    )
    effects = tuple(young if one.name == "age" else one for one in a_green_audit().effects)
    code = a_field("organisation=ML", Light.GREEN, silenced=40, answered=72, silence_light=Light.RED)
    fields = tuple(code if one.name == code.name else one for one in all_fields())
    return a_green_audit(**{"effects": effects, "fields": fields} | changes)


def a_rules_red_audit(**changes: Any) -> AuditFindings:
    """A module that is fair to all and holds a silent week against everybody."""
    return a_green_audit(**{"rules": all_rules({Rule.CLOSED: 0.97})} | changes)


def a_chance_red_audit(**changes: Any) -> AuditFindings:
    """A module that answers at random."""
    return a_green_audit(**{"rules": all_rules({Rule.AGAIN: 0.99, Rule.HEARD_AGAIN: 0.96})} | changes)


def a_trend_audit(**changes: Any) -> AuditFindings:
    """A module that measures a trend: two rules are not asked of it."""
    rules = tuple(rule for rule in all_rules({}) if rule.rule not in (Rule.MORE, Rule.EXCUSED))
    return a_green_audit(**{"rules": rules} | changes)


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
                values={"digital": "hard"},
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
        "pairs": PAIRS,
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
