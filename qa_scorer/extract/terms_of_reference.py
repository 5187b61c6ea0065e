"""The terms of reference, and the passages that answer each. Source: 7.2, 9.1.

Which sentences answer is told by one model (`answers`), and from them how far the term is answered by another (`terms`).
Restating the question is no answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa_scorer.document import BlockKind, Evidence
from qa_scorer.document.labels import TERM_WORDS
from qa_scorer.extract.answers import aspects, likelihoods, share_features, status_features, told_by_label
from qa_scorer.extract.sentences import split
from qa_scorer.extract.term_labels import own_passages
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

    `by_section`: number of answering passages by template section, for the coverage matrix. `chances`: likelihood of each status.
    """

    id: str
    text: str
    status: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()
    by_section: tuple[tuple[str, int], ...] = ()
    chances: tuple[tuple[str, float], ...] = ()

    def share(self, half: float) -> float:
        """How much of it is answered as far as can be told, 0 to 1: a partial answer counts `half`, each status by its likelihood."""
        weight = {"full": 1.0, "partial": half, "none": 0.0}
        if not self.chances:
            return weight[self.status]
        return sum(weight[k] * p for k, p in self.chances)


_LABEL = re.compile(
    r"^\s*(?:(?:T|TOR|Q|Question|Term|Item|KLOE|Key line of enquiry)\s*\d{1,2}|\(?\d{1,2}[.)](?!\d)|\d{1,2}\.\d{1,2}[.)]?(?=\s)|[A-Z]\d{1,2}(?=[.):\s])"
    r"|\(?[a-z][.)]|\(?[ivx]{1,5}[.)])\s*[:.)–-]?\s*",
    re.IGNORECASE,
)


_COUNTED = re.compile(rf"^\W{{0,3}}(?:{TERM_WORDS}|term of reference)\s*(\d{{1,2}})\b", re.IGNORECASE)


def _bare(text: str) -> str:
    return " ".join(_LABEL.sub("", text).split())


_CLAUSE = re.compile(r"[;.]\s+(?:and\s+|or\s+)?(?=whether\b|how\b|what\b|why\b|to\s+[a-z]+\s)", re.IGNORECASE)


_INLINE = re.compile(r"(?:^|(?<=[\s:;,]))\((\d{1,2}|[a-z]|[ivx]{1,4})\)\s+", re.IGNORECASE)


_NEXT_SENTENCE = re.compile(r"[.?]\s+(?=[A-Z])")


def _counted_in(text: str) -> list[str]:
    marks = list(_INLINE.finditer(text))
    if len(marks) < 2 or marks[0][1].lower() not in ("1", "a", "i"):
        return []
    edges = [*(m.start() for m in marks[1:]), len(text)]
    parts = [text[m.end() : e] for m, e in zip(marks, edges, strict=True)]
    return [re.sub(r"[\s;,.]+(?:and|or)?[\s;,.]*$", "", _NEXT_SENTENCE.split(p)[0]) for p in parts]


def _asked_in(text: str) -> list[str]:
    """The questions of a paragraph that asks several: what it counts '(1) ...; (2) ...', its sentences with a question mark,
    or its clauses after ';'."""
    counted = _counted_in(text)
    if counted:
        return counted
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
        if len(text.split()) < (3 if text.endswith("?") else 5):
            continue
        if b.kind is BlockKind.PARAGRAPH and _counted_in(b.text):
            chosen.append(b)
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
    return tuple(out) or _terms_answered(facts)


def _terms_answered(facts: Facts) -> tuple[StatedTerm, ...]:
    """The terms that stand only over or beside their answers: 'KLOE 1 ...', 'Question 2: ...', each once, counted from 1."""
    found: dict[int, StatedTerm] = {}
    for b in facts.document.body():
        m = _COUNTED.match(b.text)
        if m and int(m[1]) == len(found) + 1 and len(_bare(b.text).split()) >= 3 and len(b.text.split()) < 60:
            found[int(m[1])] = StatedTerm(f"T{m[1]}", _bare(b.text), (b.index,))
    return tuple(found.values()) if len(found) > 1 else ()


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


_LABELLED = 0.8  # of the chance of no answer, what a labelled passage with a view gives to a partial one


