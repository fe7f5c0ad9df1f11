"""Keys that hold the person, and two journals.

Written by `xprsa migration`, then by hand: the primary keys, and the rows that move. Each constraint is dropped and
added by commands of their own: a table spread over machines takes no two changes of its keys at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    _split_journals()
    _key_by_person("assignment", ["person_id", "id"])
    _key_by_person("line_decision", ["person_id", "id"])
    _key_by_nature("contract", ["person_id", "valid_from", "recorded_on"])
    _key_by_nature("exemption", ["person_id", "valid_from"])
    with op.batch_alter_table("assignment") as batch_op:
        batch_op.drop_index("ix_assignment_person_id")
    with op.batch_alter_table("declaration_version") as batch_op:
        batch_op.drop_constraint("uq_declaration_version_receipt", type_="unique")
        batch_op.create_index("ix_declaration_version_receipt", ["receipt"], unique=False)
    op.execute("ALTER TABLE beneficiary RENAME COLUMN left_on TO departed_on")


def _key_by_person(table: str, columns: list[str]) -> None:
    """Put the person before the id in the key: rows keep their ids, and so their order."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(f"pk_{table}", type_="primary")
        batch_op.create_primary_key(f"pk_{table}", columns)
    if op.get_bind().dialect.name == "postgresql":  # ids come from the application now
        op.execute(f"ALTER TABLE {table} ALTER COLUMN id DROP DEFAULT")
        op.execute(f"DROP SEQUENCE {table}_id_seq")


def _key_by_nature(table: str, columns: list[str]) -> None:
    """Let what was unique be the key: nothing ever named a row by its id."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(f"uq_{table}_{'_'.join(columns)}", type_="unique")
        batch_op.drop_constraint(f"pk_{table}", type_="primary")
        batch_op.drop_column("id")
        batch_op.create_primary_key(f"pk_{table}", columns)


def _split_journals() -> None:
    """Move each line of the journal to the one it belongs to, with its id."""
    op.create_table(
        "person_audit",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("week", sa.SmallInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_person_audit")),
    )
    op.create_table(
        "service_audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_audit")),
    )
    op.execute(
        "INSERT INTO person_audit (person_id, id, at, actor_id, event, week, detail)"
        " SELECT person_id, id, at, actor_id, event, week, detail FROM audit WHERE person_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO service_audit (id, at, actor_id, event, detail)"
        " SELECT id, at, actor_id, event, detail FROM audit WHERE person_id IS NULL"
    )
    with op.batch_alter_table("person_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_audit_at"), ["at"], unique=False, postgresql_using="brin")
        batch_op.create_index(batch_op.f("ix_person_audit_person_id_at"), ["person_id", "at"], unique=False)

    with op.batch_alter_table("service_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_audit_actor_id_at"), ["actor_id", "at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_service_audit_at"), ["at"], unique=False, postgresql_using="brin"
        )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('service_audit_id_seq', (SELECT max(id) FROM service_audit))")
    op.drop_table("audit")
