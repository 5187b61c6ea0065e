"""chronology.toml: columns, faults and kinds of source of the chronology table, and what its rows record of the adult."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from qa_scorer.rulepack.schema import PackFile, PackModel, Pattern


class Column(PackModel):
    """A column of the board's table: its title there, headings that mean it, and headings that do not after all."""

    title: str
    named: list[Pattern]
    unless: list[Pattern] = Field(default_factory=list)
    required: bool = True


class ContactCues(PackModel):
    """What a contact cell says of the adult.

    `none`: a cell that says there was no contact; `not_seen`: nobody saw the adult; `seen`: somebody did, whatever else is there; `remote`: the contact was by phone or in
    writing; `gone`: death, of which nobody need have been a witness; `others_only`: verbs of a contact with somebody else; `kin`: family and
    neighbours; `treated`: what is done to the adult; `visual`: weaker signs of sight;
    `adult`: words for the adult; `others`: words for other people; `no_condition`: taken out before `condition` is looked
    for; `said`, `wished`: verbs of own words and wishes; `spoken_to`: somebody else spoke; `quote`: words in quotation marks;
    `gesture`: views shown without words; `staff_act`: in an outcome, what staff did by words; `first_person`: somebody speaks of
    themselves.
    """

    none: Pattern
    not_seen: Pattern
    seen: Pattern
    remote: Pattern
    gone: Pattern
    others_only: Pattern
    kin: Pattern
    treated: Pattern
    visual: Pattern
    adult: Pattern
    others: Pattern
    no_condition: Pattern
    condition: list[Pattern]
    said: Pattern
    wished: Pattern
    spoken_to: Pattern
    not_voice: Pattern
    quote: Pattern
    gesture: Pattern
    staff_act: Pattern
    first_person: Pattern


class ChronologyRules(PackFile):
    """`columns`: the columns by role; `not_chronology`: a heading row of another table; `communication_modes`: says phone,
    written or meeting; `no_mode`: taken out before, because it only looks like a mode; `not_filled`: a cell that holds
    nothing; `outcome_empty`: the same for an outcome; `unknown_time`, `unknown_date`: says that it is not known; `estimate`:
    a date cell that says it is one; `estimate_noted`: the Comments say so; `numbering`, `family_column`: headings of columns
    that number the rows, and of contact with the family; `banner`: a row that only heads others;
    `source_parts`: what stands between two sources; `source_kinds`: patterns by kind; `least_gap`: share of the period from
    which a silence is listed; `doubt`: likelihood from which the models' word counts beside that of the rules; `cues`:
    what these models look at; `most_read`: characters of a cell that are judged."""

    FILE: ClassVar[str] = "chronology.toml"
    columns: dict[str, Column]
    not_chronology: Pattern
    communication_modes: Pattern
    no_mode: Pattern
    not_filled: Pattern
    outcome_empty: Pattern
    unknown_time: Pattern
    time: Pattern
    unknown_date: Pattern
    estimate: Pattern
    estimate_noted: Pattern
    numbering: Pattern
    family_column: Pattern
    other_column: Pattern
    banner: Pattern
    source_parts: Pattern
    source_kinds: dict[str, Pattern]
    least_gap: float
    doubt: float
    most_read: int
    contact: ContactCues
    cues: dict[str, Pattern]

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Roles of the columns that the board's table has."""
        return tuple(role for role, c in self.columns.items() if c.required)
