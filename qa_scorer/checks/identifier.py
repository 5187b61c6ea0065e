"""Identifiers other than names where they must not stand. Source: 8.6, RUBRIC."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import BlockKind
from qa_scorer.extract.facts import Facts

_RULES = {
    "dob": "IDN001",
    "nhs": "IDN002",
    "nino": "IDN003",
    "address": "IDN004",
    "postcode": "IDN005",
    "phone": "IDN006",
    "email": "IDN007",
    "vehicle": "IDN008",
    "case_number": "IDN020",
    "crime_number": "IDN020",
    "ward": "IDN021",
    "street": "IDN022",
    "death": "IDN023",
    "job": "IDN024",
    "diagnosis": "IDN025",
}
_PARTS = {
    BlockKind.HEADER: "the running header",
    BlockKind.FOOTER: "the running footer",
    BlockKind.COMMENT: "a comment",
    BlockKind.DELETED: "a tracked deletion",
    BlockKind.ALT_TEXT: "an alternative text",
    BlockKind.PROPERTY: "the document's properties",
    BlockKind.LINK: "the target of a link",
}


def _make(rule: str) -> Callable[[Facts], Iterator[Hit]]:
    kinds = {k for k, r in _RULES.items() if r == rule}

    def hits(facts: Facts) -> Iterator[Hit]:
        """Identifiers of one kind where they must not stand: direct ones each time, indirect ones once, apart."""
        seen: set[tuple[str, str]] = set()
        for i in facts.identifiers:
            if i.kind not in kinds or i.permitted:
                continue
            block = facts.document.blocks[i.location.block]
            repeated = block.kind in (BlockKind.HEADER, BlockKind.FOOTER, BlockKind.LINK)
            key = (i.kind, " ".join(i.text.lower().split()))
            if (repeated or not i.direct) and key in seen:
                continue
            seen.add(key)
            unsure = not (i.direct and i.certain)
            part = _PARTS.get(block.kind, "the text")
            yield Hit(i.location, i.text, {"part": part}, i.confidence, unsure=unsure, extra={"kind": i.kind})

    return hits


for _rule in dict.fromkeys(_RULES.values()):
    check(_rule)(_make(_rule))
