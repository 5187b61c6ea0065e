"""Lessons and the reasons for failure; evaluation in the analysis. Source: 11.1, 9.7, 9.9, 9.10, Standards rows 7 and 8."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence
from qa_scorer.extract.answers import keys
from qa_scorer.extract.passages import Passage, any_match, passages
from qa_scorer.rulepack.schemas.evidence import EvidenceFile, LessonWords

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Lessons:
    """From the lessons section (and lessons drawn elsewhere). `specific`: lessons about this case; `generic`: truisms;
    `explicit` and `underlying`: passages that give explicit and underlying reasons (workload, supervision, training,
    culture, systems); `good_practice`; `implications` for ways of working."""

    specific: tuple[Evidence, ...] = ()
    generic: tuple[Evidence, ...] = ()
    explicit: tuple[Evidence, ...] = ()
    underlying: tuple[Evidence, ...] = ()
    good_practice: tuple[Evidence, ...] = ()
    implications: tuple[Evidence, ...] = ()
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the analysis does beside retelling: `reasons`: decisions or omissions evaluated with reasons why; `judgements`:
    without; `alternatives`, `turning_points`, `good_practice`, `not_done`: decisions not made, actions not taken."""

    reasons: tuple[Evidence, ...] = ()
    judgements: tuple[Evidence, ...] = ()
    alternatives: tuple[Evidence, ...] = ()
    turning_points: tuple[Evidence, ...] = ()
    good_practice: tuple[Evidence, ...] = ()
    not_done: tuple[Evidence, ...] = ()
    why_density: float = 0.0  # share of the analysis' sentences that explain, weigh or judge with a reason
    confidence: float = 0.8


def read_lessons(facts: Facts) -> Lessons:
    """Lessons of the report and the reasons that it gives for them."""
    words = facts.pack.get(EvidenceFile).lessons
    found = [p for p in passages(facts, sections=frozenset({"lessons"})) if not p.text.rstrip().endswith("?")]
    outside = not found
    if outside:
        # No section of its own: lessons drawn in the analysis or the conclusions.
        found = [
            p
            for p in passages(facts, sections=frozenset({"analysis", "summary_of_facts", "recommendations", ""}))
            if any_match(words.lesson_elsewhere, p.text) or any_match(words.lesson_elsewhere, p.heading)
        ]
    specific: list[Passage] = []
    generic: list[Passage] = []
    pending: list[Passage] = []  # lessons in general words, which count with those that name the case
    for p in found:
        if any_match(words.generic, p.text):
            if _about_case(p.text, words, strict=True):
                specific.append(p)
            else:
                generic.append(p)
        elif _is_lesson(p, words):
            anchored = _about_case(p.text, words, strict=False) or _underlying(p.text, words)
            (specific if anchored else pending).append(p)
    if not specific:
        specific = _on_topic(facts, pending, words)
        pending = [p for p in pending if p not in specific]
        generic.extend(pending)
    else:
        specific.extend(pending)
        pending = []
    told = [p for p in found if p not in generic]
    explicit = [p for p in told if any_match(words.explicit, p.text)]
    underlying = _underlying_of(told, words)
    good = [p for p in told if any_match(words.good_practice, p.text)]
    implications = [
        p for p in told if any_match(words.implications, p.text) and not any_match(words.not_lesson, p.text)
    ]
    if _only_truisms(specific, generic, words):
        generic, specific = [*generic, *specific], []
    for kind in (specific, generic):
        kind.sort(key=lambda p: (p.block, p.start))
    doubt = len(pending) / max(1, len(generic))  # general, but no truism that anybody would know as one
    sure = abs(len(specific) - len(generic)) / max(1, len(specific) + len(generic))
    return Lessons(
        specific=_evidence(facts, specific),
        generic=_evidence(facts, generic),
        explicit=_evidence(facts, explicit),
        underlying=_evidence(facts, underlying),
        good_practice=_evidence(facts, good),
        implications=_evidence(facts, implications),
        confidence=round(0.6 + 0.3 * sure - 0.25 * doubt - (0.15 if outside else 0.0), 2),
    )


_SHORT = 4  # letters of a word that says nothing of the topic


def _keys(text: str, usual: frozenset[str]) -> frozenset[str]:
    """The words of a text that carry its topic, without those of any report (`usual`); cut to six letters."""
    return frozenset(k for k in keys(text) if len(k) > _SHORT) - usual


def _on_topic(facts: Facts, found: Sequence[Passage], words: LessonWords) -> list[Passage]:
    """The lessons in general words that are about the case all the same: they speak of what the report tells."""
    if not found:
        return []
    usual = frozenset(w[:6] for w in words.everyday)
    topics = _topics(facts, usual)
    shared = [_keys(p.text, usual) & topics for p in found]
    if max(map(len, shared)) < words.least_topics or len(frozenset().union(*shared)) < words.topics_in_all:
        return []
    return [p for p, own in zip(found, shared, strict=True) if own]


def _topics(facts: Facts, usual: frozenset[str]) -> frozenset[str]:
    """What the report itself tells of: the topic words of its facts and analysis, tables included."""
    told = passages(facts, sections=frozenset({"analysis", "summary_of_facts", "chronology", ""}), cells=True)
    return frozenset().union(*(_keys(p.text, usual) for p in told))


