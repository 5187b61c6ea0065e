"""The names model: nothing but itself is loaded, and it holds its floors on names it has never seen."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from qa_scorer.classify.load import load_models
from qa_scorer.classify.names import check_config, load_names
from qa_scorer.document import Block, BlockKind, Document
from qa_scorer.errors import ModelError
from qa_scorer.extract.facts import Facts
from qa_scorer.extract.people_words import fold
from qa_scorer.resources import models_dir

DATA = Path(__file__).parents[2] / "models" / "data" / "names" / "test_sentences.jsonl"
ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
_WORD = re.compile(r"[^\W\d_]+")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(models_dir() / "names" / "config.cfg", tmp_path / "config.cfg")
    return tmp_path


def _config(folder: Path, old: str, new: str) -> Path:
    path = folder / "config.cfg"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_shipped_config_is_accepted(folder: Path) -> None:
    check_config(folder / "config.cfg")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('factory = "ner"', 'factory = "entity_ruler"'),
        ("spacy.Tok2Vec.v2", "evil.Tok2Vec.v1"),
        ("before_creation = null", 'before_creation = {"@callbacks":"evil"}'),
        ('pipeline = ["ner"]', 'pipeline = ["ner","evil"]'),
        ("[nlp]", "[nlp"),
    ],
)
def test_any_other_config_is_refused(folder: Path, old: str, new: str) -> None:
    with pytest.raises(ModelError):
        check_config(_config(folder, old, new))


def test_same_text_gives_same_spans_in_order() -> None:
    model = load_names(load_models())
    texts = ["Karen Holloway rang.", "", "123", "Adult A rang.", "Karen Holloway rang."]
    found = model.spans(texts)
    assert len(found) == len(texts)
    assert found[0] == found[4] == [(0, 14)]
    assert found[1] == found[2] == []


def test_model_files_hold_no_pickle() -> None:
    for path in (models_dir() / "names").rglob("*"):
        if path.is_file():
            assert path.suffix not in {".pkl", ".pickle", ".joblib", ".pt", ".py"}


def test_size_of_model() -> None:
    assert sum(p.stat().st_size for p in (models_dir() / "names").rglob("*") if p.is_file()) <= 15_000_000


def test_test_set_is_as_described() -> None:
    named = [r for r in ROWS if r["names"]]
    assert len(ROWS) >= 600
    assert 1 - len(named) / len(ROWS) >= 0.4
    assert len({r["origin"] for r in named}) >= 20
    assert len({r["text"] for r in ROWS}) == len(ROWS)


def test_no_name_of_the_test_set_was_seen_in_training() -> None:
    from qa_scorer.training.names import DATA as TRAINING
    from qa_scorer.training.names import clear, labelled_lines, test_words
    from qa_scorer.training.names_text import load_bank

    words = test_words()
    bank = load_bank(TRAINING / "bank.toml", words)
    known = {fold(w) for kinds in bank.values() for names in kinds.values() for n in names for w in _WORD.findall(n)}
    corpus = Path(__file__).parents[1] / "corpus"
    folders = [corpus / name / "src" for name in ("given", "tuning", "fresh")]
    lines = clear(labelled_lines(folders, frozenset()), words)  # as training leaves them out
    known |= {fold(w) for text, spans in lines for a, b in spans for w in _WORD.findall(text[a:b])}
    assert {w for w in words if fold(w) in known} == set()


def _unlisted():
    """The shipped pack, its lists of names without the names of the test set: every one of them is unseen."""
    from dataclasses import replace

    from qa_scorer.extract import people_words
    from qa_scorer.rulepack import load_pack
    from qa_scorer.training.names import test_words

    pack = load_pack()
    words = people_words.name_words(pack)
    unseen = {fold(w) for w in test_words()}
    people_words._CACHE[pack] = replace(
        words,
        given=words.given - unseen,
        family=words.family - unseen,
        women=words.women - unseen,
        men=words.men - unseen,
    )
    return pack


@pytest.mark.slow
def test_floors_on_unseen_names() -> None:
    pack = _unlisted()
    hit = missed = false = 0
    by_origin: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in ROWS:
        document = Document("x.docx", "0" * 64, "docx", (Block(0, BlockKind.PARAGRAPH, row["text"]),))
        found = [m for m in Facts(document, pack).people if m.kind == "person"]
        sure = [(m.location.start, m.location.end) for m in found if m.certain]
        for start, end in row["names"]:
            match = next((s for s in sure if s[0] < end and start < s[1]), None)
            if match:
                sure.remove(match)
            hit += bool(match)
            missed += not match
            by_origin[row["origin"]][0 if match else 1] += 1
        false += len(sure)
    print({o: round(a / (a + b), 3) for o, (a, b) in sorted(by_origin.items())})
    assert hit / (hit + missed) >= RECALL
    assert hit / (hit + false) >= PRECISION


#: Floors a little under what was measured (docs: models/trained/names/card.md).
RECALL, PRECISION = 0.93, 0.95


SETS = {name: DATA.with_name(f"{name}_sentences.jsonl") for name in ("second", "third")}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("which", "half", "precision", "recall"),
    [("second", 0, 0.97, 0.95), ("second", 1, 0.97, 0.94), ("third", 0, 0.95, 0.92), ("third", 1, 0.94, 0.94)],
)
def test_floors_on_sentences_of_other_authors(pack, which: str, half: int, precision: float, recall: float) -> None:
    """Even lines were read after their first run; of the odd ones of the second set the false flags were mended later."""
    hit = missed = false = 0
    for row in [json.loads(line) for line in SETS[which].read_text(encoding="utf-8").splitlines()][half::2]:
        document = Document("x.docx", "0" * 64, "docx", (Block(0, BlockKind.PARAGRAPH, row["text"]),))
        found = [m for m in Facts(document, pack).people if m.kind == "person" and m.certain]
        sure = [(m.location.start, m.location.end) for m in found]
        at = 0
        for name in row["names"]:
            start = row["text"].index(name, at) if name in row["text"][at:] else row["text"].index(name)
            at = start + len(name)
            match = next((s for s in sure if s[0] < at and start < s[1]), None)
            if match:
                sure.remove(match)
            hit, missed = hit + bool(match), missed + (not match)
        false += len(sure)
    assert hit / (hit + false) >= precision and hit / (hit + missed) >= recall, (hit, false, missed)


def test_names_in_capitals_are_read_as_names_and_other_words_as_words(pack) -> None:
    from qa_scorer.extract.people import as_written
    from qa_scorer.extract.people_words import name_words

    words = name_words(pack)
    for text, written in (
        ("KUDZAI ZVOBGO - do not visit", "Kudzai Zvobgo - do not visit"),
        ("MARY OKAFOR NOT SEEN", "Mary Okafor not seen"),
        ("DNACPR in file", "DNACPR in file"),
        ("Mary Okafor seen", "Mary Okafor seen"),
    ):
        assert as_written(text, words) == written


PEOPLE = json.loads((DATA.parent / "fourth_people.json").read_text(encoding="utf-8"))
FRAMES = [
    json.loads(line)["text"] for line in (DATA.parent / "fourth_frames.jsonl").read_text(encoding="utf-8").splitlines()
]
CLEAN = [
    json.loads(line)["text"] for line in (DATA.parent / "fourth_clean.jsonl").read_text(encoding="utf-8").splitlines()
]
_SLOT = re.compile(r"(\{\w+\})")


def _filled(frame: str, person: dict[str, str]) -> tuple[str, list[tuple[int, int]]]:
    """A line with the person's name in its slots, and where the name stands."""
    text, spans = "", []
    for part in _SLOT.split(frame):
        key, _, upper = part.strip("{}").partition("_")
        if part == "{title}":
            text += {"F": "Mrs", "M": "Mr"}[person["sex"]]
        elif _SLOT.fullmatch(part):
            name = person[key].upper() if upper else person[key]
            if spans and not text[spans[-1][1] :].strip(" ,"):
                spans[-1] = (spans[-1][0], len(text) + len(name))
            else:
                spans.append((len(text), len(text) + len(name)))
            text += name
        else:
            text += part
    return text, spans


