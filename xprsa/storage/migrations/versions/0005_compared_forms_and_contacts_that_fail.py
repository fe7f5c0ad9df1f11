"""Compared forms and contacts that fail.

Written by `xprsa migration`, then by hand. Nothing is merged and nothing fails: of rows that are alike, the
oldest keeps its form to itself, the others are marked, and a manager sees them side by side. Contacts get the
form that is compared from now on. The rules of that day stand here, whatever becomes of `domain.folding`.
"""

import unicodedata
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0"
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "&": " et "})
_OVERSEAS = {
    "063998": "33", "0262": "262", "0263": "262", "0269": "262", "0639": "262", "0692": "262", "0693": "262",
    "0590": "590", "0690": "590", "0691": "590", "0594": "594", "0694": "594",
    "0596": "596", "0696": "596", "0697": "596",
}  # fmt: skip
_AT_ONCE = 1000


def upgrade() -> None:
    """Bring the schema one revision up."""
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("email_failed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("phone_failed_at", sa.DateTime(timezone=True), nullable=True))
    _rewrite("email", lambda address: _seen(address).strip())
    _rewrite("phone", _with_country)
    _compare("organisation", "id", owner="territory_id", written="name", key="name_key", fold=_words)
    _compare(
        "beneficiary",
        "account_id",
        owner="organisation_id",
        written="file_reference",
        key="reference_key",
        fold=_reference,
    )


def _compare(table: str, row: str, *, owner: str, written: str, key: str, fold: Callable[[str], str]) -> None:
    """Add the compared form of a column, and let it be unique but for the rows that share it already."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column(key, sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("shares_key", sa.Boolean(), nullable=True))
    seen: set[tuple[int, str]] = set()
    rows = op.get_bind().execute(
        sa.text(f"SELECT {row}, {owner}, {written} FROM {table} ORDER BY {row}")  # noqa: S608 names of ours
    )
    values = []
    for number, belongs_to, text in rows.all():
        folded = fold(text)
        values.append({"row": number, "folded": folded, "shares": (belongs_to, folded) in seen})
        seen.add((belongs_to, folded))
    _execute(f"UPDATE {table} SET {key} = :folded, shares_key = :shares WHERE {row} = :row", values)  # noqa: S608
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(key, existing_type=sa.Text(), nullable=False)
        batch_op.alter_column("shares_key", existing_type=sa.Boolean(), nullable=False)
        own = sa.text("shares_key = false")
        batch_op.create_index(
            f"ix_{table}_{owner}_{key}", [owner, key], unique=True, sqlite_where=own, postgresql_where=own
        )


def _rewrite(column: str, rule: Callable[[str], str]) -> None:
    """Write the contacts of everybody in the form that is compared."""
    rows = op.get_bind().execute(sa.text(f"SELECT id, {column} FROM account WHERE {column} IS NOT NULL"))  # noqa: S608
    values = [{"row": number, "value": rule(value)} for number, value in rows.all() if rule(value) != value]
    _execute(f"UPDATE account SET {column} = :value WHERE id = :row", values)  # noqa: S608


def _execute(statement: str, values: list[dict[str, object]]) -> None:
    for start in range(0, len(values), _AT_ONCE):
        op.get_bind().execute(sa.text(statement), values[start : start + _AT_ONCE])


def _with_country(number: str) -> str:
    digits = _seen(number).strip()
    if not digits.startswith("0"):
        return digits
    return "+" + next((code for start, code in _OVERSEAS.items() if digits.startswith(start)), "33") + digits[1:]


def _seen(text: str) -> str:
    return "".join(
        char
        for char in text
        if unicodedata.category(char) not in ("Cf", "Cc")
        and char not in _BLANKS
        and not "\ufe00" <= char <= "\ufe0f"
        and not "\U000e0100" <= char <= "\U000e01ef"
    )


def _bare(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", _seen(text)).casefold().translate(_LETTERS)
    parted = unicodedata.normalize("NFKD", plain)
    kept = (
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in parted
        if not unicodedata.combining(char)
    )
    return "".join(char if char.isalnum() else " " for char in kept).split()


def _words(text: str) -> str:
    return " ".join(_bare(text))


def _reference(text: str) -> str:
    joined = ""
    for part in _bare(text):
        joined += f"-{part}" if joined[-1:].isdigit() and part[0].isdigit() else part
    return joined
