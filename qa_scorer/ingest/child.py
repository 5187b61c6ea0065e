"""The reader's process: reads one file behind fences and writes the document to its standard output.

Started by `qa_scorer.ingest`, never imported by it. The first line of standard input is the request; standard input stays
open as long as the parent lives, and its end ends this process.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import IO, Any


def main() -> None:
    """Serves one request and leaves without any clean-up that could hang."""
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    gc.disable()  # one document, then the end: nothing is worth collecting
    request: dict[str, Any] = json.loads(_first_line())
    folder = Path(request["folder"]) if request["folder"] else None
    if hasattr(signal, "SIGUSR1"):  # with it this process ends all others of its group, but not itself
        signal.signal(signal.SIGUSR1, lambda *_: None)
    threading.Thread(target=_leave_with_parent, args=(folder,), daemon=True).start()
    code = _serve(request, folder, out)
    if folder is not None:  # the parent does it too, but may be gone
        _remove(folder)
    os._exit(code)


def _remove(folder: Path) -> None:
    """Removes the working folder, also while something still writes into it.

    By whole paths: the audit hook cannot tell where the names below an open folder, as `shutil.rmtree` has them, lead.
    """
    for _ in range(40):
        for place, folders, files in os.walk(folder, topdown=False):
            for path in (Path(place, name) for name in (*files, *folders)):
                with contextlib.suppress(OSError):
                    path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        with contextlib.suppress(OSError):
            folder.rmdir()
        if not folder.exists():
            return
        time.sleep(0.05)


def _first_line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(0, 65536)
        if not piece:
            os._exit(0)
        line += piece
    return line


def _leave_with_parent(folder: Path | None) -> None:
    """Waits for the end of the parent, then ends this process and all that it started."""
    try:
        while os.read(0, 1024):
            pass
    except OSError:
        pass
    own_group = hasattr(os, "killpg") and os.getpgrp() == os.getpid()
    if folder is not None:
        if own_group:  # first the office suite, which would go on to write into the folder
            os.killpg(0, signal.SIGUSR1)
        _remove(folder)
    if own_group:
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _serve(request: dict[str, Any], folder: Path | None, out: IO[bytes]) -> int:
    from qa_scorer.errors import InputError
    from qa_scorer.ingest import wire
    from qa_scorer.settings import Limits, limit_hit

    limits = Limits(**request["limits"])
    path = Path(request["path"])
    shown = path.name
    try:
        from qa_scorer.ingest.sandbox import fence, limit_resources

        office = bool(request["office"])
        limit_resources(
            seconds=limits.seconds,
            memory_bytes=limits.memory_bytes,
            output_bytes=limits.output_bytes,
            open_files=limits.open_files,
        )
        if request["fences"]:
            fence(folder, programs=office)
        message = _read(request, path, folder, limits, out)
    except InputError as exc:
        message = str(exc)
    except MemoryError:
        message = str(limit_hit(shown, "needs too much memory", "memory_bytes", limits))
    except RecursionError:
        message = f"{shown} is nested more deeply than any real report. Open it in Word and save it anew."
    except OSError as exc:
        message = str(limit_hit(shown, "holds too much content", "output_bytes", limits))
        if exc.errno != errno.EFBIG:
            message = f"{shown} could not be read ({type(exc).__name__}). Check that nobody moved it and try again."
    except Exception as exc:
        message = f"{shown} could not be read ({type(exc).__name__}); it is damaged or uses features that are not supported. Open it in Word and save it as .docx."
    if message is None:
        return 0
    with contextlib.suppress(OSError):  # what was written so far is worth nothing
        os.ftruncate(1, 0)
        os.lseek(1, 0, os.SEEK_SET)
    with os.fdopen(os.dup(1), "wb") as fresh:
        wire.dump_error(message, fresh)
    return 3


def _unlocked(path: Path, password: str, limits: Any) -> bytes | None:
    """The plain file within an encrypted Word file, where a password was given."""
    if not password:
        return None
    from qa_scorer.ingest.unlock import unlocked

    return unlocked(path, password, limits)


def _read(request: dict[str, Any], path: Path, folder: Path | None, limits: Any, out: IO[bytes]) -> str | None:
    from qa_scorer.ingest import read_bytes_hash, wire
    from qa_scorer.ingest.detect import detect, named_otherwise

    before = path.stat()
    sha256 = read_bytes_hash(path)
    password = str(request.get("password") or "")
    plain = _unlocked(path, password, limits)
    kind = "docx" if plain is not None else detect(path, limits)
    deadline = time.monotonic() + limits.seconds
    if plain is not None:
        from qa_scorer.ingest.docx import read_docx_bytes

        document = read_docx_bytes(plain, path.name, limits)
    elif kind == "docx":
        from qa_scorer.ingest.docx import read_docx

        document = read_docx(path, limits)
    elif kind == "pdf":
        from qa_scorer.ingest.normalise import clean_document
        from qa_scorer.ingest.pdf import read_pdf

        document = clean_document(read_pdf(path, limits, second=not request.get("careful"), password=password))
    elif kind == "txt":
        from qa_scorer.ingest.txt import read_txt

        document = read_txt(path, limits)
    else:
        from qa_scorer.ingest.convert import no_office, read_converted

        if not request["office"] or folder is None:
            raise no_office(path, kind)
        document = read_converted(path, kind, limits, folder, deadline)
    after = path.stat()
    same = (before.st_mtime_ns, before.st_size, before.st_ino) == (after.st_mtime_ns, after.st_size, after.st_ino)
    if not same or read_bytes_hash(path) != sha256:
        return f"{path.name} changed while it was being read. Close it in other programs and try again."
    named = named_otherwise(path, kind)
    warnings = (*document.warnings, named) if named else document.warnings
    pictures = _within(document.pictures, limits.images_bytes)
    document = replace(document, file_name=path.name, sha256=sha256, warnings=warnings, pictures=pictures)
    wire.dump(document, out)
    out.flush()
    return None


def _within(pictures: tuple[Any, ...], room: int) -> tuple[Any, ...]:
    """The pictures, the bytes of those left out for which there is no room."""
    kept = []
    for picture in pictures:
        size = len(picture.image or b"")
        kept.append(replace(picture, image=None) if size > room else picture)
        room -= size if size <= room else 0
    return tuple(kept)


if __name__ == "__main__":
    main()
