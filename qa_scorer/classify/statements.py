"""Each sentence as fact, marked or unmarked opinion, or third-party information. Source: 9.5, 9.8.

A compact network reads the sentence with its heading and the sentence before (marking may stand there); it was trained on
the project's labelled reviews. Words that own an opinion, a word list of the pack, overrule it where it sees an opinion but
not its owner. Scores are calibrated by a temperature fitted on documents left out of training.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_scorer.classify.encoder import Classifier
from qa_scorer.extract.sentences import Sentence
from qa_scorer.rulepack import Lexicon
from qa_scorer.rulepack.schemas.statements import Statements

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

LABELS = ("fact", "opinion_marked", "opinion_unmarked", "third_party")
FACT, MARKED, UNMARKED, THIRD = LABELS


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with its label. `marked_by`: the words that mark the opinion, and `mark_place` where they stand
    ('sentence', 'sentence before', 'heading', 'lead-in'); `scores`: calibrated probability by label."""

    sentence: Sentence
    label: str
    confidence: float
    marked_by: str = ""
    mark_place: str = ""
    scores: tuple[tuple[str, float], ...] = ()


def context_of(heading: str, before: str) -> str:
    """What the network reads beside the sentence itself."""
    return f"{heading} | {before}"


@dataclass(frozen=True, slots=True)
class _Model:
    network: Classifier
    temperature: float


def load(folder: Path) -> _Model:
    """The network with its temperature."""
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    if tuple(settings["labels"]) != LABELS:
        raise ValueError("the statements model has other labels")
    return _Model(Classifier(folder), float(settings["temperature"]))


def probabilities(model: _Model, contexts: list[str], texts: list[str]) -> Any:
    """Calibrated probabilities, one row a sentence, one column a label."""
    import numpy as np

    scores = model.network.classify(contexts, texts, len(LABELS)) / model.temperature
    scores -= scores.max(axis=1, keepdims=True)
    grown = np.exp(scores)
    return grown / grown.sum(axis=1, keepdims=True)


def _before(sentences: tuple[Sentence, ...], at: int) -> str:
    """The sentence just before, in the same paragraph; the lead-in for an item of a list."""
    s = sentences[at]
    if s.index > 0 and at > 0 and sentences[at - 1].location.block == s.location.block:
        return sentences[at - 1].text
    return s.lead_in


def _heading(s: Sentence) -> str:
    return f"{s.top_heading} > {s.heading}" if s.heading and s.heading != s.top_heading else s.top_heading


def _mark(
    s: Sentence, before: str, markers: Lexicon, agency: re.Pattern[str], headings: re.Pattern[str]
) -> tuple[str, str]:
    """The words that own the opinion, and where they stand."""
    for text, place in (
        (s.text, "sentence"),
        (before, "lead-in" if before and before == s.lead_in else "sentence before"),
    ):
        found = markers.search(text) or agency.search(text)
        if found:
            return found.group(0), place
    found = headings.search(s.heading) or headings.search(s.top_heading)
    return (found.group(0), "heading") if found else ("", "")


def classify(facts: Facts) -> tuple[Statement, ...]:
    """Every sentence of running text with its label and a calibrated confidence, in reading order."""
    sentences = facts.sentences
    if not sentences:
        return ()
    rules = facts.pack.get(Statements)
    markers = facts.pack.lexicon("opinion_markers")
    model = facts.models.get("statements", load)
    before = [_before(sentences, i) for i in range(len(sentences))]
    chances = probabilities(
        model, [context_of(_heading(s), b) for s, b in zip(sentences, before, strict=True)], [s.text for s in sentences]
    )
    out = []
    for s, prev, row in zip(sentences, before, chances, strict=True):
        best = int(row.argmax())
        label, sure = LABELS[best], float(row[best])
        words, place = ("", "")
        if any(p.search(s.text) for p in rules.never_opinion):
            label, sure = FACT, max(sure, 0.9) if label == FACT else 0.7
        elif label == FACT and rules.attributed.search(s.text):
            label, sure = THIRD, max(0.7, 1.0 - sure)
        elif label in (MARKED, UNMARKED):
            words, place = _mark(s, prev, markers, rules.agency_owner, rules.owner_heading)
            if label == UNMARKED and place == "sentence":
                label, sure = MARKED, float(row[1] + row[2])
            if label == MARKED and not words and not rules.owner_words.search(s.text):
                row[2] += row[1]  # an opinion, and nobody is named whose it could be
                row[1] = 0.0
                best = int(row.argmax())
                label, sure = LABELS[best], float(row[best])
            if label == UNMARKED:
                words, place = "", ""
        out.append(
            Statement(
                s,
                label,
                round(sure, 4),
                words,
                place,
                tuple(zip(LABELS, (round(float(x), 4) for x in row), strict=True)),
            )
        )
    return tuple(out)
