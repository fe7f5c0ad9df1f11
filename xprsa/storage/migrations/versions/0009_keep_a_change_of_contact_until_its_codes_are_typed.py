"""Keep a change of contact until its codes are typed, and when its owner made it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    op.create_table(
        "contact_change",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("after_hash", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("before_hash", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('mail', 'sms')", name=op.f("ck_contact_change_kind")),
        sa.CheckConstraint("(before IS NULL) = (before_hash IS NULL)", name=op.f("ck_contact_change_before_hash")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_change_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_contact_change")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contact_change_public_id")),
    )
    with op.batch_alter_table("contact_change") as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_change_expires_at"), ["expires_at"], unique=False)
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("email_changed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("phone_changed_at", sa.DateTime(timezone=True), nullable=True))
