"""What the form of a week shows: the week as sent, what the week before proposes, a row more or less."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from xprsa.declare.forms import line_id
from xprsa.declare.typed import NEW, TypedRow, TypedWeek
from xprsa.domain.catalogue import Catalogue
from xprsa.domain.content import Activity, Content
from xprsa.domain.duration import DurationUnclear, minutes_typed

EMPTY_ROW = TypedRow(key="__row__", kind="")  # which the script copies, and names anew


def from_content(content: Content, *, base: int) -> TypedWeek:
    """Write a sent week back into the form."""
    prevented = content.prevented
    only_prevented = prevented is not None and not content.activities
    return TypedWeek(
        answer="activities" if content.activities else ("" if only_prevented else "none"),
        base=base,
        prevented=prevented is not None,
        prevented_days=prevented.days if prevented else (),
        reason=prevented.reason or "" if prevented else "",
        rows=tuple(TypedRow.of(activity) for activity in content.activities),
    )


def correcting(typed: TypedWeek, *, key: UUID, base: int) -> TypedWeek:
    """Write a form that was sent already as the correction of a version: its rows are the lines they became.

    :param key: of that form.
    :param base: what is before the eyes of whoever corrects, as `Declaration.shown` gives it.
    """
    rows = tuple(replace(row, key=line_id(row.key, key=key)) for row in typed.rows)
    return replace(typed, base=base, rows=rows)


def proposed(previous: Content | None, catalogue: Catalogue, *, base: int) -> TypedWeek:
    """Propose the kinds of the week before."""
    kinds = dict.fromkeys(line.kind for line in _offered(previous, catalogue))
    rows = tuple(TypedRow(f"{NEW}{number}", kind) for number, kind in enumerate(kinds, start=1))
    return TypedWeek(answer="activities" if rows else "", base=base, rows=rows)


def total(typed: TypedWeek) -> int | None:
    """Add up the minutes of the form; None while a duration in it must be asked again."""
    try:
        return 0 if typed.answer == "none" else sum(map(_minutes, typed.rows))
    except DurationUnclear:
        return None


def readings(typed: TypedWeek) -> dict[str, dict[str, str]]:
    """Give what durations may mean, written without a doubt, by name, of the rows where it must be asked."""
    asked: dict[str, dict[str, str]] = {}
    for row in typed.rows:
        try:
            _minutes(row)
        except DurationUnclear as unclear:
            asked[row.key] = unclear.written
    return asked


def _minutes(row: TypedRow) -> int:
    return 0 if row.is_blank else minutes_typed(row.time)


def is_untouched(typed: TypedWeek) -> bool:
    """Tell whether the person has said nothing yet: what stands in the form is a proposal."""
    return not (typed.prevented or typed.answer == "none" or any(map(_is_touched, typed.rows)))


def _is_touched(row: TypedRow) -> bool:
    return bool(row.days) or not row.is_blank


def copying(typed: TypedWeek, previous: Content | None, catalogue: Catalogue, *, keeps: bool) -> TypedWeek:
    """Copy the activities of the week before, all that was said of them but the words.

    :param keeps: keep what is typed, and copy the kinds that it lacks; else they take its place.
    """
    kept = replace(typed, rows=tuple(row for row in typed.rows if keeps and _is_touched(row)))
    has = {row.kind for row in kept.rows}
    for line in _offered(previous, catalogue):
        if line.kind not in has:
            kept = _with(kept, replace(TypedRow.of(line), note=""))
    return kept


def _offered(previous: Content | None, catalogue: Catalogue) -> list[Activity]:
    lines = previous.activities if previous else ()
    return [line for line in lines if (kind := catalogue.find(line.kind)) and kind.offered]


def with_row(typed: TypedWeek, kind: str) -> TypedWeek:
    """Add an empty row of a kind at the end."""
    return _with(typed, TypedRow("", kind))


def _with(typed: TypedWeek, row: TypedRow) -> TypedWeek:
    taken = {row.key for row in typed.rows}
    key = next(f"{NEW}{n}" for n in range(1, len(taken) + 2) if f"{NEW}{n}" not in taken)
    return replace(typed, answer="activities", rows=(*typed.rows, replace(row, key=key)))


def with_time(typed: TypedWeek, key: str, time: str) -> TypedWeek:
    """Write what the duration of a row means."""
    rows = tuple(replace(row, time=time) if row.key == key else row for row in typed.rows)
    return replace(typed, rows=rows)


def without_row(typed: TypedWeek, key: str) -> TypedWeek:
    """Take a row out."""
    return replace(typed, rows=tuple(row for row in typed.rows if row.key != key))


def as_pressed(typed: TypedWeek, pressed: Mapping[str, str]) -> TypedWeek:
    """Give the form as the button of a row changes it: one more, one less, or a duration made plain."""
    if "add" in pressed:
        return with_row(typed, pressed["add"])
    if "remove" in pressed:
        return without_row(typed, pressed["remove"])
    if "means" in pressed:
        row, _, time = pressed["means"].partition(" ")
        return with_time(typed, row, time)
    return typed
