"""Meaning of each recommendation, for the search for repeats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "vector",
        sa.Column(
            "recommendation_id", sa.Integer, sa.ForeignKey("recommendation.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("recommendation_id", "model"),
    )


def downgrade() -> None:
    """Removes the table."""
    op.drop_table("vector")
