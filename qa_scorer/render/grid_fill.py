"""A board's own form (.docx) filled in where its rows match the criteria, the information rows and the questions."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_scorer.errors import InputError
from qa_scorer.render.grid_content import TICK, Box, Form, Line, Question
from qa_scorer.render.view import line, word
from qa_scorer.render.word_writing import fill_cell, to_bytes

#: How alike (0 to 100) a row of the form and a title of ours must be.
_TITLE, _LABEL = 78.0, 86.0
_LEVELS = {
    "full": ("full and clear", "full", "fully met", "met"),
    "partial": ("partial", "partially met", "partly met", "part"),
    "limited": ("limited none", "limited", "none", "not met", "limited or none"),
}
_COMMENT = re.compile(r"^(?:comments?|evidence|notes?|reasons?|panel comments?)\b", re.IGNORECASE)
_BLANK = re.compile(r"^[\s._…\-–—☐□]*$")
_WORDS = re.compile(r"[^\W_]+")


def fill(content: Form, path: Path) -> bytes:
    """The board's form with our ticks and comments in its own cells; what is already written there stays.

    Raises:
        InputError: it is not a Word file, or none of its rows matches a criterion.
    """
    document = _open(path)
    filler = _Filler(content)
    for table in _tables(document):
        filler.table(table)
    if not filler.rated:
        raise InputError(
            f"{path.name} has no table rows that match the nine criteria of the Standards grid; "
            "run the command without --form to get the form as the guidance prints it."
        )
    return to_bytes(document)


def _open(path: Path) -> Any:
    import docx

    from qa_scorer.ingest.package import PartError, open_package
    from qa_scorer.settings import Limits

    try:
        package = open_package(path, Limits())
        main = package.main_part()
        if main is None:
            raise InputError(f"{path.name} is not a Word form (.docx). Save the form as .docx and try again.")
        package.xml(main)
        return docx.Document(io.BytesIO(path.read_bytes()))
    except FileNotFoundError as exc:
        raise InputError(f"There is no file {path}. Check the path.") from exc
    except (PartError, OSError, KeyError, ValueError) as exc:
        raise InputError(f"{path.name} cannot be opened as a Word form (.docx).") from exc


def _tables(document: Any) -> Iterator[tuple[str, Any]]:
    """Every table with the text of the paragraph just before it; nested ones after the one that holds them."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    before = ""
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            before = item.text.strip() or before
        elif isinstance(item, Table):
            yield before, item
            yield from _nested(item)
            before = ""


def _nested(table: Any) -> Iterator[tuple[str, Any]]:
    for row in table.rows:
        for cell in _cells(row):
            for inner in cell.tables:
                yield cell.text.strip(), inner
                yield from _nested(inner)


def _cells(row: Any) -> list[Any]:
    """The cells of a row, each merged one once."""
    seen: dict[Any, Any] = {}
    for cell in row.cells:
        seen.setdefault(cell._tc, cell)
    return list(seen.values())


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


def _empty(cell: Any) -> bool:
    return bool(_BLANK.match(cell.text)) and not cell.tables


