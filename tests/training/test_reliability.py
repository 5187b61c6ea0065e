"""The reliability table of the statements: right and wrong by confidence, and the drawing."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from qa_scorer.training.reliability import binned, cases, drawing, kept, main

FOUND = [(0.45, False), (0.55, True), (0.93, True), (0.94, True), (0.97, True), (0.98, False)]


def _set(folder: Path) -> tuple[Path, Path]:
    gold, reports = folder / "gold", folder / "reports"
    gold.mkdir()
    reports.mkdir()
    labels = {"id": "z1", "sentences": [{"text": "This was poor practice.", "label": "opinion_unmarked"}]}
    told = [
        {"text": "This was poor practice.", "label": "opinion_unmarked", "confidence": 0.9},
        {"text": "She rang the ward at noon.", "label": "fact", "confidence": 0.8},
        {"text": "He visited her on Monday.", "label": "third_party", "confidence": 0.6},
    ]
    (gold / "z1.gold.json").write_text(json.dumps(labels), encoding="utf-8")
    (reports / "z1.json").write_text(json.dumps({"statements": told}), encoding="utf-8")
    return gold, reports


def test_a_sentence_the_labelled_set_does_not_list_is_a_fact(tmp_path: Path) -> None:
    assert cases(*_set(tmp_path)) == [(0.9, True), (0.8, True), (0.6, False)]


def test_bins_hold_every_sentence_once() -> None:
    assert sum(n for _, _, n, _, _ in binned(FOUND)) == len(FOUND)
    assert [n for _, _, n, _, _ in binned(FOUND)] == [1, 1, 2, 2]
    assert binned(FOUND)[-1][4] == 0.5


def test_keeping_fewer_keeps_the_surest() -> None:
    assert kept(FOUND, 1.0) == (0.45, 4 / 6)
    assert kept(FOUND, 0.5) == (0.94, 2 / 3)


def test_drawing_has_a_dot_a_bin_and_a_description(tmp_path: Path) -> None:
    gold, reports = _set(tmp_path)
    assert main([str(gold), str(reports), str(tmp_path / "r.svg")]) == 0
    tree = ElementTree.parse(tmp_path / "r.svg").getroot()
    assert sum(e.tag.endswith("circle") for e in tree.iter()) == 3
    assert next(e for e in tree.iter() if e.tag.endswith("desc")).text
    assert drawing(FOUND).count("<circle") == 4


def test_wrong_arguments_are_told(capsys) -> None:
    assert main([]) == 2
    assert "GOLD_DIR" in capsys.readouterr().out
