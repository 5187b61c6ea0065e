"""From a file to a report: valid against the schema, the same from Word and PDF, nothing decided by format."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest

from qa_scorer.pipeline import score
from qa_scorer.report.schema import schema_text
from qa_scorer.rulepack import load_case

CORPUS = Path(__file__).parent / "corpus"
GIVEN = sorted(p.name.removesuffix(".gold.json") for p in (CORPUS / "given").glob("*.gold.json"))

pytestmark = pytest.mark.slow


def scored(folder: str, name: str, suffix: str = ".docx"):
    base = CORPUS / folder / name
    return score(base.with_suffix(suffix), case=load_case(Path(f"{base}.case.toml")))


@pytest.mark.parametrize("name", GIVEN)
def test_report_is_valid_and_every_quote_stands_where_it_says(name):
    report = scored("given", name)
    jsonschema.validate(report.data, json.loads(schema_text()))
    blocks = {b["index"]: b["text"] for b in report["blocks"]}

    def check(quote, where):
        text = blocks[where["block"]]
        assert 0 <= where["start"] <= where["end"] <= len(text)
        if quote:
            assert text[where["start"] : where["end"]] == quote

    for f in report["findings"] + report["unsure"]:
        check(f["quote"], f["location"])
        assert f["suggestion"] and f["guidance"] and "{" not in f["message"] + f["suggestion"]
    for s in report["statements"]:
        check(s["text"], s["location"])
    for c in report["grid"]:
        assert c["reasons"] and 0 <= c["confidence"] <= 1
        assert c["evidence"] or c["rating"] == "limited" or c["state"] != "measured", c["criterion"]


@pytest.mark.parametrize("name", GIVEN)
def test_same_from_word_and_pdf(name):
    word, pdf = scored("given", name), scored("given", name, ".pdf")
    assert [(s["key"], s["status"]) for s in word["sections"]] == [(s["key"], s["status"]) for s in pdf["sections"]]
    assert word.ratings == pdf.ratings


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("suffix", ["odt", "rtf", "doc"])
def test_other_formats_by_conversion(tmp_path, suffix):
    source = CORPUS / "given" / "d02.docx"
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            suffix,
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    report = score(tmp_path / f"d02.{suffix}", case=load_case(CORPUS / "given" / "d02.case.toml"))
    word = scored("given", "d02")
    assert report["document"]["format"] == suffix
    assert {s["key"]: s["status"] for s in report["sections"]} == {s["key"]: s["status"] for s in word["sections"]}


def test_without_a_case_file_the_document_speaks():
    report = score(CORPUS / "given" / "d01.docx")
    assert len(report["terms_of_reference"]) == 6
    assert report["case"]["period_from"] == "2012-01-01" and report["case"]["period_source"] == "document"


def test_a_text_file_is_scored(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("Methodology\n\nWe read the file.\n\nAnalysis\n\nThe visit was late.\n", encoding="utf-8")
    report = score(path)
    assert report["document"]["format"] == "txt" and report["verdict"]["overall"] == "inadequate"
