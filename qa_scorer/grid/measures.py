"""What was found for each criterion: one question each, with its evidence, before anything is graded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from qa_scorer.document import Evidence, Location
from qa_scorer.extract.facts import Facts
from qa_scorer.grid import levels
from qa_scorer.grid.levels import FULL, LIMITED, PARTIAL
from qa_scorer.rulepack.schemas.criteria import Criteria

_MOST_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured for a criterion.

    `state`: measured, absent (looked for and not there), unreadable, not_applicable. `level`: what the thresholds make
    of it, None where not measurable. `reasons`: why, for a reader; `counter`: what speaks against the level; `tip`: what
    would tip it. `margin`: distance to the nearest threshold, 0 (at it) to 1; `certainty`: of the facts it rests on.
    """

    criterion: str
    level: str | None
    state: str
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    counter: tuple[str, ...] = ()
    tip: str = ""
    margin: float = 1.0
    certainty: float = 0.9
    values: dict[str, float] = field(default_factory=dict)


def _few(items: Iterable[Evidence], note: str = "") -> tuple[Evidence, ...]:
    out: dict[tuple[str, Location], Evidence] = {}
    for e in items:
        out.setdefault((e.quote, e.location), Evidence(e.quote, e.location, note or e.note))
    return tuple(out.values())[:_MOST_EVIDENCE]


def _percent(x: float) -> str:
    return f"{100 * x:.0f}%"


def _unreadable_pages(facts: Facts) -> bool:
    return bool(facts.document.unreadable_pages)


def _none(facts: Facts, key: str, reason: str) -> Measure:
    """Nothing was found: absent where all was read, unreadable where a page could not be."""
    if _unreadable_pages(facts):
        pages = ", ".join(str(p) for p in facts.document.unreadable_pages[:6])
        return Measure(key, None, "unreadable", (f"{reason} Page {pages} could not be read, so it may stand there.",))
    return Measure(key, LIMITED, "absent", (reason,), certainty=0.9)


def family_details(facts: Facts, c: Criteria) -> Measure:
    """Share of the persons listed with relationship, date of birth or age, and address. Source: Standards row 1."""
    family, t = facts.family, c.family_details
    if family.unreadable:
        return Measure(
            "family_details",
            None,
            "unreadable",
            ("The family details are in a picture or page that could not be read.",),
        )
    if not family.listed or not family.members:
        return _none(facts, "family_details", "No list of the adult, family or significant others was found.")
    share, n = family.complete_share, len(family.members)
    done = sum(m.complete for m in family.members)
    values = {"share": share, "persons": float(n)}
    level = levels.family_details(values, c)
    reasons = [
        f"{n} persons are listed; {done} of them ({_percent(share)}) have relationship, date of birth or age, and address."
    ]
    for m in family.members:
        missing = [
            w
            for w, ok in (("relationship", m.relationship), ("date of birth or age", m.birth), ("address", m.address))
            if not ok
        ]
        if missing and len(reasons) < 7:
            reasons.append(f"{m.label}: no {', '.join(missing)}.")
    need = math.ceil(t.full_share * n - 1e-9) - done
    tip = (
        f"{need} more complete entr{'y' if need == 1 else 'ies'} would make it Full."
        if level == PARTIAL and need > 0
        else ""
    )
    return Measure(
        "family_details",
        level,
        "measured",
        tuple(reasons),
        _few(family.evidence or [m.evidence for m in family.members]),
        tip=tip,
        margin=min(1.0, abs(share - t.full_share) / 0.3),
        certainty=family.confidence,
        values=values,
    )


