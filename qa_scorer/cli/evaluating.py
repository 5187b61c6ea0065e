"""`qa-scorer evaluate`: scores a labelled set and prints the table of agreement."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from qa_scorer.errors import InputError, QaScorerError
from qa_scorer.pipeline import score
from qa_scorer.rulepack import Pack, load_case


def evaluate_folder(
    folder: Path, *, pack: Pack, pdf: bool, use_case: bool, detail: bool, keep: Path | None, json_out: Path | None
) -> int:
    """Scores every document of the folder that has gold labels and compares; returns the exit code.

    Raises:
        InputError: the folder holds no gold labels, or no document that can be scored.
    """
    golds = sorted(folder.glob("*.gold.json")) if folder.is_dir() else []
    if not golds:
        raise InputError(f"{folder} holds no labelled documents (ID.gold.json).")
    with tempfile.TemporaryDirectory(prefix="qa-scorer-") as temp:
        out = keep or Path(temp)
        out.mkdir(parents=True, exist_ok=True)
        scored = 0
        for gold in golds:
            name = gold.name.removesuffix(".gold.json")
            file = folder / f"{name}.{'pdf' if pdf else 'docx'}"
            case = folder / f"{name}.case.toml"
            try:
                report = score(file, case=load_case(case) if use_case and case.is_file() else None, pack=pack)
            except QaScorerError as exc:
                print(f"{name}: {exc}", file=sys.stderr)
                continue
            (out / f"{name}.json").write_text(report.dumps(), encoding="utf-8")
            scored += 1
            print(f"{name}: scored", file=sys.stderr)
        if not scored:
            hint = " Make the PDFs first: soffice --headless --convert-to pdf *.docx" if pdf else ""
            raise InputError(f"No document of {folder} could be scored, so there is nothing to compare.{hint}")
        script = Path(__file__).resolve().parents[1] / "training" / "agreement.py"
        command = [sys.executable, str(script), str(folder), str(out)]
        if detail:
            command.append("--detail")
        if json_out:
            command += ["--json", str(json_out)]
        return subprocess.run(command, check=False).returncode
