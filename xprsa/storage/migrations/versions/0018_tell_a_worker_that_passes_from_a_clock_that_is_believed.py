"""Tell a worker that passes from a clock that is believed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    instant = sa.DateTime(timezone=True)
    with op.batch_alter_table("worker_heartbeat") as heartbeat:
        heartbeat.add_column(sa.Column("passed_at", instant, nullable=True))
        heartbeat.alter_column("beat_at", existing_type=instant, nullable=True)
