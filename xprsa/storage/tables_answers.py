"""The schema of what modules answer about people, of what readers thought before, of contests."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.storage.answer_entries import AskingState, ContestOutcome
from xprsa.storage.tables import Row, one_of

_IS_DONE = text("state = 'done'")
_IS_OPEN = text("decided_at IS NULL")


class AskingRow(Row):
    """One module asked once about everybody whom it may be asked about, in one territory.

    `module_id` is of the register, which stands on one machine: no key leads there. `planned_week` is the
    week in which the worker asked by itself; `export_run_id` the run about whose documents answers were
    brought from outside, `brought_sha256` that of the bytes in which they came. `after` is the internal id of
    the last person who was dealt with. `people`, `answers`, `abstentions` and `faults` stay when people are
    erased.
    """

    __tablename__ = "asking"
    __table_args__ = (
        UniqueConstraint("module_id", "planned_week"),
        one_of("state", *AskingState),
        CheckConstraint("first_week <= last_week", name="weeks"),
        CheckConstraint("people = answers + abstentions + faults", name="people"),
        CheckConstraint("brought_sha256 IS NULL OR export_run_id IS NOT NULL", name="brought"),
        Index(None, "territory_id", "state"),
        Index(
            "uq_asking_brought",
            "module_id",
            "export_run_id",
            unique=True,
            postgresql_where=_IS_DONE,
            sqlite_where=_IS_DONE,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))
    module_id: Mapped[int]
    first_week: Mapped[int] = mapped_column(SmallInteger)
    last_week: Mapped[int] = mapped_column(SmallInteger)
    as_of: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8))
    planned_week: Mapped[int | None] = mapped_column(SmallInteger)
    export_run_id: Mapped[int | None] = mapped_column(ForeignKey("export_run.id"))
    brought_sha256: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(32))
    beat_at: Mapped[datetime | None]
    after: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    answers: Mapped[int] = mapped_column(default=0)
    abstentions: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(32))


class KeptAnswerRow(Row):
    """What a module was asked about one person, and what came back: an answer or a fault.

    `question` and `answer` are JSON, as they were sent and as they were checked.
    """

    __tablename__ = "kept_answer"
    __table_args__ = (
        one_of("fault", "crashed", "too_slow", "not_an_answer", "no_answer"),
        CheckConstraint("(answer IS NULL) <> (fault IS NULL)", name="answer_or_fault"),
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("beneficiary.account_id"), primary_key=True, autoincrement=False
    )
    asking_id: Mapped[int] = mapped_column(ForeignKey("asking.id"), primary_key=True, index=True)
    pseudonym: Mapped[str] = mapped_column(String(64))
    question: Mapped[str]
    answer: Mapped[str | None]
    fault: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime]


class OwnViewRow(Row):
    """What somebody thought of a person before they opened what modules answered, if anything.

    `asking_id` is the latest one of the territory by then, whether or not the person is in it. `words` are
    sealed; none: « je n’ai pas encore d’avis ». `changed`: whether what they read changed their view.
    """

    __tablename__ = "own_view"
    __table_args__ = (CheckConstraint("(changed IS NULL) = (changed_at IS NULL)", name="changed"),)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("beneficiary.account_id"), primary_key=True, autoincrement=False
    )
    asking_id: Mapped[int] = mapped_column(ForeignKey("asking.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    written_at: Mapped[datetime]
    words: Mapped[str | None]
    changed: Mapped[bool | None]
    changed_at: Mapped[datetime | None]


class AnswerContestRow(Row):
    """A person contests what a module answered about them; somebody else decides, with reasons.

    `words` and `reasons` are sealed.
    """

    __tablename__ = "answer_contest"
    __table_args__ = (
        one_of("outcome", *ContestOutcome),
        CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (outcome IS NULL)"
            " AND (decided_by IS NULL) = (reasons IS NULL)",
            name="decided",
        ),
        CheckConstraint("decided_by <> person_id", name="decided_by_another"),
        Index("ix_answer_contest_open", "contested_at", postgresql_where=_IS_OPEN, sqlite_where=_IS_OPEN),
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("beneficiary.account_id"), primary_key=True, autoincrement=False
    )
    asking_id: Mapped[int] = mapped_column(ForeignKey("asking.id"), primary_key=True)
    words: Mapped[str]
    contested_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    reasons: Mapped[str | None]
