"""The documents of a batch: where they stand, the name of each one's report, and its case file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from qa_scorer.errors import InputError

SUFFIXES = frozenset({".docx", ".pdf", ".doc", ".odt", ".rtf", ".txt"})
CASE_SUFFIX = ".case.toml"


@dataclass(frozen=True, slots=True)
class Item:
    """A document to score. `label`: its path as the index shows it; `name`: of its report, without the ending."""

    path: Path
    label: str
    name: str
    case: Path | None


def case_beside(path: Path) -> Path | None:
    """The case file `NAME.case.toml` beside a document."""
    case = path.with_name(path.stem + CASE_SUFFIX)
    return case if case.is_file() else None


def collect(inputs: Path, output: Path) -> list[Item]:
    """The documents of a folder with its sub-folders, or of a list with one path a line, in a fixed order.

    Raises:
        InputError: there is no such folder or list, or nothing in it can be a document.
    """
    if inputs.is_dir():
        found = _in_folder(inputs, output)
        hint = f"{inputs} holds no document ({', '.join(sorted(SUFFIXES))})."
    elif inputs.is_file():
        found = _in_list(inputs)
        hint = f"{inputs.name} lists no document; write one path a line."
    else:
        raise InputError(f"There is no folder or list {inputs}. Check the path.")
    if not found:
        raise InputError(hint)
    names = _names([label for _, label in found])
    return [
        Item(path, label, name, case_beside(path)) for (path, label), name in zip(found, names, strict=True)
    ]  # fmt: skip


def _in_folder(folder: Path, output: Path) -> list[tuple[Path, str]]:
    own = output.resolve()
    found = []
    for root, folders, files in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and (here / f).resolve() != own)
        for name in files:
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith((".", "~$")):
                path = here / name
                found.append((path, path.relative_to(folder).as_posix()))
    return sorted(found, key=lambda x: x[1])


def _in_list(file: Path) -> list[tuple[Path, str]]:
    try:
        if file.suffix.lower() in SUFFIXES - {".txt"} or file.stat().st_size > 100_000_000:
            raise InputError(f"{file.name} is no list of paths. Give a folder, or a text file with one path a line.")
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as exc:
        raise InputError(f"{file.name} is no list of paths: it is not UTF-8 text.") from exc
    except OSError as exc:
        raise InputError(f"{file.name} cannot be read ({exc.strerror}).") from exc
    found: dict[str, Path] = {}
    for line in lines:
        text = line.strip()
        if text and not text.startswith("#"):
            path = Path(text) if Path(text).is_absolute() else file.parent / text
            found.setdefault(Path(text).as_posix(), path)
    return [(path, label) for label, path in found.items()]


def _names(labels: list[str]) -> list[str]:
    """One name for each label, different even where capitals do not count: the stem, or else more of the path."""

    def tries(label: str) -> list[str]:
        path = Path(label)
        whole = "__".join(p for p in path.parts if p not in ("/", "..", ".")).replace(":", "_").replace("\\", "_")
        return [path.stem, path.name, whole]

    chosen = [""] * len(labels)
    taken: set[str] = set()
    left = list(range(len(labels)))
    for level in range(3):
        wanted: dict[str, list[int]] = {}
        for i in left:
            wanted.setdefault(tries(labels[i])[level].casefold(), []).append(i)
        for folded, who in wanted.items():
            if len(who) == 1 and folded not in taken:
                chosen[who[0]] = tries(labels[who[0]])[level]
                taken.add(folded)
        left = [i for i in left if not chosen[i]]
    for i in left:
        base, n = tries(labels[i])[2], 2
        while f"{base}-{n}".casefold() in taken:
            n += 1
        chosen[i] = f"{base}-{n}"
        taken.add(chosen[i].casefold())
    return chosen
