"""qa-scorer: scores an Individual Management Review against a safeguarding board's Standards grid.

The whole public API: `score`, `load_pack`, `Report`, `__version__`. Everything is imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Report", "__version__", "load_pack", "score"]

if TYPE_CHECKING:
    from qa_scorer.pipeline import score
    from qa_scorer.report import Report
    from qa_scorer.rulepack import load_pack


def __getattr__(name: str) -> Any:
    if name == "score":
        from qa_scorer.pipeline import score

        return score
    if name == "Report":
        from qa_scorer.report import Report

        return Report
    if name == "load_pack":
        from qa_scorer.rulepack import load_pack

        return load_pack
    raise AttributeError(f"module 'qa_scorer' has no attribute {name!r}")
