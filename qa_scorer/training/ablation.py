"""What each part of the statements model is worth: simpler models beside it, each author left out in turn.

    python -m qa_scorer.training.ablation

Prints the tables of docs/statements.md. Nothing is written. The rows of the fine-tuned network come from the predictions
that `python -m qa_scorer.training.statements --fold AUTHOR` kept in models/work.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qa_scorer.classify.statements import FACT, LABELS, MARKED, UNMARKED, context_of
from qa_scorer.training.labelled import Labelled, load
from qa_scorer.training.reliability import show as show_reliability
from qa_scorer.training.statements import WORK, fit_temperature

if TYPE_CHECKING:
    from qa_scorer.rulepack import Pack

STRENGTHS = (0.3, 1.0, 3.0, 10.0)
LISTS = ("opinion_hearsay", "opinion_labels", "opinion_loaded", "opinion_hindsight", "opinion_blame")
ATTRIBUTION = re.compile(
    r"\b(?:said|says|told|reported|reports|stated|states|informed|advised|recalled|recalls|described|describes|disclosed|"
    r"alleged|claimed|according to|explained|mentioned|remembered|complained|felt that|thought that|believed that)\b",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"\b(?:mother|father|sister|brother|son|daughter|niece|nephew|aunt|uncle|neighbours?|friend|landlord|police|family|"
    r"partner|husband|wife|carer)\b",
    re.IGNORECASE,
)
JUDGING = re.compile(
    r"\b(?:should(?: not)? have|could have|ought to|good practice|poor|appropriate\w*|inappropriate\w*|adequate\w*|"
    r"inadequate\w*|robust|failed|failure|missed|opportunity|reasonable|unreasonable|unacceptable|clearly|sadly|"
    r"unfortunately|surprising\w*|concerning|disappointing\w*|commendable|timely|weak\w*|strength\w*)\b",
    re.IGNORECASE,
)
CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("attribution", ATTRIBUTION),
    ("others", OTHERS),
    ("judging", JUDGING),
    ("first_person", re.compile(r"\b(?:I|we|my|our)\b")),
    ("quotation", re.compile("[\"“”]|(?<!\\w)['‘]\\w")),
    ("number", re.compile(r"\d")),
)


def owner(row: Labelled, pack: Pack) -> tuple[bool, bool, bool]:
    """Whether words that own an opinion stand in the sentence, in the sentence before, in the heading."""
    from qa_scorer.rulepack.schemas.statements import Statements

    rules, markers = pack.get(Statements), pack.lexicon("opinion_markers")
    sentence, before = (bool(markers.search(t) or rules.agency_owner.search(t)) for t in (row.text, row.before))
    return sentence, before, bool(rules.owner_heading.search(row.heading))


def cues(rows: Sequence[Labelled], pack: Pack) -> Any:
    """Counts of cue words, one row a sentence: markers, attribution, word lists of the pack."""
    import numpy as np

    lists = [pack.lexicon(name) for name in LISTS]
    out = []
    for r in rows:
        line = [float(x) for x in owner(r, pack)]
        line += [float(bool(p.search(r.text))) for _, p in CUES] + [
            float(bool(p.search(r.before))) for _, p in CUES[:3]
        ]
        line += [float(bool(words.search(r.text))) for words in lists]
        out.append([*line, min(len(r.text.split()), 60) / 20])
    return np.array(out)


def words_of(train: Sequence[Labelled], test: Sequence[Labelled]) -> tuple[Any, Any]:
    """TF-IDF of words and pairs of words, of the sentence and of its context apart."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    parts: list[tuple[Any, Any]] = []
    for text in (_text, _context):
        vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        parts.append((vectors.fit_transform([text(r) for r in train]), vectors.transform([text(r) for r in test])))
    return hstack([p[0] for p in parts]).tocsr(), hstack([p[1] for p in parts]).tocsr()


def _text(row: Labelled) -> str:
    return row.text


def _context(row: Labelled) -> str:
    return context_of(row.heading, row.before)


def left_out_guesses(
    rows: Sequence[Labelled], make: Callable[[list[int], list[int]], tuple[Any, Any]], strength: float
) -> list[str]:
    """A guess for each sentence by a logistic regression that saw nothing of its author; `make` gives the features."""
    from sklearn.linear_model import LogisticRegression

    out = [""] * len(rows)
    for author in sorted({r.author for r in rows}):
        train = [i for i, r in enumerate(rows) if r.author != author]
        test = [i for i, r in enumerate(rows) if r.author == author]
        known, asked = make(train, test)
        model = LogisticRegression(C=strength, max_iter=2000, class_weight="balanced")
        model.fit(known, [rows[i].label for i in train])
        for i, guess in zip(test, model.predict(asked), strict=True):
            out[i] = str(guess)
    return out


def scores_of(rows: Sequence[Labelled], guesses: Sequence[str]) -> tuple[list[float], float, float]:
    """F1 by label, their mean, accuracy."""
    from sklearn.metrics import f1_score

    gold = [r.label for r in rows]
    f = f1_score(gold, list(guesses), average=None, labels=list(LABELS), zero_division=0)
    right = sum(a == b for a, b in zip(gold, guesses, strict=True)) / len(gold)
    return [float(v) for v in f], float(f.mean()), right


