"""Trains the retelling model on the paragraphs of the analyses of the labelled set; prints F1 with each author left out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from qa_scorer.classify.retelling import features
from qa_scorer.training.labelled import CORPUS
from qa_scorer.training.linear import fit, left_out
from qa_scorer.training.manifest import TRAINED, record

STRENGTH = 0.3
VERSION = "1.4.0"


def documents(*sets: str) -> list[tuple[Path, str]]:
    """Gold files with their author."""
    return [(p, "given" if s == "given" else p.name[0]) for s in sets for p in sorted((CORPUS / s).glob("*.gold.json"))]


def main() -> int:
    """Trains and writes the model."""
    from rapidfuzz import fuzz

    from qa_scorer.pipeline import facts_of
    from qa_scorer.rulepack import load_case

    rows, labels, authors = [], [], []
    for path, author in documents("given", "tuning", "fresh"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        facts = facts_of(path.parent / f"{gold['id']}.docx", case=load_case(path.parent / f"{gold['id']}.case.toml"))
        told = [g["text"] for g in gold["rewordings"]]
        for block, row, _ in features(facts):
            rows.append(row)
            labels.append("retells" if any(fuzz.ratio(block.text, t) > 85 for t in told) else "not")
            authors.append(author)
    guesses = left_out(rows, labels, authors, STRENGTH)
    hit = sum(g == y == "retells" for g, y in zip(guesses, labels, strict=True))
    wrong = sum(g == "retells" != y for g, y in zip(guesses, labels, strict=True))
    missed = sum(y == "retells" != g for g, y in zip(guesses, labels, strict=True))
    print(
        f"retelling, author left out: {len(rows)} paragraphs, precision {hit / (hit + wrong):.3f}, recall {hit / (hit + missed):.3f}"
    )
    fit(rows, labels, STRENGTH, TRAINED / "retelling")
    record("retelling", VERSION, data="tests/corpus given, tuning and fresh")
    return 0


if __name__ == "__main__":
    sys.exit(main())
