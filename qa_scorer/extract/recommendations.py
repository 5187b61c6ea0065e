"""Recommendations: where they stand, and the SMART letters of each. Source: 7.6, 12.1, 12.2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence, Location
from qa_scorer.extract import recommendation_links as links
from qa_scorer.extract import smart
from qa_scorer.extract.recommendation_parts import Parts, parts_of
from qa_scorer.extract.recommendation_suggest import strength_of, suggest
from qa_scorer.extract.smart import Letter
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

__all__ = ["Letter", "Recommendation", "RecommendationSpan", "Repeat", "find_recommendations", "locate_recommendations"]


@dataclass(frozen=True, slots=True)
class RecommendationSpan:
    """Where a recommendation stands. `cells`: role ('action', 'who', 'when', 'outcome', 'review', 'other') and block of
    each cell of its row, or of each label line ('Lead: ...') below it; `start`/`end`: span of the first block, for one in
    prose; `tabular`: it is a row of a table."""

    id: str
    text: str
    blocks: tuple[int, ...]
    start: int
    end: int
    cells: tuple[tuple[str, int], ...] = ()
    tabular: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """The earlier recommendation that this one repeats. `similarity` 0 to 1."""

    source: str
    text: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation with its letters S, M, A, R, T and its parts as the author wrote them (None where absent).

    `strength`: 'system change', 'procedure', 'training', 'reminder' or 'other'; `output_only`: it states a product but no
    effect; `traced_to`: the finding or lesson that it answers; `duplicates`: id of an earlier one in this report that says
    the same; `suggestion`: a rewording in the author's own terms, blanks left to fill; `actions`: the separate actions of a
    bundled one; `weak`: the words that promise nothing; `elsewhere`: another body is to act; `trace`: how near the nearest
    finding is.
    """

    id: str
    text: str
    location: Location
    smart: dict[str, Letter]
    who: str | None
    when: str | None
    outcome: str | None
    review: str | None = None
    repeats: Repeat | None = None
    strength: str = "other"
    output_only: bool = False
    traced_to: Evidence | None = None
    duplicates: str | None = None
    suggestion: str = ""
    actions: tuple[str, ...] = ()
    weak: str = ""
    elsewhere: bool = False
    trace: float = 0.0

    @property
    def letters_met(self) -> int:
        """How many of the five letters are met."""
        return sum(x.met for x in self.smart.values())


def locate_recommendations(facts: Facts) -> tuple[RecommendationSpan, ...]:
    """Every recommendation of the document, bundled ones kept as the author numbered them, in reading order."""
    from qa_scorer.extract.recommendation_drafts import text_of
    from qa_scorer.extract.recommendation_spans import locate

    out: list[RecommendationSpan] = []
    for draft in locate(facts):
        text = " ".join(text_of(facts, draft).split())
        if not text:
            continue
        tabular = not draft.pieces
        if tabular:
            block = next(b for role, b in draft.cells if role == "action")
            start, end = 0, len(facts.document.blocks[block].text)
            blocks = (block, *(b for b in draft.blocks if b != block))
        else:
            _, start, end = draft.pieces[0]
            blocks = draft.blocks
        out.append(
            RecommendationSpan(f"R{len(out) + 1}", text, blocks, start, end, (*draft.cells, *draft.plan), tabular)
        )
    return tuple(out)


def find_recommendations(facts: Facts) -> tuple[Recommendation, ...]:
    """Every recommendation with its SMART letters, in reading order."""
    spans = facts.recommendation_spans
    if not spans:
        return ()
    rules = facts.pack.get(RecommendationRules)
    traces = _trace(facts, spans, rules)
    repeats = _repeats(facts, spans, rules)
    twins = _duplicates(facts, spans, rules)
    out: list[Recommendation] = []
    for n, span in enumerate(spans):
        parts = parts_of(span, facts)
        evidence, near = traces[n]
        letters = {
            "S": smart.specific(parts, rules),
            "M": smart.measurable(parts, rules),
            "A": smart.achievable(parts, rules),
            "R": smart.reasonable(parts, near, evidence is not None or bool(rules.cites.search(span.text)), rules),
            "T": smart.timely(parts, rules),
        }
        weak = smart.weakness(parts.action, rules)
        actions = _actions(parts, rules)
        out.append(
            Recommendation(
                id=span.id,
                text=span.text,
                location=facts.locate(span.blocks[0], span.start, span.end),
                smart=letters,
                who=parts.who,
                when=parts.when,
                outcome=parts.outcome,
                review=parts.review,
                repeats=repeats[n],
                strength=strength_of(parts, rules),
                output_only=letters["S"].met and parts.outcome is None,
                traced_to=evidence,
                duplicates=spans[twins[n]].id if twins[n] is not None else None,  # type: ignore[index]
                suggestion=suggest(parts, letters, weak, actions, rules),
                actions=actions,
                weak=weak[1] if weak else "",
                elsewhere=parts.elsewhere,
                trace=near,
            )
        )
    return tuple(out)


