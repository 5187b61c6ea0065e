"""Limits: one place, three sources, clear lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_scorer.errors import InputError
from qa_scorer.settings import GIB, MIB, Limits, default_limits, limit_hit, load_limits


def test_defaults() -> None:
    limits = default_limits({})
    assert (limits.seconds, limits.memory_bytes, limits.unpacked_bytes, limits.pages) == (60, 2 * GIB, 500 * MIB, 5000)


def test_environment_and_file(tmp_path: Path) -> None:
    file = tmp_path / "limits.toml"
    file.write_text('seconds = 30\nmemory_bytes = "3 GiB"\n[limits]\npages = 10\n')
    limits = load_limits(file, {"QA_SCORER_LIMIT_SECONDS": "90", "QA_SCORER_LIMIT_CELLS": "7"})
    assert (limits.seconds, limits.memory_bytes, limits.pages, limits.cells) == (30, 3 * GIB, 10, 7)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sekonds = 3", "unknown limit 'sekonds'"), ("seconds = 'long'", "'seconds' must be a positive number"), ("seconds = 0", "'seconds'"),
        ("seconds = true", "'seconds'"), ("seconds = [1]", "'seconds'"), ("pages = -1", "'pages'"), ("a b", "not valid TOML (line 1)"),
    ],
)  # fmt: skip
def test_bad_files_name_the_key(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "limits.toml"
    file.write_text(text)
    with pytest.raises(InputError) as info:
        load_limits(file, {})
    assert told in str(info.value)
    assert "\n" not in str(info.value)


def test_missing_file_and_bad_variable(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.toml cannot be read"):
        load_limits(tmp_path / "no.toml", {})
    with pytest.raises(InputError, match="QA_SCORER_LIMIT_SECONDS"):
        default_limits({"QA_SCORER_LIMIT_SECONDS": "soon"})


def test_the_line_says_what_and_how_much() -> None:
    line = str(limit_hit("x.docx", "unpacks to too much data", "unpacked_bytes", Limits()))
    assert line == (
        "x.docx unpacks to too much data (limit: 500 MiB). Make the file smaller, or raise 'unpacked_bytes' in a limits file (--limits)."
    )