def genogram(facts: Facts, c: Criteria) -> Measure:
    """A drawing with dates and names, a family tree in words, a network list with a reason, or nothing. Source: row 2."""
    g = facts.genogram
    if g.kind == "unreadable":
        return Measure(
            "genogram",
            None,
            "unreadable",
            ("There is a picture in the genogram section, but its text could not be read.",),
            _few(g.evidence),
        )
    if g.kind == "none":
        return _none(
            facts,
            "genogram",
            "No genogram, network diagram or list was found, only a heading, a placeholder or nothing.",
        )
    ev = _few(g.evidence)
    if g.kind == "drawing":
        missing = [w for w, ok in (("dates of birth or ages", g.dates), ("names or codes", g.names)) if ok is False]
        unknown = [w for w, ok in (("dates of birth or ages", g.dates), ("names or codes", g.names)) if ok is None]
        if missing:
            return Measure(
                "genogram",
                PARTIAL,
                "measured",
                (f"A drawing is there, but no {' and no '.join(missing)} can be read in it, its key or its caption.",),
                ev,
                tip="Dates of birth and names or codes under the symbols would make it Full.",
                certainty=g.confidence,
            )
        if unknown:
            return Measure(
                "genogram",
                PARTIAL,
                "measured",
                (f"A drawing is there; whether it gives {' and '.join(unknown)} could not be read.",),
                ev,
                certainty=min(0.5, g.confidence),
            )
        return Measure(
            "genogram",
            FULL,
            "measured",
            ("A drawn genogram with dates and names or codes that can be read in it, its key or its caption.",),
            ev,
            certainty=g.confidence,
        )
    if g.family_setting is False and g.reason:
        return Measure(
            "genogram",
            FULL,
            "measured",
            ("The abuse was not in a family setting; a network list is given with the reason for it.",),
            ev,
            certainty=g.confidence,
        )
    if g.network and g.reason and g.family_setting is None:
        return Measure(
            "genogram", FULL, "measured", ("A network list is given with a stated reason.",), ev, certainty=0.6
        )
    why = "A family tree or network stands there in words only."
    if g.family_setting is False:
        why += " No reason is given why a list stands in for a drawing."
    return Measure(
        "genogram",
        PARTIAL,
        "measured",
        (why,),
        ev,
        tip="A drawing with dates of birth, or outside a family setting a stated reason, would make it Full.",
        certainty=g.confidence,
    )


def chronology(facts: Facts, c: Criteria) -> Measure:
    """Rows at fault, kinds of source, columns, coverage of the period. Source: 7.4, 9.2, Standards row 3."""
    ch, t = facts.chronology, c.chronology
    if ch.unreadable:
        return Measure(
            "chronology", None, "unreadable", ("The chronology is in a picture or on a page that could not be read.",)
        )
    if not ch.rows:
        return _none(facts, "chronology", "No chronology table was found.")
    n = len(ch.rows)
    faulty = [r for r in ch.rows if r.faults]
    share = len(faulty) / n
    reasons = [f"{len(faulty)} of {n} rows ({_percent(share)}) break a rule of the chronology."]
    lacks: list[str] = []
    if len(ch.source_kinds) < t.source_kinds:
        lacks.append("only one kind of source is used" if ch.source_kinds else "no source is named")
    if ch.prose:
        lacks.append("it is told in paragraphs, not in the board's table")
    elif ch.columns_missing:
        lacks.append(f"column missing: {', '.join(ch.columns_missing)}")
    if ch.coverage is not None:
        if not ch.first_quarter:
            lacks.append("no entry lies in the first quarter of the review period")
        if not ch.last_quarter:
            lacks.append("no entry lies in the last quarter of the review period")
        long_gaps = [g for g in ch.gaps if g.share > t.max_gap]
        for g in long_gaps[:2]:
            lacks.append(f"nothing between {g.start:%d/%m/%y} and {g.end:%d/%m/%y}, {_percent(g.share)} of the period")
    reasons += [x[0].upper() + x[1:] + "." for x in lacks]
    coverage = -1.0 if ch.coverage is None else ch.coverage
    values = {
        "rows": float(n),
        "faulty": float(len(faulty)),
        "share": share,
        "lacks": float(len(lacks)),
        "coverage": coverage,
    }
    level = levels.chronology(values, c)
    if ch.coverage is not None and ch.coverage < t.min_coverage:
        reasons.append(f"The entries cover {_percent(ch.coverage)} of the review period.")
    edge = t.full_faults if level == FULL or (level == PARTIAL and not lacks and share < 0.2) else t.partial_faults
    margin = min(1.0, abs(share - edge) / 0.15)
    tip = ""
    if level == PARTIAL and share > t.full_faults:
        tip = f"Mending {len(faulty) - math.floor(t.full_faults * n + 1e-9)} rows would bring the share of faults within the limit for Full."
    elif level == LIMITED and share > t.partial_faults:
        tip = f"Mending {len(faulty) - math.floor(t.partial_faults * n + 1e-9)} rows would make it Partial."
    ev = []
    for r in faulty[:_MOST_EVIDENCE]:
        block = r.blocks.get("date", next(iter(r.blocks.values())))
        ev.append(facts.evidence(block, note=f"row {r.row}: {', '.join(r.faults)}"))
    if not ev:
        ev = [
            facts.evidence(r.blocks["date"], note=f"row {r.row}")
            for r in (ch.rows[0], ch.rows[-1])
            if "date" in r.blocks
        ]
    return Measure(
        "chronology",
        level,
        "measured",
        tuple(reasons),
        tuple(ev),
        tip=tip,
        margin=margin,
        certainty=0.9,
        values=values,
    )


