"""Every error a user can meet. Each message says what is wrong, where, and what to do, in one line.

Messages never hold text of the scored document: they may end up in a log.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


def one_line(text: str) -> str:
    """The text as one line without anything that could change a terminal or the order of what is read.

    File names come from outside too, and stand in most messages.
    """
    return " ".join(_UNSAFE.sub(" ", text).split())


class QaScorerError(Exception):
    """Base of all errors that end a command with one line and an exit code."""

    exit_code = 2

    def __init__(self, message: str = "") -> None:
        super().__init__(one_line(message))


class InputError(QaScorerError):
    """The document cannot be read: missing, empty, encrypted, truncated, of a wrong type, over a limit."""


class CaseError(QaScorerError):
    """The case file or a terms-of-reference file is wrong; the message names the line or the field."""


class PackError(QaScorerError):
    """A rule pack is wrong; the message names the file and the field."""


class OutputError(QaScorerError):
    """The output cannot be written; nothing is left half-written."""


class ModelError(QaScorerError):
    """A shipped model is missing or does not match its manifest."""

    exit_code = 3
