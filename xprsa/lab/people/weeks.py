"""Weeks: how an effort that no circumstance touches is spread over the weeks that circumstances leave."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from xprsa.lab.people.circumstances import Circumstances
from xprsa.lab.people.draws import WEEKS, Draws
from xprsa.lab.people.histories import Codes, Flags, Histories

IN_FIVES = 5  # minutes: the step of people who do not declare to the minute
MOST_MINUTES = 60 * 60  # nobody declares more in a week
_TO_THE_MINUTE = 0.5  # share of people
_LATE = (0.2, 0.05)  # share of people whose latest week, and the one before too, are not declared yet
_CONTRACT_STEP = 30  # minutes: contracts are written in half hours
_FAMILY_SPREAD = 0.5  # spread of a family's weight from week to week: standard deviation of its logarithm

Shares = NDArray[np.float64]
_Kind = TypeVar("_Kind", np.bool_, np.int32)


@dataclass(frozen=True, eq=False)
class LifeMarks:
    """What the documents bear besides weeks: (n,) codes."""

    organisation: Codes
    department: Codes


def weeks(
    lives: Circumstances, draws: Draws, *, effort: NDArray[np.int64], marks: LifeMarks, silent_weeks: int
) -> Histories:
    """Give the 52 weeks of n people in k lives each: the same effort, spread as circumstances let it.

    :param draws: of the n people, shared by all their lives.
    :param effort: (n,) percent of the contract, over the declared weeks that compare.
    :param marks: of the k × n lives.
    :returns: the k × n histories, the people in order each time.
    """
    age = np.arange(WEEKS)[::-1]  # 0 is the latest week
    history = np.round(lives.of("history_weeks"))
    latest = np.maximum(silent_weeks, _late_weeks(draws))[:, None]
    declared = (age < history) & (age >= latest) & ~_gaps(lives, draws)
    trial = age >= history - np.round(lives.of("trial_weeks"))
    possible = draws.weeks[:, 2] >= lives.of("not_comparable")
    comparable = declared & possible & ~trial
    target = _nearest(np.rint(lives.of("target_minutes")).astype(np.int64), _CONTRACT_STEP) * _CONTRACT_STEP
    step = steps(draws)[:, None]
    units = _comparable_units(lives, draws, comparable=comparable, total=target[..., 0] * effort)
    units += np.where(declared & ~comparable, _partial_units(draws, target[..., 0] * effort), 0)
    minutes = _parts(units, lives.mix[..., None, :] * np.exp(_FAMILY_SPREAD * ndtri(draws.families)))
    minutes *= step[..., None]
    pending = age < np.floor(lives.of("pending_weeks") + draws.life[:, 2:3])
    contested = ~pending & (draws.weeks[:, 5] < lives.of("contested"))
    return Histories(
        organisation=marks.organisation,
        department=marks.department,
        declared=_rows(declared),
        comparable=_rows(comparable),
        target=_rows(np.repeat(target, WEEKS, axis=-1).astype(np.int32)),
        minutes=minutes.astype(np.int32).reshape(-1, WEEKS, minutes.shape[-1]),
        pending=_rows((np.where(pending, units, 0) * step).astype(np.int32)),
        contested=_rows((np.where(contested, np.ceil(units * draws.weeks[:, 6]), 0) * step).astype(np.int32)),
        revised=_rows(declared & (draws.weeks[:, 4] < lives.of("revised"))),
    )


def steps(draws: Draws) -> NDArray[np.int64]:
    """Give the minutes of which all that a person declares is a multiple, in every life: (n,), 1 or 5."""
    return np.where(draws.life[:, 5] < _TO_THE_MINUTE, 1, IN_FIVES)


def _late_weeks(draws: Draws) -> NDArray[np.int64]:
    """Give how many of the latest weeks each person has not declared yet, in every life: (n,), 0 to 2."""
    late: NDArray[np.int64] = np.sum([draws.life[:, 4] < share for share in _LATE], axis=0)
    return late


def _gaps(lives: Circumstances, draws: Draws) -> Flags:
    """Give the weeks not declared: gaps that begin by chance and last their usual length on average."""
    rate, length = lives.of("gap")[..., 0], lives.of("gap_weeks")[..., 0]
    stays = 1 - 1 / length
    begins = np.minimum(rate / (length * (1 - rate)), 1)
    found = np.empty((*rate.shape, WEEKS), dtype=np.bool_)
    within = draws.life[:, 3] < rate
    for week in range(WEEKS):
        within = draws.weeks[:, 1, week] < np.where(within, stays, begins)
        found[..., week] = within
    return found


def _comparable_units(
    lives: Circumstances, draws: Draws, *, comparable: Flags, total: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Spread the effort over the weeks that compare, in steps of the person, none above the most of a week.

    :param total: (k, n) minutes of one week's contract, times the effort in percent.
    """
    whole = _nearest(total * comparable.sum(axis=-1), 100 * steps(draws))
    weights = np.exp(lives.of("irregularity") * ndtri(draws.weeks[:, 0])) * comparable
    most = MOST_MINUTES // steps(draws)
    full = np.zeros_like(comparable)
    while True:
        open_weights = np.where(full, 0, weights)
        left = whole - most * full.sum(axis=-1)
        share = open_weights * (left / np.maximum(open_weights.sum(axis=-1), np.finfo(float).tiny))[..., None]
        if not (over := share > most[:, None]).any():
            return np.where(full, most[:, None], _parts(left, open_weights))
        full |= over


def _partial_units(draws: Draws, total: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give what is done in a week that does not compare: nothing in one half of them, a part in the other."""
    part = np.maximum(2 * draws.weeks[:, 3] - 1, 0)
    return np.floor(part * total[..., None] / (100 * steps(draws)[:, None])).astype(np.int64)


def _parts(whole: NDArray[np.int64], weights: Shares) -> NDArray[np.int64]:
    """Part whole numbers along the last axis by weight, so that the parts add up to exactly the whole.

    Running totals are rounded, so what rounding takes from one part goes to the next: each part is within one
    of its share, and a part of no weight is 0.
    """
    running = np.cumsum(weights, axis=-1)
    shares = running / np.maximum(running[..., -1:], np.finfo(float).tiny)
    bounds = np.floor(whole[..., None] * shares + 0.5).astype(np.int64)
    bounds[..., 1:] -= bounds[..., :-1].copy()
    return bounds


def _rows(table: NDArray[_Kind]) -> NDArray[_Kind]:
    """Give (k, n, weeks) as one row a life."""
    return table.reshape(-1, WEEKS)


def _nearest(number: NDArray[np.int64], unit: int | NDArray[np.int64]) -> NDArray[np.int64]:
    """Give how many units come nearest, a half upwards."""
    return (2 * number + unit) // (2 * unit)
