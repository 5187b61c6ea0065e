"""Files for a whole case: merged chronology, action plan, timescales, questions."""

from __future__ import annotations

import datetime as dt
import io
import re
import stat
import subprocess
import zipfile

import cases
import docx
import openpyxl
import pytest
from made import make_recommendation, make_report

from qa_scorer.errors import InputError, OutputError
from qa_scorer.render.actions_plan import actions_file
from qa_scorer.render.chronology_merge import merge_file
from qa_scorer.report.case.actions import action_plan
from qa_scorer.report.case.chronology import merge
from qa_scorer.report.case.questions import by_agency
from qa_scorer.report.case.timescales import add_months, step, timescales


@pytest.fixture(scope="module")
def reports():
    return cases.first_case()


@pytest.fixture(scope="module")
def plan(reports, pack):
    return action_plan(reports, pack)


def test_every_recommendation_is_in_the_plan(plan, reports):
    assert len(plan.actions) == sum(len(r["recommendations"]) for r in reports)
    assert [a.text for a in plan.actions if a.agency == 3] == [r["text"] for r in reports[3]["recommendations"]]


def test_duplicates_and_conflicts_over_agencies(plan):
    links = {(x.kind, plan.name(x.one), plan.name(x.two)) for x in plan.links}
    forms = ("R1 of Northmoor", "R1 of Anchor Home Care Ltd")
    assert ("duplicate", *forms) in links and ("conflict", *forms) in links
    falls = [x for x in plan.links if {x.one, x.two} == {0, 2}]
    assert {x.kind for x in falls} == {"duplicate", "conflict"}
    assert "30 June 2012" in next(x.text for x in falls if x.kind == "conflict")
    assert all("Weight" not in plan.actions[x.one].text + plan.actions[x.two].text for x in plan.links)


def test_weak_ones_are_marked_with_the_reason(plan):
    weak = {a.text: a.weak for a in plan.actions if a.weak}
    assert "only a reminder" in weak["All social workers should be reminded to record case closure."]
    assert "no owner" in weak["Weight to be recorded monthly."]
    assert not any("missing money" in t for t in weak)


@pytest.mark.parametrize(("start", "months", "end"), [
    ((2012, 1, 31), 1, (2012, 2, 29)), ((2011, 8, 31), 6, (2012, 2, 29)), ((2011, 12, 5), 1, (2012, 1, 5)), ((2011, 6, 30), 6, (2011, 12, 30)),
])  # fmt: skip
def test_months_are_calendar_months(start, months, end):
    assert add_months(dt.date(*start), months) == dt.date(*end)


def test_steps_of_the_case(reports, pack):
    steps = timescales(reports, pack, dt.date(2012, 10, 1))
    assert [(s.name, s.state, s.days) for s in steps] == [
        ("Decision whether to review", "in time", 0), ("IMR", "in time", 0), ("IMR", "late", 19), ("IMR", "overdue", 122), ("IMR", "in time", 0),
        ("Review finished", "overdue", 29),
    ]  # fmt: skip
    assert step("x", None, None, dt.date(2012, 1, 1), None).state == "not known"
    assert step("x", None, dt.date(2012, 1, 1), None, dt.date(2011, 1, 1)).state == "not yet due"


def test_questions_go_to_those_who_can_answer(reports, pack, plan):
    asked = by_agency(reports, merge(reports, pack), plan)
    fax = [n for n, found in enumerate(asked) if any("Fax to Adult Social Care" in q.basis for q in found)]
    assert fax == [0, 1]
    assert any("Which is right" in q.ask for q in asked[2])
    assert any(q.ask.startswith("R2: can you make it firmer") for q in asked[2])


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".html"])
def test_merged_chronology_holds_every_entry(reports, tmp_path, ending):
    out = tmp_path / f"c{ending}"
    merge_file(reports, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    if ending == ".docx":
        tables = docx.Document(str(out)).tables
        assert len(tables[2].rows) == 1 + 52
        assert "D1" in " ".join(c.text for r in tables[2].rows for c in r.cells)
    elif ending == ".xlsx":
        sheet = openpyxl.load_workbook(out)["Chronology"]
        assert sum(1 for r in sheet.iter_rows() if isinstance(r[0].value, int)) == 52
    else:
        page = out.read_text()
        assert page.count('<article class="entry') == 52 and "<svg" in page and "<script" not in page


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_action_plan_files(reports, tmp_path, ending):
    out = tmp_path / f"a{ending}"
    actions_file(reports, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    if ending == ".xlsx":
        sheet = openpyxl.load_workbook(out)["Action plan"]
        assert len(sheet.data_validations.dataValidation) == 1 and len(sheet.tables) == 1
    else:
        text = "\n".join(p.text for p in docx.Document(str(out)).paragraphs)
        assert "Weight to be recorded monthly." in text


def test_wrong_endings_and_empty_reports(reports, tmp_path):
    for write in (merge_file, actions_file):
        with pytest.raises(OutputError, match="must end in"):
            write(reports, tmp_path / "x.pdf")
    with pytest.raises(InputError, match="None of these reports"):
        actions_file([make_report()], tmp_path / "x.docx")


def test_hostile_text_stays_text(tmp_path):
    evil = "=cmd|' /C calc'!A0 <script>x</script> \u202e\x07"
    rows = cases.rows("2011-03-04 | 12:00 | k: HERE")
    rows[0]["cells"]["contact"] = evil
    report = make_report("=1+1 Care Home", rows=rows, recommendations=[make_recommendation(1, evil, who=evil)])
    for ending in (".docx", ".xlsx", ".html"):
        merge_file([report], tmp_path / f"c{ending}")
    actions_file([report], tmp_path / "a.xlsx")
    for name in ("c.xlsx", "a.xlsx"):
        with zipfile.ZipFile(io.BytesIO((tmp_path / name).read_bytes())) as archive:
            sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(re.search(r"<f[ >]", s) for s in sheets)
    assert "<script>" not in (tmp_path / "c.html").read_text()


def test_case_pack_holds_all_papers(reports, tmp_path):
    pytest.importorskip("qa_scorer.render.feedback_letter")
    from qa_scorer.render.case_pack import pack_file

    pack_file(reports, tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    assert sum(n.startswith("5 Standards grids/") for n in names) == 4
    assert sum(n.startswith("6 Feedback letters/") for n in names) == 4
    assert sum(n.startswith("4 Questions/") for n in names) == 4
    assert {"1 Overview.docx", "2 Merged chronology.xlsx", "3 Action plan.docx"} <= set(names)
    pack_file(reports, tmp_path / "folder")
    found = sorted(
        p.relative_to(tmp_path / "folder").as_posix() for p in (tmp_path / "folder").rglob("*") if p.is_file()
    )
    assert found == sorted(names)
    with pytest.raises(OutputError, match="exists already"):
        pack_file(reports, tmp_path / "folder")


@pytest.mark.slow
def test_office_suite_opens_the_workbooks(reports, tmp_path):
    merge_file(reports, tmp_path / "c.xlsx")
    actions_file(reports, tmp_path / "a.xlsx")
    for name in ("c", "a"):
        run = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / f"{name}.xlsx")]  # fmt: skip
        subprocess.run(run, check=True, timeout=240, capture_output=True)
        assert (tmp_path / f"{name}.pdf").stat().st_size > 5_000
