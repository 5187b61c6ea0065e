"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from qa_scorer.errors import OutputError


def write_atomic(path: Path, data: bytes) -> None:
    """Writes the file whole, readable by its owner only, or leaves what was there as it was.

    A temporary file in the same folder is filled, flushed to disk and renamed. A symbolic link is followed, so that the
    file it points to is replaced and not the link.

    Raises:
        OutputError: the folder is missing or not writable, the path is a folder, or the disk is full.
    """
    path = Path(path)
    target = path.resolve() if path.is_symlink() else path
    if target.is_dir():
        raise OutputError(f"{path} is a folder; give the name of a file.")
    folder = target.parent
    if not folder.is_dir():
        raise OutputError(f"There is no folder {folder}; make it first, or give another --output.")
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".qa-scorer-", suffix=".part", dir=folder)  # mode 0600
        with os.fdopen(handle, "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        Path(temporary).replace(target)
        temporary = None
        _sync_folder(folder)
    except PermissionError as exc:
        raise OutputError(f"{path} cannot be written: no permission, or the file is open elsewhere.") from exc
    except OSError as exc:
        if exc.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OutputError(f"{path} cannot be written: the disk is full.") from exc
        raise OutputError(f"{path} cannot be written: {exc.strerror or 'the system refused'}.") from exc
    finally:
        if temporary is not None:
            try:
                Path(temporary).unlink()
            except OSError:
                pass


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself last, where the system lets a folder be synced."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
