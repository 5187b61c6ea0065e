"""A recommendation being put together from its places in the document, and the wording that makes a text one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_scorer.rulepack.schemas.recommendations import Finding

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

#: Sections in which a recommendation never stands.
NO_RECOMMENDATIONS = frozenset({"terms_of_reference", "front_sheet", "evaluation_statement", "methodology", "glossary"})
#: Cells whose words are the recommendation's text, in this order.
TEXT_ROLES = ("action", "who", "when", "outcome")


@dataclass(slots=True)
class Draft:
    """A recommendation that is being put together."""

    pieces: list[tuple[int, int, int]] = field(default_factory=list)  # block, start, end
    cells: list[tuple[str, int]] = field(default_factory=list)
    plan: list[tuple[str, int]] = field(default_factory=list)  # cells of an action plan elsewhere that carries it out
    label: str = ""
    open: bool = False  # a label or a lead-in whose text is still to come

    @property
    def blocks(self) -> tuple[int, ...]:
        """All blocks of it, in order, each once."""
        return tuple(dict.fromkeys([p[0] for p in self.pieces] + [b for _, b in [*self.cells, *self.plan]]))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text.lower()))


def text_of(facts: Facts, draft: Draft) -> str:
    """The recommendation's own words: action, who, when and outcome of a table row, or its lines."""
    blocks = facts.document.blocks
    lines = [blocks[b].text[a:z].strip() for b, a, z in draft.pieces]
    by_role = [(role, blocks[b].text.strip()) for role, b in draft.cells]
    if not draft.pieces:
        lines = [" ".join(t.split()) for want in TEXT_ROLES for role, t in by_role if role == want]
    else:
        lines += [t for role, t in by_role if role in TEXT_ROLES]
    return " ".join(x for x in lines if x)


def says_same(facts: Facts, draft: Draft, others: Sequence[Draft]) -> Draft | None:
    mine = _words(text_of(facts, draft))
    for other in others:
        theirs = _words(text_of(facts, other))
        if mine and theirs and len(mine & theirs) / min(len(mine), len(theirs)) >= 0.6:
            return other
    return None


def add_parts(draft: Draft, plan: Draft) -> None:
    """Who, when and outcome of a plan's row go to the recommendation that it carries out."""
    have = {role for role, _ in [*draft.cells, *draft.plan]}
    draft.plan.extend((r, b) for r, b in plan.cells if r in ("who", "when", "outcome") and r not in have)


def asks(text: str, rules: Finding) -> bool:
    return bool(rules.directive.search(text) or rules.imperative.match(text) or rules.lead_in.match(text))


def tells(text: str, rules: Finding) -> bool:
    """True where the text tells what was, and asks for nothing."""
    return bool(rules.narrative.search(text)) and not asks(text, rules)


def is_about(text: str, rules: Finding) -> bool:
    return any(p.search(text) for p in rules.about)
