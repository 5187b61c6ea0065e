"""Which sentences of a report answer a question it was asked. Source: 7.2, 9.1.

A small model weighs, for each pair of question and sentence, how alike they are in meaning and in rare words, how alike the
paragraph, the heading and the neighbours are, and whether the sentence judges, explains or reports. Likeness alone finds the
topic; what panel members marked as answers taught the model what of the topic answers.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qa_scorer.rulepack.schemas.terms import Terms

if TYPE_CHECKING:
    from qa_scorer.classify.statements import Statement
    from qa_scorer.extract.facts import Facts

_WORD = re.compile(r"[a-z]{3,}")
_STOP = frozenset(
    "the and for with was were are been had has have did does that this those these their they them his her its which what when how why"
    " who whether there any all from into upon about between adult mrs miss individual agency agencies service services practice"
    " appropriate appropriately effective effectively adequate sufficient sufficiently taken made given including relevant".split()
)
_EXPLAINS = re.compile(
    r"\b(?:because|reason\w*|why|explain\w*|therefore|led to|meant that|as a result|due to|owing to|could have|should have|would have|ought to)\b",
    re.IGNORECASE,
)
_KINDS = ("analysis", "lessons", "summary_of_facts", "contextual_information")
#: What the model reads of a pair, in this order.
PAIR = (
    "meaning", "aspect", "words", "paragraph", "paragraph_mean", "before", "after", "paragraph_words", "stands_out", "rank",
    "heading", "heading_lead", "share", "opinion", "marked", "third", "why", "meaning_opinion", "paragraph_opinion",
    *(f"in_{k}" for k in _KINDS), "analysis_paragraph", "facts_paragraph",
)  # fmt: skip


def aspects(text: str) -> list[str]:
    """The parts that a question asks about: its clauses with words of their own."""
    parts = re.split(r"[,;?:]|\band\b(?! (?:its|his|her|their)\b)|\bor\b", text)
    out = [p.strip() for p in parts if len([w for w in _WORD.findall(p.lower()) if w not in _STOP]) >= 2]
    return out or [text]


def keys(text: str) -> frozenset[str]:
    """The words of a text that carry its topic, cut to six letters."""
    return frozenset(w[:6] for w in _WORD.findall(text.lower()) if w not in _STOP)


class Passages:
    """The sentences in which answers are looked for, with their vectors and weights."""

    def __init__(self, facts: Facts) -> None:
        import numpy as np

        from qa_scorer.classify.similarity import embed

        rules = facts.pack.get(Terms)
        skip = set(facts.not_running_text)
        self.models = facts.models
        self.statements: list[Statement] = [
            s
            for s in facts.statements
            if (s.sentence.location.section or "") not in rules.no_answer_sections
            and s.sentence.location.block not in skip
            and len(s.sentence.text.split()) >= 3
        ]
        texts = [s.sentence.text for s in self.statements]
        self.vectors = embed(facts.models, texts)
        self.sections = [s.sentence.location.section or "" for s in self.statements]
        self.blocks = np.array([s.sentence.location.block for s in self.statements], dtype=int)
        scores = [dict(s.scores) for s in self.statements]
        self.opinion = np.array([sum(p for k, p in s.items() if k.startswith("opinion")) for s in scores])
        self.marked = np.array([s.get("opinion_marked", 0.0) for s in scores])
        self.third = np.array([s.get("third_party", 0.0) for s in scores])
        self.why = np.array([bool(_EXPLAINS.search(t)) for t in texts], dtype=float)
        self.keys = [keys(t) for t in texts]
        self.found = Counter(k for said in self.keys for k in said)
        self.judging = np.array([k in ("analysis", "lessons") for k in self.sections])

    def __len__(self) -> int:
        return len(self.statements)

    @cached_property
    def paragraphs(self) -> list[Any]:
        """For each sentence the indexes of the sentences of its paragraph."""
        import numpy as np

        inside = {b: np.flatnonzero(self.blocks == b) for b in dict.fromkeys(self.blocks.tolist())}
        return [inside[b] for b in self.blocks.tolist()]

    @cached_property
    def headings(self) -> Any:
        """The vector of each sentence's heading."""
        import numpy as np

        from qa_scorer.classify.similarity import embed

        named = list(dict.fromkeys(s.sentence.heading or "-" for s in self.statements))
        vectors = dict(zip(named, embed(self.models, named), strict=True))
        return np.array([vectors[s.sentence.heading or "-"] for s in self.statements])


def pairs(texts: Sequence[str], passages: Passages) -> list[Any]:
    """For each question an array, a row a sentence and a column for each name in `PAIR`."""
    import numpy as np

    from qa_scorer.classify.similarity import embed

    n = len(passages)
    if not n or not texts:
        return [np.zeros((n, len(PAIR))) for _ in texts]
    parts = [aspects(t) for t in texts]
    vectors = embed(passages.models, [*texts, *(p for part in parts for p in part)])
    alike = passages.vectors @ vectors[: len(texts)].T
    heads = passages.headings @ vectors[: len(texts)].T
    shares = np.exp(10 * alike)
    shares /= shares.sum(axis=1, keepdims=True)
    inside = passages.paragraphs
    kinds = np.array([[k == kind for kind in _KINDS] for k in passages.sections], dtype=float)
    out, at = [], len(texts)
    for j, text in enumerate(texts):
        mine = vectors[at : at + len(parts[j])]
        at += len(parts[j])
        s = alike[:, j]
        weights = {k: math.log((n + 1) / (passages.found[k] + 0.5)) for k in keys(text)}
        total = sum(weights.values()) or 1.0
        words = np.array([sum(w for k, w in weights.items() if k in said) / total for said in passages.keys])
        once = {
            int(p[0]): sum(w for k, w in weights.items() if any(k in passages.keys[i] for i in p)) / total for p in inside
        }
        best = np.array([s[p].max() for p in inside])
        mean = np.array([np.sort(s[p])[::-1][:3].mean() for p in inside])
        out.append(
            np.column_stack([
                s, (passages.vectors @ mine.T).max(axis=1), words, best, mean, np.r_[0, s[:-1]], np.r_[s[1:], 0],
                [once[int(p[0])] for p in inside], (s - s.mean()) / (s.std() + 1e-6), (-s).argsort().argsort() / n,
                heads[:, j], heads[:, j] - heads.mean(axis=1), shares[:, j], passages.opinion, passages.marked, passages.third,
                passages.why, s * passages.opinion, best * passages.opinion, kinds, kinds[:, 0] * best, kinds[:, 2] * best,
            ])
        )  # fmt: skip
    return out
