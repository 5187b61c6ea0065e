"""The reader's process: what comes back, what it may not do, and that nothing is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from qa_scorer import ingest
from qa_scorer.errors import InputError
from qa_scorer.ingest import read, read_bytes_hash, start
from qa_scorer.settings import Limits
from tests.ingest.conftest import Kit, p

REPO = Path(__file__).resolve().parents[2]


def left_behind() -> set[str]:
    return {f.name for f in Path(tempfile.gettempdir()).iterdir() if f.name.startswith(("qa-scorer-", "OSL_PIPE"))}


def test_document_with_hash_and_name(kit: Kit) -> None:
    path = kit.write(p("Words here"), name="My review.docx")
    document = read(path)
    assert document.sha256 == read_bytes_hash(path)
    assert (document.file_name, document.format, document.words) == ("My review.docx", "docx", 2)


def test_name_and_content_disagree(kit: Kit, tmp_path: Path) -> None:
    path = kit.write(p("x"), name="report.pdf")
    document = read(path)
    assert document.format == "docx"
    assert "named .pdf but is a Word document" in document.warnings[0]
    text = tmp_path / "notes.docx"
    text.write_text("Only words.")
    assert read(text).format == "txt"


def test_result_twice_and_cancel(kit: Kit) -> None:
    pending = start(kit.write(p("x")))
    assert pending.result() is pending.result()
    cancelled = start(kit.write(p("x"), name="y.docx"))
    cancelled.cancel()
    assert cancelled._process.poll() is not None
    with pytest.raises(InputError, match="cancelled"):
        cancelled.result()


def test_a_dropped_reader_is_ended(kit: Kit) -> None:
    pending = start(kit.write(p("x")))
    process = pending._process
    del pending
    assert process.wait(5) is not None


def test_time_limit(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "_START", "import time; paths = {paths!r}\nwhile True: time.sleep(1)")
    with pytest.raises(InputError, match=r"takes too long to read \(limit: 1\)"):
        read(kit.write(p("x")), limits=Limits(seconds=1))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import os; os.kill(os.getpid(), 11)", "the reader stopped on it"),
        ("import os; os.kill(os.getpid(), 9)", "needs too much memory"),
        ("import os; os.kill(os.getpid(), 24)", "takes too long"),
        ("print('rubbish')", "the reader stopped on it"),
        ("import pickle, sys; sys.stdout.buffer.write(pickle.dumps({{}}))", "the reader stopped on it"),
        ("pass", "the reader stopped on it"),
        ("import sys; sys.stderr.write('secret text'); sys.exit(1)", "the reader stopped on it"),
        ("import json; print(json.dumps(['error', 'x is bad. Do this.']))", "x is bad. Do this."),
    ],
)  # fmt: skip
def test_whatever_the_process_does_one_line_comes_out(
    kit: Kit, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], code: str, told: str
) -> None:
    monkeypatch.setattr(ingest, "_START", "paths = {paths!r}\n" + code)
    with pytest.raises(InputError) as info:
        read(kit.write(p("x")))
    assert told in str(info.value)
    assert "\n" not in str(info.value)
    assert capfd.readouterr() == ("", "")


def test_memory_limit(kit: Kit) -> None:
    path = kit.write("".join(p(f"Words {i}") for i in range(60_000)))
    with pytest.raises(InputError, match=r"needs too much memory \(limit: 110 MiB\)"):
        read(path, limits=Limits(memory_bytes=110 * 1024**2))


def test_output_limit(kit: Kit) -> None:
    path = kit.write(p("long words " * 2000) * 20)
    with pytest.raises(InputError, match="too much content"):
        read(path, limits=Limits(output_bytes=50_000))


def test_a_file_that_changes_is_noticed(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kit.write(p("x"))
    pending = start(path)
    pending._process.wait(20)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(InputError, match="changed while it was being read"):
        pending.result()


def test_nothing_is_left_behind(kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "temp"  # other tests that run at the same time have theirs
    own.mkdir()
    monkeypatch.setenv("TMPDIR", str(own))
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    before = left_behind()
    read(kit.write(p("x")))
    bad = kit.folder / "bad.docx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(InputError):
        read(bad)
    assert left_behind() <= before


def test_many_at_once(kit: Kit) -> None:
    path = kit.write(p("x"))
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(len(read(path).blocks))) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(set(results)) == 1 and len(results) == 4


def test_it_does_not_depend_on_the_folder_or_the_environment(kit: Kit, tmp_path: Path) -> None:
    """A module of the same name in the working folder, or in PYTHONPATH, is never imported."""
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("lxml.py", "json.py", "zipfile.py", "sitecustomize.py"):
        (trap / name).write_text("raise SystemExit('trapped')")
    path = kit.write(p("safe"))
    code = f"import sys; sys.path.insert(0, {str(REPO)!r})\nfrom pathlib import Path\nfrom qa_scorer.ingest import read\nimport os\nos.chdir({str(trap)!r})\nprint(read(Path({str(path)!r})).blocks[0].text)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.stdout.strip() == "safe", done.stderr


def test_only_what_a_format_needs_is_imported(kit: Kit, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(REPO)!r})\nimport qa_scorer.ingest.child, qa_scorer.ingest.docx, qa_scorer.ingest.wire, qa_scorer.ingest.detect\n"
        "print([m for m in ('spacy', 'numpy', 'pydantic', 'pdfplumber', 'docx', 'msoffcrypto', 'typer', 'email', 'socket') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


FENCED = """
import sys, os, json
sys.path[:] = {paths!r}
from pathlib import Path
from qa_scorer.ingest.sandbox import fence, limit_resources
folder = Path({folder!r})
limit_resources(seconds=20, memory_bytes=1 << 30, output_bytes=1 << 20, open_files=64)
raised = fence(folder, programs={programs})
out = {{"raised": raised}}
def attempt(name, action):
    try:
        action()
        out[name] = "done"
    except Exception as exc:
        out[name] = type(exc).__name__
