"""Where recommendations stand: in lists, tables, label lines or prose, under whatever heading. Source: 7.6, 12.2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Block, BlockKind
from qa_scorer.extract.recommendation_drafts import (
    NO_RECOMMENDATIONS,
    Draft,
    add_parts,
    asks,
    is_about,
    says_same,
    tells,
)
from qa_scorer.extract.recommendation_tables import from_table, tables_elsewhere
from qa_scorer.extract.sentences import split
from qa_scorer.rulepack.schemas.recommendations import Finding

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts
    from qa_scorer.extract.sections import Section

_TYPED = re.compile(r"^\s*(?:[-–•*·▪●○]\s+|\(?(?:\d{1,2}(?:\.\d{1,2}){0,2}|[a-h]|[ivx]{1,4})[.)]\s+)")
_BULLETS = frozenset("•-–*·▪●○o§")


@dataclass(frozen=True, slots=True)
class Segment:
    """A line of a block: where, and how it is drawn. `depth`: of the list it stands in; None outside lists."""

    block: int
    start: int
    end: int
    text: str
    heading: bool
    list_kind: str  # '' outside lists, else decimal, alpha, roman, bullet
    depth: int
    bold: bool


def locate(facts: Facts) -> list[Draft]:
    """Every recommendation in reading order, tables and text together."""
    from qa_scorer.rulepack.schemas.recommendations import RecommendationRules

    rules = facts.pack.get(RecommendationRules).finding
    found: list[Draft] = []
    used: set[int] = set()
    for start, end, merged in _regions(facts, rules):
        for draft in _in_region(facts, rules, start, end, merged, used):
            same = says_same(facts, draft, found)
            if same is None or same.blocks[0] >= start:
                found.append(draft)
            else:
                add_parts(same, draft)
        used.update(range(start, end))
    found.extend(tables_elsewhere(facts, rules, used, found))
    if not found:
        found = _labelled_elsewhere(facts, rules)
    if not found:
        found = _stated_elsewhere(facts, rules)
    found = [d for d in found if d.blocks]
    found.sort(key=lambda d: (d.blocks[0], d.pieces[0][1] if d.pieces else 0))
    return found


# -- regions -------------------------------------------------------------------------------------------------------


def _regions(facts: Facts, rules: Finding) -> list[tuple[int, int, bool]]:
    """Spans of blocks under a heading over recommendations; True where it is shared with another topic."""
    out: list[tuple[int, int, bool]] = []
    sections = facts.sections
    for s in sections.get("recommendations"):
        if s.heading and rules.earlier.search(s.heading):
            continue
        parts = [p for p in sections.subsections(s) if p[0] is not None and rules.heading.search(p[0].text)]
        if s.key != "recommendations" and parts:
            out.extend((start, end, False) for _, start, end in parts)
        else:
            out.append((s.start, _end_below(facts, s), s.key != "recommendations"))
    taken = {i for start, end, _ in out for i in range(start, end)}
    for n, h in enumerate(sections.headings):
        if h.block in taken or not rules.heading.search(h.text) or rules.earlier.search(h.text):
            continue
        section = sections.of(h.block)
        if section is None or section.key in NO_RECOMMENDATIONS or len(h.text.split()) > 9:
            continue
        end = next((x.block for x in sections.headings[n + 1 :] if x.level <= h.level), section.end)
        end = min(max(end, h.block + 1), len(facts.document.blocks))
        out.append((h.block + 1, end, False))
        taken.update(range(h.block, end))
    return sorted(out)


def _end_below(facts: Facts, section: Section) -> int:
    """The end of the section, sub-headings that were taken for sections of their own included."""
    levels = {h.block: h.level for h in facts.sections.headings}
    own = levels.get(section.heading_block if section.heading_block is not None else -1, 0)
    end = section.end
    for s in facts.sections.all:
        if s.heading_block != end:
            continue
        if s.key or (levels.get(s.heading_block, 0) <= own and section.start < section.end):
            break
        end = s.end
    return end


def _segments(facts: Facts, start: int, end: int) -> Iterator[Segment]:
    for block in facts.document.blocks[start:end]:
        if not block.is_body or block.kind in (BlockKind.CELL, BlockKind.TOC, BlockKind.FOOTNOTE, BlockKind.ENDNOTE):
            continue
        if facts.sections.is_placeholder(block.index):
            continue
        at = 0
        for line in block.text.split("\n"):
            a, b = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
            if b > a:
                yield _segment(facts, block, a, b, first=at == 0)
            at += len(line) + 1


def _segment(facts: Facts, block: Block, start: int, end: int, *, first: bool) -> Segment:
    text = block.text[start:end]
    typed = _TYPED.match(text)
    number = block.number if first and block.number else (typed.group(0).strip() if typed else "")
    kind = _list_kind(number) if (block.kind is BlockKind.LIST_ITEM or number) else ""
    depth = _depth(block, number)
    heading = facts.sections.is_heading(block.index) or block.kind is BlockKind.HEADING
    if typed and not heading:
        start += typed.end()
    return Segment(block.index, start, end, block.text[start:end], heading, kind, depth, block.bold)


def _list_kind(number: str) -> str:
    bare = number.strip().strip("().:")
    if not bare or bare in _BULLETS or not bare[0].isalnum():
        return "bullet"
    if bare[0].isdigit():
        return "decimal"
    return "roman" if len(bare) > 1 and set(bare.lower()) <= set("ivxl") else "alpha"


def _depth(block: Block, number: str) -> int:
    m = re.search(r"(\d)\s*$", block.style)
    styled = int(m.group(1)) if m and "list" in block.style.lower() else 1
    return max(styled, len(re.findall(r"\d+", number)) if number[:1].isdigit() else 1)


# -- text ----------------------------------------------------------------------------------------------------------


def _in_region(facts: Facts, rules: Finding, start: int, end: int, merged: bool, used: set[int]) -> list[Draft]:
    drafts: list[Draft] = []
    for table in facts.document.tables:
        first = next((c for row in table.rows for c in row if c is not None), None)
        if first is not None and start <= first < end and first not in used and table.parent is None:
            drafts.extend(from_table(facts, rules, table, inside=True))
    segments = [s for s in _segments(facts, start, end) if s.block not in used]
    segments = list(_without_other_topics(segments, rules))
    if any(_label(s, rules) for s in segments):
        return drafts + _labelled(segments, rules)
    if drafts:
        # Beside a table, text is an introduction unless it recommends in so many words.
        return drafts + [
            d for d in _prose(segments, rules, _actor(facts), strict=True) if not says_same(facts, d, drafts)
        ]
    if any(s.list_kind and not s.heading for s in segments):
        return _listed(segments, rules, merged)
    return _prose(segments, rules, _actor(facts), strict=merged)


def _without_other_topics(segments: Iterable[Segment], rules: Finding) -> Iterator[Segment]:
    skipping = False
    for s in segments:
        if s.heading:
            skipping = bool(rules.not_under.search(s.text) or rules.earlier.search(s.text)) and not _label(s, rules)
        if not skipping:
            yield s


def _label(segment: Segment, rules: Finding) -> re.Match[str] | None:
    m = rules.label.match(segment.text)
    if m is None:
        return None
    rest = segment.text[m.end() :]
    marked = bool(re.search(r"[:.)\]–—-]\s*$", m.group(0)))
    return m if not rest or marked or rest[0].isupper() else None


def _labelled(segments: Sequence[Segment], rules: Finding) -> list[Draft]:
    """Recommendations with a number of their own: what stands below belongs to the one above."""
    drafts: list[Draft] = []
    words = [_word(m.group(0)) for s in segments if (m := _label(s, rules))]
    main = "recommendation" if "recommendation" in words else words[0] if words else ""
    current: Draft | None = None
    for s in segments:
        m = _label(s, rules)
        if m and _word(m.group(0)) == main:
            current = Draft(label=m.group(1))
            drafts.append(current)
            current.open = s.heading or s.end - s.start - m.end() < 3
            if s.start + m.end() < s.end:
                current.pieces.append((s.block, s.start + m.end(), s.end))
            continue
        if s.heading:
            if not (current and current.open):
                current = None
            continue
        if current is None:
            continue
        part = _part(s, rules)
        if part:
            current.cells.append((part, s.block))
        elif current.open:
            if len(current.pieces) == 1 and _title_only(current, segments):
                current.pieces.clear()
            current.pieces.append((s.block, s.start, s.end))
            current.open = False
        elif s.list_kind or m or (rules.continues.match(s.text) and not is_about(s.text, rules)):
            current.pieces.append((s.block, s.start, s.end))
    return [d for d in drafts if d.pieces]


def _title_only(draft: Draft, segments: Sequence[Segment]) -> bool:
    block, start, end = draft.pieces[0]
    text = next((s.text for s in segments if s.block == block), "")
    return len(text[-(end - start) :].split()) <= 9


def _word(label: str) -> str:
    m = re.match(r"\W*([A-Za-z]+)", label)
    word = m.group(1).lower() if m else ""
    return "recommendation" if word == "r" or word.startswith("rec") else word


def _part(segment: Segment, rules: Finding) -> str:
    return next((role for role, p in rules.part.items() if p.match(segment.text)), "")


def _listed(segments: Sequence[Segment], rules: Finding, merged: bool) -> list[Draft]:
    drafts: list[Draft] = []
    items = [s for s in segments if s.list_kind and not s.heading]
    top = (items[0].list_kind, items[0].depth)
    current: Draft | None = None
    led: Draft | None = None  # a paragraph that opens a list
    for n, s in enumerate(segments):
        if s.heading:
            current = led = None
            continue
        part = _part(s, rules)
        if part and current is not None:
            current.cells.append((part, s.block))
        elif s.list_kind:
            if led is not None:
                led.pieces.append((s.block, s.start, s.end))
                continue
            below = s.depth > top[1] or (s.list_kind != top[0] and s.depth >= top[1] and current is not None)
            if below and current is not None:
                current.pieces.append((s.block, s.start, s.end))
                continue
            if _item_recommends(s.text, rules, merged):
                current = Draft([_without_lead_in(s, rules)])
                drafts.append(current)
            else:
                current = None
        else:
            led = None
            nxt = segments[n + 1] if n + 1 < len(segments) else None
            opens = s.text.rstrip().endswith(":") and nxt is not None and bool(nxt.list_kind)
            if opens:
                current = None
                if _carries_its_list(s, [x for x in segments[n + 1 :] if x.list_kind], rules):
                    led = Draft([(s.block, s.start, s.end)])
                    drafts.append(led)
            elif current is not None and rules.continues.match(s.text) and not is_about(s.text, rules):
                current.pieces.append((s.block, s.start, s.end))
            elif _paragraph_recommends(s.text, rules, strict=True):
                current = Draft([_without_lead_in(s, rules)])
                drafts.append(current)
    return drafts


def _carries_its_list(opener: Segment, items: Sequence[Segment], rules: Finding) -> bool:
    """True where a paragraph before a list is itself the recommendation and the list only details it."""
    if rules.lead_in.match(opener.text) or is_about(opener.text, rules) or not rules.directive.search(opener.text):
        return False
    if len(opener.text.split()) < 8:
        return False
    own = sum(bool(rules.directive.search(i.text)) for i in items)
    return own <= len(items) / 3


def _item_recommends(text: str, rules: Finding, merged: bool) -> bool:
    if rules.blank.match(text) or (is_about(text, rules) and not asks(text, rules)):
        return False
    if merged:
        return asks(text, rules) and not tells(text, rules)
    return not tells(text, rules)


def _paragraph_recommends(text: str, rules: Finding, *, strict: bool) -> bool:
    if rules.blank.match(text):
        return False
    first = next(iter(split(text)), (0, len(text)))
    head = text[first[0] : first[1]]
    recommends = bool(rules.lead_in.match(head))
    if recommends and not head.rstrip().endswith(":"):
        return True
    if is_about(head, rules):
        return False
    if strict:
        return bool(rules.directive.search(head) or rules.imperative.match(head)) and not tells(head, rules)
    if asks(head, rules):
        return True
    fragment = not re.search(r"\b(?:is|are|was|were|has|have|had|am|been)\b", head, re.IGNORECASE)
    return fragment and not rules.narrative.search(head) and len(head.split()) <= 25 and not text.rstrip().endswith(":")


def _actor(facts: Facts) -> Callable[[str], str]:
    """Tells who is to act by a sentence, or for whom it is as a whole ('Everyone should'); empty where nobody is named."""
    from qa_scorer.extract.recommendation_parts import actor_of, nobody
    from qa_scorer.rulepack.schemas.recommendations import RecommendationRules

    # The front sheet is read after the recommendations, so only the case file can tell the agency here.
    rules, agency = facts.pack.get(RecommendationRules), facts.case.agency or ""

    def actor(text: str) -> str:
        named, subject = actor_of(text, rules, agency)
        return named or (subject if subject and nobody(subject, rules.who) else "")

    return actor


def _prose(segments: Sequence[Segment], rules: Finding, actor: Callable[[str], str], *, strict: bool) -> list[Draft]:
    """Recommendations told in paragraphs: one each, or several where each is opened as one."""
    drafts: list[Draft] = []
    candidates = [s for s in segments if not s.heading]
    for s in candidates:
        part = _part(s, rules)
        if part and drafts:
            drafts[-1].cells.append((part, s.block))
            continue
        pieces = _several(s, rules, actor, alone=len(candidates) <= 2)
        if len(pieces) > 1:
            drafts.extend(
                Draft([p])
                for p in pieces
                if _paragraph_recommends(
                    _strip_number(s.text[p[1] - s.start : p[2] - s.start], rules), rules, strict=True
                )
            )
        elif (
            drafts and rules.continues.match(s.text) and not is_about(s.text, rules) and rules.directive.search(s.text)
        ):
            drafts[-1].pieces.append((s.block, s.start, s.end))
        elif _recommends_in_region(s.text, rules, strict=strict):
            drafts.append(Draft([_without_lead_in(s, rules)]))
    return drafts


def _recommends_in_region(text: str, rules: Finding, *, strict: bool) -> bool:
    if strict:
        head = text.split(". ")[0]
        return bool(rules.lead_in.match(text)) or (
            _paragraph_recommends(text, rules, strict=True)
            and bool(re.search(r"\b(?:will|shall|to|must|should)\b", head))
        )
    return _paragraph_recommends(text, rules, strict=False)


def _strip_number(text: str, rules: Finding) -> str:
    m = rules.enumerator.match(text)
    return text[m.end() :] if m else text


def _several(s: Segment, rules: Finding, actor: Callable[[str], str], *, alone: bool) -> list[tuple[int, int, int]]:
    """The recommendations of one paragraph: parts that begin with a number, an ordinal, 'it is recommended', or with somebody
    else who is to act."""
    sentences = [(s.start + a, s.start + b) for a, b in split(s.text)]
    texts = [s.text[a - s.start : b - s.start] for a, b in sentences]
    starts = [n for n, t in enumerate(texts) if rules.enumerator.match(t) or rules.lead_in.match(t)]
    if len(starts) < 2 and alone and len(texts) >= 3:
        own = [n for n, t in enumerate(texts) if asks(t, rules) and not _goes_on(t, rules) and not is_about(t, rules)]
        starts = own if len(own) >= 3 and own[0] <= 1 else []
    if len(starts) < 2 and len(texts) >= 2:
        starts = _new_actors(texts, rules, actor)
    if len(starts) < 2:
        return [(s.block, s.start, s.end)]
    out = []
    for n, at in enumerate(starts):
        last = (starts[n + 1] if n + 1 < len(starts) else len(sentences)) - 1
        out.append((s.block, sentences[at][0], sentences[last][1]))
    return out


_POINTS_BACK = re.compile(
    r"^\W*(?:the same\b|that\b|those\b|such\b|both\b|(?:s?he|her|his|their|its)\b|(?:the|an?|each|every|any)\s(?:[a-z-]+\s){0,2}?"
    r"(?:audit|sample|results?|figures?|reports?|review|checks?|outcome|findings?|training|course|form|policy|procedure|log|count)\b)",
    re.IGNORECASE,
)


#: A second sentence that says who leads, monitors or signs, or that points back with a pronoun, belongs to the first.
_SECONDS = re.compile(
    r"\b(?:will|shall|should|must|is to|are to|to)\s(?:\w+ly\s)?(?:lead|monitor|oversee|sign|countersign|review|report|check|audit|evaluate|brief)\b"
    r"|\b(?:this|these|it|them|they|the same)\b(?!\s(?:month|year|agency|trust|council|service|financial))",
    re.IGNORECASE,
)


def _goes_on(text: str, rules: Finding) -> bool:
    """True where a sentence goes on with the recommendation before it: 'This should ...', 'The audit is to be ...'."""
    return bool(rules.continues.match(text) or _POINTS_BACK.match(text))


def _new_actors(texts: Sequence[str], rules: Finding, actor: Callable[[str], str]) -> list[int]:
    """Sentences that ask something of somebody who was not asked in the one before; none where the first asks nothing."""
    starts: list[int] = []
    last = ""
    for n, t in enumerate(texts):
        if _goes_on(t, rules) or not asks(t, rules) or is_about(t, rules) or (n and _SECONDS.search(t)):
            continue
        who = actor(t).lower().removeprefix("the ")
        if who and who != last:
            starts.append(n)
            last = who
    return starts if starts[:1] == [0] else []


def _without_lead_in(s: Segment, rules: Finding) -> tuple[int, int, int]:
    return s.block, s.start, s.end


# -- outside the section -------------------------------------------------------------------------------------------


def _labelled_elsewhere(facts: Facts, rules: Finding) -> list[Draft]:
    segments = [
        s
        for s in _segments(facts, 0, len(facts.document.blocks))
        if facts.sections.key_of(s.block) not in NO_RECOMMENDATIONS
    ]
    named = [s for s in segments if (m := _label(s, rules)) and _word(m.group(0)) in ("recommendation", "action")]
    return _labelled(segments, rules) if named else []


def _stated_elsewhere(facts: Facts, rules: Finding) -> list[Draft]:
    """Sentences anywhere that recommend in so many words."""
    out: list[Draft] = []
    for s in _segments(facts, 0, len(facts.document.blocks)):
        if s.heading or facts.sections.key_of(s.block) in NO_RECOMMENDATIONS:
            continue
        for a, b in split(s.text):
            sentence = s.text[a:b]
            if rules.lead_in.match(sentence) and not is_about(sentence, rules) and not rules.earlier.search(sentence):
                out.append(Draft([(s.block, s.start + a, s.start + b)]))
    return out
