"""Genograms by the guidance's conventions: layout without overlaps, every symbol, three forms of output."""

from __future__ import annotations

import io
import itertools
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_scorer.errors import CaseError, OutputError
from qa_scorer.render.genogram_drawing import (
    _SYMBOL,
    compose,
    draw,
    family_of,
    labels,
    load_family,
    outline,
    render_file,
    text_width,
    to_docx,
)
from qa_scorer.render.genogram_layout import generations, place, rows

FAMILIES = sorted((Path(__file__).parent / "families").glob("*.toml"))
SVG = "{http://www.w3.org/2000/svg}"


def person(id, sex="female", **more):
    return {"id": id, "code": id, "sex": sex, **more}


def columns(tree):
    return {
        p.id: max([_SYMBOL, *(text_width(t, bold=b) for t, b in labels(p))], default=_SYMBOL) + 8 for p in tree.person
    }


@pytest.fixture(params=FAMILIES, ids=lambda p: p.stem)
def tree(request):
    return load_family(request.param)


def test_nobody_overlaps(tree):
    width = columns(tree)
    layout = place(tree, width, 20, 30)
    for row in layout.rows:
        for a, b in itertools.pairwise(row):
            assert layout.x[b] - layout.x[a] >= (width[a] + width[b]) / 2 - 0.01


def test_everybody_stands_once(tree):
    level = generations(tree)
    assert sorted(p for row in rows(tree, level) for p in row) == sorted(p.id for p in tree.person)


def test_children_stand_below_their_parents_in_order_of_birth(tree):
    layout = place(tree, columns(tree), 20, 30)
    for c in tree.couple:
        assert len({layout.generation[p] for p in c.partners}) == 1
        for k in c.children:
            assert layout.generation[k] == layout.generation[c.partners[0]] + 1
        xs = [layout.x[k] for k in c.children]
        assert xs == sorted(xs)


def test_words_do_not_run_into_each_other(tree):
    boxes = []
    for w in compose(tree).words:
        wide = text_width(w.text, w.size, bold=w.bold)
        left = w.x - wide / 2 if w.anchor == "middle" else w.x
        boxes.append((left, w.y - w.size * 0.75, left + wide, w.y, w.text))
    for a, b in itertools.combinations(boxes, 2):
        apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
        assert apart, (a[4], b[4])


def test_everything_lies_inside_the_page(tree):
    d = compose(tree)
    for s in d.strokes:
        assert all(-0.01 <= x <= d.width and 0 <= y <= d.height for x, y in s.points)
    for w in d.words:
        assert 0 <= w.y <= d.height and w.x >= 0


def test_svg_is_well_formed_and_described(tree):
    root = ET.fromstring(draw(tree))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == tree.title
    description = root.find(f"{SVG}desc").text
    shown = " ".join(t.text for t in root.iter(f"{SVG}text"))
    for p in tree.person:
        if not p.lost:
            assert p.label in description and p.label.split()[0] in shown
        if p.born:
            assert p.born in shown


def test_the_same_family_gives_the_same_bytes(tree):
    assert draw(tree) == draw(tree)


@pytest.mark.parametrize("suffix", [".svg", ".png", ".docx"])
def test_three_forms(suffix):
    data = render_file(FAMILIES[0], suffix)
    start = {".svg": b"<svg", ".png": b"\x89PNG", ".docx": b"PK"}[suffix]
    assert data.startswith(start)


def test_word_page_has_alternative_text_and_key():
    import docx

    tree = load_family(FAMILIES[0])
    document = docx.Document(io.BytesIO(to_docx(tree, compose(tree))))
    properties = document.inline_shapes[0]._inline.docPr
    assert "Children of Arthur and Joan" in properties.get("descr")
    table = document.tables[0]
    assert [c.text for c in table.rows[0].cells] == ["Person", "Gender", "Born", "Died"]
    assert len(table.rows) == len(tree.person) + 1


# -- conventions ---------------------------------------------------------------------------------------------------


def count(drawing, **wanted):
    return sum(all(getattr(s, k) == v for k, v in wanted.items()) for s in drawing.strokes)


def couple_of(kind, **more):
    return compose(
        family_of(
            {
                "person": [person("A", "male"), person("B")],
                "couple": [{"partners": ["A", "B"], "kind": kind, **more}],
            }
        )
    )


def test_square_circle_triangle():
    d = compose(family_of({"person": [person("A", "male"), person("B"), person("C", "unknown")]}))
    sides = sorted(len(s.points) for s in d.strokes if s.closed)
    assert sides == [3, 3, 4, 4]  # one of each in the drawing, one of each in the key
    assert len(d.discs) == 2


def test_cross_through_the_dead_only():
    alive = compose(family_of({"person": [person("A")]}))
    dead = compose(family_of({"person": [person("A", died=True)]}))
    assert len(dead.strokes) >= len(alive.strokes) + 4  # the cross in the drawing and in the key


def test_only_a_transitory_relationship_is_broken():
    assert count(couple_of("transitory"), dash="broken") == 2
    assert count(couple_of("enduring"), dash="broken") == 0


def test_one_stroke_for_separation_two_for_divorce():
    def diagonals(d):
        return sum(
            len(s.points) == 2 and s.points[0][0] != s.points[1][0] and s.points[0][1] != s.points[1][1]
            for s in d.strokes
        )

    assert (diagonals(couple_of("enduring")), diagonals(couple_of("separated")), diagonals(couple_of("divorced"))) == (
        0,
        2,
        4,
    )


