"""NAM and DOC1xx rules: a hit, a near miss and a clean case each."""

from __future__ import annotations

import pytest

from qa_scorer.checks.registry import run_one
from qa_scorer.document import Block, BlockKind, Document, Part
from qa_scorer.extract.facts import Facts
from qa_scorer.rulepack import Case

CASE = Case.model_validate({"adult": {"name": "Winifred Rosewarne", "code": "Mrs W"}})


def _hidden(pack, *blocks: tuple[BlockKind, str, str]) -> Facts:
    first = (Block(0, BlockKind.HEADING, "Analysis", level=1), Block(1, BlockKind.PARAGRAPH, "She fell."))
    rest = tuple(Block(n + 2, kind, text, part=Part.META, style=style) for n, (kind, text, style) in enumerate(blocks))
    return Facts(Document("x.docx", "0" * 64, "docx", first + rest), pack, CASE)


def test_name_in_text(facts) -> None:
    found = run_one(facts("# Analysis", "Mrs Rosewarne fell.", case=CASE), "NAM001")
    assert [(f.quote, f.severity, f.extra["code"]) for f in found] == [("Rosewarne", "error", "Mrs W")]
    assert "'Mrs W'" in found[0].suggestion
    assert run_one(facts("# Analysis", "Mrs W fell at Rosewarne House.", case=CASE), "NAM001") == []


def test_doubtful_name_is_listed_apart(facts) -> None:
    case = Case.model_validate({"people": [{"name": "Hope Ndlovu"}]})
    found = run_one(facts("# Analysis", "It was late. Hope was expressed by the ward.", case=case), "NAM001")
    assert all(f.unsure for f in found)


def test_heading_has_its_own_rule(facts) -> None:
    f = facts("# Analysis", "## About Winnie", "She fell.", case=CASE)
    assert [x.quote for x in run_one(f, "NAM005")] == ["Winnie"]
    assert run_one(f, "NAM001") == []


def test_repeated_header_counts_once(pack) -> None:
    header = (BlockKind.HEADER, "Winifred Rosewarne - draft", "")
    f = _hidden(pack, header, header, (BlockKind.FOOTER, "Page 1 of the review", ""))
    assert [x.quote for x in run_one(f, "NAM002")] == ["Winifred Rosewarne"]


def test_comment_and_properties(pack) -> None:
    f = _hidden(
        pack,
        (BlockKind.COMMENT, "Ask Winnie.", ""),
        (BlockKind.PROPERTY, "Karen Holloway", "author"),
        (BlockKind.PROPERTY, "Karen Holloway", "last_modified_by"),
        (BlockKind.FILE_NAME, "Rosewarne-IMR-v2", ""),
        (BlockKind.PROPERTY, "Safeguarding Adults Board", "company"),
    )
    assert [x.quote for x in run_one(f, "NAM003")] == ["Winnie"]
    found = run_one(f, "NAM004")
    assert [(x.quote, x.severity) for x in found] == [("Karen Holloway", "warning"), ("Rosewarne", "warning")]
    assert "author property" in found[0].message


GLOSSARY = (
    "# Glossary",
    [["Code", "Meaning"], ["SW1", "social worker"], ["SW9", "another social worker"], ["RiO", "the record"]],
)


def test_unexplained_and_unused_codes(facts) -> None:
    f = facts("# Analysis", "SW1 rang SW2. SW2 told SW1 that SW2 knew.", *GLOSSARY)
    assert [x.quote for x in run_one(f, "DOC101")] == ["SW2"]
    assert [x.quote for x in run_one(f, "DOC102")] == ["SW9"]
    clean = facts("# Analysis", "SW1 rang SW9 and SW9 rang SW1.", *GLOSSARY)
    assert run_one(clean, "DOC101") == run_one(clean, "DOC102") == []


def test_codes_of_a_report_without_glossary_are_not_reported_one_by_one(facts) -> None:
    assert run_one(facts("# Analysis", "SW1 rang SW2 and SW2 rang SW1."), "DOC101") == []


def test_two_codes_and_two_persons(facts) -> None:
    staff = [
        ["Code", "Name", "Job title"],
        ["SW1", "Bronagh McAteer", "Social Worker"],
        ["SW2", "Graham Field", "Manager"],
    ]
    double = [*staff, ["SW3", "Bronagh McAteer", "Social Worker"]]
    shared = [*staff, ["SW2", "Kiran Bahra", "Duty Worker"]]
    assert run_one(facts("# Methodology", staff), "DOC103") == run_one(facts("# Methodology", staff), "DOC104") == []
    assert ["SW1" in x.message and "SW3" in x.message for x in run_one(facts("# Methodology", double), "DOC103")] == [
        True
    ]
    assert len(run_one(facts("# Methodology", shared), "DOC104")) == 1


@pytest.mark.parametrize(
    ("said", "count"), [("People are referred to by code in this report.", 0), ("It was late.", 1)]
)
def test_convention(facts, said: str, count: int) -> None:
    f = facts("# Analysis", said, "SW1 rang SW2. SW2 rang SW1. SW1 told SW2.")
    assert len(run_one(f, "DOC105")) == count


def test_name_that_slipped_through(facts) -> None:
    text = "Mrs W fell. Mrs W rose. Mrs W ate. Mrs W slept. Mrs W sat."
    assert [x.quote for x in run_one(facts("# Analysis", text, "Then Winnie sang.", case=CASE), "DOC106")] == ["Winnie"]
    often = "Winnie sang. Then Winnie sat. Later Winnie slept."
    assert run_one(facts("# Analysis", text, often, case=CASE), "DOC106") == []
