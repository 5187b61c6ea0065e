"""When a table is only a form around running text, whatever the format of the file: a box, or labels at the left and prose at the right."""

from __future__ import annotations

import re

from qa_scorer.document.labels import TERM_WORDS

MOST_COLUMNS = 3
MOST_TITLE_WORDS = 25  # of a label or title of a form
PROSE = 100  # words of a cell from which it is prose
BOX = 30  # words of a box of one column from which it is prose
MOST_LABEL_WORDS = 40
LISTED = re.compile(
    r"\b(?:date|time|recommend\w*|actions?|lead|deadline|by whom|by when|abbreviation|initials)\b", re.IGNORECASE
)
ANSWER = 20  # words of an answer beside its question
ASKED = re.compile(
    rf"^\W*(?:{TERM_WORDS}|t|q)\s?\d{{1,2}}\b.*\w.*\w|\?\W*$",
    re.IGNORECASE | re.DOTALL,
)
DATED = re.compile(r"^\W*\d{1,2}[\s./-]+(?:\d{1,2}|[A-Za-z]{3,9})[\s./-]+\d{2,4}\b")


def lists(head: list[str]) -> bool:
    """True where the texts of a first row head a list: of events, actions, abbreviations."""
    return all(len(t.split()) <= 6 for t in head) and any(LISTED.search(t) for t in head)


def answered(label: str, words: int) -> bool:
    """True for a row that asks at the left and answers, in as many words, at the right."""
    return words >= ANSWER and len(label.split()) >= 3 and ASKED.search(label[:400]) is not None