def test_twins_hang_on_one_stalk():
    people = [person("A", "male"), person("B"), person("T1"), person("T2"), person("K")]
    apart = compose(family_of({"person": people, "couple": [{"partners": ["A", "B"], "children": ["K", "T1", "T2"]}]}))
    twins = compose(
        family_of(
            {
                "person": people,
                "couple": [{"partners": ["A", "B"], "children": ["K", "T1", "T2"], "twins": [["T1", "T2"]]}],
            }
        )
    )

    def slanted(d):
        return [
            s
            for s in d.strokes
            if len(s.points) == 2 and s.points[0][0] != s.points[1][0] and s.points[0][1] != s.points[1][1]
        ]

    assert not slanted(apart)
    starts = [s.points[0] for s in slanted(twins)]
    assert len(starts) == 2 and starts[0] == starts[1]


def test_miscarriage_keeps_its_place_between_siblings():
    tree = load_family(next(p for p in FAMILIES if p.stem == "guidance"))
    layout = place(tree, columns(tree), 20, 30)
    assert layout.x["mary"] < layout.x["lost"] < layout.x["david"]


def test_household_line_goes_round_members_and_nobody_else(tree):
    d = compose(tree)
    lines = [s for s in d.strokes if s.dash == "dotted"]
    assert len(lines) >= len(tree.household)

    def inside(x, y, loop):
        hit = False
        for (xa, ya), (xb, yb) in itertools.pairwise((*loop, loop[0])):
            if (ya > y) != (yb > y) and x < (xb - xa) * (y - ya) / (yb - ya) + xa:
                hit = not hit
        return hit

    labels_at = {w.text: (w.x, w.y) for w in d.words if w.bold and w.size == 11}
    for n, h in enumerate(tree.household):
        loop = lines[n].points
        for p in tree.person:
            at = labels_at.get(p.label)
            if at is not None:
                assert inside(*at, loop) == (p.id in h.members), (p.label, h.members)


def test_outline_of_touching_boxes_is_one_line():
    assert len(outline([(0, 0, 10, 10), (5, 9, 8, 20)])) == 1
    assert len(outline([(0, 0, 1, 1), (5, 5, 6, 6)])) == 2


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"person": []}, "person"),
        ({"person": [person("A"), person("A")]}, "two persons"),
        ({"person": [person("A")], "couple": [{"partners": ["A", "B"]}]}, "'B'"),
        ({"person": [person("A")], "couple": [{"partners": ["A", "A"]}]}, "twice"),
        ({"person": [person("A", colour="red")]}, "colour"),
        ({"person": [person("A", "boy")]}, "sex"),
        (
            {
                "person": [person("A"), person("B")],
                "couple": [{"partners": ["A"], "children": ["B"]}, {"partners": ["B"], "children": ["A"]}],
            },
            "own ancestor",
        ),
        (
            {
                "person": [person("A"), person("B")],
                "couple": [{"partners": ["A"], "children": ["B"], "twins": [["B"]]}],
            },
            "twins",
        ),
        ({"person": [person("A")], "household": [{"members": ["C"]}]}, "household 1"),
    ],
)
def test_wrong_families_are_refused_by_field(data, words):
    with pytest.raises(CaseError) as caught:
        family_of(data, "f.toml")
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_other_forms_and_missing_files_are_refused(tmp_path):
    with pytest.raises(OutputError):
        render_file(FAMILIES[0], ".gif")
    with pytest.raises(CaseError):
        render_file(tmp_path / "none.toml", ".svg")
    bad = tmp_path / "bad.toml"
    bad.write_text("person = [")
    with pytest.raises(CaseError):
        render_file(bad, ".svg")


def test_names_with_markup_are_escaped():
    text = draw(family_of({"title": "A <b> & C", "person": [person("x", note="<script>alert(1)</script>")]}))
    assert "<script>" not in text and "A &lt;b&gt; &amp; C" in text


# -- any family ----------------------------------------------------------------------------------------------------


@st.composite
def any_family(draw_):
    """Couples of a first generation, their children, some of whom marry each other or newcomers."""
    people, couples = [], []

    def new(sex=None):
        sexes = ["male", "female", "unknown"]
        people.append(person(f"p{len(people)}", sex or draw_(st.sampled_from(sexes)), born="1950"))
        return people[-1]["id"]

    level = [new() for _ in range(draw_(st.integers(1, 5)))]
    for _ in range(draw_(st.integers(0, 2))):
        below = []
        free = list(level)
        while free and draw_(st.booleans()):
            a = free.pop(0)
            b = free.pop() if free and draw_(st.booleans()) else new()
            kids = [new() for _ in range(draw_(st.integers(0, 3)))]
            below += kids
            couples.append(
                {"partners": [a, b], "children": kids, "kind": draw_(st.sampled_from(["enduring", "divorced"]))}
            )
            if draw_(st.booleans()):
                kids = [new()]
                below += kids
                couples.append({"partners": [a, new()], "children": kids, "kind": "transitory"})
        level = below
    members = draw_(st.lists(st.sampled_from([p["id"] for p in people]), min_size=1, max_size=4, unique=True))
    return family_of({"person": people, "couple": couples, "household": [{"members": members, "label": "House"}]})


@given(any_family())
@settings(max_examples=80, deadline=None)
def test_no_family_overlaps_or_loses_anybody(tree):
    width = columns(tree)
    layout = place(tree, width, 20, 30)
    assert sorted(p for row in layout.rows for p in row) == sorted(p.id for p in tree.person)
    for row in layout.rows:
        for a, b in itertools.pairwise(row):
            assert layout.x[b] - layout.x[a] >= (width[a] + width[b]) / 2 - 0.01
    for c in tree.couple:
        for k in c.children:
            assert layout.generation[k] > layout.generation[c.partners[0]]
    ET.fromstring(draw(tree))
