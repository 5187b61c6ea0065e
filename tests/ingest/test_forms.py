"""What makes a table a form, in any format."""

from __future__ import annotations

from collections import Counter

import pytest

from qa_scorer.ingest.forms import DATED, answered, lists
from qa_scorer.ingest.pdf import _cell_text, _parts


@pytest.mark.parametrize(
    ("head", "listed"),
    [
        (["Date", "Event"], True),
        (["Recommendation", "Lead"], True),
        (["Section", "Answer"], False),
        (["Tell us which recommendations the agency makes and why", "Answer"], False),
    ],
)
def test_a_first_row_heads_a_list(head: list[str], listed: bool) -> None:
    assert lists(head) is listed


def test_a_label_with_a_date_is_dated() -> None:
    assert DATED.match("01/02/12") and DATED.match("3 May 2012") and not DATED.match("4. Analysis")


def _word(text: str, x: float, y: float) -> dict[str, object]:
    return {"text": text, "x0": x, "x1": x + 20, "top": y, "bottom": y + 10}


def test_a_frame_and_the_table_in_it_are_taken_apart() -> None:
    title, above = (0, 0, 400, 20), (0, 20, 400, 40)
    cells = [[None, (5, y, 200, y + 20), (200, y, 395, y + 20)] for y in (40, 60)]
    sliver = [(0, 40, 5, 80), *cells[0][1:]]
    grid = [[title, None, None], [above, None, None], sliver, cells[1]]
    parts = _parts(grid, [_word("Chronology", 10, 5), _word("Date", 10, 45)])
    assert [[sum(b is not None for b in row) for row in part] for part in parts] == [[1, 1], [2, 2]]


def test_an_ordinary_table_stays_whole() -> None:
    grid = [[(0, y, 200, y + 20), (200, y, 400, y + 20)] for y in (0, 20, 40)]
    assert _parts(grid, []) == [grid]


@pytest.mark.parametrize(
    ("label", "words", "is_answer"),
    [
        ("Was she seen alone?", 40, True),
        ("KLOE 2 Recognition of strain", 40, True),
        ("Was she seen alone?", 3, False),  # 'See 6.2'
        ("Brief history of the case", 40, False),
        ("Why?", 40, False),
    ],
)
def test_questions_with_their_answers_beside_them(label: str, words: int, is_answer: bool) -> None:
    assert answered(label, words) is is_answer


def test_the_title_of_what_comes_next_is_taken_off_the_end_of_a_table() -> None:
    cells = [[(0, y, 200, y + 20), (200, y, 400, y + 20)] for y in (0, 20)]
    title = [(0, 40, 400, 60), None]
    assert _parts([*cells, title], [_word("Lessons", 10, 45)]) == [cells, [[title[0]]]]
    long = [_word("word", 10, 45)] * 30
    assert len(_parts([*cells, title], long)) == 1


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["11/02/18", "03:20"], "11/02/18 03:20"),
        (["11/02/18", "2140hrs"], "11/02/18 2140hrs"),
        (["11/02/20", "18"], "11/02/2018"),  # a cell narrower than the date
    ],
)
def test_a_time_below_its_date_stays_apart(lines: list[str], text: str) -> None:
    words = [{**_word(t, 10, 10 + 12 * n), "x1": 48, "size": 10} for n, t in enumerate(lines)]
    assert _cell_text(words, (8, 0, 50, 40), Counter()) == text
