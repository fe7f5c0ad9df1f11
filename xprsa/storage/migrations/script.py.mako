"""${message[:1].upper() + message[1:]}."""

% if "sa." in (upgrades or ""):
import sqlalchemy as sa
% endif
from alembic import op

revision = "${up_revision}"
down_revision = "${down_revision}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one revision up."""
    ${upgrades if upgrades else "pass"}
