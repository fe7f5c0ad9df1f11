"""The charts of the annex: the spread of answers, doses and power, as points joined by lines."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from xprsa.lab.report.axis import Axis, Tick
from xprsa.lab.report.context import ReportContext
from xprsa.lab.statistics.power import mcnemar_power, shift_power
from xprsa.scoring.audit import Dose

_LEFT, _RIGHT = 12.0, 96.0  # percent of the width
_TOP, _BOTTOM = 24.0, 200.0  # pixels
_CURVE_STEPS = 12
_CURVE_REACH, _CURVE_SPAN = 2, 400  # pairs at its end: twice those of note; at its start: 400 times fewer
_ENOUGH = 0.8
_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Dot:
    """One value: `x` in percent of the width, `y`, `low` and `high` in pixels from the top."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Values that belong together; `form` tells them apart by shape and dash as much as by colour."""

    name: str
    form: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart laid out; a plumb line marks a value of `x`, a level one of `y`."""

    name: str
    title: str
    description: str
    x_title: str
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    plumb: Tick | None = None
    level: Tick | None = None


def deciles(context: ReportContext) -> Chart | None:
    """Lay out the share of people below each answer; None where nothing was answered."""
    audit, words = context.audit, context.words
    if not audit.deciles:
        return None
    x = Axis(0, audit.module.scale_points, _LEFT, _RIGHT)
    y = Axis(0, 1, _BOTTOM, _TOP)
    threshold = audit.module.threshold_severity
    dots = tuple(Dot(x.at(value), y.at((1 + number) / 10)) for number, value in enumerate(audit.deciles))
    return Chart(
        name="deciles",
        title=words.plain("deciles.heading"),
        description=words.plain(
            "deciles.desc",
            first=context.amount(audit.deciles[0]),
            last=context.amount(audit.deciles[-1]),
            threshold=context.amount(threshold),
        ),
        x_title=words.plain("deciles.x"),
        lines=(Line("", "first", dots),),
        x_ticks=tuple(
            Tick(x.at(value), words.number(value, digits=context.digits))
            for value in x.round_values(_MOST_TICKS)
        ),
        y_ticks=tuple(Tick(y.at(share), words.percent(share)) for share in (0.0, 0.5, 1.0)),
        plumb=Tick(x.at(threshold), words.plain("deciles.threshold")),
    )


def doses(context: ReportContext) -> Chart | None:
    """Lay out how far answers move with the number of weeks; None where nothing was measured."""
    found, words = context.audit.doses, context.words
    if not found:
        return None
    weeks = sorted({dose.weeks for dose in found})
    bounds = [
        bound
        for dose in found
        for bound in (dose.shift.low, dose.shift.value, dose.shift.high)
        if bound is not None
    ]
    x = Axis(0, max(*weeks, 1), _LEFT, _RIGHT)
    y = Axis.around([0.0, context.audit.power.smallest_shift, *bounds], first=_BOTTOM, last=_TOP)
    return Chart(
        name="doses",
        title=words.plain("doses.heading"),
        description=words.plain("doses.desc", first=weeks[0], last=weeks[-1]),
        x_title=words.plain("doses.x"),
        lines=tuple(
            Line(words.plain(f"doses.{of}"), form, _dosed([dose for dose in found if dose.of == of], x, y))
            for of, form in (("silence", "first"), ("excused", "second"))
        ),
        x_ticks=tuple(Tick(x.at(count), str(count)) for count in (0, *weeks)),
        y_ticks=tuple(
            Tick(y.at(value), words.signed(value, digits=context.digits))
            for value in y.round_values(_MOST_TICKS)
        ),
        level=Tick(y.at(0), ""),
    )


def _dosed(found: Sequence[Dose], x: Axis, y: Axis) -> tuple[Dot, ...]:
    measured = [
        Dot(
            x.at(dose.weeks),
            y.at(dose.shift.value),
            None if dose.shift.low is None else y.at(dose.shift.low),
            None if dose.shift.high is None else y.at(dose.shift.high),
        )
        for dose in sorted(found, key=lambda dose: dose.weeks)
    ]
    return (Dot(x.at(0), y.at(0)), *measured)


def power(context: ReportContext) -> Chart:
    """Lay out the power of both tests by the number of pairs, up to twice those asked or needed."""
    plan, words = context.audit.power, context.words
    most = _CURVE_REACH * max(plan.pairs, plan.flip_pairs_needed, 10)
    x = Axis(math.log10(most / _CURVE_SPAN), math.log10(most), _LEFT, _RIGHT)
    y = Axis(0, 1, _BOTTOM, _TOP)
    return Chart(
        name="power",
        title=words.plain("power.curve"),
        description=words.plain(
            "power.curve_desc",
            pairs=words.number(plan.pairs, digits=0),
            shift=words.percent(plan.shift_power),
            flip=words.percent(plan.flip_power),
        ),
        x_title=words.plain("power.x"),
        lines=(
            Line(words.plain("power.shift"), "first", _curve(x, y, partial(_shift_power, context))),
            Line(words.plain("power.flip"), "second", _curve(x, y, partial(_flip_power, context))),
        ),
        x_ticks=tuple(
            Tick(x.at(exponent), words.number(10.0**exponent, digits=0))
            for exponent in range(math.ceil(x.low), math.floor(x.high) + 1)
        ),
        y_ticks=tuple(Tick(y.at(share), words.percent(share)) for share in (0.0, 0.5, 1.0)),
        plumb=Tick(x.at(math.log10(max(plan.pairs, 1))), words.plain("power.here")),
        level=Tick(y.at(_ENOUGH), words.plain("power.enough")),
    )


def _curve(x: Axis, y: Axis, power_of: Callable[[int], float]) -> tuple[Dot, ...]:
    exponents = [x.low + (x.high - x.low) * step / _CURVE_STEPS for step in range(_CURVE_STEPS + 1)]
    return tuple(Dot(x.at(exponent), y.at(power_of(max(round(10.0**exponent), 1)))) for exponent in exponents)


def _shift_power(context: ReportContext, pairs: int) -> float:
    plan = context.audit.power
    return shift_power(
        pairs=pairs, shift=plan.smallest_shift, deviation=plan.assumed_deviation, level=plan.level
    )


def _flip_power(context: ReportContext, pairs: int) -> float:
    plan = context.audit.power
    return mcnemar_power(
        pairs=pairs, net=plan.smallest_net, discordant=plan.assumed_discordant, level=plan.level
    )
