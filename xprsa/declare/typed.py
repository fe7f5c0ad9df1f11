"""A week as it stands in the form: what was typed, whether or not it can be read yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xprsa.domain.content import Activity
from xprsa.domain.declaration import version_typed
from xprsa.domain.duration import DurationUnclear, hours_and_minutes, minutes_typed
from xprsa.domain.prevented import WHOLE_WEEK

Fields = Mapping[str, list[str]]
NEW = "new"  # what the key of a row begins with until the row is sent and becomes a line
_MANY_ROWS = 60  # beyond, those left blank are not shown again


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One activity in the form.

    :ivar key: id of the line once sent, `new1`, `new2`… before.
    :ivar time: the duration as typed.
    """

    key: str
    kind: str
    time: str = ""
    days: tuple[int, ...] = ()
    note: str = ""

    @classmethod
    def of(cls, activity: Activity) -> "TypedRow":
        """Write a line that was sent back into the form."""
        time = hours_and_minutes(activity.minutes)
        return cls(activity.line, activity.kind, time, days=activity.days, note=activity.note)

    def activity(self, line: str) -> Activity:
        """Read the row as the activity of a line.

        :raises DurationUnclear: when its duration cannot be read.
        """
        minutes, note = minutes_typed(self.time), " ".join(self.note.split())
        return Activity(line, self.kind, minutes, days=self.days, note=note)

    @classmethod
    def read(cls, key: str, fields: Fields) -> "TypedRow":
        """Read the fields of one row."""
        return cls(
            key=key,
            kind=first(fields, f"kind-{key}"),
            time=first(fields, f"time-{key}"),
            days=_days(fields.get(f"day-{key}", ())),
            note=first(fields, f"note-{key}"),
        )

    def as_fields(self) -> dict[str, list[str]]:
        """Give the fields that `read` would read back as the same row."""
        return {
            f"kind-{self.key}": [self.kind],
            f"time-{self.key}": [self.time],
            f"day-{self.key}": [str(day) for day in self.days],
            f"note-{self.key}": [self.note],
        }

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was said: a proposal left as it is."""
        return not (self.time.strip() or self.note.strip())

    @property
    def minutes(self) -> int:
        """Minutes of the row; 0 while they cannot be read."""
        try:
            return minutes_typed(self.time)
        except DurationUnclear:
            return 0


EMPTY_ROW = TypedRow(key="__row__", kind="")  # which the script copies, and names anew


@dataclass(frozen=True, slots=True)
class TypedWeek:
    """The whole form.

    :ivar answer: "activities", "none" or "".
    :ivar base: number of the version that the person had before their eyes, 0 for none.
    """

    answer: str = ""
    base: int = 0
    prevented: bool = False
    prevented_days: tuple[int, ...] = ()
    reason: str = ""
    rows: tuple[TypedRow, ...] = field(default=())

    @property
    def minutes(self) -> int:
        """Minutes in all, of the rows that can be read yet."""
        return 0 if self.answer == "none" else sum(row.minutes for row in self.rows)

    def as_fields(self) -> dict[str, list[str]]:
        """Give the fields that `read` would read back as the same week."""
        fields: dict[str, list[str]] = {
            "answer": [self.answer],
            "base": [str(self.base)],
            "row": [row.key for row in self.rows],
        }
        if self.prevented:
            fields["prevented"] = ["y"]
            fields["prevented-day"] = [str(day) for day in self.prevented_days]
            fields["reason"] = [self.reason]
        for row in self.rows:
            fields |= row.as_fields()
        return fields


def read(fields: Fields) -> TypedWeek:
    """Read the form in one pass."""
    return TypedWeek(
        answer=first(fields, "answer"),
        base=version_typed(first(fields, "base")),
        prevented=bool(first(fields, "prevented")),
        prevented_days=_days(fields.get("prevented-day", ())),
        reason=first(fields, "reason"),
        rows=_rows(fields),
    )


def _rows(fields: Fields) -> tuple[TypedRow, ...]:
    rows = tuple(TypedRow.read(key, fields) for key in dict.fromkeys(fields.get("row", ())))
    return rows if len(rows) <= _MANY_ROWS else tuple(row for row in rows if not row.is_blank)


def first(fields: Fields, name: str) -> str:
    """Give the first value of a field; "" when there is none."""
    values = fields.get(name)
    return values[0] if values else ""


def _days(values: Iterable[str]) -> tuple[int, ...]:
    chosen = set(values)
    if "all" in chosen:
        return WHOLE_WEEK
    return tuple(day for day in WHOLE_WEEK if str(day) in chosen)
