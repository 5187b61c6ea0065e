"""The five letters of one recommendation, each with its reason and how sure it is. Source: 7.6, RUBRIC SMART."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_scorer.extract.recommendation_parts import Parts, nobody
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules

_AIM = re.compile(
    r"\b(?:so that|in order (?:to|that)|with the aim|to ensure that|because)\b|;|(?<=[a-z\d)])\.\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A SMART letter: met or not, why, and how sure."""

    met: bool
    reason: str
    confidence: float


def main_clause(text: str, rules: RecommendationRules) -> str:
    """What is to be done, without lead-in, purpose and what follows."""
    m = rules.finding.lead_in.match(text)
    body = text[m.end() :] if m else text
    stop = _AIM.search(body, 12)
    return body[: stop.start()] if stop else body


def _verb_zone(clause: str, rules: RecommendationRules) -> str:
    """The clause up to a few words behind its first modal: where the main verb stands."""
    for m in rules.who.modal.finditer(clause):
        if m.start() == 0 and m.group(0).lower() == "to":
            continue
        after = clause[m.end() :]
        skip = re.match(r"\s*,?\s*(?:by|from|within|before)\s[^,]{3,50},?\s(?=[a-z])", after)
        return clause[: m.end() + (skip.end() if skip else 0) + 48]
    return clause[:75]


def weakness(text: str, rules: RecommendationRules) -> tuple[str, str] | None:
    """What is weak about the main verb ('hedged', 'reminder', 'idle', 'quality') and the words; None where it is not."""
    clause = main_clause(text, rules)
    zone = _verb_zone(clause, rules)
    for kind, patterns in rules.smart.weak.items():
        for p in patterns:
            m = p.search(clause if kind == "quality" else zone)
            if m:
                return kind, m.group(0).strip()
    return None


_WEAK_REASONS = {
    "hedged": "'{words}' promises thought, not action.",
    "reminder": "'{words}' asks for attention; it does not name an action that can be seen.",
    "idle": "'{words}' goes on as before; it does not name a change.",
    "quality": "'{words}' names a wish, not what exactly is to be done.",
}


def specific(parts: Parts, rules: RecommendationRules) -> Letter:
    """Names the action and what or whom it applies to."""
    text = parts.action
    clause = main_clause(text, rules)
    weak = weakness(text, rules)
    concrete = bool(rules.smart.concrete.search(clause))
    if weak:
        sure = 0.9 if weak[0] in ("hedged", "reminder") else 0.75
        if weak[0] == "quality" and concrete and parts.who and parts.when:
            sure = 0.6
        return Letter(False, _WEAK_REASONS[weak[0]].format(words=weak[1][:60]), sure)
    if len(clause.split()) < 5 and len(text.split()) < 12:
        return Letter(False, "It is too short to say what exactly is to be done, and to what.", 0.7)
    measured = any(p.search(text) for p in rules.smart.measure)
    if any(p.search(clause) for p in rules.smart.unnamed) and not measured:
        return Letter(False, "It does not say which one, or what is to change in it.", 0.65)
    loose = any(p.search(clause) for p in rules.smart.loose)
    if loose and not measured and not parts.when and (parts.elsewhere or not parts.who):
        return Letter(False, "It leaves open what exactly is to be done, how often, or to which cases.", 0.6)
    detail = 0.9 if measured or parts.when or concrete else 0.65
    return Letter(True, "It names the action and what it applies to.", detail)


def measurable(parts: Parts, rules: RecommendationRules) -> Letter:
    """An outcome, count, audit, sample or threshold by which completion or effect can be seen."""
    whole = f"{parts.action} . {parts.outcome_cell}"
    hits = [m for p in rules.smart.measure if (m := p.search(whole))]
    if hits:
        best = max(hits, key=lambda m: len(m.group(0)))
        words = " ".join(best.group(0).split())[:70]
        return Letter(True, f"'{words}' lets completion or effect be seen.", 0.95 if len(hits) > 1 else 0.85)
    if parts.outcome:
        return Letter(
            False, "It states an effect, but no count, audit, sample or threshold by which it can be seen.", 0.7
        )
    return Letter(False, "Nothing in it lets the panel see whether it is done or has worked.", 0.85)


def achievable(parts: Parts, rules: RecommendationRules) -> Letter:
    """Within the agency's own power and resources; a named role or team is to do it."""
    if parts.elsewhere:
        return Letter(False, f"'{parts.actor[:60]}' is another body: the agency cannot bring it about by itself.", 0.8)
    if parts.who is None:
        if parts.actor and nobody(parts.actor, rules.who):
            return Letter(False, f"'{parts.actor[:60]}' is no named role or team.", 0.85)
        return Letter(False, "No named role or team is to do it.", 0.85)
    return Letter(True, f"'{parts.who[:60]}' is to do it, within the agency.", 0.85)


def reasonable(parts: Parts, trace: float, traced: bool, rules: RecommendationRules) -> Letter:
    """Follows from a finding of this report and is proportionate. `trace`: how near the nearest finding is."""
    action = parts.action
    for patterns, why in (
        (rules.smart.absolute, "'{words}' asks for what nobody can promise."),
        (rules.smart.sweeping, "'{words}' is out of proportion to what the report found."),
        (rules.smart.idle, "'{words}' answers no finding of the report."),
    ):
        m = next((m for p in patterns if (m := p.search(action)) and not _in_role(m, parts)), None)
        if m and not (patterns is rules.smart.absolute and _only_purpose(action, m, rules)):
            return Letter(False, why.format(words=" ".join(m.group(0).split())[:60]), 0.75)
    if not traced:
        return Letter(False, "No finding or lesson of the report was found that it answers.", 0.55)
    return Letter(
        True, "It answers a finding of the report and asks for nothing out of proportion.", min(0.9, 0.55 + trace / 2)
    )


def _in_role(m: re.Match[str], parts: Parts) -> bool:
    """True where the words are part of a job title: 'Group Catering Manager' has nothing to do with catering."""
    return bool(parts.who) and m.group(0).lower() in str(parts.who).lower()


def _only_purpose(text: str, m: re.Match[str], rules: RecommendationRules) -> bool:
    """True where 'never again' stands only in the purpose of an action that is itself plain."""
    clause = main_clause(text, rules)
    return m.start() >= text.find(clause) + len(clause) and weakness(text, rules) is None


def timely(parts: Parts, rules: RecommendationRules) -> Letter:
    """A date, or a period counted from a date."""
    if parts.deadline and parts.when:
        sure = 0.95 if parts.deadline.kind in ("date", "period") else 0.85
        return Letter(True, f"'{parts.when[:60]}' says by when.", sure)
    if parts.loose_period:
        return Letter(False, "A period is given, but not the date from which it is counted.", 0.6)
    m = rules.when.never.search(parts.said_when)
    if m:
        return Letter(False, f"'{m.group(0)}' is no date.", 0.95)
    return Letter(False, "It gives no date and no period counted from a date.", 0.92)
