"""PLC rules: a hit, a near miss and a clean case each."""

from __future__ import annotations

import pytest

from qa_scorer.checks.registry import run_one


def quotes(facts, rule, *lines):
    return [f.quote for f in run_one(facts("# Analysis", *lines), rule)]


def test_plc001_guidance_left_in(facts):
    text = "Consider the events that occurred, the decisions made, and the actions taken or not."
    assert quotes(facts, "PLC001", text) == [text]
    assert (
        quotes(facts, "PLC001", "The team considered the events of May and the decisions that it had made then.") == []
    )


def test_plc002_a_child_nobody_has(facts):
    assert quotes(facts, "PLC002", "Missed chances to hear the child's view.") == ["the child's"]
    far = ["The ward was full.", "The shift changed.", "The log was kept.", "Her son had left home."]
    assert quotes(facts, "PLC002", "Missed chances to hear the child's view.", *far) == ["the child's"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Her daughter was nine.", "The child was at school that day."),
        ("Children's services were told that the children there were safe.",),
        ("He was placed on the child protection list in 1961.",),
        ("The adult was seen alone.",),
    ],
)
def test_plc002_not_where_a_child_is_spoken_of(facts, lines):
    assert quotes(facts, "PLC002", *lines) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("[insert name] was seen.", "[insert name]"),
        ("Signed………………", "………………"),
        ("Date: xx/xx/xx", "xx/xx/xx"),
        ("Name: TBC", "TBC"),
    ],
)
def test_plc003_places_left_open(facts, line, found):
    assert quotes(facts, "PLC003", line) == [found]


@pytest.mark.parametrize(
    "line",
    ["Analysis ........................ 4", "'I ... am tired,' he said.", "Room XXX was locked.", "He was seen."],
)
def test_plc003_no_place_to_fill(facts, line):
    assert quotes(facts, "PLC003", line) == []
