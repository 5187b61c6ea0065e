"""The case file: what the board knows about the case and the tool cannot read in the report."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa_scorer.errors import CaseError


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Adult(_Table):
    """The adult who is the subject of the review."""

    name: str | None = None
    code: str | None = None
    date_of_birth: dt.date | None = None
    date_of_death: dt.date | None = None
    date_of_incident: dt.date | None = None
    ethnic_origin: str | None = None


class Review(_Table):
    """Period under review, and the dates of the review itself."""

    period_from: dt.date | None = None
    period_to: dt.date | None = None
    referred: dt.date | None = None
    decided: dt.date | None = None
    completed: dt.date | None = None


class Imr(_Table):
    """When this review was asked for, due and received."""

    requested: dt.date | None = None
    due: dt.date | None = None
    received: dt.date | None = None


class Term(_Table):
    """One of the board's terms of reference."""

    id: str = ""
    text: str = Field(min_length=3)


class Previous(_Table):
    """A recommendation of an earlier review of this agency."""

    source: str = "earlier review"
    text: str = Field(min_length=3)


class Person(_Table):
    """A person known to the board, whose name must not stand in the report."""

    name: str
    code: str | None = None
    role: str | None = None


class Case(_Table):
    """All of it is optional: what is not given is read from the document."""

    agency: str | None = None
    case_id: str | None = None
    family_setting: bool | None = None
    contact_person: str | None = None
    adult: Adult = Adult()
    review: Review = Review()
    imr: Imr = Imr()
    people: list[Person] = Field(default_factory=list)
    terms_of_reference: list[Term] = Field(default_factory=list)
    previous_recommendations: list[Previous] = Field(default_factory=list)


def _line_of(text: str, loc: tuple[Any, ...]) -> int | None:
    """Line number of the key named last in `loc`, as far as a look at the text can tell."""
    names = [p for p in loc if isinstance(p, str)]
    index = next((p for p in loc if isinstance(p, int)), 0)
    if not names:
        return None
    table = names[0] if len(names) > 1 else None
    inside, seen = table is None, -1
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("["):
            name = bare.strip("[] ")
            seen += name == table
            inside = name == table and seen >= (index if bare.startswith("[[") else 0)
            if name == names[-1] and len(names) == 1:
                return number
        elif inside and bare.split("=", 1)[0].strip() == names[-1]:
            return number
    return None


def load_case(path: Path) -> Case:
    """The case file.

    Raises:
        CaseError: it cannot be read, is not TOML, or a field is unknown or wrong; the message names line and field.
    """
    try:
        if path.stat().st_size > 1_000_000:
            raise CaseError(f"{path.name} is over 1 MB, which is too long for a case file.")
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except FileNotFoundError as exc:
        raise CaseError(f"There is no case file {path}. Check the path.") from exc
    except IsADirectoryError as exc:
        raise CaseError(f"{path} is a folder; give the case file itself.") from exc
    except UnicodeDecodeError as exc:
        raise CaseError(f"{path.name} is not UTF-8 text. Save it as UTF-8 and try again.") from exc
    except tomllib.TOMLDecodeError as exc:
        raise CaseError(f"{path.name} is not valid TOML: {exc}. See examples/adult-a.case.toml for the form.") from exc
    except OSError as exc:
        raise CaseError(f"{path.name} cannot be read ({exc.strerror}).") from exc
    try:
        case = Case.model_validate(data)
    except ValidationError as exc:
        err = exc.errors()[0]
        line = _line_of(text, err["loc"])
        field = ".".join(str(p) for p in err["loc"])
        at = f"line {line}, " if line else ""
        raise CaseError(f"{path.name}: {at}field '{field}': {err['msg']}.") from exc
    frm, to = case.review.period_from, case.review.period_to
    if frm and to and frm > to:
        line = _line_of(text, ("review", "period_to"))
        raise CaseError(f"{path.name}: line {line}, field 'review.period_to': the period ends before it begins.")
    return case


def load_terms(path: Path) -> list[Term]:
    """Terms of reference of a TOML file with `[[terms_of_reference]]` tables; other formats are read as documents.

    Raises:
        CaseError: as for a case file, or no terms in it.
    """
    terms = load_case(path).terms_of_reference
    if not terms:
        raise CaseError(f"{path.name} holds no [[terms_of_reference]] table.")
    return terms
