"""A copy of a Word report in which codes stand for the names that must not stand there. Source: 8.6.

Names are replaced in every part of the file: body, tables, headers, footers, notes, text boxes, comments, tracked
changes, alternative texts and properties. Where names may stand (front sheet, list of staff, family details, glossary,
sign-off) they are left. The copy is then read and checked again as any report is.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa_scorer.document import Block, BlockKind, Document
from qa_scorer.errors import InputError, OutputError
from qa_scorer.repair.codes import Codes, NewCode, Replacement
from qa_scorer.repair.wordfile import WordFile, change_attributes, copy_after, joined, set_text, text_nodes, write

if TYPE_CHECKING:
    from qa_scorer.checks.registry import Finding
    from qa_scorer.extract.facts import Facts
    from qa_scorer.extract.people import Mention
    from qa_scorer.rulepack import Case, Pack

_AUTHORS = frozenset({"author", "initials", "userId"})
_CLEARED = frozenset({"creator", "lastModifiedBy", "Manager", "lastPrinted"})
_PROPERTY_TEXT = frozenset(
    {"title", "subject", "description", "keywords", "category", "HyperlinkBase", "lpwstr", "lpstr", "Company"}
)


@dataclass(frozen=True, slots=True)
class Anonymised:
    """What was done: `replaced` mentions, `codes` that are new, `remaining` findings on names and identifiers in the copy,
    `unsure` mentions that one detector alone holds and that were left."""

    output: Path
    replaced: int
    codes: tuple[NewCode, ...]
    remaining: tuple[Finding, ...]
    unsure: tuple[Finding, ...]


def anonymise(
    source: str | Path,
    output: str | Path,
    *,
    glossary: str | Path | None = None,
    map_file: str | Path | None = None,
    case: Case | None = None,
    pack: Pack | None = None,
) -> Anonymised:
    """Writes an anonymised copy of a Word report.

    Args:
        source: the report, .docx.
        output: the copy; must not be the report itself.
        glossary: also write the new codes to this Word file.
        map_file: also write names and codes to this CSV file, readable by its owner alone.
        case: what the board knows about the case; its names are replaced wherever they stand.
        pack: the rule pack; the default pack where not given.

    Raises:
        InputError: not a .docx file, or not readable.
        OutputError: an output cannot be written.
    """
    from qa_scorer.pipeline import facts_of

    source, output = Path(source), Path(output)
    facts = facts_of(source, case=case, pack=pack)
    if facts.document.format != "docx":
        raise InputError(f"{source.name} is not a Word file (.docx): open it in Word, save it as .docx and try again.")
    if output.exists() and output.resolve() == source.resolve():
        raise OutputError("The copy would overwrite the report itself: give another name with --output.")
    wanted = [m for m in facts.people if m.kind == "person" and not m.permitted and m.certain and _needs_code(facts, m)]
    codes = Codes(facts, wanted)
    replacements = codes.replacements
    file = WordFile(source)
    _in_blocks(file, facts.document, replacements)
    _elsewhere(file, facts, _Words(facts, wanted, replacements))
    _extend_glossary(file, facts, codes.new)
    _write(file, output)
    if glossary is not None:
        _glossary_file(Path(glossary), codes.new)
    if map_file is not None:
        _map_file(Path(map_file), replacements)
    after = facts_of(output, case=case, pack=pack)
    sure, unsure = _findings(after)
    return Anonymised(output, len(replacements), tuple(codes.new), sure, unsure)


def _findings(facts: Facts) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings on names and direct identifiers, and those that are unsure."""
    from qa_scorer.checks.registry import run

    rules = frozenset(r for r in facts.pack.rules if facts.pack.category(r) in ("name", "identifier"))
    found = run(facts, rules)
    return tuple(f for f in found if not f.unsure), tuple(f for f in found if f.unsure)


def _needs_code(facts: Facts, mention: Mention) -> bool:
    """False where the name is cleared altogether, as in the author property, and no code must be made for it."""
    kind = facts.document.blocks[mention.location.block].kind
    return mention.code is not None or kind not in (BlockKind.PROPERTY, BlockKind.FILE_NAME, BlockKind.LINK)


