"""The terms of reference, and the passages that answer each. Source: 7.2, 9.1.

Similarity of meaning proposes passages; whether they answer is decided by evidence: judgement or explanation near them,
each part of the question touched, a heading of its own. Restating the question is no answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa_scorer.document import BlockKind, Evidence
from qa_scorer.extract.sentences import split
from qa_scorer.rulepack.schemas.terms import Terms

if TYPE_CHECKING:
    from qa_scorer.classify.statements import Statement
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class StatedTerm:
    """A term of reference: id (T1, T2, ...), text, and the blocks where the document prints it (may be none)."""

    id: str
    text: str
    blocks: tuple[int, ...] = ()
    source: str = "document"  # or 'case'


@dataclass(frozen=True, slots=True)
class TermCoverage:
    """A term with its status (full, partial, none), the passages that answer it, and reasons for the status.

    `by_section`: number of answering passages by template section, for the coverage matrix.
    """

    id: str
    text: str
    status: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()
    by_section: tuple[tuple[str, int], ...] = ()


_LABEL = re.compile(
    r"^\s*(?:(?:T|TOR|Q|Question|Term|Item)\s*\d{1,2}|\(?\d{1,2}[.)]|\(?[a-z][.)]|[ivx]{1,5}[.)])\s*[:.)–-]?\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{3,}")
_STOP = frozenset(
    "the and for with was were are been had has have did does that this those these their they them his her its which what when how why"
    " who whether there any all from into upon about between adult mrs miss individual agency agencies service services practice"
    " appropriate appropriately effective effectively adequate sufficient sufficiently taken made given including relevant".split()
)


def _bare(text: str) -> str:
    return " ".join(_LABEL.sub("", text).split())


_CLAUSE = re.compile(r"[;.]\s+(?:and\s+|or\s+)?(?=whether\b|how\b|what\b|why\b|to\s+[a-z]+\s)", re.IGNORECASE)


def _asked_in(text: str) -> list[str]:
    """The questions of a paragraph that asks several: its sentences with a question mark, or its clauses after ';'."""
    asked = [text[a:b] for a, b in split(text) if text[a:b].endswith("?")]
    if asked:
        return asked
    clauses = [c.strip(" .") for c in _CLAUSE.split(text)]
    return clauses if len(clauses) > 1 and all(len(c.split()) >= 4 for c in clauses) else []


def terms_in_document(facts: Facts) -> tuple[StatedTerm, ...]:
    """The terms that the document prints: items and questions of its terms-of-reference section."""
    rules = facts.pack.get(Terms)
    blocks = facts.sections.blocks("terms_of_reference")
    items = [b for b in blocks if b.kind in (BlockKind.LIST_ITEM, BlockKind.CELL) or _LABEL.match(b.text) or b.number]
    asked = [b for b in blocks if rules.question.search(b.text.strip()) and len(b.text.split()) >= 5]
    chosen = []
    for b in blocks:
        text = _bare(b.text)
        if len(text.split()) < 5:
            continue
        plain_question = b in asked
        if any(p.search(text) for p in rules.not_a_term) and not text.endswith("?"):
            continue
        if plain_question or (b in items and (b.kind is not BlockKind.CELL or len(text.split()) >= 6)):
            chosen.append(b)
    out: list[StatedTerm] = []
    for b in chosen:
        parts = [b.text]
        if b.kind is BlockKind.PARAGRAPH:
            parts = _asked_in(b.text) or parts
        for p in parts:
            out.append(StatedTerm(f"T{len(out) + 1}", _bare(p), (b.index,)))
    return tuple(out)


def stated_terms(facts: Facts) -> tuple[StatedTerm, ...]:
    """The terms of reference: those of the case file (found again in the document where printed), else the document's."""
    given = facts.case.terms_of_reference
    if not given:
        return terms_in_document(facts)
    from rapidfuzz import fuzz

    candidates = [
        b for b in facts.document.body() if len(b.text.split()) >= 5 and not facts.sections.is_heading(b.index)
    ]
    section = {b.index for b in facts.sections.blocks("terms_of_reference")}
    out = []
    for n, term in enumerate(given, 1):
        places = tuple(
            b.index
            for b in candidates
            if b.index in section and fuzz.ratio(_bare(b.text).lower(), term.text.lower()) >= 88
        )
        out.append(StatedTerm(term.id or f"T{n}", term.text, places, "case"))
    return tuple(out)


def aspects(text: str) -> list[str]:
    """The parts that a question asks about: its clauses with words of their own."""
    parts = re.split(r"[,;?:]|\band\b(?! (?:its|his|her|their)\b)|\bor\b", text)
    out = [p.strip() for p in parts if len([w for w in _WORD.findall(p.lower()) if w not in _STOP]) >= 2]
    return out or [text]


