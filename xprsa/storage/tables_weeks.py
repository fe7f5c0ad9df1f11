"""The schema of what people declare and what is said of it: truth, drafts, and the rollup made from them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.storage.tables import Row, one_of, table, timed_key


class WeekHeadRow(Row):
    """One row per person and week ever sent: which version stands."""

    __tablename__ = "week_head"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("beneficiary.account_id"), primary_key=True, autoincrement=False
    )
    week: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger)


_HAS_REASON = text("prevented_reason IS NOT NULL")


class VersionRow(Row):
    """Every version ever sent, the one that stands included; only two instants are set later.

    `lines` is JSON, see `written_lines.py`. `prevented_days` is a bit per ISO day (Monday = 2). The reason is
    encrypted; after 3 months it is forgotten, and `body_mac` that could tell it.
    """

    __tablename__ = "declaration_version"
    __table_args__ = (
        UniqueConstraint("person_id", "idempotency_key"),
        Index(None, "sent_at", postgresql_where=_HAS_REASON, sqlite_where=_HAS_REASON),
        CheckConstraint("declared_minutes BETWEEN 0 AND 10080", name="declared_minutes"),
        CheckConstraint("prevented_days BETWEEN 0 AND 254", name="prevented_days"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(
            "declared_minutes = work_minutes + search_minutes + project_minutes"
            " + access_minutes + other_minutes",
            name="families_sum",
        ),
        one_of("channel", "web", "assisted", "paper", "phone"),
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("beneficiary.account_id"), primary_key=True, autoincrement=False
    )
    week: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sent_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    channel: Mapped[str] = mapped_column(String(8))
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    rules_id: Mapped[int] = mapped_column(ForeignKey("territory_rules.id"))
    target_minutes: Mapped[int | None] = mapped_column(SmallInteger)
    lines: Mapped[str]
    declared_minutes: Mapped[int] = mapped_column(SmallInteger)
    work_minutes: Mapped[int] = mapped_column(SmallInteger)
    search_minutes: Mapped[int] = mapped_column(SmallInteger)
    project_minutes: Mapped[int] = mapped_column(SmallInteger)
    access_minutes: Mapped[int] = mapped_column(SmallInteger)
    other_minutes: Mapped[int] = mapped_column(SmallInteger)
    prevented_days: Mapped[int] = mapped_column(SmallInteger)
    prevented_reason: Mapped[str | None]
    idempotency_key: Mapped[UUID]
    body_mac: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(32), index=True)  # 128 random bits need no constraint
    nonce: Mapped[str] = mapped_column(String(32))
    fingerprint: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(32))
    signature: Mapped[str] = mapped_column(String(128))


REASON = table(VersionRow).c.prevented_reason  # sealed for its person, week and number
SAID_BY_PERSON = text("verdict IN ('answered', 'contested')")


class LineDecisionRow(Row):
    """A move on a line, with the version that was read; "" is the week itself.

    Rows are added, never changed but once: whoever moved may take it back within minutes (`undone_at`).
    """

    __tablename__ = "line_decision"
    __table_args__ = (
        Index(None, "person_id", "week"),
        Index(None, "person_id", postgresql_where=SAID_BY_PERSON, sqlite_where=SAID_BY_PERSON),
        one_of("verdict", "counted", "adjusted", "asked", "set_aside", "answered", "contested"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("beneficiary.account_id"), primary_key=True)
    id: Mapped[int] = timed_key()
    week: Mapped[int] = mapped_column(SmallInteger)
    line: Mapped[str] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(SmallInteger)
    verdict: Mapped[str] = mapped_column(String(16))
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class DraftRow(Row):
    """What was typed and not sent: touches neither truth nor audit. `fields` is JSON, as typed.

    `idempotency_key` is that of the form in which it was typed: once a version has it too, this is no draft.
    """

    __tablename__ = "draft"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("beneficiary.account_id"), primary_key=True, autoincrement=False
    )
    week: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    fields: Mapped[str]
    saved_at: Mapped[datetime]
    idempotency_key: Mapped[UUID | None]


class RollupRow(Row):
    """Twelve weeks of a person in a ring of slots: derived, rebuildable.

    Slot `ordinal % 12` holds the week with that absolute number, as text; see `storage/rollups.py`.
    """

    __tablename__ = "rollup"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("beneficiary.account_id"), primary_key=True, autoincrement=False
    )
    slot_0: Mapped[str | None]
    slot_1: Mapped[str | None]
    slot_2: Mapped[str | None]
    slot_3: Mapped[str | None]
    slot_4: Mapped[str | None]
    slot_5: Mapped[str | None]
    slot_6: Mapped[str | None]
    slot_7: Mapped[str | None]
    slot_8: Mapped[str | None]
    slot_9: Mapped[str | None]
    slot_10: Mapped[str | None]
    slot_11: Mapped[str | None]
