"""Sign-off: by whom, at what level, when; the author's own signature; the evaluation statement. Source: 8.5, 12.3."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import Location
from qa_scorer.extract.date_text import first_date
from qa_scorer.extract.facts import Facts


def _place(facts: Facts, key: str = "signatures") -> tuple[Location, str]:
    if key == "signatures" and facts.sign_off.evidence:
        e = facts.sign_off.evidence[0]
        return e.location, e.quote
    for section in facts.sections.get(key):
        if section.heading_block is not None:
            return facts.locate(section.heading_block), facts.document.blocks[section.heading_block].text
    return Location(section=key, block=0, start=0, end=0), ""


def _signed(facts: Facts) -> bool:
    s = facts.sign_off
    return bool(s.name or s.job_title or s.date)


@check("SGN001")
def not_signed(facts: Facts) -> Iterator[Hit]:
    """Nobody has signed for the agency."""
    if not _signed(facts):
        where, quote = _place(facts)
        unread = bool(facts.document.unreadable_pages)
        yield Hit(where, quote, {}, 0.5 if unread else 0.9, unsure=unread)


@check("SGN002")
def no_date(facts: Facts) -> Iterator[Hit]:
    """The officer's sign-off has no date."""
    if _signed(facts) and facts.sign_off.date is None:
        where, quote = _place(facts)
        yield Hit(where, quote, {"who": facts.sign_off.name or facts.sign_off.job_title or "The officer"}, 0.85)


@check("SGN003")
def level_too_low(facts: Facts) -> Iterator[Hit]:
    """The job title is below Chief Executive or Director level."""
    s = facts.sign_off
    if s.job_title and s.senior is False:
        where, quote = _place(facts)
        yield Hit(where, quote, {"title": s.job_title}, s.confidence)


@check("SGN004")
def no_job_title(facts: Facts) -> Iterator[Hit]:
    """A name or date without a job title."""
    s = facts.sign_off
    if (s.name or s.date) and not s.job_title:
        where, quote = _place(facts)
        yield Hit(where, quote, {"who": s.name or "the officer"}, 0.8)


@check("SGN005")
def no_name(facts: Facts) -> Iterator[Hit]:
    """A job title or date without a name."""
    s = facts.sign_off
    if (s.job_title or s.date) and not s.name:
        where, quote = _place(facts)
        yield Hit(where, quote, {"title": s.job_title or "the officer"}, 0.8)


@check("SGN006")
def author_not_signed(facts: Facts) -> Iterator[Hit]:
    """The author's own signature and date are not there."""
    if not facts.sign_off.author_signed:
        where, quote = _place(facts, "evaluation_statement")
        yield Hit(where, quote, {}, 0.8)


@check("SGN007")
def statement_not_signed(facts: Facts) -> Iterator[Hit]:
    """An evaluation statement that nobody has signed and dated."""
    if not facts.sign_off.statement or facts.sections.status("evaluation_statement") == "missing":
        return
    text = "\n".join(b.text for b in facts.sections.blocks("evaluation_statement"))
    named = re.search(r"\b(?:signed|author|confirm|approve)", text, re.IGNORECASE)
    if not (first_date(text) and named):
        where, quote = _place(facts, "evaluation_statement")
        yield Hit(where, quote, {}, 0.8)
