"""What Alembic runs to bring a database up to date, on SQLite and on PostgreSQL alike."""

from alembic import context

from xprsa.storage.schema import METADATA, written_type

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    render_item=written_type,
    autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
)
with context.begin_transaction():
    context.run_migrations()
