"""What is sought, and keys of a desk."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    op.add_column('account', sa.Column('single_keys', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column('sign_in', sa.Column('searches', sa.Text(), nullable=True))
