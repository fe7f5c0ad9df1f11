"""What changes between two versions of one module, each heard on the same questions."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from pydantic import Field

from xprsa.lab.report.refused import ReportWrong
from xprsa.scoring.audit import AuditedModule, AuditFindings, Effect, Estimate, Finding, Kind, Light, Rule

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


class EffectChange(Finding):
    """One effect in both versions; a move is in points of the scale, above 0 against the person."""

    kind: Kind
    name: str
    change: ChangeKind
    light_before: Light
    light_after: Light
    shift_before: Estimate
    shift_after: Estimate
    net_before: Estimate
    net_after: Estimate


class RuleChange(Finding):
    """A rule whose light is another than before."""

    rule: Rule
    light_before: Light
    light_after: Light
    rate_before: Estimate
    rate_after: Estimate


class Difference(Finding):
    """Two versions of one module.

    :ivar effects: every effect that both versions were asked about.
    :ivar rules: those whose light changed.
    """

    schema_: Literal["xprsa.audit-difference/1"] = Field(default="xprsa.audit-difference/1", alias="schema")
    before: AuditedModule
    after: AuditedModule
    light_before: Light
    light_after: Light
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
    earlier = {(effect.kind, effect.name): effect for effect in before.effects}
    return Difference(
        before=before.module,
        after=after.module,
        light_before=before.light,
        light_after=after.light,
        effects=tuple(
            _effect(earlier[effect.kind, effect.name], effect)
            for effect in after.effects
            if (effect.kind, effect.name) in earlier
        ),
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


def _effect(before: Effect, after: Effect) -> EffectChange:
    return EffectChange(
        kind=after.kind,
        name=after.name,
        change=_change(before, after),
        light_before=before.light,
        light_after=after.light,
        shift_before=before.shift.mean,
        shift_after=after.shift.mean,
        net_before=before.flip.net,
        net_after=after.flip.net,
    )


def _change(before: Effect, after: Effect) -> ChangeKind:
    was, is_now = before.light is Light.RED, after.light is Light.RED
    pairs = list(zip(_sizes(before), _sizes(after), strict=True))
    if was is not is_now:
        if not any(_is_apart(was, now) for was, now in pairs):
            return ChangeKind.RELIT
        return ChangeKind.APPEARED if is_now else ChangeKind.VANISHED
    if not is_now:
        return ChangeKind.SAME
    if any(_is_apart(was, now) and was.value * now.value < 0 for was, now in pairs):
        return ChangeKind.REVERSED
    moved = [abs(now.value) > abs(was.value) for was, now in pairs if _is_apart(was, now)]
    if not moved:
        return ChangeKind.SAME
    return ChangeKind.GREW if any(moved) else ChangeKind.SHRANK


def _sizes(effect: Effect) -> tuple[Estimate, Estimate, Estimate]:
    return effect.shift.mean, effect.flip.net, effect.abstention


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
