"""Paragraphs of the analysis that only retell. Source: 9.6."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.extract.facts import Facts

_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,2} [A-Z][a-z]+(?: \d{4})?\b")


@check("REW001")
def only_retells(facts: Facts) -> Iterator[Hit]:
    """A paragraph of the analysis with no judgement, explanation or alternative of its own."""
    for p in facts.retellings:
        if p.retells:
            found = _DATE.search(p.evidence.quote)
            extra = {"retold": p.source.to_json()} if p.source else {}
            yield Hit(
                p.evidence.location,
                p.evidence.quote,
                {"when": found.group(0) if found else "the rows concerned"},
                confidence=p.confidence,
                extra=extra,
            )
