"""The document's sections, matched to the board's template.

Headings are Word or PDF headings, bold lines, lines in capitals or numbered lines. Each top-level heading is matched to a
section of the template by its wording, and where the wording says nothing, by what stands under it. A table of contents
is not a section; the template's own guidance text is a placeholder.

Source: 7.1, 8.1 (template), RUBRIC section status.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from qa_scorer.document import Block, BlockKind, Document
from qa_scorer.document.labels import TERM_WORDS
from qa_scorer.extract.sentences import split
from qa_scorer.rulepack import Pack
from qa_scorer.rulepack.schemas.template import Template, TemplateSection

_PART = (
    r"(?:section|part|chapter|appendix|annex(?:e)?)\s+"
    r"(?:\d{1,3}|[A-Z]\d{0,2}|[ivx]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)
_NUMBER = re.compile(
    rf"^\s*(?:{_PART}[\s.:)–—-]*|\(?\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[.):]?\s+|[A-Z][.)]\s+|\(?[ivx]{{1,5}}[.)]\s+)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+(?=[A-Z])")
_COUNTED = re.compile(rf"^\s*(?:{_PART}|(?:{TERM_WORDS})\s?(?:\d{{1,2}}|[a-z])\b)", re.IGNORECASE)
_TERM_HEADING = re.compile(
    rf"^\s*(?:\d{{1,2}}(?:\.\d{{1,2}})*[.)]?\s+)?(?:{TERM_WORDS})\s?(?:no\.?\s?)?(?:\d{{1,2}}|[a-h]|one|two|three|four|five|six|seven|eight)\b",
    re.IGNORECASE,
)
_LABEL_VALUE = re.compile(r"^[^:]{2,40}:\s*\S")
_DATE_ANY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?[\s./-]+(?:\d{1,2}|[A-Za-z]{3,9})[\s./,-]+(?:\d{2}|\d{4})\b")
_DATE_ONLY = re.compile(r"\W*(?:dated?\W+)?(?:[A-Za-z]{3,9}day\W+)?" + _DATE_ANY.pattern + r"\W*", re.IGNORECASE)
_SIGNED = re.compile(r"^(?:signed|name|job title|date|author|position|print name)\b.{0,3}[:.…_]", re.IGNORECASE)


def normalise_heading(text: str) -> str:
    """The heading in lower case, with its number, end punctuation and runs of white space removed."""
    bare = _NUMBER.sub("", text.replace("’", "'").replace("–", "-").replace("—", "-"))
    bare = re.sub(r"[,;]?\s+", " ", bare).strip(" .:;-*_?")
    return bare.lower()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as found: block, text, level (1 is the top) and how it was drawn."""

    block: int
    text: str
    level: int
    look: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the document.

    `key`: template section, or '' for one that the template does not know. `heading`: None for the front page before the
    first heading. `start` and `end`: blocks of its content, end excluded, heading not included. `status`: present, thin
    or empty. `confidence`: of the match with the template. `also`: further keys that a merged heading names.
    """

    key: str
    heading: str | None
    heading_block: int | None
    start: int
    end: int
    status: str = "present"
    confidence: float = 1.0
    also: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class SectionMap:
    """All sections of a document in reading order, with look-ups."""

    document: Document = field(repr=False)
    template: Template = field(repr=False)
    all: tuple[Section, ...]
    headings: tuple[Heading, ...]
    placeholders: frozenset[int]

    @cached_property
    def _by_block(self) -> dict[int, Section]:
        out: dict[int, Section] = {}
        for s in self.all:
            if s.heading_block is not None:
                out[s.heading_block] = s
            for i in range(s.start, s.end):
                out[i] = s
        return out

    @cached_property
    def _heading_blocks(self) -> dict[int, Heading]:
        return {h.block: h for h in self.headings}

    @cached_property
    def _nearest(self) -> dict[int, tuple[str, str]]:
        out: dict[int, tuple[str, str]] = {}
        top = near = ""
        tops = {s.heading_block for s in self.all}
        for b in self.document.blocks:
            if not b.is_body:
                continue
            h = self._heading_blocks.get(b.index)
            if h:
                near = h.text
                if h.block in tops:
                    top = h.text
            out[b.index] = (near, top)
        return out

    def of(self, block: int) -> Section | None:
        """The section in which a block stands (its heading included); None for hidden text or text before any section."""
        return self._by_block.get(block)

    def key_of(self, block: int) -> str:
        """The template key of the block's section, or ''."""
        s = self._by_block.get(block)
        return s.key if s else ""

    def get(self, key: str) -> tuple[Section, ...]:
        """All sections with that template key, merged ones included."""
        return tuple(s for s in self.all if s.key == key or key in s.also)

    def blocks(self, *keys: str) -> tuple[Block, ...]:
        """Body blocks of the sections with these keys, headings and placeholders left out."""
        wanted = set(keys)
        return tuple(
            self.document.blocks[i]
            for s in self.all
            if s.key in wanted or wanted & set(s.also)
            for i in range(s.start, s.end)
            if self.document.blocks[i].is_body and i not in self._heading_blocks and i not in self.placeholders
        )

    def is_heading(self, block: int) -> bool:
        """True where the block is a heading, whatever its style."""
        return block in self._heading_blocks

    def is_placeholder(self, block: int) -> bool:
        """True where the block is the template's own guidance or text that fills a place without saying anything."""
        return block in self.placeholders

    def nearest_heading(self, block: int) -> str:
        """Text of the nearest heading above the block, of any level."""
        return self._nearest.get(block, ("", ""))[0]

    def top_heading(self, block: int) -> str:
        """Text of the section heading above the block."""
        return self._nearest.get(block, ("", ""))[1]

    def status(self, key: str) -> str:
        """present, thin, empty or missing: the best of the sections with that key."""
        order = {"present": 0, "thin": 1, "empty": 2}
        found = self.get(key)
        return min((s.status for s in found), key=order.__getitem__) if found else "missing"

    @cached_property
    def unheaded(self) -> bool:
        """True for a report of some length whose headings tell hardly a section, such as a letter."""
        told = {s.key for s in self.all if s.key and s.heading is not None and s.confidence >= 0.5}
        return len(told) < 2 and self.document.words > self.template.unheaded_words

    def names_allowed(self, block: int) -> bool:
        """True in a zone where names may stand in full. Source: RUBRIC, 8.6."""
        key = self.key_of(block)
        return any(t.key == key and t.names_allowed for t in self.template.section)

    def subsections(self, section: Section) -> tuple[tuple[Heading | None, int, int], ...]:
        """The parts of a section between its sub-headings: heading (None for the part before the first), start, end."""
        marks = [h for h in self.headings if section.start <= h.block < section.end]
        out: list[tuple[Heading | None, int, int]] = []
        first = marks[0].block if marks else section.end
        if first > section.start:
            out.append((None, section.start, first))
        for n, h in enumerate(marks):
            end = marks[n + 1].block if n + 1 < len(marks) else section.end
            out.append((h, h.block + 1, end))
        return tuple(out)


