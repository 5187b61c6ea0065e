"""The one interface of all checks.

A check is a generator function registered for a rule id. It reads facts and yields `Hit`s; `run` joins each hit with the
rule's words from the pack and gives `Finding`s in reading order.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from qa_scorer.document import Location
from qa_scorer.extract.facts import Facts
from qa_scorer.rulepack import Rule
from qa_scorer.rulepack.loader import CATEGORIES


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule applies.

    `quote` must be the exact words at `location` (empty for something missing). `fields` fill the places in the rule's
    message and fix. `severity` overrides the rule's. `unsure` marks what only one of two detectors holds.
    `extra` goes into the report under these keys (never one of the contract's own).
    """

    location: Location
    quote: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 1.0
    severity: str | None = None
    unsure: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with the words of its rule: what the report holds."""

    rule: str
    category: str
    severity: str
    message: str
    suggestion: str
    why: str
    guidance: tuple[str, ...]
    quote: str
    confidence: float
    location: Location
    unsure: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


CheckFunction = Callable[[Facts], Iterator[Hit]]
_CHECKS: dict[str, CheckFunction] = {}


def check(rule_id: str) -> Callable[[CheckFunction], CheckFunction]:
    """Registers the function as the logic of the rule."""

    def register(function: CheckFunction) -> CheckFunction:
        if rule_id in _CHECKS and _CHECKS[rule_id].__module__ != function.__module__:
            raise ValueError(f"{rule_id} is registered twice")
        _CHECKS[rule_id] = function
        return function

    return register


@lru_cache(maxsize=1)
def functions() -> Mapping[str, CheckFunction]:
    """All check functions by rule id, from the modules of `qa_scorer.checks` that are named after a finding category."""
    for category in CATEGORIES:
        try:
            importlib.import_module(f"qa_scorer.checks.{category}")
        except ModuleNotFoundError as exc:
            if exc.name != f"qa_scorer.checks.{category}":
                raise
    return dict(_CHECKS)


class _Fields(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def finding(rule_id: str, category: str, rule: Rule, hit: Hit) -> Finding:
    """The hit in the words of its rule."""
    values = _Fields(hit.fields)
    values.setdefault("quote", hit.quote)
    return Finding(
        rule=rule_id,
        category=category,
        severity=hit.severity or rule.severity,
        message=rule.message.format_map(values),
        suggestion=rule.fix.format_map(values),
        why=rule.why,
        guidance=tuple(rule.guidance),
        quote=hit.quote,
        confidence=round(hit.confidence, 3),
        location=hit.location,
        unsure=hit.unsure,
        extra=dict(hit.extra),
    )


def run(facts: Facts, only: frozenset[str] | None = None) -> list[Finding]:
    """All findings, in reading order, then by rule id; `only` restricts the rules that are run."""
    found: list[Finding] = []
    for rule_id, rule in facts.pack.rules.items():
        if rule.status == "retired" or (only is not None and rule_id not in only):
            continue
        found.extend(run_one(facts, rule_id))
    found.sort(key=lambda f: (f.location.block, f.location.start, f.rule))
    return found


def run_one(facts: Facts, rule_id: str) -> list[Finding]:
    """The findings of one rule alone."""
    rule = facts.pack.rules[rule_id]
    category = facts.pack.category(rule_id)
    if rule.kind == "phrase":
        from qa_scorer.checks.phrase import phrase_hits

        hits = phrase_hits(facts, rule)
    else:
        function = functions().get(rule_id)
        if function is None:
            return []
        hits = function(facts)
    return [finding(rule_id, category, rule, hit) for hit in hits]
