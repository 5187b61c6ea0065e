"""Trains the two models on terms of reference; prints their figures with each author left out.

`answers`: which sentences answer a question, from what readers marked (models/data/terms). `terms`: how far a term is answered,
from the labels of the reviews' authors; its inputs come from `answers` models that saw nothing of the same author. It is the mean
of two regressions, one on what answers and one on which paragraphs belong to the term: together they do better than each alone,
and than one regression on both.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_scorer.extract.answers import PAIR, Passages, pairs, share_features, status_features
from qa_scorer.training.labelled import ROOT
from qa_scorer.training.linear import _pipeline, fit_table
from qa_scorer.training.manifest import TRAINED, record
from qa_scorer.training.retelling import documents

DATA = ROOT / "models" / "data" / "terms"
ANSWERS_STRENGTH, STRENGTH = 0.1, 0.03
ANSWERS_VERSION, VERSION = "1.2.0", "2.2.0"


@dataclass
class Marked:
    """A review with its own terms and, where readers marked it, tables of pairs with which sentences answer."""

    author: str
    passages: Passages
    terms: list[str]
    labels: list[str]
    own: list[Any]
    tables: list[Any]
    answers: list[Any]


def load() -> list[Marked]:
    """The reviews of the sets given, tuning and fresh."""
    import numpy as np

    from qa_scorer.pipeline import facts_of
    from qa_scorer.rulepack import load_case

    out = []
    for path, author in documents("given", "tuning", "fresh"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        facts = facts_of(path.parent / f"{gold['id']}.docx", case=load_case(path.parent / f"{gold['id']}.case.toml"))
        passages = facts.passages
        texts = [t["text"] for t in gold["tor"]]
        tables: list[Any] = []
        answers: list[Any] = []
        file = DATA / f"{gold['id']}.json"
        if file.exists():
            marked = json.loads(file.read_text(encoding="utf-8"))["terms"]
            tables = pairs([t["text"] for t in marked], passages)
            said = [s.sentence.text for s in passages.statements]
            answers = [np.array([x in set(t["answers"]) for x in said]) for t in marked]
        labels = [t["addressed"] for t in gold["tor"]]
        out.append(Marked(author, passages, texts, labels, pairs(texts, passages), tables, answers))
    return out


def _fit_pairs(reviews: list[Marked]) -> Any:
    import numpy as np

    x = np.vstack([t for r in reviews for t in r.tables])
    y = np.concatenate([a for r in reviews for a in r.answers])
    return _pipeline(ANSWERS_STRENGTH, balanced=False).fit(x, y)


def _write_mean(views: list[tuple[list[str], Any]], labels: list[str]) -> None:
    """Fits one regression a view and writes them as one: the mean of their scores."""
    import tempfile

    parts = []
    with tempfile.TemporaryDirectory() as temp:
        for names, table in views:
            fit_table(table, names, labels, STRENGTH, Path(temp))
            parts.append(json.loads((Path(temp) / "weights.json").read_text(encoding="utf-8")))
    whole = {"classes": parts[0]["classes"]}
    for key in ("names", "mean", "scale"):
        whole[key] = [v for part in parts for v in part[key]]
    rows = zip(*(part["weights"] for part in parts), strict=True)
    whole["weights"] = [[round(v / len(parts), 5) for half in row for v in half] for row in rows]
    whole["bias"] = [round(sum(b) / len(parts), 5) for b in zip(*(part["bias"] for part in parts), strict=True)]
    (TRAINED / "terms" / "weights.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Trains and writes both models."""
    import numpy as np
    from sklearn.metrics import accuracy_score, average_precision_score, f1_score

    reviews = load()
    rows: list[dict[str, float]] = []
    shares: list[dict[str, float]] = []
    labels: list[str] = []
    authors: list[str] = []
    found, alike = [], []
    for author in sorted({r.author for r in reviews}):
        model = _fit_pairs([r for r in reviews if r.author != author])
        for r in reviews:
            if r.author != author:
                continue
            for table, answers in zip(r.tables, r.answers, strict=True):
                if answers.any():
                    found.append(average_precision_score(answers, model.predict_proba(table)[:, 1]))
                    alike.append(average_precision_score(answers, table[:, 0]))
            rows += status_features([model.predict_proba(t)[:, 1] for t in r.own], r.passages)
            shares += share_features(r.terms, r.passages)
            labels += r.labels
            authors += [author] * len(r.labels)
    print(f"answers, author left out: {len(found)} questions, mean average precision {np.mean(found):.3f} (likeness alone {np.mean(alike):.3f})")  # fmt: skip
    y, who = np.array(labels), np.array(authors)
    views = [np.array([list(r.values()) for r in view]) for view in (rows, shares)]
    for strength in (0.03, 0.1, 0.3):
        scores = np.zeros((len(y), 3))
        for author in sorted(set(authors)):
            for view in views:
                model = _pipeline(strength).fit(view[who != author], y[who != author])
                scores[who == author] += model.decision_function(view[who == author])
        guesses = model.classes_[scores.argmax(axis=1)]
        print(
            f"terms, author left out, C {strength}: {len(y)}, accuracy {accuracy_score(y, guesses):.3f}, macro-F1 {f1_score(y, guesses, average='macro'):.3f}"
        )
    x = np.vstack([t for r in reviews for t in r.tables])
    said = ["yes" if v else "no" for r in reviews for a in r.answers for v in a]
    fit_table(x, PAIR, said, ANSWERS_STRENGTH, TRAINED / "answers", balanced=False)
    record("answers", ANSWERS_VERSION, data="models/data/terms, tests/corpus given, tuning and fresh")
    _write_mean([(list(rows[0]), views[0]), (list(shares[0]), views[1])], labels)
    record("terms", VERSION, data="tests/corpus given, tuning and fresh; models/data/terms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
