"""SEC rules: a hit, a near miss and a clean case each."""

from __future__ import annotations

from qa_scorer.checks.registry import run_one
from qa_scorer.grid.ratings import rate

PROSE = (
    "The team visited on 3 May 2012 and found the house cold. A referral was made to the council on the same day. " * 4
)


def test_sec001_names_each_missing_section(facts):
    found = run_one(facts("# Analysis", PROSE), "SEC001")
    assert any("'Methodology'" in f.message for f in found) and not any(
        "'Analysis of involvement'" in f.message for f in found
    )


def test_sec001_other_wording_is_not_missing(facts):
    found = run_one(facts("# How I went about it", PROSE, "# Analysis", PROSE), "SEC001")
    assert not any("'Methodology'" in f.message for f in found)


def test_sec002_bare_heading(facts):
    found = run_one(facts("# Contextual Information", "# Analysis", PROSE), "SEC002")
    assert [f.quote for f in found] == ["Contextual Information"] and found[0].location.block == 0


def test_sec002_not_for_a_filled_section(facts):
    assert run_one(facts("# Contextual Information", PROSE, "# Analysis", PROSE), "SEC002") == []


def test_sec003_a_line_or_two(facts):
    found = run_one(facts("# Methodology", "We read the file and talked to staff.", "# Analysis", PROSE * 2), "SEC003")
    assert [f.quote for f in found] == ["Methodology"]
    assert run_one(facts("# Methodology", PROSE, "# Analysis", PROSE * 2), "SEC003") == []


def test_sec004_only_where_the_wording_does_not_say_it(facts):
    rows = [["Date", "Time", "Source of Information", "Contact with individual", "Response or Outcome", "Comments"]]
    rows += [[f"0{n}/02/12", "10:00", "Case file", "Home visit", "Seen", ""] for n in range(1, 8)]
    assert [f.quote for f in run_one(facts("# Analysis", PROSE, "# Part two", rows), "SEC004")] == ["Part two"]
    assert run_one(facts("# Analysis", PROSE, "# Chronology", rows), "SEC004") == []


def test_a_report_without_headings_says_so_and_is_unsure_of_what_is_missing(facts):
    letter = facts("Dear Mrs J", *[PROSE] * 12, "Yours sincerely")
    assert [f.rule for f in run_one(letter, "SEC005")] == ["SEC005"]
    assert all(f.unsure for f in run_one(letter, "SEC001"))
    assert all(r.confidence <= 0.4 for r in rate(letter))


def test_a_short_note_or_a_report_with_headings_is_not_called_unheaded(facts):
    assert run_one(facts("Dear Mrs J", PROSE), "SEC005") == []
    assert run_one(facts("# Analysis", *[PROSE] * 6, "# Lessons", *[PROSE] * 6), "SEC005") == []
