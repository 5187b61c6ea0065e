"""The report as JSON."""

from __future__ import annotations

import re

from qa_scorer.report import Report

_SURROGATE = re.compile("[\ud800-\udfff]")
# Valid in JSON, but they could hide or reorder what a person sees when looking at the file.
_HIDDEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def render(report: Report) -> str:
    """The report as JSON text that is the same data, with hidden characters written as escapes."""
    text = _SURROGATE.sub("\ufffd", report.dumps())
    return _HIDDEN.sub(lambda m: f"\\u{ord(m.group()):04x}", text)
