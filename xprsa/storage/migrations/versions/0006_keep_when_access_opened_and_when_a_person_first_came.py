"""Keep when access opened, and when a person first came."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Whoever is known already could declare since the day on which their account was made, on the clock of
# their territory. They came on the day of the first sign-in or sending that is still known, if any is.
_KNOWN = sa.text(
    """
    SELECT beneficiary.account_id AS person, territory.zone, account.created_at, coming.first_at
    FROM beneficiary
    JOIN account ON account.id = beneficiary.account_id
    JOIN territory ON territory.id = account.territory_id
    LEFT JOIN (
        SELECT person, min(at) AS first_at FROM (
            SELECT account_id AS person, started_at AS at FROM sign_in
            UNION ALL SELECT person_id, at FROM person_audit WHERE event = 'signed_in'
            UNION ALL SELECT person_id, sent_at FROM declaration_version WHERE entered_by = person_id
        ) AS seen GROUP BY person
    ) AS coming ON coming.person = beneficiary.account_id
    """
).columns(created_at=sa.DateTime(timezone=True), first_at=sa.DateTime(timezone=True))
_WRITE = sa.text("UPDATE beneficiary SET access_opened_on = :opened, came_on = :came WHERE account_id = :person")


def upgrade() -> None:
    """Bring the schema one revision up."""
    with op.batch_alter_table("beneficiary") as batch_op:
        batch_op.add_column(sa.Column("access_opened_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("came_on", sa.Date(), nullable=True))
    connection = op.get_bind()
    known = [
        {
            "person": row.person,
            "opened": _local_day(row.created_at, row.zone),
            "came": _local_day(row.first_at, row.zone) if row.first_at else None,
        }
        for row in connection.execute(_KNOWN)
    ]
    if known:
        connection.execute(
            _WRITE.bindparams(sa.bindparam("opened", type_=sa.Date()), sa.bindparam("came", type_=sa.Date())), known
        )


def _local_day(instant: datetime, zone: str) -> date:
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone)).date()
