"""Codes leave before messages for which nobody waits."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    with op.batch_alter_table("message") as batch_op:
        batch_op.add_column(sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.drop_index(op.f("ix_message_next_try_at"))
        batch_op.create_index(op.f("ix_message_urgent_next_try_at"), ["urgent", "next_try_at"], unique=False)
    with op.batch_alter_table("message") as batch_op:
        batch_op.alter_column("urgent", server_default=None)
