"""`qa-scorer batch`, and the reading of several reports for the commands that work on a whole case."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from qa_scorer.batch import Progress
    from qa_scorer.report import Report

_SHOWN = 20


def run(
    inputs: Path,
    output: Path,
    *,
    workers: int,
    engine: str,
    scheduler: str | None,
    store: str | None,
    no_store: bool,
    parquet: bool,
    rules: str | None,
    restart: bool,
) -> int:
    """Scores many documents; returns 0 where at least one has a report, else 2."""
    from qa_scorer.batch import run_batch
    from qa_scorer.errors import InputError

    if store and no_store:
        raise InputError("Give --store or --no-store, not both.")
    with _Bar() as bar:
        result = run_batch(
            inputs,
            output,
            workers=workers,
            engine=engine,
            scheduler=scheduler,
            store=None if no_store else store or "",
            pack=rules,
            resume=not restart,
            parquet=parquet,
            progress=bar.tick,
        )
    kept = f" ({result.kept:,} done before)" if result.kept else ""
    typer.echo(f"{result.succeeded:,} of {result.total:,} documents have a report{kept}: {output}", err=True)
    for path, reason in result.failures[:_SHOWN]:
        typer.echo(f"  not scored: {path}: {reason}", err=True)
    if len(result.failures) > _SHOWN:
        typer.echo(f"  and {len(result.failures) - _SHOWN:,} more; see {result.index}", err=True)
    return 0 if result.succeeded else 2


class _Bar:
    """A progress bar with the time left, on a terminal only."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("Scoring"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
                TextColumn("{task.fields[failed]}"), console=Console(stderr=True),
                speed_estimate_period=300,
            )  # fmt: skip

    def __enter__(self) -> _Bar:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def tick(self, progress: Progress) -> None:
        """Shows how far the batch is."""
        if self._bar is None:
            return
        failed = f"{progress.failed} failed" if progress.failed else ""
        if self._task is None:
            self._task = self._bar.add_task("", total=progress.total, failed=failed)
        self._bar.update(self._task, completed=progress.done, failed=failed)


def reports_of(files: Sequence[Path], rules: str | None) -> list[Report]:
    """The report of each file: a saved one (.json) is loaded, a document is scored with its case file, if it has one.

    Raises:
        QaScorerError: a file cannot be used; nothing is written then.
    """
    from qa_scorer.report import load_report

    pack = None
    reports = []
    for path in files:
        if path.suffix.lower() == ".json":
            reports.append(load_report(path))
            continue
        from qa_scorer.batch.inputs import case_beside
        from qa_scorer.pipeline import score
        from qa_scorer.rulepack import load_case, load_pack

        pack = pack or load_pack(rules or "default")
        case = case_beside(path)
        reports.append(score(path, case=load_case(case) if case else None, pack=pack))
    return reports
