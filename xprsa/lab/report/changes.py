"""The table of what changes the answer: one row a circumstance or a code, drawn beside its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from xprsa.lab.report.axis import Axis, Tick
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import Found
from xprsa.scoring.audit import Concern, Effect, Estimate, FieldFinding, Kind, Light

_EDGE = 3.0  # percent of the width kept free at both ends, so that no shape is cut
_MOST_TICKS = 4
_HUNDRED = 100.0
_ROWS = 12  # at least so many where there are; every red one has its row


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row; places are percent of the width.

    :ivar notes: what is compared, and where a mean hides most of it.
    :ivar at: None where nothing was answered; `low` and `high`, where there is no interval.
    :ivar crossed, missing: people in a hundred, net, with their sign.
    """

    name: str
    notes: tuple[str, ...]
    light: Light
    silence_light: Light
    at: float | None
    low: float | None
    high: float | None
    value: str
    interval: str
    crossed: str
    missing: str


@dataclass(frozen=True, slots=True)
class AuditChanges:
    """The whole table.

    :ivar band: from where to where a move is too small to matter.
    """

    caption: str
    rows: tuple[ChangeRow, ...]
    ticks: tuple[Tick, ...]
    zero: float
    band: tuple[float, float]


def told(context: ReportContext) -> list[Found]:
    """Choose the rows: all that is red, then the circumstances that moved the answer most."""
    red = [one for one in context.found if one.worst is Light.RED]
    rest = [
        one
        for one in context.found
        if one.worst is not Light.RED and one.kind is Kind.CIRCUMSTANCES and one.answered
    ]
    return red + rest[: max(_ROWS - len(red), 0)]


def changes(context: ReportContext, found: Sequence[Found]) -> AuditChanges | None:
    """Lay out the table; None where there is nothing to tell."""
    if not found:
        return None
    smallest, words = context.audit.power.smallest_shift, context.words
    bounds = [
        bound
        for one in found
        if one.answered
        for bound in (one.mean.low, one.mean.value, one.mean.high)
        if bound is not None
    ]
    axis = Axis.around([-1.5 * smallest, 1.5 * smallest, *bounds], first=_EDGE, last=100 - _EDGE)
    return AuditChanges(
        caption=words.plain("changes.caption", unit=context.in_unit),
        rows=tuple(_row(context, one, axis) for one in found),
        ticks=tuple(Tick(axis.at(value), context.move(value)) for value in axis.round_values(_MOST_TICKS)),
        zero=axis.at(0),
        band=(axis.at(-smallest), axis.at(smallest)),
    )


def _row(context: ReportContext, one: Found, axis: Axis) -> ChangeRow:
    mean, words, label = one.mean, context.words, context.label(one.name)
    return ChangeRow(
        name=label[:1].upper() + label[1:],
        notes=tuple(note for note in (context.compared(one), *_hidden(context, one)) if note),
        light=one.light,
        silence_light=one.silence_light,
        at=axis.at(mean.value) if one.answered else None,
        low=None if mean.low is None else axis.at(mean.low),
        high=None if mean.high is None else axis.at(mean.high),
        value=context.move(mean.value) if one.answered else words.plain("changes.nothing"),
        interval=_interval(context, one),
        crossed=words.signed(one.net.value * _HUNDRED, digits=1),
        missing=words.signed(one.missing.value * _HUNDRED, digits=1),
    )


def _interval(context: ReportContext, one: Found) -> str:
    """Write the bounds of the mean; of a fact, over how many lives it is."""
    mean = one.mean
    if not one.answered:
        return ""
    if mean.low is None or mean.high is None:
        if isinstance(one.of, FieldFinding) and one.of.is_fact:
            return context.words.plain("changes.fact", n=one.answered)
        return context.words.plain("changes.no_interval")
    low, high = context.move(mean.low), context.move(mean.high)
    return context.words.plain("changes.between", low=low, high=high)


def _hidden(context: ReportContext, one: Found) -> tuple[str, ...]:
    """Tell where a red one is found, when its mean is too small to show it."""
    words, of, smallest = context.words, one.of, context.audit.power.smallest_shift
    notes = []
    if one.light_of(Concern.GAPS) is Light.RED and abs(one.mean.value) < smallest:
        if isinstance(of, FieldFinding) and of.life is not None:
            name = context.first_name(of.life)
            notes.append(words.plain("changes.life", name=name, amount=context.amount(of.largest)))
        elif isinstance(of, Effect) and of.local is not None:
            notes.append(_local(context, of, of.local.mean))
    if one.silence_light is Light.RED and isinstance(of, Effect) and of.silent_value is not None:
        value = context.value_label(of.name, of.silent_value)
        notes.append(words.plain("changes.silent_value", value=value))
    return tuple(notes)


def _local(context: ReportContext, effect: Effect, mean: Estimate) -> str:
    assert effect.local is not None  # noqa: S101  # asked for those that have one
    name = context.part(effect.name, archetype=effect.local.archetype, value=effect.local.value)
    form = "value_is" if effect.local.archetype is None else "in_life"
    return context.words.plain(f"changes.{form}", name=name, move=context.move(mean.value))
