"""Small made-up histories with which the makers of a module check it."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from xprsa.domain.week import Week
from xprsa.scoring.document import SCHEMA, WEEK_MINUTES
from xprsa.scoring.module import MOST_WEEKS, ModuleCard, Row

FIRST = Week(2026, 1)  # its year has a week 53
GAP = 3  # weeks
_USUAL = 16  # weeks
_EMPTY = {"target_minutes": None, "declared_minutes": None, "counted_minutes": None}
_EMPTY |= {"pending_minutes": None, "contested_minutes": None, "minutes_by_family": None}

History = Sequence[Row]


def histories(card: ModuleCard) -> dict[str, History]:
    """Give every history by its name, oldest week first; `shown` makes documents of them."""
    length = max(card.fewest_weeks, _USUAL)
    uneven = [_week(at, 400 + 137 * at % 700) for at in range(length)]
    half = length // 2
    gap = uneven[:half] + [_moved(row, GAP) for row in uneven[half:]]
    weak = [*uneven[:half], _week(half, 0), *uneven[half + 1 :]]
    excused = [*uneven[:half], {**weak[half], "comparable": False}, *uneven[half + 1 :]]
    added = [*gap[:half], _week(half + 1, 0, comparable=False), *gap[half:]]
    return {
        "steady": [_week(at, 840, department="974", organisation="FT") for at in range(length)],
        "uneven": uneven,
        "growing": [_week(at, 300 + 20 * at, organisation="ML") for at in range(MOST_WEEKS)],
        "every_other": [_week(2 * at, 600, pending_minutes=60) for at in range(length)],
        "nothing": [],
        "few": uneven[: card.fewest_weeks - 1],
        "gap": gap,
        "closed": [_moved(row, GAP) for row in uneven[:half]] + gap[half:],
        "added": added[-MOST_WEEKS:],
        "weak": weak,
        "excused": excused,
        "more_once": [*uneven[:half], _week(half, _minutes(uneven[half]) + 60), *uneven[half + 1 :]],
        "more_always": [_week(at, _minutes(row) + 60) for at, row in enumerate(uneven)],
        **_limits(uneven),
    }


LIMITS = ("full", "week_53", "no_minute", "every_minute", "no_target", "tombstones", "only_tombstones")


def _limits(uneven: History) -> dict[str, History]:
    gone = [_tombstone(at, "withdrawn" if at % 2 else "erased") for at in range(len(uneven))]
    return {
        "full": [_week(at, 900) for at in range(MOST_WEEKS)],
        "week_53": [_week(at, 900) for at in range(10, 10 + MOST_WEEKS)],
        "no_minute": [_week(at, 0) for at in range(MOST_WEEKS)],
        "every_minute": [_week(at, WEEK_MINUTES) for at in range(MOST_WEEKS)],
        "no_target": [_week(at, 600, target_minutes=None) for at in range(MOST_WEEKS)],
        "tombstones": [gone[at] if at % 4 == 0 else row for at, row in enumerate(uneven)],
        "only_tombstones": gone,
    }


def shown(history: History, *, person: str, card: ModuleCard) -> list[Row]:
    """Give documents that tell this history of this person, with the fields of the card only."""
    every = ({**row, **_names(row, person), "purpose": card.purpose.value} for row in history)
    named = frozenset(card.fields)
    return [{name: value for name, value in row.items() if name in named} for row in every]


def pseudonym(words: str) -> str:
    """Give the pseudonym made of some words, the same at each run."""
    return sha256(words.encode()).hexdigest()


def _names(row: Row, person: str) -> Row:
    return {"person": person, "document": pseudonym(f"{person} {row['week']}")}


def _week(at: int, minutes: int, **fields: Any) -> Row:
    """Give a declared week.

    :param at: weeks after the first.
    """
    pending = fields.get("pending_minutes", 0)
    work = minutes // 2
    return {
        "schema": SCHEMA,
        "supersedes": None,
        "as_of": "2027-12-31T12:00:00Z",
        "week": str(FIRST.plus(at)),
        "status": "declared",
        "department": "23",
        "organisation": "CD",
        "comparable": True,
        "target_minutes": 900,
        "declared_minutes": minutes,
        "counted_minutes": minutes - pending,
        "pending_minutes": pending,
        "contested_minutes": 0,
        "minutes_by_family": {"work": work, "search": minutes - work, "project": 0, "access": 0, "other": 0},
        **fields,
    }


def _tombstone(at: int, status: str) -> Row:
    return {**_week(at, 0), **_EMPTY, "status": status, "comparable": False}


def _moved(row: Row, weeks: int) -> Row:
    return {**row, "week": str(Week.parse(row["week"]).plus(weeks))}


def _minutes(row: Row) -> int:
    return int(row["declared_minutes"])