@dataclass
class _Filler:
    """Goes through the rows and remembers which criterion or question they are under."""

    content: Form
    rated: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._boxes = {b.key: b for _, boxes in self.content.parts for b in boxes}
        self._box: Box | None = None
        self._lines: tuple[Line, ...] | None = None
        self._columns: dict[int, str] = {}
        self._comments: int | None = None

    def table(self, found: tuple[str, Any]) -> None:
        """Fills one table; `found` is the paragraph before it and the table."""
        before, table = found
        self._box, self._lines = self._criterion(before), self._question(before)
        self._columns, self._comments = {}, None
        for row in table.rows:
            cells = _cells(row)
            if cells:
                self._row(cells)

    def _row(self, cells: list[Any]) -> None:
        first = cells[0].text.strip()
        levels = {i: level for i, c in enumerate(cells) if (level := _level(c.text))}
        if len(levels) >= 2:  # the levels are columns
            self._columns = levels
            self._comments = next((i for i, c in enumerate(cells) if _COMMENT.match(c.text.strip())), None)
            return
        level = _level(first)
        if level and self._box is not None and not self._columns:
            if level == self._box.level and len(cells) > 1 and _empty(cells[-1]):
                fill_cell(cells[-1], self._box.lines)
                self.rated.add(self._box.key)
            elif level == self._box.level and len(cells) == 1:
                cells[0].paragraphs[0].add_run(f" {TICK}").bold = True
                for item in self._box.lines[1:]:
                    _more(cells[0], item)
                self.rated.add(self._box.key)
            return
        if _COMMENT.match(first) and self._lines is not None:
            target = cells[1] if len(cells) > 1 else cells[0]
            if len(cells) > 1 and _empty(target):
                fill_cell(target, self._lines)
            elif len(cells) == 1:
                for item in self._lines:
                    _more(target, item)
            self._lines = None
            return
        if self._information(cells):
            return
        box = self._criterion(first)
        if box is not None:
            self._box, self._lines = box, None
            if self._columns:
                self._across(cells, box)
            return
        lines = self._question(first)
        if lines is not None:
            self._box, self._lines = None, lines
            if len(cells) > 1 and _empty(cells[-1]):
                fill_cell(cells[-1], lines)
                self._lines = None

    def _across(self, cells: list[Any], box: Box) -> None:
        """Ticks the column of the level; comments go into the comments' column, or beside the tick."""
        for i, level in self._columns.items():
            if level == box.level and i < len(cells) and _empty(cells[i]):
                at = self._comments
                if at is not None and at < len(cells) and _empty(cells[at]):
                    fill_cell(cells[i], [Line("", TICK)])
                    fill_cell(cells[at], _brief(box.lines))
                else:
                    fill_cell(cells[i], _brief(box.lines))
                self.rated.add(box.key)

    def _information(self, cells: list[Any]) -> bool:
        """Fills an information row (name of agency, date of birth, ...)."""
        from rapidfuzz import fuzz

        if len(cells) < 2:
            return False
        said = _plain(cells[0].text)
        best = max(
            (
                (fuzz.ratio(said, _plain(label)), value)
                for _, rows in self.content.information
                for _, label, value in rows
            ),
            default=(0.0, ""),
        )
        if best[0] < _LABEL:
            return False
        if best[1] and _empty(cells[1]):
            fill_cell(cells[1], [Line(best[1])])
        return True

    def _criterion(self, text: str) -> Box | None:
        return self._boxes.get(_best(text, {k: (b.title, word("criterion", k)) for k, b in self._boxes.items()}) or "")

    def _question(self, text: str) -> tuple[Line, ...] | None:
        titles = {str(i): (" ".join(q.titles), *q.titles) for i, q in enumerate(self.content.questions)}
        titles["overall"] = (self.content.overall_title, "Overall judgement")
        key = _best(text, titles)
        if key is None:
            return None
        if key == "overall":
            return self.content.overall
        question: Question = self.content.questions[int(key)]
        return question.lines


def _brief(lines: tuple[Line, ...]) -> list[Line]:
    """The lines without the quotes, for narrow cells."""
    return [x for x in lines if not x.quote and x.lead != "Evidence:"]


def _best(text: str, titles: dict[str, tuple[str, ...]]) -> str | None:
    """The key whose title is most like the text; None where none is like enough."""
    from rapidfuzz import fuzz

    said = _plain(text)
    if len(said) < 4:
        return None
    scored = []
    for key, names in titles.items():
        for name in names:
            other = _plain(name)
            score = max(fuzz.ratio(said, other), fuzz.token_sort_ratio(said, other))
            if len(said.split()) >= 4 and len(other.split()) >= 4:
                score = max(score, fuzz.partial_ratio(said, other) - 8, fuzz.token_set_ratio(said, other) - 6)
            scored.append((score, key))
    score, key = max(scored, default=(0.0, ""))
    return key if score >= _TITLE else None


def _level(text: str) -> str | None:
    """Which level a label names, if any."""
    said = _plain(text)
    for key, names in _LEVELS.items():
        if said in names:
            return key
    return None


def _more(cell: Any, item: Line) -> None:
    from qa_scorer.render.word_writing import add_runs

    if line(item.text) or item.lead:
        add_runs(cell.add_paragraph(), item)
