"""Reads (or scores) every document given, in one process, and writes what became of each as a line of JSON.

    python tests/hostile/sweep.py FOLDER_OR_FILE ... [--seconds 60] [--score] [--out result.jsonl]

`outcome`: read, refused (one clear line), or traceback. `fault` names what a reader should have done better, even where
the user got a clear line: exception, crash, slow, memory. The exit code is 1 where there was a traceback.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

ENDINGS = {".docx", ".docm", ".dotx", ".dotm", ".pdf", ".odt", ".rtf", ".doc", ".txt"}
_EXCEPTION = re.compile(r"could not be read \((\w+)\)")


def memory_mib() -> float:
    """The most memory this process ever held, in MiB."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(re.search(r"VmHWM:\s+(\d+)", text).group(1)) / 1024  # type: ignore[union-attr]
    except (OSError, AttributeError):
        return 0.0


def fault_of(message: str) -> str:
    """What went wrong behind a clear line; empty where the refusal was deliberate."""
    if found := _EXCEPTION.search(message):
        return f"exception {found.group(1)}"
    if "the reader stopped on it" in message:
        return "crash"
    if "takes too long" in message:
        return "slow"
    if "too much memory" in message:
        return "memory"
    return ""


def read_one(path: Path, seconds: int, scored: bool = False) -> dict[str, Any]:
    """What became of one file."""
    from qa_scorer.errors import QaScorerError
    from qa_scorer.ingest import read
    from qa_scorer.settings import default_limits

    limits = replace(default_limits(), seconds=seconds)
    began = time.monotonic()
    row: dict[str, Any] = {"file": str(path), "outcome": "read", "message": "", "fault": ""}
    try:
        if scored:
            from qa_scorer.pipeline import score

            report = score(path, limits=limits)
            row["findings"] = len(report["findings"])
        else:
            document = read(path, limits=limits)
            row |= {
                "blocks": len(document.blocks), "tables": len(document.tables), "pages": document.pages,
                "words": sum(len(b.text.split()) for b in document.blocks), "warnings": list(document.warnings),
                "unreadable": len(document.unreadable_pages),
            }  # fmt: skip
    except QaScorerError as exc:
        row |= {"outcome": "refused", "message": str(exc), "fault": fault_of(str(exc))}
    except Exception as exc:
        import traceback

        where = traceback.extract_tb(exc.__traceback__)[-1]
        row |= {"outcome": "traceback", "message": f"{type(exc).__name__} at {where.filename}:{where.lineno}"}
        row["fault"] = "traceback"
    row["seconds"] = round(time.monotonic() - began, 2)
    row["memory_mib"] = round(memory_mib(), 1)
    return row


def files_of(places: list[str]) -> list[Path]:
    """All documents under the places given, in order."""
    out: list[Path] = []
    for place in map(Path, places):
        if place.is_dir():
            out += sorted(p for p in place.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())
        else:
            out.append(place)
    return out


def main(arguments: list[str]) -> int:
    """Sweeps and tells."""
    parser = argparse.ArgumentParser()
    parser.add_argument("places", nargs="+")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--score", action="store_true")
    parser.add_argument("--every", action="store_true", help="also files with an unusual ending")
    parser.add_argument("--out", default="")
    chosen = parser.parse_args(arguments)
    files = files_of(chosen.places)
    if chosen.every:
        files = sorted(
            {p for place in chosen.places for p in Path(place).rglob("*") if not p.is_dir() or p.is_symlink()}
        )
    out = open(chosen.out, "w", encoding="utf-8") if chosen.out else None  # noqa: SIM115, PTH123
    outcomes: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    slowest = 0.0
    for path in files:
        row = read_one(path, chosen.seconds, chosen.score)
        outcomes[row["outcome"]] += 1
        if row["fault"]:
            faults[row["fault"]] += 1
        slowest = max(slowest, row["seconds"])
        if out is not None:
            out.write(json.dumps(row) + "\n")
            out.flush()
    print(
        json.dumps({"files": len(files), **outcomes, "faults": faults, "slowest": slowest, "memory_mib": memory_mib()})
    )
    return 1 if outcomes["traceback"] else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(main(sys.argv[1:]))
