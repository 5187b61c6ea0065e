"""recommendations.toml: how recommendations are found, and what makes them SMART."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from qa_scorer.rulepack.schema import PackFile, PackModel, Pattern


class Finding(PackModel):
    """How recommendations are told from the text around them.

    `columns`: heading of a table's column, by role, tried in this order; `part`: a line that gives one part of the
    recommendation above it, by role; `label`: number before a recommendation; `heading`: a sub-heading over
    recommendations; `lead_in`: opens a sentence that recommends; `about`: text about the recommendations, not one of them;
    `directive`: asks for something to be done; `narrative`: tells what was; `continues`: a paragraph that goes on with the
    one above; `enumerator`: begins the next of several in a paragraph; `earlier`: recommendations of other reviews;
    `not_under`: a sub-heading under which there are none.
    """

    columns: dict[str, Pattern]
    not_columns: Pattern
    part: dict[str, Pattern]
    label: Pattern
    heading: Pattern
    lead_in: Pattern
    about: list[Pattern]
    directive: Pattern
    imperative: Pattern
    narrative: Pattern
    continues: Pattern
    enumerator: Pattern
    blank: Pattern
    earlier: Pattern
    not_under: Pattern


class When(PackModel):
    """`anchor`: events that will have a date; `operational`: events of daily work, so that a period counted from them is a
    standard and no deadline; `never`: words that give no date."""

    anchor: Pattern
    operational: Pattern
    never: Pattern


class Who(PackModel):
    """`heads`: words that end the name of a role or team; `not_heads`: words that make a thing of it; `bare`: everybody and
    nobody; `own`: the agency as a whole; `modal`: what stands between actor and act; `passive`: the subject is no actor;
    `beneficiary`: those for whom it is done; `agent`: names the actor elsewhere; `outside`: bodies outside any agency;
    `others`: bodies by kind; `kinds`: the words in an agency's name that make the kind its own."""

    heads: Pattern
    not_heads: Pattern
    bare: Pattern
    own: Pattern
    modal: Pattern
    passive: Pattern
    beneficiary: Pattern
    agent: Pattern
    outside: Pattern
    others: dict[str, Pattern]
    kinds: dict[str, Pattern]


class Smart(PackModel):
    """Words behind the five letters. `weak`: verbs that promise nothing, by what is wrong with them; `unnamed`: a policy or
    training, but which; `loose`: open verbs; `concrete`: things that can be seen to exist; `measure`, `outcome`, `target`,
    `review`: what shows completion, effect, level, follow-up; `absolute`, `sweeping`, `idle`: not reasonable."""

    weak: dict[str, list[Pattern]]
    unnamed: list[Pattern]
    loose: list[Pattern]
    concrete: Pattern
    measure: list[Pattern]
    outcome: list[Pattern]
    target: list[Pattern]
    review: list[Pattern]
    absolute: list[Pattern]
    sweeping: list[Pattern]
    idle: list[Pattern]


class RecommendationRules(PackFile):
    """Everything about recommendations that a board may word differently, and the thresholds.

    `most_read`: characters of a recommendation that are judged. `trace_sections`: where findings stand, `trace_first` before others, of which at most `trace_read` sentences for each
    recommendation are compared by meaning. A lesson is answered by a recommendation as near as `lesson_similarity`, or that
    shares `lesson_shared` of its concepts. A recommendation answers no finding where no sentence of the report comes up to `trace_similarity` and the share
    `trace_absent` of its topic (its words without `generic` ones) stands nowhere in the report, and it does not cite one (`cites`). It repeats an earlier one
    where its likeness in meaning, plus `repeat_lead` times its lead over the next one of this report, comes up to
    `repeat_similarity`; `repeat_usual` stands for the next one where there is none."""

    FILE: ClassVar[str] = "recommendations.toml"
    finding: Finding
    when: When
    who: Who
    smart: Smart
    synonyms: list[str]
    strength: dict[str, Pattern]
    measuring_verbs: Pattern
    action_verbs: Pattern
    trace_sections: list[str]
    trace_first: list[str]
    trace_read: int
    trace_similarity: float = Field(ge=0, le=1)
    lesson_similarity: float = Field(ge=0, le=1)
    lesson_shared: float = Field(ge=0, le=1)
    trace_absent: float = Field(ge=0, le=1)
    generic: Pattern
    cites: Pattern
    repeat_similarity: float = Field(ge=0, le=1)
    repeat_lead: float = Field(ge=0, le=1)
    repeat_usual: float = Field(ge=0, le=1)
    duplicate_similarity: float = Field(ge=0, le=1)
    too_many: int
    too_long: int
    most_read: int
    bundled_actions: int
