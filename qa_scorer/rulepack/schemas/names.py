"""names.toml: what speaks for and against a mention of a person, and how much."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, field_validator, model_validator

from qa_scorer.rulepack.schema import PackFile, Pattern

#: Everything that can speak for or against a mention; each needs a weight.
SIGNS = (
    "bias eponym model title rank role kin called initials given family several unknown verb possessive before_person known known_word"
    " only_a_name town beside listed_last starts_word lower caps starts_sentence ordinary word before_place the alone heading in_name_cell property place unlisted"
).split()


class Names(PackFile):
    """The rules around the model. `certain`, `unsure`: the scores from which a mention is a finding, or listed apart;
    `codes`: anonymised codes; `called`: words after which a name comes; `done_to_person`: what is done to a person only ('was discharged'); `told_person`: verbs before a person and no place; `article`: joined to a name in small letters; `cited`: citations, whose group is the author;
    `weights`: of the signs, on the scale of log odds; `nicknames`: short forms by full form."""

    FILE: ClassVar[str] = "names.toml"
    certain: float = Field(gt=0, lt=1)
    whole_report: int
    unsure: float = Field(gt=0, lt=1)
    strong_titles: list[str]
    codes: list[Pattern]
    called: list[Pattern]
    declared: list[Pattern]
    eponyms: Pattern
    laws: Pattern
    article: Pattern
    before_place: list[Pattern]
    before_thing: list[Pattern]
    before_person: list[Pattern]
    done_to_person: Pattern
    told_person: list[Pattern]
    cited: list[Pattern]
    weights: dict[str, float]
    nicknames: dict[str, list[str]]

    @field_validator("weights")
    @classmethod
    def _known_signs(cls, value: dict[str, float]) -> dict[str, float]:
        wrong = sorted(set(value) ^ set(SIGNS))
        if wrong:
            raise ValueError(f"a weight is missing or not known: {', '.join(wrong)}")
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Names:
        if self.unsure > self.certain:
            raise ValueError("'unsure' must not be higher than 'certain'")
        return self
