"""Recommendations by another author: the half not read while rules were made (for outcomes, read later) must not get worse."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "models" / "data" / "recommendations" / "l.jsonl"
ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
#: F1 as measured when the set came in, less 0.03; of the outcome as measured after its misses were read.
FLOORS = {"S": 0.82, "M": 0.42, "A": 0.88, "T": 0.85, "who": 0.93, "when": 0.85, "outcome": 0.93}


def test_the_set_is_balanced() -> None:
    assert len(ROWS) == 140 and len({r["text"] for r in ROWS}) == 140
    for key in FLOORS:
        assert 50 <= sum(r[key] for r in ROWS) <= 90


@pytest.mark.slow
def test_the_half_that_was_not_read(facts) -> None:
    seen: dict[str, Counter[tuple[int, int]]] = {key: Counter() for key in FLOORS}
    for row in ROWS[1::2]:
        (found,) = facts("# Recommendations", f"Recommendation 1: {row['text']}").recommendations
        got = {k: int(found.smart[k].met) for k in "SMAT"}
        got |= {"who": int(bool(found.who)), "when": int(bool(found.when)), "outcome": int(bool(found.outcome))}
        for key, value in got.items():
            seen[key][row[key], value] += 1
    for key, c in seen.items():
        f1 = 2 * c[1, 1] / (2 * c[1, 1] + c[0, 1] + c[1, 0])
        assert f1 >= FLOORS[key], f"{key}: {f1:.3f}"
