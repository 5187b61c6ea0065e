"""Paragraphs of the analysis that only retell the chronology or the summary of facts. Source: 9.6.

A paragraph retells where its sentences say again what a row of the chronology or a sentence of the summary says, and none
of them judges, explains or weighs. Paraphrase counts: words and meaning are both compared.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa_scorer.document import Block, BlockKind, Evidence
from qa_scorer.extract.sections import looks_like_chronology

if TYPE_CHECKING:
    from qa_scorer.classify.statements import Statement
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Retelling:
    """A paragraph of the analysis. `retells`: it only retells; `source`: the row or paragraph that it retells."""

    block: int
    retells: bool
    confidence: float
    evidence: Evidence
    source: Evidence | None = None


_WORD = re.compile(r"[a-z0-9]+(?:[/:.][0-9]+)*")
_STOP = frozenset(
    "the a an and or of to in on at by for from with was were is are be been had has have it its he she his her him they their"
    " them that this which who as not no but there then when after before also into out up over than so did do does said".split()
)
_DATE = re.compile(
    r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\b\d{1,2}[:.]\d{2}\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\b(?:because|reason\w*|why|explain\w*|therefore|led to|meant that|result\w*|could have|should have|would have|ought|opportunit\w+|alternative\w*|failure|good practice)\b",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\b(?:polic(?:y|ies)|procedures?|protocol|guidance|guidelines?|standards?|requires?|required|act \d{4}|code of practice|says that|states that|target)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\s*\n\s*")
_ENDS = ".!?\"'”’)"
_NOT = re.compile(r"\b(?:no|not|never|nobody|none|without|neither|nor)\b", re.IGNORECASE)


def _stems(text: str) -> set[str]:
    out = set()
    for w in _WORD.findall(text.lower()):
        if w in _STOP or len(w) < 2:
            continue
        for ending in ("ing", "ed", "es", "s"):
            if len(w) > len(ending) + 3 and w.endswith(ending):
                w = w[: -len(ending)]
                break
        out.add(w)
    return out


def _sources(facts: Facts) -> list[tuple[str, int]]:
    """Texts that can be retold, each with a block: rows of the chronology, sentences of the summary."""
    document = facts.document
    out: list[tuple[str, int]] = []
    for table in document.tables:
        if not looks_like_chronology(document, table.index):
            continue
        for row in table.rows[1:]:
            cells = [c for c in dict.fromkeys(row) if c is not None]
            text = " ".join(document.blocks[c].text for c in cells)
            if text.strip() and cells:
                out.append((text, cells[0]))
    for s in facts.statements:
        if s.sentence.location.section == "summary_of_facts":
            out.append((s.sentence.text, s.sentence.location.block))
    return out


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the analysis: `text[start:end]` of a block, which is all of it but where lines are broken by hand."""

    block: int
    start: int
    end: int
    text: str


def _pieces(block: Block) -> list[Paragraph]:
    """The paragraphs of a block: its parts between breaks by hand, where each of them ends as a sentence does."""
    marks = [m for m in _BREAK.finditer(block.text) if block.text[: m.start()].rstrip()[-1:] in _ENDS]
    edges = [0, *(m.end() for m in marks), len(block.text)]
    out = []
    for start, end in itertools.pairwise(edges):
        text = block.text[start:end].rstrip()
        if text:
            out.append(Paragraph(block.index, start, start + len(text), text))
    return out


def paragraphs(facts: Facts) -> list[Paragraph]:
    """The paragraphs of the analysis; short lines without a full stop, which head what follows, are none."""
    return [
        piece
        for b in facts.sections.blocks("analysis")
        if b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TEXT_BOX)
        for piece in _pieces(b)
        if not (b.kind is BlockKind.PARAGRAPH and len(piece.text.split()) < 15 and piece.text[-1] not in _ENDS + ":;")
    ]


def features(facts: Facts) -> list[tuple[Paragraph, dict[str, float], int | None]]:
    """Features of each paragraph of the analysis, and the block of the source nearest to it."""
    import numpy as np

    from qa_scorer.classify.similarity import embed

    pieces = paragraphs(facts)
    by_block: dict[int, list[Statement]] = {}
    for s in facts.statements:
        by_block.setdefault(s.sentence.location.block, []).append(s)
    inside = {p: [s for s in by_block.get(p.block, ()) if p.start <= s.sentence.location.start < p.end] for p in pieces}
    sources = _sources(facts)
    source_stems = [_stems(t) for t, _ in sources]
    wanted = [s.sentence.text for p in pieces for s in inside[p]]
    vectors = dict(zip(wanted, embed(facts.models, wanted), strict=True)) if wanted else {}
    matrix = embed(facts.models, [t for t, _ in sources]) if sources else None
    out = []
    for piece in pieces:
        sentences = inside[piece]
        if not sentences:
            continue
        words, meaning, best_source = [], [], []
        for s in sentences:
            stems = _stems(s.sentence.text)
            shares = [len(stems & q) / max(1, len(stems)) for q in source_stems] if stems else [0.0]
            words.append(max(shares, default=0.0))
            if matrix is not None:
                sims = matrix @ vectors[s.sentence.text]
                meaning.append(float(sims.max()))
                best_source.append(int(sims.argmax()))
            else:
                meaning.append(0.0)
        opinion = [sum(p for k, p in s.scores if k.startswith("opinion")) for s in sentences]
        third = [s.label == "third_party" for s in sentences]
        text = piece.text
        n = len(sentences)
        row = {
            "words_mean": float(np.mean(words)),
            "words_min": float(min(words)),
            "meaning_mean": float(np.mean(meaning)),
            "meaning_min": float(min(meaning)),
            "opinion_max": float(max(opinion)),
            "opinion_mean": float(np.mean(opinion)),
            "third": float(np.mean(third)),
            "dates": len(_DATE.findall(text)) / n,
            "why": len(_WHY.findall(text)) / n,
            "rule": len(_RULE.findall(text)) / n,
            "negation": len(_NOT.findall(text)) / n,
            "sentences": float(np.log1p(n)),
            "short": float(n == 1),
        }
        nearest = sources[_most(best_source)][1] if best_source else None
        out.append((piece, row, nearest))
    return out


def _most(numbers: Sequence[int]) -> int:
    return max(set(numbers), key=list(numbers).count)


def find_retellings(facts: Facts) -> tuple[Retelling, ...]:
    """One entry for each paragraph of the analysis (headings and placeholders left out), in reading order."""
    from qa_scorer.classify.linear import load_linear
    from qa_scorer.rulepack.schemas.statements import Statements

    rules = facts.pack.get(Statements).retelling
    rows = features(facts)
    model = facts.models.get("retelling", load_linear)
    chances: Any = model.chances([r for _, r, _ in rows])
    at = model.classes.index("retells")
    out = []
    for (piece, row, nearest), p in zip(rows, chances, strict=True):
        sure = float(p[at])
        # A judgement rules retelling out, however much of the paragraph retells.
        retells = sure >= rules.likely and row["opinion_max"] < rules.judged
        source = facts.evidence(nearest) if retells and nearest is not None else None
        out.append(
            Retelling(
                piece.block,
                retells,
                round(max(sure, 0.5) if retells else 1 - sure, 3),
                facts.evidence(piece.block, piece.start, piece.end),
                source,
            )
        )
    return tuple(out)
