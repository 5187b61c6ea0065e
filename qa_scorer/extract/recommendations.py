"""Recommendations: where they stand, and the SMART letters of each. Source: 7.6, 12.1, 12.2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa_scorer.document import Block, BlockKind, Document, Evidence, Location
from qa_scorer.extract.dates import days_without_year, find_dates
from qa_scorer.extract.sections import looks_like_chronology
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

LETTERS = "SMART"


@dataclass(frozen=True, slots=True)
class RecommendationSpan:
    """Where a recommendation stands. `cells`: for one in a table, role ('action', 'who', 'when', 'outcome', 'review',
    'other') and block of each cell of its row; `start`/`end`: span of the first block, for one in prose."""

    id: str
    text: str
    blocks: tuple[int, ...]
    start: int
    end: int
    cells: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A SMART letter: met or not, why, and how sure."""

    met: bool
    reason: str
    confidence: float


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
    the same; `suggestion`: a rewording in the author's own terms, blanks left to fill.
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

    @property
    def letters_met(self) -> int:
        """How many of the five letters are met."""
        return sum(x.met for x in self.smart.values())


# -- where they stand ----------------------------------------------------------------------------------------------


def _table_spans(
    facts: Facts, rules: RecommendationRules, inside: set[int], anywhere: bool
) -> list[RecommendationSpan]:
    document = facts.document
    out: list[RecommendationSpan] = []
    roles: dict[int, str] = {}
    for table in document.tables:
        first = next((c for r in table.rows for c in r if c is not None), None)
        if first is None or looks_like_chronology(document, table.index):
            continue
        if first not in inside and not anywhere:
            continue
        head = [document.blocks[c].text.strip() if c is not None else "" for c in table.rows[0]]
        mapped: dict[int, str] = {}
        for role, pattern in rules.columns.items():
            for c, text in enumerate(head):
                if c not in mapped and role not in mapped.values() and pattern.search(text) and len(text) < 80:
                    mapped[c] = role
        named = {"who", "when", "outcome", "action"} & set(mapped.values())
        start = 1
        if len(named) >= 2:
            if "action" not in mapped.values():
                left = [c for c in range(len(head)) if c not in mapped]
                if left:
                    mapped[left[0]] = "action"
            roles = mapped
        elif first in inside and roles and len(head) >= max(roles) + 1:
            start = 0  # the table goes on after a break
        elif first in inside and len(head) >= 2 and not anywhere:
            widest = max(range(len(head)), key=lambda c: _column_words(document, table.rows, c))
            roles = {widest: "action"}
            start = 0 if rules.modal.search(head[widest]) and len(head[widest].split()) > 6 else 1
        else:
            continue
        for row in table.rows[start:]:
            cells = [(roles.get(c, "other"), b) for c, b in enumerate(row) if b is not None]
            cells = list({b: (r, b) for r, b in reversed(cells)}.values())[::-1]
            action = next((b for r, b in cells if r == "action"), None)
            if action is None or len(document.blocks[action].text.split()) < 3 or len(cells) == 1 < len(head):
                continue
            parts = [
                document.blocks[b].text.strip()
                for r, b in cells
                if r not in ("number",) and not (r == "other" and len(document.blocks[b].text) <= 4)
            ]
            text = " ".join(" ".join(p.split()) for p in parts if p)
            out.append(
                RecommendationSpan(
                    "", text, tuple(b for _, b in cells), 0, len(document.blocks[action].text), tuple(cells)
                )
            )
    return out


def _column_words(document: Document, rows: Sequence[Sequence[int | None]], column: int) -> int:
    return sum(len(document.blocks[b].text) for r in rows if column < len(r) and (b := r[column]) is not None)


