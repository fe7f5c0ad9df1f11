"""Documents for tests of modules made to be studied: whole rows, checked as published documents."""

from collections.abc import Sequence
from typing import Any

from xprsa.domain.week import Week
from xprsa.scoring.document import SummaryDocument
from xprsa.scoring.module import ModuleCard, Row

FIRST = Week(2025, 45)
MIX = {"work": 0.2, "search": 0.3, "project": 0.3, "access": 0.1, "other": 0.1}


def week(at: int, minutes: int = 900, *, mix: dict[str, float] | None = None, **fields: Any) -> Row:
    """Give the document of one declared week, with every field.

    :param at: weeks after the first.
    :param mix: share of each family.
    """
    shares = MIX if mix is None else dict.fromkeys(MIX, 0.0) | mix
    row = {
        "schema": "xprsa.summary/1",
        "document": f"{at:064x}",
        "supersedes": None,
        "as_of": "2027-03-01T00:00:00Z",
        "purpose": "research",
        "person": "b" * 64,
        "week": str(FIRST.plus(at)),
        "status": "declared",
        "department": "69",
        "organisation": "CD",
        "comparable": True,
        "target_minutes": 900,
        "declared_minutes": minutes,
        "counted_minutes": minutes,
        "pending_minutes": 0,
        "contested_minutes": 0,
        "minutes_by_family": {family: round(minutes * part) for family, part in shares.items()},
        **fields,
    }
    return SummaryDocument.model_validate(row).row()


def tombstone(at: int, status: str = "withdrawn") -> Row:
    """Give the document of a week that no longer stands."""
    names = ("target_minutes", "declared_minutes", "counted_minutes", "pending_minutes", "contested_minutes")
    nothing = dict.fromkeys((*names, "minutes_by_family"), None)
    return SummaryDocument.model_validate(week(at) | nothing | {"status": status}).row()


def history(count: int = 24, **fields: Any) -> list[Row]:
    """Give as many weeks, one after the other, all the same."""
    return [week(at, **fields) for at in range(count)]


def shown(card: ModuleCard, rows: Sequence[Row]) -> list[Row]:
    """Leave the fields of the card only."""
    return [{name: row[name] for name in card.fields} for row in rows]
