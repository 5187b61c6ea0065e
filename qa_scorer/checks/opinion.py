"""Opinion that is not marked as opinion. Source: 9.5, 9.8. The wording rules OPN002 to OPN006 are word lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.extract.facts import Facts

_SURE = 0.5
_MOST_WORDS = 14


def _rewrite(text: str) -> str:
    """The sentence as a marked opinion, in its own words, with a place for its basis."""
    words = text.rstrip(" .!?").split()
    short = " ".join(words[:_MOST_WORDS]) + (" ..." if len(words) > _MOST_WORDS else "")
    first = short.split(" ", 1)[0]
    keep = first.isupper() or first == "I" or re.match(r"^(?:Adult|Mr|Mrs|Ms|Miss|Dr|[A-Z]{2,}\d*)$", first) is not None
    return f"In the author's view {short if keep else short[:1].lower() + short[1:]}, because [evidence]"


@check("OPN001")
def not_marked(facts: Facts) -> Iterator[Hit]:
    """A sentence that judges, interprets or speculates, and does not say whose view it is."""
    for s in facts.statements:
        if s.label == "opinion_unmarked":
            yield Hit(
                s.sentence.location,
                s.sentence.text,
                {"rewrite": _rewrite(s.sentence.text)},
                confidence=s.confidence,
                unsure=s.confidence < _SURE,
            )
