"""Models are read only when they are the files of the manifest, and nowhere else than in their folder."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from qa_scorer.classify.load import Models, load_models
from qa_scorer.errors import ModelError


def _write(folder: Path, *, name: str = "toy", file: str = "weights.json", digest: str | None = None) -> Models:
    (folder / "toy").mkdir(exist_ok=True)
    (folder / "toy" / "weights.json").write_bytes(b"{}")
    (folder / "secret.json").write_bytes(b"{}")
    digest = hashlib.sha256(b"{}").hexdigest() if digest is None else digest
    (folder / "MANIFEST.toml").write_text(
        f"[model.'{name}']\nversion = '1'\n[model.'{name}'.files]\n'{file}' = '{digest}'\n", encoding="utf-8"
    )
    return Models(folder)


def test_a_file_of_the_manifest_is_accepted(tmp_path: Path) -> None:
    assert _write(tmp_path).verified("toy") == tmp_path / "toy"


def test_a_changed_file_is_refused_and_never_given_to_its_loader(tmp_path: Path) -> None:
    models = _write(tmp_path)
    (tmp_path / "toy" / "weights.json").write_bytes(b"{} ")
    seen: list[Path] = []
    with pytest.raises(ModelError, match="toy/weights.json is not the one that was shipped"):
        models.get("toy", seen.append)
    assert not seen


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    models = _write(tmp_path)
    (tmp_path / "toy" / "weights.json").unlink()
    with pytest.raises(ModelError, match="toy/weights.json is missing"):
        models.verified("toy")


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="'other' is not in the manifest"):
        _write(tmp_path).verified("other")


@pytest.mark.parametrize("name", ["../secret.json", "..", "../../toy"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError):
        _write(tmp_path).verified(name)


@pytest.mark.parametrize(
    "file",
    [
        "../secret.json",
        "/etc/hostname",
        "a/../../secret.json",
        "..\\secret.json",
        "C:\\secret.json",
        "C:x",
        "",
        ".",
        "a//b",
    ],
)
def test_a_manifest_whose_files_lead_out_of_the_folder_is_refused(tmp_path: Path, file: str) -> None:
    with pytest.raises(ModelError, match="manifest is missing or damaged"):
        _write(tmp_path, file=file).verified("toy")


@pytest.mark.parametrize("name", ["../toy", "/toy", "a/../toy"])
def test_a_manifest_whose_model_names_lead_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match="manifest is missing or damaged"):
        _write(tmp_path, name=name).verified(name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not toml [",
        "model = 3",
        "[model]\ntoy = 3",
        "[model.toy]\nversion = '1'",
        "[model.toy.files]",
        "[model.toy.files]\n'weights.json' = 3",
        "[model.toy.files]\n'weights.json' = 'abc'",
        "[model.toy]\nfiles = ['weights.json']",
        b"\xff\xfe",
    ],
)
def test_a_damaged_manifest_is_one_clear_error(tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / "MANIFEST.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ModelError):
        Models(tmp_path).verified("toy")


def test_a_missing_manifest_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="manifest is missing or damaged"):
        Models(tmp_path).verified("toy")


def test_a_wrong_hash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        _write(tmp_path, digest="0" * 64).verified("toy")


def test_each_model_is_loaded_once_whatever_the_number_of_threads(tmp_path: Path) -> None:
    models = _write(tmp_path)
    calls: list[Path] = []
    found: list[object] = []

    def loader(folder: Path) -> object:
        calls.append(folder)
        return object()

    threads = [threading.Thread(target=lambda: found.append(models.get("toy", loader))) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(calls) == 1 and len({id(f) for f in found}) == 1


def test_every_shipped_model_is_what_its_manifest_says() -> None:
    models = load_models()
    assert {"encoder", "statements", "names", "retelling", "terms"} <= models.manifest.keys()
    for name in models.manifest:
        models.verified(name)


def test_every_shipped_file_stands_in_the_manifest() -> None:
    models = load_models()
    for folder in (p for p in models.folder.iterdir() if p.is_dir()):
        files = {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()} - {"card.md"}
        assert files == set(models.manifest[folder.name]["files"]), folder.name


def test_no_shipped_file_is_a_pickle() -> None:
    for path in load_models().folder.rglob("*"):
        assert path.suffix not in {".pkl", ".pickle", ".joblib", ".pt", ".bin"}, path
        if path.is_file():
            assert path.read_bytes()[:1] != b"\x80" or path.parts[-2] in {"ner", "vocab"}, path


def test_hashes_change_with_any_file(tmp_path: Path) -> None:
    first = _write(tmp_path).hashes()
    second = _write(tmp_path, digest="1" * 64).hashes()
    assert first.keys() == second.keys() == {"toy"} and first != second
