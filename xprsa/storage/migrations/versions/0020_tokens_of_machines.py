"""Tokens of machines."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    op.create_table('machine_token',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('handle', sa.String(length=10), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('purpose_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('minute', sa.DateTime(timezone=True), nullable=True),
    sa.Column('in_minute', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('noted_run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(noted_run_id IS NULL) = (noted_at IS NULL)', name=op.f('ck_machine_token_noted')),
    sa.CheckConstraint('made_at < expires_at', name=op.f('ck_machine_token_expiry')),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_machine_token_made_by')),
    sa.ForeignKeyConstraint(['noted_run_id'], ['export_run.id'], name=op.f('fk_machine_token_noted_run_id')),
    sa.ForeignKeyConstraint(['purpose_id'], ['purpose.id'], name=op.f('fk_machine_token_purpose_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_machine_token')),
    sa.UniqueConstraint('handle', name=op.f('uq_machine_token_handle'))
    )
    with op.batch_alter_table('machine_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_machine_token_purpose_id'), ['purpose_id'], unique=False)

