"""The audit: figures right, small numbers hidden, no cell that runs, workbook that opens."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import subprocess
import zipfile

import openpyxl
import pytest
from made import CRITERIA, make_recommendation, make_report, varied_report

from qa_scorer.batch.agreement import agreement_tables, consensus, kappa, read_ratings
from qa_scorer.batch.audit import audit, results, tables
from qa_scorer.batch.figures import Audit, period_of
from qa_scorer.errors import InputError, OutputError
from qa_scorer.history.store import Store
from qa_scorer.history.summary import summarise

EVIL = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "=HYPERLINK(\"http://x\")", "|x", "  =1+1"]  # fmt: skip


def summaries(*reports):
    return [summarise(r) for r in reports]


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "reports"
    root.mkdir()
    for n in range(24):
        (root / f"r{n}.json").write_text(varied_report(n, f"r{n}.docx", f"{n:064x}").dumps())
    return root


def by_key(found, key):
    return next(f for f in found if f.key == key)


def test_counts_are_those_of_the_reports(folder):
    found = tables(folder)
    data = [json.loads(p.read_text()) for p in folder.glob("*.json")]
    ratings = by_key(found, "ratings")
    for n, criterion in enumerate(CRITERIA):
        want = [
            sum(c["rating"] == k for d in data for c in d["grid"] if c["criterion"] == criterion)
            for k in ("full", "partial", "limited")
        ]
        assert ratings.rows[n][1:4] == want
    smart = by_key(found, "smart_agency").rows[0]
    recs = [r["smart"] for d in data for r in d["recommendations"]]
    assert smart[1] == len(recs)
    assert smart[2] == pytest.approx(sum(r["S"] for r in recs) / len(recs))
    verdicts = by_key(found, "verdicts_year")
    assert sum(r[1] for r in verdicts.rows) == sum(d["verdict"]["overall"] == "adequate" for d in data)


def test_store_and_folder_give_the_same_figures(folder, tmp_path):
    found, _ = results(folder)
    with Store(tmp_path / "s.sqlite") as store:
        store.put({"key": str(n), "case_sha256": "", **s} for n, s in enumerate(found))
    one, two = tables(folder), tables(tmp_path / "s.sqlite")
    same = {f.key for f in one} - {"reports", "late", "unread"}
    assert {k: by_key(one, k).rows for k in same} == {k: by_key(two, k).rows for k in same}
    assert by_key(two, "repeat_rate").rows


def test_time_against_timescale(pack):
    case = {"requested": "2012-01-02", "due": "2012-03-01", "received": "2012-03-11", "referred": "2011-11-30", "decided": "2011-12-31", "completed": "2012-06-30"}  # fmt: skip
    found = Audit(summaries(make_report(case=case)), [], pack, 0).timescales()
    rows = {r[0]: r[1:] for r in found.rows}
    assert rows["IMR by its due date"][:2] == [0, 1] and rows["IMR by its due date"][4] == 10
    assert rows["Decision whether to review"][:2] == [0, 1]  # 30 November and a month is 30 December
    assert rows["Review finished"][:2] == [1, 0]  # 31 December and six months is 30 June
    assert period_of(summaries(make_report(case=case))[0]) == "2012 Q1"


def shown_numbers(found):
    """All numbers of counts by table and row."""
    return [
        (f.key, r[0], v)
        for f in found
        for r in f.rows
        for c, v in zip(f.columns, r, strict=True)
        if c.kind == "count" and isinstance(v, int)
    ]


def test_no_small_count_is_shown_and_none_can_be_worked_out(folder):
    found = tables(folder, suppress_below=5)
    assert [x for x in shown_numbers(found) if 0 < x[2] < 5 and x[1] not in ("Agencies", "Cases")] == []
    assert not {"reports", "late", "repeated", "unread"} & {f.key for f in found}
    for key in ("verdicts_year", "ratings", "strengths"):
        for row in by_key(found, key).rows:
            cells = row[1:4] if key != "strengths" else row[1:6]
            hidden = [c for c in cells if isinstance(c, str)]
            assert len(hidden) != 1 or all(c == 0 for c in cells if isinstance(c, int)), row


@pytest.mark.parametrize(("counts", "hidden"), [
    ([[9, 8], [7, 6]], set()),
    ([[2, 9, 8]], {(0, 0), (0, 2)}),
    ([[2, 9], [9, 8], [7, 6]], {(0, 0), (0, 1), (2, 0), (2, 1)}),
    ([[0, 0, 9]], set()),
])  # fmt: skip
def test_hidden_cells_are_never_alone(pack, counts, hidden):
    made = Audit([], [], pack, 5)._matrix(counts, columns=len(counts) > 1)
    got = {(i, j) for i, row in enumerate(made) for j, c in enumerate(row) if isinstance(c, str)}
    assert hidden <= got if len(counts) > 1 else hidden == got
    for line in [*made, *(list(c) for c in zip(*made, strict=True) if len(made) > 1)]:
        assert sum(isinstance(c, str) for c in line) != 1


@pytest.mark.parametrize("ending", [".xlsx", ".html", ".csv"])
def test_files_are_whole_and_for_their_owner_only(folder, tmp_path, ending):
    out = tmp_path / f"audit{ending}"
    audit(folder, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600 and out.stat().st_size > 2_000


def test_no_cell_can_run_as_a_formula(tmp_path):
    root = tmp_path / "reports"
    root.mkdir()
    for n, evil in enumerate(EVIL):
        rec = make_recommendation(1, evil, who=evil)
        report = make_report(evil, recommendations=[rec], name=f"{evil}.docx".replace("/", ""), case={"case_id": evil, "received": "2012-01-01"}, sha256=f"{n:064x}")  # fmt: skip
        (root / f"{n}.json").write_text(report.dumps())
    audit(root, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert sheets and not any(re.search(r"<f[ >]", s) for s in sheets)
        assert not any("hyperlink" in s.lower() for s in sheets)
    audit(root, tmp_path / "a.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) > 50
    assert [
        c for r in rows for c in r if c.lstrip()[:1] in tuple("=+@|") or (c.startswith("-") and not c[1:2].isdigit())
    ] == []
    audit(root, tmp_path / "a.html")
    assert "<script" not in (tmp_path / "a.html").read_text()


def test_workbook_has_tables_filters_colours_and_charts(folder, tmp_path):
    audit(folder, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book["Ratings by criterion"]
    (table,) = sheet.tables.values()
    assert table.autoFilter is not None and len(list(sheet.conditional_formatting)) >= 3
    assert sum(len(s._charts) for s in book.worksheets) >= 6
    assert len({t for s in book.worksheets for t in s.tables}) == sum(len(s.tables) for s in book.worksheets)


def test_html_tells_text_apart_from_markup(tmp_path):
    root = tmp_path / "reports"
    root.mkdir()
    (root / "x.json").write_text(make_report("<script>alert(1)</script> & Sons").dumps())
    audit(root, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page


def test_agreement_with_a_panel(folder, tmp_path):
    data = {p.stem: json.loads(p.read_text()) for p in folder.glob("*.json")}
    lines = ["Report,Criterion,Rating,Rater"]
    for name, d in data.items():
        for c in d["grid"]:
            lines += [
                f"{name}.docx,{c['criterion']},{c['rating']},AB",
                f"{name}.docx,{c['criterion']},{'Full and Clear' if c['criterion'] == 'lessons' else c['rating']},CD",
            ]
    (tmp_path / "panel.csv").write_text("\n".join(lines))
    found = tables(folder, tmp_path / "panel.csv")
    rows = {r[0]: r[1:] for r in by_key(found, "agreement").rows}
    assert rows["All"][0] == 24 * 9
    assert rows["Genogram or network"][1] == 1.0
    assert by_key(found, "raters").rows[0][2] < 1.0
    assert by_key(found, "rater_pairs").rows[0][:3] == ["AB", "CD", 24 * 9]


def test_kappa_and_consensus():
    assert kappa([("full", "full"), ("limited", "limited"), ("partial", "partial")]) == 1.0
    assert kappa([("full", "limited"), ("limited", "full")]) == -1.0
    assert kappa([("full", "full"), ("full", "full")]) is None
    assert consensus({"a": "full", "b": "full", "c": "limited"}) == "full"
    assert consensus({"a": "full", "b": "partial", "c": "limited"}) == "partial"


@pytest.mark.parametrize(("text", "words"), [
    ("a,b\n1,2\n", "needs the columns"), ("report,criterion,rating\nx,analysis,good\n", "line 2"),
    ("report,criterion,rating\nx,anlysis,full\n", "unknown criterion"), ("report,criterion,rating\n", "no ratings"),
])  # fmt: skip
def test_wrong_ratings_are_said_with_their_line(tmp_path, text, words):
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(InputError, match=words):
        read_ratings(tmp_path / "p.csv")


def test_ratings_of_other_reports_are_refused(tmp_path):
    (tmp_path / "p.csv").write_text("report,criterion,rating\nnowhere.docx,analysis,full\n")
    with pytest.raises(InputError, match="None of the panel's ratings"):
        agreement_tables(read_ratings(tmp_path / "p.csv"), summaries(make_report()), {}, 0)


def test_wrong_sources_and_endings(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    for source, words in ((tmp_path / "no", "no store or folder"), (tmp_path / "empty", "no scored report")):
        with pytest.raises(InputError, match=words):
            audit(source, tmp_path / "a.xlsx")
    with pytest.raises(OutputError, match="must end in"):
        audit(folder, tmp_path / "a.pdf")


@pytest.mark.slow
def test_office_suite_opens_the_workbook(folder, tmp_path):
    audit(folder, tmp_path / "a.xlsx")
    run = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")]  # fmt: skip
    subprocess.run(run, check=True, timeout=240, capture_output=True)
    text = next(tmp_path.glob("a*.csv")).read_text()
    assert "Ratings by criterion" in text and "Full and clear" in text
