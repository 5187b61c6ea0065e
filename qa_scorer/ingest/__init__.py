"""Reading documents: any supported file to one `Document`, in a process of its own that can be killed.

`read(path)` waits; `start(path)` returns at once, so that the caller can load models while the file is read. The parent
never parses a document and never trusts what the reader's process sends (`wire`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import weakref
from dataclasses import asdict
from pathlib import Path
from typing import IO

from qa_scorer.document import Document
from qa_scorer.errors import InputError
from qa_scorer.settings import Limits, default_limits, limit_hit

__all__ = ["Pending", "read", "read_bytes_hash", "start"]

_PACKAGE = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path[:] = {paths!r}; from qa_scorer.ingest.child import main; main()"
_CONVERTED = (b"\xd0\xcf\x11\xe0", b"{\\rt", b"PK\x03\x04")  # may need the office suite
_FOLDER = "qa-scorer-"


def read(path: Path, *, limits: Limits | None = None, password: str | None = None) -> Document:
    """The document of a file; `password` opens one that is encrypted.

    Raises:
        InputError: one line that says why the file cannot be read and what to do.
    """
    return start(path, limits=limits, password=password).result()


def start(path: Path, *, limits: Limits | None = None, password: str | None = None) -> Pending:
    """Begins to read a file; `Pending.result()` waits for the document.

    Raises:
        InputError: missing, a folder, empty, too large.
    """
    from qa_scorer.ingest.detect import check_file

    limits = limits or default_limits()
    path = Path(path)
    status = check_file(path, limits)
    return Pending(path, limits, status, password)


def read_bytes_hash(path: Path) -> str:
    """The sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Pending:
    """A document that is being read. `result()` once or more; `cancel()` where it is no longer wanted."""

    def __init__(self, path: Path, limits: Limits, status: os.stat_result, password: str | None = None) -> None:
        self.path = path
        self._password = password
        self.limits = limits
        self._stamp = (status.st_mtime_ns, status.st_size)
        self._document: Document | None = None
        self._error: InputError | None = None
        self._folder: Path | None = None
        self._output = _anonymous_file()
        office = _may_convert(path)
        if office:
            _sweep()
            self._folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
        self._office = office
        self._careful = False
        self._deadline = time.monotonic() + limits.seconds
        self._begin()

    def _begin(self) -> None:
        """Starts the reader's process and gives it its task."""
        self._process = _spawn(self._output)
        self._close = weakref.finalize(self, _clean_up, self._process, self._output, self._folder, time.time())
        request = {
            "path": str(self.path.absolute()), "limits": asdict(self.limits), "folder": str(self._folder) if self._folder else "",
            "office": self._office, "fences": True, "careful": self._careful, "password": self._password or "",
        }  # fmt: skip
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # the process is gone: result() tells
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()

    def cancel(self) -> None:
        """Ends the reading and removes everything that belongs to it."""
        self._close()

    def result(self) -> Document:
        """The document, when it is read.

        Raises:
            InputError: it cannot be read, or a limit was hit.
        """
        if self._document is None and self._error is None:
            try:
                self._document = self._wait()
            except InputError as exc:
                self._error = exc
            finally:
                self._close()
        if self._error is not None:
            raise self._error
        assert self._document is not None
        return self._document

    def _wait(self) -> Document:
        from qa_scorer.ingest.wire import WireError, load

        name = self.path.name
        if not self._close.alive:
            raise InputError(f"The reading of {name} was cancelled.")
        try:
            code = self._process.wait(max(0.05, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired as exc:
            raise limit_hit(name, "takes too long to read", "seconds", self.limits) from exc
        self._output.seek(0, os.SEEK_END)
        if self._output.tell() > self.limits.output_bytes:
            raise limit_hit(name, "holds too much content", "output_bytes", self.limits)
        self._output.seek(0)
        try:
            found = load(self._output, self.limits)
        except WireError as exc:
            if code < 0 and not self._careful and not self._office and time.monotonic() < self._deadline - 1:
                return self._again()
            raise self._crash(code) from exc
        if isinstance(found, str):
            raise InputError(found)
        if found.file_name != name or found.sha256 != self._hash():
            raise InputError(f"{name} changed while it was being read. Close it in other programs and try again.")
        return found

    def _again(self) -> Document:
        """The document without the help of libraries that may have crashed the process."""
        self._close()
        self._careful = True
        self._output = _anonymous_file()
        self._begin()
        return self._wait()

    def _hash(self) -> str:
        try:
            return read_bytes_hash(self.path)
        except OSError:
            return ""

    def _crash(self, code: int) -> InputError:
        """The line for a process that ended without a document."""
        name = self.path.name
        if -code == getattr(signal, "SIGXCPU", 24):
            return limit_hit(name, "takes too long to read", "seconds", self.limits)
        if -code == getattr(signal, "SIGKILL", 9):
            return limit_hit(name, "needs too much memory", "memory_bytes", self.limits)
        return InputError(
            f"{name} could not be read: the reader stopped on it, so it is damaged or made to do harm. Ask for the file again, or print it to a new PDF."
        )


def _may_convert(path: Path) -> bool:
    """True where the file may need the office suite (which needs a folder to work in)."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as exc:
        raise InputError(f"{path.name} cannot be opened. Check the path and its permissions.") from exc
    start = head.lstrip(b"\xef\xbb\xbf\r\n\t ")
    if start.startswith(b"PK\x03\x04"):
        return b"mimetypeapplication/vnd.oasis" in head[:200]
    return start.startswith(_CONVERTED)


def _anonymous_file() -> IO[bytes]:
    """A file without a name, in memory where the system has that, so that nothing can be left behind."""
    if hasattr(os, "memfd_create"):
        with contextlib.suppress(OSError):
            return os.fdopen(os.memfd_create("qa-scorer", os.MFD_CLOEXEC), "w+b")
    return tempfile.TemporaryFile()


def _spawn(output: IO[bytes]) -> subprocess.Popen[bytes]:
    paths = [str(_PACKAGE), *(p for p in sys.path if p and Path(p).is_absolute())]
    environment = {
        k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")
    }
    environment |= {"LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", _START.format(paths=paths)],
            stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL, env=environment, start_new_session=True, close_fds=True,
        )  # fmt: skip
    except OSError as exc:
        raise InputError("The reader's process could not be started. Close other programs and try again.") from exc


def _remove_dead_pipes(began: float) -> None:
    """Removes the local socket that the office suite made and, fenced in, could not remove; one in use is left alone."""
    if not hasattr(os, "getuid"):
        return
    for pipe in Path("/tmp").glob("OSL_PIPE_*"):
        with contextlib.suppress(OSError):
            status = pipe.lstat()
            if not stat.S_ISSOCK(status.st_mode) or status.st_uid != os.getuid() or status.st_mtime < began - 1:
                continue
            listening = Path("/proc/net/unix")
            if listening.is_file() and str(pipe) not in listening.read_text(errors="replace"):
                pipe.unlink()


def _clean_up(process: subprocess.Popen[bytes], output: IO[bytes], folder: Path | None, began: float) -> None:
    """Kills the reader with everything it started and removes its folder."""
    if hasattr(os, "killpg") and (process.poll() is None or folder is not None):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)  # its own group: also what is left of the office suite
    if process.poll() is None:
        with contextlib.suppress(OSError):
            process.kill()
    with contextlib.suppress(Exception):
        process.wait(5)
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    with contextlib.suppress(OSError):
        output.close()
    if folder is not None:
        for _ in range(5):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.05)
        _remove_dead_pipes(began)


def _sweep() -> None:
    """Removes working folders of our own whose process was killed, and sockets the office suite left."""
    if not hasattr(os, "getuid"):
        return
    for folder in Path(tempfile.gettempdir()).glob(_FOLDER + "*"):
        owner = folder.name[len(_FOLDER) :].split("-", 1)[0]
        if not owner.isdigit() or folder.is_symlink():
            continue
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == os.getuid() and not _alive(int(owner)):
                shutil.rmtree(folder, ignore_errors=True)
    _remove_dead_pipes(0.0)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