def show(name: str, rows: Sequence[Labelled], guesses: Sequence[str]) -> None:
    """One line of the table: all left-out sentences together, then macro-F1 by author."""
    f, macro, right = scores_of(rows, guesses)
    cells = [f"{v:.3f}" for v in (*f, macro, right)]
    for author in sorted({r.author for r in rows}):
        at = [i for i, r in enumerate(rows) if r.author == author]
        cells.append(f"{scores_of([rows[i] for i in at], [guesses[i] for i in at])[1]:.3f}")
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def folds(rows: Sequence[Labelled], layers: int) -> dict[str, Any]:
    """Kept predictions of the fine-tuned network by author left out."""
    import numpy as np

    out = {}
    for author in sorted({r.author for r in rows}):
        path = WORK / f"statements-{layers}-{author}.npz"
        if not path.is_file():
            continue
        kept = np.load(path, allow_pickle=False)
        if [LABELS[i] for i in kept["labels"]] != [r.label for r in rows if r.author == author]:
            print(f"{path.name} is of other sentences: left out", file=sys.stderr)
            continue
        out[author] = kept["scores"]
    return out


def chances(scores: Any, temperature: float) -> Any:
    """Calibrated probabilities."""
    import numpy as np

    z = scores / temperature
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def with_words(rows: Sequence[Labelled], guesses: Sequence[str], pack: Pack) -> list[str]:
    """The guesses after the pack's words overruled them, as in `classify.statements`."""
    from qa_scorer.rulepack.schemas.statements import Statements

    rules = pack.get(Statements)
    out = []
    for r, guess in zip(rows, guesses, strict=True):
        if any(p.search(r.text) for p in rules.never_opinion):
            guess = FACT
        elif guess == UNMARKED and owner(r, pack)[0]:
            guess = MARKED
        out.append(guess)
    return out


def reliability(kept: dict[str, Any], rows: Sequence[Labelled]) -> None:
    """Confidence beside accuracy; each author's temperature is fitted on the other authors."""
    import numpy as np

    gold = {a: np.array([LABELS.index(r.label) for r in rows if r.author == a]) for a in kept}
    sure, right, loss = [], [], []
    for author in kept:
        rest = [a for a in kept if a != author] or [author]
        temperature = fit_temperature(np.concatenate([kept[a] for a in rest]), [int(x) for a in rest for x in gold[a]])
        p = chances(kept[author], temperature)
        sure.append(p.max(1))
        right.append(p.argmax(1) == gold[author])
        loss.append(-np.log(p[np.arange(len(p)), gold[author]]))
        print(f"temperature for author {author}: {temperature}")
    found = list(zip(np.concatenate(sure).tolist(), np.concatenate(right).tolist(), strict=True))
    print(f"log loss {np.concatenate(loss).mean():.3f}")
    show_reliability(found)


def main() -> int:
    """Prints all tables."""
    import numpy as np
    from scipy.sparse import csr_matrix, hstack

    from qa_scorer.classify.load import load_models
    from qa_scorer.classify.similarity import embed
    from qa_scorer.rulepack import load_pack

    rows, pack = load("given", "tuning"), load_pack()
    signs = cues(rows, pack)
    models = load_models()
    vectors = np.hstack([embed(models, [text(r) for r in rows]) for text in (_text, _context)])

    def words(train: list[int], test: list[int]) -> tuple[Any, Any]:
        return words_of([rows[i] for i in train], [rows[i] for i in test])

    def words_and_cues(train: list[int], test: list[int]) -> tuple[Any, Any]:
        known, asked = words(train, test)
        return hstack([known, csr_matrix(signs[train])]).tocsr(), hstack([asked, csr_matrix(signs[test])]).tocsr()

    def frozen(train: list[int], test: list[int]) -> tuple[Any, Any]:
        return vectors[train], vectors[test]

    def frozen_and_cues(train: list[int], test: list[int]) -> tuple[Any, Any]:
        return np.hstack([vectors[train], signs[train]]), np.hstack([vectors[test], signs[test]])

    authors = sorted({r.author for r in rows})
    print(f"{len(rows)} sentences of {len({r.document for r in rows})} documents")
    head = ["model", "fact", "marked", "unmarked", "third party", "macro-F1", "accuracy", *authors]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    show("always 'fact'", rows, [FACT] * len(rows))
    for name, make in (
        ("TF-IDF", words),
        ("TF-IDF and cues", words_and_cues),
        ("frozen encoder", frozen),
        ("frozen encoder and cues", frozen_and_cues),
    ):
        tried = [(left_out_guesses(rows, make, c), c) for c in STRENGTHS]
        guesses, strength = max(tried, key=lambda t: scores_of(rows, t[0])[1])
        show(f"{name}, logistic regression (C {strength})", rows, guesses)
    for layers in (3, 6):
        kept = folds(rows, layers)
        if not kept:
            continue
        part = [r for a in kept for r in rows if r.author == a]
        guesses = [LABELS[int(i)] for a in kept for i in kept[a].argmax(1)]
        name = f"fine-tuned, {layers} layers" + (
            "" if len(kept) == len(authors) else f", authors {', '.join(kept)} only"
        )
        show(name, part, guesses)
        show(f"{name}, and the pack's words", part, with_words(part, guesses, pack))
    kept = folds(rows, 3)
    if kept:
        reliability(kept, [r for a in kept for r in rows if r.author == a])
    return 0


if __name__ == "__main__":
    sys.exit(main())