# -- headings ------------------------------------------------------------------------------------------------------


def _is_caps(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 3 and sum(c.isupper() for c in letters) / len(letters) > 0.9


def _heading_like(block: Block, template: Template) -> bool:
    text = block.text.strip()
    words = text.split()
    if not words or len(words) > template.heading_max_words or len(text) > 110 or "\n" in text:
        return False
    if text[-1] in ",;" or (text[-1] == "." and len(words) > 3) or not any(c.isalpha() for c in text):
        return False
    if _SIGNED.match(text) or _DATE_ONLY.fullmatch(text):
        return False
    labelled = _LABEL_VALUE.match(text) and not _NUMBERED.match(text) and not _COUNTED.match(text)
    return not labelled or (block.bold and _match(normalise_heading(text.split(":")[0]), template)[0][1] >= 1.0)


#: What a heading may be that is only drawn as one.
_DRAWN = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TEXT_BOX})


def find_headings(document: Document, template: Template) -> tuple[Heading, ...]:
    """All headings of the document, styled or only drawn as headings, with a level each."""
    body = [b for b in document.blocks if b.is_body]
    styled = [b for b in body if b.kind is BlockKind.HEADING and b.text.strip() and (b.level or 1) > 0]
    sizes: Counter[float] = Counter()
    for b in body:
        if b.size and b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            sizes[b.size] += len(b.text)
    usual = sizes.most_common(1)[0][0] if sizes else None
    prose = [b for b in body if b.kind is BlockKind.PARAGRAPH]
    length = sum(len(b.text) for b in prose)
    all_bold = sum(len(b.text) for b in prose if b.bold) > 0.5 * length
    all_italic = sum(len(b.text) for b in prose if b.italic) > 0.5 * length
    all_lined = sum(len(b.text) for b in prose if b.underline) > 0.5 * length
    found: dict[int, Heading] = {b.index: Heading(b.index, b.text.strip(), b.level or 1, "style") for b in styled}
    enough = len(styled) >= 5
    looks: list[tuple[Block, str]] = []
    for n, b in enumerate(body):
        if b.index in found or b.kind not in _DRAWN or b.level == 0:
            continue
        if not _heading_like(b, template):
            continue
        larger = bool(b.size and usual and b.size >= usual + 1)
        bold = b.bold and not all_bold
        lined = b.underline and not all_lined
        boxed = b.kind is BlockKind.TEXT_BOX and (bold or larger or b.underline)
        caps = _is_caps(b.text) and len(b.text.split()) >= 1 and len(b.text) >= 4
        numbered = bool(_NUMBERED.match(b.text)) or bool(b.number and re.match(r"^\d", b.number))
        nxt = body[n + 1] if n + 1 < len(body) else None
        follows_text = nxt is not None and (nxt.kind is not b.kind or len(nxt.text) > len(b.text) or nxt.bold != b.bold)
        known = _match(normalise_heading(b.text), template)[0][1] >= 1.0 if not enough else False
        if numbered and b.text.rstrip().endswith("?") and "." in b.text.split()[0].rstrip("."):
            numbered = False  # '1.2 Was she seen?' is a question of a list
        short = len(b.text.split()) <= 8 and b.text.strip()[-1] not in ".;,"
        if b.kind is BlockKind.TEXT_BOX and not boxed:
            continue  # a box in plain type holds a remark
        if bold or lined or (caps and not enough) or (larger and short):
            look = f"{'B' if bold else ''}{'U' if lined else ''}{'C' if caps else ''}{'T' if boxed else ''}"
            look += "I" if b.italic and look and not all_italic else ""
        elif not enough and (numbered and short and follows_text and b.kind is not BlockKind.LIST_ITEM):
            look = "N"
        elif not enough and known and short and b.kind is BlockKind.PARAGRAPH and follows_text:
            look = "W"  # nothing but its wording makes it a heading
        else:
            continue
        if b.kind is BlockKind.LIST_ITEM and not (bold and numbered):
            continue
        looks.append((b, look))
    if enough:
        # Where the document uses heading styles, a bold line is a sub-heading.
        levels = [h.level for h in found.values()]
        drawn = [(b, look) for b, look in looks if "B" in look or "U" in look]
        tops = _over_styled([b for b, _ in drawn], found.values(), template)
        for b, look in drawn:
            level = min(levels) - 1 if b.index in tops else max(levels) + 1
            found[b.index] = Heading(b.index, b.text.strip(), level, look)
    else:
        for b, look in looks:
            found[b.index] = Heading(b.index, b.text.strip(), 0, look)
        found = _levels(found, {b.index: b for b in body}, template)
    return tuple(found[i] for i in sorted(found))


