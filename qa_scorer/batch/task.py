"""One document of a batch, as it is sent to a worker, and what comes back. Imports nothing heavy: workers start with it."""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_scorer.report import Report
    from qa_scorer.rulepack import Case, Pack

Scorer = Callable[[Path, "Case | None", "Pack"], "Report"]

OK, FAILED, ABSENT = "ok", "failed", "absent"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a batch: the pack's name or folder, and what must be the same in every worker."""

    pack: str
    digest: str
    models: str
    version: str


@dataclass(frozen=True, slots=True)
class Task:
    """A document to score. `content`: its bytes, where the worker cannot see the file."""

    number: int
    path: str
    sha256: str
    case_text: str | None
    case_name: str
    rules: Rules
    seconds: float
    scorer: Scorer | None = None
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task. `report`: the report's JSON, compressed; `lasting`: trying again cannot change a failure."""

    number: int
    status: str
    reason: str = ""
    report: bytes = field(default=b"", repr=False)
    summary: dict[str, Any] | None = field(default=None, repr=False)
    seconds: float = 0.0
    memory: int = 0  # most the worker has used so far, in bytes
    worker: int = 0
    lasting: bool = True


def digest_of(*parts: str) -> str:
    """One sha256 over several texts."""
    h = hashlib.sha256()
    for part in parts:
        h.update(len(part.encode()).to_bytes(8, "big") + part.encode())
    return h.hexdigest()


def rules_of(pack: str) -> Rules:
    """The rules of a pack's name or folder with the installed tool and models.

    Raises:
        QaScorerError: the pack or the models' manifest is not usable.
    """
    from qa_scorer import __version__
    from qa_scorer.classify.load import load_models
    from qa_scorer.rulepack import load_pack

    models = json.dumps(load_models().hashes(), sort_keys=True)
    return Rules(pack, load_pack(pack).digest(), digest_of(models), __version__)


@lru_cache(maxsize=4)
def _pack(rules: Rules) -> Pack:
    """The pack of this process, read once; its digest must be the one the batch was started with."""
    from qa_scorer.errors import PackError
    from qa_scorer.rulepack import load_pack

    pack = load_pack(rules.pack)
    if pack.digest() != rules.digest:
        raise PackError(
            "The rule pack was changed while the batch ran, or differs on this worker. Start the batch again."
        )
    return pack


@lru_cache(maxsize=1)
def _same_tool(rules: Rules) -> str:
    """Why this process must not score for that batch; empty where it may."""
    own = rules_of(rules.pack)
    if own.version != rules.version:
        return (
            f"This worker runs version {own.version} of the tool, the batch {rules.version}: install the same version."
        )
    if own.models != rules.models:
        return "This worker has other models than the batch: install the same version."
    return ""


def score_task(task: Task) -> Outcome:
    """Scores one document in this process; every error becomes an outcome."""
    import os

    from qa_scorer.errors import QaScorerError

    began = time.perf_counter()

    def ended(status: str, reason: str = "", lasting: bool = True, **more: Any) -> Outcome:
        return Outcome(
            task.number, status, reason, seconds=round(time.perf_counter() - began, 3), memory=peak_memory(),
            worker=os.getpid(), lasting=lasting, **more,
        )  # fmt: skip

    try:
        if task.scorer is None and (why := _same_tool(task.rules)):
            return ended(FAILED, why, lasting=False)
        path = Path(task.path)
        if task.content is not None:
            return _from_content(task, ended)
        if not path.exists():
            return ended(ABSENT, f"{path.name} is not there.", lasting=False)
        return _score(task, path, ended)
    except QaScorerError as exc:
        return ended(FAILED, str(exc), lasting=exc.exit_code == 2)
    except MemoryError:
        return ended(FAILED, f"{Path(task.path).name} needs more memory than there is.", lasting=False)
    except Exception as exc:
        reason = f"Scoring {Path(task.path).name} failed ({type(exc).__name__}). Please report it without the document."
        return ended(FAILED, reason)


def _from_content(task: Task, ended: Callable[..., Outcome]) -> Outcome:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="qa-scorer-batch-") as folder:
        copy = Path(folder) / Path(task.path).name
        copy.write_bytes(task.content or b"")
        return _score(task, copy, ended)


def _score(task: Task, path: Path, ended: Callable[..., Outcome]) -> Outcome:
    from qa_scorer.history.summary import summarise

    case = parse_case(task.case_text, task.case_name) if task.case_text is not None else None
    report = (task.scorer or _default_scorer)(path, case, _pack(task.rules))
    if report["document"]["sha256"] != task.sha256:
        return ended(FAILED, f"{path.name} changed while it was scored. Run the batch again.", lasting=False)
    return ended(OK, report=zlib.compress(report.dumps().encode(), 3), summary=summarise(report))


def _default_scorer(path: Path, case: Case | None, pack: Pack) -> Report:
    from qa_scorer.pipeline import score

    return score(path, case=case, pack=pack)


def parse_case(text: str, name: str) -> Case:
    """The case of a case file's text.

    Raises:
        CaseError: it is wrong; the message names line and field.
    """
    import tempfile

    from qa_scorer.rulepack import load_case

    with tempfile.TemporaryDirectory(prefix="qa-scorer-batch-") as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        return load_case(path)


def peak_memory() -> int:
    """The most memory this process has held, in bytes; 0 where the system does not tell."""
    try:
        import resource
        import sys
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
