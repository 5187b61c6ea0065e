"""Trains the models of condition and voice on the labelled chronologies; prints F1 with each author left out.

The models only add to what the rules find, in rows in which the adult was seen; the figure is that of both together.
"""

from __future__ import annotations

import json
import sys

from qa_scorer.classify.contacts import FLAGS, features
from qa_scorer.training.linear import fit, left_out_chances
from qa_scorer.training.manifest import TRAINED, record
from qa_scorer.training.retelling import documents

STRENGTH = 1.0
VERSION = "2.4.0"


def main() -> int:
    """Trains and writes the two models."""
    from qa_scorer.classify.load import load_models
    from qa_scorer.extract.chronology import adult_names
    from qa_scorer.extract.chronology_table import read_tables
    from qa_scorer.extract.contacts import Contacts
    from qa_scorer.extract.facts import Facts
    from qa_scorer.ingest import read
    from qa_scorer.rulepack import load_case, load_pack
    from qa_scorer.rulepack.schemas.chronology import ChronologyRules

    models, pack = load_models(), load_pack()
    rules = pack.get(ChronologyRules)
    texts: dict[str, list[str]] = {f: [] for f in FLAGS}
    ruled, golds, authors = [], [], []
    for path, author in documents("given", "tuning", "fresh"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        name = path.parent / gold["id"]
        facts = Facts(read(name.with_suffix(".docx")), pack, load_case(name.with_suffix(".case.toml")), models)
        rows = read_tables(facts, rules).rows
        if len(rows) != len(gold["chronology"]):
            print(f"{gold['id']}: {len(rows)} rows read, {len(gold['chronology'])} labelled; left out", file=sys.stderr)
            continue
        contacts = Contacts(rules.contact, adult_names(facts))
        for raw, g in zip(rows, gold["chronology"], strict=True):
            flags = contacts.flags(raw.cells)
            if not flags.seen:
                continue
            text = " ".join(raw.cells.get("contact", "").split())
            texts["condition"].append(contacts.plain(text))
            texts["voice"].append(text)
            ruled.append(flags)
            golds.append(g)
            authors.append(author)
    for flag in FLAGS:
        data = features(models, rules.cues, texts[flag])
        labels = ["yes" if g[flag] else "no" for g in golds]
        likely = left_out_chances(data, labels, authors, STRENGTH, "yes", scaled=False)
        for name, guesses in (
            ("rules", [getattr(r, flag) for r in ruled]),
            ("model", [p >= 0.5 for p in likely]),
            ("both", [getattr(r, flag) or p >= rules.doubt for r, p in zip(ruled, likely, strict=True)]),
        ):
            hit = sum(g and y == "yes" for g, y in zip(guesses, labels, strict=True))
            wrong = sum(g and y == "no" for g, y in zip(guesses, labels, strict=True))
            missed = sum(not g and y == "yes" for g, y in zip(guesses, labels, strict=True))
            f1 = 2 * hit / max(1, 2 * hit + wrong + missed)
            print(f"{flag}, {name}, author left out: {len(labels)} rows, F1 {f1:.3f} ({wrong} wrong, {missed} missed)")
        fit(data, labels, STRENGTH, TRAINED / f"contact-{flag}", False)
        record(f"contact-{flag}", VERSION, data="tests/corpus given, tuning and fresh")
    return 0


if __name__ == "__main__":
    sys.exit(main())
