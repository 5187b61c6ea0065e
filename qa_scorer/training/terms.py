"""Trains the two models on terms of reference; prints their figures with each author left out.

`answers`: which sentences answer a question, from what readers marked (models/data/terms). `terms`: how far a term is answered,
from the labels of the reviews' authors; its inputs come from `answers` models that saw nothing of the same author. Sheets
(models/data/terms/sheets) hold terms and the parts of a review that may answer them, without the rest. The model is the mean
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
from qa_scorer.extract.terms_of_reference import pulled
from qa_scorer.training.labelled import ROOT
from qa_scorer.training.linear import _pipeline, fit_table
from qa_scorer.training.manifest import TRAINED, record
from qa_scorer.training.retelling import documents

DATA = ROOT / "models" / "data" / "terms"
ANSWERS_STRENGTH, STRENGTH = 0.1, 0.03
ANSWERS_VERSION, VERSION = "1.3.0", "2.3.0"
PULLS = (0.0, 0.3, 0.5, 0.7)


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
    return out + [sheet(path) for path in sorted((DATA / "sheets").glob("*.json"))]


def sheet(path: Path) -> Marked:
    """One sheet, read as the Word file of a review that holds no more."""
    import tempfile

    import docx
    import numpy as np

    from qa_scorer.pipeline import facts_of

    data = json.loads(path.read_text(encoding="utf-8"))
    document = docx.Document()
    document.add_heading("Individual Management Review", 0)
    document.add_paragraph(data["agency"])
    for section in data["sections"]:
        document.add_heading(section["heading"], 1)
        for text in section["paragraphs"]:
            if text.startswith("### "):
                document.add_heading(text[4:], 2)
            elif text.startswith("- "):
                document.add_paragraph(text[2:], style="List Bullet")
            else:
                document.add_paragraph(text)
    with tempfile.TemporaryDirectory() as temp:
        file = Path(temp) / "sheet.docx"
        document.save(str(file))
        passages = facts_of(file).passages
    texts = [t["text"] for t in data["tor"]]
    tables = pairs(texts, passages)
    said = [s.sentence.text for s in passages.statements]
    answers = [np.array([x in set(t["answers"]) for x in said]) for t in data["tor"]]
    return Marked(
        f"sheets {path.stem[0]}", passages, texts, [t["addressed"] for t in data["tor"]], tables, tables, answers
    )


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

    from qa_scorer.classify.linear import load_linear

    reviews = load()
    rows: list[dict[str, float]] = []
    reports: list[int] = []
    shares: list[dict[str, float]] = []
    labels: list[str] = []
    authors: list[str] = []
    found, alike = [], []
    for author in sorted({r.author for r in reviews}):
        model = _fit_pairs([r for r in reviews if r.author != author])
        for n, r in enumerate(reviews):
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
            reports += [n] * len(r.labels)
    print(f"answers, author left out: {len(found)} questions, mean average precision {np.mean(found):.3f} (likeness alone {np.mean(alike):.3f})")  # fmt: skip
    y, who = np.array(labels), np.array(authors)
    sheets = np.array([a.startswith("sheets") for a in authors], dtype=int)
    views = [np.array([list(r.values()) for r in view]) for view in (rows, shares)]
    for strength in (0.03, 0.1, 0.3):
        scores = np.zeros((len(y), 3))
        for author in sorted(set(authors)):
            for view in views:
                model = _pipeline(strength).fit(view[who != author], y[who != author])
                scores[who == author] += model.decision_function(view[who == author])
        classes = [str(c) for c in model.classes_]
        chances = np.exp(scores / 2) / np.exp(scores / 2).sum(axis=1, keepdims=True)
        lead = np.log(chances[:, classes.index("full")] / chances[:, classes.index("none")]).mean()
        for pull in PULLS:
            told = np.empty_like(chances)
            for n in set(reports):
                mine = np.array(reports) == n
                told[mine] = pulled(chances[mine], classes, pull, float(lead))
            guesses = np.array(classes)[told.argmax(axis=1)]
            for kind, part in (("reviews", sheets == 0), ("sheets", sheets == 1)):
                print(
                    f"terms of {kind}, author left out, C {strength}, pull {pull}: {part.sum()}, accuracy"
                    f" {accuracy_score(y[part], guesses[part]):.3f}, macro-F1 {f1_score(y[part], guesses[part], average='macro'):.3f}"
                )
    x = np.vstack([t for r in reviews for t in r.tables])
    said = ["yes" if v else "no" for r in reviews for a in r.answers for v in a]
    fit_table(x, PAIR, said, ANSWERS_STRENGTH, TRAINED / "answers", balanced=False)
    record("answers", ANSWERS_VERSION, data="models/data/terms, tests/corpus given, tuning and fresh")
    _write_mean([(list(rows[0]), views[0]), (list(shares[0]), views[1])], labels)
    chances = load_linear(TRAINED / "terms").chances([a | b for a, b in zip(rows, shares, strict=True)])
    classes = sorted(set(labels))
    lead = np.log(chances[:, classes.index("full")] / chances[:, classes.index("none")]).mean()
    print(f"terms: usual_lead = {lead:.2f} (rules/default/terms.toml)")
    record("terms", VERSION, data="tests/corpus given, tuning and fresh; models/data/terms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
