"""The schema: typed rows, private to storage, the same on SQLite and PostgreSQL.

Weeks are kept as their absolute number (`Week.ordinal`), durations as whole minutes, instants in UTC.
"""

import threading
import time
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from xprsa.domain.folding import reference_folded, words_folded
from xprsa.storage.compared import folded_from, unique_but_shared


class Instant(TypeDecorator[datetime]):
    """An aware instant, always in UTC, on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse an instant without an offset; store the others in UTC."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("an instant needs its offset")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give back an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Number = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows only in INTEGER keys


_TAKING = threading.Lock()
_last = 0


def next_id(*, after: int = 0) -> int:
    """Give the present nanosecond (63 bits last until 2262), later than any that this process gave.

    A key holds the person before it: two processes collide only on one person in the same nanosecond, and
    the one who writes after another has committed has the larger id, as far as their clocks agree.

    :param after: an id known to come before, whatever this machine's clock says.
    """
    global _last
    with _TAKING:
        _last = max(_last + 1, time.time_ns(), after + 1)
        return _last


class Row(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 # SQLAlchemy reads this class attribute as it is
        int: Number,
        datetime: Instant(),
        date: Date(),
        UUID: Uuid(),
        str: Text(),
    }


def one_of(column: str, *values: str) -> CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def timed_key() -> MappedColumn[int]:
    """Second half of the key of rows that are only added to, in the order they came; see `next_id`."""
    return mapped_column(primary_key=True, autoincrement=False, default=next_id)


class OrganisationRow(Row):
    """A referring organisation; `shares_key`: an older one of this territory has the same compared name."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("territory_id", "name"),
        unique_but_shared("territory_id", "name_key"),
        one_of("code", "IND", "FT", "CD", "DCD", "ML", "CE"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))
    code: Mapped[str] = mapped_column(String(3))
    name: Mapped[str]
    name_key: Mapped[str] = folded_from("name", words_folded)
    shares_key: Mapped[bool] = mapped_column(default=False)


class AccountRow(Row):
    """Anybody who can sign in; contacts are not unique (partners share a phone).

    `…_failed_at`: since when what is sent there is refused for good; `…_changed_at`: by its owner.
    `…_opens_at`: from when a code goes there, where `…_by`, somebody else, gave it.
    `single_keys`: whether one key is enough at a desk; of staff alone.
    """

    __tablename__ = "account"
    __table_args__ = (one_of("role", "beneficiary", "adviser", "manager", "exporter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(String(16))
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    first_name: Mapped[str]
    last_name: Mapped[str]
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(index=True)
    address: Mapped[str | None]
    email_failed_at: Mapped[datetime | None]
    phone_failed_at: Mapped[datetime | None]
    email_changed_at: Mapped[datetime | None]
    phone_changed_at: Mapped[datetime | None]
    email_opens_at: Mapped[datetime | None]
    phone_opens_at: Mapped[datetime | None]
    email_by: Mapped[int | None]
    phone_by: Mapped[int | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    single_keys: Mapped[bool] = mapped_column(default=True, server_default=true())


class BeneficiaryRow(Row):
    """What only beneficiaries have; the compared file reference is the key of imports.

    `shares_key`: an older file of this organisation has the same compared reference.
    """

    __tablename__ = "beneficiary"
    __table_args__ = (
        UniqueConstraint("organisation_id", "file_reference"),
        unique_but_shared("organisation_id", "reference_key"),
        Index(None, "adviser_id", "account_id"),
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    file_reference: Mapped[str] = mapped_column(String(64))
    reference_key: Mapped[str] = folded_from("file_reference", reference_folded)
    shares_key: Mapped[bool] = mapped_column(default=False)
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    language: Mapped[str] = mapped_column(String(16), default="fr")
    best_hour: Mapped[str] = mapped_column(default="")
    objects_since: Mapped[datetime | None]
    departed_on: Mapped[date | None]
    access_opened_on: Mapped[date | None]
    came_on: Mapped[date | None]


class AssignmentRow(Row):
    """From an instant on, an adviser follows a person (nobody, when None): added to, never changed."""

    __tablename__ = "assignment"
    person_id: Mapped[int] = mapped_column(ForeignKey("beneficiary.account_id"), primary_key=True)
    id: Mapped[int] = timed_key()
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    since: Mapped[datetime]


class ContractRow(Row):
    """Terms of a signed contrat d'engagement: valid from, recorded on."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("weekly_minutes BETWEEN 1 AND 10080", name="weekly_minutes"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="valid_until"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("beneficiary.account_id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    recorded_on: Mapped[date] = mapped_column(primary_key=True)
    weekly_minutes: Mapped[int] = mapped_column(SmallInteger)


class ExemptionRow(Row):
    """Days in which nothing is asked."""

    __tablename__ = "exemption"
    __table_args__ = (CheckConstraint("valid_until >= valid_from", name="valid_until"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("beneficiary.account_id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date]
    recorded_on: Mapped[date]


class PersonAuditRow(Row):
    """Journal of persons: every write, and every read of somebody by somebody else; opaque ids only.

    `person_id` is any account: staff have passwords and sign-ins of their own.
    """

    __tablename__ = "person_audit"
    __table_args__ = (
        Index(None, "person_id", "at"),
        Index(None, "at", postgresql_using="brin"),  # what is old is found, at next to no cost when writing
    )
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = timed_key()
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    event: Mapped[str] = mapped_column(String(32))
    week: Mapped[int | None] = mapped_column(SmallInteger)
    detail: Mapped[str] = mapped_column(default="")


class ServiceAuditRow(Row):
    """Journal of the service: what concerns nobody, or a whole list of people at once."""

    __tablename__ = "service_audit"
    __table_args__ = (
        Index(None, "actor_id", "at"),
        Index(None, "at", postgresql_using="brin"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    event: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(default="")


def table(row: type[Row]) -> Table:
    """Give the plain table of a mapped row: statements here speak Core, not ORM sessions."""
    return cast("Table", row.__table__)


def inserted(made: CursorResult[Any]) -> int:
    """Give the internal id of the row just inserted."""
    key = made.inserted_primary_key
    if key is None:
        raise TypeError("no single row was inserted")
    return int(key[0])
