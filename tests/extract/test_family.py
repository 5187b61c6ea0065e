"""Lists of family and significant others: tables, bullets, lines, prose; what is a date of birth, what an address."""

from __future__ import annotations

import pytest

from qa_scorer.extract.family import has_address, has_birth
from qa_scorer.grid.measures import family_details
from qa_scorer.rulepack.schemas.criteria import Criteria
from qa_scorer.rulepack.schemas.evidence import EvidenceFile

PROSE = "The team visited on 3 May 2012 and found the house cold. A referral was made to the council. " * 5


@pytest.fixture
def rated(facts, pack):
    def read(*lines):
        f = facts("# Front sheet", "Agency: Acme Trust", *lines, "# Analysis", PROSE)
        return family_details(f, pack.get(Criteria)).level, f.family

    return read


CASES = {
    "prose": (
        "full",
        [
            "# Family composition",
            "The subject, Mr A, was born on 3 April 1931 and lived at 14 High Street, Ludlow. His wife, Mrs B, aged 79,"
            " lived with him at the same address. His son, C, was born on 1/2/1960 and lives at 3 Mill Lane, Leominster.",
        ],
    ),
    "prose without details": (
        "partial",
        [
            "# Family composition",
            "The subject, Mr A, was born on 3 April 1931 and lived at 14 High Street, Ludlow. His wife, Mrs B, died in"
            " 2007. He has two sons, C and D, who live abroad.",
        ],
    ),
    "bullets": (
        "full",
        [
            "# Family and significant others",
            "- Mr A (subject), born 03/04/1931, 14 High Street, Ludlow",
            "- Mrs B, wife, 12/12/1933, same address",
            "- C, son, aged 52, 3 Mill Lane, Leominster",
        ],
    ),
    "bullets without details": (
        "partial",
        ["# Family and significant others", "- Mr A (subject), born 03/04/1931", "- Mrs B - wife", "- C - son"],
    ),
    "own headings": (
        "full",
        [
            "# Who was in Mr A's life",
            [
                ["Name", "Relationship to adult", "D.O.B.", "Lives at"],
                ["Adult A", "Self", "03/04/31", "14 High Street, Ludlow"],
                ["Mrs B", "Spouse", "12/12/33", "As above"],
                ["C", "Son", "c. 1960", "3 Mill Lane"],
            ],
        ],
    ),
    "no addresses": (
        "partial",
        ["# Household", [["Person", "Relationship", "Age"], ["Adult A", "Subject", "80"], ["Mrs B", "Wife", "78"]]],
    ),
    "on the front sheet": (
        "full",
        [
            [
                ["Family member", "DOB", "Relationship", "Address"],
                ["Mr A", "1/2/1930", "subject", "1 The Close, Hereford"],
                ["Mrs A", "3/4/1932", "wife", "1 The Close, Hereford"],
                ["", "", "", ""],
            ]
        ],
    ),
    "not known": (
        "partial",
        [
            "# Family details",
            [
                ["Name", "Relationship", "DOB", "Address"],
                ["Adult A", "Subject", "1/2/1930", "1 The Close, Hereford"],
                ["Mrs B", "Wife", "N/K", "-"],
                ["Mr C", "Son", "unknown", "not known, abroad"],
            ],
        ],
    ),
    "labels and values": (
        "full",
        [
            "# Family details",
            [
                ["Name", "Adult A"],
                ["Relationship", "Subject"],
                ["Date of birth", "1/2/1930"],
                ["Address", "1 The Close"],
                ["Name", "Mrs B"],
                ["Relationship", "Wife"],
                ["Date of birth", "1/2/1933"],
                ["Address", "1 The Close"],
            ],
        ],
    ),
    "persons side by side": (
        "full",
        [
            "# Family details",
            [
                ["", "Adult A", "Mrs B"],
                ["Relationship", "Subject", "Wife"],
                ["Date of birth", "1/2/1930", "1/2/1933"],
                ["Address", "1 The Close", "1 The Close"],
            ],
        ],
    ),
    "lines": (
        "full",
        [
            "# Significant people",
            "Adult A (subject) DOB 12.3.1940, Flat 2, Elm Court, Ross.",
            "Ms B (daughter) DOB 4.5.1965, 7 Oak Road, Ross.",
        ],
    ),
    "only the tree": ("partial", ["# Genogram", "- Adult A (subject), born 1940", "- Ms B (daughter), born 1965"]),
    "mention in passing": (
        "limited",
        ["# Background", "Mr A lived with his wife and had two sons. His neighbour, Mrs B, shopped for him."],
    ),
    "staff are no family": (
        "limited",
        ["# Methodology", [["Name", "Job title"], ["Jane Smith", "Social worker"], ["Tom Hill", "Nurse"]]],
    ),
    "a glossary is no family": (
        "limited",
        ["# Glossary", [["Code", "Meaning"], ["Mr A", "The subject"], ["Mrs B", "Wife of Mr A"]]],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_level(rated, name):
    expected, lines = CASES[name]
    level, family = rated(*lines)
    assert level == expected, [(m.label, m.relationship, m.birth, m.address) for m in family.members]


def test_each_person_counts_once(rated):
    table = [
        ["Name", "Relationship", "DOB", "Address"],
        ["Adult A", "Subject", "1/2/1930", "1 The Close"],
        ["Mrs B", "Wife", "", ""],
    ]
    _, family = rated("# Family details", table, "# Family tree", table)
    assert [m.label for m in family.members] == ["Adult A", "Mrs B"]
    assert family.complete_share == 0.5 and family.members[0].is_subject


def test_quotes_stand_where_they_say(rated, facts):
    lines = CASES["bullets"][1]
    f = facts(*lines, "# Analysis", PROSE)
    for m in f.family.members:
        where = m.evidence.location
        assert f.document.blocks[where.block].text[where.start : where.end] == m.evidence.quote


def test_unread_page_is_not_a_missing_list(facts):
    import dataclasses

    f = facts("# Family details", "# Analysis", PROSE)
    blocks = tuple(dataclasses.replace(b, page=1) for b in f.document.blocks)
    f.document = dataclasses.replace(f.document, blocks=blocks, unreadable_pages=(1,))
    assert not f.family.listed


@pytest.mark.parametrize(
    "text", ["03/04/1931", "aged 44", "53", "c. 1960", "2006 (day not known)", "in her 70s", "born May 1950, died 2001"]
)
def test_birth(pack, text):
    assert has_birth(text, pack.get(EvidenceFile).family)


@pytest.mark.parametrize("text", ["", "not known", "deceased 2010", "died 11/03/2013", "adult", "n/k", "Flat 1200"])
def test_no_birth(pack, text):
    assert not has_birth(text, pack.get(EvidenceFile).family)


@pytest.mark.parametrize(
    "text",
    [
        "14 High Street, Ludlow",
        "as above",
        "Flat 5",
        "c/o Beech House",
        "HMP Carrow Fell, CA88 2YF",
        "lives with Mr A",
        "Valencia, Spain",
        "Room 17, Wellsprings House",
        "formerly 14 Wellington Road",
    ],
)
def test_address(pack, text):
    assert has_address(text, pack.get(EvidenceFile).family)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "not known",
        "no fixed abode",
        "believed to be abroad",
        "Deceased 2010",
        "unknown",
        "abroad",
        "Not known, in Setubal",
    ],
)
def test_no_address(pack, text):
    assert not has_address(text, pack.get(EvidenceFile).family)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Mrs D, born 1947, lived with her son, Mr E, born 1975. Mr E was her only carer.", ["Mrs D", "Mr E"]),
        ("He has a mum (Mrs N, 78) and a brother (Mr O, 50).", ["Mrs N", "Mr O"]),
        ("Patient P (b. 1929), retired, married to Mrs P (b. 1931). One son (b. 1955).", ["Patient P", "Mrs P", "son"]),
        (
            "Mr S was 63. He lived alone after his mother's death in 2014. His sister, Mrs T (60), lives away.",
            ["Mr S", "Mrs T"],
        ),
    ],
)
def test_persons_told_in_sentences(rated, text, labels):
    _, family = rated("# Family details", text)
    assert [m.label for m in family.members] == labels and all(m.birth for m in family.members)
