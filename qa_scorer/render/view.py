"""What the renderers share: words, clean text, places a person can find, and simple counts. Nothing is judged here."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from qa_scorer.report import Report
from qa_scorer.resources import reports_dir

Item = dict[str, Any]

#: Sections in the order of the board's template.
SEVERITIES = ("error", "warning", "info")
RATINGS = ("full", "partial", "limited")
OUTSIDE = frozenset({"header", "footer", "comment", "deleted", "alt_text", "property", "link", "file_name"})
SURE, FAIRLY = 0.8, 0.6

_DROP = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_TOKEN = re.compile(r"[^a-z0-9_]+")


@lru_cache(maxsize=8)
def _template(name: str) -> dict[str, Any]:
    with (reports_dir() / "templates" / f"{name}.toml").open("rb") as f:
        return tomllib.load(f)


def words() -> dict[str, Any]:
    """The words of all formats (reports/templates/words.toml)."""
    return _template("words")


def form() -> dict[str, Any]:
    """The board's form (reports/templates/grid.toml)."""
    return _template("grid")


def word(kind: str, key: object) -> str:
    """The word for a key of the report; the key itself, made readable, where the words have none."""
    table = words().get(kind, {})
    text = table.get(str(key)) if key is not None else None
    return str(text) if text is not None else clean(str(key or "")).replace("_", " ").capitalize()


def clean(text: object) -> str:
    """The text without control, bidirectional and invisible characters, each line break kept."""
    return _DROP.sub("", str(text if text is not None else "").replace("\r", "\n"))


def line(text: object) -> str:
    """The clean text on one line."""
    return _SPACE.sub(" ", clean(text).replace("\t", " ")).strip()


