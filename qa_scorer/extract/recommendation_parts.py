"""Who is to act, by when, with what outcome and how reviewed, in the author's own words. Source: 12.1, 12.2."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from qa_scorer.extract.deadlines import Deadline, find_deadline, undated_period
from qa_scorer.extract.sentences import split
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules, Who

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts
    from qa_scorer.extract.recommendations import RecommendationSpan

_CLAUSE = re.compile(r"(?:(?<=[.;:!?])\s+|\bwhile\b|\band\b(?=\s+(?:the|our|a|an|each)\s))", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\s+(?:of|for|at|in|on|to|from|with|who|that|which|across|within|under|over|by|as|between|among|amongst|about|into|during|before|after|regarding|around|against|towards?|through|throughout|without|doing|making|attending|visiting|undertaking|carrying|handling|covering|responsible|working)\s+|,|\s*\(",
    re.I,
)
_DETERMINER = re.compile(
    r"^\W*(?:the|our|its|their|my|a|an|each|every|whichever|both|one of the|one of our|any)\s+", re.IGNORECASE
)
_LEADING = re.compile(
    r"^\W*(?:(?:first|second|third|fourth|fifth|sixth|last)(?:ly)?,\s+|(?:also|finally|in addition|further(?:more)?|next),\s+|"
    r"(?:from|by|in|on|before|no later than)\s+(?:the (?:[a-z-]+ ){1,4}(?:of|in|on)\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:early |late |mid-)?[a-z]{3,9}\s\d{4},?\s+|by\s+\d{1,2}/\d{1,2}/\d{2,4},?\s+|"
    r"(?:by|from|within|before|after|at|on|in|since|until|starting|each|every|as|with effect|following|upon|through|for|when|once|because|to)\b"
    r"(?:(?!\b(?:will|shall|should|must)\b)[^,]){0,90},\s+|"
    r"as soon as (?:is |it is )?(?:reasonably )?(?:possible|practicable|practical|can be),?\s+(?=(?:the|our|each|an?)\b)|"
    r"(?:each|every) (?:month|quarter|week|year)\b(?:\s+from\s+\w+\s+\d{4})?,?\s+|"
    r"by the end of (?:the )?[a-z]+ (?:\d{4}|following \w+)(?: of (?:the|this) \w+)?\s+(?=the\b)|within [^,]{3,60}?(?:report|review|sign-off|approval|publication)\s+(?=the\b))+",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\s(?:Manager|Team|Board|Panel|Group|Service|Lead|Officer|Co-?ordinator|Desk|Director|Department|Unit|Committee|Forum|Worker|Nurse|Advis[eo]r|Hub|Champion)s?$"
)
_TAIL = re.compile(  # who acts after a date or condition without a comma: 'By the 30th of June the Scheme Manager'
    r"^(?:by|before|within|with|on|no|not|from|at|in|each|every|when|where|if|after|until|once|it is (?:for|up to))\b.*"
    r"\s((?:the|our|each|every|both|its|a|an)\s(?:(?!(?:the|our|each|every|both|its|a|an)\s)\S+\s?){1,8})$",
    re.IGNORECASE,
)
_ASKS_OTHERS = re.compile(
    r"^\W*(?:ask|request|invite|instruct|encourage|urge|persuade|lobby|tell|get)\s", re.IGNORECASE
)
_SUBJUNCTIVE = re.compile(
    r"^(?:introduce|review|revise|write|produce|ensure|provide|develop|issue|audit|establish|agree|put|set|take|make|add|amend|lead|undertake|carry|arrange|report|consider|give|hold|send|complete|monitor|update|create|implement|deliver|remind|seek|begin|bring|commission|appoint|circulate|publish|change|design|meet|share|train|employ|buy|fund|stop|place|use|require|check|test|pilot|join|sign)s?\b"
)
_FINITE = re.compile(r"\s(?:[a-z]+ed|is|was|has|had|took|takes|does|did)\b")
_HOW = re.compile(r"\b(?:how|what|when|where|whether|which)$", re.IGNORECASE)
_VERB = re.compile(  # after a role in capitals: 'the Named Nurse train'
    r"(?!(?:of|for|and|or|in|at|with|to|from|on|by|who|which|as|is|was|has|had|s)\b)[a-z]{3,}\s"
)
_LABELLED = re.compile(
    r"^\W{0,3}([A-Z][^:.;,]{3,60}?)(?:,\s(?:by|from|within|before)\b[^:;]{3,40})?:\s"
)  # 'Ward Manager: ...'
_DOES = re.compile(r"(?:^|[.;,]\s)((?:the|our|each|every)\s+(?:[\w'’-]+\s+){1,6}?)([a-z]+s)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a recommendation says of itself. `action`: its words without the other cells of its row; texts None where
    absent. `said_when`: where a date was looked for. `actor`: who is to do it by the sentence, named or not ('all staff'). `elsewhere`: the actor is another body.
    `loose_period`: a period is given, but not from when."""

    action: str
    who: str | None
    actor: str
    elsewhere: bool
    when: str | None
    deadline: Deadline | None
    loose_period: bool
    outcome: str | None
    review: str | None
    tabular: bool
    outcome_cell: str
    said_when: str


