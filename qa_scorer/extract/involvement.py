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
    for p in passages(facts, sections=frozenset(words.sections)):
        if len(p.text.split()) < 4 or p.text.rstrip().endswith("?"):
            continue
        if any_match(truisms, p.text):
            continue
        if any_match(words.left_out, p.text):
            # 'Supervision has not been looked at in this review': only a plain discussion elsewhere outweighs it.
            denied |= {name for name, aspect in aspects.items() if any_match(aspect.topic, p.text)}
            continue
        shared = sum(bool(any_match(a.headings, p.heading)) for a in aspects.values()) > 1
        for name, aspect in aspects.items():
            weight = _weight(p, aspect, words, shared_heading=shared)
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


def _weight(p: Passage, aspect: Aspect, words: InvolvementWords, *, shared_heading: bool) -> float:
    """How much a sentence says about an aspect: nothing, a mention, or something about how it was in this case."""
    text = p.text
    if any_match(aspect.not_topic, text):
        # What only looks like the topic is taken out; the sentence counts where the topic still stands in it.
        for pattern in aspect.not_topic:
            text = pattern.sub(" ", text)
    topic = any_match(aspect.topic, text)
    if any_match(aspect.subject, text):
        return words.said
    says = any_match(aspect.says, text)
    if topic and (says or any_match(words.measured, text)):
        return words.said
    if any_match(aspect.headings, p.heading):
        if topic or (says and not shared_heading):
            return words.under_heading
        if not shared_heading and len(p.text.split()) >= 6:
            return words.only_heading
    return words.mentioned if topic else 0.0
