"""Keep the key of its form with a draft."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    with op.batch_alter_table("draft") as batch_op:
        batch_op.add_column(sa.Column("idempotency_key", sa.Uuid(), nullable=True))
