"""What leaves by name."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    op.create_table('named_document',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('week', sa.SmallInteger(), nullable=False),
    sa.Column('revision', sa.SmallInteger(), nullable=False),
    sa.Column('message', sa.String(length=32), nullable=False),
    sa.Column('replaces', sa.String(length=32), nullable=True),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('fields', sa.Text(), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(revision = 1) = (replaces IS NULL)', name=op.f('ck_named_document_replaces')),
    sa.CheckConstraint('revision >= 1', name=op.f('ck_named_document_revision')),
    sa.ForeignKeyConstraint(['person_id'], ['beneficiary.account_id'], name=op.f('fk_named_document_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'week', 'revision', name=op.f('pk_named_document'))
    )
