"""The overall judgement by the rubric's rule, and what could not be read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from qa_scorer.grid.measures import MEASURES
from qa_scorer.grid.ratings import Answer, Rating, judge


def ratings(**over):
    out = []
    for key in MEASURES:
        level = over.get(key, "full")
        state = "unreadable" if level is None else "measured"
        out.append(Rating(key, key, level, state, 0.9, ("because",), (), ("7.4",), "", {}))
    return tuple(out)


def answers(signed="yes"):
    return (Answer("signed_off", signed, ""),)


@pytest.fixture
def facts(pack):
    return SimpleNamespace(pack=pack, sections=SimpleNamespace(unheaded=False))


def test_adequate_with_every_partial_a_condition(facts):
    verdict = judge(facts, ratings(genogram="partial", family_details="limited"), answers())
    assert verdict.overall == "adequate" and len(verdict.conditions) == 2


@pytest.mark.parametrize("key", ["chronology", "analysis", "lessons", "recommendations"])
def test_one_deciding_limited_is_inadequate(facts, key):
    assert judge(facts, ratings(**{key: "limited"}), answers()).overall == "inadequate"


def test_two_other_limited_are_adequate_three_are_not(facts):
    two = {"genogram": "limited", "family_details": "limited"}
    assert judge(facts, ratings(**two), answers()).overall == "adequate"
    assert judge(facts, ratings(**two, talks_through="limited"), answers()).overall == "inadequate"


@pytest.mark.parametrize("signed", ["no", "unclear"])
def test_not_signed_off_is_inadequate(facts, signed):
    assert judge(facts, ratings(), answers(signed)).overall == "inadequate"


def test_unreadable_is_not_limited(facts):
    assert judge(facts, ratings(genogram=None), answers()).overall == "adequate"
    assert judge(facts, ratings(chronology=None), answers()).overall == "undetermined"
    assert judge(facts, ratings(chronology=None, lessons="limited"), answers()).overall == "inadequate"
