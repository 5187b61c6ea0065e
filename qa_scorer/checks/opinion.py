"""Opinion that is not marked as opinion. Source: 9.5, 9.8. The wording rules OPN002 to OPN006 are word lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.extract.facts import Facts

_SURE = 0.5
_MOST_WORDS = 14
_LEADS = {"singular": "In my view", "plural": "In our view", "author": "In the author's view"}
_OWN = {"singular": re.compile(r"\b(?:I|my)\b"), "plural": re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")}


def _lead(facts: Facts) -> str:
    """The words that mark an opinion in the voice in which the report marks its others."""
    marked = [s.sentence.text for s in facts.statements if s.label == "opinion_marked"]
    counts = {voice: sum(bool(p.search(t)) for t in marked) for voice, p in _OWN.items()}
    best = max(counts, key=lambda voice: counts[voice])
    return _LEADS[best if counts[best] * 2 > len(marked) else "author"]


def _common(facts: Facts) -> frozenset[str]:
    """Words that the report also writes with a small first letter: at the start of a sentence they are no names."""
    text = " ".join(b.text for b in facts.document.body())
    return frozenset(re.findall(r"(?<![\w'’])[a-z]+(?![\w'’])", text))


def _rewrite(text: str, lead: str, common: frozenset[str]) -> str:
    """The sentence as a marked opinion, in its own words, with a place for its basis."""
    if text.rstrip().endswith("?"):
        return f"{lead} [the answer to this question], because [evidence]"
    words = text.rstrip(" .!").split()
    short = " ".join(words[:_MOST_WORDS]) + (" ..." if len(words) > _MOST_WORDS else "")
    first = re.match(r"[^\W\d_]+", short)
    small = first is not None and first.group(0) != "I" and first.group(0).lower() in common
    return f"{lead} {short[:1].lower() + short[1:] if small else short}, because [evidence]"


@check("OPN001")
def not_marked(facts: Facts) -> Iterator[Hit]:
    """A sentence that judges, interprets or speculates, and does not say whose view it is."""
    lead, common = _lead(facts), _common(facts)
    for s in facts.statements:
        if s.label == "opinion_unmarked":
            yield Hit(
                s.sentence.location,
                s.sentence.text,
                {"rewrite": _rewrite(s.sentence.text, lead, common)},
                confidence=s.confidence,
                unsure=s.confidence < _SURE,
            )
