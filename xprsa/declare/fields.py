"""The list of activities as one field: every row is read in one pass, each with its own sentence."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from wtforms import Field

from xprsa.declare.typed import NEW, TypedRow
from xprsa.domain.content import MOST_WORDS, Activity
from xprsa.domain.duration import DurationUnclear, Unclear, minutes_typed

_SENTENCES: dict[Unclear, str] = {
    Unclear.EMPTY: "Écrivez la durée, par exemple 2 h 30.",
    Unclear.NOT_A_DURATION: "« {typed} » n’est pas une durée. Écrivez par exemple 2 h 30.",
    Unclear.NEGATIVE: "Une durée ne peut pas être négative. Écrivez par exemple 2 h 30.",
    Unclear.MINUTES_OVER_59: "« {typed} » : une heure a 60 minutes. Écrivez par exemple 2 h 45.",
    Unclear.HOURS_OR_MINUTES: "{typed} min ou {typed} h ? Écrivez l’unité.",
    Unclear.TOO_LONG: "Une semaine compte 168 heures. Vérifiez la durée.",
}


_LINE = re.compile(r"[0-9a-z-]{1,36}", re.ASCII)


class ActivitiesField(Field):
    """Reads `row`, `kind-…`, `time-…`, `day-…` and `note-…` into `tuple[Activity, ...]`.

    A row without duration and without words is a proposal left aside: it is no activity.

    :ivar data: the activities that can be read; only after `validate`.
    :ivar errors: a sentence for each row that cannot be taken, by id of the place of its duration.
    """

    data: tuple[Activity, ...]
    errors: dict[str, str]

    def process_data(self, value: tuple[TypedRow, ...]) -> None:
        """Take the rows as they were typed."""
        self._rows = value
        self.data, self.errors = (), {}

    def validate(self, form: Any, extra_validators: Iterable[Any] = ()) -> bool:  # noqa: ARG002 # WTForms gives it
        """Read every row.

        :param form: the form of the week; its key makes the ids of new lines, the same in a replay.
        """
        self._key, read = form.idempotency_key, []
        for row in self._rows:
            try:
                activity = None if row.is_blank else _activity(row, self._key)
            except _RowWrong as why:
                self.errors[_place(row)] = str(why)
            else:
                read += [activity] if activity else []
        self.data = tuple(read)
        return not self.errors

    def blame(self, line: str, problem: str) -> None:
        """Say what is wrong with the row of a line; beside the last one when none is named."""
        rows = {_line_id(row.key, key=self._key): row for row in self._rows}
        self.errors[_place(rows.get(line, self._rows[-1]))] = problem


def _place(row: TypedRow) -> str:
    return f"time-{row.key}"  # the id of its duration on the page


def _line_id(row: str, *, key: UUID) -> str:
    """Give the id of a row's line: its own once sent, else one made from the form's key."""
    known = not row.startswith(NEW) and _LINE.fullmatch(row)
    return row if known else uuid5(key, row).hex[:12]


class _RowWrong(ValueError):
    """A row that cannot be read; the message is the sentence to show."""


def _activity(row: TypedRow, key: UUID) -> Activity | None:
    try:
        minutes = minutes_typed(row.time)
    except DurationUnclear as unclear:
        raise _RowWrong(_sentence(unclear)) from unclear
    if len(row.note) > MOST_WORDS:
        raise _RowWrong(f"Gardez {MOST_WORDS} signes au plus pour vos mots.")
    if not minutes:
        if row.note.strip():
            raise _RowWrong(_SENTENCES[Unclear.EMPTY])
        return None
    line = _line_id(row.key, key=key)
    return Activity(line, row.kind, minutes, row.days, " ".join(row.note.split()))


def _sentence(unclear: DurationUnclear) -> str:
    return _SENTENCES[unclear.why].format(typed=unclear.typed)
