"""An audit in plain words: the light of each concern, what is red by its name, what could not be tested."""

from collections.abc import Iterable
from dataclasses import dataclass

from xprsa.scores.words import CODED, CONCERNS, LIGHTS, RULES, effect_name
from xprsa.scoring.audit import Concern, Kind, Light
from xprsa.storage.register_entries import OwedEffect, RegisteredModule

_TONES = {Light.RED: "person", Light.AMBER: "person", Light.GREEN: ""}
_KINDS = {
    Kind.FIELD: "un code du document, tout le reste étant égal",
    Kind.CIRCUMSTANCES: "une vie, à effort égal",
    Kind.TOGETHER: "deux vies ensemble, au-delà de chacune",
    Kind.PLACEBO: "rien ne change dans le document",
}


@dataclass(frozen=True, slots=True)
class SaidLight:
    """A concern and its light, as they are said.

    :ivar tone: of its pill.
    """

    concern: str
    light: str
    tone: str


@dataclass(frozen=True, slots=True)
class SaidEffect:
    """An effect that is not green, as it is said, and why it was held to be acceptable.

    :ivar answer: "" until the second manager confirmed.
    """

    name: str
    kind: str
    light: str
    tone: str
    answer: str


@dataclass(frozen=True, slots=True)
class AuditInWords:
    """What a page says of an audit.

    :ivar untestable: what no document shows.
    :ivar unsure: rules of which the audit could not tell.
    :ivar never: codes that no question bore, by field.
    """

    lights: tuple[SaidLight, ...]
    effects: tuple[SaidEffect, ...]
    untestable: tuple[str, ...]
    unsure: tuple[str, ...]
    never: tuple[str, ...]


def audit_in_words(module: RegisteredModule) -> AuditInWords:
    """Say in French what the audit of a module found, red before amber."""
    findings = module.proposal.findings
    lights = (
        SaidLight(CONCERNS[concern], LIGHTS[light], _TONES[light])
        for concern in Concern
        for light in (findings.lights[concern],)
    )
    return AuditInWords(
        lights=tuple(lights),
        effects=tuple(map(_said, _red_first(module.proposal.effects))),
        untestable=tuple(map(effect_name, findings.untestable)),
        unsure=tuple(RULES[rule.rule] for rule in findings.rules if rule.light is Light.AMBER),
        never=tuple(
            f"{CODED[field.field]}\u00a0: {', '.join(field.never)}"
            for field in findings.coverage
            if field.never and field.field in CODED
        ),
    )


def _red_first(effects: Iterable[OwedEffect]) -> list[OwedEffect]:
    return sorted(effects, key=lambda effect: (effect.light is not Light.RED, effect.number))


def _said(effect: OwedEffect) -> SaidEffect:
    return SaidEffect(
        name=effect_name(effect.name),
        kind=_KINDS[effect.kind],
        light=LIGHTS[effect.light],
        tone=_TONES[effect.light],
        answer=effect.answer or "",
    )
