from __future__ import annotations

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.render import findings_csv, markdown


def rows(report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(findings_csv.render(report).lstrip("\ufeff"))))


def test_csv_has_every_finding_and_the_unsure_after_them(report):
    found = rows(report)
    assert [r["rule"] for r in found][:2] == ["NAM001", "OPN001"]
    assert [r["certain"] for r in found] == ["yes"] * 7 + ["no"]
    assert found[0]["quote"] == "Karen Holloway" and found[0]["place"] == "2. Analysis, paragraph 1, page 2"
    assert found[4]["place"].startswith("3. Chronology, row 2")


@given(st.text(min_size=1, max_size=30))
def test_no_cell_is_a_formula(text):
    said = findings_csv.cell(text)
    assert not said or said[0] not in "=+-@\t\r|%＝＋－＠"


def test_csv_keeps_numbers_and_breaks_no_line(report):
    report.data["findings"][0]["quote"] = '=HYPERLINK("http://x")\r\nnext'
    found = rows(report)
    assert found[0]["quote"].startswith("'=HYPERLINK")
    assert found[0]["start"] == "24"
    assert len(found) == 8


def test_markdown_escapes_markup_links_and_tables(report):
    text = markdown.render(report)
    assert "<script>" not in text.replace("\\<script", "")
    assert "\u202e" not in text and "\x1b" not in text
    assert "\\| \\*bold\\*" in text
    grid = [x for x in text.splitlines() if x.startswith("| ")]
    assert all(len(re.findall(r"(?<!\\)\|", x)) in (4, 5, 6, 11) for x in grid)


def test_markdown_says_what_the_others_say(report):
    text = markdown.render(report)
    for words in (
        "Overall judgement: Inadequate",
        "| Chronology | Limited / None |",
        "**NAM001 Must fix:**",
        "Row 2: date not as",
        "## Unsure (1)",
    ):
        assert words in text


def test_markdown_links_are_dead():
    assert "http\\://" in markdown.escape("see http://example.org and javascript:alert(1)")
    assert "javascript\\:" in markdown.escape("javascript:alert(1)")
    assert markdown.escape("1. one") == "1\\. one"