def seen_and_views(facts: Facts, c: Criteria) -> Measure:
    """Of the rows in which the adult was seen, those with condition or words; rows with the adult's voice. Source: row 4."""
    ch, t = facts.chronology, c.seen_and_views
    if ch.unreadable:
        return Measure("seen_and_views", None, "unreadable", ("The chronology could not be read.",))
    if not ch.rows:
        return _none(facts, "seen_and_views", "There is no chronology that could say when the adult was seen.")
    seen = [r for r in ch.rows if r.seen]
    good = [r for r in seen if r.condition or r.voice]
    voice = [r for r in ch.rows if r.voice]
    share = len(good) / len(seen) if seen else 0.0
    values = {
        "seen": float(len(seen)),
        "with_condition_or_words": float(len(good)),
        "voice": float(len(voice)),
        "share": share,
    }
    level = levels.seen_and_views(values, c)
    reasons = (
        f"The adult was seen in {len(seen)} rows; {len(good)} of them ({_percent(share)}) record condition or words.",
        f"{len(voice)} row{'' if len(voice) == 1 else 's'} give{'s' if len(voice) == 1 else ''} the adult's wishes, feelings or own words.",
    )
    ev = []
    for r in (voice + [x for x in seen if not (x.condition or x.voice)])[:_MOST_EVIDENCE]:
        block = r.blocks.get("contact", next(iter(r.blocks.values())))
        note = "wishes, feelings or own words" if r.voice else "seen, but neither condition nor words"
        ev.append(facts.evidence(block, note=f"row {r.row}: {note}"))
    edges = [abs(share - t.full_share), abs(share - t.partial_share)]
    certainty = sum(r.confidence for r in ch.rows) / len(ch.rows)
    tip = (
        "Record condition and the adult's own words in more of the rows in which the adult was seen."
        if level != FULL
        else ""
    )
    return Measure(
        "seen_and_views",
        level,
        "measured",
        reasons,
        tuple(ev),
        tip=tip,
        margin=min(1.0, min(edges) / 0.2),
        certainty=certainty,
        values=values,
    )


def involvement_summary(facts: Facts, c: Criteria) -> Measure:
    """Which of quality, supervision, recording and liaison are discussed. Source: Standards row 5."""
    inv = facts.involvement
    parts = {
        "quality of the work": inv.quality,
        "supervision": inv.supervision,
        "recording": inv.recording,
        "liaison": inv.liaison,
    }
    there = [k for k, v in parts.items() if v]
    gone = [k for k, v in parts.items() if not v]
    n = len(there)
    values = {"aspects": float(n)}
    level = levels.involvement_summary(values, c)
    if n == 0 and _unreadable_pages(facts):
        return _none(facts, "involvement_summary", "None of the four aspects was found.")
    reasons = [f"{n} of four aspects are discussed" + (f": {', '.join(there)}." if there else ".")]
    if gone:
        reasons.append(f"Not discussed: {', '.join(gone)}.")
    ev = [Evidence(e.quote, e.location, k) for k, v in parts.items() for e in v[:2]]
    sure = dict(inv.confidence)
    certainty = min(sure.values()) if sure else 0.75
    return Measure(
        "involvement_summary",
        level,
        "measured",
        tuple(reasons),
        tuple(ev),
        tip=f"Discuss {gone[0]} as well." if gone else "",
        certainty=certainty,
        values=values,
    )