def _keys(text: str) -> set[str]:
    return {w[:6] for w in _WORD.findall(text.lower()) if w not in _STOP}


class _Passages:
    """The sentences in which answers are looked for, with their vectors, weights and headings."""

    def __init__(self, facts: Facts) -> None:
        from qa_scorer.classify.similarity import embed

        rules = facts.pack.get(Terms)
        wanted = set(rules.answer_sections)
        skip = set(facts.not_running_text)
        self.statements: list[Statement] = [
            s
            for s in facts.statements
            if (s.sentence.location.section or "") in wanted
            and s.sentence.location.block not in skip
            and len(s.sentence.text.split()) >= 4
        ]
        self.vectors = embed(facts.models, [s.sentence.text for s in self.statements])
        self.sections = [s.sentence.location.section or "" for s in self.statements]
        self.opinion = [sum(p for k, p in s.scores if k.startswith("opinion")) for s in self.statements]
        self.marked = [dict(s.scores).get("opinion_marked", 0.0) for s in self.statements]
        self.third = [dict(s.scores).get("third_party", 0.0) for s in self.statements]
        self.keys = [_keys(s.sentence.text) for s in self.statements]
        self.why = [bool(_EXPLAINS.search(s.sentence.text)) for s in self.statements]
        heads = list(dict.fromkeys(s.sentence.heading for s in self.statements if s.sentence.heading))
        self.headings = dict(zip(heads, embed(facts.models, heads), strict=True)) if heads else {}
        # a report without an analysis of its own judges where it tells the facts
        judging = {"analysis", "lessons"} if "analysis" in self.sections else {"summary_of_facts", "lessons"}
        self.analysis = [i for i, k in enumerate(self.sections) if k in judging]
        by_block: dict[int, list[int]] = {}
        for i in self.analysis:
            by_block.setdefault(self.statements[i].sentence.location.block, []).append(i)
        self.paragraphs = list(by_block.values())


_EXPLAINS = re.compile(
    r"\b(?:because|reason\w*|why|explain\w*|therefore|led to|meant that|as a result|due to|owing to|could have|should have|would have|ought to)\b",
    re.IGNORECASE,
)


FEATURES = ("marked_own", "reasoned_own", "paragraph", "paragraph_lead", "words_judged", "marked_share", "why_share")
_SHARPNESS = 12.0  # how strictly a paragraph belongs to the term it is nearest to


def _mean_of_best(values: Any, count: int) -> float:
    import numpy as np

    return float(np.sort(values)[::-1][:count].mean()) if len(values) else 0.0


def _rare_words(text: str, passages: _Passages, asked: Counter[str]) -> dict[str, float]:
    """The words of a term with their weight: rare in the report, and not shared with the other terms."""
    import math

    n = len(passages.keys)
    found = {k: sum(k in said for said in passages.keys) for k in _keys(text)}
    return {k: math.log((n + 1) / (f + 0.5)) / max(1, asked[k]) for k, f in found.items()}


def features(texts: Sequence[str], passages: _Passages, facts: Facts) -> list[dict[str, float]]:
    """What speaks for and against an answer to each of the terms that a report is asked together.

    Every paragraph of the analysis belongs to the terms it is near, in shares. `marked_own`, `reasoned_own`: marked opinions,
    and paragraphs with a view and its reason, that belong to the term. `paragraph`: nearness of the best paragraph, under its
    heading; `paragraph_lead`: the same against the mean of the terms. `words_judged`: the term's words in the paragraphs that
    judge. `marked_share`, `why_share`: how far the whole analysis judges and explains.
    """
    import numpy as np

    from qa_scorer.classify.similarity import embed

    paragraphs = [np.array(p) for p in passages.paragraphs]
    if not paragraphs or not texts:
        return [dict.fromkeys(FEATURES, 0.0) for _ in texts]
    vectors = embed(facts.models, list(texts))
    sims = passages.vectors @ vectors.T
    heads = {h: v @ vectors.T for h, v in passages.headings.items()}
    opinion, marked, third = np.array(passages.opinion), np.array(passages.marked), np.array(passages.third)
    why = np.array(passages.why, dtype=float)
    nothing = np.zeros(len(texts))
    near = np.array(
        [
            [0.5 * _mean_of_best(sims[p, j], 2) + 0.25 * _mean_of_best(sims[p, j], 4) for j in range(len(texts))]
            + 0.25 * heads.get(passages.statements[p[0]].sentence.heading or "", nothing)
            for p in paragraphs
        ]
    )
    shares = np.exp(_SHARPNESS * near)
    shares = shares / shares.sum(axis=1, keepdims=True) * np.clip((near - 0.15) / 0.2, 0, 1)
    views = np.array([min(1.0, opinion[p].max()) for p in paragraphs])
    reasoned = np.array([opinion[p].max() > 0.5 and max(third[p].max(), why[p].max()) > 0.5 for p in paragraphs])
    marked_in = np.array([marked[p].sum() for p in paragraphs])
    said = [set().union(*(passages.keys[i] for i in p)) for p in paragraphs]
    asked = Counter(k for text in texts for k in _keys(text))
    best = near.max(axis=0)
    out = []
    for j, text in enumerate(texts):
        weights = _rare_words(text, passages, asked)
        total = sum(weights.values()) or 1.0
        told = np.array([sum(w for k, w in weights.items() if k in words) / total for words in said])
        row = (
            np.log1p(shares[:, j] @ marked_in),
            np.log1p(shares[:, j] @ reasoned),
            best[j],
            best[j] - best.mean(),
            _mean_of_best(told * views, 3),
            marked[passages.analysis].mean(),
            why[passages.analysis].mean(),
        )
        out.append({name: float(v) for name, v in zip(FEATURES, row, strict=True)})
    return out