def parts_of(span: RecommendationSpan, facts: Facts) -> Parts:
    """The parts of a recommendation, from the cells of its row, its label lines, or its sentences."""
    rules = facts.pack.get(RecommendationRules)
    cell = _cells(span, facts, rules)
    has = {role for role, _ in span.cells}
    whole = span.text[: rules.most_read]
    action = (cell.get("action") or whole) if span.tabular else whole
    after = facts.period.end if facts.period else None
    who_cell, when_cell, outcome_cell = (cell.get(k, "") for k in ("who", "when", "outcome"))
    who, actor = None, who_cell
    agency = agency_of(facts)
    if who_cell and (not nobody(who_cell, rules.who) or elsewhere(who_cell, agency, rules.who, whole=True)):
        who = who_cell
    if who is None:
        who, subject = actor_of(action, rules, agency, _role_codes(facts, rules.who))
        actor = subject or who_cell
    when, deadline, loose = None, None, False
    if when_cell:
        deadline = find_deadline(when_cell, None, facts, cell=True)
        loose = deadline is None and undated_period(when_cell)
        if deadline:
            when = " ".join(when_cell.split())
    if deadline is None:
        text = action if span.tabular else whole
        deadline = find_deadline(text, after, facts)
        when = text[deadline.start : deadline.end].strip(" ,;:") if deadline else None
        loose = loose or (deadline is None and not when_cell and undated_period(text))
    outcome = outcome_cell if outcome_cell and len(outcome_cell.split()) >= 2 else None
    if outcome is None:
        outcome = outcome_of(action if span.tabular else whole, rules)
    review = cell.get("review") or _first(rules.smart.review, action)
    return Parts(
        action=action,
        who=who,
        actor=actor,
        elsewhere=bool(actor) and elsewhere(actor, agency, rules.who, whole=actor == who_cell),
        when=when,
        deadline=deadline,
        loose_period=loose,
        outcome=outcome,
        review=review,
        tabular=span.tabular and bool(has & {"who", "when", "outcome"}),
        outcome_cell=outcome_cell,
        said_when=when_cell or action,
    )


def _cells(span: RecommendationSpan, facts: Facts, rules: RecommendationRules) -> dict[str, str]:
    out: dict[str, str] = {}
    for role, block in span.cells:
        text = " ".join(facts.document.blocks[block].text[: rules.most_read].split())
        part = rules.finding.part.get(role)
        m = part.match(text) if part and not span.tabular else None
        text = text[m.end() :] if m else text
        if not rules.finding.blank.match(text):
            out[role] = f"{out[role]} {text}" if role in out else text
    return out


