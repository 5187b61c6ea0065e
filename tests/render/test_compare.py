from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.render import compare_report
from qa_scorer.report import Report
from qa_scorer.report.compare import compare
from qa_scorer.report.fingerprint import fingerprints, match


def finding(rule: str, quote: str, section: str | None = "analysis", message: str = "m") -> dict:
    return {
        "rule": rule,
        "quote": quote,
        "message": message,
        "location": {"section": section, "block": 0, "start": 0, "end": 1},
    }


def test_moved_text_is_the_same_finding_and_counted():
    old = [finding("NAM001", "Karen"), finding("NAM001", "Karen"), finding("NAM001", "Karen", "lessons")]
    new = [finding("NAM001", "KAREN "), finding("NAM001", "Karen", "lessons")]
    assert match(old, new) == [(0, 0), (2, 1)]
    assert len(set(fingerprints(old))) == 3


def test_small_edits_of_long_quotes_are_the_same_finding_and_names_are_not():
    text = "The ward staff were careless in the way in which they recorded the visit of the daughter."
    assert match([finding("OPN001", text)], [finding("OPN001", text.replace("careless", "quite careless"))]) == [(0, 0)]
    assert (
        match(
            [finding("OPN001", text)],
            [finding("OPN001", "Nothing of this was known to the general practitioner at the time.")],
        )
        == []
    )
    assert match([finding("OPN001", text)], [finding("OPN002", text)]) == []
    assert match([finding("NAM001", "Karen")], [finding("NAM001", "Karin")]) == []


def test_missing_things_are_told_apart_by_their_message():
    old = [finding("SEC001", "", "glossary", "no Glossary"), finding("SEC001", "", "genogram", "no Genogram")]
    assert match(old, [finding("SEC001", "", "genogram", "no Genogram")]) == [(1, 0)]
    assert match(
        [finding("CHR001", "", "chronology", "Row 3 has no date.")],
        [finding("CHR001", "", "chronology", "Row 4 has no date.")],
    ) == [(0, 0)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B"]),
            st.sampled_from(["x", "a longer quote of words", "a longer quote of word"]),
            st.sampled_from(["s", "t"]),
        )
    )
)
def test_a_draft_matches_itself_whatever_the_order(items):
    old = [finding(*i) for i in items]
    new = list(reversed(copy.deepcopy(old)))
    pairs = match(old, new)
    assert len(pairs) == len(old) == len({i for i, _ in pairs}) == len({j for _, j in pairs})


@pytest.fixture
def pair(report):
    later = copy.deepcopy(report.data)
    gone = later["findings"].pop(0)
    later["findings"].append({**gone, "rule": "NAM009", "quote": "New Name"})
    later["grid"][2]["rating"] = "partial"
    later["grid"][0]["rating"] = "partial"
    later["questions"]["repeated_recommendations"]["answer"] = "no"
    later["sections"][4]["status"] = "present"
    later["verdict"]["overall"] = "adequate"
    later["document"]["words"] = 200
    return report, Report(later)


def test_what_changed(pair):
    c = compare(*pair)
    assert [f["rule"] for f in c.fixed] == ["NAM001"] and [f["quote"] for f in c.added] == ["New Name"]
    assert len(c.still) == 6
    moved = {x.key: x.direction for x in (*c.ratings, *c.questions, *c.sections) if x.changed}
    assert moved == {"chronology": 1, "family_details": -1, "repeated_recommendations": 1, "glossary": 1}
    assert c.verdict.direction == 1


def test_text_fits_and_says_all_three_lists(pair):
    text = compare_report.render(compare(*pair))
    assert max(map(len, text.splitlines())) <= 80
    for words in (
        "Inadequate -> Adequate (better)",
        "FIXED (1)",
        "NEW (1)",
        "STILL THERE (6)",
        "120 words -> 200 words",
    ):
        assert words in text
    assert "Limited / None -> Partial (better)" in " ".join(text.split())


def test_watch_shows_only_what_changed(pair):
    text = compare_report.render(compare(*pair), "changes")
    assert "+ new: NAM009" in text and "- fixed: NAM001" in text and "OPN001" not in text
    assert "Nothing changed." in compare_report.render(compare(pair[0], pair[0]), "changes")


def test_json_and_html(pair):
    data = json.loads(compare_report.render(compare(*pair), "json"))
    assert [len(data[k]) for k in ("fixed", "new_findings", "still_there")] == [1, 1, 6]
    assert len({f["fingerprint"] for f in data["still_there"]}) == 6
    page = compare_report.render(compare(*pair), "html")
    assert "<script>" not in page and "Two drafts compared" in page and "\u202e" not in page
