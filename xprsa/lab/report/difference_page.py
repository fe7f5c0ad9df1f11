"""The page that tells what changes between two versions of a module."""

from dataclasses import dataclass
from datetime import date

from xprsa.lab.report.comparing import ChangeKind, Difference, EffectChange, RuleChange, VersionSide
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.view import Cell, Fact, Table
from xprsa.lab.report.words import Sentence, Theirs, Words
from xprsa.scoring.audit import Concern

_SHOWN = tuple(change for change in ChangeKind if change is not ChangeKind.SAME)


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """All that the page shows."""

    question: Sentence
    line: str
    is_for_study: bool
    lights: Table
    counts: str
    effects: Table | None
    unchanged: str
    rules: Table | None
    digests: tuple[Fact, ...]


def difference_page(context: ReportContext, found: Difference, made_on: date) -> DifferencePage:
    """Choose what the page says."""
    words = context.words
    changed = sorted(
        (effect for effect in found.effects if effect.change is not ChangeKind.SAME),
        key=lambda effect: (_SHOWN.index(effect.change), effect.kind, effect.name),
    )
    counts = {change.value: found.count(change) for change in _SHOWN}
    return DifferencePage(
        question=words.sentence(
            "difference.heading",
            title=Theirs(found.after.title),
            before=Theirs(found.before.version),
            after=Theirs(found.after.version),
        ),
        line=words.plain("difference.line", date=words.day(made_on)),
        is_for_study=found.after.for_study,
        lights=_lights(context, found),
        counts=words.plain("difference.counts", **counts) if changed else words.plain("difference.none"),
        effects=_effects(context, changed) if changed else None,
        unchanged=words.counted("difference.unchanged", found.count(ChangeKind.SAME)),
        rules=_rules(context, found.rules) if found.rules else None,
        digests=(
            Fact(found.before.version, found.before.digest, "code"),
            Fact(found.after.version, found.after.digest, "code"),
        ),
    )


def _lights(context: ReportContext, found: Difference) -> Table:
    words = context.words
    whens = (words.plain(f"difference.{when}") for when in ("before", "after"))
    return Table(
        "lights",
        words.plain("difference.lights"),
        (words.plain("difference.concern"), *whens),
        tuple(
            (
                Cell(words.plain(f"concern.{concern}")),
                *(Cell(words.plain(f"light.{light}"), light) for light in lights),
            )
            for concern in Concern
            for lights in [(found.lights_before[concern], found.lights_after[concern])]
        ),
    )


def _effects(context: ReportContext, changed: list[EffectChange]) -> Table:
    words = context.words
    heads = [words.plain(f"table.{name}") for name in ("what", "kind")]
    heads.append(words.plain("difference.change"))
    for version in ("before", "after"):
        when = words.plain(f"difference.{version}")
        heads += [f"{words.plain(f'table.{name}')} {when}" for name in ("mean", "net", "abstention")]
    return Table(
        "effects",
        words.plain("difference.caption", unit=context.in_unit),
        tuple(heads),
        tuple(_effect(context, effect) for effect in changed),
    )


def _effect(context: ReportContext, effect: EffectChange) -> tuple[Cell, ...]:
    words = context.words
    return (
        Cell(context.label(effect.name)),
        Cell(words.plain(f"kind.{effect.kind}")),
        Cell(words.plain(f"change.{effect.change}"), effect.after.light if effect.after else None),
        *_side(words, effect.before),
        *_side(words, effect.after),
    )


def _side(words: Words, side: VersionSide | None) -> tuple[Cell, ...]:
    if side is None:
        return (Cell("—"),) * 3
    shares = (Cell(words.interval(share, factor=100)) for share in (side.net, side.missing))
    return (Cell(words.interval(side.mean)), *shares)


def _rules(context: ReportContext, changed: tuple[RuleChange, ...]) -> Table:
    words = context.words
    lights = words.plain("table.light"), words.plain("table.rate_broken")
    whens = words.plain("difference.before"), words.plain("difference.after")
    return Table(
        "rules",
        words.plain("difference.rules_caption"),
        (words.plain("table.rule"), *(f"{head} {when}" for when in whens for head in lights)),
        tuple(_rule(context, rule) for rule in changed),
    )


def _rule(context: ReportContext, rule: RuleChange) -> tuple[Cell, ...]:
    words = context.words
    return (
        Cell(words.plain(f"rule.{rule.rule}.name")),
        Cell(words.plain(f"light.{rule.light_before}"), rule.light_before),
        Cell(words.rate(rule.rate_before)),
        Cell(words.plain(f"light.{rule.light_after}"), rule.light_after),
        Cell(words.rate(rule.rate_after)),
    )
