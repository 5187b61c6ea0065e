"""All recommendations of a case: duplicates and conflicts over agencies, and the weak ones. Source: 12.1, 12.2, 13.7."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa_scorer.errors import InputError
from qa_scorer.extract.date_text import find_dates
from qa_scorer.report import Report
from qa_scorer.report.case.agencies import Agency, agencies_of
from qa_scorer.rulepack import Pack, load_pack
from qa_scorer.rulepack.schemas.criteria import Criteria
from qa_scorer.rulepack.schemas.manager import Manager

_NUMBER = re.compile(r"\b(\d+)\s*(hours?|days?|weeks?|months?|years?|per cent|%)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Action:
    """A recommendation as a line of the action plan. `weak`: why it is weak, in plain words; `repeats`: source of the
    earlier recommendation that it repeats."""

    index: int
    agency: int
    id: str
    text: str
    owner: str | None
    date: str | None
    outcome: str | None
    review: str | None
    letters: str
    strength: str
    repeats: str | None
    weak: tuple[str, ...]

    @property
    def label(self) -> str:
        """How other lines name it."""
        return self.id


@dataclass(frozen=True, slots=True)
class Link:
    """Two actions of different agencies. `kind`: 'duplicate' or 'conflict'; `text`: why, in plain words."""

    kind: str
    one: int
    two: int
    similarity: float
    text: str


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The action plan of a case."""

    agencies: list[Agency]
    actions: list[Action]
    links: list[Link]

    def name(self, index: int) -> str:
        """Number and agency of an action."""
        action = self.actions[index]
        return f"{action.id} of {self.agencies[action.agency].label}"

    def of(self, index: int) -> list[Link]:
        """The links of an action."""
        return [x for x in self.links if index in (x.one, x.two)]


def action_plan(reports: Sequence[Report], pack: Pack | None = None) -> ActionPlan:
    """The recommendations of all reports, agency by agency, with what links them.

    Raises:
        InputError: none of the reports has a recommendation.
    """
    pack = pack or load_pack()
    rules, letters = pack.get(Manager), pack.get(Criteria).recommendations.letters
    agencies = agencies_of(reports, pack)
    actions: list[Action] = []
    for agency, report in zip(agencies, reports, strict=True):
        for rec in report["recommendations"]:
            actions.append(_action(len(actions), agency.index, rec, letters))
    if not actions:
        raise InputError("None of these reports has a recommendation.")
    return ActionPlan(agencies, actions, _links(actions, rules))


def _action(index: int, agency: int, rec: dict[str, Any], least: int) -> Action:
    met = "".join(k for k in "SMART" if rec["smart"].get(k))
    weak = []
    if len(met) < least:
        missing = ", ".join(_LETTERS[k] for k in "SMART" if k not in met)
        weak.append(f"not {missing}")
    weak += [f"no {name}" for name, key in (("owner", "who"), ("date", "when"), ("outcome", "outcome")) if not rec[key]]
    if rec.get("strength") == "reminder":
        weak.append("only a reminder")
    elif rec.get("strength") == "training" and not rec["outcome"]:
        weak.append("training without a stated effect")
    repeats = rec.get("repeats") or None
    return Action(
        index=index,
        agency=agency,
        id=rec["id"],
        text=" ".join(str(rec["text"]).split()),
        owner=rec["who"],
        date=rec["when"],
        outcome=rec["outcome"],
        review=rec.get("review"),
        letters=met,
        strength=rec.get("strength") or "other",
        repeats=repeats["source"] if repeats else None,
        weak=tuple(weak),
    )


_LETTERS = {"S": "specific", "M": "measurable", "A": "achievable", "R": "reasonable", "T": "timely"}


def _links(actions: list[Action], rules: Manager) -> list[Link]:
    from qa_scorer.classify.load import load_models
    from qa_scorer.classify.similarity import embed

    vectors = embed(load_models(), [a.text for a in actions])
    near = vectors @ vectors.T
    out: list[Link] = []
    for n, a in enumerate(actions):
        for b in actions[n + 1 :]:
            if a.agency == b.agency:
                continue
            value = float(near[a.index, b.index])
            if value < rules.related_similarity:
                continue
            reasons = _conflicts(a, b, rules, value)
            if value >= rules.duplicate_similarity:
                out.append(Link("duplicate", a.index, b.index, value, "Both ask for much the same."))
            if reasons:
                out.append(Link("conflict", a.index, b.index, value, " ".join(reasons)))
    return out


def _conflicts(a: Action, b: Action, rules: Manager, value: float) -> list[str]:
    """Why two related actions do not go together."""
    out = []
    for rule in rules.conflict:
        for one, two in ((a, b), (b, a)):
            x, y = rule.one.search(one.text), rule.other.search(two.text)
            if x and y and not rule.other.search(one.text) and not rule.one.search(two.text):
                out.append(f"One says '{x.group()}', the other '{y.group()}'.")
                break
    if value >= rules.duplicate_similarity - 0.1:
        dates = [{d.date for d in find_dates(x.date or "") if d.date} for x in (a, b)]
        if dates[0] and dates[1] and not dates[0] & dates[1]:
            out.append(f"Different dates: {a.date} and {b.date}.")
        numbers = [{(n, u.lower().rstrip("s")) for n, u in _NUMBER.findall(x.text)} for x in (a, b)]
        for unit in sorted({u for _, u in numbers[0]} & {u for _, u in numbers[1]}):
            left, right = ({n for n, u in found if u == unit} for found in numbers)
            if left.isdisjoint(right):
                out.append(f"Different figures: {', '.join(sorted(left))} and {', '.join(sorted(right))} {unit}s.")
    return out
