"""The four aspects of the summary of involvement: quality, supervision, recording, liaison. Source: Standards row 5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence
from qa_scorer.extract.passages import Passage, any_match, passages
from qa_scorer.rulepack.schemas.evidence import Aspect, EvidenceFile, InvolvementWords

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

ASPECTS = ("quality", "supervision", "recording", "liaison")


@dataclass(frozen=True, slots=True)
class Involvement:
    """Passages that discuss (not merely mention) each aspect; `confidence` by aspect, of the yes or no."""

    quality: tuple[Evidence, ...] = ()
    supervision: tuple[Evidence, ...] = ()
    recording: tuple[Evidence, ...] = ()
    liaison: tuple[Evidence, ...] = ()
    confidence: tuple[tuple[str, float], ...] = ()


def read_involvement(facts: Facts) -> Involvement:
    """Which aspects of the agency's work the report discusses, in any section but the context of other services."""
    words = facts.pack.get(EvidenceFile).involvement
    aspects: dict[str, Aspect] = {name: getattr(words, name) for name in ASPECTS}
    weights: dict[str, float] = dict.fromkeys(ASPECTS, 0.0)
    found: dict[str, list[tuple[float, Evidence]]] = {name: [] for name in ASPECTS}
    denied: set[str] = set()
    truisms = facts.pack.get(EvidenceFile).lessons.generic
    headings: dict[str, list[str]] = {}
    for p in passages(facts, sections=frozenset(words.sections)):
        if len(p.text.split()) < 4 or p.text.rstrip().endswith("?"):
            continue
        if p.heading not in headings:
            headings[p.heading] = [n for n, a in aspects.items() if any_match(a.headings, p.heading)]
        here = headings[p.heading]
        about = [
            n for n, a in aspects.items() if n in here or any_match(a.topic, p.text) or any_match(a.subject, p.text)
        ]
        if not about or any_match(truisms, p.text):
            continue
        if any_match(words.left_out, p.text):
            # 'Supervision has not been looked at in this review': only a plain discussion elsewhere outweighs it.
            denied |= {n for n in about if any_match(aspects[n].topic, p.text)}
            continue
        for name in about:
            weight = _weight(p, aspects[name], words, headed=name in here, shared=len(here) > 1)
            if weight > 0:
                weights[name] += weight
                found[name].append((weight, p.evidence(facts)))
    out: dict[str, tuple[Evidence, ...]] = {}
    confidence: list[tuple[str, float]] = []
    for name, aspect in aspects.items():
        said = sorted(found[name], key=lambda x: -x[0])
        plain = [e for w, e in said if w >= words.said]
        under = [e for w, e in said if w >= words.only_heading]
        # Nothing but mentions is no discussion; a part of the report given to the aspect is, whatever its words.
        enough = weights[name] >= aspect.needed and (bool(plain) or len(under) >= words.sentences_under_heading)
        enough = enough and (name not in denied or len(plain) >= 2)
        out[name] = tuple((plain if len(plain) >= 2 else under)[:6]) if enough else ()
        edge = abs(weights[name] - aspect.needed) / max(1.0, aspect.needed)
        confidence.append((name, round(min(0.95, 0.6 + 0.2 * edge), 2)))
    return Involvement(**out, confidence=tuple(confidence))


def _weight(p: Passage, aspect: Aspect, words: InvolvementWords, *, headed: bool, shared: bool) -> float:
    """How much a sentence says about an aspect: nothing, a mention, or something about how it was in this case.

    `headed`: it stands under a heading of the aspect; `shared`: that heading names other aspects as well.
    """
    text = p.text
    if any_match(aspect.not_topic, text):
        # What only looks like the topic is taken out; the sentence counts where the topic still stands in it.
        for pattern in aspect.not_topic:
            text = pattern.sub(" ", text)
    if any_match(aspect.subject, text):
        return words.said
    topic = any_match(aspect.topic, text)
    if not topic and not headed:
        return 0.0
    says = any_match(aspect.says, text)
    if topic and (says or any_match(words.measured, text)):
        return words.said
    if headed:
        if topic or (says and not shared):
            return words.under_heading
        if not shared and len(p.text.split()) >= 6:
            return words.only_heading
    return words.mentioned if topic else 0.0
