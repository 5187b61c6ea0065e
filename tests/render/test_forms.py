from __future__ import annotations

import io
import zipfile

import docx
import pypdf
import pytest

from qa_scorer.errors import InputError
from qa_scorer.render.feedback_letter import areas, render, strengths
from qa_scorer.render.grid_form import render_docx, render_pdf


def cells(data: bytes) -> list[list[str]]:
    return [[c.text for c in r.cells] for t in docx.Document(io.BytesIO(data)).tables for r in t.rows]


def test_the_form_has_the_boards_rows_in_the_boards_order(report):
    rows = cells(render_docx(report))
    labels = [r[0] for r in rows]
    wanted = [
        "Name of agency",
        "Completed within timescale",
        "Initials of individual",
        "Any family details, including names, dates of birth and addresses",
    ]
    wanted += [
        "Genogram/network",
        "Analysis and evaluation of decisions made and not made, action taken and not taken, turning points, good practice",
    ]
    wanted += [
        "Has the report been clearly signed off by an officer of Chief Executive/Director level?",
        "Overall judgement on quality of IMR: inadequate/adequate",
    ]
    at = [labels.index(w) for w in wanted]
    assert at == sorted(at)
    assert labels.count("Full and Clear") == labels.count("Partial") == labels.count("Limited/ None") == 9


def test_one_tick_a_criterion_and_none_where_it_could_not_be_read(report):
    rows = cells(render_docx(report))
    ticked = [r[0] for r in rows if r[1].startswith("✓")]
    assert sorted(ticked) == sorted(["Full and Clear"] * 3 + ["Partial"] * 4 + ["Limited/ None"])
    assert any(r[1].startswith("Could not be read") for r in rows)
    said = next(r[1] for r in rows if r[0] == "Limited/ None" and r[1])
    assert "“4 May” (row 2: date not as DD/MM/YY) [3. Chronology, row 2, page 2]" in said


def test_hidden_characters_do_not_break_word_or_pdf(report):
    report.data["grid"][0]["reasons"] = ["a\x00b\u202ec\ud800 Łódź <b>x</b> & \u4e2d"]
    assert "abc Łódź <b>x</b> & 中" in str(cells(render_docx(report)))
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(render_pdf(report))).pages)
    assert "abc Łódź <b>x</b> & ?" in text


def test_pdf_says_what_the_word_form_says(report):
    text = " ".join("".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(render_pdf(report))).pages).split())
    for words in (
        "Standards for Individual Management Reviews",
        "Limited (sure)",
        "No signature was found.",
        "Inadequate. Chronology: Limited.",
    ):
        assert words in text
    assert render_pdf(report) == render_pdf(report)


def test_a_very_long_comment_does_not_stop_the_pdf(report):
    report.data["grid"][3]["reasons"] = ["word " * 3000]
    assert len(pypdf.PdfReader(io.BytesIO(render_pdf(report))).pages) > 5


def blank(data: bytes) -> bytes:
    """The form with every answer taken out."""
    document = docx.Document(io.BytesIO(data))
    for table in document.tables:
        for row in table.rows:
            if row.cells[0]._tc is not row.cells[1]._tc:
                for p in row.cells[1].paragraphs[1:]:
                    p._p.getparent().remove(p._p)
                row.cells[1].paragraphs[0].clear()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_the_boards_own_form_is_filled_as_ours_is(tmp_path, report):
    ours = render_docx(report)
    path = tmp_path / "form.docx"
    path.write_bytes(blank(ours))
    filled, wanted = cells(render_docx(report, form=path)), cells(ours)
    differ = [(a, b) for a, b in zip(filled, wanted, strict=True) if a != b]
    assert [b[1][:17] for _, b in differ] == ["Could not be read"]  # no row of the form says so


def test_a_form_with_levels_as_columns(tmp_path, report):
    document = docx.Document()
    table = document.add_table(rows=1, cols=5)
    for cell, text in zip(
        table.rows[0].cells, ("Standard", "Full", "Partial", "Limited / None", "Comments"), strict=True
    ):
        cell.text = text
    for text in (
        "Family details (names, dates of birth, addresses)",
        "The chronology of agency involvement (files, interviews)",
        "Weather",
    ):
        table.add_row().cells[0].text = text
    table.rows[2].cells[4].text = "Panel: agreed"
    document.save(tmp_path / "f.docx")
    rows = cells(render_docx(report, form=tmp_path / "f.docx"))
    assert rows[1][1] == "✓" and rows[1][4].startswith("✓ Full") and rows[1][2] == rows[1][3] == ""
    assert rows[2][3].startswith("✓ Limited") and rows[2][4] == "Panel: agreed"
    assert rows[3][1:] == ["", "", "", ""]


@pytest.mark.parametrize("kind", ["none", "text", "other"])
def test_a_form_that_is_none(tmp_path, report, kind):
    path = tmp_path / "f.docx"
    if kind == "text":
        path.write_text("hello")
    elif kind == "other":
        docx.Document().save(path)
    with pytest.raises(InputError) as caught:
        render_docx(report, form=path)
    assert "\n" not in str(caught.value)


def test_letter_puts_strengths_first_then_areas_by_weight(report):
    text = [p.text for p in docx.Document(io.BytesIO(render(report))).paragraphs]
    assert text[1] == "Dear Jane Roe,"
    strong, weak = text.index("What works well"), text.index("Areas for development")
    assert strong < weak
    assert any("Lessons to be learned." in x for x in text[strong:weak])
    headings = [x for x in text if x[:1].isdigit() and ". " in x[:4]]
    assert headings[:3] == ["1. Chronology", "2. Sign-off", "3. Names and other identifiers"]
    assert [h.split(".")[0] for h in headings] == [str(i) for i in range(1, len(headings) + 1)]
    assert "1 more points" in " ".join(text)


def test_letter_repeats_no_name_that_should_not_be_there(report):
    report.data["findings"][1]["message"] = "Karen Holloway is judged."
    with zipfile.ZipFile(io.BytesIO(render(report))) as z:
        said = z.read("word/document.xml").decode()
    assert "Holloway" not in said and "[removed]" in said
    assert "in which a person" in said and "2. Analysis, paragraph 1, page 2" in said


def test_letter_with_nothing_to_praise_and_with_nothing_to_say(report):
    for c in report["grid"]:
        c["rating"] = "limited"
    report.data["terms_of_reference"] = report.data["recommendations"] = []
    report.data["sections"] = []
    assert [x.text for x in strengths(report)] == [
        "The review has been started and sent in; the points below say how to build on it."
    ]
    for c in report["grid"]:
        c["rating"], c["state"] = "full", "measured"
    report.data["findings"] = []
    report.data["questions"]["signed_off"]["answer"] = "yes"
    assert areas(report) == []
