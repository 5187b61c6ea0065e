"""The report object and its JSON form (reports/schema/report.schema.json)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_scorer.errors import InputError
from qa_scorer.resources import reports_dir

SCHEMA_VERSION = "1"
_MAX_BYTES = 200_000_000


@dataclass(frozen=True)
class Report:
    """A report as plain data; `data` follows the schema, with `blocks` (the document's text) and more added to it."""

    data: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a top-level field, or the default."""
        return self.data.get(key, default)

    @property
    def ratings(self) -> dict[str, str | None]:
        """Rating by criterion."""
        return {c["criterion"]: c["rating"] for c in self.data["grid"]}

    @property
    def name(self) -> str:
        """Name of the scored file."""
        return str(self.data["document"]["file_name"])

    def dumps(self) -> str:
        """The report as JSON text."""
        return json.dumps(self.data, ensure_ascii=False, indent=1) + "\n"


def schema_text() -> str:
    """The JSON schema of the report."""
    return (reports_dir() / "schema" / "report.schema.json").read_text(encoding="utf-8")


_REQUIRED = (
    "schema_version",
    "tool",
    "document",
    "sections",
    "statements",
    "findings",
    "recommendations",
    "chronology",
    "grid",
    "questions",
    "verdict",
)


def load_report(path: Path) -> Report:
    """A report that was saved as JSON.

    Raises:
        InputError: it is not a report of this schema version.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path.name} is too large for a report.")
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as exc:
        raise InputError(f"There is no file {path}. Check the path.") from exc
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as exc:
        raise InputError(f"{path.name} is not a report saved by 'qa-scorer score --format json'.") from exc
    if not isinstance(data, dict) or any(k not in data for k in _REQUIRED):
        raise InputError(f"{path.name} is not a report saved by 'qa-scorer score --format json'.")
    if data["schema_version"] != SCHEMA_VERSION:
        raise InputError(f"{path.name} was made by another version of the tool; score the document again.")
    return Report(data)
