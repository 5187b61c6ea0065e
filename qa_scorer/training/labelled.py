"""Labelled sentences from the sources of the labelled set (tests/corpus, format in FORMAT.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_scorer.extract.sentences import split

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "corpus"
EXTRA = ROOT / "models" / "data" / "statements"
_TAG = re.compile(r"<(/?)(n|ok|ou|om|tp|rw|id)(?:\s+t=(\w+))?>")
_LABEL = {"ou": "opinion_unmarked", "om": "opinion_marked", "tp": "third_party"}
_SECTION = re.compile(r"##\s+\[([\w-]+)(?::(\w+))?\]\s*(.*)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with its label; `author`: who wrote the document (`given` for the given set)."""

    document: str
    author: str
    section: str
    heading: str
    before: str
    text: str
    label: str


def plain(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Text without its tags, and the labelled spans: start, end, label."""
    out, spans, stack, position = "", [], [], 0
    for m in _TAG.finditer(text):
        out += text[position : m.start()]
        position = m.end()
        if not m.group(1):
            stack.append((m.group(2), len(out)))
        else:
            tag, start = stack.pop()
            if tag in _LABEL:
                spans.append((start, len(out), _LABEL[tag]))
    return out + text[position:], spans


def sentences_of(source: Path) -> Iterator[Labelled]:
    """The sentences of running text of one source."""
    name = source.name.removesuffix(".imr.md")
    author = "given" if source.parent.parent.name == "given" else name[0]
    lines = source.read_text(encoding="utf-8").split("---\n", 2)[2].split("\n")
    section = top = sub = ""
    i = 0
    while i < len(lines):
        line = lines[i].strip()
        i += 1
        if not line:
            continue
        m = _SECTION.match(line)
        if m:
            section, top, sub = m.group(1), plain(m.group(3))[0], ""
        elif line.startswith("### "):
            sub = plain(line[4:])[0]
        elif line.startswith(":::"):
            if "pagebreak" not in line:
                while lines[i].strip() != ":::":
                    i += 1
                i += 1
        elif not line.startswith("# "):
            text = line[2:] if line.startswith("- ") else line
            while (
                not line.startswith("- ")
                and i < len(lines)
                and lines[i].strip()
                and not re.match(r"(#{1,3}\s|:::|- )", lines[i].strip())
            ):
                text += " " + lines[i].strip()
                i += 1
            bare, spans = plain(text)
            before = ""
            for start, end in split(bare):
                label = next(
                    (kind for a, b, kind in spans if min(end, b) - max(start, a) > 0.5 * (end - start)), "fact"
                )
                heading = f"{top} > {sub}" if sub else top
                yield Labelled(name, author, section, heading, before, bare[start:end], label)
                before = bare[start:end]


def load(*sets: str) -> list[Labelled]:
    """All sentences of these sets ('given', 'tuning', 'heldout'); 'extra' adds running text and single sentences of models/data."""
    out: list[Labelled] = []
    for name in sets:
        if name == "extra":
            for source in sorted(EXTRA.glob("*.imr.md")):
                out.extend(sentences_of(source))
            for path in sorted(EXTRA.glob("*.jsonl")):
                for row in path.read_text(encoding="utf-8").splitlines():
                    item = json.loads(row)
                    out.append(
                        Labelled(
                            path.stem,
                            item.get("author", "e"),
                            item.get("section", ""),
                            item.get("heading", ""),
                            item.get("before", ""),
                            item["text"],
                            item["label"],
                        )
                    )
        else:
            for source in sorted((CORPUS / name / "src").glob("*.imr.md")):
                out.extend(sentences_of(source))
    return out
