"""Scoring what was read keeps to its limits too."""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from qa_scorer import pipeline
from qa_scorer.deadline import deadline
from qa_scorer.errors import InputError
from qa_scorer.settings import Limits

needs_clock = pytest.mark.skipif(not hasattr(signal, "ITIMER_PROF"), reason="needs a clock of POSIX")


@needs_clock
def test_an_endless_loop_ends_in_one_line() -> None:
    limits = replace(Limits(), score_seconds=1)
    with pytest.raises(InputError, match="score_seconds"), deadline("a.docx", limits):
        while True:
            pass
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


@needs_clock
def test_a_pattern_that_never_ends_is_interrupted() -> None:
    import re

    limits = replace(Limits(), score_seconds=1)
    with pytest.raises(InputError, match="score_seconds"), deadline("a.docx", limits):
        re.match(r"(a+)+$", "a" * 60 + "b")


@needs_clock
def test_what_ends_in_time_is_left_alone() -> None:
    with deadline("a.docx", replace(Limits(), score_seconds=1)):
        pass
    end = time.process_time() + 1.2
    while time.process_time() < end:
        pass
    assert signal.getsignal(signal.SIGPROF) in (signal.SIG_DFL, None)


@pytest.mark.parametrize(("name", "value"), [("words", 400), ("passages", 90)])
def test_what_is_longer_than_any_review_is_refused(name: str, value: int, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("A line of five words\n\n" * 100, encoding="utf-8")
    limits = replace(Limits(), **{name: value})
    with pytest.raises(InputError, match=f"longer than any review.*{name}"):
        pipeline.facts_of(path, limits=limits)


def test_a_word_without_end_is_refused(tmp_path: Path) -> None:
    """One word of 80,000 letters keeps patterns busy that are quick on any text of people."""
    path = tmp_path / "long.txt"
    path.write_text("A line of words\n\n" + "Ab" * 6000 + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="letters"):
        pipeline.facts_of(path)
