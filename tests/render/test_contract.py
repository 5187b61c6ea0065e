"""The sample is a valid report, and every format can show a report that holds no more than the schema asks for."""

from __future__ import annotations

import json

import jsonschema
import pytest

from qa_scorer.render import compare_report, findings_csv, html_report, json_report, markdown, terminal
from qa_scorer.render.feedback_letter import render as letter
from qa_scorer.render.grid_form import render_docx, render_pdf
from qa_scorer.report.compare import compare
from qa_scorer.report.schema import schema_text


def test_the_sample_is_valid(report, bare):
    schema = json.loads(schema_text())
    jsonschema.validate(report.data, schema)
    jsonschema.validate(bare.data, schema)


@pytest.mark.parametrize(
    "make",
    [
        terminal.render,
        json_report.render,
        html_report.render,
        markdown.render,
        findings_csv.render,
        letter,
        render_docx,
        render_pdf,
        lambda r: compare_report.render(compare(r, r), "html"),
    ],
)
def test_every_format_shows_a_bare_report(bare, make):
    assert len(make(bare)) > 200


def test_json_is_the_same_data_without_hidden_characters(report):
    text = json_report.render(report)
    assert json.loads(text) == report.data
    assert "\u202e" not in text and "\\u202e" in text


def test_json_has_no_lone_surrogates(report):
    report.data["document"]["file_name"] = "a\ud800b.docx"
    json_report.render(report).encode("utf-8")
