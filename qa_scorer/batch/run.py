"""Scores many documents in parallel, and goes on where an earlier run was stopped."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_scorer.batch.inputs import Item, collect
from qa_scorer.batch.journal import STORE, Journal
from qa_scorer.batch.task import ABSENT, FAILED, OK, Outcome, Rules, Scorer, Task, digest_of, rules_of
from qa_scorer.errors import InputError
from qa_scorer.history.store import Store

SECONDS_EACH = 300.0
_STORE_EVERY = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is. `kept`: done by an earlier run."""

    total: int
    done: int
    failed: int
    kept: int
    file: str


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch did. `failures`: path and reason; `seconds`: spent by workers; `memory`: most that one held, in bytes."""

    total: int
    scored: int
    kept: int
    failures: tuple[tuple[str, str], ...]
    index: Path
    store: str | None
    seconds: float = 0.0
    memory: int = 0
    workers: int = 0

    @property
    def succeeded(self) -> int:
        """Documents with a report."""
        return self.total - len(self.failures)


@dataclass(slots=True)
class _Run:
    """State of a running batch."""

    journal: Journal
    items: list[Item]
    rules: Rules
    store: Store | None
    progress: Callable[[Progress], None]
    sent: dict[int, tuple[str, str]] = field(default_factory=dict)  # key and case digest by number
    pending: list[dict[str, Any]] = field(default_factory=list)  # for the store
    failed: int = 0
    done: int = 0
    kept: int = 0
    seconds: float = 0.0
    memory: int = 0

    def tick(self, item: Item) -> None:
        self.done += 1
        self.progress(Progress(len(self.items), self.done, self.failed, self.kept, item.label))

    def to_store(self, summary: dict[str, Any] | None, *, now: bool = False) -> None:
        if self.store is None:
            return
        if summary is not None:
            self.pending.append(summary)
        if self.pending and (now or len(self.pending) >= _STORE_EVERY):
            self.store.put(self.pending)
            self.pending.clear()


def run_batch(
    inputs: Path,
    out_dir: Path,
    *,
    workers: int = 0,
    engine: str = "local",
    scheduler: str | None = None,
    store: str | Path | None = None,
    pack: str | Path | None = None,
    resume: bool = True,
    parquet: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    scorer: Scorer | None = None,
    seconds_each: float = SECONDS_EACH,
) -> BatchResult:
    """Scores the documents of a folder or list; writes NAME.json, index.jsonl, results.jsonl and, if asked, a store.

    Args:
        inputs: a folder, or a text file with one path a line.
        out_dir: folder for what is written; an earlier run's work in it is kept.
        workers: processes of this machine; 0 for one a processor.
        engine: 'local', or 'dask' for the cluster at `scheduler`.
        scheduler: address of a Dask scheduler.
        store: file or URL of a results store; '' for one in the folder; None for none.
        pack: name or folder of a rule pack.
        resume: keep what an earlier run did.
        parquet: also write Parquet tables.
        progress: called after each document.
        scorer: replaces the scoring of one document; a function that workers can import.
        seconds_each: longest that one document may take.

    Raises:
        InputError: no documents, an unknown engine, or one that cannot be used.
        OutputError: the folder or the store cannot be written.
    """
    items = collect(inputs, out_dir)
    if parquet:
        from qa_scorer.batch.parquet import require

        require()
    rules = rules_of(str(Path(pack).resolve()) if pack is not None and Path(pack).is_dir() else str(pack or "default"))
    runner = _engine(engine, scheduler, workers)
    try:
        journal = Journal(out_dir, restart=not resume)
        try:
            place = None if store is None else str(store) or str(out_dir / STORE)
            kept = None if place is None else Store(place)
            try:
                run = _Run(journal, items, rules, kept, progress)
                _go(run, runner, scorer, seconds_each)
                lines = journal.finish(item.label for item in items)
                if parquet:
                    from qa_scorer.batch.parquet import write_tables

                    write_tables(out_dir)
                return BatchResult(
                    total=len(items),
                    scored=len(items) - run.kept,
                    kept=run.kept,
                    failures=tuple((x["path"], x["reason"]) for x in lines if x["status"] == FAILED),
                    index=out_dir / "index.jsonl",
                    store=kept.label if kept is not None else None,
                    seconds=run.seconds,
                    memory=run.memory,
                    workers=runner.workers,
                )
            finally:
                if kept is not None:
                    kept.close()
        finally:
            journal.close()
    finally:
        runner.close()


def _engine(engine: str, scheduler: str | None, workers: int) -> Any:
    if engine == "local":
        if scheduler:
            raise InputError("--scheduler is for --engine dask.")
        from qa_scorer.batch.local import LocalEngine

        return LocalEngine(workers)
    if engine == "dask":
        from qa_scorer.batch.cluster import DaskEngine

        return DaskEngine(scheduler)
    raise InputError(f"There is no engine '{engine}'; known are local and dask.")


def _go(run: _Run, runner: Any, scorer: Scorer | None, seconds_each: float) -> None:
    try:
        for outcome in runner.run(_tasks(run, scorer, seconds_each)):
            _keep(run, outcome)
    finally:
        run.to_store(None, now=True)


def _tasks(run: _Run, scorer: Scorer | None, seconds_each: float) -> Iterator[Task]:
    """A task for each document that is not done; the others are noted on the way."""
    for number, item in enumerate(run.items):
        try:
            sha = _sha256(item.path)
            case_bytes = item.case.read_bytes() if item.case is not None else None
            case_text = case_bytes.decode("utf-8-sig") if case_bytes is not None else None
        except (OSError, UnicodeDecodeError) as exc:
            name = item.path.name if isinstance(exc, OSError) else f"{item.path.stem}.case.toml"
            why = getattr(exc, "strerror", None) or "it is not UTF-8 text"
            run.sent[number] = ("", "")
            _keep(run, Outcome(number, FAILED, f"{name} cannot be read: {why}. Check the path.", lasting=False))
            continue
        case_sha = hashlib.sha256(case_bytes).hexdigest() if case_bytes is not None else ""
        rules = run.rules
        key = digest_of(item.path.name, sha, case_sha, rules.digest, rules.models, rules.version)
        run.sent[number] = (key, case_sha)
        line = run.journal.done(item, key)
        if line is not None:
            run.kept += 1
            run.failed += line["status"] == FAILED
            run.to_store(run.journal.summary(key) if line["status"] == OK else None)
            run.sent.pop(number)
            run.tick(item)
            continue
        left = run.journal.left(item, key)
        if left is not None:
            run.kept += 1
            run.journal.keep_line(_line(item, key, OK, summary=left))
            run.to_store(left)
            run.sent.pop(number)
            run.tick(item)
            continue
        yield Task(
            number, str(item.path.resolve()), sha, case_text, item.case.name if item.case else "", rules, seconds_each,
            scorer,
        )  # fmt: skip


def _keep(run: _Run, outcome: Outcome) -> None:
    item = run.items[outcome.number]
    key, case_sha = run.sent.pop(outcome.number)
    run.seconds += outcome.seconds
    run.memory = max(run.memory, outcome.memory)
    if outcome.status == OK:
        text = zlib.decompress(outcome.report)
        summary = {
            "key": key, "case_sha256": case_sha, "report_sha256": hashlib.sha256(text).hexdigest(), "bytes": len(text),
            **(outcome.summary or {}),
        }  # fmt: skip
        run.journal.keep_summary(summary)
        run.journal.keep_report(item.name, text)
        run.journal.keep_line(_line(item, key, OK, summary=summary, seconds=outcome.seconds))
        run.to_store(summary)
    else:
        run.failed += 1
        run.journal.keep_line(
            _line(item, key, FAILED, reason=outcome.reason, lasting=outcome.lasting and outcome.status != ABSENT)
        )
    run.tick(item)


def _line(
    item: Item,
    key: str,
    status: str,
    *,
    reason: str = "",
    lasting: bool = True,
    summary: dict[str, Any] | None = None,
    seconds: float | None = None,
) -> dict[str, Any]:
    """The line of a document in the index."""
    line: dict[str, Any] = {"path": item.label, "name": item.name, "status": status, "key": key}
    if status == FAILED:
        return {**line, "reason": " ".join(reason.split()), "lasting": lasting}
    assert summary is not None
    return {
        **line,
        "report": f"{item.name}.json",
        "case_file": item.case.name if item.case else None,
        "sha256": summary["document_sha256"],
        "bytes": summary["bytes"],
        "agency": summary["agency"],
        "case_id": summary["case_id"],
        "words": summary["words"],
        "verdict": summary["verdict"],
        "ratings": {r["criterion"]: r["rating"] for r in summary["ratings"]},
        "findings": sum(f["count"] for f in summary["findings"]),
        "recommendations": len(summary["recommendations"]),
        "seconds": seconds,
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
