"""Made-up training text: reproducible, with exact spans, and clear of the test set's names."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_scorer.training.names import clear, labelled_lines, paragraphs, read_labelled
from qa_scorer.training.names_text import Writer, load_bank

ROOT = Path(__file__).parents[2]
BANK = load_bank(ROOT / "models" / "data" / "names" / "bank.toml")


def test_same_seed_same_lines() -> None:
    assert Writer(BANK, 5).lines(50) == Writer(BANK, 5).lines(50)
    assert Writer(BANK, 5).lines(50) != Writer(BANK, 6).lines(50)


def test_spans_lie_on_names() -> None:
    for text, spans in Writer(BANK, 3).lines(400):
        assert "{" not in text
        for start, end in spans:
            name = text[start:end]
            assert name == name.strip()
            assert name
            assert not any(c.isdigit() for c in name)


def test_a_third_of_the_lines_name_nobody() -> None:
    lines = Writer(BANK, 9).lines(1000)
    assert 0.2 < sum(not spans for _, spans in lines) / len(lines) < 0.5


def test_banned_names_never_come() -> None:
    bank = load_bank(ROOT / "models" / "data" / "names" / "bank.toml", ["grace", "Kowalczyk"])
    names = {n.lower() for kinds in bank.values() for part in kinds.values() for n in part}
    assert not names & {"grace", "kowalczyk"}


def test_clear_drops_lines_that_name_a_banned_word() -> None:
    lines = [("Ann Bell rang.", [(0, 8)]), ("Bell rang at ten.", [])]
    assert clear(lines, frozenset({"bell"})) == [lines[1]]


def test_paragraphs_keep_spans() -> None:
    import random

    lines = [("Ann rang.", [(0, 3)]), ("So did Bea.", [(7, 10)]), ("No one came.", [])]
    for text, spans in paragraphs(lines * 10, random.Random(1)):
        assert all(text[a:b] in ("Ann", "Bea") for a, b in spans)


def test_labelled_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.imr.md"
    path.write_text(
        "---\nid: x\n---\n## [front_sheet] Front\n\n::: table\nAuthor | <ok>Dr Ann Bell</ok>, nurse\n:::\n"
        "<ou>Then <n>Bea</n> rang.</ou>\n[R1 S=1] Tell <n>Bea</n>.\nThe <ok>Francis</ok> report.\n",
        encoding="utf-8",
    )
    named = [(text, [text[a:b] for a, b in spans]) for text, spans in read_labelled(path)]
    assert ("Ann Bell" in [n for _, found in named for n in found]) is True
    assert ("Then Bea rang.", ["Bea"]) in named
    assert ("Tell Bea.", ["Bea"]) in named
    assert ("The Francis report.", []) in named


@pytest.mark.parametrize("author", ["a", "b", "c", "d", "given"])
def test_authors_can_be_left_out(author: str) -> None:
    folders = [ROOT / "tests" / "corpus" / "given" / "src", ROOT / "tests" / "corpus" / "tuning" / "src"]
    everyone = len(labelled_lines(folders, frozenset()))
    assert 0 < len(labelled_lines(folders, frozenset({author}))) < everyone
