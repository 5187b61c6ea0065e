"""The statements model on clear sentences in their context, and the words that overrule it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa_scorer.classify.load import load_models
from qa_scorer.classify.statements import (
    FACT,
    LABELS,
    MARKED,
    THIRD,
    UNMARKED,
    Statement,
    classify,
    context_of,
    load,
    probabilities,
)
from qa_scorer.document import Document
from qa_scorer.extract.facts import Facts
from qa_scorer.rulepack import Pack
from qa_scorer.rulepack.schemas.statements import Statements

Read = Callable[..., dict[str, Statement]]


@pytest.fixture
def read(pack: Pack, document: Callable[..., Document]) -> Read:
    """Labels the sentences of a document made from lines, by the shipped model."""

    def label(*lines: object) -> dict[str, Statement]:
        found = classify(Facts(document(*lines), pack, None, load_models()))
        return {s.sentence.text: s for s in found}

    return label


CLEAR = {
    FACT: (
        "The referral was received on 4 March 2014 and was passed to the duty worker the same day.",
        "A home visit took place on 12 May 2014 and lasted forty minutes.",
        "The case was closed on 3 June 2014.",
    ),
    MARKED: (
        "In my view the risk assessment was too thin to guide anyone.",
        "I consider that the decision to close the case was premature.",
        "It is the author's opinion that the supervision offered was poor.",
    ),
    UNMARKED: (
        "The decision to close the case was plainly wrong and showed a worrying lack of curiosity.",
        "This was an inexcusable failure and the response was woefully inadequate.",
        "The worker's practice was excellent throughout.",
    ),
    THIRD: (
        "His sister told the worker that he had been drinking heavily since the funeral.",
        "The neighbour reported that she had heard shouting most nights.",
        "According to the GP, he had missed three appointments that winter.",
    ),
}


@pytest.mark.parametrize(("label", "text"), [(k, t) for k, texts in CLEAR.items() for t in texts])
def test_clear_sentences_get_their_label(read: Read, label: str, text: str) -> None:
    opening = "The service first met the adult in January 2014."
    found = read("# Analysis of involvement", f"{opening} {text}")[text]
    assert found.label == label, found.scores
    assert 0 < found.confidence <= 1


def test_calibrated_scores_sum_to_one(read: Read) -> None:
    texts = [t for group in CLEAR.values() for t in group]
    for s in read("# Analysis", *texts).values():
        assert [k for k, _ in s.scores] == list(LABELS)
        assert sum(v for _, v in s.scores) == pytest.approx(1, abs=5e-4)


def test_temperature_softens_but_never_changes_the_order() -> None:
    model = load_models().get("statements", load)
    texts = [t for group in CLEAR.values() for t in group]
    contexts = [context_of("Analysis", "")] * len(texts)
    raw = model.network.classify(contexts, texts, len(LABELS))
    found = probabilities(model, contexts, texts)
    assert model.temperature > 0
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    assert (raw.argmax(axis=1) == found.argmax(axis=1)).all()


def test_a_sentence_is_read_the_same_alone_and_among_others() -> None:
    model = load_models().get("statements", load)
    texts = [t for group in CLEAR.values() for t in group]
    together = probabilities(model, [""] * len(texts), texts)
    alone = np.concatenate([probabilities(model, [""], [t]) for t in texts])
    assert (together.argmax(axis=1) == alone.argmax(axis=1)).all()
    np.testing.assert_allclose(together, alone, atol=0.2)  # 8-bit arithmetic differs a little with the batch


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In my view the plan was hopelessly weak.", "In my view"),
        ("The Trust considers that the plan was hopelessly weak.", "The Trust considers"),
    ],
)
def test_words_that_own_an_opinion_are_named(read: Read, text: str, words: str) -> None:
    found = read("# Analysis", f"The plan was written on 2 May 2014. {text}")[text]
    assert (found.label, found.marked_by, found.mark_place) == (MARKED, words, "sentence")


def test_an_unmarked_opinion_names_no_owner(read: Read) -> None:
    text = "This was an inexcusable failure and the response was woefully inadequate."
    found = read("# Analysis", text)[text]
    assert (found.label, found.marked_by, found.mark_place) == (UNMARKED, "", "")


@pytest.mark.parametrize(
    "text",
    [
        "Is comprehensive",
        "Is well structured.",
        "Has sound and SMART recommendations",
        "Signed by the excellent and very thorough author of this poor report",
        "Job title: excellent manager",
    ],
)
def test_template_lines_and_signatures_are_no_opinion(read: Read, pack: Pack, text: str) -> None:
    assert any(p.search(text) for p in pack.get(Statements).never_opinion)
    for s in read("# Analysis", "The plan was written on 2 May 2014.", text).values():
        assert s.label not in (MARKED, UNMARKED)


@pytest.mark.parametrize(
    "text",
    ["The date of the review was badly chosen.", "The report is comprehensive.", "He signed nothing, which was poor."],
)
def test_ordinary_sentences_are_not_taken_for_template_lines(pack: Pack, text: str) -> None:
    assert not any(p.search(text) for p in pack.get(Statements).never_opinion)


def test_no_sentences_need_no_model(pack: Pack, document: Callable[..., Document]) -> None:
    assert classify(Facts(document("# Analysis"), pack, None, None)) == ()


def test_a_model_with_other_labels_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"labels": ["yes", "no"], "temperature": 1}), encoding="utf-8")
    with pytest.raises(ValueError, match="other labels"):
        load(tmp_path)


def test_an_opinion_with_nobody_named_is_an_unmarked_one_whatever_comes_second(facts, monkeypatch) -> None:
    monkeypatch.setattr("qa_scorer.classify.statements.probabilities", lambda *_: np.array([[0.1, 0.5, 0.1, 0.3]]))
    (alone,) = facts("# Analysis", "The fault lay in the tool.").statements
    assert (alone.label, alone.confidence) == (UNMARKED, 0.6)
    (owned,) = facts("# Analysis", "I find that the fault lay in the tool.").statements
    assert owned.label == MARKED


def test_an_opinion_with_nobody_named_is_not_marked(facts) -> None:
    f = facts("# Analysis", "The worker's practice was excellent throughout. In my view it was excellent.")
    assert [s.label for s in f.statements] == ["opinion_unmarked", "opinion_marked"]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("According to the GP, he had missed three appointments that winter.", True),
        ("According to her sister the door was never locked.", True),
        ("According to the policy, visits are made by two workers.", False),
        ("According to the visit record, the door was locked.", False),
    ],
)
def test_what_begins_with_according_to_a_person_is_theirs(pack, text: str, given: bool) -> None:
    from qa_scorer.rulepack.schemas.statements import Statements

    assert bool(pack.get(Statements).attributed.search(text)) is given
