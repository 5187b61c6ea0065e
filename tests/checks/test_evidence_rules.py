"""GEN, MET, SGN and DOC rules: a hit, a near miss and a clean case each."""

from __future__ import annotations

import dataclasses

import pytest

from qa_scorer.checks.registry import run_one
from qa_scorer.document import Block, BlockKind, Picture, Revision, Shape
from qa_scorer.rulepack import Case

PROSE = "The team visited on 3 May 2012 and found the house cold. A referral was made to the council. " * 5
FAMILY, OUTSIDE = Case(family_setting=True), Case(family_setting=False)
TREE = ["- Mr A, subject, born 1931", "- Mrs B, wife, born 1933", "- C, son, born 1960"]
CAPTION = "Figure 1. Genogram. Codes and dates of birth are shown under each symbol."
NAMED = "Figure 1. Genogram. Codes are shown under each symbol."


def drawing(text, shapes=()):
    return Picture(block=0, kind="drawing", text=text, width=300, height=200, shapes=shapes)


FULL = "Mr A 03/04/1931\nMrs B 12/12/1933"
SHAPES = (
    Shape("rect", "Mr A 03/04/1931, deceased", (0, 0, 40, 40)),
    Shape("ellipse", "Mrs B 12/12/1933", (90, 0, 130, 40)),
    Shape("line", "", (40, 20, 90, 20)),
)
CROSSED = (*SHAPES, Shape("line", "", (0, 0, 40, 40), diagonal=True))
LIST = [
    ["Name", "Relationship", "DOB", "Address"],
    ["Mr A", "Subject", "1/2/1930", "1 The Close"],
    ["Mrs B", "Wife", "", "1 The Close"],
]
WHOLE = [*LIST[:2], ["Mrs B", "Wife", "aged 80", "as above"]]

METHOD = [
    "I was asked to write this review on 9 April 2014 and secured the file. I then built a chronology and took it into each interview.",
    "I read the case file and the policies.",
    "I interviewed Mary Green (social worker) on 3 May 2014 and John Brown (team manager) on 4 May 2014. Each note was signed by both of us.",
    "The duty log could not be found, because it was destroyed in a flood.",
    "I have never managed the team and had no involvement in the case.",
]  # fmt: skip


def method(without=None, instead=()):
    lines = [x for n, x in enumerate(METHOD) if n != without]
    return ["# Methodology", *lines, *instead, "# Analysis", PROSE]


def signed(*lines):
    return ["# Front sheet", "Agency: Acme", "# Analysis", PROSE, "# Signatures", *lines]


AUTHOR = "Author: Jane Smith, Team Manager, 1 May 2012"

