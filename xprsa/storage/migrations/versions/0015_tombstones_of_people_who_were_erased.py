"""Tombstones of people who were erased."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    op.create_table(
        "erased_document",
        sa.Column("purpose_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("week", sa.SmallInteger(), nullable=False),
        sa.Column("organisation", sa.String(length=3), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["purpose_id"], ["purpose.id"], name=op.f("fk_erased_document_purpose_id")),
        sa.ForeignKeyConstraint(["run_id"], ["export_run.id"], name=op.f("fk_erased_document_run_id")),
        sa.PrimaryKeyConstraint("purpose_id", "document", name=op.f("pk_erased_document")),
    )
    op.create_index(op.f("ix_erased_document_run_id"), "erased_document", ["run_id"], unique=False)
