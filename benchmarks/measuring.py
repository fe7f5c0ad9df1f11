"""Pairs of runs taken in turn, and what is said of them: a median, a spread, an aim."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

Pair = tuple[float, float]  # the rate of what is measured, that of its floor just after


class Missing(Exception):
    """Something that the machine lacks; the message says what to install or start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the table.

    :ivar pairs: rates, or for a weight its bytes and their limit.
    :ivar aim: the ratio to reach; None where noise alone is measured.
    """

    name: str
    what: str
    against: str
    unit: str
    pairs: Sequence[Pair]
    aim: float | None = None
    period: float | None = None

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
        aim = "" if self.aim is None else f", aim {self.aim:.2f}"
        measured, floor = (median(rates) for rates in zip(*self.pairs, strict=True))
        return (
            f"{self.name}: {self.ratio:.3f} ({min(self.ratios):.3f} to {max(self.ratios):.3f}{aim};"
            f" {measured:,.0f} against {floor:,.0f} {self.unit})"
        )

    def row(self) -> str:
        """Write it as a row of the table."""
        spread = f"{min(self.ratios):.2f} to {max(self.ratios):.2f}" if len(self.pairs) > 1 else ""
        aims = ("" if aim is None else f"{aim:.2f}" for aim in (self.aim, self.period))
        cells = (self.name, self.what, self.against, f"{self.ratio:.2f}", spread, *aims)
        return f"| {' | '.join(cells)} |"


def in_turn(measured: Callable[[], float], floor: Callable[[], float], *, repeats: int) -> list[Pair]:
    """Run one then the other, `repeats` times, so that a change of the machine's load meets both."""
    return [(measured(), floor()) for _ in range(repeats)]


def table(results: Sequence[Result]) -> str:
    """Write the table that stands in `docs/performance.md`."""
    head = "| | What | Against | Ratio | Spread | Aim | Period |\n|---|---|---|--:|--:|--:|--:|"
    return "\n".join([head, *(result.row() for result in results)])