def _first(patterns: list[re.Pattern[str]], text: str) -> str | None:
    m = next((m for p in patterns if (m := p.search(text))), None)
    return m.group(0).strip(" ,;") if m else None


def outcome_of(text: str, rules: RecommendationRules) -> str | None:
    """The words that state the change or the level expected."""
    return _first([*rules.smart.outcome, *rules.smart.target], text)


# -- who -----------------------------------------------------------------------------------------------------------


def nobody(text: str, who: Who) -> bool:
    """True for 'all staff', 'everyone' and the like, and for the agency as a whole."""
    bare = " ".join(text.split()).strip(" .;:")
    return bool(not re.search(r"[A-Za-z]{2}", bare) or who.bare.match(bare) or who.own.match(bare))


def _head(phrase: str) -> str:
    """The phrase up to its first preposition, without its article: what it is a phrase for."""
    bare = _DETERMINER.sub("", phrase.strip())
    m = _PREPOSITION.search(bare)
    return bare[: m.start()] if m else bare


def is_role(phrase: str, who: Who, codes: frozenset[str] = frozenset()) -> bool:
    """True where a phrase names a role, a team or a body, not a thing or the people who are cared for.

    `codes`: the report's own codes for roles ('TM', 'SW1'); 'TMs' and 'TM East' are read as well."""
    bare = " ".join(phrase.split()).strip(" ,;:.")
    if not bare or len(bare.split()) > 16 or nobody(bare, who):
        return False
    head = _head(bare)
    first, *rest = head.split() or [""]
    if (first in codes or first.removesuffix("s") in codes) and all(w[:1].isupper() for w in rest):
        return True
    if not head or (who.not_heads.search(head) and not re.search(rf"\b{who.heads.pattern}\s*\w{{0,2}}$", head, re.I)):
        return False
    acts = re.search(rf"\b{who.heads.pattern}(?:\s+(?:[A-Z]|\d{{1,2}}))?$", head.strip(), re.IGNORECASE)
    cared_for = who.beneficiary.search(head)
    # 'Patient Experience Manager' is a role; 'patients' and "the patient's carers" are none.
    titled = cared_for and head[: cared_for.end()].split()[-1][:1].isupper() and _OFFICE.search(head)
    return bool(acts) and not nobody(head, who) and (not cared_for or bool(titled))


def _is_body(subject: str, agency: str, who: Who) -> bool:
    """True where the subject is another body as a whole ('the council'): named, though not in the agency's power."""
    return (
        len(subject.split()) <= 8
        and not who.beneficiary.search(_head(subject))
        and elsewhere(_head(subject), agency, who)
    )


def _role_codes(facts: Facts, who: Who) -> frozenset[str]:
    """Codes that the report declares for roles: 'TM', where its list of staff has 'TM: team manager'."""
    known = (*facts.glossary.people, *facts.glossary.entries)
    return frozenset(e.code for e in known if len(re.findall(r"[A-Z]", e.code)) >= 2 and is_role(e.meaning, who))


