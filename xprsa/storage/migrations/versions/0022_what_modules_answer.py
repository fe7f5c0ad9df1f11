"""What modules answer."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    op.create_table(
        "asking",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("module_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_week", sa.SmallInteger(), nullable=False),
        sa.Column("last_week", sa.SmallInteger(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("planned_week", sa.SmallInteger(), nullable=True),
        sa.Column("export_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answers", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("abstentions", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("faults", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("failure", sa.String(length=32), nullable=True),
        sa.CheckConstraint("state IN ('running', 'done', 'failed')", name=op.f("ck_asking_state")),
        sa.CheckConstraint("first_week <= last_week", name=op.f("ck_asking_weeks")),
        sa.CheckConstraint("people = answers + abstentions + faults", name=op.f("ck_asking_people")),
        sa.ForeignKeyConstraint(["export_run_id"], ["export_run.id"], name=op.f("fk_asking_export_run_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_asking_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asking")),
        sa.UniqueConstraint("module_id", "planned_week", name=op.f("uq_asking_module_id_planned_week")),
        sa.UniqueConstraint("public_id", name=op.f("uq_asking_public_id")),
    )
    op.create_index("ix_asking_territory_id_state", "asking", ["territory_id", "state"], unique=False)

    op.create_table(
        "answer_contest",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("asking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.CheckConstraint("outcome IN ('withdrawn', 'stands')", name=op.f("ck_answer_contest_outcome")),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (outcome IS NULL) AND (decided_by IS NULL) = (reasons IS NULL)",
            name=op.f("ck_answer_contest_decided"),
        ),
        sa.CheckConstraint("decided_by <> person_id", name=op.f("ck_answer_contest_decided_by_another")),
        sa.ForeignKeyConstraint(["asking_id"], ["asking.id"], name=op.f("fk_answer_contest_asking_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_answer_contest_decided_by")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["beneficiary.account_id"], name=op.f("fk_answer_contest_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "asking_id", name=op.f("pk_answer_contest")),
    )
    op.create_index(
        "ix_answer_contest_open",
        "answer_contest",
        ["contested_at"],
        unique=False,
        postgresql_where=sa.text("decided_at IS NULL"),
        sqlite_where=sa.text("decided_at IS NULL"),
    )

    op.create_table(
        "kept_answer",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("asking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("fault", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "fault IN ('crashed', 'too_slow', 'not_an_answer', 'no_answer')",
            name=op.f("ck_kept_answer_fault"),
        ),
        sa.CheckConstraint(
            "(answer IS NULL) <> (fault IS NULL)", name=op.f("ck_kept_answer_answer_or_fault")
        ),
        sa.ForeignKeyConstraint(["asking_id"], ["asking.id"], name=op.f("fk_kept_answer_asking_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["beneficiary.account_id"], name=op.f("fk_kept_answer_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "asking_id", name=op.f("pk_kept_answer")),
    )
    op.create_index("ix_kept_answer_asking_id", "kept_answer", ["asking_id"], unique=False)

    op.create_table(
        "own_view",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("asking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("changed", sa.Boolean(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(changed IS NULL) = (changed_at IS NULL)", name=op.f("ck_own_view_changed")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_own_view_account_id")),
        sa.ForeignKeyConstraint(["asking_id"], ["asking.id"], name=op.f("fk_own_view_asking_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["beneficiary.account_id"], name=op.f("fk_own_view_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "asking_id", "account_id", name=op.f("pk_own_view")),
    )
