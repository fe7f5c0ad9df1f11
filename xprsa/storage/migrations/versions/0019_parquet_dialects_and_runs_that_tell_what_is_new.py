"""Parquet, dialects, and runs that tell what is new."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("export_run") as run:
        run.add_column(
            sa.Column("dialect", sa.String(length=16), server_default=sa.text("'standard'"), nullable=False)
        )
        run.add_column(sa.Column("since_id", number, nullable=True))
        run.create_foreign_key(op.f("fk_export_run_since_id"), "export_run", ["since_id"], ["id"])
        run.drop_constraint(op.f("ck_export_run_format"), type_="check")
        run.create_check_constraint(op.f("ck_export_run_format"), "format IN ('jsonl', 'csv', 'parquet')")
        run.create_check_constraint(op.f("ck_export_run_dialect"), "dialect IN ('standard', 'excel-fr')")
