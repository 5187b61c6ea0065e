"""Regular expressions that come from a rule pack: compiled once, and refused where they could run for ever."""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MAX_LENGTH = 4000


def _unbounded_inside(node: Any, inside: bool) -> bool:
    """True where a repeat without upper bound stands inside another one, the shape that backtracks for ever."""
    for op, arg in node:
        if op in (c.MAX_REPEAT, c.MIN_REPEAT):
            _low, high, body = arg
            endless = high is c.MAXREPEAT or high > 1000
            if endless and inside:
                return True
            if _unbounded_inside(body, inside or endless):
                return True
        elif op is c.SUBPATTERN:
            if _unbounded_inside(arg[-1], inside):
                return True
        elif op is c.BRANCH:
            if any(_unbounded_inside(b, inside) for b in arg[1]):
                return True
        elif op in (c.ASSERT, c.ASSERT_NOT):
            if _unbounded_inside(arg[1], inside):
                return True
        elif op is c.ATOMIC_GROUP and _unbounded_inside(arg, inside):
            return True
    return False


@lru_cache(maxsize=4096)
def compile_pattern(text: str) -> re.Pattern[str]:
    """The compiled pattern, case ignored, `(?-i:...)` for what must keep its case.

    Raises:
        ValueError: not a regular expression, over 4,000 characters, or repeats nested without bound.
    """
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"the pattern is longer than {_MAX_LENGTH} characters")
    try:
        tree = parser.parse(text, re.IGNORECASE)
        compiled = re.compile(text, re.IGNORECASE)
    except re.error as exc:
        raise ValueError(f"not a regular expression: {exc}") from exc
    except RecursionError as exc:
        raise ValueError("the pattern is nested too deeply") from exc
    if _unbounded_inside(tree, False):
        raise ValueError("a repeat without bound stands inside another one, which can run for ever: bound one of them")
    return compiled
