"""Identifiers: each kind with a hit, a near miss and a clean case."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.extract.identifiers import _DATE, is_nhs_number, is_telephone, read_date
from qa_scorer.rulepack import Case


def _found(facts, text: str, **more: object) -> list[tuple[str, str, bool]]:
    return [(i.kind, i.text, i.certain) for i in facts("# Analysis", text, **more).identifiers]


def _certain(facts, text: str, **more: object) -> list[tuple[str, str]]:
    return [(k, t) for k, t, certain in _found(facts, text, **more) if certain]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Her date of birth was 19/08/1925.", [("dob", "19/08/1925")]),
        ("She was born on 4 May 1922 in Leeds.", [("dob", "4 May 1922")]),
        ("Subject DOB 04/11/1930.", [("dob", "04/11/1930")]),
        ("The NHS number is 943 476 5919.", [("nhs", "943 476 5919")]),
        ("NHS No. 9434765919 was used.", [("nhs", "9434765919")]),
        ("NHS number 485 777 3456 is on the letter.", [("nhs", "485 777 3456")]),
        ("National Insurance AB 12 34 56 C was given.", [("nino", "AB 12 34 56 C")]),
        ("The NHS no. on the letter was 999 318 6620.", [("nhs", "999 318 6620")]),
        ("She lived at 3 Tannery Row, Calderwick CW2 7LB.", [("address", "3 Tannery Row, Calderwick CW2 7LB")]),
        (
            "At 9 Lock Lane, Ash-on-Tern, Harrowmere, HW4 2QP he fell.",
            [("address", "9 Lock Lane, Ash-on-Tern, Harrowmere, HW4 2QP")],
        ),
        ("He left 9 Lock Lane for a house in HW4 2QP.", [("address", "9 Lock Lane"), ("postcode", "HW4 2QP")]),
        ("She lived at 22 Macaulay Close with her son.", [("address", "22 Macaulay Close")]),
        ("He resided at 22 Cobden Terrace, Hessleworth, with her.", [("address", "22 Cobden Terrace, Hessleworth")]),
        ("They moved to Ty Newydd, Brook Lane in May.", [("address", "Ty Newydd, Brook Lane")]),
        ("It is four miles away, at PE38 4QT.", [("postcode", "PE38 4QT")]),
        ("Ring 01632 960417 for a reply.", [("phone", "01632 960417")]),
        ("Her mobile is 07700 900562.", [("phone", "07700 900562")]),
        ("Write to kasia.lis@example.org today.", [("email", "kasia.lis@example.org")]),
        ("The car, AB12 CDE, was outside.", [("vehicle", "AB12 CDE")]),
    ],
)
def test_direct_identifier_is_found(facts, text: str, expected: list[tuple[str, str]]) -> None:
    assert _certain(facts, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The review period ran from 19/08/2010 to 20/08/2011.",
        "The incident was on 4 May 2010.",
        "Log 1234567890 was closed.",
        "The crew waited 45 minutes at Macaulay Close.",
        "There are 14 Community Nurses in the team.",
        "The 22 Station Road Surgery list was closed.",
        "In 2011 Mill Lane was closed.",
        "Form A12 3BC was used, and 1A and 2B.",
        "Call 999 or 111, or 0800 1111.",
        "Section 47 of the Act, paragraph 01632.",
        "Weight 51.2 kg, blood pressure 118/76, BM 14.2.",
        "Meet at 10:30 on 12/06/13.",
    ],
)
def test_near_miss_is_not_found(facts, text: str) -> None:
    assert _certain(facts, text) == []


def test_number_without_context_is_unsure(facts) -> None:
    assert _found(facts, "Entry 9434765919 closed.") == [("nhs", "9434765919", False)]
    beside_a_record = "The wrong patient's front page, with the number 999 512 4073."
    assert _found(facts, beside_a_record) == [("nhs", "999 512 4073", False)]
    assert _found(facts, "A parcel with the number 999 512 4073 came.") == []


def test_known_date_of_birth_counts_without_context(facts) -> None:
    case = Case.model_validate({"adult": {"date_of_birth": dt.date(1931, 4, 12)}})
    assert _certain(facts, "A card dated 12/04/1931 was found.", case=case) == [("dob", "12/04/1931")]
    assert _certain(facts, "A card dated 12/04/1932 was found.", case=case) == []


def test_identifiers_may_stand_on_front_sheet_and_in_family_details(facts) -> None:
    f = facts(
        "# Front sheet",
        [["Name of adult", "Adult A"], ["Date of birth", "12/04/1931"], ["Agency", "The Trust"]],
        "# Family details",
        [["Name", "Relationship", "Date of birth", "Address"], ["Son B", "Son", "01/02/1960", "4 Nelson Avenue"]],
        "# Analysis",
        "He was born on 12/04/1931.",
    )
    assert [(i.kind, i.permitted) for i in f.identifiers if i.direct] == [
        ("dob", True),
        ("dob", True),
        ("address", True),
        ("dob", False),
    ]


def test_date_column_of_birth_needs_no_other_words(facts) -> None:
    f = facts(
        "# Analysis",
        [["Who", "DOB", "Seen", "Place", "x", "y", "z"], ["FA", "17/11/1960", "18/11/2010", "", "", "", ""]],
    )
    assert [(i.kind, i.text) for i in f.identifiers] == [("dob", "17/11/1960")]


def test_indirect_identifiers_are_told_apart(facts) -> None:
    f = facts("# Analysis", "She moved from Nelson Ward to Trelissick Road with Huntington's disease.")
    assert [(i.kind, i.direct) for i in f.identifiers] == [("ward", False), ("street", False), ("diagnosis", False)]


def test_check_digit() -> None:
    assert is_nhs_number("943 476 5919")
    assert not is_nhs_number("943 476 5918")
    assert not is_nhs_number("0000000000")
    assert not is_nhs_number("943 476 591")


def test_telephone_ranges_set_apart_for_fiction_count() -> None:
    assert is_telephone("01632 960123")
    assert is_telephone("+44 7700 900123")
    assert not is_telephone("01234")


@given(st.integers(min_value=0, max_value=999_999_999))
def test_at_most_one_check_digit_is_right(base: int) -> None:
    right = [d for d in range(10) if is_nhs_number(f"{base:09d}{d}")]
    assert len(right) <= 1


@given(st.dates(min_value=dt.date(1926, 1, 1), max_value=dt.date(2025, 12, 31)))
def test_dates_are_read_back(day: dt.date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day:%d %B %Y}", f"{day:%d.%m.%y}", day.isoformat()):
        match = _DATE.fullmatch(text)
        assert match is not None
        assert read_date(match) == day


@given(st.text(max_size=200))
def test_any_text_is_searched_without_overlap(facts, text: str) -> None:
    found = facts("# Analysis", text).identifiers
    spans = [(i.location.start, i.location.end) for i in found]
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
