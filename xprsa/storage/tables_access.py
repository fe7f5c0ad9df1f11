"""The schema of signing in: secrets are kept hashed or encrypted, never as they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.storage.tables import Row, one_of


class StaffSecretRow(Row):
    """Password (argon2id) and second factor (encrypted) of a member of staff.

    `totp_step` is the last 30-second step whose code was taken: a code serves once.
    """

    __tablename__ = "staff_secret"
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    password_hash: Mapped[str]
    totp_secret: Mapped[str]
    totp_step: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]


class KeyringMarkRow(Row):
    """What tells, use by use, the keyring of this database from any other; it says nothing of the keys."""

    __tablename__ = "keyring_mark"
    use: Mapped[str] = mapped_column(String(32), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64))


class RememberedPhoneRow(Row):
    """A phone that its owner asked to be recognised; revocable."""

    __tablename__ = "remembered_phone"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInRow(Row):
    """A sign-in: the cookie holds a secret of which only the hash stands here.

    `network` is a keyed hash: it tells a network already used by its owner from a stranger's.
    `kept` is encrypted: what was typed while nobody was signed in, to give back. So is `searches`: what was
    sought in a caseload, which ends with the sign-in.
    """

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    network: Mapped[str] = mapped_column(String(64))
    kept: Mapped[str | None]
    searches: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class SignInCodeRow(Row):
    """A one-time code: asked for by a browser at a contact, or printed in a letter for one account.

    `contact` and `carried` (where to go next, what was typed before) are encrypted. Where a browser was the
    first to ask, `code` holds the digits, encrypted, for whoever asks at that contact too, until somebody
    uses it; `shared_by` is the keyed hash of the contact. A letter's code is a keyed hash, as all once were.
    `weighed` counts the wrong tries that weigh on patience. A row whose contact is empty, once opened, has no
    code: it holds what somebody typed on a browser where somebody else signed in, until they come back.
    """

    __tablename__ = "sign_in_code"
    __table_args__ = (
        CheckConstraint("(contact IS NULL) <> (account_id IS NULL)", name="for_contact_or_account"),
        Index(None, "shared_by", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    contact: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), default="")
    code: Mapped[str | None]
    shared_by: Mapped[str | None] = mapped_column(String(64))
    carried: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    weighed: Mapped[int] = mapped_column(SmallInteger, default=0)
    proven_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class ContactChangeRow(Row):
    """A contact that its owner would change, or remove, until its codes are typed: one an account.

    `kind` is what it changes; `after` what receives codes once it is made, of the other kind for a removal;
    `before` what receives them until then. Both encrypted, beside the keyed hash of the code that went there.
    """

    __tablename__ = "contact_change"
    __table_args__ = (
        one_of("kind", "mail", "sms"),
        CheckConstraint("(before IS NULL) = (before_hash IS NULL)", name="before_hash"),
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(4))
    after: Mapped[str]
    after_hash: Mapped[str] = mapped_column(String(64))
    before: Mapped[str | None]
    before_hash: Mapped[str | None] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)


class InvitationRow(Row):
    """A link by which a member of staff sets a password and a second factor; only its hash stands here."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ThrottleRow(Row):
    """How many failures weigh on a lane; the key is a keyed hash. They leak away with time."""

    __tablename__ = "throttle"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    weight: Mapped[float] = mapped_column(Float)
    last_at: Mapped[datetime]


class CodeSpendRow(Row):
    """How many codes left in an hour, by way: what a budget is held to. `hour` is when it began."""

    __tablename__ = "code_spend"
    __table_args__ = (one_of("channel", "mail", "sms"),)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    codes: Mapped[int] = mapped_column(default=0)


class ReadingPaceRow(Row):
    """How often an account opened a file in its present minute and hour.

    `told` is what managers were last told of it, `told_at` when.
    """

    __tablename__ = "reading_pace"
    __table_args__ = (one_of("told", "usual", "many", "too_fast"),)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    minute: Mapped[datetime]
    in_minute: Mapped[int]
    hour: Mapped[datetime]
    in_hour: Mapped[int]
    told: Mapped[str] = mapped_column(String(8))
    told_at: Mapped[datetime | None]


class MessageRow(Row):
    """A mail, SMS or letter on its way: encrypted until it is sent or printed, then emptied.

    `account_id` is whom a letter or a notice is for; `urgent` tells what somebody waits for. `next_try_at` is
    empty once there is nothing left to do.
    """

    __tablename__ = "message"
    __table_args__ = (one_of("channel", "mail", "sms", "letter"), Index(None, "urgent", "next_try_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(8))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    payload: Mapped[str]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    sent_at: Mapped[datetime | None]


class WorkerHeartbeatRow(Row):
    """One row of the worker: when it last passed, and when it last believed the clock.

    `settled` is the line of the journal that somebody confirmed, later than the clock said.
    """

    __tablename__ = "worker_heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    passed_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    settled: Mapped[datetime | None]


class DeletionNoticeRow(Row):
    """What is about to be deleted: from `due_at` on, whatever is older than `before`."""

    __tablename__ = "deletion_notice"
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    before: Mapped[datetime]
    due_at: Mapped[datetime]
    rows: Mapped[int]
