"""The pack for a panel meeting: a folder or a zip with grids, letters, merged chronology, action plan and questions."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from qa_scorer.errors import InputError, OutputError
from qa_scorer.render.actions_plan import as_word as plan_word
from qa_scorer.render.actions_plan import as_workbook as plan_workbook
from qa_scorer.render.actions_plan import shown_step, summary
from qa_scorer.render.chronology_merge import render as chronology
from qa_scorer.render.view import plural, word
from qa_scorer.render.write import write_atomic
from qa_scorer.report import Report
from qa_scorer.report.case.actions import ActionPlan, action_plan
from qa_scorer.report.case.agencies import Agency, agencies_of
from qa_scorer.report.case.chronology import Merged, merge
from qa_scorer.report.case.questions import Question, by_agency
from qa_scorer.report.case.timescales import Step, timescales
from qa_scorer.rulepack import load_pack

_UNFIT = re.compile(r"[^\w .&'-]+")
_MEMBER_DATE = (1980, 1, 1, 0, 0, 0)


def pack_file(reports: Sequence[Report], output: Path) -> None:
    """Writes the pack into a folder, or into one file where the name ends in .zip.

    Raises:
        InputError: no reports.
        OutputError: the folder holds other files, or cannot be written.
    """
    files = build(reports)
    if output.suffix.lower() == ".zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name, _MEMBER_DATE), data, zipfile.ZIP_DEFLATED)
        write_atomic(output, buffer.getvalue())
        return
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise OutputError(f"{output} exists already; give the name of a new or empty folder.")
    try:
        for name in files:
            (output / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise OutputError(f"{output} cannot be made ({exc.strerror}). Give another --output.") from exc
    for name, data in files.items():
        write_atomic(output / name, data)


def build(reports: Sequence[Report]) -> dict[str, bytes]:
    """The files of the pack by path.

    Raises:
        InputError: no reports.
    """
    from qa_scorer.render.feedback_letter import render as letter
    from qa_scorer.render.grid_form import render_docx as grid

    if not reports:
        raise InputError("Give the reports of a case.")
    pack = load_pack()
    agencies = agencies_of(reports, pack)
    merged = merge(reports, pack) if any(r["chronology"]["rows"] for r in reports) else None
    plan = action_plan(reports, pack) if any(r["recommendations"] for r in reports) else None
    steps = timescales(reports, pack)
    asked = by_agency(reports, merged, plan)
    names = _names(agencies)
    files = {"1 Overview.docx": overview(reports, agencies, merged, plan, steps, asked)}
    if merged is not None:
        for ending in (".docx", ".xlsx", ".html"):
            files[f"2 Merged chronology{ending}"] = chronology(merged, ending)
    if plan is not None:
        files["3 Action plan.docx"] = plan_word(plan, steps)
        files["3 Action plan.xlsx"] = plan_workbook(plan, steps)
    for report, name, agency, found in zip(reports, names, agencies, asked, strict=True):
        files[f"4 Questions/{name}.docx"] = questions_word(agency, found)
        files[f"5 Standards grids/{name}.docx"] = grid(report)
        files[f"6 Feedback letters/{name}.docx"] = letter(report)
    return files


def _names(agencies: Sequence[Agency]) -> list[str]:
    out: list[str] = []
    for agency in agencies:
        base = _UNFIT.sub(" ", agency.name).strip(" .")[:60] or f"Agency {agency.index + 1}"
        name, n = base, 2
        while name.casefold() in {x.casefold() for x in out}:
            name, n = f"{base} {n}", n + 1
        out.append(name)
    return out


def questions_word(agency: Agency, found: Sequence[Question]) -> bytes:
    """The questions to one agency as a Word document with room for answers."""
    from qa_scorer.render.word_tables import WordFile

    file = WordFile(f"Questions for {agency.name}", landscape=False)
    if not found:
        file.text("There is nothing to ask.")
        return file.bytes()
    file.text("A difference between agencies is a question, not a fault. Please answer with the source of each answer.")
    number = 0
    for about in dict.fromkeys(q.about for q in found):
        file.heading(about)
        rows = []
        for q in (q for q in found if q.about == about):
            number += 1
            rows.append([str(number), q.basis, q.ask, ""])
        file.table([("No.", 0.7), ("What it rests on", 6), ("Question", 4), ("Answer", 4)], rows, size=9)
    return file.bytes()


def overview(
    reports: Sequence[Report],
    agencies: Sequence[Agency],
    merged: Merged | None,
    plan: ActionPlan | None,
    steps: Sequence[Step],
    asked: Sequence[Sequence[Question]],
) -> bytes:
    """First page of the pack: judgement and ratings of each report, timescales, and what the panel has to settle."""
    from qa_scorer.render.word_tables import WordFile

    file = WordFile("Case pack for the panel")
    file.text("Indicative, made by a tool from the agencies' reports; the panel decides.", italic=True)
    file.heading("Reports")
    titles = [c.get("title") or c["criterion"] for c in reports[0]["grid"]]
    rows: list[list[str]] = []
    fills: list[list[str | None]] = []
    colours = {"full": "#cce2d8", "partial": "#fff7bf", "limited": "#fcd9d0"}
    for agency, report in zip(agencies, reports, strict=True):
        ratings = [c["rating"] for c in report["grid"]]
        rows.append(
            [
                agency.name,
                str(report["verdict"]["overall"]).capitalize(),
                *(word("rating", r) if r else "–" for r in ratings),
            ]
        )
        fills.append([None, None, *(colours.get(r or "") for r in ratings)])
    heads = [("Agency", 2.4), ("Judgement", 1.3), *((_head(t), 1.25) for t in titles)]
    file.table(heads, rows, fills=fills, size=7)
    file.heading("Timescales")
    file.table(
        [("Step", 5), ("From", 1.4), ("Due", 1.4), ("Done", 1.4), ("", 2)], [shown_step(s) for s in steps], size=9
    )
    file.heading("To settle")
    lines = []
    if merged is not None:
        lines.append(
            f"{plural(len(merged.discrepancies), 'difference')} between the chronologies (2 Merged chronology)."
        )
        lines += merged.notes
    if plan is not None:
        lines.append(summary(plan))
    lines += [f"{plural(len(found), 'question')} to {a.name}." for a, found in zip(agencies, asked, strict=True)]
    file.items(lines)
    return file.bytes()


def _head(title: str) -> str:
    return title if len(title) <= 40 else title[:38].rsplit(" ", 1)[0] + " …"
