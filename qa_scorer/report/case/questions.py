"""Questions for each agency before or at the panel: differences, silences, terms not answered, weak recommendations.

Source: 13.4, 13.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa_scorer.report import Report
from qa_scorer.report.case.actions import ActionPlan
from qa_scorer.report.case.chronology import Merged
from qa_scorer.report.case.discrepancies import Discrepancy, shown_date

_MOST = 6  # questions of one kind


@dataclass(frozen=True, slots=True)
class Question:
    """A question to one agency. `about`: heading it stands under; `ask`: what is asked; `basis`: what it rests on."""

    about: str
    ask: str
    basis: str


def questions_for(index: int, report: Report, merged: Merged | None, plan: ActionPlan | None) -> list[Question]:
    """The questions to the agency with that index, the most pressing first."""
    out: list[Question] = []
    if merged is not None:
        out += [_difference(index, d, merged) for d in merged.discrepancies if index in d.agencies]
        silent = [s for s in merged.silences if s.agency == index][:_MOST]
        out += [
            Question(
                "Silence in your chronology",
                f"Was there any contact between {shown_date(s.start)} and {shown_date(s.end)}?",
                f"Your chronology has no entry for {s.days} days; other agencies have {s.others}.",
            )
            for s in silent
        ]
        clash = [c for c in merged.codes if c.agency == index and c.status == "clash"][:_MOST]
        out += [Question("Codes", f"Who is {c.code}?", f"Your glossary says '{c.meaning}'. {c.note}") for c in clash]
    unanswered = [t for t in report.get("terms_of_reference") or [] if t.get("status") == "none"]
    out += [
        Question("Terms of reference", f"What is your answer to {t['id']}: {t['text']}", "No passage that answers it was found.")
        for t in unanswered[: 2 * _MOST]
    ]  # fmt: skip
    out += [
        Question("Standards grid", f"Can you add to '{c.get('title') or c['criterion']}'?", " ".join(c["reasons"]) or "Rated Limited / None.")
        for c in report["grid"]
        if c["rating"] == "limited"
    ]  # fmt: skip
    if plan is not None:
        out += [
            Question("Recommendations", f"{a.id}: can you make it firmer?", f"'{_short(a.text)}': {'; '.join(a.weak)}.")
            for a in plan.actions
            if a.agency == index and a.weak
        ][: 2 * _MOST]
        out += _shared(index, plan)
    return out


def _shared(index: int, plan: ActionPlan) -> list[Question]:
    out = []
    for link in plan.links:
        pair = [plan.actions[link.one], plan.actions[link.two]]
        own = next((a for a in pair if a.agency == index), None)
        if own is None:
            continue
        other = pair[1] if own is pair[0] else pair[0]
        ask = (
            f"{own.id}: can it be done together with {plan.name(other.index)}?"
            if link.kind == "duplicate"
            else f"{own.id}: how does it go with {plan.name(other.index)}?"
        )
        out.append(Question("Recommendations", ask, f"{link.text} Theirs: '{_short(other.text)}'"))
    return out[:_MOST]


def _difference(index: int, d: Discrepancy, merged: Merged) -> Question:
    rows = [merged.entries[k] for k in d.entries]
    own = [e for e in rows if e.agency == index]
    where = f"Your row {', '.join(str(e.row) for e in own)}. " if own else ""
    if d.kind == "told":
        ask = "What record or witness shows it?" if own else "Was this received, and by whom? What was done with it?"
    else:
        ask = "Which is right, and what is your source?"
    return Question("Differences from other agencies", ask, f"{where}{d.text}")


def _short(text: str) -> str:
    return text if len(text) <= 140 else text[:137].rsplit(" ", 1)[0] + " …"


def by_agency(reports: Sequence[Report], merged: Merged | None, plan: ActionPlan | None) -> list[list[Question]]:
    """The questions to each agency, in the order of the reports."""
    return [questions_for(n, r, merged, plan) for n, r in enumerate(reports)]
