"""The plot of gaps: one row an effect, its mean and interval beside the same numbers in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from xprsa.lab.report.axis import Axis, Tick
from xprsa.lab.report.context import ReportContext
from xprsa.scoring.audit import Effect, Estimate, Kind

_EDGE = 3.0  # percent of the width kept free at both ends, so that no shape is cut
_MOST_TICKS = 4


@dataclass(frozen=True, slots=True)
class GapRow:
    """One row; places are percent of the width.

    :ivar kind: told beside the name where one name stands in several rows.
    :ivar low, high: None where too little was seen for an interval.
    """

    name: str
    kind: str
    light: str
    at: float
    low: float | None
    high: float | None
    value: str
    interval: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """The whole plot.

    :ivar band: from where to where a gap is too small to matter.
    """

    caption: str
    rows: tuple[GapRow, ...]
    ticks: tuple[Tick, ...]
    zero: float
    band: tuple[float, float]


def gaps(context: ReportContext, effects: Sequence[Effect]) -> Gaps | None:
    """Lay out the plot of these effects, those without an answer left out; None when none is left."""
    means = [effect.shift.mean for effect in effects if effect.answered]
    if not means:
        return None
    smallest = context.audit.power.smallest_shift
    bounds = [bound for mean in means for bound in (mean.low, mean.value, mean.high) if bound is not None]
    axis = Axis.around([-1.5 * smallest, 1.5 * smallest, *bounds], first=_EDGE, last=100 - _EDGE)
    words = context.words
    return Gaps(
        caption=words.plain("gaps.caption", unit=context.in_unit),
        rows=tuple(_row(context, effect, axis) for effect in effects if effect.answered),
        ticks=tuple(
            Tick(axis.at(value), words.signed(value, digits=context.digits))
            for value in axis.round_values(_MOST_TICKS)
        ),
        zero=axis.at(0),
        band=(axis.at(-smallest), axis.at(smallest)),
    )


def _row(context: ReportContext, effect: Effect, axis: Axis) -> GapRow:
    mean, words = effect.shift.mean, context.words
    return GapRow(
        name=context.label(effect.name),
        kind="" if effect.kind is Kind.CIRCUMSTANCES else words.plain(f"kind.{effect.kind}"),
        light=effect.light,
        at=axis.at(mean.value),
        low=None if mean.low is None else axis.at(mean.low),
        high=None if mean.high is None else axis.at(mean.high),
        value=words.signed(mean.value, digits=context.digits),
        interval=_interval(context, mean),
    )


def _interval(context: ReportContext, mean: Estimate) -> str:
    if mean.low is None or mean.high is None:
        return context.words.plain("gaps.none")
    low, high = (context.words.signed(bound, digits=context.digits) for bound in (mean.low, mean.high))
    return context.words.plain("gaps.between", low=low, high=high)
