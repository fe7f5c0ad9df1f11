"""Histories written as the published document says them, with the fields of a module's card only."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xprsa.domain.week import Week
from xprsa.lab.people.histories import Histories
from xprsa.scoring.document import SCHEMA, MinutesByFamily
from xprsa.scoring.module import MOST_WEEKS, ModuleCard
from xprsa.scoring.question import QUESTION, WrittenQuestion

FIRST_WEEK = Week(2025, 45)  # the latest of the 52 is 2026-W44
MOVED_WEEKS = 13  # later by as much, the history holds 2026-W53
AS_OF = "2027-03-01T00:00:00Z"
_FAMILIES = tuple(MinutesByFamily.model_fields)
_WEEKS = np.array([f'"{FIRST_WEEK.plus(number)}"' for number in range(MOST_WEEKS + MOVED_WEEKS)])
_FLAGS = np.array(["false", "true"])

Names = Callable[[], str]
Cells = Sequence[Any]
_Column = Callable[[int, NDArray[np.int64]], Cells]


class Documents:
    """The questions about many people, made one at a time, straight as JSON: millions of rows are written.

    :ivar names: gives a new code of 64 hexadecimal digits at each call.
    """

    def __init__(self, histories: Histories, card: ModuleCard, names: Names) -> None:
        """Get ready to write the fields of the card."""
        self._held = histories
        self._names = names
        self._row = _row_form(card.fields)
        self._purpose = card.purpose
        columns = self._columns()
        self._wanted = [column for name in card.fields for column in columns.get(name, ())]

    def question(self, person: int, *, pseudonym: str, is_moved: bool) -> WrittenQuestion:
        """Write the question about one person: their documents, oldest first, silent weeks left out."""
        self._pseudonym = pseudonym
        self._offset = MOVED_WEEKS if is_moved else 0
        weeks = np.flatnonzero(self._held.declared[person])
        cells = tuple(
            chain.from_iterable(zip(*(column(person, weeks) for column in self._wanted), strict=True))
        )
        rows = _rows_form(self._row, len(weeks)) % cells
        line = f'{{"schema":"{QUESTION}","person":"{pseudonym}","documents":[{rows}]}}\n'
        return WrittenQuestion(pseudonym, line.encode())

    def _columns(self) -> dict[str, tuple[_Column, ...]]:
        """Give, for each field that varies, what stands in its places: numbers, or JSON."""
        held = self._held

        def numbers(values: NDArray[Any]) -> _Column:
            return lambda person, weeks: values[person, weeks].tolist()

        def marks(values: NDArray[np.str_]) -> _Column:
            return lambda person, weeks: [f'"{values[person]}"'] * len(weeks)

        families = self._rounded(held.minutes)
        return {
            "document": (lambda _, weeks: [f'"{self._names()}"' for _ in weeks],),
            "supersedes": (self._superseded,),
            "person": (lambda _, weeks: [f'"{self._pseudonym}"'] * len(weeks),),
            "week": (lambda _, weeks: _WEEKS[weeks + self._offset].tolist(),),
            "department": (marks(held.department),),
            "organisation": (marks(held.organisation),),
            "comparable": (numbers(_FLAGS[held.comparable.astype(np.int8)]),),
            "target_minutes": (numbers(self._rounded(held.target)),),
            "declared_minutes": (numbers(self._rounded(held.declared_minutes)),),
            "counted_minutes": (numbers(self._rounded(held.counted_minutes)),),
            "pending_minutes": (numbers(self._rounded(held.pending)),),
            "contested_minutes": (numbers(self._rounded(held.contested)),),
            "minutes_by_family": tuple(numbers(families[:, :, family]) for family in range(len(_FAMILIES))),
            "purpose": (lambda _, weeks: [f'"{self._purpose}"'] * len(weeks),),
        }

    def _rounded(self, minutes: NDArray[Any]) -> NDArray[Any]:
        """Round as the purpose demands; see `PurposeTerms.rounded`."""
        step = self._purpose.terms.rounding
        return (minutes + step // 2) // step * step

    def _superseded(self, person: int, weeks: NDArray[np.int64]) -> Cells:
        revised = self._held.revised[person, weeks].tolist()
        return [f'"{self._names()}"' if is_revised else "null" for is_revised in revised]


def _row_form(fields: Sequence[str]) -> str:
    """Give one row of JSON with a place for each value that varies."""
    constant = {"schema": SCHEMA, "as_of": AS_OF, "status": "declared"}
    forms = {"minutes_by_family": "{" + ",".join(f'"{family}":%s' for family in _FAMILIES) + "}"}
    cells = [
        f'"{name}":' + (json.dumps(constant[name]) if name in constant else forms.get(name, "%s"))
        for name in fields
    ]
    return "{" + ",".join(cells) + "}"


@cache
def _rows_form(row: str, count: int) -> str:
    return ",".join([row] * count)
