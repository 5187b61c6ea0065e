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
        self.third = [dict(s.scores).get("third_party", 0.0) for s in self.statements]
        self.keys = [_keys(s.sentence.text) for s in self.statements]
        self.why = [bool(_EXPLAINS.search(s.sentence.text)) for s in self.statements]
        heads = list(dict.fromkeys(s.sentence.heading for s in self.statements if s.sentence.heading))
        self.headings = dict(zip(heads, embed(facts.models, heads), strict=True)) if heads else {}
        self.analysis = [i for i, k in enumerate(self.sections) if k in ("analysis", "lessons")]


_EXPLAINS = re.compile(
    r"\b(?:because|reason\w*|why|explain\w*|therefore|led to|meant that|as a result|due to|owing to|could have|should have|would have|ought to)\b",
    re.IGNORECASE,
)


def features(term: str, passages: _Passages, facts: Facts) -> tuple[dict[str, float], Any]:
    """What speaks for and against an answer to one term, and the similarity of every sentence to it."""
    import numpy as np

    from qa_scorer.classify.similarity import embed

    n = len(passages.statements)
    names = (
        "top1 top3 judged1 judged3 strong judged_strong aspect_min aspect_mean judged_aspect_min words words_judged heading heading_judged"
        " lessons share_judged analysis_size answers"
    ).split()
    if n == 0:
        return dict.fromkeys(names, 0.0), np.zeros(0)
    parts = aspects(term)
    vectors = embed(facts.models, [term, *parts])
    sims = passages.vectors @ vectors[0]
    part_sims = passages.vectors @ vectors[1:].T
    opinion = np.array(passages.opinion)
    why = np.array(passages.why, dtype=float)
    evaluative = np.clip(opinion + 0.5 * why + 0.3 * np.array(passages.third), 0, 1)
    in_analysis = np.array([k in ("analysis", "lessons") for k in passages.sections], dtype=float)
    near = evaluative.copy()
    for i in range(n):  # a fact beside a judgement on it answers as well
        for j in (i - 1, i + 1):
            if (
                0 <= j < n
                and passages.statements[j].sentence.location.block == passages.statements[i].sentence.location.block
            ):
                near[i] = max(near[i], 0.7 * evaluative[j])
    judged = sims * near * (0.6 + 0.4 * in_analysis)
    order = np.sort(sims)[::-1]
    best = np.sort(judged)[::-1]
    keys = _keys(term)
    told = set().union(*(passages.keys[i] for i in range(n))) if n else set()
    said = set().union(*(passages.keys[i] for i in range(n) if near[i] > 0.5 and in_analysis[i])) if n else set()
    heads = {h: float(v @ vectors[0]) for h, v in passages.headings.items()}
    top_heading = max(heads, key=lambda h: heads[h], default="")
    under = [i for i in passages.analysis if passages.statements[i].sentence.heading == top_heading]
    row = {
        "top1": float(order[0]),
        "top3": float(order[:3].mean()),
        "judged1": float(best[0]),
        "judged3": float(best[:3].mean()),
        "strong": float(np.log1p((sims > 0.45).sum())),
        "judged_strong": float(np.log1p(((sims > 0.40) & (near > 0.5) & (in_analysis > 0)).sum())),
        "aspect_min": float(part_sims.max(axis=0).min()),
        "aspect_mean": float(part_sims.max(axis=0).mean()),
        "judged_aspect_min": float((part_sims * near[:, None]).max(axis=0).min()),
        "words": len(keys & told) / max(1, len(keys)),
        "words_judged": len(keys & said) / max(1, len(keys)),
        "heading": heads.get(top_heading, 0.0),
        "heading_judged": float(np.log1p(sum(near[i] > 0.5 for i in under))) * max(0.0, heads.get(top_heading, 0.0)),
        "lessons": float(max((sims[i] for i in range(n) if passages.sections[i] == "lessons"), default=0.0)),
        "share_judged": float(evaluative[passages.analysis].mean()) if passages.analysis else 0.0,
        "analysis_size": float(np.log1p(len(passages.analysis))),
        "answers": float(np.log1p(sum(w for w in judged if w > 0.3))),
    }
    return row, sims * (0.5 + 0.5 * near)


def _cover(facts: Facts, terms: Sequence[tuple[str, str]]) -> tuple[TermCoverage, ...]:
    from qa_scorer.classify.linear import load_linear

    if not terms:
        return ()
    rules = facts.pack.get(Terms)
    passages = _Passages(facts)
    model = facts.models.get("terms", load_linear)
    out = []
    for key, text in terms:
        row, ranked = features(text, passages, facts)
        chances = model.chances([row])[0]
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
                _reasons(status, text, row),
                tuple(sorted(counts.items())),
            )
        )
    return tuple(out)


def _reasons(status: str, text: str, row: dict[str, float]) -> tuple[str, ...]:
    if status == "none":
        return ("No passage was found that answers it with evidence and a view.",)
    if status == "full":
        return ("Passages answer it with evidence and a view.",)
    if len(aspects(text)) > 1 and row["judged_aspect_min"] < 0.3:
        return ("Some parts of the question are touched, others are not.",)
    return ("It is touched, but hardly judged or explained.",)


def cover_terms(facts: Facts) -> tuple[TermCoverage, ...]:
    """How far each stated term is answered, in the order stated."""
    return _cover(facts, [(t.id, t.text) for t in facts.stated_terms])


def cover_prompts(facts: Facts) -> tuple[TermCoverage, ...]:
    """How far each of the guidance's own prompts for the analysis is answered (10.1 and the template's list)."""
    return _cover(facts, [(p.id, p.text) for p in facts.pack.get(Terms).prompt])
