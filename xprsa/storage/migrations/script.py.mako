"""${message[:1].upper() + message[1:]}."""

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = "${down_revision}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    ${upgrades if upgrades else "pass"}
