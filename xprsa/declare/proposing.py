"""What the form of a week shows: the week as sent, what the week before proposes, a row more or less."""

from dataclasses import replace
from uuid import UUID

from xprsa.declare.forms import line_id
from xprsa.declare.typed import NEW, TypedRow, TypedWeek
from xprsa.domain.catalogue import Catalogue
from xprsa.domain.content import Content

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
    """
    rows = tuple(replace(row, key=line_id(row.key, key=key)) for row in typed.rows)
    return replace(typed, base=base, rows=rows)


def proposed(previous: Content | None, catalogue: Catalogue, *, base: int, copied: bool) -> TypedWeek:
    """Propose the kinds of the week before; all that was said but the words when they are copied."""
    lines = previous.activities if previous else ()
    offered = [line for line in lines if (kind := catalogue.find(line.kind)) and kind.offered]
    if not copied:
        offered = list({line.kind: line for line in offered}.values())
    return TypedWeek(
        answer="activities" if offered else "",
        base=base,
        rows=tuple(
            replace(TypedRow.of(line), key=f"{NEW}{number}", note="")
            if copied
            else TypedRow(f"{NEW}{number}", line.kind)
            for number, line in enumerate(offered, start=1)
        ),
    )


def with_row(typed: TypedWeek, kind: str) -> TypedWeek:
    """Add an empty row of a kind at the end."""
    taken = {row.key for row in typed.rows}
    key = next(f"{NEW}{n}" for n in range(1, len(taken) + 2) if f"{NEW}{n}" not in taken)
    return replace(typed, answer="activities", rows=(*typed.rows, TypedRow(key, kind)))


def without_row(typed: TypedWeek, key: str) -> TypedWeek:
    """Take a row out."""
    return replace(typed, rows=tuple(row for row in typed.rows if row.key != key))
