"""Loads the trained models, each on first use, after its hash was compared with the shipped manifest.

Loading never runs code from a model file: weights are plain arrays (`.npz` without pickle), JSON or ONNX graphs, and the
names model is a spaCy pipeline whose config is checked against an allow-list before it is read.
"""

from __future__ import annotations

import hashlib
import threading
import tomllib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from qa_scorer.errors import ModelError
from qa_scorer.resources import models_dir


class Models:
    """The models of one process; thread-safe, each loaded once. `folder` holds them with MANIFEST.toml."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._loaded: dict[str, Any] = {}
        self._cold = threading.Event()

    @cached_property
    def manifest(self) -> dict[str, dict[str, Any]]:
        """Entries of MANIFEST.toml by model name: `files` (name to sha256), `version`, `card`."""
        path = self.folder / "MANIFEST.toml"
        damaged = ModelError(
            "The models' manifest is missing or damaged: install qa-scorer again, or run 'make models'."
        )
        try:
            entries = dict(tomllib.loads(path.read_text(encoding="utf-8")).get("model", {}))
        except (OSError, ValueError, TypeError, AttributeError, RecursionError) as exc:
            raise damaged from exc
        for name, entry in entries.items():
            files = entry.get("files") if isinstance(entry, dict) else None
            if not isinstance(files, dict) or not files or not _stays_inside(name):
                raise damaged
            if not all(_stays_inside(f) and isinstance(h, str) and len(h) == 64 for f, h in files.items()):
                raise damaged
        return entries

    def hashes(self) -> dict[str, str]:
        """One sha256 for each model, over the hashes of its files."""
        out = {}
        for name, entry in self.manifest.items():
            joined = "".join(f"{f}{entry['files'][f]}" for f in sorted(entry["files"]))
            out[name] = hashlib.sha256(joined.encode()).hexdigest()
        return out

    def verified(self, name: str) -> Path:
        """Folder of a model, each of its files compared with the manifest.

        Raises:
            ModelError: a file is missing or is not the one that was shipped.
        """
        entry = self.manifest.get(name)
        if entry is None:
            raise ModelError(
                f"The model '{name}' is not in the manifest: install qa-scorer again, or run 'make models'."
            )
        folder = self.folder / name
        for file, expected in entry["files"].items():
            try:
                found = hashlib.sha256((folder / file).read_bytes()).hexdigest()
            except OSError as exc:
                raise ModelError(f"The model file {name}/{file} is missing: install qa-scorer again.") from exc
            if found != expected:
                raise ModelError(
                    f"The model file {name}/{file} is not the one that was shipped: install qa-scorer again."
                )
        return folder

    def get(self, name: str, loader: Any) -> Any:
        """The model of that name, made by `loader(folder)` on first use."""
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = loader(self.verified(name))
            return self._loaded[name]

    def warm(self) -> None:
        """Loads what every document needs, in the background, while the document is read.

        NumPy is imported first: two threads that import it at once can each find it half made. The program waits for the
        thread before it ends: one that is stopped inside a library's own code takes the whole program down.
        """
        import numpy  # noqa: F401

        self._cold.clear()
        threading.Thread(target=self._warm).start()

    def stop_warming(self) -> None:
        """Loads nothing more ahead of need; what is being loaded is still finished."""
        self._cold.set()

    @property
    def warming(self) -> bool:
        """True while models may be loaded ahead of need."""
        return not self._cold.is_set()

    def _warm(self) -> None:
        from qa_scorer.errors import QaScorerError

        try:
            from qa_scorer.classify.warm import warm_all

            warm_all(self)
        except (QaScorerError, ImportError):
            pass  # the same problem is reported where the model is used


def _stays_inside(name: str) -> bool:
    """True for a relative path that cannot lead out of its folder."""
    parts = name.replace("\\", "/").split("/")
    return all(p not in ("", ".", "..") and ":" not in p for p in parts)


@lru_cache(maxsize=1)
def load_models() -> Models:
    """The shipped models, none of them loaded yet."""
    return Models(models_dir())