def _over_styled(drawn: list[Block], styled: Iterable[Heading], template: Template) -> set[int]:
    """The bold lines that head sections, where they name the template's sections and styled headings do not.

    Then the styles are of sub-headings. Where most such lines are counted ('Section 4'), so are the others that are.
    """
    best = {b.index: _match(normalise_heading(b.text), template)[0] for b in drawn}
    plain = {key for key, score in best.values() if score >= 1.0}
    below = (_match(normalise_heading(h.text), template)[0] for h in styled)
    if len(plain) < 4 or len(plain) <= 2 * len({key for key, score in below if score >= 1.0}):
        return set()
    counted = {b.index for b in drawn if _NUMBER.match(b.text)}
    known = {index for index, (key, _) in best.items() if key}
    return known | counted if len(known & counted) > 0.5 * len(known) else known


def _signature(block: Block, look: str) -> tuple[float, int, str]:
    depth = 0
    m = _NUMBERED.match(block.text)
    if m:
        depth = m.group(1).count(".") + 1
    elif block.number and re.match(r"^\d", block.number):
        depth = block.number.strip(".").count(".") + 1
    return (round(block.size or 0.0, 1), depth, look)


_OTHERS = 3  # sections that headings of another look name, and the top ones do not, for both to be the top


def _levels(found: dict[int, Heading], blocks: dict[int, Block], template: Template) -> dict[int, Heading]:
    """Levels for headings that carry none: looks that name template sections are the top, other looks lie below."""
    groups: dict[tuple[float, int, str], list[Heading]] = defaultdict(list)
    for h in found.values():
        groups[_signature(blocks[h.block], h.look)].append(h)
    told = {h.block: _match(normalise_heading(h.text), template)[0] for h in found.values()}
    hits = {sig: sum(told[h.block][1] >= 0.6 for h in hs) for sig, hs in groups.items()}
    best = max(groups, key=lambda s: (hits[s], s[0]), default=None)
    if best is None:
        return found
    named = {sig: {told[h.block][0] for h in hs} - {""} for sig, hs in groups.items()}
    out: dict[int, Heading] = {}
    for sig, hs in groups.items():
        same_size = abs(sig[0] - best[0]) < 0.6
        top = sig == best or (
            (sig[0] >= best[0] - 0.1)
            and (sig[1] <= best[1] or not best[1])
            and (
                sig[2] == best[2]
                or (hits[sig] >= max(1, len(hs) / 2) and "C" not in best[2])
                or (best[2] in ("N", "W") and same_size)
                or ("T" in sig[2] and hits[sig] >= 2)
                or (len(named[sig] - named[best]) >= _OTHERS and hits[sig] >= len(hs) / 2)
            )
        )
        for h in hs:
            strong = told[h.block][1] >= 1.0
            level = 1 if top or (strong and same_size and sig[2] in best[2]) else 2
            if sig[1] > 1 and sig[1] > best[1]:
                level = sig[1]
            out[h.block] = Heading(h.block, h.text, level, h.look)
    return out


# -- matching ------------------------------------------------------------------------------------------------------


def _match(bare: str, template: Template) -> list[tuple[str, float]]:
    """Template keys that the wording of a heading speaks for, best first: 1.0 whole heading, 0.6 and more a part of it."""
    scores: list[tuple[str, float]] = []
    for n, section in enumerate(template.section):
        score = 0.0
        for place, pattern in enumerate(section.exact):
            if pattern.fullmatch(bare) or pattern.fullmatch(bare.removeprefix("the ")):
                plain = 0.1 if len(bare.split()) <= 4 else 0.0
                usual = 0.1 if place == 0 or bare == section.title.lower() else 0.0  # the first is the usual wording
                score = max(score, 1.0 + plain + usual)
        if score == 0.0:
            for pattern in section.aliases:
                m = pattern.search(bare)
                if m:
                    share = (m.end() - m.start()) / max(1, len(bare))
                    score = max(score, 0.6 + 0.3 * share - 0.02 * m.start() / max(1, len(bare)))
        if score:
            scores.append((section.key, score - n * 1e-4))
    scores.sort(key=lambda kv: -kv[1])
    return scores or [("", 0.0)]


