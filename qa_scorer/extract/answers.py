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
    from qa_scorer.classify.linear import Linear
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
            int(p[0]): sum(w for k, w in weights.items() if any(k in passages.keys[i] for i in p)) / total
            for p in inside
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


#: What the status of a term is told from, given how likely each sentence is an answer to it.
STATUS = (
    "amount", "best", "best_3", "best_8", "marked", "unmarked", "third", "why", "lead", "analysis", "marked_share", "why_share",
)  # fmt: skip


def likelihoods(texts: Sequence[str], passages: Passages, model: Linear) -> list[Any]:
    """For each question an array: how likely each sentence answers it, 0 to 1."""
    import numpy as np

    if not len(passages):
        return [np.zeros(0) for _ in texts]
    return [model.chances_of(table)[:, 1] for table in pairs(texts, passages)]


def told_by_label(chances: Any, own: Any) -> Any:
    """The likelihoods, raised where the report gives a passage to the question and lowered where to another one."""
    import numpy as np

    clipped = np.clip(chances, 1e-6, 1 - 1e-6)
    return 1 / (1 + (1 - clipped) / clipped * np.exp(-_LABEL_WEIGHT * own))


def status_features(chances: Sequence[Any], passages: Passages) -> list[dict[str, float]]:
    """What speaks for a full, partial or missing answer to each of the questions that a report was asked together.

    `amount`: how many sentences answer, in all; `best`, `best_3`, `best_8`: how sure the surest are; `marked`, `unmarked`,
    `third`, `why`: marked and unmarked opinions, third-party information and explanations among them; `lead`: the amount against
    the mean of the questions; `analysis`: the part that stands in analysis and lessons; `marked_share`, `why_share`: how far the
    whole analysis judges and explains.
    """
    import numpy as np

    if not len(passages):
        return [dict.fromkeys(STATUS, 0.0) for _ in chances]
    amounts = [float(np.log1p(p.sum())) for p in chances]
    judged = passages.judging if passages.judging.any() else np.ones(len(passages), dtype=bool)
    out = []
    for p, amount in zip(chances, amounts, strict=True):
        top = np.sort(p)[::-1]
        row = (
            amount, top[0], top[:3].mean(), top[:8].mean(), np.log1p(p @ passages.marked),
            np.log1p(p @ (passages.opinion - passages.marked).clip(0)), np.log1p(p @ passages.third), np.log1p(p @ passages.why),
            amount - float(np.mean(amounts)), np.log1p(p @ passages.judging), passages.marked[judged].mean(), passages.why[judged].mean(),
        )  # fmt: skip
        out.append({name: float(v) for name, v in zip(STATUS, row, strict=True)})
    return out


#: What the status of a term is told from by the second view: which paragraphs of the analysis belong to it.
SHARES = ("marked_own", "reasoned_own", "paragraph", "paragraph_lead", "words_judged", "marked_share", "why_share")
_LABEL_WEIGHT = 1.5  # what a label adds to the log odds that a passage answers
_LABEL_NEAR = 0.15  # and to the nearness of a paragraph
_SHARPNESS = 12.0  # how strictly a paragraph belongs to the term it is nearest to


def _mean_of_best(values: Any, count: int) -> float:
    import numpy as np

    return float(np.sort(values)[::-1][:count].mean()) if len(values) else 0.0


def share_features(texts: Sequence[str], passages: Passages, own: Any = None) -> list[dict[str, float]]:
    """What speaks for and against an answer to each of the questions that a report was asked together.

    Every paragraph of the analysis (of the facts, where there is none) belongs to the questions it is near, in shares.
    `marked_own`, `reasoned_own`: marked opinions, and paragraphs with a view and its reason, that belong to the question.
    `paragraph`: nearness of the best paragraph, under its heading; `paragraph_lead`: the same against the mean of the questions.
    `words_judged`: the question's words in the paragraphs that judge. `marked_share`, `why_share`: how far the whole judges and
    explains. `own` (terms by sentences, 1, 0 or -1) says what the report itself gives to a question.
    """
    import numpy as np

    from qa_scorer.classify.similarity import embed

    kinds = {"analysis", "lessons"} if "analysis" in passages.sections else {"summary_of_facts", "lessons"}
    judging = [i for i, k in enumerate(passages.sections) if k in kinds]
    inside: dict[int, list[int]] = {}
    for i in judging:
        inside.setdefault(int(passages.blocks[i]), []).append(i)
    paragraphs = [np.array(p) for p in inside.values()]
    if not paragraphs or not texts:
        return [{f"share_{name}": 0.0 for name in SHARES} for _ in texts]
    vectors = embed(passages.models, list(texts))
    alike, heads = passages.vectors @ vectors.T, passages.headings @ vectors.T
    opinion, marked, third, why = passages.opinion, passages.marked, passages.third, passages.why
    near = np.array(
        [
            [0.5 * _mean_of_best(alike[p, j], 2) + 0.25 * _mean_of_best(alike[p, j], 4) for j in range(len(texts))]
            + 0.25 * heads[p[0]]
            for p in paragraphs
        ]
    )
    if own is not None:
        near = near + _LABEL_NEAR * np.array([own[:, p[0]] for p in paragraphs])
    shares = np.exp(_SHARPNESS * near)
    shares = shares / shares.sum(axis=1, keepdims=True) * np.clip((near - 0.15) / 0.2, 0, 1)
    views = np.array([min(1.0, opinion[p].max()) for p in paragraphs])
    reasoned = np.array([opinion[p].max() > 0.5 and max(third[p].max(), why[p].max()) > 0.5 for p in paragraphs])
    marked_in = np.array([marked[p].sum() for p in paragraphs])
    said = [frozenset().union(*(passages.keys[i] for i in p)) for p in paragraphs]
    asked = Counter(k for text in texts for k in keys(text))
    best = near.max(axis=0)
    out = []
    for j, text in enumerate(texts):
        weights = {k: math.log((len(passages) + 1) / (passages.found[k] + 0.5)) / max(1, asked[k]) for k in keys(text)}
        total = sum(weights.values()) or 1.0
        told = np.array([sum(w for k, w in weights.items() if k in words) / total for words in said])
        row = (
            np.log1p(shares[:, j] @ marked_in), np.log1p(shares[:, j] @ reasoned), best[j], best[j] - best.mean(),
            _mean_of_best(told * views, 3), marked[judging].mean(), why[judging].mean(),
        )  # fmt: skip
        out.append({f"share_{name}": float(v) for name, v in zip(SHARES, row, strict=True)})
    return out
