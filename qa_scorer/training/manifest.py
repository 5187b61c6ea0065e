"""Writes the models' manifest: every shipped file with its SHA-256."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

TRAINED = Path(__file__).resolve().parents[2] / "models" / "trained"


def record(name: str, version: str, *, card: str = "card.md", data: str = "") -> None:
    """Enters the files of one model, as they are now, into the manifest."""
    path = TRAINED / "MANIFEST.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("model", {}) if path.is_file() else {}
    folder = TRAINED / name
    files = {
        f.relative_to(folder).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(folder.rglob("*"))
        if f.is_file() and f.name != card
    }
    entries[name] = {"version": version, "card": card, "data": data, "files": files}
    lines = ["# Every model file that is shipped, with its SHA-256. Written by `make models`."]
    for key in sorted(entries):
        entry = entries[key]
        lines += [
            "",
            f"[model.{key}]",
            f'version = "{entry["version"]}"',
            f'card = "{entry.get("card", "card.md")}"',
            f'data = "{entry.get("data", "")}"',
            "",
            f"[model.{key}.files]",
        ]
        lines += [f'"{f}" = "{h}"' for f, h in sorted(entry["files"].items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