def _content_keys(document: Document, start: int, end: int, template: Template) -> dict[str, float]:
    """What the text of a section speaks for, by template key, 0 to 1."""
    blocks = [document.blocks[i] for i in range(start, end) if document.blocks[i].is_body]
    text = "\n".join(b.text for b in blocks)
    scores: dict[str, float] = {}
    words = max(1, len(text.split()))
    for section in template.section:
        if section.content_per_100:
            hits = sum(1 for p in section.content for _ in p.finditer(text))
            if hits >= 3 and words >= 25:
                scores[section.key] = min(1.0, 100 * hits / words / section.content_per_100)
        elif section.content:
            kinds = sum(bool(p.search(text)) for p in section.content)
            if kinds:
                scores[section.key] = kinds / len(section.content) * (1.0 if words < 400 else 0.6)
    rows = _chronology_words(document, start, end)
    if rows >= 0.5 * words:
        return {"chronology": 1.0}  # whatever its cells tell of
    if rows:
        scores["chronology"] = 1.0
    scores.update(_by_structure(document, start, end, template, blocks, words))
    drawn = ("bitmap", "drawing", "vml", "smartart", "vector")
    if words < 150 and any(p.kind in drawn and start <= p.block < end for p in document.pictures):
        scores["genogram"] = 0.8
    if len(re.findall(r"\brecommendation\s+\d|\bR\d{1,2}\b|\bby when\b", text, re.IGNORECASE)) >= 2:
        scores["recommendations"] = 1.0
    return scores


def _by_structure(
    document: Document, start: int, end: int, template: Template, blocks: list[Block], words: int
) -> dict[str, float]:
    """Sections that the form of their content tells: label tables, question lists, code lists, signatures."""
    scores: dict[str, float] = {}
    total = max(1, len(document.blocks))
    for number in _tables(document, start, end):
        rows = document.tables[number].rows
        head = [document.blocks[c].text for c in rows[0] if c is not None] if rows else []
        first = [document.blocks[r[0]].text for r in rows if r and r[0] is not None]
        labels = sum(any(p.search(x) and len(x) < 60 for x in first) for p in template.front_sheet_labels)
        if labels >= 3 and len(rows[0]) <= 3 and start < 0.25 * total:
            scores["front_sheet"] = max(scores.get("front_sheet", 0.0), min(1.0, 0.4 + 0.15 * labels))
        kin = sum(any(p.search(x) and len(x) < 40 for x in head) for p in template.family_labels)
        if kin >= 3 and any(template.family_labels[0].search(x) for x in head):
            scores["family_details"] = 0.9
        if all(any(p.search(x) and len(x) < 60 for x in head) for p in template.action_labels):
            scores["recommendations"] = 1.0
        if len(head) == 2 and all(p.search(x) for p, x in zip(template.glossary_labels, head, strict=True)):
            scores["glossary"] = 0.9
    prose = [b for b in blocks if b.kind is not BlockKind.CELL and b.text.strip()]
    asked = [b for b in prose if b.text.rstrip().endswith("?") or template.asks.search(b.text)]
    if len(asked) >= 2 and len(asked) >= 0.5 * len(prose) and start < 0.5 * total:
        scores["terms_of_reference"] = 0.95
    defined = [b for b in prose if re.match(r"^[^:=.]{1,40}(?::| = | [-–] )\s*\S", b.text) and len(b.text.split()) < 25]
    if len(defined) >= 3 and len(defined) >= 0.8 * len(prose) and start > 0.6 * total:
        scores["glossary"] = max(scores.get("glossary", 0.0), 0.8)
    text = "\n".join(b.text for b in blocks)
    if (
        words < 120
        and start > 0.6 * total
        and _DATE_ANY.search(text)
        and re.search(r"\bsigned\b|\bauthor\b|\bapproved\b", text, re.IGNORECASE)
    ):
        scores["signatures"] = 0.85
    return scores


def _tables(document: Document, start: int, end: int) -> Iterable[int]:
    for table in document.tables:
        first = next((c for row in table.rows for c in row if c is not None), None)
        if first is not None and start <= first < end:
            yield table.index


