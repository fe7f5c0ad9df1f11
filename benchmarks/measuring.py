"""Pairs of runs taken in turn, and what is said of them: a median, a spread, an aim."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

Pair = tuple[float, float]  # the rate of what is measured, that of its floor just after


class Missing(Exception):
    """Something that the machine lacks; the message says what to install or start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the table.

    :ivar pairs: rates, or for a weight its bytes and their limit.
    :ivar aim: the ratio to reach; None where there is none.
    :ivar also: what else was seen, in a few words.
    :ivar load: the machine's load average once it was measured.
    """

    name: str
    what: str
    against: str
    unit: str
    pairs: Sequence[Pair]
    aim: float | None = None
    stretch: float | None = None
    also: str = ""
    load: float = field(default_factory=lambda: os.getloadavg()[0])

    @property
    def ratios(self) -> list[float]:
        """The ratio of each pair: both runs met the same weather."""
        return [measured / floor for measured, floor in self.pairs]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return median(self.ratios)

    def line(self) -> str:
        """Write it for the terminal."""
        ratios = f"{figure(self.ratio)} ({spread(self.ratios) or 'once'}"
        aim = "" if self.aim is None else f", aim {self.aim:.2f}"
        measured, floor = (median(rates) for rates in zip(*self.pairs, strict=True))
        return (
            f"{self.name}, {self.what}: {ratios}{aim};"
            f" {measured:,.4g} against {floor:,.4g} {self.unit}){self.also and f' {self.also}'}"
        )

    def row(self) -> str:
        """Write it as a row of the table."""
        aims = ("" if aim is None else f"{aim:.2f}" for aim in (self.aim, self.stretch))
        figures = (spread(self.ratios), *aims, f"{self.load:.1f}", self.also)
        cells = (self.name, self.what, self.against, figure(self.ratio), *figures)
        return f"| {' | '.join(cells)} |"


def in_turn(measured: Callable[[], float], floor: Callable[[], float], *, repeats: int) -> list[Pair]:
    """Run one then the other, `repeats` times, so that a change of the machine's load meets both."""
    return [(measured(), floor()) for _ in range(repeats)]


def spread(ratios: Sequence[float]) -> str:
    """Write the lowest and the highest; nothing for a single one."""
    return f"{figure(min(ratios))} to {figure(max(ratios))}" if len(ratios) > 1 else ""


def figure(ratio: float) -> str:
    """Write a ratio with as many decimals as tell something."""
    return f"{ratio:.3f}" if ratio < 1 else f"{ratio:.2f}"


def table(results: Sequence[Result]) -> str:
    """Write the table that stands in `docs/performance.md`."""
    head = "| | What | Against | Ratio | Spread | Aim | Stretch | Load | Also |"
    rule = "|---|---|---|--:|--:|--:|--:|--:|---|"
    return "\n".join([head, rule, *(result.row() for result in results)])
