"""The record of a batch in its folder: reports, `index.jsonl` (a line a file) and `results.jsonl` (a summary a report).

While the batch runs, lines are added: first the summary with the hash of the report, then the report itself, then the
line in the index. A report that a kill left without its line is known again by its hash, so nothing is lost and nothing
is scored twice. At the end both files are written anew, in the order of the inputs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from qa_scorer.batch.inputs import Item
from qa_scorer.errors import OutputError

INDEX, RESULTS, STORE = "index.jsonl", "results.jsonl", "results.sqlite"


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file; a line that was cut off is left out."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    data = json.loads(line)
                except ValueError:
                    continue
                if isinstance(data, dict):
                    yield data
    except FileNotFoundError:
        return


def _dump(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


class Journal:
    """The batch folder, open for writing. One process at a time."""

    def __init__(self, folder: Path, *, restart: bool = False) -> None:
        """Opens the folder, making it where needed.

        Raises:
            OutputError: it cannot be written, or another batch writes to it.
        """
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(folder)
            if restart:
                for name in (INDEX, RESULTS):
                    (folder / name).unlink(missing_ok=True)
            self.lines = {x["path"]: x for x in read_lines(folder / INDEX) if isinstance(x.get("path"), str)}
            self.summaries = {x["key"]: n for x, n in self._offsets() if isinstance(x.get("key"), str)}
            self._index = _append(folder / INDEX)
            self._results = _append(folder / RESULTS)
        except OSError as exc:
            raise OutputError(f"{folder} cannot be written ({exc.strerror}). Give another --output.") from exc

    def close(self) -> None:
        """Closes the files; the lines stay as they are."""
        self._index.close()
        self._results.close()
        if self._lock is not None:
            self._lock.close()

    def _offsets(self) -> Iterator[tuple[dict[str, Any], int]]:
        path = self.folder / RESULTS
        if not path.exists():
            return
        with path.open("rb") as file:
            at = 0
            for line in file:
                try:
                    yield json.loads(line), at
                except ValueError:
                    pass
                at += len(line)

    def summary(self, key: str) -> dict[str, Any] | None:
        """The summary that was kept under a key."""
        at = self.summaries.get(key)
        if at is None:
            return None
        self._results.flush()
        with (self.folder / RESULTS).open("rb") as file:
            file.seek(at)
            data = json.loads(file.readline())
        return data if isinstance(data, dict) else None

    def report_path(self, name: str) -> Path:
        """Where the report of that name stands."""
        return self.folder / f"{name}.json"

    def done(self, item: Item, key: str) -> dict[str, Any] | None:
        """The index line of a document that need not be scored again."""
        line = self.lines.get(item.label)
        if line is None or line.get("key") != key or line.get("name") != item.name:
            return None
        if line["status"] == "failed":
            return line if line.get("lasting") else None
        if key not in self.summaries:
            return None
        try:
            return line if self.report_path(item.name).stat().st_size == line["bytes"] else None
        except OSError:
            return None

    def left(self, item: Item, key: str) -> dict[str, Any] | None:
        """The summary of a report that was written whole but has no line in the index yet."""
        summary = self.summary(key)
        if summary is None or not self.report_path(item.name).is_file():
            return None
        return summary if _hash(self.report_path(item.name)) == summary["report_sha256"] else None

    def keep_report(self, name: str, text: bytes) -> None:
        """Writes a report, whole or not at all, readable by its owner only."""
        from qa_scorer.render.write import write_atomic

        write_atomic(self.report_path(name), text)

    def keep_summary(self, summary: dict[str, Any]) -> None:
        """Adds a summary to results.jsonl."""
        if summary["key"] not in self.summaries:
            self.summaries[summary["key"]] = self._results.tell()
            self._results.write(_dump(summary).encode())
            self._results.flush()

    def keep_line(self, line: dict[str, Any]) -> None:
        """Adds a line to the index."""
        self.lines[line["path"]] = line
        self._index.write(_dump(line).encode())
        self._index.flush()

    def finish(self, labels: Iterable[str]) -> list[dict[str, Any]]:
        """Writes index and results anew for exactly these documents, in their order; returns the index."""
        from qa_scorer.render.write import write_atomic

        lines = [self.lines[label] for label in labels]
        keys = dict.fromkeys(x["key"] for x in lines if x["status"] == "ok")
        self._results.flush()
        new = self.folder / f".{RESULTS}.new"
        with (self.folder / RESULTS).open("rb") as old, _open(new, os.O_TRUNC) as out:
            for key in keys:
                old.seek(self.summaries[key])
                out.write(old.readline())
            out.flush()
            os.fsync(out.fileno())
        self._results.close()
        new.replace(self.folder / RESULTS)
        self._index.close()
        write_atomic(self.folder / INDEX, "".join(map(_dump, lines)).encode())
        return lines


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(path: Path, flag: int) -> IO[bytes]:
    """Opens a file for writing that only its owner may read."""
    mode = "ab" if flag == os.O_APPEND else "wb"
    return os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | flag, 0o600), mode)


def _append(path: Path) -> IO[bytes]:
    """Opens a file for adding lines; a last line that was cut off is ended first."""
    file = _open(path, os.O_APPEND)
    if file.tell():
        with path.open("rb") as old:
            old.seek(-1, os.SEEK_END)
            if old.read(1) != b"\n":
                file.write(b"\n")
                file.flush()
    return file


def _lock(folder: Path) -> IO[bytes] | None:
    """A lock that the system frees when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:
        return None
    file = _open(folder / ".lock", os.O_TRUNC)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        file.close()
        raise OutputError(f"Another batch is writing to {folder}. Wait for it, or give another --output.") from exc
    return file
