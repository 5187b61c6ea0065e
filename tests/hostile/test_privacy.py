"""Nothing of a document leaves: no network, no text in logs, errors or temporary folders, whatever ends the run."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from qa_scorer.errors import InputError
from qa_scorer.ingest import read
from qa_scorer.ingest.convert import find_office

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GIVEN = ROOT / "tests" / "corpus" / "given"
MARK = "Zzyzxmarker"  # stands in documents and nowhere else

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")

#: Reads a document and prints all that it holds, as the command does, without the rest of the pipeline.
READ = """
import io, json, sys
from pathlib import Path
from qa_scorer.errors import QaScorerError
from qa_scorer.ingest import read, wire
try:
    document = read(Path(sys.argv[1]))
except QaScorerError as exc:
    sys.exit(str(exc))
out = io.BytesIO()
wire.dump(document, out)
sys.stdout.buffer.write(out.getvalue())
"""


def _generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hostile_generate", HERE / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


generate = _generate()


def environment(home: Path) -> dict[str, str]:
    """An environment the folders of which are all below `home`, so that everything written can be found."""
    folders = {
        "HOME": "home",
        "TMPDIR": "tmp",
        "XDG_CACHE_HOME": "cache",
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_STATE_HOME": "state",
    }
    for name in folders.values():
        (home / name).mkdir(parents=True, exist_ok=True)
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **{k: str(home / v) for k, v in folders.items()}}


def command(*arguments: object) -> list[str]:
    """The command line of `qa-scorer`."""
    return [sys.executable, "-c", "from qa_scorer.cli import main; main()", *map(str, arguments)]


def run(words: list[str], home: Path, **more: object) -> subprocess.CompletedProcess[bytes]:
    """Runs a command in a folder of its own."""
    env = environment(home)
    return subprocess.run(words, env=env, capture_output=True, timeout=280, cwd=home, **more)  # type: ignore[call-overload,no-any-return]


def written(home: Path) -> list[Path]:
    """Every file below the folders of a run."""
    return [p for p in home.rglob("*") if p.is_file()]


def words_of(document_path: Path) -> set[str]:
    """Long words of the document that are in no message of ours."""
    text = " ".join(b.text for b in read(document_path).blocks)
    ours = " ".join(p.read_text(encoding="utf-8").lower() for p in (ROOT / "qa_scorer").rglob("*.py"))
    return {w for w in re.findall(r"[A-Z][a-z]{6,}", text) if w.lower() not in ours}


def cut_off() -> list[str]:
    """The start of a command line that runs the rest without any network; skips where that is not allowed."""
    for words in (["unshare", "-n"], ["unshare", "-rn"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
        ):
            return words
    return pytest.skip("a network namespace may not be made here")


# -- no network ------------------------------------------------------------------------------------------------------------


@linux
@pytest.mark.parametrize("name", ["d01.docx", "d01.pdf"])
def test_reading_without_a_network_is_the_same(name: str, tmp_path: Path) -> None:
    words = [sys.executable, "-c", READ, str(GIVEN / name)]
    usual = run(words, tmp_path / "a")
    alone = run([*cut_off(), *words], tmp_path / "b")
    assert usual.returncode == alone.returncode == 0, alone.stderr
    assert len(usual.stdout) > 10_000
    assert usual.stdout == alone.stdout


@linux
@pytest.mark.slow
@pytest.mark.parametrize("name", ["d01.docx", "d01.pdf"])
def test_scoring_without_a_network_is_the_same(name: str, tmp_path: Path) -> None:
    case = GIVEN / "d01.case.toml"
    words = command("score", GIVEN / name, "--case", case, "--format", "json")
    usual = run(words, tmp_path / "a")
    alone = run([*cut_off(), *words], tmp_path / "b")
    assert usual.returncode == alone.returncode == 0, alone.stderr
    reports = [json.loads(x.stdout) for x in (usual, alone)]
    for report in reports:
        for key in ("generated_at", "created", "seconds", "timing", "run"):
            report.pop(key, None)
    assert reports[0] == reports[1]


def traced(words: list[str], home: Path, calls: str) -> str:
    """The system calls a command and all its children made."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    home.mkdir(parents=True, exist_ok=True)
    log = home.parent / f"{home.name}.strace"
    tried = subprocess.run(["strace", "-o", str(log), "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("tracing is not allowed here")
    run(["strace", "-f", "-qq", "-s", "200", "-e", f"trace={calls}", "-o", str(log), *words], home)
    return log.read_text(encoding="utf-8", errors="replace")


@linux
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "outside-picture.docx",
        "outside-template.docx",
        "outside-fields.docx",
        "script-and-launch.pdf",
        "odt-outside.odt",
    ],
)
def test_no_socket_is_opened_for_what_a_document_points_to(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(generate.CASES[name].make())
    log = traced([sys.executable, "-c", READ, str(path)], tmp_path / "home", "socket,connect,sendto,sendmsg")
    opened = [
        x for x in log.splitlines() if re.search(r"socket\(AF_INET6?,|socket\(AF_(?!UNIX)", x) and "EACCES" not in x
    ]
    assert opened == []
    assert [x for x in log.splitlines() if "connect(" in x and "AF_UNIX" not in x and "EACCES" not in x] == []


@linux
@pytest.mark.slow
def test_no_socket_is_opened_while_scoring(tmp_path: Path) -> None:
    """Also native libraries (which no Python hook sees) are watched."""
    log = traced(
        command("score", GIVEN / "d01.docx", "--format", "json"), tmp_path / "home", "socket,connect,sendto,sendmsg"
    )
    assert [x for x in log.splitlines() if re.search(r"AF_INET|AF_NETLINK|AF_PACKET", x) and "EACCES" not in x] == []


# -- nothing is written elsewhere ---------------------------------------------------------------------------------------------


@linux
@pytest.mark.slow
def test_only_the_output_is_written(tmp_path: Path) -> None:
    """Every file opened for writing is the output, its temporary name beside it, or no file at all."""
    home, out = tmp_path / "home", tmp_path / "out"
    out.mkdir()
    log = traced(
        command("score", GIVEN / "d01.docx", "--format", "html", "--output", out / "report.html"),
        home,
        "open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2",
    )
    strange = []
    for line in log.splitlines():
        writing = re.search(r"O_WRONLY|O_RDWR|O_CREAT|creat\(|mkdir|rename", line)
        if not writing or re.search(r"= -1 E", line):
            continue
        names = re.findall(r'"([^"]*)"', line)
        if any(not n.startswith((str(out), "/dev/", "/proc/self")) and "__pycache__" not in n for n in names):
            strange.append(line)
    assert strange == []
    assert [p for p in written(home) if "__pycache__" not in str(p)] == []


@linux
@pytest.mark.parametrize("name", ["d02.docx", "d02.pdf"])
def test_no_word_of_the_document_is_left_in_any_folder_or_log(name: str, tmp_path: Path) -> None:
    words = words_of(GIVEN / name)
    assert len(words) >= 10
    home = tmp_path / "home"
    done = run(command("score", GIVEN / name, "--format", "json", "--output", tmp_path / "report.json"), home)
    left = b"\n".join([done.stderr, *(p.read_bytes() for p in written(home))]).decode("utf-8", "replace")
    assert [w for w in words if w in left] == []
    assert [p.name for p in written(home)] == []


@linux
@pytest.mark.slow
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_a_conversion_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "report.odt"
    path.write_bytes(generate.odt(f"<text:p>Lighthouse {MARK}</text:p>"))
    home = tmp_path / "home"
    done = run([sys.executable, "-c", READ, str(path)], home)
    assert MARK.encode() in done.stdout
    assert written(home) == []


# -- what ends early ----------------------------------------------------------------------------------------------------------


def _children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            if parent == pid:
                found += [int(folder.name), *_children(int(folder.name))]
    return found


def _until(true: object, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def _alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@linux
@pytest.mark.slow
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGHUP], ids=lambda s: s.name)
def test_a_run_that_is_ended_leaves_nothing(sign: signal.Signals, tmp_path: Path) -> None:
    """In the middle of a conversion, when there is a folder with a copy of the document: it is gone, and so are all processes."""
    path = tmp_path / "report.odt"
    path.write_bytes(generate.odt(f"<text:p>Lighthouse {MARK}</text:p>" * 20_000))
    home = tmp_path / "home"
    env = environment(home)
    with subprocess.Popen(
        [sys.executable, "-c", READ, str(path)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert _until(lambda: list((home / "tmp").glob("qa-scorer-*/report.odt")))
        family = _children(process.pid)
        assert family
        process.send_signal(sign)
        process.wait(20)
        assert _until(lambda: not any(map(_alive, family)))
        assert _until(lambda: not list((home / "tmp").iterdir())), list((home / "tmp").rglob("*"))[:5]
        assert MARK not in (process.stderr.read().decode() if process.stderr else "")


@linux
def test_a_reader_that_is_killed_leaves_nothing_and_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(generate.docx(generate.p(MARK) * 60_000))
    home = tmp_path / "home"
    env = environment(home)
    with subprocess.Popen(
        [sys.executable, "-c", READ, str(path)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        killed: set[int] = set()
        end = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < end:  # there is a second try after a crash: that one too
            for child in set(_children(process.pid)) - killed:
                os.kill(child, signal.SIGKILL)
                killed.add(child)
            time.sleep(0.005)
        message = process.stderr.read().decode() if process.stderr else ""
    assert killed
    assert process.returncode == 1
    assert len(message.strip().splitlines()) == 1
    assert "report.docx" in message and MARK not in message
    assert written(home) == []


# -- no text of a document in an error ------------------------------------------------------------------------------------------


BROKEN = {
    "cut.docx": lambda d: d[: len(d) // 2],
    "part.docx": lambda d: generate.zipped(generate.parts(generate.document_xml(generate.p(MARK)).replace("</w:body>", f"</{MARK}>").encode())),
    "entity.docx": lambda d: generate.docx(generate.document_xml(generate.p(MARK), f"<!DOCTYPE {MARK}>").encode()),
    "namespace.docx": lambda d: generate.docx(generate.document_xml(f"<{MARK}:x/>").encode()),
    "root.docx": lambda d: generate.docx(f"<{MARK}/>".encode()),
    "types.docx": lambda d: generate.zipped({"[Content_Types].xml": generate.types(MARK), f"{MARK}.xml": "x"}),
    "cut.pdf": lambda d: generate.pdf([f"BT /F1 12 Tf ({MARK}) Tj ET"])[:60] + MARK.encode(),
    "html.docx": lambda d: f"<html><title>{MARK}</title>".encode(),
    "xml.docx": lambda d: f"<?xml version='1.0'?><{MARK}/>".encode(),
    "limit.txt": lambda d: (MARK + "\n").encode() * 600_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_errors_never_quote_the_document(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN[name](generate.docx(generate.p(MARK) * 300)))
    with pytest.raises(InputError) as caught:
        read(path)
    chain: list[str] = []
    exc: BaseException | None = caught.value
    while exc is not None:
        chain.append(str(exc))
        exc = exc.__cause__ or exc.__context__
    assert MARK not in "\n".join(chain)


def test_a_fault_of_ours_shows_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception that nobody foresaw ends in one line with its type and place, not its words."""
    from qa_scorer import pipeline
    from qa_scorer.cli import run as cli_run

    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"cannot handle {MARK}")

    monkeypatch.setattr(pipeline, "score", fail)
    path = tmp_path / "a.docx"
    path.write_bytes(generate.docx())
    assert cli_run(["score", str(path)]) == 3
    captured = capsys.readouterr()
    assert MARK not in captured.err + captured.out
    assert "ValueError" in captured.err and "Traceback" not in captured.err
    assert len(captured.err.strip().splitlines()) == 1


# -- outputs ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_outputs_are_for_their_owner_only(mask: int, tmp_path: Path) -> None:
    from qa_scorer.render.write import write_atomic

    before = os.umask(mask)
    try:
        for _ in range(2):  # new, and over one that all could read
            write_atomic(tmp_path / "report.html", b"words")
            assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o600
            (tmp_path / "report.html").chmod(0o644)
    finally:
        os.umask(before)
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_an_output_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from qa_scorer.errors import OutputError
    from qa_scorer.render.write import write_atomic

    target = tmp_path / "report.html"
    target.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError):
        write_atomic(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_an_output_over_a_link_is_private_too(tmp_path: Path) -> None:
    from qa_scorer.render.write import write_atomic

    (tmp_path / "other.html").write_bytes(b"other")
    (tmp_path / "report.html").symlink_to(tmp_path / "other.html")
    write_atomic(tmp_path / "report.html", b"new")
    assert (tmp_path / "other.html").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "other.html").stat().st_mode) == 0o600


@linux
def test_no_core_dump_of_the_command(tmp_path: Path) -> None:
    """A crash of the command itself writes no memory image, which would hold the document."""
    code = "import resource; from qa_scorer.cli import run; run(['--version']); print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    done = run([sys.executable, "-c", code], tmp_path)
    assert done.stdout.split()[-1] == b"0"


def test_loading_the_models_opens_no_socket_at_all(tmp_path: Path) -> None:
    """Not even one of this computer's own: some libraries bind one when they are imported."""
    code = (
        "import sys\n"
        "def watch(event, args):\n"
        "    if event in ('socket.__new__', 'socket.bind', 'socket.connect', 'socket.getaddrinfo'):\n"
        "        sys.stderr.write(event + '\\n'); sys.stderr.flush()\n"
        "sys.addaudithook(watch)\n"
        "from qa_scorer.classify import quiet\n"
        "quiet.spacy()\n"
        "import socket\n"
        "from qa_scorer.classify.load import load_models\n"
        "load_models().warm()\n"
        "import time; time.sleep(1)\n"
    )
    done = run([sys.executable, "-c", code], tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"socket." not in done.stderr
