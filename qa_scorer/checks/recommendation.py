"""Recommendations that are not SMART, are repeated, or answer nothing. Source: 7.6, 12.1, 12.2."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qa_scorer.checks.registry import CheckFunction, Hit, check
from qa_scorer.document import Location
from qa_scorer.extract.facts import Facts
from qa_scorer.extract.recommendation_links import unanswered
from qa_scorer.extract.recommendations import Recommendation
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules


def _hit(facts: Facts, r: Recommendation, letter: str = "", **fields: str) -> Hit:
    where = r.location
    quote = facts.document.blocks[where.block].text[where.start : where.end]
    sure = r.smart[letter].confidence if letter else 0.85
    return Hit(
        where,
        quote,
        {"id": r.id, "suggestion": r.suggestion, **fields},
        confidence=sure,
        extra={"recommendation": r.id},
    )


def _letter_check(letter: str, when: Callable[[Recommendation], bool]) -> CheckFunction:
    def hits(facts: Facts) -> Iterator[Hit]:
        for r in facts.recommendations:
            if not r.smart[letter].met and when(r):
                yield _hit(facts, r, letter)

    hits.__doc__ = f"Recommendations that do not meet {letter}."
    return hits


check("REC001")(_letter_check("S", lambda r: not r.weak))
check("REC002")(_letter_check("M", lambda r: True))
check("REC003")(_letter_check("A", lambda r: r.who is None and not r.elsewhere))
check("REC004")(_letter_check("T", lambda r: True))


@check("REC005")
def out_of_proportion(facts: Facts) -> Iterator[Hit]:
    """It asks for more than can be promised, or than the findings call for."""
    for r in facts.recommendations:
        if not r.smart["R"].met and r.traced_to is not None:
            yield _hit(facts, r, "R", reason=r.smart["R"].reason)


@check("REC006")
def outside_own_power(facts: Facts) -> Iterator[Hit]:
    """It has a doer, but the doer is another body."""
    for r in facts.recommendations:
        if r.elsewhere:
            yield _hit(facts, r, "A", who=r.who or "")


@check("REC007")
def without_outcome(facts: Facts) -> Iterator[Hit]:
    """No expected change is stated."""
    for r in facts.recommendations:
        if r.outcome is None:
            yield _hit(facts, r)


@check("REC008")
def repeated(facts: Facts) -> Iterator[Hit]:
    """Close in meaning to an earlier recommendation of the agency."""
    for r in facts.recommendations:
        if r.repeats:
            yield _hit(facts, r, source=r.repeats.source, earlier=r.repeats.text)


@check("REC009")
def twice(facts: Facts) -> Iterator[Hit]:
    """Much the same as another one in this report."""
    for r in facts.recommendations:
        if r.duplicates:
            yield _hit(facts, r, other=r.duplicates)


@check("REC010")
def only_reminds(facts: Facts) -> Iterator[Hit]:
    """A reminder and no more."""
    for r in facts.recommendations:
        if r.strength == "reminder" and not r.smart["S"].met:
            yield _hit(facts, r)


@check("REC011")
def too_many(facts: Facts) -> Iterator[Hit]:
    """More recommendations than a plan can carry."""
    n = len(facts.recommendations)
    if n > facts.pack.get(RecommendationRules).too_many:
        yield _hit(facts, facts.recommendations[0], count=str(n))


@check("REC012")
def none_found(facts: Facts) -> Iterator[Hit]:
    """No recommendation anywhere."""
    if not facts.recommendations:
        where = Location("recommendations", 0, 0, 0)
        for section in facts.sections.get("recommendations"):
            where = facts.locate(section.heading_block if section.heading_block is not None else section.start, 0, 0)
        yield Hit(where, "", {}, confidence=0.85)


@check("REC013")
def lesson_without(facts: Facts) -> Iterator[Hit]:
    """A specific lesson that no recommendation answers."""
    if not facts.recommendations:
        return
    lessons = facts.lessons.specific
    for n in unanswered(facts, [x.quote for x in lessons], [r.text for r in facts.recommendations]):
        yield Hit(lessons[n].location, lessons[n].quote, {}, confidence=0.5)


@check("REC014")
def bundled(facts: Facts) -> Iterator[Hit]:
    """Several actions in one."""
    for r in facts.recommendations:
        if r.actions:
            yield _hit(facts, r, count=str(len(r.actions)))


@check("REC015")
def answers_nothing(facts: Facts) -> Iterator[Hit]:
    """No finding or lesson of the report that it could answer."""
    for r in facts.recommendations:
        if not r.smart["R"].met and r.traced_to is None:
            yield _hit(facts, r, "R")


@check("REC016")
def vague_opening(facts: Facts) -> Iterator[Hit]:
    """A verb that promises nothing, such as 'consider' or 'be reminded'."""
    for r in facts.recommendations:
        if r.weak and not r.smart["S"].met:
            yield _hit(facts, r, "S", words=r.weak)


@check("REC017")
def too_long(facts: Facts) -> Iterator[Hit]:
    """A recommendation so long that it cannot be taken in."""
    longest = facts.pack.get(RecommendationRules).too_long
    for r in facts.recommendations:
        if len(r.text.split()) > longest:
            yield _hit(facts, r, count=str(len(r.text.split())))
