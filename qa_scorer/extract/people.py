"""Mentions of people by name, permitted or not. Source: 8.6, RUBRIC (where names may stand)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Location

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a person by name. `text`: the name alone, without title and possessive; `location` spans exactly it.

    `kind`: person, author (cited author, inquiry or public figure). `permitted`: stands in a zone where names may stand.
    `sources`: which detectors hold it ('model', 'title', 'known', 'case', 'property', ...). `certain`: model and rule
    agree, or the document or case file names the person for certain. `code`: the glossary's code, where known.
    """

    text: str
    location: Location
    kind: str
    permitted: bool
    certain: bool
    confidence: float
    sources: tuple[str, ...]
    code: str | None = None
    person: str = ""  # the fullest form of the name in the document


def find_people(facts: Facts) -> tuple[Mention, ...]:
    """Every mention of a person by name in every part of the document, hidden parts included, in reading order."""
    raise NotImplementedError
