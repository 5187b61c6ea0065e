"""The tables of the results store. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_REPORT = "report.id"

report = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),  # document, case file, rule pack, models and tool
    Column("document_sha256", String(64), nullable=False),
    Column("case_sha256", String(64), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("format", String(8), nullable=False),
    Column("words", Integer, nullable=False),
    Column("tool_version", String(32), nullable=False),
    Column("pack_name", Text, nullable=False),
    Column("pack_version", String(64), nullable=False),
    Column("agency", Text),
    Column("case_id", Text),
    Column("case_code", Text),
    Column("within_timescale", String(8), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("requested", Date),
    Column("due", Date),
    Column("received", Date),
    Column("referred", Date),
    Column("decided", Date),
    Column("completed", Date),
    Column("period_from", Date),
    Column("period_to", Date),
    Column("scored_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("document_sha256", "case_sha256"),
    Index("ix_report_agency", "agency"),
    Index("ix_report_case_id", "case_id"),
)

rating = Table(
    "rating",
    metadata,
    Column("report_id", ForeignKey(_REPORT, ondelete="CASCADE"), primary_key=True),
    Column("criterion", String(32), primary_key=True),
    Column("rating", String(8)),
    Column("state", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
)

question = Table(
    "question",
    metadata,
    Column("report_id", ForeignKey(_REPORT, ondelete="CASCADE"), primary_key=True),
    Column("question", String(32), primary_key=True),
    Column("answer", String(8), nullable=False),
)

finding = Table(
    "finding",
    metadata,
    Column("report_id", ForeignKey(_REPORT, ondelete="CASCADE"), primary_key=True),
    Column("rule", String(16), primary_key=True),
    Column("category", String(32), nullable=False),
    Column("severity", String(8), primary_key=True),
    Column("count", Integer, nullable=False),
)

recommendation = Table(
    "recommendation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey(_REPORT, ondelete="CASCADE"), nullable=False),
    Column("number", String(32), nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    *(Column(letter, Boolean, nullable=False) for letter in ("s", "m", "a", "r", "t")),
    Column("who", Text),
    Column("when", Text),
    Column("outcome", Text),
    Column("review", Text),
    Column("strength", String(16), nullable=False),
    Column("repeats", Text),
    UniqueConstraint("report_id", "position"),
    Index("ix_recommendation_report_id", "report_id"),
)

vector = Table(  # meaning of a recommendation, made on first search
    "vector",
    metadata,
    Column("recommendation_id", ForeignKey("recommendation.id", ondelete="CASCADE"), primary_key=True),
    Column("model", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
