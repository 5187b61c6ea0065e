"""Alembic migrations of the results store, shipped with the package."""
