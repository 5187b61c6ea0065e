"""What is shipped is known: every package, model and data set with its licence, every lock with its hash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa_scorer.training import licences

ROOT = Path(__file__).resolve().parents[2]


def test_every_package_needed_is_listed_with_a_licence() -> None:
    text = licences.PAGE.read_text(encoding="utf-8")
    listed = {m.group(1).lower() for m in re.finditer(r"^\| ([\w.-]+) \| (.+) \|$", text, re.MULTILINE)}
    needed = {p.metadata["Name"].lower() for p in licences.needed()}
    assert needed <= listed, f"run 'python -m qa_scorer.training.licences': {sorted(needed - listed)}"
    assert "not stated" not in text


def test_no_licence_that_binds_what_uses_it() -> None:
    assert [p.metadata["Name"] for p in licences.needed() if re.search(r"\b(?:A|L)?GPL", licences.licence_of(p))] == []


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_locked_package_has_hashes(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", "\n" + re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE))
    locked = [b for b in blocks if re.match(r"[A-Za-z0-9][\w.\[\],-]*==", b)]
    assert len(locked) > 40
    assert [b.split("\n")[0] for b in locked if "--hash=sha256:" not in b] == []


def test_every_package_needed_is_locked() -> None:
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8").lower()
    locked = {re.sub(r"[-_.]+", "-", m) for m in re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==", text, re.MULTILINE)}
    needed = {re.sub(r"[-_.]+", "-", p.metadata["Name"].lower()) for p in licences.needed()}
    assert needed - locked == set()
