"""Trains the models of the SMART letters and of the stated outcome; prints accuracy with each author left out."""

from __future__ import annotations

import json
import sys

from qa_scorer.extract.recommendations import letter_features
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules
from qa_scorer.training.linear import fit, left_out
from qa_scorer.training.manifest import TRAINED, record
from qa_scorer.training.retelling import documents

STRENGTH = 3.0
VERSION = "1.0.0"


def main() -> int:
    """Trains and writes the models."""
    from rapidfuzz import fuzz

    from qa_scorer.pipeline import facts_of
    from qa_scorer.rulepack import load_case

    rows, golds, authors = [], [], []
    found = missed = extra = 0
    for path, author in documents("given", "tuning"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        facts = facts_of(path.parent / f"{gold['id']}.docx", case=load_case(path.parent / f"{gold['id']}.case.toml"))
        rules = facts.pack.get(RecommendationRules)
        spans = facts.recommendation_spans
        used = set()
        for g in gold["recommendations"]:
            best = max(range(len(spans)), key=lambda i: fuzz.token_sort_ratio(spans[i].text, g["text"]), default=None)
            if best is None or best in used or fuzz.token_sort_ratio(spans[best].text, g["text"]) < 70:
                missed += 1
                continue
            used.add(best)
            found += 1
            rows.append(letter_features(facts, [spans[best]], rules)[0][1])
            golds.append(g)
            authors.append(author)
        extra += len(spans) - len(used)
        if len(spans) != len(gold["recommendations"]):
            print(f"{gold['id']}: {len(spans)} found, {len(gold['recommendations'])} labelled")
    print(f"recommendations found {found}, missed {missed}, extra {extra}")
    for name in ("who", "when"):
        wrong = sum(bool(r[name]) != g[name] for r, g in zip(rows, golds, strict=True))
        print(f"{name}: {wrong} of {len(rows)} wrong")
    for letter in ("S", "M", "A", "R", "outcome"):
        labels = ["yes" if g[letter] else "no" for g in golds]
        for strength in (0.3, 1.0, 3.0):
            guesses = left_out(rows, labels, authors, strength, False)
            right = sum(a == b for a, b in zip(guesses, labels, strict=True)) / len(labels)
            print(
                f"{letter}, author left out, C {strength}: accuracy {right:.3f} of {len(labels)} ({labels.count('yes')} yes)"
            )
        fit(rows, labels, STRENGTH, TRAINED / f"smart-{letter}", False)
        record(f"smart-{letter}", VERSION, data="tests/corpus given and tuning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
