"""Recommendations in tables: action plans with any columns, small tables of label and value, tables without a heading row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa_scorer.document import Table
from qa_scorer.extract.recommendation_drafts import (
    NO_RECOMMENDATIONS,
    TEXT_ROLES,
    Draft,
    add_parts,
    asks,
    says_same,
    tells,
    text_of,
)
from qa_scorer.rulepack.schemas.recommendations import Finding

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


def _texts(facts: Facts, row: Sequence[int | None]) -> list[str]:
    return [facts.document.blocks[c].text.strip() if c is not None else "" for c in row]


def _roles(texts: Sequence[str], rules: Finding) -> dict[int, str]:
    out: dict[int, str] = {}
    for c, text in enumerate(texts):
        bare = " ".join(text.split()).strip(" :*")
        if not bare or len(bare) > 90:
            continue
        role = next((r for r, p in rules.columns.items() if p.search(bare)), "")
        if role:
            out[c] = role
    for c, text in enumerate(texts):  # 'Who leads | By'
        if c not in out and text.strip(" :*").lower() == "by":
            out[c] = "when" if "who" in out.values() else "who"
    first = next((c for c, role in out.items() if role == "outcome"), None)
    if first is not None and "action" not in out.values() and list(out.values()).count("outcome") > 1:
        out[first] = "action"  # 'Measure | Who | When | Purpose'
    return out


def _header(facts: Facts, table: Table, rules: Finding) -> tuple[int, dict[int, str]] | None:
    """Row and roles of the heading row, among the first rows."""
    best: tuple[int, dict[int, str]] | None = None
    for r, row in enumerate(table.rows[:3]):
        if len({c for c in row if c is not None}) < 2:
            continue
        texts = _texts(facts, row)
        roles = _roles(texts, rules)
        named = set(roles.values())
        if "action" not in named and named & {"finding"} and named & {"who", "when"}:
            roles = {c: "action" if role == "finding" else role for c, role in roles.items()}
            named = set(roles.values())
        short = sum(len(t.split()) for t in texts) <= 9 * max(1, len(texts))
        if "action" in named and named & {"who", "when", "outcome", "number", "review"} and short:
            if best is None or len(roles) > len(best[1]):
                best = (r, roles)
    return best


def from_table(facts: Facts, rules: Finding, table: Table, *, inside: bool) -> list[Draft]:
    width = max((len(r) for r in table.rows), default=0)
    if width == 2 and inside:
        pairs = _pairs(facts, rules, table)
        if pairs:
            return pairs
    head = _header(facts, table, rules)
    if head is None:
        if not inside:
            return []
        roles = _by_content(facts, rules, table)
        if not roles:
            return []
        head = (-1, roles)
    at, roles = head
    top = _texts(facts, table.rows[at]) if at >= 0 else []
    drafts: list[Draft] = []
    last_action: int | None = None
    for row in table.rows[at + 1 :]:
        texts = _texts(facts, row)
        distinct = {c for c in row if c is not None}
        if not any(texts) or texts == top or (len(distinct) == 1 and len(row) > 2) or _banner(texts):
            continue
        actions = [(c, row[c]) for c, role in roles.items() if role == "action" and c < len(row) and row[c] is not None]
        filled = [(c, b) for c, b in actions if b is not None and not rules.blank.match(texts[c])]
        same = bool(filled) and filled[0][1] == last_action
        new = bool(filled) and not same and bool(not drafts or filled[0][0] == actions[0][0])
        if not filled and not drafts:
            continue
        if new:
            drafts.append(Draft())
        if not drafts:
            continue
        draft = drafts[-1]
        seen = {b for _, b in draft.cells}
        for c, block in enumerate(row):
            if block is None or block in seen or not texts[c]:
                continue
            seen.add(block)
            role = roles.get(c, "other")
            draft.cells.append((role if role in (*TEXT_ROLES, "review", "finding") else "other", block))
        if filled:
            last_action = filled[0][1]
    return [d for d in drafts if any(role == "action" for role, _ in d.cells)]


def _banner(texts: Sequence[str]) -> bool:
    """True for a row that says one thing over its whole width."""
    filled = [t for t in texts if t]
    return len(filled) > 2 and len(set(filled)) == 1


def _pairs(facts: Facts, rules: Finding, table: Table) -> list[Draft]:
    """Recommendations written as small tables of label and value."""
    drafts: list[Draft] = []
    hits = 0
    for row in table.rows:
        cells = list(dict.fromkeys(c for c in row if c is not None))
        if len(cells) != 2:
            continue
        label, value = (facts.document.blocks[c].text.strip() for c in cells)
        bare = " ".join(label.split()).strip(" :")
        if len(bare.split()) > 7:
            continue
        role = next((r for r, p in rules.columns.items() if p.search(bare)), "")
        if rules.label.match(bare) and role in ("", "number"):
            role = "action"
        if not role or not value:
            continue
        hits += role in TEXT_ROLES
        if role == "action":
            drafts.append(Draft())
        if drafts:
            drafts[-1].cells.append((role if role in (*TEXT_ROLES, "review", "finding") else "other", cells[1]))
    return drafts if hits >= 2 and len(drafts) <= hits else []


def _by_content(facts: Facts, rules: Finding, table: Table) -> dict[int, str]:
    """Roles of a table's columns where no heading row says them: the longest texts are the actions."""
    from qa_scorer.extract.deadlines import find_deadline

    width = max((len(r) for r in table.rows), default=0)
    columns = [[_texts(facts, r)[c] if c < len(r) else "" for r in table.rows] for c in range(width)]
    if not columns or len(table.rows) < 1:
        return {}
    length = [sum(len(x.split()) for x in col) / max(1, len(col)) for col in columns]
    action = max(range(width), key=lambda c: length[c])
    if length[action] < 5:
        return {}
    asking = sum(asks(t, rules) for t in columns[action]) / max(1, len(columns[action]))
    if asking < 0.5:
        return {}
    roles = {action: "action"}
    for c in range(width):
        if c == action:
            continue
        texts = [t for t in columns[c] if t]
        dated = sum(bool(find_deadline(t, None, facts, cell=True)) for t in texts)
        if texts and dated >= len(texts) / 2:
            roles.setdefault(c, "when")
        elif texts and length[c] <= 7 and c > action and "who" not in roles.values():
            roles[c] = "who"
        elif texts and c > action:
            roles[c] = "outcome"
    return roles


