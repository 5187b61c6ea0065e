"""Every error a user can meet. Each message says what is wrong, where, and what to do, in one line.

Messages never hold text of the scored document: they may end up in a log.
"""

from __future__ import annotations


class QaScorerError(Exception):
    """Base of all errors that end a command with one line and an exit code."""

    exit_code = 2


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
