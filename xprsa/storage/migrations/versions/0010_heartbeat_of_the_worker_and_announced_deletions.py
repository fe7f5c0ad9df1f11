"""Heartbeat of the worker and announced deletions."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    op.create_table('deletion_notice',
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rows', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_deletion_notice'))
    )
    op.create_table('worker_heartbeat',
    sa.Column('id', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('id = 1', name=op.f('ck_worker_heartbeat_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worker_heartbeat'))
    )
