"""All limits on reading a document, in one place.

Defaults < environment (`QA_SCORER_LIMIT_SECONDS=120`) < a TOML file given on the command line. Sizes may carry a unit
(`"2 GiB"`, `"500 MB"`).
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from qa_scorer.errors import InputError

KIB, MIB, GIB = 1024, 1024**2, 1024**3
_UNITS = {
    "": 1, "b": 1, "k": KIB, "kb": 1000, "kib": KIB, "m": MIB, "mb": 1000**2, "mib": MIB, "g": GIB, "gb": 1000**3, "gib": GIB,
}  # fmt: skip
_SIZE = re.compile(r"\s*(\d{1,15})(?:\.0+)?\s*([a-zA-Z]{0,3})\s*")
_PREFIX = "QA_SCORER_LIMIT_"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading and scoring of one document may cost. Sizes are in bytes."""

    seconds: int = 60  # wall clock, from the start of the reader's process
    memory_bytes: int = 2 * GIB  # address space of that process
    file_bytes: int = 500 * MIB  # the file itself
    unpacked_bytes: int = 500 * MIB  # everything inflated out of an Office file
    parts: int = 20_000  # entries of an Office file
    pages: int = 5_000
    paragraphs: int = 500_000
    cells: int = 500_000  # table cells
    image_bytes: int = 8 * MIB  # bytes kept of one picture
    images_bytes: int = 32 * MIB  # bytes kept of all pictures
    output_bytes: int = 256 * MIB  # what the reader may hand back
    open_files: int = 128
    words: int = 250_000  # of a document that is scored; a review has some 5,000 to 40,000
    passages: int = 60_000  # paragraphs and cells of a document that is scored
    letters: int = 10_000  # of one word
    score_seconds: int = 300  # of this process's own work on what was read

    def describe(self, name: str) -> str:
        """A limit as a user reads it: '500 MiB', '5,000'."""
        value = int(getattr(self, name))
        if not name.endswith("bytes"):
            return f"{value:,}"
        for unit, size in (("GiB", GIB), ("MiB", MIB), ("KiB", KIB)):
            if value >= size:
                return f"{value / size:.4g} {unit}"
        return f"{value:,} bytes"


_NAMES = tuple(f.name for f in fields(Limits))


def limit_hit(file_name: str, what: str, name: str, limits: Limits) -> InputError:
    """The error for a limit that was hit: `what` says what the file has too much of."""
    return InputError(
        f"{file_name} {what} (limit: {limits.describe(name)}). Make the file smaller, or raise '{name}' in a limits file (--limits)."
    )


def default_limits(environ: Mapping[str, str] | None = None) -> Limits:
    """The limits that hold where no file was given: defaults, changed by the environment.

    Raises:
        InputError: a variable is not a number.
    """
    env = os.environ if environ is None else environ
    changes: dict[str, int] = {}
    for name in _NAMES:
        raw = env.get(_PREFIX + name.upper())
        if raw is not None:
            changes[name] = _number(raw, f"The environment variable {_PREFIX}{name.upper()}")
    return replace(Limits(), **changes)


def load_limits(path: Path, environ: Mapping[str, str] | None = None) -> Limits:
    """The limits of a TOML file, over those of the environment; keys as the fields of `Limits`.

    Raises:
        InputError: the file is not TOML, names an unknown limit, or a value is not a number.
    """
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise InputError(f"{path.name} cannot be read: {exc.strerror or 'no such file'}. Check the path.") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        line = re.search(r"line \d+", str(exc))
        raise InputError(
            f"{path.name} is not valid TOML{' (' + line.group() + ')' if line else ''}. Write one 'name = number' a line."
        ) from exc
    if isinstance(data.get("limits"), dict):
        data = {**{k: v for k, v in data.items() if k != "limits"}, **data["limits"]}
    unknown = sorted(set(data) - set(_NAMES))
    if unknown:
        raise InputError(f"{path.name}: unknown limit '{unknown[0]}'. Known: {', '.join(_NAMES)}.")
    changes = {name: _number(value, f"{path.name}: '{name}'") for name, value in data.items()}
    return replace(default_limits(environ), **changes)


def _number(value: object, where: str) -> int:
    if isinstance(value, bool):
        raise InputError(f"{where} must be a positive number, such as 60 or '2 GiB'.")
    if isinstance(value, int | float):
        if 0 < value < 1 << 62:
            return max(1, int(value))
    elif isinstance(value, str):
        match = _SIZE.fullmatch(value)
        factor = _UNITS.get(match.group(2).lower()) if match else None
        if match and factor and int(match.group(1)) > 0:
            return int(match.group(1)) * factor
    raise InputError(f"{where} must be a positive number, such as 60 or '2 GiB'.")