def locate_recommendations(facts: Facts) -> tuple[RecommendationSpan, ...]:
    """Every recommendation of the document, bundled ones kept as the author numbered them, in reading order."""
    rules = facts.pack.get(RecommendationRules)
    blocks = facts.sections.blocks("recommendations")
    inside = {b.index for b in blocks}
    spans = _table_spans(facts, rules, inside, anywhere=False)
    prose = [b for b in blocks if b.kind is not BlockKind.CELL]
    labelled = [b for b in prose if rules.label.match(b.text)]
    listed = [
        b for b in prose if b.kind is BlockKind.LIST_ITEM or re.match(r"^\s*\(?(?:\d{1,2}[.)]|[a-z][.)])\s", b.text)
    ]
    chosen: list[Block] = []
    if labelled:
        chosen = labelled
    elif not spans:
        good = [
            b
            for b in prose
            if len(b.text.split()) >= 5
            and rules.modal.search(b.text)
            and not (
                rules.introduction.search(b.text.strip())
                and not rules.vague.search(b.text)
                and len(b.text.split()) < 40
            )
        ]
        in_list = [b for b in listed if b in good or len(b.text.split()) >= 5]
        chosen = in_list if len(in_list) >= 2 and len(in_list) >= 0.4 * len(good) else good
    numbers = {b.index for b in chosen}
    for b in chosen:
        text, members = b.text, [b.index]
        m = rules.label.match(text)
        if m and m.end() >= len(text.strip()) - 2:  # the label stands alone: the text is the next paragraph
            following = next((x for x in prose if x.index > b.index and x.text.strip()), None)
            if following is None or following.index in numbers:
                continue
            text, members = following.text, [b.index, following.index]
            m = None
        start = m.end() if m else 0
        spans.append(RecommendationSpan("", " ".join(text[start:].split()), tuple(members), start, len(text)))
    if not spans and not blocks:
        spans = _table_spans(facts, rules, set(), anywhere=True)
        for b in facts.document.body():
            m = rules.label.match(b.text)
            if (
                m
                and b.kind is not BlockKind.CELL
                and len(b.text.split()) >= 6
                and re.match(r"\s*rec", b.text, re.IGNORECASE)
            ):
                spans.append(
                    RecommendationSpan("", " ".join(b.text[m.end() :].split()), (b.index,), m.end(), len(b.text))
                )
    spans.sort(key=lambda s: s.blocks[0])
    return tuple(RecommendationSpan(f"R{n}", s.text, s.blocks, s.start, s.end, s.cells) for n, s in enumerate(spans, 1))


# -- their parts ---------------------------------------------------------------------------------------------------

_PERIOD = re.compile(
    r"\bwithin (?:the (?:next )?)?(?:\d+|one|two|three|four|five|six|eight|nine|ten|twelve)(?:[- ](?:to[- ])?\w+)? (?:working )?(?:days?|weeks?|months?|years?)(?: (?:of|from|after) [^,.;]{3,50})?"
    r"|\bby (?:the )?(?:end|close|start|beginning) of (?:the )?[^,.;]{3,50}"
    r"|\bby (?:mid-?|early |late )?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b(?: \d{4})?"
    r"|\b(?:q[1-4]|quarter (?:one|two|three|four|[1-4]))(?: of)?,? ?\d{2,4}(?:/\d{2})?"
    r"|\bend (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)\w*(?: \d{2,4})?"
    r"|\b(?:in|from|during|for) (?:early |late |mid-?)?(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{4}"
    r"|\b(?:spring|summer|autumn|winter) (?:of )?\d{4}"
    r"|\b(?:\d+|one|two|three|four|six|twelve) (?:weeks|months) (?:after|from|of) (?:sign|approval|publication|the date|acceptance)[^,.;]{0,40}",
    re.IGNORECASE,
)
_UNDATED = re.compile(
    r"^\W*(?:ongoing|asap|as soon as (?:possible|practicable)|immediate(?:ly)?|when possible|continuous|tbc|tba|n/?a|none|in due course|at once|-+)?\W*$",
    re.IGNORECASE,
)


def when_of(text: str) -> str | None:
    """The date, or period counted from one, that the text gives; None for 'as soon as possible' and the like."""
    dates = find_dates(text)
    spans = (
        [(f.start, f.end) for f in dates if f.date]
        + days_without_year(text)
        + [m.span() for m in _PERIOD.finditer(text)]
    )
    if not spans:
        return None
    start, end = min(spans)
    for a, b in sorted(spans):
        if a <= end + 1:
            end = max(end, b)
    lead = re.search(
        r"(?:\b(?:by|from|before|until|no later than|starting|in|on|after|with effect from)\s+(?:the\s+)?)$",
        text[:start],
        re.IGNORECASE,
    )
    return text[lead.start() if lead else start : end].strip()