def _certain(text: str, pack) -> list[tuple[int, int]]:
    document = Document("x.docx", "0" * 64, "docx", (Block(0, BlockKind.PARAGRAPH, text),))
    found = [m for m in Facts(document, pack).people if m.kind == "person" and m.certain]
    return [(m.location.start, m.location.end) for m in found]


@pytest.mark.slow
def test_no_origin_is_served_worse(pack) -> None:
    """The same 130 lines with people of each of 25 origins: found in at least 0.92 everywhere. Names that are words: 0.65."""
    recall = {}
    for origin, people in PEOPLE.items():
        hit = whole = 0
        for n, frame in enumerate(FRAMES):
            text, spans = _filled(frame, people[(n * 7 + 3) % len(people)])
            sure = _certain(text, pack)
            hit += sum(any(a < end and start < b for a, b in sure) for start, end in spans)
            whole += len(spans)
        recall[origin] = hit / whole
    words = recall.pop("words")
    assert words >= 0.65
    assert min(recall.values()) >= 0.92 and sum(recall.values()) / len(recall) >= 0.95, recall


@pytest.mark.slow
def test_lines_without_names_stay_clean(pack) -> None:
    flagged = [t for t in CLEAN if _certain(t, pack)]
    assert len(flagged) <= 3, flagged
