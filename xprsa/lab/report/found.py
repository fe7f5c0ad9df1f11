"""What was found, circumstances and codes alike, in the order in which every page tells it."""

from dataclasses import dataclass

from xprsa.lab.battery.fields import AND
from xprsa.lab.people.world import World
from xprsa.scoring.audit import AuditFindings, Concern, Effect, Estimate, FieldFinding, Kind, Light, worst


@dataclass(frozen=True, slots=True)
class Found:
    """An effect or a code.

    :ivar of: what it is made of.
    :ivar kind: `FIELD` for a code.
    :ivar asked: pairs, or lives; `answered` of them had an answer on both sides.
    :ivar mean: points above 0 against the person.
    :ivar net: share of pairs, or of lives, that crossed the threshold against the person, less the others.
    :ivar missing: likewise for those left without an answer.
    """

    of: Effect | FieldFinding
    kind: Kind
    name: str
    asked: int
    answered: int
    mean: Estimate
    net: Estimate
    missing: Estimate
    light: Light
    silence_light: Light

    @property
    def worst(self) -> Light:
        """Its light that weighs most."""
        return worst(self.light, self.silence_light)

    @property
    def parts(self) -> list[str]:
        """The one or two attributes, or codes."""
        return self.name.split(AND)

    def light_of(self, concern: Concern) -> Light:
        """Give its light for moves, or for missing answers."""
        return self.silence_light if concern is Concern.SILENCES else self.light


@dataclass(frozen=True, slots=True)
class Sought:
    """How many things of each sort an audit turned: every page counts them here."""

    circumstances: int
    pairs: int
    codes: int


def sought(audit: AuditFindings) -> Sought:
    """Count what was turned and judged, controls left out; of codes, those alone."""
    kinds = [effect.kind for effect in audit.effects]
    return Sought(
        circumstances=kinds.count(Kind.CIRCUMSTANCES),
        pairs=kinds.count(Kind.TOGETHER),
        codes=sum(AND not in one.name for one in audit.fields),
    )


def found(audit: AuditFindings) -> tuple[Found, ...]:
    """Give effects, then codes, as they stand in the findings."""
    return (*map(_effect, audit.effects), *map(_field, audit.fields))


def in_order(audit: AuditFindings, world: World) -> list[Found]:
    """Give red ones first: circumstances that the law protects, codes, the others; each by size."""
    return sorted(found(audit), key=lambda one: (_rank(one, world), -_size(one), one.kind, one.name))


def is_protected(one: Found, world: World) -> bool:
    """Tell whether it is a circumstance that the law names, or two of which one is."""
    circumstances = one.kind in (Kind.CIRCUMSTANCES, Kind.TOGETHER)
    return circumstances and any(world.attribute(name).protected for name in one.parts)


def _rank(one: Found, world: World) -> int:
    if one.worst is not Light.RED:
        return 3
    return 0 if is_protected(one, world) else 1 if one.kind is Kind.FIELD else 2


def _size(one: Found) -> float:
    return max(abs(one.mean.value), one.of.largest if isinstance(one.of, FieldFinding) else 0.0)


def _effect(effect: Effect) -> Found:
    return Found(
        of=effect,
        kind=effect.kind,
        name=effect.name,
        asked=effect.pairs,
        answered=effect.answered,
        mean=effect.shift.mean,
        net=effect.flip.net,
        missing=effect.abstention,
        light=effect.light,
        silence_light=effect.silence_light,
    )


def _field(one: FieldFinding) -> Found:
    def share(count: int) -> Estimate:
        return Estimate(value=count / one.lives if one.lives else 0.0, low=None, high=None)

    return Found(
        of=one,
        kind=Kind.FIELD,
        name=one.name,
        asked=one.lives,
        answered=one.answered,
        mean=one.mean,
        net=share(one.crossed),
        missing=share(one.silenced),
        light=one.light,
        silence_light=one.silence_light,
    )
