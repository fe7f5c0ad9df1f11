"""Purposes are closed, and a run keeps the card it was asked under."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    with op.batch_alter_table("purpose") as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("export_run") as batch_op:
        batch_op.add_column(sa.Column("card", sa.Text(), server_default="", nullable=False))
    # Until now a purpose had one card: that of every run.
    op.execute(
        "UPDATE export_run SET card = (SELECT purpose.card FROM purpose WHERE purpose.id = export_run.purpose_id)"
    )
