"""The engine for a Dask cluster: the same tasks, sent to the workers of a scheduler."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa_scorer.batch.task import ABSENT, FAILED, Outcome, Task, score_task
from qa_scorer.errors import InputError

AHEAD = 3  # tasks on the cluster for each thread of its workers
_WAIT = "20s"


def _on_worker(task: Task) -> Outcome:
    """Scores a task on a worker; one at a time in a process, as the libraries expect."""
    import os

    from distributed.worker import get_worker

    from qa_scorer.batch.local import SINGLE, run_timed

    for name in SINGLE:
        os.environ.setdefault(name, "1")
    worker = get_worker()
    with _lock(worker):
        return run_timed(task) if worker.nanny else score_task(task)  # a nanny starts an ended worker again


def _lock(worker: Any) -> Any:
    lock = getattr(worker, "qa_scorer_lock", None)
    if lock is None:
        import threading

        lock = worker.__dict__.setdefault("qa_scorer_lock", threading.Lock())
    return lock


class DaskEngine:
    """Runs tasks on the cluster of a scheduler. `close` takes back what is not done yet."""

    def __init__(self, scheduler: str | None) -> None:
        """Connects to the scheduler.

        Raises:
            InputError: dask.distributed is not installed, no address was given, or nothing answers there.
        """
        if not scheduler:
            raise InputError("The dask engine needs --scheduler ADDRESS, for example tcp://host:8786.")
        try:
            import distributed
        except ImportError as exc:
            raise InputError("The dask engine is not installed: pip install 'qa-scorer[dask]'.") from exc
        library: Any = distributed
        self._ended = library.as_completed
        try:
            self.client: Any = library.Client(scheduler, timeout=_WAIT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as exc:
            raise InputError(f"No Dask scheduler answers at {scheduler}. Start one, or check the address.") from exc
        self.workers = 0

    def close(self) -> None:
        """Leaves the cluster; what it still works on is dropped."""
        with contextlib.suppress(Exception):
            self.client.close(timeout=5)

    def _room(self) -> int:
        threads = int(sum(self.client.nthreads().values()))
        self.workers = max(self.workers, threads)
        return max(2, threads * AHEAD)

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """The outcome of each task, as they end; what a lost worker had is done again by another."""
        self.client.wait_for_workers(1, timeout=60)
        waiting: dict[Any, Task] = {}
        ended = self._ended(loop=self.client.loop)

        def give(task: Task) -> None:
            future = self.client.submit(_on_worker, task, pure=False, retries=2)
            waiting[future] = task
            ended.add(future)

        room = self._room()
        for task in tasks:
            give(task)
            if len(waiting) >= room:
                break
        for future in ended:
            outcome = self._outcome(future, waiting.pop(future))
            if isinstance(outcome, Task):
                give(outcome)
                continue
            future.release()
            yield outcome
            room = self._room() if outcome.number % 50 == 0 else room
            while len(waiting) < room:
                following = next(tasks, None)
                if following is None:
                    break
                give(following)

    def _outcome(self, future: Any, task: Task) -> Outcome | Task:
        """The outcome, or the task with the file's bytes where the worker could not see the file."""
        try:
            outcome: Outcome = future.result()
        except Exception as exc:
            name = Path(task.path).name
            lost = type(exc).__name__ == "KilledWorker"
            reason = (
                f"{name} ended several workers: it needs too much memory or time, or is made to do harm."
                if lost
                else f"{name} failed on the cluster ({type(exc).__name__}): check that its workers have the same version of the tool."
            )
            return Outcome(task.number, FAILED, reason, lasting=False)
        if outcome.status == ABSENT and task.content is None:
            try:
                return replace(task, content=Path(task.path).read_bytes())
            except OSError:
                return replace(outcome, status=FAILED)
        return outcome
