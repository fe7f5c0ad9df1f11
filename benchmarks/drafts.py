"""How many drafts the page's script keeps while a week is typed: its own rule, with its own two spans."""

import re
from collections.abc import Sequence
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "static/xprsa.js"
LINE, TYPING, STROKE = 12.0, 8.0, 0.5  # seconds


def of_a_week(lines: int) -> int:
    """Count the drafts of a week typed in about a minute.

    Assumed, not measured: each line takes twelve seconds, eight of typing without a pause and four to
    find the next; the week is sent four seconds after the last change. What is sent is kept no more.
    """
    strokes = [
        line * LINE + step * STROKE for line in range(lines) for step in range(int(TYPING / STROKE) + 1)
    ]
    pause, between = spans_of(SCRIPT.read_text(encoding="utf-8"))
    return kept(strokes, sent=lines * LINE, pause=pause, between=between)


def spans_of(script: str) -> tuple[float, float]:
    """Read two spans, in seconds: without a change before a draft leaves, and between two drafts.

    :raises ValueError: when the script names them otherwise.
    """
    found = re.search(r"\bPAUSE = (\d+), BETWEEN = (\d+)\b", script)
    if found is None:
        raise ValueError("static/xprsa.js names no PAUSE and BETWEEN")
    return int(found[1]) / 1000, int(found[2]) / 1000


def kept(changes: Sequence[float], *, sent: float, pause: float, between: float) -> int:
    """Count the drafts that leave before the week is sent; changes and sending are instants, in seconds.

    One leaves once nothing changed for `pause`, at the latest `between` after the first change that it holds,
    and never sooner than `between` after the one before.
    """
    drafts, last, begun, due = 0, float("-inf"), None, float("inf")
    for now in (*changes, sent):
        if due < now:
            drafts, last, begun = drafts + 1, due, None
        begun = now if begun is None else begun
        due = max(last + between, min(now + pause, begun + between))
    return drafts
