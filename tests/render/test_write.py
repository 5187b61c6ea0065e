from __future__ import annotations

import os
import stat

import pytest

from qa_scorer.errors import OutputError
from qa_scorer.render.write import write_atomic


def test_file_is_whole_and_for_its_owner_only(tmp_path):
    path = tmp_path / "report.json"
    write_atomic(path, b"abc")
    assert path.read_bytes() == b"abc"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "report.json"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match="disk is full"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("make", "said"), [("missing/x.json", "There is no folder"), ("", "is a folder")])
def test_wrong_places_are_told_in_one_line(tmp_path, make, said):
    with pytest.raises(OutputError, match=said) as caught:
        write_atomic(tmp_path / make if make else tmp_path, b"x")
    assert "\n" not in str(caught.value)


def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_atomic(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="no permission"):
        write_atomic(tmp_path / "x", b"x")