class _Words:
    """The replacements as a search through text that belongs to no block: longest names first, whole words only."""

    def __init__(self, facts: Facts, mentions: Iterable[Mention], replacements: list[Replacement]) -> None:
        self._by_text: dict[str, str] = {}
        blocks = facts.document.blocks
        for mention, replacement in zip(mentions, replacements, strict=True):
            whole = blocks[replacement.block].text[replacement.start : replacement.end]
            self._by_text.setdefault(whole, replacement.code)
            if len(mention.text) > 3 and mention.text[:1].isupper():
                self._by_text.setdefault(mention.text, replacement.code)
        texts = sorted(self._by_text, key=len, reverse=True)
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, texts)) + r")(?!\w)") if texts else None

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Where names stand in the text, and what takes their place."""
        if self._pattern is None:
            return []
        return [(m.start(), m.end(), self._by_text[m.group()]) for m in self._pattern.finditer(text)]

    def change(self, text: str) -> str:
        """The text with its names replaced."""
        return self._pattern.sub(lambda m: self._by_text[m.group()], text) if self._pattern is not None else text


def _in_blocks(file: WordFile, document: Document, replacements: list[Replacement]) -> None:
    """Makes the replacements where each block's text stands in the file."""
    places: dict[tuple[str, int, bool], list[tuple[Block, int, int, Replacement]]] = {}
    for r in replacements:
        block = document.blocks[r.block]
        anchors = sorted(block.anchors, key=lambda a: a.start)
        for n, anchor in enumerate(anchors):
            stop = anchors[n + 1].start if n + 1 < len(anchors) else len(block.text)
            if anchor.start <= r.start < stop and anchor.part.startswith("word/"):
                key = (anchor.part, anchor.paragraph, block.kind is BlockKind.DELETED)
                places.setdefault(key, []).append((block, anchor.start, stop, r))
    for (part, number, deleted), inside in places.items():
        if part not in file.names(re.escape(part)):
            continue
        paragraphs = file.paragraphs(part)
        if number >= len(paragraphs):
            continue
        nodes = text_nodes(paragraphs[number], deleted)
        text = joined(nodes)
        spans = []
        for block, start, stop, r in inside:
            old = block.text[r.start : r.end]
            segment = block.text[start:stop]
            before = segment[: r.start - start].count(old)
            found = [m.start() for m in re.finditer(re.escape(old), text)]
            if before < len(found):
                spans.append((found[before], found[before] + len(old), r.code))
        write(nodes, spans)


def _elsewhere(file: WordFile, facts: Facts, words: _Words) -> None:
    """Replaces names in what has no block of its own: contents, fallbacks, alternative texts, authors, properties."""
    shown = {(a.part, a.paragraph) for b in facts.document.blocks if b.kind is not BlockKind.TOC for a in b.anchors}
    persons: dict[str, str] = {}

    def reviewer(name: str) -> str:
        if not name.strip() or not any(c.isalpha() for c in name):
            return name
        return persons.setdefault(name, f"Reviewer {len(persons) + 1}")

    for part in file.parts():
        for number, paragraph in enumerate(file.paragraphs(part)):
            if (part, number) in shown:
                continue
            nodes = text_nodes(paragraph)
            spans = words.spans(joined(nodes))
            if spans:
                write(nodes, spans)
        root = file.tree(part)
        change_attributes(root, frozenset({"descr"}), words.change)
        for node in root.iter():
            tag = node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""
            if tag == "docPr":
                for key in ("title", "name"):
                    if node.get(key):
                        node.set(key, words.change(node.get(key)))
        change_attributes(root, frozenset({"author"}), reviewer)
        change_attributes(root, frozenset({"initials"}), lambda v: "R" if v else v)
    for name in file.names(r"^word/people\.xml$"):
        change_attributes(file.tree(name), frozenset({"author"}), reviewer)
        change_attributes(file.tree(name), frozenset({"userId"}), lambda _: "")
    for name in file.names(r"^docProps/(?:core|app|custom)\.xml$"):
        for node in file.tree(name).iter():
            tag = node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""
            if tag in _CLEARED and node.text:
                node.text = "" if tag != "lastPrinted" else node.text
            elif tag in _PROPERTY_TEXT and node.text:
                node.text = words.change(node.text)


