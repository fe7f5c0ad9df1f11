"""Changes to a history whose right answer is known without knowing what a module measures."""

from collections.abc import Callable
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.battery.layout import Dosed
from xprsa.lab.people.histories import Histories
from xprsa.scoring.audit import Rule

NUDGE_MINUTES = 5
MORE_MINUTES = 60
_MOST_MINUTES = 60 * 60  # of a week, so that a change never leaves what a week can hold

Bools = NDArray[np.bool_]


def unchanged(base: Histories) -> Histories:
    """Give the same weeks: only the pseudonym, or the place in the calendar, will differ."""
    return base


def closed(base: Histories) -> Histories:
    """Take silent weeks out by moving the older weeks later: silence then lies before the history only."""
    order = np.argsort(base.declared, axis=1, kind="stable")  # silent weeks first, the others in their order
    return _reordered(base, order)


def more(base: Histories) -> Histories:
    """Add an hour, counted, to the weakest comparable week that has room for it."""
    room = _has_room(base, MORE_MINUTES)
    return _added(base, MORE_MINUTES, first=np.where(room, base.declared_minutes, np.inf))


def nudged(base: Histories, canary: int) -> Histories:
    """Add five minutes, counted, to one comparable week: next to nothing.

    :param canary: decides which week; as a run's secret gives it, nobody knows these people beforehand.
    """
    chance = np.random.Generator(np.random.Philox(key=canary)).random(base.declared.shape)
    return _added(base, NUDGE_MINUTES, first=np.where(_has_room(base, NUDGE_MINUTES), chance, np.inf))


def excused(base: Histories, weeks: int = 1) -> Histories:
    """Make the weakest weeks not comparable, those below the person's own level only."""
    weakest = _weakest_first(base)[:, :weeks]
    hit = np.zeros_like(base.declared)
    np.put_along_axis(hit, weakest, np.take_along_axis(_below_own_level(base), weakest, axis=1), axis=1)
    return base.replaced(comparable=base.comparable & ~hit)


def silent(base: Histories, weeks: int) -> Histories:
    """Leave so many of the latest declared weeks: too little to say anything."""
    rank_from_last = np.cumsum(base.declared[:, ::-1], axis=1)[:, ::-1]
    return base.replaced(declared=base.declared & (rank_from_last <= weeks))


def with_silence(base: Histories, weeks: int) -> Histories:
    """Make weeks silent, spread over the history; at least half of what was declared stays."""
    spread = _spread_order(base.declared)
    most = np.minimum(weeks, base.declared.sum(axis=1) // 2)
    return base.replaced(declared=base.declared & (spread >= most[:, None]))


_CHANGES: dict[Rule, Callable[[Histories], Histories]] = {
    Rule.AGAIN: unchanged,
    Rule.MOVED: unchanged,
    Rule.CLOSED: closed,
    Rule.MORE: more,
    Rule.EXCUSED: excused,
}


def changed(base: Histories, rule: Rule, *, canary: int, few_weeks: int) -> Histories:
    """Give the history changed as a rule of the battery asks.

    :param canary: for the one change that no public seed decides; see `nudged`.
    :param few_weeks: that the module's card holds to be too few.
    """
    if rule is Rule.NUDGED:
        return nudged(base, canary)
    return silent(base, few_weeks) if rule is Rule.SILENT else _CHANGES[rule](base)


def dosed(base: Histories, of: Dosed, weeks: int) -> Histories:
    """Give the history with so many silent, or no longer comparable, weeks."""
    return with_silence(base, weeks) if of == "silence" else excused(base, weeks)


def _has_room(base: Histories, minutes: int) -> Bools:
    return _usable(base) & (base.declared_minutes <= _MOST_MINUTES - minutes)


def _added(base: Histories, minutes: int, *, first: NDArray[np.float64]) -> Histories:
    """Add minutes to the week that comes first, to its largest family; weeks at infinity never come."""
    week = first.argmin(axis=1)
    rows = np.flatnonzero(np.isfinite(first).any(axis=1))
    changed = base.minutes.copy()
    family = changed[rows, week[rows]].argmax(axis=1)
    changed[rows, week[rows], family] += minutes
    return base.replaced(minutes=changed)


def _usable(base: Histories) -> Bools:
    return base.declared & base.comparable & (base.target > 0)


def _level(base: Histories) -> NDArray[np.float64]:
    return base.declared_minutes / np.maximum(base.target, 1)


def _below_own_level(base: Histories) -> Bools:
    usable = _usable(base)
    minutes = np.where(usable, base.declared_minutes, 0).sum(axis=1)
    target = np.maximum(np.where(usable, base.target, 0).sum(axis=1), 1)
    below: Bools = usable & (_level(base) < (minutes / target)[:, None])
    return below


def _weakest_first(base: Histories) -> NDArray[np.int64]:
    return np.argsort(np.where(_usable(base), _level(base), np.inf), axis=1, kind="stable")


def _spread_order(declared: Bools) -> NDArray[np.int64]:
    """Give each declared week a rank such that the first ranks lie far from one another."""
    weeks = declared.shape[1]
    scattered = np.argsort(np.arange(weeks) * 0.6180339887498949 % 1.0, kind="stable")  # the golden section
    order = np.argsort(np.where(declared, np.argsort(scattered)[None, :], weeks), axis=1, kind="stable")
    return np.argsort(order, axis=1, kind="stable")


def _reordered(base: Histories, order: NDArray[np.int64]) -> Histories:
    weekly = {field.name: getattr(base, field.name) for field in fields(base)}
    return base.replaced(
        **{
            name: np.take_along_axis(values, order.reshape(*order.shape, *[1] * (values.ndim - 2)), axis=1)
            for name, values in weekly.items()
            if values.ndim > 1
        }
    )
