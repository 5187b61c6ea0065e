"""The same report in other layouts gets the same sections and ratings."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph

from qa_scorer.pipeline import facts_of
from qa_scorer.report import build_report
from qa_scorer.rulepack import load_case

CORPUS = Path(__file__).parents[1] / "corpus" / "tuning"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P, TBL, R = W + "p", W + "tbl", W + "r"


def _parts(d: Any) -> list[Any]:
    return [e for e in d.element.body if e.tag in (P, TBL) and e.find(f".//{W}sectPr") is None]


def _level(d: Any, e: Any) -> int:
    name = Paragraph(e, d).style.name if e.tag == P else ""
    return int(name[-1]) if re.fullmatch(r"Heading \d", name) else 0


def _chronology(d: Any) -> Table:
    return next(t for t in d.tables if len(t.columns) >= 7 and "Time" in [c.text for c in t.rows[0].cells])


def _retitled(d: Any, title: Callable[[int, str], str]) -> None:
    heads = [e for e in _parts(d) if _level(d, e) == 1]
    for n, e in enumerate(heads, 1):
        p = Paragraph(e, d)
        text = re.sub(r"^[\d.]+\s*", "", p.text)
        p.style = d.styles["Normal"]
        for run in p.runs[1:]:
            e.remove(run._r)
        p.runs[0].text, p.runs[0].bold = title(n, text), True


def counted(d: Any) -> None:
    """Bold lines 'Section 1 – Analysis' over styled sub-headings."""
    _retitled(d, lambda n, text: f"Section {n} – {text}")


def all_bold(d: Any) -> None:
    """Every word in bold."""
    for e in _parts(d):
        for run in Paragraph(e, d).runs if e.tag == P else ():
            run.bold = True


def underlined(d: Any) -> None:
    """Underlined lines instead of heading styles."""
    for e in _parts(d):
        if level := _level(d, e):
            p = Paragraph(e, d)
            p.style = d.styles["Normal"]
            for run in p.runs:
                run.underline, run.bold = True, level == 1


def in_words(d: Any) -> None:
    """Parts counted in words."""
    words = "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN".split()
    _retitled(d, lambda n, text: f"PART {words[n - 1]}: {text.upper()}" if n <= 12 else text.upper())


def boxes(d: Any) -> None:
    """Each section a box with a title row."""
    _framed(d, two_columns=False)


def form(d: Any) -> None:
    """The whole report one table, titles at the left."""
    _framed(d, two_columns=True)


def _framed(d: Any, *, two_columns: bool) -> None:
    parts = _parts(d)
    starts = [n for n, e in enumerate(parts) if _level(d, e) == 1]
    whole = d.add_table(0, 2) if two_columns else None
    if whole is not None:
        parts[starts[0]].addprevious(whole._tbl)
    for a, b in zip(starts, [*starts[1:], len(parts)], strict=True):
        title = Paragraph(parts[a], d).text
        if whole is not None:
            left, right = whole.add_row().cells
        else:
            table = d.add_table(2, 1)
            parts[a].addprevious(table._tbl)
            table._tbl.addnext(OxmlElement("w:p"))
            left, right = table.cell(0, 0), table.cell(1, 0)
        left.paragraphs[0].text = title
        parts[a].getparent().remove(parts[a])
        empty = right._tc.p_lst[0]
        for e in parts[a + 1 : b]:
            right._tc.append(e)
        if len(right._tc.p_lst) > 1:
            right._tc.remove(empty)
        if right._tc[-1].tag != P:
            right._tc.append(OxmlElement("w:p"))


def title_row(d: Any) -> None:
    """A title over the heading row of the chronology."""
    import copy

    table = _chronology(d)
    table.rows[0]._tr.addprevious(copy.deepcopy(table.rows[0]._tr))
    row = table.rows[0]
    row.cells[0].merge(row.cells[-1]).text = "CHRONOLOGY OF AGENCY INVOLVEMENT"


def broken_by_hand(d: Any) -> None:
    """The paragraphs under a heading joined by line breaks."""
    before = None
    for e in _parts(d):
        p = Paragraph(e, d) if e.tag == P else None
        plain = p is not None and p.style.name == "Normal" and p.text.strip() and e.find(f".//{W}drawing") is None
        if plain and before is not None:
            run = OxmlElement("w:r")
            run.extend([OxmlElement("w:br"), OxmlElement("w:br")])
            before.append(run)
            before.extend([x for x in e if x.tag != W + "pPr"])
            e.getparent().remove(e)
        else:
            before = e if plain else None


def _told(path: Path, case: Path) -> dict[str, Any]:
    report = build_report(facts_of(path, case=load_case(case)))
    return {
        "sections": {s["key"]: s["status"] for s in report["sections"] if s["status"] != "present"},
        "grid": {c["criterion"]: c["rating"] for c in report["grid"]},
        "rows": len(report["chronology"]["rows"]),
        "recommendations": len(report["recommendations"]),
        "verdict": report["verdict"]["overall"],
    }


@pytest.fixture(scope="module", params=["b02", "d12"])
def plain(request: pytest.FixtureRequest) -> tuple[Path, Path, dict[str, Any]]:
    path, case = CORPUS / f"{request.param}.docx", CORPUS / f"{request.param}.case.toml"
    return path, case, _told(path, case)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [counted, all_bold, underlined, in_words, boxes, form, title_row, broken_by_hand],
    ids=lambda c: c.__name__,
)
def test_layout_changes_nothing(plain: tuple[Path, Path, dict[str, Any]], tmp_path: Path, change: Any) -> None:
    path, case, told = plain
    document = docx.Document(str(path))
    before = [e.tag for e in document.element.body], document.element.xml
    change(document)
    assert ([e.tag for e in document.element.body], document.element.xml) != before
    document.save(str(tmp_path / path.name))
    assert _told(tmp_path / path.name, case) == told
