"""How strong a recommendation is, what actions it bundles, and a rewording in the author's own terms. Source: 12.1, 12.2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_scorer.extract.sentences import split
from qa_scorer.extract.smart import main_clause
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules

if TYPE_CHECKING:
    from qa_scorer.extract.recommendation_parts import Parts
    from qa_scorer.extract.smart import Letter

_JOIN = re.compile(
    r"(?:,\s*(?:and\s+)?(?:then\s+|also\s+)?|\s+and\s+(?:then\s+|also\s+|to\s+)?|;\s*(?:and\s+)?(?:will\s+|to\s+)?)",
    re.IGNORECASE,
)
_NOT_A_VERB = re.compile(r"^(?:\w+\s+){0,1}(?:of|for|in|with|to)\b", re.IGNORECASE)


def strength_of(parts: Parts, rules: RecommendationRules) -> str:
    """'system change', 'procedure', 'training', 'reminder' or 'other': the kind of action that it mainly asks for."""
    clause = main_clause(parts.action, rules)
    for kind, pattern in rules.strength.items():
        m = pattern.search(clause)
        if m and (kind != "reminder" or m.start() < 80):
            return kind
    return "other"


def separate_actions(parts: Parts, rules: RecommendationRules) -> tuple[str, ...]:
    """The separate actions of a recommendation that bundles several; empty where it asks for one (and its check)."""
    text = parts.action
    found: list[str] = []
    for a, b in split(text):
        sentence = text[a:b]
        stop = re.search(r"\b(?:so that|in order (?:to|that)|because|with the aim)\b", sentence, re.IGNORECASE)
        found.extend(_verbs(sentence[: stop.start()] if stop else sentence, rules))
    return tuple(found) if len(found) >= rules.bundled_actions else ()


def _verbs(sentence: str, rules: RecommendationRules) -> list[str]:
    """The parts of a sentence that each begin with a verb of action of their own."""
    modal = next((m for m in rules.who.modal.finditer(sentence) if m.start() > 0), None)
    body = sentence[modal.end() :] if modal else sentence
    pieces: list[str] = []
    cuts = [0]
    for m in _JOIN.finditer(body):
        verb = rules.action_verbs.match(body, m.end())
        if verb and not _NOT_A_VERB.match(body[verb.end() :].lstrip()[:12] if verb.group(0).endswith("s") else ""):
            cuts.append(m.end())
    cuts.append(len(body))
    for n, start in enumerate(cuts[:-1]):
        end = cuts[n + 1]
        piece = re.sub(r"(?:,|;|\band\b|\bthen\b|\s)+$", "", body[start:end]).strip()
        lead = re.match(r"(?:by|from|within|before)\s[^,]{3,60},\s+", piece, re.IGNORECASE)
        bare = piece[lead.end() :] if lead else piece
        if len(bare.split()) < 2:
            continue
        if n == 0 and not rules.action_verbs.match(bare.removeprefix("be ").strip()) and len(cuts) == 2:
            continue
        if rules.measuring_verbs.match(bare) and not re.match(r"(?:review|record|publish)", bare):
            continue
        pieces.append(bare)
    return pieces


def suggest(
    parts: Parts,
    letters: dict[str, Letter],
    weak: tuple[str, str] | None,
    actions: tuple[str, ...],
    rules: RecommendationRules,
) -> str:
    """A rewording in the author's own terms, with blanks for what only the agency knows; empty where nothing is missing."""
    if all(x.met for x in letters.values()) and not actions:
        return "" if parts.outcome else "Add what should change: '... so that [outcome]'."
    if parts.elsewhere:
        return _handed_over(parts)
    who = parts.who or "[role]"
    when = "" if letters["T"].met else " by [date]"
    if actions:
        lines = [f"{n}. {_upper(who)} will {_bare(a)} by [date]." for n, a in enumerate(actions, 1)]
        return "Split it into one recommendation for each action: " + " ".join(lines)
    clause = main_clause(parts.action, rules).strip(" .;,")
    if weak:
        topic = _topic(clause, weak[1]) if weak[0] in ("hedged", "reminder") else f"'{clause}'"
        first = f"{_upper(who)} will [action that can be seen] about {topic}{when or ' ' + (parts.when or 'by [date]')}"
    elif letters["S"].met:
        first = _with_actor(clause, parts, who, rules) + when
    else:
        first = f"{_upper(who)} will [action, to what and to whom]: '{clause}'{when}"
    out = first
    if not letters["M"].met:
        out += "; [number] of [records] will be checked in [month], with [measure] expected"
    if not parts.outcome:
        out += ", so that [outcome]"
    out += "."
    if not letters["R"].met and "finding" in letters["R"].reason:
        out += " Name the finding that it answers: '(finding [number])'."
    elif not letters["R"].met:
        out += " Ask for what the finding calls for, and no more."
    return out


def _upper(text: str) -> str:
    return text if text.startswith("[") else text[:1].upper() + text[1:]


def _bare(action: str) -> str:
    return re.sub(r"^(?:to|will|be to)\s+", "", action.strip(" .;,"))


def _with_actor(clause: str, parts: Parts, who: str, rules: RecommendationRules) -> str:
    """The author's clause, with the actor put before it where it has none."""
    if parts.who and parts.who.lower() in clause.lower():
        return clause
    lead = rules.finding.lead_in.match(clause)
    body = clause[lead.end() :] if lead else clause
    if rules.finding.imperative.match(body):
        verb = re.sub(r"^\W*to\s+", "", body).strip()
        return f"{_upper(who)} will {verb[:1].lower()}{verb[1:]}"
    return f"{_upper(who)} will see to it that {_lower(_future(body))}"


def _future(body: str) -> str:
    """'A record should be kept' as 'a record is kept'."""
    return (
        re.sub(r"\b(?:should|must|shall|will|is to|are to|needs? to|to) be\b", "is", body, count=1)
        if not re.search(r"\w+s (?:should|must|shall|will|are to|need to|to) be\b", body)
        else re.sub(r"\b(?:should|must|shall|will|are to|need to|to) be\b", "are", body, count=1)
    )


def _lower(text: str) -> str:
    first = text.split(" ", 1)[0]
    plain = first.lower() in (
        "the",
        "a",
        "an",
        "our",
        "each",
        "every",
        "all",
        "no",
        "any",
        "staff",
        "this",
        "these",
        "its",
    )
    return text[:1].lower() + text[1:] if plain or (len(first) == 1 and first == "A") else text


def _topic(clause: str, words: str) -> str:
    """What a weak recommendation is about: the words behind its weak verb, or else the whole of it."""
    at = clause.lower().find(words.lower())
    rest = clause[at + len(words) :] if at >= 0 else ""
    rest = re.sub(
        r"^\W*(?:(?:of|to|about|that|should be given to|(?:is|are) (?:to be )?given to|the importance of|the need (?:to|for)|be given to|is to be given by [^,]{3,50} to|given by [^,]{3,50} to|the principles of|whether|how|be|is|are)\s+)+",
        "",
        rest.strip(),
    ).strip(" .,;")
    return f"'{rest}'" if len(rest.split()) >= 2 else f"'{clause}'"


def _handed_over(parts: Parts) -> str:
    return (
        f"Recommend what your own agency can do: '[role] will ask {_lower(parts.actor.strip())[:60]} to [action], through the board, "
        "by [date], and will report the answer to [committee]'."
    )
