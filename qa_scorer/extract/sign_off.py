"""Sign-off, evaluation statement, the author's independence. Source: 8.5, 12.3, 1.2, 6.1."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed for the agency. `answer`: yes where name, job title at Chief Executive or Director level and date are all
    given; no; or unclear. `senior`: the job title is of that level (None: no title found). `author_signed`: date and name
    of the author present. `independence`: words that say the author had no part in the case and manages none of it."""

    answer: str
    name: str | None
    job_title: str | None
    senior: bool | None
    date: dt.date | None
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    author_signed: bool
    independence: tuple[Evidence, ...]
    statement: tuple[Evidence, ...]
    confidence: float = 0.8


def read_sign_off(facts: Facts) -> SignOff:
    """The sign-off of the report, wherever it stands."""
    raise NotImplementedError
