"""Family details: who is listed, with relationship, date of birth or age, and address. Source: 7.3, Standards row 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Member:
    """A person listed. Each of the three fields is True where the list gives it for this person."""

    label: str
    is_subject: bool
    relationship: bool
    birth: bool
    address: bool
    evidence: Evidence

    @property
    def complete(self) -> bool:
        """Relationship, date of birth (or age) and address are all given."""
        return self.relationship and self.birth and self.address


@dataclass(frozen=True, slots=True)
class Family:
    """`listed`: there is a list of persons (table, bullets or prose paragraph made for it), not only passing mention."""

    listed: bool
    members: tuple[Member, ...]
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.8
    unreadable: bool = False

    @property
    def complete_share(self) -> float:
        """Share of the persons listed whose three fields are all given."""
        return sum(m.complete for m in self.members) / len(self.members) if self.members else 0.0


def read_family(facts: Facts) -> Family:
    """The persons that the report lists as family or significant others, the subject included where listed."""
    raise NotImplementedError
