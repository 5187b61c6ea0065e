from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.render.terminal import _cells, render, wrap

HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("audience", ["panel", "author", "manager"])
@pytest.mark.parametrize("colour", [False, True])
def test_every_line_fits(report, audience, colour):
    text = re.sub(r"\x1b\[[0-9;]*m", "", render(report, colour=colour, audience=audience))
    assert max(_cells(x) for x in text.splitlines()) <= 80


def test_colour_only_when_asked(report):
    assert "\x1b" not in render(report)
    coloured = render(report, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(report)


def test_nothing_of_the_document_reaches_the_terminal_as_a_command(report):
    report.data["findings"][3]["message"] = "a\x1b]0;title\x07b\u202ec"
    assert HIDDEN.search(render(report, audience="author")) is None


def test_the_panel_reads_verdict_ratings_and_quotes(report):
    text = render(report)
    assert text.index("Inadequate") < text.index("STANDARDS GRID") < text.index("FINDINGS")
    assert "Limited / None" in text and "Could not be read" in text
    assert "“Karen Holloway”" in text and "Write a code instead." in text
    assert "row 2: date not as DD/MM/YY; no source" in text
    assert "UNSURE: 1" in text


def test_the_author_reads_findings_first_and_the_manager_none(report):
    author, manager = render(report, audience="author"), render(report, audience="manager")
    assert author.index("FINDINGS") < author.index("STANDARDS GRID")
    assert "Karen Holloway" not in manager and "FINDINGS: 7" in manager


def test_audience_changes_no_rating(report):
    def ratings(text: str) -> list[str]:
        return re.findall(r"^  [A-Z].{28,32}(Full and Clear|Partial|Limited / None|Could not be read)", text, re.M)

    found = {tuple(ratings(render(report, audience=a))) for a in ("panel", "author", "manager")}
    assert len(found) == 1 and len(next(iter(found))) == 9


def test_a_missing_section_has_no_place(report):
    lines = render(report, audience="author").splitlines()
    at = next(i for i, x in enumerate(lines) if "no section 'Glossary'" in x)
    assert not lines[at + 1].strip().startswith("at ")


@given(st.text(max_size=300), st.integers(20, 90))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, width, "  - ", "    ")
    assert all(_cells(x) <= width for x in lines)
    from qa_scorer.render.view import line

    said = "".join(x[4:] if i else x[3:] for i, x in enumerate(lines))
    assert "".join(said.split()) == "".join(line(text).split())
