"""Reports, ratings, questions, findings and recommendations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _of_report() -> sa.Column[int]:
    return sa.Column("report_id", sa.Integer, sa.ForeignKey("report.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Makes the tables."""
    dates = ("requested", "due", "received", "referred", "decided", "completed", "period_from", "period_to")
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("document_sha256", sa.String(64), nullable=False),
        sa.Column("case_sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("tool_version", sa.String(32), nullable=False),
        sa.Column("pack_name", sa.Text, nullable=False),
        sa.Column("pack_version", sa.String(64), nullable=False),
        sa.Column("agency", sa.Text),
        sa.Column("case_id", sa.Text),
        sa.Column("case_code", sa.Text),
        sa.Column("within_timescale", sa.String(8), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Date) for name in dates),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("document_sha256", "case_sha256", name="uq_report_document_sha256"),
    )
    op.create_index("ix_report_agency", "report", ["agency"])
    op.create_index("ix_report_case_id", "report", ["case_id"])
    op.create_table(
        "rating",
        _of_report(),
        sa.Column("criterion", sa.String(32), nullable=False),
        sa.Column("rating", sa.String(8)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "criterion"),
    )
    op.create_table(
        "question",
        _of_report(),
        sa.Column("question", sa.String(32), nullable=False),
        sa.Column("answer", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "question"),
    )
    op.create_table(
        "finding",
        _of_report(),
        sa.Column("rule", sa.String(16), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "rule", "severity"),
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer, nullable=False),
        _of_report(),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        *(sa.Column(letter, sa.Boolean, nullable=False) for letter in ("s", "m", "a", "r", "t")),
        sa.Column("who", sa.Text),
        sa.Column("when", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("review", sa.Text),
        sa.Column("strength", sa.String(16), nullable=False),
        sa.Column("repeats", sa.Text),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("report_id", "position", name="uq_recommendation_report_id"),
    )
    op.create_index("ix_recommendation_report_id", "recommendation", ["report_id"])


def downgrade() -> None:
    """Removes the tables."""
    for name in ("recommendation", "finding", "question", "rating", "report"):
        op.drop_table(name)
