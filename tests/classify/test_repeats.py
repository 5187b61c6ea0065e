"""Repeated recommendations: how they are told, and the shipped model on an author kept out of its training."""

from __future__ import annotations

import pytest

from qa_scorer.classify.load import load_models
from qa_scorer.extract.recommendation_links import repeated
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules
from qa_scorer.training import repeats as data

OLD = [
    "Handovers between shifts to be written down and signed.",
    "All staff to be trained in falls prevention (Mrs K, 2013).",
]


@pytest.fixture
def rules(pack):
    return pack.get(RecommendationRules)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Each nurse coming on duty will countersign what the outgoing nurse has recorded at handover, by 1 May.", 0),
        ("Falls prevention training is to be given to everyone who works on the ward.", 1),
        ("The Head of Estates will fit low beds in six bays by June.", None),
        ("All staff to be trained in mental capacity.", None),
    ],
)
def test_the_same_action_in_other_words(rules, text: str, nearest: int | None) -> None:
    assert repeated(load_models(), [text], OLD, rules)[0][0] == nearest


def test_an_earlier_one_is_repeated_by_the_closest_only(rules) -> None:
    near = "Handovers between shifts will be written down and signed by both nurses."
    found = repeated(load_models(), [near, "A form for handovers will be printed."], OLD, rules)
    assert [n for n, _ in found] == [0, None]


def test_nothing_to_compare(rules) -> None:
    assert repeated(load_models(), ["A thing to do."], [], rules) == [(None, 0.0)]
    assert repeated(load_models(), [], OLD, rules) == []


def test_every_label_names_an_earlier_recommendation() -> None:
    for author in (*data.TRAINING, data.TEST):
        reviews = data.load(author)
        assert reviews and all(set(r) <= set(range(len(x.previous))) for x in reviews for _, r in x.new)
    assert data.TEST not in data.TRAINING


@pytest.mark.slow
def test_floor_on_the_author_kept_for_the_test() -> None:
    """36 reviews, 44 repeats. Likeness in meaning alone, with its best threshold: F1 0.56."""
    assert data.figures().f1 >= 0.66
