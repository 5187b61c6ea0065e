"""Text in a bitmap, read by Tesseract where it is installed; nothing leaves the machine.

Only the bytes of the picture go to the program, through its standard input, with one thread and a time limit. A picture
that is too large, of a kind that Tesseract does not know, or that gives no text is not read: the caller hears None.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from functools import lru_cache

_KNOWN = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM", b"RIFF")


@lru_cache(maxsize=1)
def _program() -> str | None:
    return shutil.which("tesseract")


def can_read() -> bool:
    """True where Tesseract is installed."""
    return _program() is not None


def png_pixels(image: bytes) -> int | None:
    """Width times height of a PNG by its header; None for another kind."""
    if not image.startswith(_KNOWN[0]) or len(image) < 24:
        return None
    width, height = struct.unpack(">II", image[16:24])
    return int(width) * int(height)


@lru_cache(maxsize=64)
def picture_text(image: bytes, *, seconds: int, pixels: int) -> str | None:
    """The text that can be read in the picture; None where it cannot be told ('' is a picture without text)."""
    program = _program()
    if program is None or not image.startswith(_KNOWN):
        return None
    size = png_pixels(image)
    if size is not None and size > pixels:
        return None
    try:
        done = subprocess.run(
            [program, "stdin", "stdout", "--psm", "11", "-l", "eng"],
            input=image,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={"OMP_THREAD_LIMIT": "1", "PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
            | {k: v for k, v in os.environ.items() if k in ("TESSDATA_PREFIX", "SYSTEMROOT")},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode != 0:
        return None
    return done.stdout.decode("utf-8", errors="replace")
