"""Codes: where they are explained and where they are used."""

from __future__ import annotations

import pytest

from qa_scorer.extract.glossary import is_code
from qa_scorer.extract.people_words import name_words


@pytest.mark.parametrize(
    "text", ["SW1", "Adult A", "Mrs X", "B", "AB", "Support Worker A", "Sister of K", "Team Manager 1", "PCSO 1"]
)
def test_code(pack, text: str) -> None:
    assert is_code(name_words(pack), text)


@pytest.mark.parametrize(
    "text", ["aged 44", "Karen Holloway", "Flat 6", "subject, tenant of Flat 6", "", "The daughter"]
)
def test_no_code(pack, text: str) -> None:
    assert not is_code(name_words(pack), text)


def test_entries_people_and_uses(facts) -> None:
    f = facts(
        "# Methodology",
        "- PH1: Kemal Demir, Pharmacist Manager",
        "- Police Constable William Achterberg, response officer (PC 4)",
        "- People: GP 1 is Dr Andreas Georgiou, partner; GP 2 is Dr Sunniva Bhattacharya",
        "# Analysis",
        "PH1 rang PC 4. PH1 told GP 1. People are referred to by code in this report.",
        "# Glossary",
        [["Code", "Meaning"], ["Adult A", "Gurdev Sandhu, the subject"], ["MARAC", "the multi-agency conference"]],
    )
    g = f.glossary
    assert [(e.code, e.name) for e in g.people] == [
        ("PH1", "Kemal Demir"),
        ("PC 4", "William Achterberg"),
        ("GP 1", "Dr Andreas Georgiou"),
        ("GP 2", "Dr Sunniva Bhattacharya"),
        ("Adult A", "Gurdev Sandhu"),
    ]
    assert {c: n for c, _, n in g.used}["PH1"] >= 2
    assert [e.code for e in g.entries] == ["Adult A", "MARAC"]
    assert g.convention is not None


def test_lists_of_terms_name_nobody(facts) -> None:
    f = facts("# Glossary", [["Term", "Meaning"], ["CSA", "Community Safety Advocate"], ["WM", "Watch Manager"]])
    assert [e.name for e in f.glossary.entries] == [None, None]
    assert f.glossary.people == ()


def test_what_a_list_of_staff_calls_a_code_is_one(facts) -> None:
    staff = [
        ["Code", "Name", "Job title"],
        ["Nurse Teal", "Harriet Osborne", "Staff Nurse"],
        ["Doctor Slate", "Precious Nkemelu", "Partner"],
    ]
    f = facts(
        "# Methodology", "Staff involved:", staff, "# Analysis", "Nurse Teal rang Doctor Slate. Harriet was on leave."
    )
    found = [m.text for m in f.people if m.kind == "person" and m.certain and not m.permitted]
    assert found == ["Harriet"]
    plain = facts("# Analysis", "Nurse Teal rang Doctor Slate.")
    assert [m.text for m in plain.people if m.certain] == ["Slate"]