def _extend_glossary(file: WordFile, facts: Facts, new: list[NewCode]) -> None:
    """Adds the new codes to the report's glossary in the look of its last entry; makes one at the end where none is."""
    if not new:
        return
    paragraphs = file.paragraphs("word/document.xml")
    entries = [
        b
        for b in facts.sections.blocks("glossary")
        if b.text.strip() and b.anchors and b.anchors[0].part == "word/document.xml"
    ]
    if entries:
        last = paragraphs[entries[-1].anchors[0].paragraph]
        row = next((n for n in last.iterancestors() if n.tag.endswith("}tr")), None)
        if row is not None:
            for item in reversed(new):
                cells = [n for n in copy_after(row) if n.tag.endswith("}tc")]
                set_text(cells[0], item.code)
                for n, cell in enumerate(cells[1:]):
                    set_text(cell, item.meaning if n == 0 else "")
            return
        for item in reversed(new):
            set_text(copy_after(last), f"{item.code}: {item.meaning}")
        return
    body = next(n for n in file.tree("word/document.xml").iter() if n.tag.endswith("}body"))
    style = next((b for b in facts.document.blocks if facts.sections.is_heading(b.index) and b.anchors and b.anchors[0].part == "word/document.xml"), None)  # fmt: skip
    plain = next((b for b in reversed(facts.document.blocks) if b.kind is BlockKind.PARAGRAPH and b.anchors and b.anchors[0].part == "word/document.xml" and b.text.strip()), None)  # fmt: skip
    if plain is None:
        return
    end = next((n for n in reversed(list(body)) if not n.tag.endswith("}sectPr")), None)
    model = paragraphs[plain.anchors[0].paragraph]
    heading = paragraphs[(style or plain).anchors[0].paragraph]
    if end is None:
        return
    made = []
    for source, text in [(heading, "Glossary"), *((model, f"{i.code}: {i.meaning}") for i in new)]:
        twin = copy_after(source)
        set_text(twin, text)
        made.append(twin)
    for twin in reversed(made):
        end.addnext(twin)


def _write(file: WordFile, output: Path) -> None:
    """Writes the copy by way of a temporary file, so that nothing half-written is left."""
    try:
        handle, temp = tempfile.mkstemp(dir=output.parent, prefix=".qa-scorer-", suffix=".docx")
        os.close(handle)
        try:
            file.save(Path(temp))
            Path(temp).chmod(0o644)
            os.replace(temp, output)
        except BaseException:
            Path(temp).unlink(missing_ok=True)
            raise
    except OSError as exc:
        raise OutputError(
            f"{output} cannot be written ({exc.strerror}). Check the folder and its permissions."
        ) from exc


def _glossary_file(path: Path, new: list[NewCode]) -> None:
    """A Word file with a table of the new codes."""
    from docx import Document as new_document

    made = new_document()
    made.core_properties.author = ""
    made.add_heading("Glossary of new codes", 1)
    table = made.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Code", "Meaning"
    for item in new:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = item.code, item.meaning
    try:
        made.save(str(path))
    except OSError as exc:
        raise OutputError(f"{path} cannot be written ({exc.strerror}).") from exc


def _map_file(path: Path, replacements: list[Replacement]) -> None:
    """Code and name of each person as CSV, with permissions for the owner alone."""
    rows = sorted({(r.code, r.name) for r in replacements})
    try:
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["code", "name"])
            writer.writerows([(code, "'" + name if name[:1] in "=+-@" else name) for code, name in rows])
    except OSError as exc:
        raise OutputError(f"{path} cannot be written ({exc.strerror}).") from exc
