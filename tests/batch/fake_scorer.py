"""A scorer that takes no time; the first line of a document tells it to misbehave. Workers import it by name."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from made import varied_report

from qa_scorer.errors import InputError
from qa_scorer.report import Report


def score(path: Path, case: Any, pack: Any) -> Report:
    """A report made from the hash of the file."""
    raw = path.read_bytes()
    sha = hashlib.sha256(raw).hexdigest()
    order = raw.split(b"\n", 1)[0].decode(errors="replace").split()
    if order[:1] == ["bad"]:
        raise InputError(f"{path.name} is empty. Ask for the file again.")
    if order[:1] == ["wrong"]:
        raise ZeroDivisionError("words of the document")
    if order[:1] == ["die"]:
        os.kill(os.getpid(), signal.SIGKILL)
    if order[:1] == ["die-once"] and not Path(order[1]).exists():
        Path(order[1]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if order[:1] == ["hang"]:
        while True:
            time.sleep(1)
    if order[:1] == ["note"]:
        with Path(order[1]).open("a") as file:
            file.write(f"{path.name} {os.getpid()}\n")
    time.sleep(float(os.environ.get("FAKE_SECONDS", "0")))
    return varied_report(int(sha[:8], 16), path.name, sha, {"case_id": case.case_id} if case and case.case_id else None)