def who_of(text: str, rules: RecommendationRules) -> str | None:
    """The role or team that is to act, as the author wrote it; None for 'all staff' or nobody."""
    words = "|".join(re.escape(w) for w in rules.team_words)
    pattern = re.compile(
        rf"\b((?:(?:the|our|each|my|a|an)\s+)?(?:[A-Za-z][\w'’&/-]*\s+){{0,5}}?(?:{words})s?(?:\s+(?:of|for|in|at|\()\s*[A-Z][\w'’&-]*(?:\s+(?:and\s+)?[A-Z][\w'’&-]*){{0,4}}\)?)?(?:\s+and\s+(?:the\s+)?(?:[A-Z][\w'’-]*\s+){{0,4}}(?:{words}))?)\s*,?\s*"
        r"(?:\([^)]{0,40}\)\s*)?(?:[^,.;]{0,40},\s*)?(?:will|shall|should|must|is to|are to|to\b|has agreed|have agreed|needs? to|would)",
        re.IGNORECASE,
    )
    owner = re.search(
        r"\b(?:led by|owner|owned by|responsib(?:le|ility)(?: (?:officer|person))?:?(?: is| lies with)?|lead:|action(?:ed)? by|by the|to be done by)\s*[:–-]?\s*((?:the )?[A-Z][^,.;()]{3,50})",
        text,
    )
    for m in pattern.finditer(text):
        found = m.group(1).strip()
        if rules.everyone.search(found) or re.match(
            r"(?:the )?(?:same|other|whole|home|open|each|all)\s+\w+$", found, re.IGNORECASE
        ):
            continue
        if re.search(r"\b(?:all|any|every)\b", found, re.IGNORECASE):
            continue
        return found
    if owner and any(w in owner.group(1).lower() for w in rules.team_words):
        return owner.group(1).strip()
    first = _SUBJECT.match(text.strip())
    if first:
        subject = first.group("subject").strip()
        plain = re.sub(r"^(?:the|our|each|a|an)\s+", "", subject, flags=re.IGNORECASE).lower()
        nobody = (
            rules.everyone.search(subject) or plain.split()[0] in _NOBODY or re.search(r"\b(?:all|any|every)\b", plain)
        )
        if len(subject.split()) <= 9 and not nobody:
            return subject
    return None


