"""All recommendations of a case as the addendum to the overview report and as an action plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa_scorer.errors import OutputError
from qa_scorer.render.view import plural
from qa_scorer.render.workbook import Cell, Workbook
from qa_scorer.render.write import write_atomic
from qa_scorer.report import Report
from qa_scorer.report.case.actions import Action, ActionPlan, action_plan
from qa_scorer.report.case.timescales import Step, timescales

_WEAK, _CONFLICT, _TWICE = "#fff7bf", "#fcd9d0", "#e3ecf5"
_STATUS = ("Not started", "In progress", "Done", "Not agreed")


def actions_file(reports: Sequence[Report], output: Path) -> None:
    """Writes the recommendations of a case as .docx or .xlsx.

    Raises:
        InputError: no report has a recommendation.
        OutputError: another ending, or the file cannot be written.
    """
    kind = output.suffix.lower()
    if kind not in (".docx", ".xlsx"):
        raise OutputError(f"--output must end in .docx or .xlsx, not '{output.suffix}'.")
    plan = action_plan(reports)
    steps = timescales(reports)
    write_atomic(output, as_word(plan, steps) if kind == ".docx" else as_workbook(plan, steps))


def links(plan: ActionPlan, action: Action) -> str:
    """What links an action with those of other agencies."""
    out = []
    for link in plan.of(action.index):
        other = link.two if link.one == action.index else link.one
        out.append(f"{'Like' if link.kind == 'duplicate' else 'In conflict with'} {plan.name(other)}. {link.text}")
    if action.repeats:
        out.append(f"Repeats an earlier recommendation ({action.repeats}).")
    return " ".join(out)


def marks(action: Action) -> str:
    """Why an action is weak; empty where it is not."""
    text = "; ".join(action.weak)
    return text[:1].upper() + text[1:]


def summary(plan: ActionPlan) -> str:
    """The plan in one sentence."""
    weak = sum(bool(a.weak) for a in plan.actions)
    twice = sum(x.kind == "duplicate" for x in plan.links)
    conflicts = len(plan.links) - twice
    return (
        f"{plural(len(plan.actions), 'recommendation')} of {plural(len(plan.agencies), 'agency', 'agencies')}: {weak} marked as weak, "
        f"{plural(twice, 'pair')} that {'asks' if twice == 1 else 'ask'} for the same, {plural(conflicts, 'possible conflict')}."
    )


def shown_step(s: Step) -> list[str]:
    """A step of the timescales as cells."""
    state = f"{s.state} ({s.days} days)" if s.days else s.state
    dates = ["" if d is None else d.strftime("%d/%m/%Y") for d in (s.start, s.due, s.done)]
    return [s.name + (f": {s.agency}" if s.agency else ""), *dates, state]


def as_word(plan: ActionPlan, steps: Sequence[Step]) -> bytes:
    """Addendum and action plan as a Word document."""
    from qa_scorer.render.word_tables import WordFile

    file = WordFile("Recommendations of the agencies and action plan")
    file.text(summary(plan))
    file.heading("Addendum: recommendations as the agencies wrote them")
    for agency in plan.agencies:
        file.heading(agency.name, 2)
        own = [a for a in plan.actions if a.agency == agency.index]
        file.items([f"{a.id}. {a.text}" for a in own] or ["No recommendation was found in this report."])
    file.heading("Action plan")
    rows: list[list[str]] = []
    fills: list[list[str | None]] = []
    for a in plan.actions:
        rows.append(
            [a.id, plan.agencies[a.agency].label, a.text, a.owner or "", a.date or "", a.outcome or "", a.review or "", "", marks(a), links(plan, a)]
        )  # fmt: skip
        kinds = {x.kind for x in plan.of(a.index)}
        colour = _CONFLICT if "conflict" in kinds else _TWICE if kinds else None
        fills.append([*[None] * 8, _WEAK if a.weak else None, colour])
    heads = (
        "No.",
        "Agency",
        "Action",
        "Owner",
        "By when",
        "Outcome",
        "Review",
        "Progress",
        "Weak because",
        "Other agencies",
    )
    shares = (0.7, 1.6, 4.6, 1.6, 1.5, 2.2, 1.4, 1.4, 2.0, 2.8)
    file.table(list(zip(heads, shares, strict=True)), rows, fills=fills, size=8)
    file.heading("Same or in conflict")
    if plan.links:
        file.table(
            [("Kind", 1), ("One", 2), ("Other", 2), ("Why", 4)],
            [[x.kind.capitalize(), plan.name(x.one), plan.name(x.two), x.text] for x in plan.links],
            size=9,
        )
    else:
        file.text("None found.")
    file.heading("Timescales of the case")
    file.table(
        [("Step", 5), ("From", 1.4), ("Due", 1.4), ("Done", 1.4), ("", 2)], [shown_step(s) for s in steps], size=9
    )
    return file.bytes()


def as_workbook(plan: ActionPlan, steps: Sequence[Step]) -> bytes:
    """Action plan as a workbook with a list of states to choose from."""
    book = Workbook("Action plan")
    sheet = book.sheet("Action plan")
    sheet.heading("Action plan", summary(plan))

    def fill(row: int, column: int, value: Cell) -> str | None:
        action = plan.actions[row]
        kinds = {x.kind for x in plan.of(action.index)}
        if column == 10 and action.weak:
            return _WEAK
        if column == 11 and kinds:
            return _CONFLICT if "conflict" in kinds else _TWICE
        return None

    heads = [("No.", 7), ("Agency", 26), ("Action", 60), ("Owner", 22), ("By when", 18), ("Outcome", 34), ("Review", 22), ("Status", 13), ("SMART", 9), ("Kind", 14), ("Weak because", 34), ("Other agencies", 48)]  # fmt: skip
    top, first, last = sheet.table(
        heads,
        [
            [a.id, plan.agencies[a.agency].name, a.text, a.owner, a.date, a.outcome, a.review, "", a.letters, a.strength, marks(a), links(plan, a)]
            for a in plan.actions
        ],
        fill=fill,
    )  # fmt: skip
    sheet.sheet.data_validation(first, 7, last, 7, {"validate": "list", "source": list(_STATUS)})
    for status, colour in (("Done", "#cce2d8"), ("In progress", "#fff7bf"), ("Not agreed", "#fcd9d0")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": book.book.add_format({"bg_color": colour})}  # fmt: skip
        sheet.sheet.conditional_format(first, 7, last, 7, rule)
    sheet.sheet.freeze_panes(top + 1, 3)
    sheet.sheet.repeat_rows(top)
    sheet = book.sheet("Same or in conflict")
    sheet.heading("Same or in conflict")
    sheet.table(
        [("Kind", 12), ("One", 28), ("Its words", 60), ("Other", 28), ("Its words", 60), ("Why", 50)],
        [
            [x.kind, plan.name(x.one), plan.actions[x.one].text, plan.name(x.two), plan.actions[x.two].text, x.text]
            for x in plan.links
        ],
    )
    sheet = book.sheet("Timescales")
    sheet.heading("Timescales of the case")
    sheet.table([("Step", 50), ("From", 13), ("Due", 13), ("Done", 13), ("State", 22)], [shown_step(s) for s in steps])
    return book.bytes()
