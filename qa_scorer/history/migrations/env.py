"""Run by Alembic: brings the connection it was given to the newest version."""

from __future__ import annotations

from alembic import context

from qa_scorer.history.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
