"""The schema of the register of modules: what was drawn for audits, whose reports count, what was active.

Triggers hold what no constraint can (revision 0021): what was proposed never changes, a module becomes
active by two managers of its territory once every effect is answered, and what was stopped stays so. SQLite
drops the triggers of a table that a later revision builds anew: that revision makes them again.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.scoring.audit import Kind
from xprsa.scoring.purpose import Purpose
from xprsa.storage.register_entries import ModuleState
from xprsa.storage.tables import Row, one_of


class AuditSecretRow(Row):
    """A secret that was drawn here for the audit of one module; only its SHA-256 stands here."""

    __tablename__ = "audit_secret"
    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    module_digest: Mapped[str] = mapped_column(String(64))
    drawn_on: Mapped[date]
    holds_until: Mapped[date]


class AuditKeyRow(Row):
    """A public key that signed a report which was proposed here, and who accepted it, or no longer does.

    `presented_with` names the module and the digest of the report with which it came first.
    """

    __tablename__ = "audit_key"
    __table_args__ = (
        CheckConstraint("(accepted_by IS NULL) = (accepted_at IS NULL)", name="accepted"),
        CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended"),
    )
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), primary_key=True)
    public_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    presented_at: Mapped[datetime]
    presented_with: Mapped[str]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    accepted_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]


class RegisteredModuleRow(Row):
    """A module that was proposed with its audit: what it became, when, and by whom.

    `card` and `findings` are JSON, as they were read. `audit_digest` is the module that the findings are of,
    `report_digest` the SHA-256 of the manifest that was signed. `other_digest` is what is installed in its
    place, since `other_since`.
    """

    __tablename__ = "registered_module"
    __table_args__ = (
        one_of("state", *ModuleState),
        one_of("purpose", *Purpose),
        CheckConstraint("audit_digest = module_digest", name="audit_of_this_module"),
        CheckConstraint("rules_light = 'green' AND chance_light = 'green'", name="rules_hold"),
        one_of("holdout_light", "green", "amber"),
        CheckConstraint("report_made_on <= proposed_on", name="report_made_on"),
        CheckConstraint("proposed_on <= expires_on", name="not_past_expiry_when_proposed"),
        CheckConstraint("activated_on <= expires_on", name="not_past_expiry_when_activated"),
        CheckConstraint("proposed_on <= activated_on", name="activated_after"),
        CheckConstraint("(first_by IS NULL) = (first_at IS NULL)", name="first"),
        CheckConstraint("(second_by IS NULL) = (second_at IS NULL)", name="second"),
        CheckConstraint("(second_by IS NULL) = (activated_on IS NULL)", name="activated_on"),
        CheckConstraint("second_by IS NULL OR first_by IS NOT NULL", name="first_before_second"),
        CheckConstraint("first_by <> second_by", name="two_accounts"),
        CheckConstraint(
            "(state IN ('active', 'stopped')) = (second_by IS NOT NULL)", name="active_by_two_accounts"
        ),
        CheckConstraint("(state IN ('stopped', 'withdrawn')) = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint("(other_digest IS NULL) = (other_since IS NULL)", name="other"),
        CheckConstraint("effects_owed >= 0", name="effects_owed"),
        Index(
            "uq_registered_module_active",
            "territory_id",
            "purpose",
            "name",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))
    state: Mapped[str] = mapped_column(String(9))
    purpose: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    source: Mapped[str]
    card: Mapped[str]
    expires_on: Mapped[date]
    module_digest: Mapped[str] = mapped_column(String(64))
    audit_digest: Mapped[str] = mapped_column(String(64))
    findings: Mapped[str]
    rules_light: Mapped[str] = mapped_column(String(5))
    chance_light: Mapped[str] = mapped_column(String(5))
    holdout_light: Mapped[str] = mapped_column(String(5))
    effects_owed: Mapped[int] = mapped_column(SmallInteger)
    report_digest: Mapped[str] = mapped_column(String(64))
    report_address: Mapped[str]
    report_made_on: Mapped[date]
    public_key: Mapped[str] = mapped_column(String(64))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    proposed_on: Mapped[date]
    first_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    first_at: Mapped[datetime | None]
    second_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    second_at: Mapped[datetime | None]
    activated_on: Mapped[date | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    other_digest: Mapped[str | None] = mapped_column(String(64))
    other_since: Mapped[datetime | None]


class ModuleEffectRow(Row):
    """An effect of an audit that is not green, and why two managers hold it to be acceptable, in words.

    `name`: as the findings write it. Added with the proposal, answered once, by the second who confirms.
    """

    __tablename__ = "module_effect"
    __table_args__ = (
        one_of("kind", *Kind),
        one_of("light", "red", "amber"),
        CheckConstraint("answer IS NULL OR length(trim(answer)) > 0", name="answer"),
    )
    module_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str]
    light: Mapped[str] = mapped_column(String(5))
    answer: Mapped[str | None]
