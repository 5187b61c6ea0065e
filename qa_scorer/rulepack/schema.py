"""Base classes for the files of a rule pack. Each file has one model in `rulepack/schemas/`."""

from __future__ import annotations

import re
import string
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

from qa_scorer.rulepack.patterns import compile_pattern


class PackModel(BaseModel):
    """A table of a pack file: unknown keys are refused, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class PackFile(PackModel):
    """A whole TOML file of the pack. `FILE` is its name, for example `chronology.toml`."""

    FILE: ClassVar[str]


def _as_pattern(value: Any) -> Any:
    return compile_pattern(value) if isinstance(value, str) else value


class _PatternValidator:
    """Turns a string of the pack into a compiled, guarded pattern."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            _as_pattern, serialization=core_schema.plain_serializer_function_ser_schema(lambda p: p.pattern)
        )


#: A regular expression in a pack file: case is ignored; endless nested repeats are refused on load.
Pattern = Annotated[re.Pattern[str], _PatternValidator]


def _plain_fields(text: str) -> str:
    for _, name, spec, conv in string.Formatter().parse(text):
        if name is not None and (not name.isidentifier() or spec or conv):
            raise ValueError(f"only plain fields such as {{rec}} may stand in a message, not {{{name}}}")
    return text


#: Text with plain `{field}` places.
Template = Annotated[str, AfterValidator(_plain_fields), PlainSerializer(lambda s: s)]

Severity = Literal["error", "warning", "info"]
Category = Literal[
    "section",
    "terms_of_reference",
    "name",
    "identifier",
    "opinion",
    "rewording",
    "recommendation",
    "chronology",
    "genogram",
    "methodology",
    "sign_off",
    "placeholder",
    "document",
]


class Rule(PackModel):
    """The words of one rule (`rules/*/checks/CATEGORY.toml`); its logic is a function or a `kind`.

    `kind = "phrase"` needs no code: `lexicon` is searched in the sentences of `sections` (all where empty); `labels`
    restricts it to statements with one of these labels.
    """

    name: str
    severity: Severity
    guidance: list[str]
    message: Template
    why: str
    fix: Template
    since: str
    status: Literal["stable", "preview", "retired"] = "stable"
    source: str = ""
    kind: Literal["code", "phrase"] = "code"
    lexicon: str = ""
    sections: list[str] = Field(default_factory=list)
    labels: list[str] = Field(default_factory=list)
    precision: float | None = None