def talks_through(facts: Facts, c: Criteria) -> Measure:
    """Documents, dated interviews, information not available with reasons, staff by name and job; process told. Source: 9.4."""
    m = facts.methodology
    parts = {
        "documents seen": m.documents,
        "interviews with dates": m.interviews_dated,
        "information not available, with reasons": m.unavailable_reasons,
        "staff involved by name and job title": m.staff,
    }
    there = [k for k, v in parts.items() if v]
    gone = [k for k, v in parts.items() if not v]
    n = len(there)
    values = {"parts": float(n), "told": float(bool(m.told))}
    level = levels.talks_through(values, c)
    if n == 0 and _unreadable_pages(facts):
        return _none(facts, "talks_through", "None of the four parts was found.")
    reasons = [f"{n} of four parts are there" + (f": {', '.join(there)}." if there else ".")]
    if gone:
        reasons.append(f"Not found: {', '.join(gone)}.")
    if m.interviews and not m.interviews_dated:
        reasons.append("Interviews are mentioned without dates.")
    if m.unavailable and not m.unavailable_reasons:
        reasons.append("Information not available is named without reasons.")
    reasons.append(
        "The process is told in the text." if m.told else "The process of making the report is not told in the text."
    )
    ev = [Evidence(e.quote, e.location, k) for k, v in {**parts, "process told": m.told}.items() for e in v[:2]]
    return Measure(
        "talks_through",
        level,
        "measured",
        tuple(reasons),
        tuple(ev),
        tip=f"Add {gone[0]}." if gone else "",
        certainty=m.confidence,
        values=values,
    )


def analysis(facts: Facts, c: Criteria) -> Measure:
    """Terms of reference answered, evaluation with reasons, alternatives, good practice, retelling. Source: row 7, 9.6 to 9.10."""
    t = c.analysis
    paragraphs, ev = facts.retellings, facts.evaluation
    terms = facts.terms
    if not paragraphs and facts.sections.status("analysis") in ("missing", "empty"):
        return _none(facts, "analysis", "No analysis was found.")
    answered = sum(x.share(t.half) for x in terms) / len(terms) if terms else None
    retell = sum(p.retells for p in paragraphs) / len(paragraphs) if paragraphs else 0.0
    reasons, lacks = [], []
    if answered is None:
        reasons.append("No terms of reference were found, so how far they are answered could not be measured.")
    else:
        full = sum(x.status == "full" for x in terms)
        part = sum(x.status == "partial" for x in terms)
        reasons.append(
            f"Of {len(terms)} terms of reference {full} are answered, {part} in part, {len(terms) - full - part} not; weighed by how sure each is, {_percent(answered)} in all."
        )
    if paragraphs:
        reasons.append(
            f"{sum(p.retells for p in paragraphs)} of {len(paragraphs)} paragraphs of the analysis ({_percent(retell)}) only retell what happened."
        )
    judged = len(ev.reasons) + len(ev.judgements)
    if len(ev.reasons) < t.full_reasons:
        lacks.append("few decisions or omissions are evaluated with reasons why")
    if not (ev.alternatives or ev.turning_points):
        lacks.append("no alternative or turning point is weighed")
    if not ev.good_practice:
        lacks.append("no good practice is named")
    values = {
        "answered": -1.0 if answered is None else answered,
        "retelling": retell,
        "reasons": float(len(ev.reasons)),
        "judged": float(judged),
        "lacks": float(len(lacks)),
    }
    level = levels.analysis(values, c)
    if judged < t.min_judgements:
        reasons.append("There is hardly any evaluation.")
    reasons += [x[0].upper() + x[1:] + "." for x in lacks]
    edges = [abs(retell - (t.full_retelling if level == FULL else t.limited_retelling))]
    if answered is not None:
        edges.append(min(abs(answered - t.full_terms), abs(answered - t.limited_terms)))
    notes = {
        "evaluated, with a reason": ev.reasons,
        "alternative weighed": ev.alternatives,
        "turning point": ev.turning_points,
        "good practice": ev.good_practice,
        "not done or not decided": ev.not_done,
    }
    quotes = [Evidence(e.quote, e.location, k) for k, v in notes.items() for e in v[:2]]
    quotes += [Evidence(p.evidence.quote, p.evidence.location, "only retells") for p in paragraphs if p.retells][:3]
    open_terms = [x.id for x in terms if x.status != "full"]
    tip = (
        f"Answer {', '.join(open_terms[:4])} with evidence and a view."
        if level != FULL and open_terms
        else (lacks[0][0].upper() + lacks[0][1:] + "." if lacks and level != FULL else "")
    )
    return Measure(
        "analysis",
        level,
        "measured",
        tuple(reasons),
        tuple(quotes),
        tip=tip,
        margin=min(1.0, min(edges) / 0.2),
        certainty=ev.confidence,
        values=values,
    )


