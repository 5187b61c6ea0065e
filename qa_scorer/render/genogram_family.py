"""A family as a board or author writes it down (FAMILY.toml), validated before it is drawn."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from qa_scorer.errors import CaseError

Kind = Literal["enduring", "transitory", "separated", "divorced"]
_MAX_PERSONS = 120


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _date_text(value: object) -> object:
    """Dates as the report writes them; a year or 'c. 1931' stays as it is."""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class FamilyMember(_Table):
    """A person, or a pregnancy that ended. `code` is printed under the symbol; `died`: a date, or true where unknown."""

    id: str = Field(min_length=1, max_length=40)
    code: str = Field(default="", max_length=60)
    name: str = Field(default="", max_length=80)
    sex: Literal["male", "female", "unknown", "miscarriage", "abortion"] = "unknown"
    born: str = Field(default="", max_length=30)
    died: str | bool = False
    note: str = Field(default="", max_length=80)
    subject: bool = False

    @field_validator("born", "died", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return _date_text(value)

    @property
    def lost(self) -> bool:
        """True for a miscarriage or abortion."""
        return self.sex in ("miscarriage", "abortion")

    @property
    def dead(self) -> bool:
        """True where the person has died."""
        return bool(self.died)

    @property
    def label(self) -> str:
        """What the person goes by in the drawing."""
        return self.code or self.name or self.id


class Couple(_Table):
    """A relationship of two persons, or one parent alone, with their children in order of birth."""

    partners: list[str] = Field(min_length=1, max_length=2)
    kind: Kind = "enduring"
    children: list[str] = Field(default_factory=list)
    twins: list[list[str]] = Field(default_factory=list)
    note: str = Field(default="", max_length=60)


class Household(_Table):
    """Those who live together: a dotted line is drawn around them."""

    members: list[str] = Field(min_length=1)
    label: str = Field(default="", max_length=60)


class FamilyTree(_Table):
    """The family. Children stand in order of birth, the eldest first."""

    title: str = Field(default="Genogram", max_length=120)
    note: str = Field(default="", max_length=300)
    person: list[FamilyMember] = Field(min_length=1, max_length=_MAX_PERSONS)
    couple: list[Couple] = Field(default_factory=list)
    household: list[Household] = Field(default_factory=list)

    @model_validator(mode="after")
    def _consistent(self) -> FamilyTree:
        ids = [p.id for p in self.person]
        twice = {i for i in ids if ids.count(i) > 1}
        if twice:
            raise ValueError(f"the id '{min(twice)}' is used for two persons")
        known = set(ids)
        lost = {p.id for p in self.person if p.lost}
        parents: dict[str, int] = {}
        for n, c in enumerate(self.couple):
            for i in (*c.partners, *c.children, *(t for group in c.twins for t in group)):
                if i not in known:
                    raise ValueError(f"couple {n + 1} names '{i}', who is not among the persons")
            if len(set(c.partners)) != len(c.partners):
                raise ValueError(f"couple {n + 1} names one person twice")
            if lost & set(c.partners):
                raise ValueError(f"couple {n + 1} has a pregnancy that ended as a partner")
            for i in c.children:
                if i in parents:
                    raise ValueError(f"'{i}' is a child of two couples (couple {parents[i] + 1} and couple {n + 1})")
                parents[i] = n
            for group in c.twins:
                if len(group) < 2 or not set(group) <= set(c.children):
                    raise ValueError(f"twins of couple {n + 1} must be two or more of its children")
        for n, h in enumerate(self.household):
            for i in h.members:
                if i not in known:
                    raise ValueError(f"household {n + 1} names '{i}', who is not among the persons")
        _no_circle(self.couple)
        return self


def _no_circle(couples: list[Couple]) -> None:
    """Raises where somebody would be their own ancestor."""
    below: dict[str, set[str]] = {}
    for c in couples:
        for p in c.partners:
            below.setdefault(p, set()).update(c.children)
    state: dict[str, int] = {}

    def walk(start: str) -> None:
        stack: list[tuple[str, list[str]]] = [(start, sorted(below.get(start, ())))]
        state[start] = 1
        while stack:
            person, rest = stack[-1]
            if not rest:
                state[person] = 2
                stack.pop()
                continue
            child = rest.pop()
            if state.get(child) == 1:
                raise ValueError(f"'{child}' would be their own ancestor")
            if child not in state:
                state[child] = 1
                stack.append((child, sorted(below.get(child, ()))))

    for person in sorted(below):
        if person not in state:
            walk(person)


def load_family(path: Path) -> FamilyTree:
    """The family of a FAMILY.toml.

    Raises:
        CaseError: the file cannot be read, is not TOML, or a field is unknown or wrong; the message names the field.
    """
    try:
        if path.stat().st_size > 1_000_000:
            raise CaseError(f"{path.name} is over 1 MB, which is too long for a family file.")
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as exc:
        raise CaseError(f"There is no family file {path}. Check the path.") from exc
    except IsADirectoryError as exc:
        raise CaseError(f"{path} is a folder; give the family file itself.") from exc
    except UnicodeDecodeError as exc:
        raise CaseError(f"{path.name} is not UTF-8 text. Save it as UTF-8 and try again.") from exc
    except tomllib.TOMLDecodeError as exc:
        raise CaseError(f"{path.name} is not valid TOML: {exc}. See examples/family.toml for the form.") from exc
    except OSError as exc:
        raise CaseError(f"{path.name} cannot be read ({exc.strerror}).") from exc
    return family_of(data, path.name)


def family_of(data: dict[str, object], name: str = "family") -> FamilyTree:
    """The family of plain data.

    Raises:
        CaseError: a field is unknown or wrong.
    """
    try:
        return FamilyTree.model_validate(data)
    except ValidationError as exc:
        err = exc.errors()[0]
        field = ".".join(str(p) for p in err["loc"])
        at = f"field '{field}': " if field else ""
        raise CaseError(f"{name}: {at}{str(err['msg']).removeprefix('Value error, ')}.") from exc
