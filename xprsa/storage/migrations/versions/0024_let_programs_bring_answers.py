"""Let programs bring answers."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up: tokens that were made before only read."""
    with op.batch_alter_table("asking") as asking:
        asking.add_column(sa.Column("brought_sha256", sa.String(length=64), nullable=True))
        asking.create_check_constraint(
            op.f("ck_asking_brought"), "brought_sha256 IS NULL OR export_run_id IS NOT NULL"
        )
        is_done = sa.text("state = 'done'")
        asking.create_index(
            "uq_asking_brought",
            ["module_id", "export_run_id"],
            unique=True,
            postgresql_where=is_done,
            sqlite_where=is_done,
        )
    with op.batch_alter_table("machine_token") as token:
        token.add_column(sa.Column("answers_of", sa.String(length=64), nullable=True))
        token.create_check_constraint(op.f("ck_machine_token_answers_of"), "answers_of <> ''")
