"""Trains the model that says how far a term of reference is answered; prints accuracy with each author left out."""

from __future__ import annotations

import json
import sys

from qa_scorer.extract.terms_of_reference import _Passages, features
from qa_scorer.training.linear import fit, left_out
from qa_scorer.training.manifest import TRAINED, record
from qa_scorer.training.retelling import documents

STRENGTH = 0.1
VERSION = "1.1.0"


def main() -> int:
    """Trains and writes the model."""
    from sklearn.metrics import accuracy_score, f1_score

    from qa_scorer.pipeline import facts_of
    from qa_scorer.rulepack import load_case

    rows: list[dict[str, float]] = []
    labels: list[str] = []
    authors: list[str] = []
    for path, author in documents("given", "tuning"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        facts = facts_of(path.parent / f"{gold['id']}.docx", case=load_case(path.parent / f"{gold['id']}.case.toml"))
        passages = _Passages(facts)
        rows += features([term["text"] for term in gold["tor"]], passages, facts)
        labels += [term["addressed"] for term in gold["tor"]]
        authors += [author] * len(gold["tor"])
    for strength in (0.01, 0.03, 0.1, 0.3, 1.0):
        guesses = left_out(rows, labels, authors, strength)
        print(
            f"terms, author left out, C {strength}: {len(rows)}, accuracy {accuracy_score(labels, guesses):.3f}, macro-F1 {f1_score(labels, guesses, average='macro'):.3f}"
        )
    fit(rows, labels, STRENGTH, TRAINED / "terms")
    record("terms", VERSION, data="tests/corpus given and tuning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
