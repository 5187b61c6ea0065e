"""Text in a bitmap, read by Tesseract; nothing leaves the machine.

Tesseract comes with the package (tesserocr, and its English data among the models); where there is no such package for a system,
the program `tesseract` is used if it is installed. Either runs in a process of its own, with one thread, a time limit and only the
bytes of the picture as input. A picture that is too large, of an unknown kind, or that breaks the reader is not read: the
caller hears None.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import struct
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

_KNOWN = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM", b"RIFF")
_CHILD = Path(__file__).with_name("picture_child.py")


@lru_cache(maxsize=1)
def _packaged() -> bool:
    return bool(sys.executable) and importlib.util.find_spec("tesserocr") is not None


@lru_cache(maxsize=1)
def _program() -> str | None:
    return shutil.which("tesseract")


def can_read() -> bool:
    """True where Tesseract is there, as a package or as a program."""
    return _packaged() or _program() is not None


def png_pixels(image: bytes) -> int | None:
    """Width times height of a PNG by its header; None for another kind."""
    if not image.startswith(_KNOWN[0]) or len(image) < 24:
        return None
    width, height = struct.unpack(">II", image[16:24])
    return int(width) * int(height)


@lru_cache(maxsize=64)
def picture_text(image: bytes, data: Path, *, seconds: int, pixels: int) -> str | None:
    """The text that can be read in the picture; None where it cannot be told ('' is a picture without text).

    `data`: folder with eng.traineddata, its hash checked.
    """
    if not can_read() or not image.startswith(_KNOWN):
        return None
    size = png_pixels(image)
    if size is not None and size > pixels:
        return None
    if _packaged():
        command = [sys.executable, "-I", str(_CHILD), str(data), str(pixels)]
    else:
        command = [str(_program()), "stdin", "stdout", "--tessdata-dir", str(data), "--psm", "11", "-l", "eng"]
    keep = ("SYSTEMROOT", "PATH", "TEMP", "TMP")
    try:
        done = subprocess.run(
            command,
            input=image,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"} | {k: v for k, v in os.environ.items() if k in keep},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else None