def _passages_for(term: str, passages: _Passages, facts: Facts) -> tuple[Any, float]:
    """How well each sentence serves as evidence for a term, and how well the least answered part of it is judged."""
    import numpy as np

    from qa_scorer.classify.similarity import embed

    n = len(passages.statements)
    if n == 0:
        return np.zeros(0), 0.0
    vectors = embed(facts.models, [term, *aspects(term)])
    evaluative = np.clip(
        np.array(passages.opinion) + 0.5 * np.array(passages.why, dtype=float) + 0.3 * np.array(passages.third), 0, 1
    )
    near = evaluative.copy()
    blocks = [s.sentence.location.block for s in passages.statements]
    for i in range(n):  # a fact beside a judgement on it answers as well
        for j in (i - 1, i + 1):
            if 0 <= j < n and blocks[j] == blocks[i]:
                near[i] = max(near[i], 0.7 * evaluative[j])
    parts = (passages.vectors @ vectors[1:].T) * near[:, None]
    return (passages.vectors @ vectors[0]) * (0.5 + 0.5 * near), float(parts.max(axis=0).min())


def _cover(facts: Facts, terms: Sequence[tuple[str, str]]) -> tuple[TermCoverage, ...]:
    from qa_scorer.classify.linear import load_linear

    if not terms:
        return ()
    rules = facts.pack.get(Terms)
    passages = _Passages(facts)
    model = facts.models.get("terms", load_linear)
    rows = features([text for _, text in terms], passages, facts)
    out = []
    for (key, text), chances in zip(terms, model.chances(rows), strict=True):
        ranked, least = _passages_for(text, passages, facts)
        best = int(chances.argmax())
        status = model.classes[best]
        order = sorted(range(len(ranked)), key=lambda i: -ranked[i])
        shown = [i for i in order[: rules.most_passages] if ranked[i] >= 0.6 * rules.passage_similarity]
        if not shown and status != "none":
            shown = order[:1]
        quotes = []
        for i in sorted(shown if status != "none" else shown[:1]):
            where = passages.statements[i].sentence.location
            quotes.append(
                Evidence(passages.statements[i].sentence.text, where, passages.statements[i].label.replace("_", " "))
            )
        counts = Counter(passages.sections[i] or "other" for i in order[:12] if ranked[i] >= rules.passage_similarity)
        out.append(
            TermCoverage(
                key,
                text,
                status,
                round(float(chances[best]), 3),
                tuple(quotes),
                _reasons(status, text, least),
                tuple(sorted(counts.items())),
            )
        )
    return tuple(out)


def _reasons(status: str, text: str, least: float) -> tuple[str, ...]:
    if status == "none":
        return ("No passage was found that answers it with evidence and a view.",)
    if status == "full":
        return ("Passages answer it with evidence and a view.",)
    if len(aspects(text)) > 1 and least < 0.3:
        return ("Some parts of the question are touched, others are not.",)
    return ("It is touched, but hardly judged or explained.",)


def cover_terms(facts: Facts) -> tuple[TermCoverage, ...]:
    """How far each stated term is answered, in the order stated."""
    return _cover(facts, [(t.id, t.text) for t in facts.stated_terms])


def cover_prompts(facts: Facts) -> tuple[TermCoverage, ...]:
    """How far each of the guidance's own prompts for the analysis is answered (10.1 and the template's list)."""
    return _cover(facts, [(p.id, p.text) for p in facts.pack.get(Terms).prompt])
