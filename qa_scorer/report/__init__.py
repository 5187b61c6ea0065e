"""The report: the one object that every renderer reads."""

from qa_scorer.report.build import build_report
from qa_scorer.report.schema import Report, load_report

__all__ = ["Report", "build_report", "load_report"]