_SUBJECT = re.compile(
    r"^(?:it is (?:recommended|proposed|suggested) that\s+)?(?:(?:by|from|within|before|in|during|starting|with effect from)\b[^,]{3,45}?,?\s+(?=(?:the|our|each|[A-Z])))?"
    r"(?P<subject>(?:[Tt]he |[Oo]ur |[Ee]ach )?[^,.;:]{2,70}?)\s+(?:will|shall|should|must|ought to|to|is to|are to|needs? to)\s+(?!be\b|not be\b|have been\b)[a-z]+",
)
_NOBODY = frozenset(
    "no nobody everyone everybody i we it this that there staff consideration training communication supervision they you people care practice information"
    " policy policies recording records one someone officers efforts steps".split()
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a recommendation says of itself: action, who, when, outcome cell, review cell; texts None where absent."""

    action: str
    who: str | None
    when: str | None
    outcome: str | None
    review: str | None
    tabular: bool


def parts_of(span: RecommendationSpan, facts: Facts, rules: RecommendationRules) -> Parts:
    """The parts, from the cells of a table or from the sentence."""
    if span.cells:
        cell = {r: " ".join(facts.document.blocks[b].text.split()) for r, b in span.cells}
        action = cell.get("action", span.text)
        who = cell.get("who") or None
        if who and (_UNDATED.match(who) or rules.everyone.search(who) or not re.search(r"[A-Za-z]{2}", who)):
            who = None
        if who is None and "who" not in cell:
            who = who_of(action, rules)
        when_text = cell.get("when", "")
        when = None if _UNDATED.match(when_text) else when_of(when_text)
        if when is None:
            when = when_of(action)
        outcome = cell.get("outcome") or None
        if outcome and (_UNDATED.match(outcome) or len(outcome.split()) < 3):
            outcome = None
        return Parts(action, who, when, outcome, cell.get("review") or None, True)
    return Parts(span.text, who_of(span.text, rules), when_of(span.text), None, None, False)


def cues(span: RecommendationSpan, parts: Parts, rules: RecommendationRules) -> dict[str, float]:
    """What speaks for and against each letter in the words themselves."""
    text = span.text
    whole = f"{parts.action} {parts.outcome or ''}"
    return {
        "who": float(parts.who is not None),
        "when": float(parts.when is not None),
        "vague": float(bool(rules.vague.search(parts.action))),
        "vague_start": float(bool(rules.vague.search(" ".join(parts.action.split()[:9])))),
        "everyone": float(bool(rules.everyone.search(text))),
        "measure": float(len(rules.measure.findall(whole)) > 0),
        "measure_count": min(4.0, float(len(rules.measure.findall(whole)))),
        "number": float(
            bool(re.search(r"\d+ ?(?:%|per ?cent)|\b(?:ten|twenty|thirty|forty|fifty|\d{2,}) [a-z]+", whole))
        ),
        "outcome_cell": float(parts.outcome is not None),
        "outcome_cue": float(bool(rules.outcome.search(whole))),
        "absolute": float(bool(rules.absolute.search(text))),
        "others": float(bool(rules.others.search(" ".join(text.split()[:14])))),
        "others_who": float(bool(parts.who and rules.others.search(f"{parts.who} should"))),
        "tabular": float(parts.tabular),
        "length": min(4.0, len(text.split()) / 20),
        "sentences": float(len(re.findall(r"[.!?](?:\s|$)", text)) > 1),
    }


_MEANING = 2.0


def letter_features(
    facts: Facts, spans: Sequence[RecommendationSpan], rules: RecommendationRules
) -> list[tuple[Parts, dict[str, float]]]:
    """Parts and features of each recommendation: cues, meaning, and how near a lesson or finding lies."""
    from qa_scorer.classify.similarity import embed

    vectors = embed(facts.models, [s.text for s in spans])
    found = [s for s in facts.statements if s.sentence.location.section in ("analysis", "lessons", "summary_of_facts")]
    matrix = embed(facts.models, [s.sentence.text for s in found])
    out = []
    for span, vector in zip(spans, vectors, strict=True):
        parts = parts_of(span, facts, rules)
        row = cues(span, parts, rules)
        sims = matrix @ vector if len(found) else None
        row["trace"] = float(sims.max()) if sims is not None else 0.0
        row.update({f"v{i}": _MEANING * float(x) for i, x in enumerate(vector)})
        out.append((parts, row))
    return out


def find_recommendations(facts: Facts) -> tuple[Recommendation, ...]:
    """Every recommendation with its SMART letters, in reading order."""
    from qa_scorer.classify.linear import load_linear
    from qa_scorer.classify.similarity import embed

    spans = facts.recommendation_spans
    if not spans:
        return ()
    rules = facts.pack.get(RecommendationRules)
    data = letter_features(facts, spans, rules)
    chances: dict[str, Any] = {}
    for letter in ("S", "M", "A", "R", "outcome"):
        model = facts.models.get(f"smart-{letter}", load_linear)
        chances[letter] = model.chances([row for _, row in data])[:, model.classes.index("yes")]
    vectors = embed(facts.models, [s.text for s in spans])
    earlier = facts.previous_recommendations
    # Where a review is named at the end of an earlier recommendation, it is no part of its meaning.
    near = (
        vectors @ embed(facts.models, [re.sub(r"\s*\([^()]*\)\.?$", "", t) for _, t in earlier]).T if earlier else None
    )
    sources = [s for s in facts.statements if s.sentence.location.section in ("lessons", "analysis")]
    source_vectors = embed(facts.models, [s.sentence.text for s in sources])
    out: list[Recommendation] = []
    for n, (span, (parts, row)) in enumerate(zip(spans, data, strict=True)):
        p = {k: float(v[n]) for k, v in chances.items()}
        traced = None
        if len(sources):
            sims = source_vectors @ vectors[n]
            best = int(sims.argmax())
            if float(sims[best]) >= rules.trace_similarity:
                traced = Evidence(
                    sources[best].sentence.text, sources[best].sentence.location, "finding or lesson that it answers"
                )
        repeats = _repeat(n, near, earlier, rules) if earlier else None
        duplicate = next(
            (out[m].id for m in range(len(out)) if float(vectors[m] @ vectors[n]) >= rules.duplicate_similarity), None
        )
        outcome = parts.outcome if parts.outcome and p["outcome"] >= 0.35 else None
        if outcome is None and not parts.outcome and p["outcome"] >= 0.5:
            outcome = _outcome_words(span.text, rules)
        letters = _letters(p, parts, row, traced is not None)
        block = span.cells[[r for r, _ in span.cells].index("action")][1] if span.cells else span.blocks[-1]
        where = (
            facts.locate(block, 0 if span.cells else span.start, span.end)
            if len(span.blocks) == 1 or span.cells
            else facts.locate(span.blocks[-1])
        )
        strength = next((k for k, pattern in rules.strength.items() if pattern.search(parts.action)), "other")
        if row["vague_start"] and strength in ("other", "procedure"):
            strength = "reminder"
        out.append(
            Recommendation(
                span.id, span.text, where, letters, parts.who, parts.when, outcome, parts.review, repeats, strength,
                bool(letters["M"].met and outcome is None), traced, duplicate, _suggestion(parts, letters, outcome),
            )
        )  # fmt: skip
    return tuple(out)


def _repeat(n: int, near: Any, earlier: Sequence[tuple[str, str]], rules: RecommendationRules) -> Repeat | None:
    """The earlier recommendation close in meaning; closeness counts more where no other one here is as close to it."""
    best = int(near[n].argmax())
    value = float(near[n][best])
    others = [float(near[m][best]) for m in range(len(near)) if m != n]
    lead = value - max(others, default=rules.repeat_usual)
    if value + rules.repeat_lead * lead < rules.repeat_similarity:
        return None
    return Repeat(earlier[best][0], earlier[best][1], round(value, 3))


def _outcome_words(text: str, rules: RecommendationRules) -> str:
    """The clause that states the outcome."""
    m = rules.outcome.search(text)
    if m is None:
        return text
    start = max(
        text.rfind(". ", 0, m.start()) + 2 if ". " in text[: m.start()] else 0,
        text.rfind("; ", 0, m.start()) + 2 if "; " in text[: m.start()] else 0,
    )
    if m.group(0).lower().startswith(("so that", "in order")):
        start = m.start()
    return text[start:].strip()


def _letters(p: dict[str, float], parts: Parts, row: dict[str, float], traced: bool) -> dict[str, Letter]:
    def sure(x: float) -> float:
        return round(max(x, 1 - x), 2)

    specific = p["S"] >= 0.5
    measurable = p["M"] >= 0.5
    able = p["A"] >= 0.5 and parts.who is not None
    reasonable = p["R"] >= 0.3  # few are not: the model leans to no
    return {
        "S": Letter(specific, "It names the action and what it applies to." if specific else "It does not say what exactly is to be done, or to what it applies." + (" The opening words are vague." if row["vague"] else ""), sure(p["S"])),
        "M": Letter(measurable, "A count, audit, sample, threshold or product shows when it is done." if measurable else "Nothing shows when it is done or whether it works: no count, audit, sample or target.", sure(p["M"])),
        "A": Letter(able, f"'{parts.who}' is to do it." if able else ("It is for another body to do." if row["others"] or row["others_who"] else "No named role or team is to do it." if parts.who is None else "It does not lie within the agency's own power."), sure(p["A"]) if parts.who else 0.9),
        "R": Letter(reasonable, "It answers a finding of the report." if reasonable and traced else "It is in proportion." if reasonable else ("It is absolute or out of proportion." if row["absolute"] else "No finding of the report that it answers was found, or it is out of proportion."), sure(p["R"])),
        "T": Letter(parts.when is not None, f"'{parts.when}' is a date or a period counted from one." if parts.when else "It gives no date, and no period counted from one.", 0.95),
    }  # fmt: skip


def _suggestion(parts: Parts, letters: dict[str, Letter], outcome: str | None) -> str:
    """The author's own action with blanks for what is missing; nothing is invented."""
    if all(x.met for x in letters.values()) and outcome:
        return ""
    action = parts.action.rstrip(" .;")
    steps = []
    if not letters["S"].met:
        steps.append("say the one action and to what it applies")
    if parts.who is None:
        steps.append("[role] to do it")
    if parts.when is None:
        steps.append("by [date]")
    if not letters["M"].met:
        steps.append("shown by [count, audit or sample, with a target]")
    if outcome is None:
        steps.append("so that [what will be different]")
    if not letters["R"].met:
        steps.append("in answer to [finding or lesson]")
    short = action if len(action.split()) <= 40 else " ".join(action.split()[:40]) + " ..."
    return f"'{short}' - add: {'; '.join(steps)}." if steps else ""
