"""Codes are shared at a contact, wrong ones weigh, and those that leave are counted by the hour."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up: codes sent before serve by their hash until they die."""
    with op.batch_alter_table("sign_in_code") as batch_op:
        batch_op.add_column(sa.Column("code", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("shared_by", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("weighed", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.create_index(
            op.f("ix_sign_in_code_shared_by_created_at"), ["shared_by", "created_at"], unique=False
        )
    with op.batch_alter_table("sign_in_code") as batch_op:
        batch_op.alter_column("weighed", server_default=None)
    op.create_table(
        "code_spend",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("codes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("channel IN ('mail', 'sms')", name=op.f("ck_code_spend_channel")),
        sa.PrimaryKeyConstraint("hour", "channel", name=op.f("pk_code_spend")),
    )