def actor_of(
    text: str, rules: RecommendationRules, agency: str = "", codes: frozenset[str] = frozenset()
) -> tuple[str | None, str]:
    """The named role or team that is to act, and the subject of the first clause that asks for something."""
    who = rules.who
    role = partial(is_role, who=who, codes=codes)
    first_subject = ""
    lead = rules.finding.lead_in.match(text)
    body = text[lead.end() :] if lead else text
    at = 0
    clauses: list[str] = []
    for m in _CLAUSE.finditer(body):
        clauses.append(body[at : m.start()])
        at = m.end()
    clauses.append(body[at:])
    for n, clause in enumerate(clauses):
        for subject, passive in _subjects(clause, who, role, bare_verb=bool(lead) and n == 0):
            if not first_subject:
                first_subject = subject
            if passive:
                continue
            if _HOW.search(subject):
                continue  # 'put a board in every vehicle and show crews how' names nobody
            named = next((x for x in (subject, *subject.split(", "), *_TAIL.findall(subject)) if role(x)), None)
            if named or _is_body(subject, agency, who):
                return _tidy(named or subject), first_subject
    labelled = _LABELLED.match(text)
    if labelled and role(labelled.group(1)):
        return _tidy(labelled.group(1)), first_subject or labelled.group(1)
    for m in who.agent.finditer(text):
        phrase = re.match(r"(?:the |a |an |our |each |its )?[^,.;:()]{3,70}", text[m.end() :])
        if phrase:
            name = re.split(
                r"\s+(?:by|before|within|and will|will|who|to|as|so that|in order|from|on|with|in (?=[A-Z]\w+ \d{4}))\s",
                phrase.group(0),
            )[0]
            name = name if role(name) else next((x for x in _before_verbs(name) if role(x)), "")
            if name:
                return _tidy(name), first_subject
    for a, b in split(text):
        alone = text[a:b].strip(" .")
        if len(alone.split()) <= 7 and alone[:1].isupper() and role(alone) and b - a < len(text) / 2:
            return _tidy(alone), first_subject
    for m in re.finditer(r"[(\[]([^()\[\]]{3,160})[)\]]", text):
        name = re.split(r"[,;|/]|\s[–—-]\s", m.group(1))[0]
        if role(name) and name[:1].isupper() and not re.search(r"\b(?:lesson|finding|question|tor)\b", name, re.I):
            return _tidy(name), first_subject
    for m in _DOES.finditer(text):
        if rules.action_verbs.fullmatch(m.group(2)) or rules.measuring_verbs.fullmatch(m.group(2)):
            name = m.group(1)
            if role(name):
                return _tidy(name), first_subject or name
    pronoun = re.search(r"\b(?:she|he) (?:will|shall|must|should|is to)\b", text)
    if pronoun:
        before = re.findall(
            r"\b(?:the|our|a) ((?-i:[A-Z])[\w'’-]+(?:\s+(?:of|for|and|[A-Z][\w'’-]+)){0,5})", text[: pronoun.start()]
        )
        roles = [x for x in before if role(x)]
        if roles:
            return _tidy(roles[-1]), first_subject
    return None, first_subject


def _before_verbs(phrase: str) -> list[str]:
    """What stands before each verb of a phrase: 'whichever duty worker' of 'whichever duty worker picked up the phone'."""
    return [phrase[: m.start()] for m in _FINITE.finditer(phrase)]


def _subjects(clause: str, who: Who, role: Callable[[str], bool], *, bare_verb: bool) -> list[tuple[str, bool]]:
    """The subject before each modal of a clause, and whether the verb after it is passive."""
    lead = _LEADING.match(clause)
    start = lead.end() if lead else 0
    body = clause[start:]
    out: list[tuple[str, bool]] = []
    at = 0
    for m in who.modal.finditer(body):
        subject = body[at : m.start()]
        if m.start() == 0:
            at = m.end()
            continue
        after = body[m.end() :]
        skip = re.match(r"\s*,[^,]{3,70},", after) or re.match(
            r"\s*(?:by|from|before|within|on|in)\s+(?:the\s+)?[^,;]{3,45}?(?:\d{2,4}|week|month|year|report|review|sign-off|approval)\s+(?=[a-z])",
            after,
        )
        verb = after[skip.end() :] if skip else after
        # 'to' after a verb of its own ('asked to', 'going to') or as a preposition is no modal.
        if m.group(0).lower() == "to" and not (_to_is_modal(subject, verb) or role(subject)):
            continue
        subject = re.split(r"[;:]\s", subject)[-1]
        subject = re.sub(r",?\s*(?:which|who|that)\b.{0,80}$", "", subject) if len(subject.split()) > 10 else subject
        subject = _without_insert(subject, role)
        if at and _ASKS_OTHERS.match(subject):
            at = m.end()
            continue  # 'we shall ask the fire service to train' gives the task to nobody here
        if subject.strip(" ,"):
            out.append((subject.strip(" ,"), bool(who.passive.match(verb))))
        at = m.end()
        if len(out) >= 3:
            break
    if bare_verb:
        m2 = re.match(r"((?:the|each|our|all|a)\s+(?:[\w'’-]+\s+){1,6}?)(?=[a-z]+\b)", body, re.IGNORECASE)
        while m2:
            rest = body[m2.end() :]
            capital = re.search(r"\b[A-Z][\w'’]*\s+$", m2.group(1))
            if _SUBJUNCTIVE.match(rest) or (capital and _VERB.match(rest) and role(m2.group(1))):
                out.insert(0, (m2.group(1).strip(), False))
                break
            if who.modal.match(rest):
                break
            step = re.match(r"[\w'’-]+\s+", rest)
            if not step or m2.end() + step.end() > 90:
                break
            m2 = re.match(rf"(.{{{m2.end() + step.end()}}})", body)
    return out


