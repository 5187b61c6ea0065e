"""Paragraphs of the analysis, as the retelling check counts them."""

from __future__ import annotations

from qa_scorer.classify.retelling import paragraphs

ONE = "The worker visited on 3 May and found the house cold, and a referral was made to the council that day."
TWO = "The council wrote back on 9 May and the worker rang twice before the visit of the nurse in June."


def test_lines_broken_by_hand_are_paragraphs_where_sentences_end(facts) -> None:
    found = paragraphs(facts("# Analysis", f"{ONE}\n\n{TWO}"))
    assert [p.text for p in found] == [ONE, TWO]
    assert [f"{ONE}\n\n{TWO}"[p.start : p.end] for p in found] == [ONE, TWO]


def test_a_break_within_a_sentence_ends_no_paragraph(facts) -> None:
    text = ONE.replace("cold, and", "cold,\nand")
    assert [p.text for p in paragraphs(facts("# Analysis", text))] == [text]


def test_a_line_that_heads_what_follows_is_none(facts) -> None:
    assert [p.text for p in paragraphs(facts("# Analysis", "The second spring", ONE))] == [ONE]
