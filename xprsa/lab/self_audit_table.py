"""The table of the lab's audit of itself, as Markdown."""

from collections.abc import Iterable
from pathlib import Path

from xprsa.lab.self_audit import Rate

_BEGIN, _END = "<!-- self-audit: begin -->", "<!-- self-audit: end -->"
_HEAD = (
    "| Module | Flaw | Runs | Seen, or blamed | 95 % bounds |",
    "|---|---|--:|--:|---|",
)


class PageWrong(Exception):
    """A page without the two markers between which the table goes."""


def table(rates: Iterable[Rate]) -> str:
    """Write one line a module."""
    return "\n".join((*_HEAD, *(_line(rate) for rate in rates))) + "\n"


def _line(rate: Rate) -> str:
    interval = rate.interval
    bounds = f"{interval.low:.3f} to {interval.high:.3f}" if rate.runs else "none"
    flaw = rate.planted.flaw or "none: it must not be blamed"
    return f"| `{rate.planted.name}` | {flaw} | {rate.runs} | {rate.hits} | {bounds} |"


def written_into(page: Path, made: str) -> None:
    """Put the table into a page, between its two markers.

    :raises PageWrong: when a marker is missing.
    """
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise PageWrong(f"{page}\u202f: il manque « {_BEGIN} » ou « {_END} ».")
    page.write_text(f"{before}{_BEGIN}\n{made}{_END}{after}", encoding="utf-8")
