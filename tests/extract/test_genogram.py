"""Genograms and networks: pictures, shapes, words, reasons, placeholders; what an unread picture counts as."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pytest

from qa_scorer.classify.load import load_models
from qa_scorer.document import Picture, Shape
from qa_scorer.extract import genogram as reader
from qa_scorer.extract import picture_text as picture_reader
from qa_scorer.extract.picture_text import can_read, picture_text, png_pixels
from qa_scorer.grid.measures import genogram
from qa_scorer.rulepack import Case
from qa_scorer.rulepack.schemas.criteria import Criteria

PROSE = "The team visited on 3 May 2012 and found the house cold. A referral was made to the council. " * 5
FAMILY, OUTSIDE = Case(family_setting=True), Case(family_setting=False)
BITMAP = Picture(block=0, kind="bitmap", width=300, height=200)


def drawing(text, **more):
    return Picture(block=0, kind="drawing", text=text, width=300, height=200, **more)


@pytest.fixture
def rated(facts, pack):
    def read(*lines, case=FAMILY):
        f = facts("# Front sheet", "Agency: Acme Trust", *lines, "# Analysis", PROSE, case=case)
        m = genogram(f, pack.get(Criteria))
        return m.level, f.genogram

    return read


CASES = {
    "caption says dates are there": ("full", FAMILY, ["# Genogram", BITMAP, "Figure 1. Genogram. Dates of birth are shown under each code."]),
    "caption says nothing": ("partial", FAMILY, ["# Genogram", BITMAP, "Figure 1. Genogram of the family."]),
    "key below": ("full", FAMILY, ["# Genogram", BITMAP, "Key:", "- Mr A: subject, 03/04/1931", "- Mrs B: wife, 12/12/1933", "- C: son, 1960"]),
    "shapes with dates": ("full", FAMILY, ["# Genogram", drawing("Mr A 03/04/1931\nMrs B 12/12/1933\nC 1960")]),
    "shapes without dates": ("partial", FAMILY, ["# Genogram", drawing("Mr A\nMrs B\nC")]),
    "see attached": ("limited", FAMILY, ["# Genogram", "Attached as Appendix 2."]),
    "to follow": ("limited", FAMILY, ["# Genogram", "To follow."]),
    "not applicable": ("limited", OUTSIDE, ["# Genogram", "Not applicable."]),
    "not completed": ("limited", FAMILY, ["# Genogram", "A genogram has not been completed as the agency holds little information about the family."]),
    "placeholder": ("limited", FAMILY, ["# Genogram", "[Insert genogram here]"]),
    "nothing at all": ("limited", FAMILY, []),
    "prose": ("partial", FAMILY, ["# Genogram", "Mr A was married to Mrs B. They had two sons, C and D, and a daughter, E. E has one child, F."]),
    "prose with dates": ("partial", FAMILY, ["# Family tree", "Mrs V (born 12/06/1943) was married to Mr V. Daughter 1 (born 1965) and Daughter 2 (born 1968) live in Hull."]),
    "bullets": ("partial", FAMILY, ["# Family tree", "- Mr A (b. 1931) married Mrs B (b. 1933)", "- C, son (b. 1960)", "- D, daughter (b. 1962)"]),
    "network with reason": (
        "full",
        OUTSIDE,
        ["# Network", "Because the neglect took place in a care home, and not in the family, the people around Mr A are listed here.", "- Mr A, resident, born 1931", "- Mrs B, wife, visited weekly", "- Carer 1, key worker"],
    ),
    "network table with reason": (
        "full",
        OUTSIDE,
        ["# Network of support", "As this is not a case of abuse within a family, a list is given rather than a genogram.", [["Person", "Relationship"], ["Mr A", "Subject"], ["Nurse 1", "District nurse"], ["Friend", "Drinking friend"]]],
    ),
    "network without reason": ("partial", OUTSIDE, ["# Network", "- Mr A, resident, born 1931", "- Mrs B, wife, visited weekly", "- Carer 1, key worker"]),
    "reason without network": ("limited", OUTSIDE, ["# Methodology", "No genogram is attached because the abuse did not occur in a family setting."]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_level(rated, name):
    expected, case, lines = CASES[name]
    level, found = rated(*lines, case=case)
    assert level == expected, found


def test_a_logo_is_no_genogram(rated):
    logo = Picture(block=0, kind="bitmap", alt="Company logo", width=100, height=100)
    assert rated(logo, "# Genogram", "See attached.")[1].kind == "none"


def test_a_picture_that_cannot_be_read_is_unknown_not_missing(rated, monkeypatch):
    monkeypatch.setattr(reader, "picture_text", lambda *a, **k: None)
    picture = Picture(block=0, kind="bitmap", image=b"\x89PNG\r\n\x1a\nxx", width=300, height=200)
    _, found = rated("# Genogram", picture)
    assert (found.kind, found.dates, found.names) == ("drawing", None, None)


def test_text_read_in_a_picture_decides(rated, monkeypatch):
    picture = Picture(block=0, kind="bitmap", image=b"\x89PNG\r\n\x1a\nyy", width=300, height=200)
    monkeypatch.setattr(reader, "picture_text", lambda *a, **k: "Mrs K\nDaughter\nsubject")
    assert rated("# Genogram", picture)[0] == "partial"
    monkeypatch.setattr(reader, "picture_text", lambda *a, **k: "Mrs K\n30/08/1937\nDaughter\n14/04/1961")
    level, found = rated("# Genogram", picture)
    assert level == "full" and found.read_by == "ocr"


def test_setting_from_the_text_where_the_case_is_silent(rated):
    reason = "The harm did not arise in a family setting, so a network is given and not a family tree."
    _, found = rated("# Network", reason, "- Mr A, tenant", "- Mr B, brother", case=None)
    assert found.family_setting is False and found.reason == reason and found.network


def shape(geometry, text="", **more):
    return Shape(geometry, text, (0, 0, 40, 40), **more)


def test_conventions_of_a_drawing_made_of_shapes(rated):
    shapes = (shape("rect", "Mr A 1931"), shape("ellipse", "Mrs B 1933, deceased"), shape("line"))
    _, found = rated("# Genogram", drawing("", shapes=shapes))
    met = {c.key: c.met for c in found.conventions}
    assert met["symbols"] and met["relationship_lines"] and met["deceased_cross"] is False
    crossed = (*shapes, shape("line", diagonal=True))
    _, found = rated("# Genogram", drawing("", shapes=crossed))
    assert {c.key: c.met for c in found.conventions}["deceased_cross"]


def test_conventions_of_a_bitmap_cannot_be_told(rated):
    _, found = rated("# Genogram", BITMAP)
    assert found.conventions and all(c.met is None for c in found.conventions)


def test_picture_size_is_read_from_the_header():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (30, 20)).save(out, "PNG")
    assert png_pixels(out.getvalue()) == 600 and png_pixels(b"GIF89a") is None


def test_what_is_no_picture_is_not_given_to_the_program():
    assert picture_text(b"MZ not a picture", Path(), seconds=1, pixels=1000) is None


def _picture(mode="RGB", paper="white"):
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new(mode, (600, 200), paper)
    pen = ImageDraw.Draw(image)
    for n, text in enumerate(("Mrs K", "30/08/1937", "Daughter", "14/04/1961")):
        pen.text((40 + 300 * (n // 2), 40 + 60 * (n % 2)), text, fill="black", font=ImageFont.load_default(28))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.skipif(not can_read(), reason="there is no Tesseract for this system")
@pytest.mark.parametrize(("mode", "paper"), [("RGB", "white"), ("RGBA", (0, 0, 0, 0))])
def test_a_real_picture_is_read(rated, mode, paper):
    picture = Picture(block=0, kind="bitmap", image=_picture(mode, paper), width=300, height=100)
    level, found = rated("# Genogram", picture)
    assert level == "full" and found.read_by == "ocr"


@pytest.mark.skipif(not can_read(), reason="there is no Tesseract for this system")
def test_a_broken_or_huge_picture_is_not_read_and_harms_nothing(pack):
    data = load_models().verified("ocr")
    whole = _picture()
    assert "Daughter" in (picture_text(whole, data, seconds=30, pixels=10**6) or "")
    assert picture_text(whole[:300], data, seconds=30, pixels=10**6) is None
    assert picture_text(whole, data, seconds=30, pixels=1000) is None
    assert picture_text(b"BM" + bytes(200), data, seconds=30, pixels=10**6) is None


def test_reading_needs_no_program_where_the_package_is_there(monkeypatch):
    if importlib.util.find_spec("tesserocr") is None:
        pytest.skip("there is no such package for this system")
    monkeypatch.setenv("PATH", "")
    picture_reader._program.cache_clear()
    try:
        text = picture_text(_picture() + b"\0", load_models().verified("ocr"), seconds=30, pixels=10**6)
    finally:
        picture_reader._program.cache_clear()
    assert text and "30/08/1937" in text
