"""A batch: all files in the index, nothing redone, nothing lost, whatever dies."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_scorer import score as fake

from qa_scorer.batch import run_batch
from qa_scorer.batch.inputs import collect
from qa_scorer.batch.journal import read_lines
from qa_scorer.batch.local import LocalEngine
from qa_scorer.batch.task import Task, rules_of
from qa_scorer.errors import InputError, OutputError
from qa_scorer.history.store import Store

HERE = Path(__file__).parent


@pytest.fixture
def batch(rules):
    def go(source: Path, out: Path, **more):
        options = {"workers": 2, "scorer": fake, "store": "", "pack": rules} | more
        return run_batch(source, out, **options)

    return go


def state(out: Path):
    """All that a batch leaves, without times."""
    index = [{k: v for k, v in x.items() if k != "seconds"} for x in read_lines(out / "index.jsonl")]
    reports = {p.name: p.read_bytes() for p in sorted(out.glob("*.json"))}
    with Store(out / "results.sqlite", create=False) as store:
        kept = sorted(store.summaries(), key=lambda s: s["key"])
    return index, reports, kept, sorted(x["key"] for x in read_lines(out / "results.jsonl"))


def test_every_file_has_a_line_and_one_bad_file_stops_nothing(folder, tmp_path, batch):
    source = folder(4, bad1="bad", odd="wrong", gone="die")
    out = tmp_path / "out"
    result = batch(source, out)
    lines = {x["path"]: x for x in read_lines(out / "index.jsonl")}
    assert list(lines) == sorted(p.name for p in source.iterdir())
    assert (result.total, result.succeeded, result.kept) == (7, 4, 0)
    assert {p for p, _ in result.failures} == {"bad1.txt", "odd.txt", "gone.txt"}
    assert lines["bad1.txt"]["reason"] == "bad1.txt is empty. Ask for the file again."
    assert "ended its worker twice" in lines["gone.txt"]["reason"]
    assert "ZeroDivisionError" in lines["odd.txt"]["reason"] and "words" not in lines["odd.txt"]["reason"]
    for n in range(4):
        report = json.loads((out / f"doc{n:03}.json").read_text())
        assert report["document"]["sha256"] == lines[f"doc{n:03}.txt"]["sha256"]


def test_outputs_are_for_their_owner_only(folder, tmp_path, batch):
    batch(folder(2), tmp_path / "out", parquet=True)
    files = [p for p in (tmp_path / "out").iterdir() if p.is_file()]
    assert {"index.jsonl", "results.jsonl", "results.sqlite", "ratings.parquet"} <= {p.name for p in files}
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in files), files


def test_second_run_scores_only_what_is_new_or_changed(folder, tmp_path, batch):
    log = tmp_path / "log"
    source = folder(0, a=f"note {log}\na", b=f"note {log}\nb", bad="bad")
    out = tmp_path / "out"
    batch(source, out)
    (source / "b.txt").write_text(f"note {log}\nb changed")
    (source / "c.txt").write_text(f"note {log}\nc")
    (source / "a.case.toml").write_text('case_id = "2009-77"\n')
    result = batch(source, out)
    assert result.kept == 1  # the bad file, which cannot become good
    assert sorted(x.split()[0] for x in log.read_text().splitlines()) == ["a.txt", "a.txt", "b.txt", "b.txt", "c.txt"]
    assert batch(source, out).kept == 4
    assert next(read_lines(out / "index.jsonl"))["case_id"] == "2009-77"
    assert batch(source, out, resume=False).kept == 0


def test_a_lost_report_is_made_again(folder, tmp_path, batch):
    source, out = folder(3), tmp_path / "out"
    batch(source, out)
    before = state(out)
    (out / "doc001.json").unlink()
    assert batch(source, out).kept == 2
    assert state(out) == before


def test_store_is_filled_from_an_earlier_run(folder, tmp_path, batch):
    source, out = folder(5), tmp_path / "out"
    batch(source, out, store=None)
    assert not (out / "results.sqlite").exists()
    result = batch(source, out)
    assert result.kept == 5
    assert len(state(out)[2]) == 5


def test_a_killed_worker_loses_nothing(folder, tmp_path, batch):
    source = folder(8, x=f"die-once {tmp_path / 'died'}\n")
    result = batch(source, tmp_path / "out")
    assert (tmp_path / "died").exists()
    assert result.failures == ()


def test_a_document_that_hangs_is_given_up(folder, tmp_path, batch):
    source = folder(3, x="hang")
    result = batch(source, tmp_path / "out", seconds_each=1.5)
    assert [p for p, _ in result.failures] == ["x.txt"]


def test_workers_are_replaced_after_their_time(folder, tmp_path, rules):
    log = tmp_path / "log"
    source = folder(0, **{f"d{n:02}": f"note {log}\n{n}" for n in range(8)})
    engine = LocalEngine(1, tasks_each=2)
    known = rules_of(str(rules))
    tasks = (
        Task(n, str(p), hashlib.sha256(p.read_bytes()).hexdigest(), None, "", known, 60.0, fake)
        for n, p in enumerate(sorted(source.iterdir()))
    )
    outcomes = list(engine.run(tasks))
    assert sorted(o.number for o in outcomes) == list(range(8))
    assert len({x.split()[1] for x in log.read_text().splitlines()}) == 4


SCRIPT = """
import sys
sys.path[:0] = [{here!r}]
from pathlib import Path
from fake_scorer import score
from qa_scorer.batch import run_batch
run_batch(Path({source!r}), Path({out!r}), workers=2, store="", scorer=score, pack={rules!r})
"""


def started(source: Path, out: Path, rules: Path, seconds: float) -> subprocess.Popen[bytes]:
    code = SCRIPT.format(here=str(HERE), source=str(source), out=str(out), rules=str(rules))
    env = os.environ | {"FAKE_SECONDS": str(seconds)}
    return subprocess.Popen([sys.executable, "-c", code], env=env, start_new_session=True, stderr=subprocess.DEVNULL)


@pytest.mark.slow
def test_ten_kills_at_random_change_nothing(folder, tmp_path, batch, rules):
    source = folder(60, bad="bad")
    batch(source, tmp_path / "whole")
    out = tmp_path / "out"
    dice = random.Random(7)
    kills, finished = 0, False
    while not finished:
        process = started(source, out, rules, 0.15)
        if kills < 10:
            deadline = time.monotonic() + 60
            had = len(list(out.glob("*.json"))) if out.exists() else 0
            want = had + dice.randint(0, 4)
            while time.monotonic() < deadline and process.poll() is None:
                if out.exists() and len(list(out.glob("*.json"))) >= want:
                    break
                time.sleep(0.01)
            time.sleep(dice.random() * 0.2)
            process.send_signal(signal.SIGKILL)  # the workers must notice by themselves
            kills += 1
        finished = process.wait() == 0
    assert kills == 10
    assert state(out) == state(tmp_path / "whole")


def test_workers_end_when_the_batch_is_killed(folder, tmp_path, rules):
    log = tmp_path / "log"
    source = folder(0, **{f"d{n:02}": f"note {log}\n{n}" for n in range(6)})
    process = started(source, tmp_path / "out", rules, 1.0)
    for _ in range(600):
        if log.exists() and log.read_text().strip():
            break
        time.sleep(0.05)
    pids = {int(x.split()[1]) for x in log.read_text().splitlines()}
    assert pids
    process.kill()
    process.wait()
    for _ in range(200):
        if not any(Path(f"/proc/{p}").exists() for p in pids):
            return
        time.sleep(0.05)
    pytest.fail("workers outlived the batch")


def test_a_second_batch_on_the_same_folder_is_refused(folder, tmp_path, batch):
    from qa_scorer.batch.journal import Journal

    journal = Journal(tmp_path / "out")
    with pytest.raises(OutputError, match="Another batch"):
        batch(folder(1), tmp_path / "out")
    journal.close()
    assert batch(folder(1), tmp_path / "out").succeeded == 1


def test_torn_lines_are_healed(folder, tmp_path, batch):
    source, out = folder(4), tmp_path / "out"
    batch(source, out)
    before = state(out)
    for name in ("index.jsonl", "results.jsonl"):
        raw = (out / name).read_bytes()
        (out / name).write_bytes(raw[:-25])
    assert batch(source, out).kept == 3
    assert state(out) == before


def test_a_report_without_its_line_is_known_again(folder, tmp_path, batch):
    source, out = folder(4), tmp_path / "out"
    batch(source, out)
    before = state(out)
    (out / "index.jsonl").unlink()
    assert batch(source, out).kept == 4
    assert state(out) == before


def test_names_differ_even_where_capitals_do_not_count(tmp_path):
    root = tmp_path / "in"
    for name in ("a.docx", "A.pdf", "sub/a.docx", "sub/b.txt", "~$a.docx", ".hidden/x.docx", "notes.xyz"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    items = collect(root, root / "out")
    assert [i.label for i in items] == ["A.pdf", "a.docx", "sub/a.docx", "sub/b.txt"]
    assert len({i.name.casefold() for i in items}) == 4
    assert items[3].name == "b"


def test_a_list_of_paths(folder, tmp_path, batch):
    source = folder(3)
    listed = tmp_path / "list.txt"
    listed.write_text("# mine\nin/doc002.txt\n\nin/absent.docx\nin/doc002.txt\n" + str(source / "doc000.txt") + "\n")
    result = batch(listed, tmp_path / "out")
    assert result.total == 3
    assert [p for p, _ in result.failures] == ["in/absent.docx"]
    (tmp_path / "in" / "absent.docx").write_text("here now")
    assert batch(listed, tmp_path / "out").failures == ()


@pytest.mark.parametrize(("source", "options", "words"), [
    ("nowhere", {}, "no folder or list"),
    ("in", {"engine": "ray"}, "no engine 'ray'"),
    ("in", {"engine": "dask"}, "--scheduler"),
    ("in", {"scheduler": "tcp://x:1"}, "--engine dask"),
])  # fmt: skip
def test_wrong_options_are_said_in_one_line(folder, tmp_path, source, options, words, batch):
    folder(1)
    with pytest.raises(InputError, match=words):
        batch(tmp_path / source, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_empty_folder_is_refused(tmp_path, batch):
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match="holds no document"):
        batch(tmp_path / "in", tmp_path / "out")


def test_bad_case_file_fails_that_document_only(folder, tmp_path, batch):
    source = folder(2)
    (source / "doc000.case.toml").write_text("agncy = 1\n")
    result = batch(source, tmp_path / "out")
    assert [p for p, _ in result.failures] == ["doc000.txt"]
    assert "agncy" in result.failures[0][1]


def test_parquet_holds_the_same_rows(folder, tmp_path, batch):
    import pyarrow.parquet as pq

    out = tmp_path / "out"
    batch(folder(5), out, parquet=True)
    summaries = list(read_lines(out / "results.jsonl"))
    assert pq.read_table(out / "reports.parquet").num_rows == 5
    assert pq.read_table(out / "ratings.parquet").num_rows == 45
    recs = pq.read_table(out / "recommendations.parquet").to_pylist()
    assert [r["text"] for r in recs] == [r["text"] for s in summaries for r in s["recommendations"]]


@pytest.mark.slow
def test_real_documents_by_the_command_line(tmp_path):
    from qa_scorer.batch.audit import audit
    from qa_scorer.cli import run
    from qa_scorer.report import load_report

    corpus = HERE.parent / "corpus" / "given"
    source = tmp_path / "in"
    source.mkdir()
    for name in ("d01.docx", "d01.case.toml", "d04.docx"):
        (source / name).write_bytes((corpus / name).read_bytes())
    (source / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    (source / "empty.pdf").write_bytes(b"")
    out = tmp_path / "out"
    assert run(["batch", str(source), "--output", str(out), "--workers", "2"]) == 0
    lines = {x["path"]: x for x in read_lines(out / "index.jsonl")}
    assert [k for k, x in lines.items() if x["status"] == "ok"] == ["d01.docx", "d04.docx"]
    assert lines["d01.docx"]["case_file"] == "d01.case.toml"
    assert (
        run(
            [
                "score",
                str(source / "d01.docx"),
                "--case",
                str(source / "d01.case.toml"),
                "-f",
                "json",
                "-o",
                str(tmp_path / "one.json"),
            ]
        )
        == 0
    )
    one, many = load_report(tmp_path / "one.json").data, load_report(out / "d01.json").data
    assert {k for k in one if one[k] != many[k]} == set()
    for name in ("a.xlsx", "a.html", "a.csv"):
        audit(out, tmp_path / name)
    reports = [str(out / "d01.json"), str(out / "d04.json")]
    assert run(["chronology", "merge", *reports, "--output", str(tmp_path / "c.docx")]) == 0
    assert run(["actions", *reports, "--output", str(tmp_path / "p.xlsx")]) == 0
    assert run(["pack", *reports, "--output", str(tmp_path / "pack.zip")]) == 0
