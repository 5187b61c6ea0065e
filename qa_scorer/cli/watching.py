"""`qa-scorer watch`: scores again when the file was saved, and shows only what changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from qa_scorer.errors import InputError
from qa_scorer.report import Report


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        s = path.stat()
    except OSError:
        return None
    return (s.st_mtime_ns, s.st_size)


def watch_file(
    path: Path, score: Callable[[], Report], *, every: float, times: int, echo: Callable[[str], None] = print
) -> None:
    """Looks at the file every `every` seconds until stopped, or until `times` changes were shown."""
    from qa_scorer.render.compare_report import render as show
    from qa_scorer.report.compare import compare

    last = _stamp(path)
    report = score()
    overall = report["verdict"]["overall"]
    echo(f"{path.name}: {overall}, {len(report['findings'])} findings. Watching; stop with Ctrl+C.")
    seen = 0
    while not times or seen < times:
        time.sleep(max(0.05, every))
        now = _stamp(path)
        if now is None or now == last:
            continue
        time.sleep(min(0.3, every))  # an editor may still be writing
        if _stamp(path) != now:
            continue
        last = now
        try:
            fresh = score()
        except InputError as exc:
            echo(f"{time.strftime('%H:%M:%S')} {exc}")
            continue
        seen += 1
        echo(f"{time.strftime('%H:%M:%S')} saved")
        echo(show(compare(report, fresh), "changes"))
        report = fresh
