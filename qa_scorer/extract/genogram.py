"""The genogram or network. Source: 7.3, genogram guidance, Standards row 2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Convention:
    """One of the guidance's drawing conventions: its key, met or not (None: cannot be told), and a note."""

    key: str
    met: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Genogram:
    """`kind`: drawing, text, network (a list), none, or unreadable. `dates`/`names`: dates of birth or ages, and names or
    codes, can be read in it, its key or its caption (None: a bitmap that could not be read). `reason`: words that say why
    a network is given instead. `family_setting`: from the case file or the document; None unknown."""

    kind: str
    dates: bool | None
    names: bool | None
    network: bool
    reason: str
    family_setting: bool | None
    conventions: tuple[Convention, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.8
    read_by: str = ""  # 'shapes', 'ocr', 'caption', 'text'


def read_genogram(facts: Facts) -> Genogram:
    """The genogram or network of the document, kind 'none' where there is nothing but a placeholder."""
    raise NotImplementedError
