"""What a rule pack changes in the packs that it extends."""

from __future__ import annotations

import tomllib
from typing import Any

from qa_scorer.rulepack.lexicon import Lexicon
from qa_scorer.rulepack.loader import Pack


def _flat(data: Any, prefix: str = "") -> dict[str, Any]:
    if not isinstance(data, dict):
        return {prefix: data}
    out: dict[str, Any] = {}
    for key, value in data.items():
        out.update(_flat(value, f"{prefix}.{key}" if prefix else key))
    return out


def difference(pack: Pack) -> list[str]:
    """A line for each value or word that differs from the base pack."""
    if len(pack.chain) < 2:
        return []
    own, bases = pack.chain[-1], pack.chain[:-1]
    lines: list[str] = []
    for path in sorted(own.rglob("*.toml")):
        relative = path.relative_to(own)
        if relative.name == "pack.toml":
            continue
        before: dict[str, Any] = {}
        for base in bases:
            if (base / relative).is_file():
                before.update(_flat(tomllib.loads((base / relative).read_text(encoding="utf-8"))))
        for key, value in _flat(tomllib.loads(path.read_text(encoding="utf-8"))).items():
            if key not in before:
                lines.append(f"{relative.as_posix()}: {key} = {value!r} (new)")
            elif before[key] != value:
                lines.append(f"{relative.as_posix()}: {key}: {before[key]!r} -> {value!r}")
    for path in sorted((own / "lexicons").glob("*.txt")):
        words: tuple[str, ...] = ()
        for base in bases:
            file = base / "lexicons" / path.name
            if file.is_file():
                words = Lexicon.parse(path.stem, file.read_text(encoding="utf-8").splitlines(), words).terms
        now = Lexicon.parse(path.stem, path.read_text(encoding="utf-8").splitlines(), words).terms
        lines += [f"lexicons/{path.name}: + {w}" for w in now if w not in words]
        lines += [f"lexicons/{path.name}: - {w}" for w in words if w not in now]
    return lines