def short(text: object, limit: int) -> str:
    """The text on one line, cut at a word where it is longer than the limit."""
    whole = line(text)
    if len(whole) <= limit:
        return whole
    cut = whole[: max(1, limit - 1)]
    at = cut.rfind(" ")
    return (cut[:at] if at > limit // 2 else cut).rstrip(" ,;:.") + "…"


def token(text: object) -> str:
    """A key as it may stand in an id, a class or a file: small letters, digits and underscores."""
    return _TOKEN.sub("_", str(text or "none").lower()).strip("_") or "none"


def sure(confidence: object) -> str:
    """high, medium or low."""
    value = float(confidence) if isinstance(confidence, int | float) else 1.0
    return "high" if value >= SURE else "medium" if value >= FAIRLY else "low"


def plural(n: int, one: str, many: str = "") -> str:
    """'1 row', '2 rows'."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def rating_key(criterion: Mapping[str, Any]) -> str:
    """full, partial or limited; the state (unreadable, not_applicable) where there is no rating."""
    return str(criterion.get("rating") or criterion.get("state") or "unreadable")


def date(text: object) -> str:
    """An ISO date as DD/MM/YYYY; anything else as it is."""
    m = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", str(text or ""))
    return f"{m[3]}/{m[2]}/{m[1]}" if m else line(text)


class Places:
    """Says where a location is, in words a person can follow on paper: section, paragraph or row, page."""

    def __init__(self, report: Report) -> None:
        self._blocks: dict[int, Item] = {int(b["index"]): b for b in report.get("blocks", [])}
        self._headings: dict[int, str] = {}
        self._numbers: dict[int, int] = {}
        heading, count = "", 0
        starts = {
            int(o["heading_block"]): str(o.get("heading") or "")
            for o in report.get("outline", [])
            if o.get("heading_block") is not None
        }
        for index, block in self._blocks.items():
            if index in starts:
                heading, count = starts[index], 0
            elif block.get("kind") not in ("cell", "heading", "toc") and block.get("kind") not in OUTSIDE:
                if line(block.get("text")):
                    count += 1
                self._numbers[index] = count
            self._headings[index] = heading
        self._missing = {s["key"] for s in report["sections"] if s.get("status") == "missing"}
        self._rows: dict[int, int] = {
            int(b): int(r["row"])
            for r in report["chronology"]["rows"]
            for b in (r.get("blocks") or {}).values()
            if isinstance(b, int)
        }

    def heading(self, location: Mapping[str, Any]) -> str:
        """The heading under which the location stands, or else the section's name."""
        own = self._headings.get(int(location.get("block", -1)), "")
        return line(own) or (word("section", location["section"]) if location.get("section") else "")

    def of(self, location: Mapping[str, Any], *, heading: bool = True) -> str:
        """For example 'Analysis, paragraph 3, page 7'."""
        index = int(location.get("block", -1))
        block = self._blocks.get(index, {})
        kind = str(block.get("kind", ""))
        parts: list[str] = []
        if self.absent(location):
            return "not in the document"
        if kind in OUTSIDE:
            parts.append(word("kind", kind))
        elif heading and (head := self.heading(location)):
            parts.append(short(head, 60))
        if index in self._rows:
            parts.append(f"row {self._rows[index]}")
        elif location.get("table"):
            parts.append(f"table row {int(location['table'].get('row', 0)) + 1}")
        elif kind == "heading":
            parts.append("heading")
        elif index in self._numbers:
            parts.append(f"paragraph {max(1, self._numbers[index])}")
        if location.get("page"):
            parts.append(f"page {location['page']}")
        text = ", ".join(parts)
        return text[:1].upper() + text[1:] if text else "the document as a whole"

    def paragraph(self, block: int) -> int:
        """The number of a paragraph under its heading, 0 for what is not numbered."""
        text = line(self._blocks.get(block, {}).get("text"))
        return self._numbers.get(block, 0) if text else 0

    def absent(self, location: Mapping[str, Any]) -> bool:
        """True where the location names a section that the document does not have."""
        section = location.get("section")
        if not section or int(location.get("end", 0)) > int(location.get("start", 0)):
            return False
        block = self._blocks.get(int(location.get("block", -1)))
        return section in self._missing or (block is not None and (block.get("section") or None) != section)

    def context(self, location: Mapping[str, Any], around: int = 90) -> tuple[str, str, str]:
        """The words before, at and after the location."""
        block = self._blocks.get(int(location.get("block", -1)))
        start, end = int(location.get("start", 0)), int(location.get("end", 0))
        if block is None or end <= start:
            return "", "", ""
        text = str(block.get("text", ""))
        before, quote, after = text[max(0, start - around) : start], text[start:end], text[end : end + around]
        if start > around:
            before = "…" + before[before.find(" ") + 1 :] if " " in before else "…" + before
        if end + around < len(text):
            after = after[: after.rfind(" ")] + "…" if " " in after else after + "…"
        return clean(before), clean(quote), clean(after)

    def text(self, block: int) -> str:
        """The text of a block, empty where the report does not hold it."""
        return str(self._blocks.get(block, {}).get("text", ""))


def by_weight(findings: Iterable[Item]) -> list[Item]:
    """Findings with the severest first, in reading order within a severity."""
    rank = {s: i for i, s in enumerate(SEVERITIES)}
    return sorted(findings, key=lambda f: (rank.get(str(f.get("severity")), 9), *_position(f)))


def in_order(findings: Iterable[Item]) -> list[Item]:
    """Findings in reading order."""
    return sorted(findings, key=_position)


def _position(finding: Item) -> tuple[int, int]:
    place = finding.get("location") or {}
    return int(place.get("block", 0)), int(place.get("start", 0))


def by_category(findings: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """Findings by category, the categories in the order of the words file."""
    groups: dict[str, list[Item]] = {}
    for f in findings:
        groups.setdefault(str(f.get("category")), []).append(f)
    order = list(words()["category"])
    return sorted(groups.items(), key=lambda kv: order.index(kv[0]) if kv[0] in order else 99)


def counts(items: Iterable[Item], key: str) -> Counter[str]:
    """How many items have each value of a key."""
    return Counter(str(i.get(key)) for i in items)


def statement_mix(report: Report) -> list[tuple[str, dict[str, int]]]:
    """Statements of each kind by section, in the order of the document."""
    mix: dict[str, Counter[str]] = {}
    for s in report["statements"]:
        mix.setdefault(str(s["location"].get("section") or "other"), Counter())[str(s["label"])] += 1
    return [(k, {label: c[label] for label in words()["label"]}) for k, c in mix.items()]


def fault_rows(report: Report) -> list[Item]:
    """Rows of the chronology that break a rule."""
    return [r for r in report["chronology"]["rows"] if r.get("faults")]


def heading_of(report: Report) -> str:
    """What the report is on, for titles: file name and agency."""
    agency = (report.get("agency_information") or {}).get("name_of_agency")
    return f"{line(report.name)}" + (f", {line(agency)}" if agency else "")


def note(evidence: Mapping[str, Any]) -> str:
    """The note of a piece of evidence, codes of faults put into words."""
    text = line(evidence.get("note"))
    for code, said in words()["fault"].items():
        text = text.replace(code, said)
    return text
