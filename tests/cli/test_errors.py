"""Whatever goes wrong is one line on stderr, exit code 2, no traceback, nothing half-written."""

from __future__ import annotations

import subprocess
import sys

import pytest

from qa_scorer.cli import run


@pytest.fixture
def call(capsys):
    def inner(*arguments: str):
        code = run([str(a) for a in arguments])
        out = capsys.readouterr()
        assert "Traceback" not in out.err
        return code, out.out, out.err

    return inner


def one_line(err: str) -> bool:
    return err.startswith("qa-scorer: ") and err.count("\n") == 1


@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "garbage", "truncated"])
def test_unusable_input(call, tmp_path, kind):
    path = tmp_path / "report.docx"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "garbage":
        path.write_bytes(bytes(range(256)) * 20)
    elif kind == "truncated":
        path.write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    out = tmp_path / "out.json"
    code, stdout, err = call("score", path, "--format", "json", "--output", out)
    assert code == 2 and one_line(err) and not stdout and not out.exists()
    assert not [p for p in tmp_path.iterdir() if p != path]


def test_unknown_option_is_one_line(call):
    code, _, err = call("score", "--no-such-option")
    assert code == 2 and one_line(err)


def test_unknown_pack(call, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    code, _, err = call("score", tmp_path / "a.txt", "--rules", "no-such-pack")
    assert code == 2 and one_line(err) and "default" in err


def test_output_onto_the_input_is_refused(call, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    code, _, err = call("score", path, "--output", path)
    assert code == 2 and one_line(err) and path.read_text() == "x"


def test_bad_case_file_names_line_and_field(call, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "c.toml").write_text('[review]\nperiod_from = "yesterday"\n')
    code, _, err = call("score", tmp_path / "a.txt", "--case", tmp_path / "c.toml")
    assert code == 2 and one_line(err) and "line 2" in err and "review.period_from" in err


def test_explain_unknown_rule(call):
    code, _, err = call("explain", "XYZ999")
    assert code == 2 and one_line(err)


def test_explain_fits_80_columns(call):
    code, out, _ = call("explain", "SEC001")
    assert code == 0 and "Guidance 7.1" in out and max(map(len, out.splitlines())) <= 80


def test_schema_is_json():
    import json
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", "from qa_scorer.cli import main; main()", "schema"], capture_output=True, check=False
    )
    assert done.returncode == 0 and json.loads(done.stdout)["title"].startswith("Quality-assurance report")


def test_help_imports_nothing_heavy():
    import subprocess
    import sys

    code = (
        "import sys; from qa_scorer.cli import run; run(['--help']); "
        "heavy = {'spacy','sklearn','onnxruntime','pdfplumber','docx','numpy','pydantic','jinja2','lxml'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("_again", range(3))
def test_a_refusal_ends_the_program_quietly_while_models_are_still_loading(tmp_path, _again):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj << /Type /Catalog >>\n")
    done = subprocess.run(
        [sys.executable, "-c", "from qa_scorer.cli import main; main()", "score", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "") and one_line(done.stderr)
