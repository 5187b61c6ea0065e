"""Whole documents through every output."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from qa_scorer.ingest import read
from qa_scorer.pipeline import score
from qa_scorer.render import compare_report, html_report, pdf_highlights, terminal
from qa_scorer.render.feedback_letter import render as letter
from qa_scorer.render.grid_form import render_docx, render_pdf
from qa_scorer.render.word_comments import annotate
from qa_scorer.report.compare import compare
from qa_scorer.rulepack import load_case

pytestmark = pytest.mark.slow

GIVEN = Path(__file__).parents[1] / "corpus" / "given"
NAMES = sorted(p.name.removesuffix(".gold.json") for p in GIVEN.glob("*.gold.json"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOT_TEXT = ("comment", "file_name", "property")


def scored(path: Path, name: str):
    return score(path, case=load_case(GIVEN / f"{name}.case.toml"))


def xml(path: Path, part: str) -> etree._Element:
    with zipfile.ZipFile(path) as z:
        return etree.fromstring(z.read(part))


def words_of(root: etree._Element) -> dict[str, str]:
    """The words between the marks of each comment."""
    open_marks: dict[str, list[str]] = {}
    done: dict[str, str] = {}
    for e in root.iter():
        if e.tag == W + "commentRangeStart":
            open_marks[e.get(W + "id")] = []
        elif e.tag == W + "commentRangeEnd":
            done[e.get(W + "id")] = "".join(open_marks.pop(e.get(W + "id")))
        elif e.tag == W + "t":
            for said in open_marks.values():
                said.append(e.text or "")
    return done


@pytest.mark.parametrize("name", NAMES)
def test_word_copy(name, tmp_path):
    source, copy = GIVEN / f"{name}.docx", tmp_path / "copy.docx"
    report, document = scored(source, name), read(source)
    annotate(source, report, document, copy)
    comments = [c for c in xml(copy, "word/comments.xml") if c.get(W + "author") == "qa-scorer"]
    assert len(comments) == len(report["findings"])
    said = words_of(xml(copy, "word/document.xml"))
    body = {"heading", "paragraph", "list_item", "cell", "caption", "toc"}
    for finding, comment in zip(report["findings"], comments, strict=True):
        words = said[comment.get(W + "id")]
        quote = finding["quote"]
        if quote and document.blocks[finding["location"]["block"]].kind in body:
            assert re.sub(r"\W", "", words) == re.sub(r"\W", "", quote), finding["rule"]
    again = read(copy)
    before, after = ([b.text for b in d.blocks if b.kind not in NOT_TEXT] for d in (document, again))
    assert before == after


@pytest.mark.parametrize("name", NAMES)
def test_pdf_copy(name, tmp_path):
    import pypdf

    source, copy = GIVEN / f"{name}.pdf", tmp_path / "copy.pdf"
    report, document = scored(source, name), read(source)
    pdf_highlights.annotate(source, report, document, copy)
    marks = [a.get_object() for p in pypdf.PdfReader(copy).pages for a in p.get("/Annots") or []]
    said = "\n\n".join(str(m.get("/Contents", "")) for m in marks if m.get("/T") == "qa-scorer")
    for f in report["findings"]:
        assert " ".join(f["message"].split()) in said
    quoted = [f for f in report["findings"] if f["quote"] and document.blocks[f["location"]["block"]].page]
    assert sum(m["/Subtype"] == "/Highlight" for m in marks) >= 0.5 * len(
        {(f["location"]["block"], f["quote"]) for f in quoted}
    )


@pytest.mark.parametrize("name", NAMES)
def test_other_outputs(name):
    report = scored(GIVEN / f"{name}.docx", name)
    for audience in ("panel", "author", "manager"):
        assert max(map(len, terminal.render(report, audience=audience).splitlines())) <= 80
    assert html_report.render(report).count('<li class="finding"') == len(report["findings"])
    assert min(len(x) for x in (letter(report), render_docx(report), render_pdf(report))) > 5000


def test_a_repaired_copy_loses_exactly_the_repaired_findings(tmp_path):
    source, mended = GIVEN / "d03.docx", tmp_path / "d03.docx"
    old = scored(source, "d03")
    name = next(f for f in old["findings"] if f["category"] == "name" and len(f["quote"]) > 4)
    with zipfile.ZipFile(source) as a, zipfile.ZipFile(mended, "w", zipfile.ZIP_DEFLATED) as b:
        for item in a.namelist():
            data = a.read(item)
            if item == "word/document.xml":
                root = etree.fromstring(data)
                block = old["blocks"][name["location"]["block"]]["text"]
                for p in root.iter(W + "p"):
                    if "".join(t.text or "" for t in p.iter(W + "t")) == block:
                        for t in p.iter(W + "t"):
                            t.text = (t.text or "").replace(name["quote"], "SW9")
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            b.writestr(item, data)
    result = compare(old, scored(mended, "d03"))
    gone = {(f["category"], f["quote"]) for f in result.fixed}
    assert ("name", name["quote"]) in gone
    assert {c for c, _ in gone} <= {"name", "document"}
    assert not [f for f in result.added if f["category"] == "name"]
    assert name["quote"] in compare_report.render(result)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_an_office_suite_opens_what_we_write(tmp_path):
    source = GIVEN / "d03.docx"
    report = scored(source, "d03")
    annotate(source, report, read(source), tmp_path / "copy.docx", highlight=True)
    (tmp_path / "grid.docx").write_bytes(render_docx(report))
    (tmp_path / "letter.docx").write_bytes(letter(report))
    files = [str(p) for p in sorted(tmp_path.glob("*.docx"))]
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    assert {p.stem for p in tmp_path.glob("*.pdf")} == {"copy", "grid", "letter"}