_DATE_CELL = re.compile(
    r"^\W{0,3}(?:c\.?|circa|approx\.?)?\s*\d{1,2}(?:st|nd|rd|th)?[\s./-]+(?:\d{1,2}|[A-Za-z]{3,9})[\s./-]+(?:\d{2}|\d{4})\b",
    re.IGNORECASE,
)
_HEADER_WORDS = (
    re.compile(r"\bdates?\b|\bwhen\b", re.IGNORECASE),
    re.compile(r"\btimes?\b", re.IGNORECASE),
    re.compile(r"\bsource\b|\brecorded in\b|\bwhere (?:obtained|from)\b", re.IGNORECASE),
    re.compile(r"\bcontact\b|\bseen\b", re.IGNORECASE),
    re.compile(r"\bcommunicat|\bwithin agency\b|\binternal\b|\bexternal\b", re.IGNORECASE),
    re.compile(r"\bresponse\b|\boutcome\b|\baction\b|\bresult\b", re.IGNORECASE),
    re.compile(r"\bcomments?\b|\bnotes?\b|\bremarks?\b", re.IGNORECASE),
    re.compile(r"\bevent\b|\bwhat happened\b|\bentry\b|\bdetails?\b", re.IGNORECASE),
)


_TELLS_EVENTS = re.compile(
    r"^\W*(?:events?|what happened|what was done|entry|incidents?)\b(?! (?:date|no|number|id))", re.IGNORECASE
)


def looks_like_chronology(document: Document, table: int) -> bool:
    """True where a table's heading row or its date column is that of a chronology."""
    rows = document.tables[table].rows
    if len(rows) < 3 or max((len(r) for r in rows), default=0) < 2:
        return False

    def cell(r: int, c: int) -> str:
        index = rows[r][c] if c < len(rows[r]) else None
        return document.blocks[index].text.strip() if index is not None else ""

    def kinds(r: int) -> int:
        texts = {cell(r, c) for c in range(len(rows[r]))}
        return sum(any(p.search(t) and len(t) < 60 for t in texts) for p in _HEADER_WORDS)

    top = max(range(min(3, len(rows))), key=lambda r: (kinds(r), -r))  # a title may stand above the heading row
    head = [cell(top, c) for c in range(len(rows[top]))]
    named = kinds(top)
    has_date = bool(_HEADER_WORDS[0].search(" | ".join(head)))
    dated = 0.0
    for c in range(min(3, len(head))):
        column = [cell(r, c) for r in range(top + 1, len(rows))]
        dated = max(dated, sum(bool(_DATE_CELL.match(x)) for x in column) / max(1, len(column)))
    if has_date and dated >= 0.6 and len(rows) > 3 and any(_TELLS_EVENTS.search(t) for t in head):
        return True
    return (
        (has_date and named >= 4 and (dated >= 0.3 or len(rows) > 5))
        or (dated >= 0.6 and named >= 3 and len(head) >= 4)
        or (dated >= 0.6 and len(head) >= 6 and len(rows) > 5)
    )


# -- sections ------------------------------------------------------------------------------------------------------