def tables_elsewhere(facts: Facts, rules: Finding, used: set[int], found: Sequence[Draft]) -> list[Draft]:
    """Action tables outside the section; one that says again what is recommended only adds who, when and outcome."""
    out: list[Draft] = []
    chronology = {b.index for b in facts.sections.blocks("chronology")}
    for table in facts.document.tables:
        first = next((c for row in table.rows for c in row if c is not None), None)
        if first is None or first in used or first in chronology or table.parent is not None:
            continue
        if facts.sections.key_of(first) in NO_RECOMMENDATIONS:
            continue
        above = f"{facts.sections.nearest_heading(first)} {facts.sections.top_heading(first)}"
        if rules.earlier.search(above):
            continue
        head = _header(facts, table, rules)
        if head is None or not set(head[1].values()) & {"who", "when"}:
            continue
        if any(rules.not_columns.search(t) for t in _texts(facts, table.rows[head[0]])):
            continue
        drafts = from_table(facts, rules, table, inside=False)
        if sum(tells(text_of(facts, d), rules) for d in drafts) > 0.5 * len(drafts):
            continue  # it tells what was done
        for draft in drafts:
            same = says_same(facts, draft, found)
            if same is None:
                if not found or rules.heading.search(above):
                    out.append(draft)
            else:
                add_parts(same, draft)
    return out
