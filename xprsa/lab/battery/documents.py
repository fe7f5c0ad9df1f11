"""Histories written as the published document says them, with the fields of a module's card only.

A module that told fictitious people from real ones could be fair to them alone. What a question about a real
export holds (`docs/export.md`, `xprsa/export/documents.py`) is therefore drawn the same way here:

- `as_of`: one instant with microseconds in all documents of a person, in the days before the run, and weeks
  that were over by then (`calendar.py`), the latest one or two of some people not there yet;
- documents oldest first, none for a silent week, as every question gives them (the rows of a file lie in an
  order of their own, by keyed hash);
- codes of 64 hexadecimal digits that follow no order, `supersedes` null or such a code;
- minutes to the minute or in fives, rounded to 30 where the purpose demands; the latest weeks still pending.

Not as in a real export, so that a module could tell:

- cut-offs are one a deck, and the people whose weeks are moved bear one of years ago: a module that remembers
  earlier questions sees several, where a real run has one;
- the same document has another code each time it is asked about, where it keeps its own from run to run;
- the latest week is the last that was over, and 52 are asked for; a real run holds the weeks that it was
  asked for, the one under way too;
- no tombstones, no null target, no minutes set aside (declared = counted + pending + contested), all minutes
  of a week pending or none, one organisation and département in all weeks of a person.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.people.histories import Histories
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.document import SCHEMA, MinutesByFamily
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import QUESTION, WrittenQuestion

_FAMILIES = tuple(MinutesByFamily.model_fields)
_FLAGS = np.array(["false", "true"])

Names = Callable[[], str]
Cells = Sequence[Any]
_Column = Callable[[int, NDArray[np.int64]], Cells]


class Documents:
    """The questions about many people, made one at a time, straight as JSON: millions of rows are written.

    :ivar names: gives a new code of 64 hexadecimal digits at each call.
    """

    def __init__(self, histories: Histories, card: ModuleCard | PurposeCard, names: Names) -> None:
        """Get ready to write the fields of the card: of a module, or of a purpose."""
        self._held = histories
        self._names = names
        self._row = _row_form(card.fields)
        self._purpose = card.purpose
        columns = self._columns()
        self._wanted = [column for name in card.fields for column in columns.get(name, ())]

    def question(self, person: int, *, pseudonym: str, calendar: Calendar) -> WrittenQuestion:
        """Write the question about one person: their documents, oldest first, silent weeks left out."""
        self._pseudonym = pseudonym
        self._calendar = calendar
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
            "as_of": (lambda _, weeks: [self._calendar.as_of_text] * len(weeks),),
            "week": (lambda _, weeks: [self._calendar.week_texts[week] for week in weeks.tolist()],),
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
    constant = {"schema": SCHEMA, "status": "declared"}
    forms = {"as_of": '"%s"', "week": '"%s"'}
    forms["minutes_by_family"] = "{" + ",".join(f'"{family}":%s' for family in _FAMILIES) + "}"
    cells = [
        f'"{name}":' + (json.dumps(constant[name]) if name in constant else forms.get(name, "%s"))
        for name in fields
    ]
    return "{" + ",".join(cells) + "}"


@cache
def _rows_form(row: str, count: int) -> str:
    return ",".join([row] * count)
