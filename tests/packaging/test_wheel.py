"""The wheel, installed in an empty environment, works from an empty folder with every output format."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_wheel_works_outside_the_checkout(tmp_path):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(REPO)],
        check=True,
        capture_output=True,
        env=clean,
    )
    wheel = next(tmp_path.glob("*.whl"))
    venv.create(tmp_path / "env", with_pip=False)
    site = next((tmp_path / "env" / "lib").glob("python*/site-packages"))
    # The dependencies come from the environment that runs the tests; the package itself must not.
    here = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    (site / "dependencies.pth").write_text(f"{here}\n")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            str(site),
            str(wheel),
        ],
        check=True,
        capture_output=True,
        env=clean,
    )
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(REPO / "examples" / "adult-a.docx", work / "a.docx")
    python = tmp_path / "env" / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import qa_scorer; print(qa_scorer.__file__)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=work,
        env=clean,
    ).stdout
    assert str(site) in where
    for form in ("text", "json", "html", "markdown", "csv"):
        code = "import sys; from qa_scorer.cli import main; main()"
        done = subprocess.run(
            [python, "-c", code, "score", "a.docx", "--format", form, "--output", f"out.{form}"],
            capture_output=True,
            text=True,
            cwd=work,
            env=clean,
        )
        assert done.returncode == 0, done.stderr
        assert (work / f"out.{form}").stat().st_size > 500
