"""Codes and abbreviations: where they are defined and where they are used. Source: 8.6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the glossary or of a staff list: code, meaning, the person's name where given, and its passage."""

    code: str
    meaning: str
    name: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Glossary:
    """`entries`: of the glossary section; `people`: code to name from staff list, family details and glossary together;
    `used`: each person code used in the text, with its first passage and number of uses; `convention`: words that state
    how people are anonymised, or None."""

    entries: tuple[Entry, ...]
    people: tuple[Entry, ...]
    used: tuple[tuple[str, Evidence, int], ...]
    convention: Evidence | None


def read_glossary(facts: Facts) -> Glossary:
    """The codes of the document."""
    raise NotImplementedError