#: rule: (lines that break it, its case file, how often), near misses, clean lines
RULES = {
    "GEN001": (["# Genogram", "See attached.", "# Analysis", PROSE], FAMILY, 1, ["# Family tree", *TREE], ["# Genogram", drawing(FULL)]),
    "GEN002": (["# Genogram", drawing("Mr A\nMrs B"), "# Analysis", PROSE], FAMILY, 1, ["# Genogram", Picture(block=0, kind="bitmap", width=99, height=99), CAPTION], ["# Genogram", drawing(FULL)]),
    "GEN003": (["# Genogram", drawing("1931\n1933"), "# Analysis", PROSE], FAMILY, 1, ["# Genogram", drawing("1931\n1933"), NAMED], ["# Genogram", drawing(FULL)]),
    "GEN004": (["# Family tree", *TREE], FAMILY, 1, ["# Genogram", drawing(FULL), *TREE], ["# Genogram", drawing(FULL)]),
    "GEN005": (["# Network", *TREE], OUTSIDE, 1, ["# Network", "The abuse was not in a family setting, so a network is listed instead of a genogram.", *TREE], ["# Genogram", drawing(FULL)]),
    "GEN006": (["# Genogram", Picture(block=0, kind="bitmap", width=99, height=99)], FAMILY, 1, ["# Genogram", Picture(block=0, kind="bitmap", width=99, height=99), CAPTION], ["# Genogram", drawing(FULL)]),
    "GEN007": (["# Genogram", drawing("", SHAPES)], FAMILY, 1, ["# Genogram", drawing("", CROSSED)], ["# Genogram", drawing(FULL)]),
    "GEN008": (["# Background", "He lived with his wife.", "# Analysis", PROSE], FAMILY, 1, ["# Family tree", *TREE], ["# Family details", WHOLE]),
    "GEN009": (["# Family details", LIST], FAMILY, 1, ["# Family details", WHOLE], ["# Background", "He lived with his wife."]),
    "MET001": (method(1, []), None, 0, method(), method()),
    "MET002": (["# Methodology", METHOD[1], METHOD[3], "# Analysis", PROSE], None, 1, ["# Methodology", "We spoke to the carers.", "# Analysis", PROSE], method()),
    "MET003": (["# Methodology", METHOD[1], "Staff were interviewed.", "# Analysis", PROSE], None, 1, ["# Methodology", METHOD[1], "No staff were interviewed.", "# Analysis", PROSE], method()),
    "MET004": (method(3), None, 1, method(3, ["The night staff were not interviewed."]), method()),
    "MET005": (method(3, ["The night staff were not interviewed."]), None, 1, method(), method(3)),
    "MET006": (["# Methodology", METHOD[1], "Staff were interviewed on 3 May 2014.", "# Analysis", PROSE], None, 1, ["# Methodology", METHOD[1], "- SW1: Mary Green, Social Worker", "- SW2: John Brown, Social Worker", "# Analysis", PROSE], method()),
    "MET007": (["# Methodology", "I interviewed the carer on 3 May 2014. Notes were kept.", "# Analysis", PROSE], None, 1, ["# Methodology", "I interviewed the carer on 3 May 2014. She signed the notes.", "# Analysis", PROSE], method()),
    "MET008": (method(4), None, 1, method(4, ["The author is head of a different department."]), method()),
    "MET009": (["# Methodology", "Documents seen: case file, policies.", "Interviews: SW1, 4 May 2012.", "# Analysis", PROSE], None, 1, ["# Background", PROSE], method()),
    "SGN001": (signed(AUTHOR, "Head of Agency: ............"), None, 1, signed(AUTHOR, "Head of Agency: Tom Bray"), signed(AUTHOR, "Head of Agency: Tom Bray, Director of Housing, 3 May 2012")),
    "SGN002": (signed(AUTHOR, "Head of Agency: Tom Bray, Director of Housing"), None, 1, signed(AUTHOR), signed(AUTHOR, "Head of Agency: Tom Bray, Director of Housing, 3 May 2012")),
    "SGN003": (signed(AUTHOR, "Head of Agency: Tom Bray, Assistant Director, 3 May 2012"), None, 1, signed(AUTHOR, "Head of Agency: Tom Bray, 3 May 2012"), signed(AUTHOR, "Head of Agency: Tom Bray, Medical Director, 3 May 2012")),
    "SGN004": (signed(AUTHOR, "Head of Agency: Tom Bray, 3 May 2012"), None, 1, signed(AUTHOR, "Head of Agency: Tom Bray, Ward Manager, 3 May 2012"), signed(AUTHOR, "Head of Agency: Tom Bray, Director of Housing, 3 May 2012")),
    "SGN005": (signed(AUTHOR, "Head of Agency: Director of Housing, 3 May 2012"), None, 1, signed(AUTHOR), signed(AUTHOR, "Head of Agency: Tom Bray, Director of Housing, 3 May 2012")),
    "SGN006": (signed("Author: Jane Smith", "Head of Agency: Tom Bray, Director of Housing, 3 May 2012"), None, 1, signed("Written by Jane Smith on 1 May 2012"), signed(AUTHOR)),
    "SGN007": (["# Evaluation statement", "- The IMR conforms to the HSAB IMR Report Template", "Signed ............ Date ............", "# Analysis", PROSE], None, 1, ["# Evaluation statement", "- The IMR conforms to the HSAB IMR Report Template", "Signed: Jane Smith, IMR author, 1 May 2012", "# Analysis", PROSE], ["# Analysis", PROSE]),
}  # fmt: skip


@pytest.mark.parametrize("rule", [r for r in RULES if RULES[r][2]])
def test_hit(facts, rule):
    lines, case, times, _, _ = RULES[rule]
    f = facts(*lines, case=case)
    found = run_one(f, rule)
    assert len(found) == times
    for hit in found:
        assert "{" not in hit.message + hit.suggestion
        where = hit.location
        if hit.quote:
            assert f.document.blocks[where.block].text[where.start : where.end] == hit.quote


