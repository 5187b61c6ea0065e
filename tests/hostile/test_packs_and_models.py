"""Rule packs and models are input too: what is wrong in them is refused on loading, in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_scorer.classify.load import Models
from qa_scorer.errors import ModelError, PackError
from qa_scorer.resources import models_dir, rules_dir
from qa_scorer.rulepack import load_pack
from qa_scorer.rulepack.patterns import compile_pattern

ENDLESS = [
    r"(a+)+$", r"(a|a)*$", r"(a|aa)+$", r"(a|b|ab)*$", r"(\w+\s?)*$", r"(x+x+)+y", r"(?:a{1,900}){1,900}$", r"(.*a){20}", r"(a?){50}a{50}",
    r"a*a*a*a*b", r".*.*.*=.*", r"\s*\s*\s*x", r"(?:ab?a?)*$", r"(a*?)*$", r"(a{0,30}){0,30}$", r"(?:(?:a+)b?)*c",
]  # fmt: skip
FINE = [
    r"\b(?:red|rose|blue)*x", r"(?:a|b)*c", r"(?:\w{1,30}\s){1,8}x", r"\d{1,2}(?:st|nd|rd|th)?\s+\w+", r"^\W*(?:none|nil|n/a)?\W*$", r"(?:ab)+", r"[^.]*\bx\b[^.]*",
]  # fmt: skip


@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_pattern_that_could_run_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="for ever"):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", FINE)
def test_an_ordinary_pattern_is_taken(pattern: str) -> None:
    assert compile_pattern(pattern).pattern == pattern


@pytest.mark.parametrize("pattern", ["(" * 5000, "a" * 5000, "(?P<x", "[", "(?:" * 1000 + ")" * 1000, "(?i", r"(?P=x)"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError):
        compile_pattern(pattern)


def _pack(folder: Path, text: str = 'name = "x"\nversion = "1"\nextends = "default"\n') -> Path:
    folder.mkdir()
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("base", ["../../etc", "/etc", "..", "a/b", "a\\\\b", "x" * 500])
def test_a_pack_extends_a_name_and_never_a_path(base: str, tmp_path: Path) -> None:
    pack = _pack(tmp_path / "pack", f'name = "x"\nversion = "1"\nextends = "{base}"\n')
    with pytest.raises(PackError, match="extends"):
        load_pack(pack)


def test_packs_in_a_circle_are_refused(tmp_path: Path) -> None:
    _pack(tmp_path / "a", 'name = "a"\nversion = "1"\nextends = "b"\n')
    _pack(tmp_path / "b", 'name = "b"\nversion = "1"\nextends = "a"\n')
    with pytest.raises(PackError, match="extends itself"):
        load_pack(tmp_path / "a")


@pytest.mark.parametrize("name", ["../pack", "/etc/passwd", "a/b", "..", "", "x" * 300])
def test_a_word_list_is_a_name_and_never_a_path(name: str, tmp_path: Path) -> None:
    pack = load_pack(_pack(tmp_path / "pack"))
    with pytest.raises(PackError):
        pack.lexicon(name)


def test_a_word_list_without_end_is_refused(tmp_path: Path) -> None:
    folder = _pack(tmp_path / "pack")
    (folder / "lexicons").mkdir()
    (folder / "lexicons" / "blame.txt").write_bytes(b"word\n" * 500_000)
    with pytest.raises(PackError, match="over"):
        load_pack(folder).lexicon("blame")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"a = [" * 50_000,
        b"[x",
        b"name = 1\n",
        b"a" * 3_000_000,
        b'name = "x"\nversion = "1"\nsurprise = 1\n',
    ],
)
def test_a_damaged_pack_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "pack.toml").write_bytes(content)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 500


def test_messages_of_a_pack_cannot_reach_into_objects(tmp_path: Path) -> None:
    """A format string such as '{x.__class__}' would read what it likes."""
    folder = _pack(tmp_path / "pack")
    (folder / "checks").mkdir()
    (folder / "checks" / "recommendation.toml").write_text(
        '[REC004]\nmessage = "{rec.__class__.__mro__}"\n', encoding="utf-8"
    )
    with pytest.raises(PackError, match="plain fields"):
        _ = load_pack(folder).rules


def test_shipped_packs_pass_every_guard() -> None:
    for folder in sorted(p for p in rules_dir().iterdir() if (p / "pack.toml").is_file()):
        assert load_pack(folder.name).check()


# -- models -----------------------------------------------------------------------------------------------------------------


def _models(folder: Path, manifest: str) -> Models:
    (folder / "m").mkdir(parents=True)
    (folder / "m" / "weights.npz").write_bytes(b"weights")
    (folder / "MANIFEST.toml").write_text(manifest, encoding="utf-8")
    return Models(folder)


RIGHT = "9a129de0f8c96bc05f2fe0cd4bd2ad02e8d2e5ab6b1b6ab0b7d9ea0f5ae38f8f"


@pytest.mark.parametrize(
    "manifest",
    [
        "", "[model.m]\n", "[model]\nm = 1\n", '[model.m]\nfiles = "x"\n', "[model.m.files]\n", '[model.m.files]\n"weights.npz" = 7\n', "model = 1\n", "[[[",
        f'[model.m.files]\n"../../etc/passwd" = "{RIGHT}"\n', f'[model.m.files]\n"/etc/passwd" = "{RIGHT}"\n', f'[model."../m".files]\n"weights.npz" = "{RIGHT}"\n',
        f'[model.m.files]\n"a\\\\..\\\\..\\\\b" = "{RIGHT}"\n', f'[model.m.files]\n"C:/x" = "{RIGHT}"\n', f'[model.m.files]\n"weights.npz" = "{RIGHT}"\n',
        f'[model.m.files]\n"missing.npz" = "{RIGHT}"\n',
    ],
)  # fmt: skip
def test_a_model_that_is_not_the_shipped_one_is_never_loaded(manifest: str, tmp_path: Path) -> None:
    models = _models(tmp_path / "models", manifest)

    def loader(_: Path) -> object:
        raise AssertionError("loaded")

    with pytest.raises(ModelError) as caught:
        models.get("m", loader)
    assert len(str(caught.value).splitlines()) == 1


def test_one_changed_byte_is_found(tmp_path: Path) -> None:
    import hashlib

    good = hashlib.sha256(b"weights").hexdigest()
    models = _models(tmp_path / "models", f'[model.m.files]\n"weights.npz" = "{good}"\n')
    assert models.verified("m").name == "m"
    (tmp_path / "models" / "m" / "weights.npz").write_bytes(b"weightz")
    with pytest.raises(ModelError, match="not the one that was shipped"):
        models.verified("m")


def test_every_shipped_model_is_the_one_in_the_manifest() -> None:
    if not (models_dir() / "MANIFEST.toml").is_file():
        pytest.skip("no models are shipped yet")
    models = Models(models_dir())
    for name in models.manifest:
        assert models.verified(name).is_dir()


def test_no_shipped_model_can_run_code(tmp_path: Path) -> None:
    """No pickle in any form among the model files."""
    for path in models_dir().rglob("*") if models_dir().is_dir() else ():
        if not path.is_file():
            continue
        assert path.suffix not in {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".bin.py"}
        with path.open("rb") as file:
            head = file.read(2)
        assert not (
            head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05" and path.suffix not in {".onnx", ".npy"}
        ) or _in_spacy(path)


def _in_spacy(path: Path) -> bool:
    """spaCy's own files are msgpack, which begins like a pickle but holds no code."""
    return any((p / "meta.json").is_file() for p in path.parents)


def test_arrays_are_read_without_pickle(tmp_path: Path) -> None:
    """numpy refuses objects in an array file unless it is told otherwise, and nothing here tells it."""
    import re

    source = Path(__file__).resolve().parents[2] / "qa_scorer"
    for path in source.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"allow_pickle\s*=\s*True|pickle\.loads?\(|joblib\.load\(|torch\.load\(|yaml\.load\(|(?<![.\w])(?:eval|exec)\(",
            text,
        ), path
