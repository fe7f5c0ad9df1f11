"""Keep what imports changed while they can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    op.create_table(
        "people_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("added", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brought", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_people_import_actor_id")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_people_import_territory_id")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_people_import_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_import_territory_id_at"), ["territory_id", "at"], unique=False
        )

    op.create_table(
        "imported_person",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("kept", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "kept IN ('declared', 'typed', 'changed', 'adviser_gone')", name=op.f("ck_imported_person_kept")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["people_import.id"], name=op.f("fk_imported_person_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["beneficiary.account_id"], name=op.f("fk_imported_person_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "import_id", name=op.f("pk_imported_person")),
    )
    with op.batch_alter_table("imported_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_person_import_id_person_id"), ["import_id", "person_id"], unique=False
        )
