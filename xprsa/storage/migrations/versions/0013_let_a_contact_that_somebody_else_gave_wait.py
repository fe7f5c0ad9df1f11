"""Let a contact that somebody else gave wait."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("email_opens_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("phone_opens_at", sa.DateTime(timezone=True), nullable=True))
        for name in ("email_by", "phone_by"):
            number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
            batch_op.add_column(sa.Column(name, number, nullable=True))