def _to_is_modal(subject: str, verb: str) -> bool:
    words = subject.split()
    if not words or len(words) > 14 or not re.match(r"\s*(?:\w+ly\s+)?(?:be\s+)?[a-z]{2,}", verb):
        return False
    if re.match(r"\s*(?:the|a|an|its|their|our|his|her|all|each|any|those|these|this|\d)\b", verb):
        return False
    last = words[-1].strip(",").lower()
    return not re.search(
        r"(?:ing|ed|able|need|needs|needed|order|able|likely|due|going|have|has|is|are|ought|given|access|thought|seek|way|ability|opportunity)$",
        last,
    )


def _without_insert(subject: str, role: Callable[[str], bool]) -> str:
    """The subject without the date or place set between commas behind it; a name keeps its job title."""
    parts = [p.strip() for p in subject.split(",")]
    if len(parts) > 1 and not role(parts[0]) and any(role(p) for p in parts[1:]):
        return subject.strip()
    return (
        parts[0] if len(parts) > 1 and len(parts[0].split()) <= 9 and not _LEADING.match(subject) else subject.strip()
    )


def _tidy(phrase: str) -> str:
    return " ".join(phrase.split("(")[0].split()).strip(" ,;:.()[]–—-")


def agency_of(facts: Facts) -> str:
    """The agency's name, from the case file or else the front sheet; empty where neither has it."""
    if facts.case.agency:
        return facts.case.agency
    return facts.front_sheet.agency.text or ""


def elsewhere(actor: str, agency: str, who: Who, *, whole: bool = False) -> bool:
    """True where the actor is another body than the report's agency, so that the action is not in its power."""
    bare = _DETERMINER.sub("", actor.strip()) if not whole else actor
    scope = bare if whole else " ".join(bare.split()[:8])
    if agency and scope.strip().lower() in agency.lower():
        return False
    if not agency and not who.outside.search(actor):
        return False
    m = who.outside.search(actor if whole else " ".join(actor.split()[:9]))
    if m and not (agency and m.group(0).lower().removeprefix("the ") in agency.lower()):
        return True
    for kind, pattern in who.others.items():
        hit = pattern.search(scope)
        if not hit:
            continue
        own = who.kinds.get(kind)
        if agency and own is not None and own.search(agency):
            continue
        # A role inside the own agency may be named after another body ('Police Liaison Officer').
        rest = scope[hit.end() :].strip()
        if (
            re.match(rf"(?:\w+\s+){{0,2}}{who.heads.pattern}\b", rest, re.IGNORECASE)
            and not re.match(r"(?:service|trust|department|board|association|provider|authority)\b", rest, re.I)
            and kind not in ("prison",)
        ):
            continue
        return True
    return False
