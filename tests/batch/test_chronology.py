"""The merged chronology: events aligned, planted discrepancies found, little found that nobody planted."""

from __future__ import annotations

import cases
import pytest
from made import make_report, make_row

from qa_scorer.errors import InputError
from qa_scorer.report.case.chronology import merge
from qa_scorer.report.case.entries import minutes_of


@pytest.fixture(scope="module")
def first(pack):
    return merge(cases.first_case(), pack)


@pytest.mark.parametrize(("reports", "planted"), [
    (cases.first_case, cases.PLANTED), (cases.second_case, cases.PLANTED_SECOND),
])  # fmt: skip
def test_planted_discrepancies_are_found_with_few_false_ones(pack, reports, planted):
    merged = merge(reports(), pack)
    missed, false = cases.found(merged, planted)
    assert missed == []
    assert len(false) * 10 <= len(merged.entries), [d.text for d in false]


def test_entries_are_in_order_and_none_is_lost(first):
    assert len(first.entries) == sum(len(r["chronology"]["rows"]) for r in cases.first_case())
    keys = [(e.sort_date, -1 if e.minutes is None else e.minutes) for e in first.entries]
    assert keys == sorted(keys)


def test_the_same_event_has_one_number(first):
    meeting = {first.events[e.index] for e in first.entries if "Strategy meeting" in e.text}
    assert len(meeting) == 1
    visits = [first.events[e.index] for e in first.entries if "leg ulcer dressed" in e.text]
    assert len(set(visits)) == len(visits)


def test_a_case_that_agrees_has_no_discrepancy(pack):
    one = cases.rows("2011-03-04 | 12:00 | e: Phone call to GP1 about the fall | r: GP1 to visit")
    two = cases.rows("2011-03-04 | 12:05 | e: Phone call from social worker SW1 about the fall | r: Visit arranged")
    merged = merge([make_report("Riverside Adult Social Care", rows=one), make_report("Hill Surgery", rows=two)], pack)
    assert merged.discrepancies == []
    assert len(merged.groups) == 1


@pytest.mark.parametrize(("words", "flagged"), [
    ("e: GP informed of the bruise", True),
    ("e: Fax sent to the surgery about the bruise", True),
    ("e: Rang GP about the bruise", True),
    ("e: Bruise reported by the GP", True),
    ("e: GP rang about the bruise", True),
    ("e: GP to be informed of the bruise", False),
    ("e: GP not informed of the bruise", False),
    ("k: Daughter advised to ring GP", False),
    ("r: Plan to contact GP on Monday", False),
    ("k: Seen after GP visit, bruise noted", False),
])  # fmt: skip
def test_told_without_a_record_on_the_other_side(pack, words, flagged):
    council = cases.rows(
        f"2011-01-03 | 09:00 | k: Assessment\n2011-05-04 | 12:00 | {words}\n2011-09-01 | 10:00 | k: Review"
    )
    surgery = cases.rows("2011-01-02 | 09:00 | k: Flu jab\n2011-09-05 | 10:00 | k: Blood test")
    merged = merge(
        [make_report("Riverside Adult Social Care", rows=council), make_report("Hill Surgery", rows=surgery)], pack
    )
    assert [d.kind for d in merged.discrepancies] == (["told"] if flagged else [])


def test_nothing_is_missed_where_the_other_chronology_does_not_cover_the_day(pack):
    council = cases.rows("2011-05-04 | 12:00 | e: Rang GP about the bruise")
    surgery = cases.rows("2011-07-02 | 09:00 | k: Flu jab\n2011-09-05 | 10:00 | k: Blood test")
    merged = merge(
        [make_report("Riverside Adult Social Care", rows=council), make_report("Hill Surgery", rows=surgery)], pack
    )
    assert merged.discrepancies == []


def test_a_row_without_a_date_keeps_its_place(pack):
    rows = [
        make_row(1, "2011-05-04", contact="Visit"),
        make_row(2, None, contact="Review", date="soon after"),
        make_row(3, "2011-05-09", contact="Call"),
    ]
    merged = merge([make_report(rows=rows)], pack)
    assert [e.row for e in merged.entries] == [1, 2, 3]
    assert any("no date" in n for n in merged.notes)


def test_silences_of_all_and_of_one_agency(pack):
    busy = "\n".join(f"2011-{m:02}-{d:02} | 10:00 | k: Visit {m} {d}" for m in range(1, 9) for d in (3, 17))
    quiet = "2011-01-05 | 09:00 | k: Seen\n2011-08-20 | 09:00 | k: Seen\n2011-12-01 | 09:00 | k: Seen"
    merged = merge(
        [make_report("Riverside Council", rows=cases.rows(busy)), make_report("Hill Surgery", rows=cases.rows(quiet))],
        pack,
    )
    assert [(s.agency, s.others > 0) for s in merged.silences] == [(1, True), (None, False)]


def test_codes_that_clash_are_told_apart(first):
    clash = {(c.code, c.agency) for c in first.codes if c.status == "clash"}
    assert ("SW1", 0) in clash and ("SW1", 3) in clash
    assert {c.status for c in first.codes if c.code == "GP1" and c.meaning} == {"same"}


def test_a_case_without_chronologies_is_refused(pack):
    with pytest.raises(InputError, match="None of these reports"):
        merge([make_report(), make_report("Other")], pack)


@pytest.mark.parametrize(("text", "minutes"), [
    ("14:05", 845), ("2.15pm", 855), ("9am", 540), ("12.30 a.m.", 30), ("0915 hrs", 555), ("N/K", None), ("", None), ("morning", None), ("24:30", None),
])  # fmt: skip
def test_times_as_people_write_them(text, minutes):
    assert minutes_of(text) == minutes