import socket, subprocess, ctypes
libc = ctypes.CDLL(None, use_errno=True)
attempt("socket", lambda: socket.socket())
attempt("lookup", lambda: socket.getaddrinfo("example.org", 80))
out["native socket"] = libc.socket(2, 1, 0)
attempt("inside", lambda: (folder / "a").write_text("x"))
attempt("outside", lambda: Path({outside!r}).write_text("x"))
attempt("append", lambda: open({existing!r}, "a"))
attempt("remove", lambda: os.remove({existing!r}))
attempt("rename", lambda: os.rename({existing!r}, str(folder / "b")))
attempt("climb", lambda: (folder / ".." / "climbed").write_text("x"))
attempt("program", lambda: subprocess.run([sys.executable, "-S", "-c", "pass"], check=True))
out["native open"] = libc.open({existing!r}.encode(), 1)
attempt("read", lambda: open({existing!r}).read())
attempt("null", lambda: open(os.devnull, "w"))
print(json.dumps(out))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fences of Linux")
@pytest.mark.parametrize("programs", [False, True])
def test_fences(tmp_path: Path, programs: bool) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    existing = tmp_path / "existing.txt"
    existing.write_text("kept")
    code = FENCED.format(
        paths=[str(REPO), *(x for x in sys.path if x)], folder=str(folder), outside=str(tmp_path / "o"), existing=str(existing), programs=programs
    )  # fmt: skip
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    out = json.loads(done.stdout.splitlines()[-1])
    assert "audit" in out["raised"]
    for name in ("socket", "lookup", "outside", "append", "remove", "rename", "climb"):
        assert out[name] == "PermissionError", name
    assert (out["inside"], out["read"], out["null"]) == ("done", "done", "done")
    assert out["program"] == ("done" if programs else "PermissionError")
    if "seccomp" in out["raised"]:
        assert out["native socket"] == -1
    if "landlock" in out["raised"]:
        assert out["native open"] == -1
    assert existing.read_text() == "kept"
    assert not (tmp_path / "o").exists()
    assert not (tmp_path / "climbed").exists()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_the_reader_ends_with_its_parent(kit: Kit, tmp_path: Path) -> None:
    """The parent is killed outright; its reader, which would have run for long, goes too."""
    path = kit.write(p("x"))
    code = (
        f"import sys, time; sys.path.insert(0, {str(REPO)!r})\nfrom pathlib import Path\nfrom qa_scorer import ingest\n"
        "ingest._START = 'import sys; sys.path[:] = {paths!r}; import qa_scorer.ingest.child as c, time; c._serve = lambda *a: time.sleep(60); c.main()'\n"
        f"pending = ingest.start(Path({str(path)!r}))\nprint(pending._process.pid, flush=True)\ntime.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.5)
    os.kill(child, 0)
    parent.kill()
    parent.wait()
    for _ in range(100):
        try:
            os.kill(child, 0)
            state = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[-1].split()[0]
            if state == "Z":
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.05)
    pytest.fail("the reader outlived its parent")


def test_folders_of_killed_runs_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    old, mine, other = (
        tmp_path / f"qa-scorer-{dead.pid}-x",
        tmp_path / f"qa-scorer-{os.getpid()}-x",
        tmp_path / "qa-scorer-notes",
    )
    for folder in (old, mine, other):
        folder.mkdir()
    ingest._sweep()
    assert not old.exists()
    assert mine.exists() and other.exists()
