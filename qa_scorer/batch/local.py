"""The engine for one machine: a pool of processes, each with the models loaded once.

A process that dies (killed, out of memory, stuck in a document) takes the pool with it. The documents that were then
under way are tried again one at a time, each alone, so that only the one at fault is given up.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from qa_scorer.batch.task import FAILED, Outcome, Task, score_task

TASKS_EACH = 400  # documents a process scores before it is replaced
MEMORY_EACH = 3 * 1024**3  # bytes a process may have held before it is replaced
AHEAD = 2  # documents waiting in the pool for each process
SINGLE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "QA_SCORER_THREADS")


def processors() -> int:
    """How many processors this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _begin() -> None:
    """In a new worker: ends with its parent, leaves Ctrl+C to it, and takes one thread for each library."""
    import signal
    import threading
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in SINGLE:
        os.environ[name] = "1"
    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def run_timed(task: Task) -> Outcome:
    """Scores a task under a clock that ends the process, whatever it hangs in."""
    import faulthandler

    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(task.seconds, exit=True, file=nowhere)
        try:
            return score_task(task)
        finally:
            faulthandler.cancel_dump_traceback_later()


class LocalEngine:
    """Runs tasks in processes of this machine. `close` ends them all at once."""

    def __init__(self, workers: int, *, tasks_each: int = TASKS_EACH, memory_each: int = MEMORY_EACH) -> None:
        self.workers = max(1, min(workers or processors(), 61))
        self.tasks_each = tasks_each
        self.memory_each = memory_each
        self._pool: ProcessPoolExecutor | None = None

    def _start(self, workers: int) -> ProcessPoolExecutor:
        self.close()
        self._pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)
        return self._pool

    def close(self) -> None:
        """Ends the processes, also those at work."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        processes = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with contextlib.suppress(Exception):
                process.kill()
        for process in processes:
            with contextlib.suppress(Exception):
                process.join(5)

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """The outcome of each task, as they end; tasks are taken only as fast as they are done."""
        suspects: deque[Task] = deque()
        more = True
        while more or suspects:
            while suspects:
                yield self._alone(suspects.popleft())
            if more:
                more = yield from self._generation(tasks, suspects)
        self._leave()

    def _leave(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)

    def _generation(self, tasks: Iterator[Task], suspects: deque[Task]) -> Generator[Outcome, None, bool]:
        """Runs until the tasks end, the pool breaks, or its processes have served their time; True where more may come."""
        pool = self._start(self.workers)
        waiting: dict[Future[Outcome], Task] = {}
        given, more, tired = 0, True, False
        while True:
            while more and not tired and len(waiting) < self.workers * AHEAD:
                task = next(tasks, None)
                if task is None:
                    more = False
                    break
                try:
                    waiting[pool.submit(run_timed, task)] = task
                except BrokenProcessPool:
                    suspects.append(task)
                    suspects.extend(waiting.values())
                    self.close()
                    return True
                given += 1
                tired = given >= self.tasks_each * self.workers
            if not waiting:
                self._leave()
                return more
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            broken = False
            for future in done:
                task = waiting.pop(future)
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    suspects.append(task)
                    broken = True
                else:
                    tired = tired or outcome.memory > self.memory_each
                    yield outcome
            if broken:
                for future, task in waiting.items():  # one may have ended just before the pool broke
                    if future.done() and future.exception() is None:
                        yield future.result()
                    else:
                        suspects.append(task)
                self.close()
                return True

    def _alone(self, task: Task) -> Outcome:
        """The outcome of a task in a process of its own."""
        pool = self._start(1)
        try:
            return pool.submit(run_timed, task).result()
        except BrokenProcessPool:
            name = Path(task.path).name
            return Outcome(
                task.number, FAILED, lasting=False,
                reason=f"{name} ended its worker twice: it takes over {task.seconds:.0f} seconds, needs too much memory, or is made to do harm.",
            )  # fmt: skip
        finally:
            self.close()