def pulled(chances: Any, classes: Sequence[str], share: float, usual: float) -> Any:
    """The chances of a report's terms, each report's mean lead of 'full' over 'none' brought by `share` of the way to the usual one.

    How plainly an author marks opinions and gives reasons moves all terms of a report together and says little about any of
    them; which term of a report is answered better than another is told more surely. The fewer terms, the less is taken back; one
    alone stays as it is. Shape: (terms, classes).
    """
    import numpy as np

    if not len(chances):
        return chances
    none, full = classes.index("none"), classes.index("full")
    z = np.log(np.clip(chances, 1e-9, 1.0))
    shift = share * (1 - 1 / len(z)) * (float((z[:, full] - z[:, none]).mean()) - usual)
    z[:, full] -= shift / 2
    z[:, none] += shift / 2
    z = np.exp(z - z.max(axis=1, keepdims=True))
    return z / z.sum(axis=1, keepdims=True)


def _cover(
    facts: Facts, terms: Sequence[tuple[str, str]], own: Any = None, *, pull: float = 0.0
) -> tuple[TermCoverage, ...]:
    import numpy as np

    from qa_scorer.classify.linear import load_linear

    if not terms:
        return ()
    rules = facts.pack.get(Terms)
    passages = facts.passages
    texts = [text for _, text in terms]
    answers = likelihoods(texts, passages, facts.models.get("answers", load_linear))
    model = facts.models.get("terms", load_linear)
    out = []
    if own is not None:
        answers = [told_by_label(p, row) for p, row in zip(answers, own, strict=True)]
    views = zip(status_features(answers, passages), share_features(texts, passages, own), strict=True)
    told = pulled(model.chances([a | b for a, b in views]), model.classes, pull, rules.usual_lead)
    for n, ((key, text), likely, chances) in enumerate(zip(terms, answers, told, strict=True)):
        if own is not None and passages.opinion[own[n] > 0].max(initial=0.0) > 0.5:
            # What the report sets under the term holds a view: some answer is there.
            none, partial = model.classes.index("none"), model.classes.index("partial")
            chances[partial] += _LABELLED * chances[none]
            chances[none] *= 1 - _LABELLED
        best = int(chances.argmax())
        status = model.classes[best]
        order = np.argsort(-likely).tolist()
        shown = [i for i in order[: rules.most_passages] if likely[i] >= rules.passage_likelihood]
        if not shown or status == "none":
            shown = order[:1]
        quotes = []
        for i in sorted(shown):
            said = passages.statements[i]
            quotes.append(Evidence(said.sentence.text, said.sentence.location, said.label.replace("_", " ")))
        counts = Counter(passages.sections[i] or "other" for i in order if likely[i] >= rules.passage_likelihood)
        reasons = _reasons(status, text, [passages.statements[i] for i in shown], likely)
        out.append(
            TermCoverage(
                key,
                text,
                status,
                round(float(chances[best]), 3),
                tuple(quotes),
                reasons,
                tuple(sorted(counts.items())),
                tuple((k, round(float(p), 6)) for k, p in zip(model.classes, chances, strict=True)),
            )
        )
    return tuple(out)


def _reasons(status: str, text: str, shown: Sequence[Statement], likely: Any) -> tuple[str, ...]:
    if status == "none":
        return ("No passage was found that answers it with evidence and a view.",)
    if status == "full":
        return ("Passages answer it with evidence and a view.",)
    if not any(s.label.startswith("opinion") for s in shown):
        return ("It is touched by facts, but hardly judged or explained.",)
    if len(aspects(text)) > 1 and float(likely.sum()) < 3:
        return ("Little is said on it; some parts of the question may be left out.",)
    return ("It is touched, but not answered with both evidence and a view.",)


def cover_terms(facts: Facts) -> tuple[TermCoverage, ...]:
    """How far each stated term is answered, in the order stated."""
    terms = facts.stated_terms
    own = own_passages(facts, terms, facts.passages)
    return _cover(facts, [(t.id, t.text) for t in terms], own, pull=facts.pack.get(Terms).report_pull)


def cover_prompts(facts: Facts) -> tuple[TermCoverage, ...]:
    """How far each of the guidance's own prompts for the analysis is answered (10.1 and the template's list)."""
    return _cover(facts, [(p.id, p.text) for p in facts.pack.get(Terms).prompt])
