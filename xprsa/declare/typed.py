"""A week as it stands in the form: what was typed, whether or not it can be read yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xprsa.domain.content import Activity
from xprsa.domain.declaration import version_typed
from xprsa.domain.duration import hours_and_minutes, minutes_typed
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
        said = {name: getattr(activity, name) for name in _AS_SAID}
        return cls(activity.line, time=hours_and_minutes(activity.minutes), **said)

    def activity(self, line: str) -> Activity:
        """Read the row as the activity of a line.

        :raises DurationUnclear: when its duration cannot be read.
        """
        said = {name: getattr(self, name) for name in _AS_SAID}
        said["note"] = " ".join(self.note.split())
        return Activity(line, minutes=minutes_typed(self.time), **said)

    @classmethod
    def read(cls, key: str, fields: Fields) -> "TypedRow":
        """Read the fields of one row."""
        return cls(key, **{name: make(fields.get(f"{tag}-{key}", ())) for name, (tag, make) in _ROW.items()})

    def as_fields(self) -> dict[str, list[str]]:
        """Give the fields that `read` would read back as the same row."""
        return {f"{tag}-{self.key}": _written(getattr(self, name)) for name, (tag, _) in _ROW.items()}

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was said: a proposal left as it is."""
        return not (self.time.strip() or self.note.strip())


@dataclass(frozen=True, slots=True)
class TypedWeek:
    """The whole form.

    :ivar answer: "activities", "none" or "".
    :ivar base: what stood before the eyes of whoever typed it, as `Declaration.shown` gives it.
    """

    answer: str = ""
    base: int = 0
    prevented: bool = False
    prevented_days: tuple[int, ...] = ()
    reason: str = ""
    rows: tuple[TypedRow, ...] = field(default=())

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
        answer=first(fields.get("answer", ())),
        base=version_typed(first(fields.get("base", ()))),
        prevented=bool(first(fields.get("prevented", ()))),
        prevented_days=_days(fields.get("prevented-day", ())),
        reason=first(fields.get("reason", ())),
        rows=_rows(fields),
    )


def _rows(fields: Fields) -> tuple[TypedRow, ...]:
    rows = tuple(TypedRow.read(key, fields) for key in dict.fromkeys(fields.get("row", ())))
    return rows if len(rows) <= _MANY_ROWS else tuple(row for row in rows if not row.is_blank)


def first(values: Sequence[str]) -> str:
    """Give the first value of a field; "" when there is none."""
    return values[0] if values else ""


def _days(values: Sequence[str]) -> tuple[int, ...]:
    return tuple(day for day in WHOLE_WEEK if {"all", str(day)} & set(values))


def _written(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(day) for day in value]


# Each field of a row: how it begins in the form, and what reads its values.
_ROW: Mapping[str, tuple[str, Callable[[Sequence[str]], Any]]] = {
    "kind": ("kind", first),
    "time": ("time", first),
    "days": ("day", _days),
    "note": ("note", first),
}
_AS_SAID = tuple(name for name in _ROW if name != "time")  # those that an activity has by the same name
