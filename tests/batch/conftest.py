"""Fixtures of the batch tests: folders of documents for a scorer that takes no time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))


@pytest.fixture
def folder(tmp_path: Path):
    """Makes a folder of text documents; `special` gives the content of some by name."""

    def make(count: int = 6, name: str = "in", **special: str) -> Path:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        for n in range(count):
            (root / f"doc{n:03}.txt").write_text(f"document {n}\n")
        for stem, text in special.items():
            (root / f"{stem}.txt").write_text(text)
        return root

    return make


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule pack of the tests' own, so that a batch's keys rest on nothing that may be edited meanwhile."""
    root = tmp_path_factory.mktemp("rules") / "mine"
    root.mkdir()
    (root / "pack.toml").write_text('name = "mine"\nversion = "1"\n')
    return root
