"""The history of the schema: one line of dialect-free Alembic revisions."""
