"""The list of activities as one field: every row is read in one pass, each with its own sentence."""

import re
from typing import Any
from uuid import UUID, uuid5

from wtforms import Field

from xprsa.declare.typed import NEW, TypedRow
from xprsa.domain.declaration import MOST_WORDS, Activity
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
    """

    data: tuple[Activity, ...]

    def read(self, rows: tuple[TypedRow, ...], *, key: UUID) -> dict[str, str]:
        """Read the rows; give a sentence for each that cannot be read, by row key.

        :param key: what ids of new lines are made from, so that a replay makes the same ones.
        """
        wrong: dict[str, str] = {}
        read = []
        for row in rows:
            try:
                activity = None if row.is_blank else _activity(row, key)
            except _RowWrong as why:
                wrong[row.key] = str(why)
            else:
                if activity is not None:
                    read.append(activity)
        self.data = tuple(read)
        return wrong

    @staticmethod
    def line_id(row: str, *, key: UUID) -> str:
        """Give the id of a row's line: its own once sent, else one made from the form's key."""
        known = not row.startswith(NEW) and _LINE.fullmatch(row)
        return row if known else uuid5(key, row).hex[:12]

    def process(self, *_args: Any, **_kwargs: Any) -> None:
        """Leave the reading to `read`, which is given rows and key."""
        self.process_errors: list[str] = []
        self.data = ()


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
    line = ActivitiesField.line_id(row.key, key=key)
    return Activity(line, row.kind, minutes, row.days, " ".join(row.note.split()))


def _sentence(unclear: DurationUnclear) -> str:
    return _SENTENCES[unclear.why].format(typed=unclear.typed)