#: What is missing, by whether underlying reasons are given, and whether good practice or implications are named.
_LESSONS_TIPS = {
    (True, True): "",
    (True, False): "Name good practice, or what the lessons mean for ways of working.",
    (False, True): "Add the underlying reasons.",
    (False, False): "Add the underlying reasons, and good practice or implications.",
}


def lessons(facts: Facts, c: Criteria) -> Measure:
    """Specific lessons with explicit and underlying reasons, good practice or implications. Source: 11.1, row 8."""
    le, t = facts.lessons, c.lessons
    if not le.specific and not le.generic:
        return _none(facts, "lessons", "No lessons were found.")
    notes = {
        "specific lesson": le.specific,
        "explicit reason": le.explicit,
        "underlying reason": le.underlying,
        "good practice": le.good_practice,
        "implication": le.implications,
        "generic": le.generic,
    }
    ev = tuple(Evidence(e.quote, e.location, k) for k, v in notes.items() for e in v[:2])
    if len(le.specific) < t.specific:
        return Measure(
            "lessons",
            LIMITED,
            "measured",
            ("The lessons are general statements that could stand in any report.",),
            ev,
            tip="Say what this case teaches, and why practice failed.",
            certainty=le.confidence,
        )
    reasons = [f"{len(le.specific)} specific lesson{'' if len(le.specific) == 1 else 's'} found."]
    deep, wide = len(le.underlying) >= t.underlying, bool(le.good_practice or le.implications)
    reasons.append(
        "Underlying reasons are given."
        if deep
        else "Only explicit reasons are given; workload, supervision, training, culture or systems are not gone into."
    )
    reasons.append(
        "Good practice or implications for ways of working are named."
        if wide
        else "Neither good practice nor implications for ways of working are named."
    )
    return Measure(
        "lessons",
        FULL if deep and wide else PARTIAL,
        "measured",
        tuple(reasons),
        ev,
        tip=_LESSONS_TIPS[deep, wide],
        certainty=le.confidence,
    )


def recommendations(facts: Facts, c: Criteria) -> Measure:
    """Share of recommendations that meet four letters or more and name who and by when. Source: 7.6, 12.2, row 9."""
    t, recs = c.recommendations, facts.recommendations
    if not recs:
        return _none(facts, "recommendations", "No recommendations were found.")
    good = [r for r in recs if r.letters_met >= t.letters and r.who and r.when]
    share = len(good) / len(recs)
    values = {"share": share, "recommendations": float(len(recs))}
    level = levels.recommendations(values, c)
    reasons = [
        f"{len(good)} of {len(recs)} recommendations ({_percent(share)}) meet at least {t.letters} SMART letters and name who and by when."
    ]
    ev = []
    for r in sorted(recs, key=lambda r: r.letters_met)[:_MOST_EVIDENCE]:
        missing = [k for k, v in r.smart.items() if not v.met] + [
            w for w, x in (("who", r.who), ("by when", r.when)) if not x
        ]
        ev.append(
            Evidence(
                r.text, r.location, f"{r.id}: " + (f"lacks {', '.join(missing)}" if missing else "meets all letters")
            )
        )
    edge = min(abs(share - t.full_share), abs(share - t.partial_share))
    need = math.ceil(t.full_share * len(recs) - 1e-9) - len(good)
    tip = (
        f"{need} more recommendation{'' if need == 1 else 's'} with who, by when and a measure would make it Full."
        if level != FULL
        else ""
    )
    sure = [x.confidence for r in recs for x in r.smart.values()]
    return Measure(
        "recommendations",
        level,
        "measured",
        tuple(reasons),
        tuple(ev),
        tip=tip,
        margin=min(1.0, edge / 0.2),
        certainty=sum(sure) / len(sure),
        values=values,
    )


MEASURES: dict[str, Callable[[Facts, Criteria], Measure]] = {
    "family_details": family_details,
    "genogram": genogram,
    "chronology": chronology,
    "seen_and_views": seen_and_views,
    "involvement_summary": involvement_summary,
    "talks_through": talks_through,
    "analysis": analysis,
    "lessons": lessons,
    "recommendations": recommendations,
}
