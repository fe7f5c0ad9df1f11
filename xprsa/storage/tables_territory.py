"""The schema of a territory: its rules by date, its looks, its words."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.storage.tables import Row


class TerritoryRow(Row):
    """A département, usually; `statistics_opened_at`: since when anybody may read its statistics."""

    __tablename__ = "territory"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str]
    zone: Mapped[str]
    service_name: Mapped[str] = mapped_column(default="")
    service_phone: Mapped[str] = mapped_column(default="")
    theme: Mapped[str] = mapped_column(default="{}")
    is_fictitious: Mapped[bool] = mapped_column(default=False)
    statistics_opened_at: Mapped[datetime | None]


class RulesRow(Row):
    """A dated version of a territory's rules and catalogue of kinds."""

    __tablename__ = "territory_rules"
    __table_args__ = (UniqueConstraint("territory_id", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime]
    open_weeks: Mapped[int] = mapped_column(SmallInteger)
    tacit_days: Mapped[int] = mapped_column(SmallInteger)
    silent_weeks: Mapped[int] = mapped_column(SmallInteger)
    again_days: Mapped[int] = mapped_column(SmallInteger, server_default="7")
    catalogue: Mapped[str]


class PageTextRow(Row):
    """A page of information as the territory words it."""

    __tablename__ = "page_text"
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), primary_key=True)
    page: Mapped[str] = mapped_column(String(32), primary_key=True)
    body: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class StatisticsRow(Row):
    """What a territory told of a week, once and for all: rounded counts of eleven people or more."""

    __tablename__ = "statistics"
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), primary_key=True)
    week: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    document: Mapped[str]
    published_at: Mapped[datetime]


class DutyRow(Row):
    """How an organisation kept its promises of late, counted anew each day: derived, rebuildable.

    Of 30 days: weeks answered and the median of the days that took, calls promised for a day and those that
    came by then; of the day: for how many days the oldest week waits (None: nothing does).
    """

    __tablename__ = "duty"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    counted_on: Mapped[date]
    people: Mapped[int]
    answered: Mapped[int]
    median_days: Mapped[int | None]
    oldest_days: Mapped[int | None]
    promised: Mapped[int]
    kept: Mapped[int]
