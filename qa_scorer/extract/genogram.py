"""The genogram or network. Source: 7.3, genogram guidance, Standards row 2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind, Evidence, Picture
from qa_scorer.extract.date_text import find_dates
from qa_scorer.extract.family import has_birth
from qa_scorer.extract.passages import CODE, NAME, any_match, passages
from qa_scorer.extract.picture_text import picture_text
from qa_scorer.extract.sentences import split
from qa_scorer.rulepack.schemas.evidence import EvidenceFile, FamilyWords, GenogramWords

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts
    from qa_scorer.rulepack import Lexicon


@dataclass(frozen=True, slots=True)
class Convention:
    """One of the guidance's drawing conventions: its key, met or not (None: cannot be told), and a note."""

    key: str
    met: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Genogram:
    """`kind`: drawing, text, network (a list), none, or unreadable. `dates`/`names`: dates of birth or ages, and names or
    codes, can be read in it, its key or its caption (None: a bitmap that could not be read). `reason`: words that say why
    a network is given instead. `family_setting`: from the case file or the document; None unknown."""

    kind: str
    dates: bool | None
    names: bool | None
    network: bool
    reason: str
    family_setting: bool | None
    conventions: tuple[Convention, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.8
    read_by: str = ""  # 'shapes', 'ocr', 'caption', 'text'


_DRAWN = frozenset({"bitmap", "vector", "drawing", "vml", "smartart", "chart", "ole"})
_SMALL = 40.0  # points; a mark or a logo, not a genogram


def read_genogram(facts: Facts) -> Genogram:
    """The genogram or network of the document, kind 'none' where there is nothing but a placeholder."""
    words = facts.pack.get(EvidenceFile).genogram
    blocks = _place(facts, words)
    setting = _setting(facts, words)
    reason = _reason(facts, words, blocks)
    headings = {facts.sections.nearest_heading(i) for i in blocks} | {facts.sections.top_heading(i) for i in blocks}
    text = "\n".join(facts.document.blocks[i].text for i in blocks)
    network = any(any_match(words.network, h) for h in headings) or bool(reason and any_match(words.network, text))
    drawings = _drawings(facts, words, blocks)
    if drawings:
        return _drawing(facts, words, drawings, blocks, setting, reason, network)
    lines = _person_lines(facts, words, blocks)
    if len(lines) >= 2:
        kind = "network" if network or (setting is False and reason is not None) else "text"
        dated = sum(has_birth(facts.document.blocks[i].text, _family(facts)) for i in lines)
        return Genogram(
            kind=kind,
            dates=dated >= max(1, words.dated_share * len(lines)),
            names=True,
            network=network or kind == "network",
            reason=reason.quote if reason else "",
            family_setting=setting,
            evidence=tuple(([reason] if reason else []) + [facts.evidence(i) for i in lines])[:8],
            confidence=0.85 if setting is not None or not reason else 0.65,
            read_by="text",
        )
    if _unreadable(facts, blocks):
        return Genogram("unreadable", None, None, network, reason.quote if reason else "", setting, confidence=0.5)
    notes = tuple(facts.evidence(i) for i in blocks if facts.document.blocks[i].text.strip())[:3]
    return Genogram(
        "none", None, None, network, reason.quote if reason else "", setting, evidence=notes, confidence=0.9
    )


def _family(facts: Facts) -> FamilyWords:
    return facts.pack.get(EvidenceFile).family


def _place(facts: Facts, words: GenogramWords) -> list[int]:
    """Blocks of the genogram's section or of what stands under a heading that names one."""
    document, sections = facts.document, facts.sections
    found: list[int] = []
    near_key = ""
    for block in document.blocks:
        if not block.is_body and block.kind is not BlockKind.ALT_TEXT:
            continue
        section = sections.of(block.index)
        keys = {section.key, *section.also} if section else set()
        near = sections.nearest_heading(block.index)
        named = any_match(words.headings, near) and not keys & {"chronology", "recommendations", "glossary"}
        top = section is not None and "genogram" in keys
        # A key under the drawing may be taken for a section of its own.
        key = bool(found) and block.index - found[-1] <= 2 and bool(re.fullmatch(r"\W*(?:the )?key\W*", near, re.I))
        key = key or (bool(found) and near_key == near and bool(re.fullmatch(r"\W*(?:the )?key\W*", near, re.I)))
        near_key = near if key else ""
        if (top or named or key) and not sections.is_heading(block.index):
            found.append(block.index)
    return found


def _setting(facts: Facts, words: GenogramWords) -> bool | None:
    """Whether the abuse was in a family setting, by the case file, else by what the report says of it."""
    if facts.case.family_setting is not None:
        return facts.case.family_setting
    for p in passages(facts):
        about = any_match(words.headings, p.text) or any_match(words.headings, p.heading)
        if about and any_match(words.not_family_setting, p.text):
            return False
    for p in passages(facts, sections=frozenset({"genogram", "family_details", "methodology", "front_sheet"})):
        if any_match(words.family_setting, p.text) and not any_match(words.not_family_setting, p.text):
            return True
    return None


def _reason(facts: Facts, words: GenogramWords, blocks: Sequence[int]) -> Evidence | None:
    """The sentence that says why a list or network stands in place of a family tree."""
    place = set(blocks)
    for p in passages(facts):
        inside = p.block in place
        tells = any_match(words.reason, p.text) and any_match(words.because, p.text)
        outside = any_match(words.not_family_setting, p.text)
        if len(p.text.split()) < 5 or p.text.rstrip().endswith("?"):
            continue
        if (
            inside
            and tells
            and p.kind is not BlockKind.LIST_ITEM
            and (outside or any_match(words.because[:3], p.text) or _weighs(p.text))
        ):
            return p.evidence(facts)
        if not inside and outside and any_match(words.headings[:1], p.text):
            return p.evidence(facts)
    return None


_WEIGHS = re.compile(
    r"\b(?:rather than|instead of|in place of|in lieu of|and not (?:a|the)|not (?:a|the) (?:family tree|genogram)|(?:genogram|family tree|drawing)\b.{0,50}\b(?:not|no|little|less))\b",
    re.IGNORECASE,
)


def _weighs(text: str) -> bool:
    return bool(_WEIGHS.search(text))


# -- drawings ------------------------------------------------------------------------------------------------------


def _drawings(facts: Facts, words: GenogramWords, blocks: Sequence[int]) -> list[Picture]:
    """Pictures of the genogram's place, and those that their caption or alt text names as one."""
    place = set(blocks)
    near = {b + d for b in place for d in (-1, 0, 1)} if place else set()
    out = []
    for picture in facts.document.pictures:
        if picture.kind not in _DRAWN:
            continue
        if picture.width and picture.height and (picture.width < _SMALL or picture.height < _SMALL):
            continue
        said = f"{picture.alt} {picture.name}"
        if any_match(words.other_picture, said):
            continue
        caption = _caption(facts, picture)
        section = facts.sections.of(picture.block)
        in_section = section is not None and "genogram" in {section.key, *section.also}
        named = any_match(words.headings, f"{said} {caption}")
        if any_match(words.other_picture, caption) and not named:
            continue
        if picture.kind in ("drawing", "vml") and not (picture.text.strip() or len(picture.shapes) >= 3):
            continue
        if in_section or named or (picture.block in place) or (picture.block in near and place):
            out.append(picture)
    return out


def _caption(facts: Facts, picture: Picture) -> str:
    """The caption, or the short line just below or above the picture."""
    blocks = facts.document.blocks
    out = []
    for i in range(max(0, picture.block - 1), min(len(blocks), picture.block + 3)):
        b = blocks[i]
        if b.is_body and not facts.sections.is_heading(i) and b.kind is not BlockKind.CELL:
            caption = b.kind is BlockKind.CAPTION or re.match(r"\s*(?:figure|fig|diagram|genogram)\b", b.text, re.I)
            if caption and len(b.text.split()) < 60:
                out.append(b.text)
    return " ".join(out)


def _read(facts: Facts, picture: Picture, words: GenogramWords, budget: list[int]) -> tuple[str | None, str]:
    """The text inside a drawing, and how it was read."""
    inside = " \n ".join([picture.text, *(s.text for s in picture.shapes if s.text)])
    if len(re.findall(r"\w{2,}", inside)) >= 2:
        return inside, "shapes"
    if picture.image and budget[0] > 0:
        budget[0] -= 1
        text = picture_text(
            picture.image, facts.models.verified("ocr"), seconds=words.ocr_seconds, pixels=words.ocr_pixels
        )
        if text is not None:
            return f"{inside}\n{text}", "ocr"
    if len([s for s in picture.shapes if s.geometry not in ("bitmap", "vector")]) >= 3:
        return inside, "shapes"  # drawn in full, and no word in it
    return None, ""


def _drawing(
    facts: Facts,
    words: GenogramWords,
    drawings: Sequence[Picture],
    blocks: Sequence[int],
    setting: bool | None,
    reason: Evidence | None,
    network: bool,
) -> Genogram:
    family = _family(facts)
    budget = [words.ocr_pictures]
    inside: list[str] = []
    how = ""
    unread = False
    for picture in drawings:
        text, by = _read(facts, picture, words, budget)
        if text is None or (by == "ocr" and len(re.findall(r"\w{2,}", text)) < 2):
            unread = True
            continue
        how = how or by
        inside.append(text)
    own = "\n".join(facts.document.blocks[i].text for i in blocks)
    key = " ".join([own, *(p.alt for p in drawings), *(_caption(facts, p) for p in drawings)])
    within = "\n".join(inside)
    dates, names = _dated(within, family), _named(within, facts)
    beside = _dated_lines(facts, blocks, family)
    read_by = how or ("caption" if beside or any_match(words.caption_dates, key) else "")
    if any_match(words.caption_no_dates, key):
        by_key: bool | None = False
    else:
        by_key = True if beside or any_match(words.caption_dates, key) else None
    found_dates = True if dates or by_key else (None if unread and not inside and by_key is None else False)
    listed = len(_person_lines(facts, words, blocks)) >= 2 or bool(any_match(words.caption_names, key))
    found_names = True if names or listed else (None if unread and not inside else False)
    evidence = [facts.evidence(i) for i in blocks if facts.document.blocks[i].text.strip()][:4]
    if not evidence:
        evidence = [facts.evidence(drawings[0].block)]
    sure = {"shapes": 0.95, "ocr": 0.9, "caption": 0.8}.get(read_by, 0.5)
    return Genogram(
        kind="drawing",
        dates=found_dates,
        names=found_names,
        network=network,
        reason=reason.quote if reason else "",
        family_setting=setting,
        conventions=_conventions(drawings, within, f"{key} {within}", words),
        evidence=tuple(evidence),
        confidence=sure,
        read_by=read_by,
    )


def _dated(text: str, words: FamilyWords) -> bool:
    """True where at least two dates of birth, years or ages stand in the drawing."""
    spent = {i for d in find_dates(text) for i in range(d.start, d.end)}
    n = len(find_dates(text))
    n += sum(m.start() not in spent for m in words.year.finditer(text))
    n += len(re.findall(r"\b(?:aged?|age:|b\.?|yrs?)\s?\d{1,3}\b|\b\d{1,3}\s?(?:yrs?|years)\b", text, re.IGNORECASE))
    lines = [x.strip() for x in text.splitlines()]
    n += sum(bool(re.fullmatch(r"\(?\d{2,3}\)?", x)) for x in lines)
    return n >= 2


def _named(text: str, facts: Facts) -> bool:
    """True where names, codes or relationships stand in the drawing."""
    kin = facts.pack.lexicon("evidence_kin")
    return bool(CODE.search(text) or NAME.search(text) or kin.search(text))


def _dated_lines(facts: Facts, blocks: Sequence[int], family: FamilyWords) -> bool:
    """True where a key or list beside the drawing gives dates of birth or ages for at least two persons."""
    lines = _person_lines(facts, facts.pack.get(EvidenceFile).genogram, blocks)
    return sum(has_birth(facts.document.blocks[i].text, family) for i in lines) >= 2


def _conventions(drawings: Sequence[Picture], within: str, text: str, words: GenogramWords) -> tuple[Convention, ...]:
    """The guidance's drawing conventions, for drawings made of shapes. Source: genogram guidance."""
    shapes = [s for p in drawings for s in p.shapes]
    keys = ("symbols", "names_and_dates", "deceased_cross", "relationship_lines", "household_line")
    if len(shapes) < 2:
        return tuple(Convention(k, None, "the drawing is a picture; its symbols were not read") for k in keys)
    kinds = {s.geometry.lower() for s in shapes}
    square = any("rect" in k or "square" in k for k in kinds)
    round_ = any("ellipse" in k or "oval" in k or "circle" in k for k in kinds)
    figures = [
        s for s in shapes if s.box and not s.diagonal and "line" not in s.geometry.lower() and s.geometry != "text"
    ]
    lines = [s for s in shapes if "line" in s.geometry.lower() or "connector" in s.geometry.lower()]
    under = [s for s in shapes if s.text.strip()]
    dead = any_match(words.deceased, text)
    crossed = any(s.diagonal or "multiply" in s.geometry.lower() or "cross" in s.geometry.lower() for s in shapes)
    dashed = [s for s in shapes if s.dash not in ("", "solid")]
    living = any_match(words.household, text)
    return (
        Convention("symbols", square or round_, "squares for men, circles for women, triangles where not known"),
        Convention(
            "names_and_dates",
            bool(under)
            and len(find_dates(within)) + len(re.findall(r"\b(?:19|20)\d\d\b", within)) >= max(1, len(figures) // 2),
            "names and dates of birth under the symbols",
        ),
        Convention(
            "deceased_cross",
            crossed if dead else (True if crossed else None),
            "a cross through the symbol of whoever has died",
        ),
        Convention(
            "relationship_lines", bool(lines) if len(figures) > 1 else None, "lines between partners and to children"
        ),
        Convention(
            "household_line",
            bool(dashed) if living else (True if dashed else None),
            "a dotted line around those who live together",
        ),
    )


# -- family tree or network in words -------------------------------------------------------------------------------


def _person_lines(facts: Facts, words: GenogramWords, blocks: Sequence[int]) -> list[int]:
    """Blocks (a table's row by its first cell) that each stand for a person of the tree or network."""
    document = facts.document
    kin = facts.pack.lexicon("evidence_kin")
    jobs = facts.pack.lexicon("evidence_job_titles")
    out: list[int] = []
    rows: set[tuple[int, int]] = set()
    for i in blocks:
        block = document.blocks[i]
        text = block.text.strip()
        if not text or facts.sections.is_placeholder(i) or block.kind is BlockKind.CAPTION:
            continue
        if any_match(words.placeholder, text) and len(text.split()) < 20 and not kin.search(text):
            continue
        if block.kind is BlockKind.CELL and block.cell is not None:
            row = (block.cell.table, block.cell.row)
            if row in rows:
                continue
            cells = document.tables[block.cell.table].rows[block.cell.row]
            whole = " | ".join(document.blocks[c].text for c in dict.fromkeys(cells) if c is not None)
            if block.cell.row > 0 and (kin.search(whole) or jobs.search(whole) or CODE.search(whole)):
                rows.add(row)
                out.append(i)
            continue
        who = kin.search(text) or CODE.search(text) or jobs.search(text)
        entry = block.kind is BlockKind.LIST_ITEM or bool(
            re.match(r"^[^.]{2,50}?(?:\(|:|,|;|–|—| - |\t|\||=)", text) and len(text.split()) <= 30
        )
        if block.kind is not BlockKind.LIST_ITEM and _told_in_prose(text, words, kin):
            # A family told in a sentence or two: 'He had two sons, B and C, and a daughter ...'.
            out.extend([i, i])
        elif who and entry:
            out.append(i)
    return out


_AFTER_KIN = re.compile(r"\s(?:\d{1,2}|[A-Z])\b")


def _told_in_prose(text: str, words: GenogramWords, kin: Lexicon) -> bool:
    """True where sentences name at least two relatives, those about the drawing itself left out."""
    found: set[str] = set()
    for start, end in split(text):
        sentence = text[start:end]
        if not any_match(words.headings, sentence) and not any_match(words.placeholder, sentence):
            for m in kin.finditer(sentence):
                code = _AFTER_KIN.match(sentence, m.end())  # 'Daughter 1' and 'Daughter 2' are two
                found.add(m.group(0).lower() + (code.group(0) if code else ""))
    return len(found) >= 2


def _unreadable(facts: Facts, blocks: Sequence[int]) -> bool:
    """True where a page of the genogram's section gave no text."""
    unread = set(facts.document.unreadable_pages)
    if not unread:
        return False
    sections = facts.sections.get("genogram")
    pages = {facts.document.blocks[i].page for i in blocks} | {
        facts.document.blocks[s.heading_block].page for s in sections if s.heading_block is not None
    }
    return bool({p for p in pages if p} & unread or {p + 1 for p in pages if p} & unread)
