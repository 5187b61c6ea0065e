"""A clock over work in this process: a document made to keep the tool busy ends in one clear line."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

from qa_scorer.settings import Limits, limit_hit


@contextlib.contextmanager
def deadline(name: str, limits: Limits) -> Iterator[None]:
    """Ends what runs within after `limits.score_seconds` of this process's own work.

    Patterns are interrupted too. Works in the main thread, where the system has such a clock (not on Windows) and nobody
    else uses it; elsewhere it does nothing.

    Raises:
        InputError: the time is over.
    """
    free = hasattr(signal, "ITIMER_PROF") and threading.current_thread() is threading.main_thread()
    if not free or signal.getitimer(signal.ITIMER_PROF)[0] > 0:
        yield
        return

    def ring(_signal: int, _frame: object) -> None:
        raise limit_hit(name, "takes too long to score", "score_seconds", limits)

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, limits.score_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
