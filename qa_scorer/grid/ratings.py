"""The nine ratings, the questions and the indicative verdict, with their grounds."""

from __future__ import annotations

from dataclasses import dataclass

from qa_scorer.document import Evidence
from qa_scorer.extract.facts import Facts
from qa_scorer.grid.levels import LIMITED
from qa_scorer.grid.measures import MEASURES, Measure
from qa_scorer.rulepack.schemas.criteria import Criteria, Verdict


@dataclass(frozen=True, slots=True)
class Rating:
    """A criterion's rating with its grounds. `rating` is None only where the state is unreadable or not_applicable."""

    criterion: str
    title: str
    rating: str | None
    state: str
    confidence: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    guidance: tuple[str, ...]
    tip: str
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one of the grid's questions: yes, no or unclear, with a comment and its evidence."""

    key: str
    answer: str
    comment: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The indicative overall judgement: adequate, inadequate or undetermined."""

    overall: str
    reasons: tuple[str, ...]
    conditions: tuple[str, ...]


_UNHEADED = 0.4  # nothing is surer to be missing where the sections cannot be told
_NO_HEADINGS = ("The report has hardly any headings: it may stand where this was not looked for.",)


def rate(facts: Facts) -> tuple[Rating, ...]:
    """The nine ratings in the order of the grid."""
    criteria = facts.pack.get(Criteria)
    wording = {c.key: c for c in criteria.criterion}
    out = []
    for key, measure in MEASURES.items():
        m = measure(facts, criteria)
        lost = facts.sections.unheaded and m.level == LIMITED
        out.append(
            Rating(
                criterion=key,
                title=wording[key].title,
                rating=m.level,
                state=m.state,
                confidence=min(_confidence(m), _UNHEADED) if lost else _confidence(m),
                reasons=(*m.reasons, *(_NO_HEADINGS if lost else ())),
                evidence=m.evidence,
                guidance=tuple(wording[key].guidance),
                tip=m.tip,
                values=m.values,
            )
        )
    return tuple(out)


def _confidence(m: Measure) -> float:
    """Certainty of the facts, less near a threshold, where one fact more or less would tip the rating."""
    if m.level is None:
        return 0.0
    return round(max(0.0, min(1.0, m.certainty)) * (0.65 + 0.35 * max(0.0, min(1.0, m.margin))), 2)


def answer_questions(facts: Facts) -> tuple[Answer, ...]:
    """Signed off, expected change, repeated recommendations. Source: Standards grid, 8.5, 12.1."""
    criteria = facts.pack.get(Criteria)
    s = facts.sign_off
    signed = Answer("signed_off", s.answer, " ".join(s.reasons), s.evidence)
    recs = facts.recommendations
    with_outcome = [r for r in recs if r.outcome]
    if recs:
        share = len(with_outcome) / len(recs)
        change = Answer(
            "expected_change",
            "yes" if share >= criteria.expected_change_share else "no",
            f"{len(with_outcome)} of {len(recs)} recommendations state the outcome expected.",
            tuple(Evidence(r.outcome or "", r.location, r.id) for r in with_outcome[:6]),
        )
    else:
        change = Answer("expected_change", "no", "There are no recommendations.")
    repeats = [r for r in recs if r.repeats]
    if repeats:
        text = " ".join(f"{r.id} repeats an earlier recommendation ({r.repeats.source})." for r in repeats if r.repeats)
        repeated = Answer(
            "repeated_recommendations", "yes", text, tuple(Evidence(r.text, r.location, r.id) for r in repeats)
        )
    elif facts.previous_recommendations:
        n = len(facts.previous_recommendations)
        repeated = Answer(
            "repeated_recommendations", "no", f"None is close in meaning to the {n} earlier recommendations known."
        )
    elif facts.case_given:
        repeated = Answer(
            "repeated_recommendations", "no", "The case file lists no earlier recommendations of this agency."
        )
    else:
        repeated = Answer(
            "repeated_recommendations", "unclear", "No earlier recommendations were given to compare with."
        )
    return signed, change, repeated


def judge(facts: Facts, ratings: tuple[Rating, ...], answers: tuple[Answer, ...]) -> Judgement:
    """The indicative verdict by the pack's rule. Source: RUBRIC, overall."""
    rule = facts.pack.get(Verdict)
    by_key = {r.criterion: r for r in ratings}
    grounds: list[str] = []
    for key in rule.deciding:
        if by_key[key].rating == LIMITED:
            grounds.append(f"{by_key[key].title}: Limited.")
    limited = [r for r in ratings if r.rating == LIMITED]
    if len(limited) > rule.limited_at_most:
        grounds.append(f"{len(limited)} of the nine criteria are Limited.")
    signed = next(a for a in answers if a.key == "signed_off")
    if rule.needs_sign_off and signed.answer != "yes":
        grounds.append("The report is not clearly signed off at Chief Executive or Director level.")
    conditions = tuple(
        f"{r.title}: {(r.rating or '').capitalize()}. {r.tip or r.reasons[0]}".strip()
        for r in ratings
        if r.rating in ("partial", LIMITED)
    )
    unread = [r for r in ratings if r.state == "unreadable" and r.criterion in rule.deciding]
    if grounds and facts.sections.unheaded:
        grounds.insert(
            0, "The report has hardly any headings, so much of this is only what was not found: read it yourself."
        )
    if grounds:
        return Judgement("inadequate", tuple(grounds), conditions)
    if unread:
        why = tuple(f"{r.title}: could not be read." for r in unread)
        return Judgement("undetermined", why, conditions)
    return Judgement(
        "adequate",
        ("No deciding criterion is Limited and the report is signed off at the required level.",),
        conditions,
    )
