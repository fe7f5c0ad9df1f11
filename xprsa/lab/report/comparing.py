"""What changes between two versions of one module, each heard on the same questions."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from pydantic import Field

from xprsa.lab.battery.fields import AND
from xprsa.lab.report.found import Found, found
from xprsa.lab.report.refused import ReportWrong
from xprsa.scoring.audit import AuditFindings, Concern, Estimate, FieldFinding, Kind, Light, Rule
from xprsa.scoring.audit_frame import AuditedModule, Finding

_SCALE = ("scale_points", "threshold_severity", "grades")
_PLAN = {
    "world": "ils ne portent pas sur les mêmes personnes",
    "seed": "leurs graines diffèrent",
    "public_bases": "ils n’ont pas posé autant de questions",
    "holdout_bases": "ils n’ont pas posé autant de questions",
    "lab_version": "ils viennent de versions différentes du laboratoire",
}


class ChangeKind(StrEnum):
    """What became of an effect."""

    APPEARED = "appeared"  # red now, and it was not; by intervals that do not touch, as all that follows
    GREW = "grew"
    REVERSED = "reversed"  # red in both, the other way
    SHRANK = "shrank"
    VANISHED = "vanished"  # it was red, and is no longer
    RELIT = "relit"  # red in one of them only, for a gap that did not clearly move
    SAME = "same"


class VersionSide(Finding):
    """A circumstance or a code in one version.

    :ivar light: the worst of its two.
    :ivar mean: in points of the scale, above 0 against the person; `net` and `missing`, shares.
    """

    light: Light
    mean: Estimate
    net: Estimate
    missing: Estimate


class EffectChange(Finding):
    """One circumstance or code in both versions.

    :ivar before, after: None for two codes together that this version did not tell, for they were not red.
    """

    kind: Kind
    name: str
    change: ChangeKind
    before: VersionSide | None
    after: VersionSide | None


class RuleChange(Finding):
    """A rule whose light is another than before."""

    rule: Rule
    light_before: Light
    light_after: Light
    rate_before: Estimate
    rate_after: Estimate


class Difference(Finding):
    """Two versions of one module.

    :ivar effects: every circumstance and code that both versions were asked about.
    :ivar rules: those whose light changed.
    """

    schema_: Literal["xprsa.audit-difference/1"] = Field(default="xprsa.audit-difference/1", alias="schema")
    before: AuditedModule
    after: AuditedModule
    lights_before: dict[Concern, Light]
    lights_after: dict[Concern, Light]
    effects: tuple[EffectChange, ...]
    rules: tuple[RuleChange, ...]

    def count(self, change: ChangeKind) -> int:
        """Tell how many effects went this way."""
        return sum(effect.change is change for effect in self.effects)


def compared(before: AuditFindings, after: AuditFindings) -> Difference:
    """Compare two audits of one module.

    :raises ReportWrong: when they are of other modules, scales or plans, with a French sentence.
    """
    _refuse_unlike(before, after)
    return Difference(
        before=before.module,
        after=after.module,
        lights_before=before.lights,
        lights_after=after.lights,
        effects=tuple(_effects(before, after)),
        rules=tuple(_rules(before, after)),
    )


def _refuse_unlike(before: AuditFindings, after: AuditFindings) -> None:
    if before.module.name != after.module.name:
        raise ReportWrong("Ces rapports portent sur deux modules : on ne compare que des versions du même.")
    if any(getattr(before.module, name) != getattr(after.module, name) for name in _SCALE):
        raise ReportWrong(
            "L’échelle ou le seuil a changé d’une version à l’autre : les écarts ne se comparent pas."
        )
    for name, reason in _PLAN.items():
        if getattr(before.plan, name) != getattr(after.plan, name):
            raise ReportWrong(f"Ces rapports ne se comparent pas : {reason}.")


def _effects(before: AuditFindings, after: AuditFindings) -> Iterator[EffectChange]:
    was, now = ({(one.kind, one.name): one for one in found(audit)} for audit in (before, after))
    for key in dict.fromkeys((*now, *was)):
        told = (was.get(key), now.get(key))
        is_known = [
            one is not None or _was_fair_to_two(key[1], audit)
            for one, audit in zip(told, (before, after), strict=True)
        ]
        if all(is_known):
            yield _effect(*told)


def _was_fair_to_two(name: str, audit: AuditFindings) -> bool:
    """Tell whether two codes together were judged, and not told because they are not red.

    They are judged where neither alone is red, of a module that repeats itself.
    """
    alone = {one.name: one for one in audit.fields}
    return AND in name and all(
        part in alone and alone[part].is_fact and alone[part].worst is not Light.RED
        for part in name.split(AND)
    )


def _effect(before: Found | None, after: Found | None) -> EffectChange:
    known = after or before
    assert known is not None  # noqa: S101  # a name comes from one of them
    change = _change(before, after)
    return EffectChange(
        kind=known.kind, name=known.name, change=change, before=_side(before), after=_side(after)
    )


def _side(one: Found | None) -> VersionSide | None:
    if one is None:
        return None
    return VersionSide(light=one.worst, mean=one.mean, net=one.net, missing=one.missing)


def _change(before: Found | None, after: Found | None) -> ChangeKind:
    was, is_now = (one is not None and one.worst is Light.RED for one in (before, after))
    if before is None or after is None:
        return ChangeKind.APPEARED if is_now else ChangeKind.VANISHED
    pairs = zip(_sizes(before), _sizes(after), strict=True)
    apart = [(one, other) for one, other in pairs if _is_apart(one, other)]
    if was is not is_now:
        return ChangeKind.RELIT if not apart else ChangeKind.APPEARED if is_now else ChangeKind.VANISHED
    if not is_now or not apart:
        return ChangeKind.SAME
    if any(one.value * other.value < 0 for one, other in apart):
        return ChangeKind.REVERSED
    has_grown = any(abs(other.value) > abs(one.value) for one, other in apart)
    return ChangeKind.GREW if has_grown else ChangeKind.SHRANK


def _sizes(one: Found) -> tuple[Estimate, ...]:
    """Give what is compared; a fact lies within no wider bounds than itself."""
    sizes = one.mean, one.net, one.missing
    if isinstance(one.of, FieldFinding) and one.of.is_fact:
        return tuple(Estimate(value=size.value, low=size.value, high=size.value) for size in sizes)
    return sizes


def _is_apart(before: Estimate, after: Estimate) -> bool:
    """Tell whether two intervals do not touch."""
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return False
    return before.high < after.low or after.high < before.low


def _rules(before: AuditFindings, after: AuditFindings) -> Iterator[RuleChange]:
    earlier = {rule.rule: rule for rule in before.rules}
    for now in after.rules:
        was = earlier.get(now.rule)
        if was is not None and was.light is not now.light:
            yield RuleChange(
                rule=now.rule,
                light_before=was.light,
                light_after=now.light,
                rate_before=was.rate,
                rate_after=now.rate,
            )
