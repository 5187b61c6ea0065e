"""Trains the models of seen, condition and voice on the labelled chronologies; prints F1 with each author left out."""

from __future__ import annotations

import json
import sys

from qa_scorer.classify.contacts import FLAGS, features, text_of
from qa_scorer.training.linear import fit, left_out
from qa_scorer.training.manifest import TRAINED, record
from qa_scorer.training.retelling import documents

STRENGTH = {"seen": 1.0, "condition": 1.0, "voice": 1.0}
VERSION = "1.0.0"


def main() -> int:
    """Trains and writes the three models."""
    from qa_scorer.classify.load import load_models
    from qa_scorer.extract.chronology import _read_tables
    from qa_scorer.extract.facts import Facts
    from qa_scorer.ingest import read
    from qa_scorer.rulepack import load_pack
    from qa_scorer.rulepack.schemas.chronology import ChronologyRules

    models, pack = load_models(), load_pack()
    cells, golds, authors = [], [], []
    for path, author in documents("given", "tuning"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        facts = Facts(read(path.parent / f"{gold['id']}.docx"), pack, None, models)
        rows = _read_tables(facts, pack.get(ChronologyRules))[2]
        if len(rows) != len(gold["chronology"]):
            print(f"{gold['id']}: {len(rows)} rows read, {len(gold['chronology'])} labelled; left out", file=sys.stderr)
            continue
        for raw, g in zip(rows, gold["chronology"], strict=True):
            cells.append(raw.cells)
            golds.append(g)
            authors.append(author)
    data = features(models, pack.get(ChronologyRules), cells)
    for flag in FLAGS:
        labels = ["yes" if g[flag] else "no" for g in golds]
        for strength in (0.1, 0.3, 1.0):
            guesses = [
                g if text_of(c) else "no"
                for g, c in zip(left_out(data, labels, authors, strength, False), cells, strict=True)
            ]
            hit = sum(g == y == "yes" for g, y in zip(guesses, labels, strict=True))
            wrong = sum(g == "yes" != y for g, y in zip(guesses, labels, strict=True))
            missed = sum(y == "yes" != g for g, y in zip(guesses, labels, strict=True))
            print(
                f"{flag}, author left out, C {strength}: {len(labels)} rows, F1 {2 * hit / max(1, 2 * hit + wrong + missed):.3f} (wrong {wrong}, missed {missed})"
            )
        fit(data, labels, STRENGTH[flag], TRAINED / f"contact-{flag}", False)
        record(f"contact-{flag}", VERSION, data="tests/corpus given and tuning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