def _trace(
    facts: Facts, spans: Sequence[RecommendationSpan], rules: RecommendationRules
) -> list[tuple[Evidence | None, float]]:
    """For each recommendation the sentence that it most likely answers, and how near it is in meaning."""
    found = links.sources(facts, rules)
    if not found:
        return [(None, 0.0)] * len(spans)
    words = links.thesaurus(tuple(rules.synonyms))
    topics = [_topic(parts_of(s, facts), rules) for s in spans]
    asked = [words.concepts(rules.generic.sub(" ", t)) for t in topics]
    concepts = [words.concepts(s.text) for s in found]
    anywhere = {c for one in concepts for c in one}
    shared = [[links.share(mine, c) for c in concepts] for mine in asked]
    # The encoder reads what argues; of the rest only what shares words with a recommendation.
    read = {n for n, s in enumerate(found) if s.section in rules.trace_first}
    for row in shared:
        read.update(sorted((n for n, x in enumerate(row) if x), key=lambda n: -row[n])[: rules.trace_read])
    order = sorted(read)
    meaning = links.vectors(facts, [found[n].text for n in order])
    vectors = links.vectors(facts, topics) if meaning is not None else None
    out: list[tuple[Evidence | None, float]] = []
    for n, mine in enumerate(asked):
        close = dict.fromkeys(range(len(found)), 0.0)
        if vectors is not None:
            close.update(zip(order, (float(x) for x in meaning @ vectors[n]), strict=True))
        else:
            close.update(enumerate(shared[n]))

        def score(k: int, n: int = n, close: dict[int, float] = close) -> float:
            return 0.7 * close[k] + 0.3 * shared[n][k] + (0.05 if found[k].section in rules.trace_first else 0.0)

        best = max(range(len(found)), key=score)
        absent = sum(c not in anywhere for c in mine) / len(mine) if mine else 0.0
        near = max(close.values())
        s = found[best]
        lost = near < rules.trace_similarity and absent >= rules.trace_absent
        out.append((None if lost else facts.evidence(s.block, s.start, s.end, "what it answers"), near))
    return out


def _topic(parts: Parts, rules: RecommendationRules) -> str:
    """What is to be done, without who is to do it."""
    clause = smart.main_clause(parts.action, rules)
    bare = clause.replace(parts.who, " ", 1) if parts.who else clause
    return bare if len(bare.split()) >= 4 else clause


def _repeats(facts: Facts, spans: Sequence[RecommendationSpan], rules: RecommendationRules) -> list[Repeat | None]:
    """For each recommendation the one of an earlier review that it says again."""
    earlier = facts.previous_recommendations
    found = links.repeated(facts.models, [s.text for s in spans], [t for _, t in earlier], rules)
    return [None if n is None else Repeat(*earlier[n], round(near, 3)) for n, near in found]


def _duplicates(facts: Facts, spans: Sequence[RecommendationSpan], rules: RecommendationRules) -> list[int | None]:
    """For each recommendation an earlier one of this report that says the same."""
    actions = [parts_of(s, facts).action for s in spans]
    table = links.likeness(facts, actions, actions)
    out: list[int | None] = []
    for n in range(len(spans)):
        out.append(next((m for m in range(n) if table[n][m].score >= rules.duplicate_similarity), None))
    return out


def _actions(parts: Parts, rules: RecommendationRules) -> tuple[str, ...]:
    from qa_scorer.extract.recommendation_suggest import separate_actions

    return separate_actions(parts, rules)
