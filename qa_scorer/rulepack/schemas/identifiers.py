"""identifiers.toml: patterns and context words of direct and indirect identifiers."""

from __future__ import annotations

from typing import ClassVar

from pydantic import field_validator, model_validator

from qa_scorer.rulepack.patterns import compile_pattern
from qa_scorer.rulepack.schema import PackFile, Pattern

KINDS = (
    "dob nhs nino address postcode phone email vehicle case_number crime_number ward street death job diagnosis".split()
)


class Identifiers(PackFile):
    """Patterns of identifiers. `*_before` must match the text that ends where the identifier begins, `*_after` the text
    that begins where it ends. In `address`, `{street}` stands for any of `streets`."""

    FILE: ClassVar[str] = "identifiers.toml"
    birth_before: list[Pattern]
    birth_after: list[Pattern]
    birth_column: list[Pattern]
    nhs_before: list[Pattern]
    nhs_near: list[Pattern]
    streets: list[str]
    address: list[str]
    address_to_postcode: Pattern
    address_of_body: list[Pattern]
    house_not: list[Pattern]
    postcode: list[Pattern]
    email: list[Pattern]
    nino: list[Pattern]
    vehicle: list[Pattern]
    phone_public: list[Pattern]
    phone_not_before: list[Pattern]
    case_number: list[Pattern]
    crime_number: list[Pattern]
    ward: list[Pattern]
    street: list[Pattern]
    death_before: list[Pattern]
    death_place: list[Pattern]
    job: list[Pattern]
    weekdays: str
    confidence: dict[str, float]

    @field_validator("confidence")
    @classmethod
    def _every_kind(cls, value: dict[str, float]) -> dict[str, float]:
        missing = [k for k in KINDS if k not in value]
        if missing or any(not 0 <= v <= 1 for v in value.values()):
            raise ValueError(f"a confidence from 0 to 1 is needed for each of {', '.join(KINDS)}")
        return value

    @model_validator(mode="after")
    def _addresses_compile(self) -> Identifiers:
        _ = self.address_patterns
        return self

    @property
    def address_patterns(self) -> list[Pattern]:
        """The address patterns with the street names put in."""
        street = "(?-i:" + "|".join(sorted(self.streets, key=len, reverse=True)) + r")\b(?!\s+(?-i:Street|Road|Lane))"
        return [compile_pattern(a.replace("{street}", street)) for a in self.address]
