from __future__ import annotations

import io

import pypdf
import pytest

from qa_scorer.document import Anchor, Block, BlockKind, Document
from qa_scorer.errors import InputError
from qa_scorer.render.pdf_highlights import annotate
from qa_scorer.report import Report

LINES = ["The nurse was careless. Karen Hollo-", "way rang the ward on 3 May.", "Karen Holloway again."]


def build(path):
    from reportlab.pdfgen import canvas

    c = canvas.Canvas(str(path), pagesize=(400, 300), invariant=1)
    c.setFont("Helvetica", 12)
    for i, text in enumerate(LINES):
        c.drawString(50, 250 - 20 * i, text)
    c.showPage()
    c.drawString(50, 250, "Overleaf")
    c.save()
    boxes = [(50.0, 300 - 262 + 20.0 * i, 350.0, 300 - 246 + 20.0 * i) for i in range(3)]
    first = Block(
        0, BlockKind.PARAGRAPH, "The nurse was careless. Karen Holloway rang the ward on 3 May.", page=1,
        anchors=(Anchor("page", 1, 0, boxes[0]), Anchor("page", 1, 35, boxes[1])),
    )  # fmt: skip
    second = Block(1, BlockKind.PARAGRAPH, "Karen Holloway again.", page=1, anchors=(Anchor("page", 1, 0, boxes[2]),))
    third = Block(2, BlockKind.PROPERTY, "Karen Holloway")
    return Document("a.pdf", "0" * 64, "pdf", (first, second, third), pages=2)


def report_on(report, *spots):
    model = report["findings"][0]
    found = [
        {
            **model,
            "rule": f"R{i}",
            "quote": q,
            "location": {"section": None, "block": b, "start": s, "end": s + len(q), "page": 1, "table": None},
        }
        for i, (b, s, q) in enumerate(spots)
    ]
    return Report({**report.data, "findings": found, "blocks": [], "outline": []})


def marks(path):
    reader = pypdf.PdfReader(path)
    return [(n, a.get_object()) for n, p in enumerate(reader.pages) for a in p.get("/Annots") or []]


def test_highlights_cover_the_words_line_by_line_and_the_pages_stay(tmp_path, report):
    source = tmp_path / "a.pdf"
    document = build(source)
    made = report_on(report, (0, 24, "Karen Holloway"), (1, 0, "Karen Holloway"), (0, 14, "careless"))
    annotate(source, made, document, tmp_path / "b.pdf")
    found = marks(tmp_path / "b.pdf")
    assert [a["/Subtype"] for _, a in found] == ["/Highlight"] * 3
    quads = [[float(x) for x in a["/QuadPoints"]] for _, a in found]
    assert [len(q) // 8 for q in quads] == [2, 1, 1]  # the first name runs over two lines
    assert abs(quads[1][5] - 207) < 6  # the second one in its own line, not at the first mention
    assert all(a["/T"] == "qa-scorer" and "R" in a["/Contents"] for _, a in found)
    assert (tmp_path / "b.pdf").read_bytes().startswith(source.read_bytes())


def test_what_has_no_place_becomes_a_note(tmp_path, report):
    source = tmp_path / "a.pdf"
    document = build(source)
    annotate(source, report_on(report, (2, 0, "Karen Holloway"), (1, 0, "")), document, tmp_path / "b.pdf")
    assert [(n, a["/Subtype"]) for n, a in marks(tmp_path / "b.pdf")] == [(0, "/Text"), (0, "/Text")]


def test_a_second_run_replaces_ours_and_keeps_others(tmp_path, report):
    from pypdf.annotations import Text
    from pypdf.generic import NameObject, TextStringObject

    source = tmp_path / "a.pdf"
    document = build(source)
    writer = pypdf.PdfWriter(io.BytesIO(source.read_bytes()), incremental=True)
    own = Text(rect=(10, 10, 30, 30), text="mine")
    own[NameObject("/T")] = TextStringObject("A Person")
    writer.add_annotation(1, own)
    out = io.BytesIO()
    writer.write(out)
    source.write_bytes(out.getvalue())
    annotate(source, report_on(report, (0, 14, "careless"), (1, 0, "Karen")), document, tmp_path / "b.pdf")
    annotate(tmp_path / "b.pdf", report_on(report, (0, 14, "careless")), document, tmp_path / "c.pdf")
    found = marks(tmp_path / "c.pdf")
    assert sorted(a["/T"] for _, a in found) == ["A Person", "qa-scorer"]


def test_findings_on_the_same_words_share_a_highlight(tmp_path, report):
    source = tmp_path / "a.pdf"
    document = build(source)
    annotate(source, report_on(report, (0, 14, "careless"), (0, 14, "careless")), document, tmp_path / "b.pdf")
    ((_, only),) = marks(tmp_path / "b.pdf")
    assert "R0" in only["/Contents"] and "R1" in only["/Contents"]


def test_a_damaged_pdf_is_told_in_one_line(tmp_path, report):
    source = tmp_path / "a.pdf"
    document = build(source)
    source.write_bytes(source.read_bytes()[:200])
    with pytest.raises(InputError, match="use the HTML report") as caught:
        annotate(source, report_on(report, (0, 14, "careless")), document, tmp_path / "b.pdf")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "b.pdf").exists()