@pytest.mark.parametrize("rule", RULES)
def test_near_miss(facts, rule):
    _, case, _, near, _ = RULES[rule]
    assert run_one(facts(*near, case=case), rule) == []


@pytest.mark.parametrize("rule", RULES)
def test_clean(facts, rule):
    _, case, _, _, clean = RULES[rule]
    assert run_one(facts(*clean, case=case), rule) == []


def test_met001_no_papers_named(facts):
    lines = ["# Methodology", "I met the team twice and we talked it through.", "# Analysis", PROSE]
    assert len(run_one(facts(*lines), "MET001")) == 1


def test_methodology_rules_are_silent_where_the_section_is_missing(facts):
    for rule in ("MET001", "MET002", "MET004", "MET006", "MET008", "MET009"):
        assert run_one(facts("# Analysis", PROSE), rule) == []


# -- the file itself -----------------------------------------------------------------------------------------------


def with_file(facts, *extra, warnings=(), unread=()):
    f = facts("# Analysis", PROSE)
    blocks = list(f.document.blocks)
    for block in extra:
        blocks.append(dataclasses.replace(block, index=len(blocks)))
    f.document = dataclasses.replace(
        f.document, blocks=tuple(blocks), warnings=tuple(warnings), unreadable_pages=tuple(unread)
    )
    return f


def block(kind, text, **more):
    return Block(index=0, kind=kind, text=text, **more)


FILE = {
    "DOC001": ({"unread": (3,)}, {"warnings": ("Page 3 could only be read as plain text.",)}),
    "DOC002": ({"warnings": ("Some text is formatted as hidden in Word; it was read as well.",)}, {"warnings": ("The file contains macros; they were not run.",)}),
    "DOC005": ({"warnings": ("The file contains macros; they were not run.",)}, {}),
    "DOC006": ({"warnings": ("The file refers to content outside of itself (linked pictures); it was not fetched.",)}, {}),
    "DOC008": ({"warnings": ("The file holds embedded files (such as a workbook); their content was not read.",)}, {}),
    "DOC009": ({"warnings": ("A part of the file is damaged or missing and could not be read.",)}, {"unread": (2,), "warnings": ("Page 2 could not be read: there is a picture, or fonts without text.",)}),
    "DOC010": ({"warnings": ("The name says .doc, the content is .docx.",)}, {"warnings": ("The file contains macros; they were not run.",)}),
}  # fmt: skip


@pytest.mark.parametrize("rule", FILE)
def test_file_rules(facts, rule):
    hit, near = FILE[rule]
    found = run_one(with_file(facts, **hit), rule)
    assert len(found) == 1 and "{" not in found[0].message
    assert run_one(with_file(facts, **near), rule) == []
    assert run_one(with_file(facts), rule) == []


def test_doc003_counts_tracked_changes(facts):
    changed = block(BlockKind.PARAGRAPH, "He was seen again.", revisions=(Revision("insert", 3, 11),))
    gone = block(BlockKind.DELETED, "Ann Lee")
    found = run_one(with_file(facts, changed, gone), "DOC003")
    assert [x.quote for x in found] == ["was seen"] and "1 insertions, 1 deletions" in found[0].message
    assert run_one(with_file(facts, block(BlockKind.PARAGRAPH, "He was seen again.")), "DOC003") == []


def test_doc004_comments(facts):
    found = run_one(with_file(facts, block(BlockKind.COMMENT, "check this")), "DOC004")
    assert [x.quote for x in found] == ["check this"]
    assert run_one(with_file(facts, block(BlockKind.FOOTNOTE, "check this")), "DOC004") == []


def test_doc007_names_in_properties(facts):
    assert len(run_one(with_file(facts, block(BlockKind.PROPERTY, "Ann Lee", style="author")), "DOC007")) == 1
    assert run_one(with_file(facts, block(BlockKind.PROPERTY, "python-docx", style="author")), "DOC007") == []
    assert run_one(with_file(facts, block(BlockKind.PROPERTY, "A review", style="title")), "DOC007") == []