def _shingles(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return [tuple(words[i : i + 3]) for i in range(max(0, len(words) - 2))]


def _placeholders(document: Document, template: Template, headings: set[int]) -> frozenset[int]:
    """Blocks that hold only the template's own lines, whole or run together, or text that says nothing."""
    from rapidfuzz import fuzz, process, utils

    prompts = [utils.default_process(p) for p in template.prompts]
    known = set(_shingles(" ".join(template.prompts)))
    out: set[int] = set()
    for b in document.blocks:
        if not b.is_body or b.index in headings or b.kind is BlockKind.CELL:
            continue
        text = b.text.strip()
        if not text or any(p.search(text) for p in template.placeholders):
            out.add(b.index)
            continue
        shingles = _shingles(text)
        if len(shingles) >= 6:
            if sum(s in known for s in shingles) / len(shingles) >= 0.7:
                out.add(b.index)
        elif len(text.split()) >= 2:
            cutoff = 100 * template.prompt_similarity
            if process.extractOne(utils.default_process(text), prompts, scorer=fuzz.ratio, score_cutoff=cutoff):
                out.add(b.index)
    return frozenset(out)


def find_sections(document: Document, pack: Pack) -> SectionMap:
    """The document's sections. Every template section that has none is missing; nothing is invented."""
    template = pack.get(Template)
    headings = find_headings(document, template)
    known = {s.key: s for s in template.section}
    level = _top_level(headings, template)
    last = max((b.index for b in document.blocks if b.is_body), default=-1) + 1

    starts: list[tuple[Heading, list[tuple[str, float]]]] = []
    for h in headings:
        scores = _match(normalise_heading(h.text), template)
        if h.level <= level:
            starts.append((h, scores))
    top_keys = {scores[0][0] for _, scores in starts if scores[0][1] >= 1.0}
    for h in headings:
        # A sub-heading that is exactly a template section which has no heading of its own starts that section.
        if h.level > level:
            key, score = _match(normalise_heading(h.text), template)[0]
            plain = 0.6 if key == "genogram" else 1.1
            if score >= plain and key not in top_keys and known[key].subsection:
                starts.append((h, [(key, score)]))
                top_keys.add(key)
    starts.sort(key=lambda x: x[0].block)

    placeholders = _placeholders(document, template, {h.block for h in headings})
    sections: list[Section] = []
    first = starts[0][0].block if starts else last
    bodies = [
        (h, scores, h.block + 1, starts[n + 1][0].block if n + 1 < len(starts) else last)
        for n, (h, scores) in enumerate(starts)
    ]

    bodies = _without_terms(bodies, document)
    content = {h.block: _content_keys(document, start, end, template) for h, _, start, end in bodies}
    taken = _assign(bodies, content, template)
    bodies = _absorbed(bodies, taken, document)
    _fill_gaps(bodies, content, taken, document, template)
    used = Counter(key for key, _, _ in taken.values())

    if first > 0:
        keys = _content_keys(document, 0, first, template)
        key = "front_sheet" if keys.get("front_sheet", 0) >= 0.6 and not used["front_sheet"] else ""
        if any(document.blocks[i].is_body for i in range(first)):
            sections.append(Section(key, None, None, 0, first, confidence=0.8 if key else 0.0))
    for h, _scores, start, end in bodies:
        key, confidence, also = taken.get(h.block, ("", 0.0, ()))
        sections.append(Section(key, h.text, h.block, start, end, confidence=confidence, also=also))

    sections = _with_chronology(document, _with_genogram(document, sections))
    heading_blocks = {h.block for h in headings}
    done = tuple(_with_status(document, s, known, template, placeholders, heading_blocks) for s in sections)
    return SectionMap(document, template, done, headings, placeholders)


_Body = tuple[Heading, list[tuple[str, float]], int, int]
#: Sections that their content alone can tell, where no heading names them.
_BY_CONTENT = frozenset(
    "front_sheet evaluation_statement terms_of_reference contextual_information methodology family_details genogram"
    " summary_of_facts analysis chronology lessons recommendations signatures glossary".split()
)


def _assign(
    bodies: list[_Body], content: dict[int, dict[str, float]], template: Template
) -> dict[int, tuple[str, float, tuple[str, ...]]]:
    """Key, confidence and merged keys by heading block: wording first, content where wording says little or nothing.

    One heading takes a key; a second one shares it only where its wording is as plain.
    """
    order = {s.key: n for n, s in enumerate(template.section)}
    options: list[tuple[float, float, int, str]] = []
    named = [(n, scores[0][0]) for n, (_, scores, _, _) in enumerate(bodies) if scores[0][1] >= 1.0]
    for n, (h, scores, _start, _end) in enumerate(bodies):
        wording = dict(scores) if scores[0][1] > 0 else {}
        for key in order:
            said, shown = wording.get(key, 0.0), content[h.block].get(key, 0.0)
            # A section that is a chronology and little else is one, unless its heading is plainly that of another.
            only = key == "chronology" and content[h.block] == {key: 1.0} and max(wording.values(), default=1.0) < 1.0
            if said == 0.0 and (key not in _BY_CONTENT or (wording and not only)):
                continue
            before = [order[k] for m, k in named if m < n]
            after = [order[k] for m, k in named if m > n]
            misplaced = sum(o > order[key] for o in before) + sum(o < order[key] for o in after)
            fit = 1.0 - misplaced / max(1, len(before) + len(after))
            score = said + 0.25 * shown + 0.1 * fit if said else (0.8 if only else 0.5) * shown + 0.2 * fit
            options.append((score, said, h.block, key))
    options.sort(key=lambda o: (o[1] < 1.15, -o[0], o[2]))
    taken: dict[int, tuple[str, float, tuple[str, ...]]] = {}
    best: dict[str, float] = {}
    said_of = {h.block: (h, dict(scores)) for h, scores, _, _ in bodies}
    for score, said, block, key in options:
        if block in taken or score < (0.62 if said else 0.4):
            continue
        if key in best:
            elsewhere = any(v >= 0.6 and k not in best for k, v in said_of[block][1].items())
            if elsewhere or said < 1.0 or said < best[key] - 0.06:
                continue
        h, scores_of = said_of[block]
        also = tuple(k for k, v in scores_of.items() if v and k != key and _merged(h.text, k, key, template))
        taken[block] = (key, min(1.0, score if said else 0.7 * score), also)
        best[key] = max(best.get(key, 0.0), said)
    # A heading may speak for two sections: where another heading can stand in for the first, it goes to the second.
    for block, (key, _score, _also) in list(taken.items()):
        for other, said in said_of[block][1].items():
            if said < 0.6 or other in best or content[block].get(other, 0.0) < 0.2:
                continue
            rivals = [(v[key], b) for b, (_, v) in said_of.items() if b not in taken and v.get(key, 0.0) >= 0.6]
            if rivals:
                value, rival = max(rivals)
                taken[block] = (other, said, ())
                taken[rival] = (key, value, ())
                best[other] = said
                break
    return taken


def _without_terms(bodies: list[_Body], document: Document) -> list[_Body]:
    """Without the headings that number a term of reference ('ToR 2 - visits') below the heading of what answers it.

    That is a heading of the analysis, or any that has nothing of its own under it.
    """
    out: list[_Body] = []
    took = False  # the last section kept has taken in such a heading
    for body in bodies:
        h, _, _, end = body
        if out and _TERM_HEADING.match(h.text):
            last = out[-1]
            analysis = any(key == "analysis" and score >= 0.6 for key, score in last[1])
            if took or analysis or _bare(document, last[2], h.block):
                out[-1] = (last[0], last[1], last[2], end)
                took = True
                continue
        took = False
        out.append(body)
    return out


def _bare(document: Document, start: int, end: int) -> bool:
    """True where no text stands in the span."""
    return not any(document.blocks[i].is_body and document.blocks[i].text.strip() for i in range(start, end))


def _absorbed(
    bodies: list[_Body], taken: dict[int, tuple[str, float, tuple[str, ...]]], document: Document
) -> list[_Body]:
    """Without the headings that only look like those of sections: such as follow one that has nothing under it.

    Where headings are drawn by hand, a sub-heading often looks like the heading above it.
    """
    out: list[_Body] = []
    open_ = False  # the last section kept has nothing of its own
    for body in bodies:
        h, scores, start, end = body
        bare = _bare(document, start, end)
        if h.block in taken or not open_ or h.look == "style" or scores[0][1]:
            out.append(body)
            open_ = h.block in taken and bare and h.look != "style"
        else:
            last = out[-1]
            out[-1] = (last[0], last[1], last[2], end)
    return out


def _fill_gaps(
    bodies: list[_Body],
    content: dict[int, dict[str, float]],
    taken: dict[int, tuple[str, float, tuple[str, ...]]],
    document: Document,
    template: Template,
) -> None:
    """Gives sections that are missing to headings that say nothing: by what stands under them and by their place.

    The longest one that fits is taken, at a low confidence.
    """
    held = {key for key, _, _ in taken.values()} | {k for _, _, also in taken.values() for k in also}
    for gap in template.gap:
        if gap.key in held:
            continue
        fits: list[tuple[int, int]] = []
        for h, scores, start, end in bodies:
            if h.block in taken or scores[0][1] >= 1.0:
                continue
            earlier = {taken[b.block][0] for b, _, _, _ in bodies if b.block < h.block and b.block in taken}
            if (gap.after and not earlier & set(gap.after)) or earlier & set(gap.not_after):
                continue
            size = sum(
                len(document.blocks[i].text.split())
                for i in range(start, end)
                if document.blocks[i].is_body and (gap.cells or document.blocks[i].kind is not BlockKind.CELL)
            )
            if size >= gap.words and content[h.block].get(gap.key, 0.0) >= gap.content:
                fits.append((size, h.block))
        if fits:
            taken[max(fits)[1]] = (gap.key, 0.4, ())
            held.add(gap.key)


_GENOGRAM = re.compile(r"\bgenogram\b|\bfamily tree\b|\bnetwork (?:diagram|list|map)\b|\beco-?map\b", re.IGNORECASE)
_KIN_LINE = re.compile(r"^[^()]{1,40}\([^()]{2,60}\)(?:,? (?:born|b\.|aged) .{2,20})?$")


def _with_genogram(document: Document, sections: list[Section]) -> list[Section]:
    """The sections, a genogram that stands among the family details (or under an unknown heading) found as one."""
    if any(s.key == "genogram" or "genogram" in s.also for s in sections):
        return sections
    for n, s in enumerate(sections):
        if s.key not in ("family_details", ""):
            continue
        blocks = [document.blocks[i] for i in range(s.start, s.end) if document.blocks[i].is_body]
        drawn = any(s.start <= p.block < s.end for p in document.pictures)
        named = any(_GENOGRAM.search(b.text) and len(b.text.split()) < 40 for b in blocks)
        kin = sum(bool(_KIN_LINE.match(b.text.strip())) for b in blocks if b.kind is BlockKind.LIST_ITEM)
        if (drawn and (named or s.key)) or (s.key and (named or kin >= 3)) or kin >= 4:
            also = (*s.also, "genogram")
            done = Section(
                s.key or "genogram",
                s.heading,
                s.heading_block,
                s.start,
                s.end,
                s.status,
                s.confidence,
                also if s.key else s.also,
            )
            return [*sections[:n], done, *sections[n + 1 :]]
    return sections


def _with_chronology(document: Document, sections: list[Section]) -> list[Section]:
    """The sections; where none is the chronology, one that is a chronology's table and little else counts as it too."""
    if any(s.key == "chronology" or "chronology" in s.also for s in sections):
        return sections
    for n, s in enumerate(sections):
        if s.key not in ("", "summary_of_facts", "contextual_information") or s.heading is None:
            continue
        words = sum(len(document.blocks[i].text.split()) for i in range(s.start, s.end) if document.blocks[i].is_body)
        rows = _chronology_words(document, s.start, s.end)
        if rows >= 0.5 * max(1, words):
            done = replace(s, also=(*s.also, "chronology")) if s.key else replace(s, key="chronology")
            return [*sections[:n], done, *sections[n + 1 :]]
    return sections


def _chronology_words(document: Document, start: int, end: int) -> int:
    """Words in the tables there that look like a chronology."""
    return sum(
        len(document.blocks[c].text.split())
        for t in _tables(document, start, end)
        if looks_like_chronology(document, t)
        for row in document.tables[t].rows
        for c in dict.fromkeys(row)
        if c is not None
    )


def _merged(heading: str, key: str, best: str, template: Template) -> bool:
    """True where a heading names two sections ('Lessons and recommendations') by words of its own for each."""
    parts = re.split(r"\s+(?:and|&|/|with)\s+|[,;/&]\s*", normalise_heading(heading))
    if len(parts) < 2:
        return False
    by_part = [_match(p, template)[0] for p in parts]
    strong = [k for k, v in by_part if v >= 0.6]
    return key in strong and best in strong and key != best


def _top_level(headings: tuple[Heading, ...], template: Template) -> int:
    """The level at which the template's sections stand: where most different keys are matched."""
    keys: dict[int, set[str]] = defaultdict(set)
    for h in headings:
        key, score = _match(normalise_heading(h.text), template)[0]
        if score >= 0.6:
            keys[h.level].add(key)
    if not keys:
        return min((h.level for h in headings), default=1)
    return max(sorted(keys), key=lambda lv: len(keys[lv]))


def _with_status(
    document: Document,
    section: Section,
    known: dict[str, TemplateSection],
    template: Template,
    placeholders: frozenset[int],
    headings: set[int],
) -> Section:
    spec = known.get(section.key)
    if spec is None:
        return section
    blocks = [document.blocks[i] for i in range(section.start, section.end) if document.blocks[i].is_body]
    content = [b for b in blocks if b.index not in headings and b.index not in placeholders and b.text.strip()]
    content = [
        b
        for b in content
        if not (b.kind is BlockKind.CELL and any(p.search(b.text.strip()) for p in template.placeholders))
    ]
    left_in = any(b.index in placeholders and len(b.text.split()) > 3 for b in blocks)
    prose = [b for b in content if b.kind is not BlockKind.CELL]
    cells = [b for b in content if b.kind is BlockKind.CELL]
    words = sum(len(b.text.split()) for b in content)
    pictures = [
        p
        for p in document.pictures
        if section.start <= p.block < section.end + (1 if section.end == len(document.blocks) else 0)
    ]
    unreadable = any(b.page in document.unreadable_pages for b in blocks if b.page)
    pointer = (
        bool(content)
        and not cells
        and words < 40
        and all(any(p.search(b.text[x:y]) for p in template.pointers) for b in prose for x, y in split(b.text))
    )

    def status() -> tuple[str, str]:
        form = any(re.search(r"[._…]{4,}", b.text) for b in blocks)
        if not content and section.key in ("signatures", "evaluation_statement") and form:
            return ("thin", "the form is not signed and dated")
        if not content and not (pictures and section.key == "genogram"):
            return ("empty", "only a heading, or only the template's own text, stands here")
        if pointer and not pictures:
            state = "thin" if section.key == "terms_of_reference" else "empty"
            return (state, "it only points to something that is not in the report")
        if section.key == "front_sheet":
            filled = len({b.cell[:2] for b in cells if b.cell}) or max(len(prose), words // 6)
            return ("present", "") if filled >= spec.min_items else ("thin", "few of its fields are filled in")
        if section.key in ("signatures", "evaluation_statement"):
            text = "\n".join(b.text for b in content)
            dated = bool(_DATE_ANY.search(text))
            if section.key == "signatures":
                if any(re.search(r":\s*[._…]{4,}", b.text) for b in content):
                    return ("thin", "a place for a signature is left blank")
                return (
                    ("present", "") if dated and words >= spec.min_words else ("thin", "no date stands with the names")
                )
            signed = dated or not (left_in or form)
            return (
                ("present", "")
                if signed and words >= spec.min_words
                else ("thin", "it is not signed and dated, or says little")
            )
        if section.key == "terms_of_reference":
            asked = [
                b
                for b in content
                if b.kind in (BlockKind.LIST_ITEM, BlockKind.CELL) or "?" in b.text or _NUMBER.match(b.text)
            ]
            told = asked or len(prose) >= 3 or words >= 60
            return ("present", "") if told else ("thin", "it does not give the questions")
        if section.key == "glossary":
            items = len({b.cell[:2] for b in cells if b.cell}) + len(
                [
                    b
                    for b in prose
                    if b.kind is BlockKind.LIST_ITEM
                    or ":" in b.text
                    or " - " in b.text
                    or " – " in b.text
                    or "=" in b.text
                ]
            )
            return ("present", "") if items >= spec.min_items else ("thin", "it holds hardly an entry")
        if section.key == "chronology" or ("chronology" in section.also and words < spec.min_words):
            return ("present", "") if len(cells) >= 12 else ("thin", "no table of any length stands here")
        if section.key == "genogram":
            return ("present", "") if pictures or words >= 12 else ("thin", "it holds neither a drawing nor a list")
        if section.key == "recommendations":
            return ("present", "") if words >= 8 else ("thin", "it holds hardly a sentence")
        if left_in and words < 48:
            return ("thin", "the template's own text is left in, with only a line or two added")
        if words < spec.min_words:
            return ("thin", "it holds only a line or two")
        return ("present", "")

    state, reason = ("present", "") if unreadable and not content else status()
    return Section(
        section.key,
        section.heading,
        section.heading_block,
        section.start,
        section.end,
        state,
        section.confidence,
        section.also,
        reason,
    )