def _evidence(facts: Facts, found: Sequence[Passage]) -> tuple[Evidence, ...]:
    return tuple(p.evidence(facts) for p in found)


def _about_case(text: str, words: LessonWords, *, strict: bool) -> bool:
    """True where a sentence names something of the case: a person's code, a date, a figure, an event."""
    hits = sum(bool(p.search(text)) for p in words.case)
    return hits >= 2 if strict else hits >= 1


def _is_lesson(p: Passage, words: LessonWords) -> bool:
    """True for a sentence that draws something from the case, and not only reports what happened or was felt."""
    if len(p.text.split()) < words.min_words or any_match(words.not_lesson, p.text):
        return False
    if any_match(words.lesson, p.text) or _underlying(p.text, words):
        return True
    return bool(any_match(words.norm, p.text)) and len(p.text.split()) >= words.min_words


def _underlying_of(told: Sequence[Passage], words: LessonWords) -> list[Passage]:
    """Sentences that give underlying reasons; a single one counts only where it says outright that it is a cause."""
    explained = [
        p
        for p, following in itertools.pairwise(told)
        if p.block == following.block
        and any_match(words.underlying_theme, p.text)
        and any_match(words.explains, following.text)
    ]
    found = [p for p in told if p in explained or _underlying(p.text, words)]
    if explained:
        return found
    if (
        len(found) == 1
        and not any_match(words.underlying, found[0].text)
        and not words.failing[0].search(found[0].text)
    ):
        return []
    return found


def _underlying(text: str, words: LessonWords) -> bool:
    """True where the reasons beneath are given: workload, supervision, training, culture, systems, and why they told."""
    if any_match(words.underlying, text):
        return True
    theme = any_match(words.underlying_theme, text)
    if theme is None:
        return False
    rest = text[: theme.start()] + " " + text[theme.end() :]
    return any_match(words.failing, rest) is not None or any_match(words.underlying_theme, rest) is not None


def _only_truisms(specific: Sequence[Passage], generic: Sequence[Passage], words: LessonWords) -> bool:
    """True where what is not a truism is too little to be a lesson beside so many of them."""
    total = len(specific) + len(generic)
    if not generic or not total:
        return False
    return len(generic) / total >= words.generic_share or (len(specific) <= 2 and len(generic) >= len(specific))


def read_evaluation(facts: Facts) -> Evaluation:
    """The evaluative content of the analysis section."""
    words = facts.pack.get(EvidenceFile).evaluation
    found = list(passages(facts, sections=frozenset({"analysis"})))
    if not found:
        found = list(passages(facts, sections=frozenset({"summary_of_facts", ""})))
    reasons: list[Passage] = []
    judgements: list[Passage] = []
    alternatives: list[Passage] = []
    turning: list[Passage] = []
    good: list[Passage] = []
    not_done: list[Passage] = []
    labels = _opinions(facts)
    weighed = 0
    for n, p in enumerate(found):
        label = labels.get((p.block, p.start))
        judges = any_match(words.judgement, p.text) is not None or label is not None
        why = any_match(words.reason, p.text) is not None
        before = found[n - 1] if n and found[n - 1].block == p.block else None
        # 'The letter was misleading. The reason is ...': a reason may stand in the next sentence.
        judged_before = before is not None and bool(any_match(words.judgement, before.text))
        turns = any_match(words.turning_point, p.text) is not None
        other = any_match(words.alternative, p.text) is not None
        praised = any_match(words.good_practice, p.text) is not None and not any_match(words.not_good_practice, p.text)
        omitted = any_match(words.not_done, p.text) is not None
        if why and (judges or judged_before or (omitted and label is not None)):
            reasons.append(p)
        elif judges:
            judgements.append(p)
        if other:
            alternatives.append(p)
        if turns:
            turning.append(p)
        if praised:
            good.append(p)
        if omitted:
            not_done.append(p)
        weighed += bool((why and judges) or turns or other)
    if not good:
        for p in passages(facts, sections=frozenset({""})):
            told = words.good_practice_heading.search(p.heading) and len(p.text.split()) >= 6
            if told and not any_match(words.not_good_practice, p.text):
                good.append(p)
    return Evaluation(
        reasons=_evidence(facts, reasons),
        judgements=_evidence(facts, judgements),
        alternatives=_evidence(facts, alternatives),
        turning_points=_evidence(facts, turning),
        good_practice=_evidence(facts, good),
        not_done=_evidence(facts, not_done),
        why_density=round(weighed / len(found), 3) if found else 0.0,
        confidence=0.8 if len(reasons) != 1 else 0.65,
    )


def _opinions(facts: Facts) -> dict[tuple[int, int], str]:
    """Sentences that are opinions, by block and start, where the classification can be had."""
    try:
        statements = facts.statements
    except NotImplementedError:
        return {}
    return {
        (s.sentence.location.block, s.sentence.location.start): s.label
        for s in statements
        if s.label in ("opinion_marked", "opinion_unmarked")
    }
