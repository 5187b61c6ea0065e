"""Regular expressions that come from a rule pack: compiled once, and refused where they could run for ever."""

from __future__ import annotations

import re
from functools import lru_cache
from re import _compiler  # type: ignore[attr-defined]
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MAX_LENGTH = 4000


_MANY = 1000  # a repeat that may run more often counts as endless
_SEVERAL = 10  # one that may run more often must hold no endless repeat and no choice that begins alike
_IN_A_ROW = 3  # endless repeats of the same characters one after the other

#: Characters by which beginnings are compared: one of each sort that patterns tell apart.
_SAMPLES = "abzAZ059 \t\n\u00a0.,;:!?'\"-–—/()[]_%£&@#*+=<>|\\éß\u2019"


def _body(op: Any, arg: Any) -> list[Any]:
    """The sub-patterns of an element."""
    if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
        return [arg[2]]
    if op is c.SUBPATTERN:
        return [arg[-1]]
    if op is c.BRANCH:
        return list(arg[1])
    if op in (c.ASSERT, c.ASSERT_NOT):
        return [arg[1]]
    if op is c.ATOMIC_GROUP:
        return [arg]
    if op is c.GROUPREF_EXISTS:
        return [x for x in arg[1:] if x is not None]
    return []


def _repeats(op: Any) -> bool:
    return op in (c.MAX_REPEAT, c.MIN_REPEAT)


def _nested(node: Any, inside: bool) -> bool:
    """True where a repeat without bound stands inside one that may run often, the shape that backtracks for ever."""
    for op, arg in node:
        here = inside
        if _repeats(op):
            if inside and (arg[1] is c.MAXREPEAT or arg[1] > _MANY):
                return True
            here = inside or arg[1] is c.MAXREPEAT or arg[1] > _SEVERAL
        if any(_nested(b, here) for b in _body(op, arg)):
            return True
    return False


def _first(node: Any) -> tuple[frozenset[str], bool]:
    """The sample characters a pattern may begin with, and whether it may be empty."""
    out: frozenset[str] = frozenset()
    for op, arg in node:
        if op in (c.AT, c.ASSERT, c.ASSERT_NOT):
            continue
        if op is c.BRANCH:
            found = [_first(b) for b in arg[1]]
            some, empty = frozenset().union(*(f for f, _ in found)), any(e for _, e in found)
        elif bodies := _body(op, arg):
            some, empty = _first(bodies[0])
            empty = empty or (op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT) and arg[0] == 0)
        else:
            some, empty = _single(op, arg), False
        out |= some
        if not empty:
            return out, False
    return out, True


_known: dict[str, frozenset[str]] = {}


def _single(op: Any, arg: Any) -> frozenset[str]:
    """The sample characters one element matches; a rare literal stands for itself."""
    if op is c.LITERAL:
        char = chr(arg)
        return frozenset({char.lower(), char.upper()})
    key = f"{op}{arg}"
    if key not in _known:
        _known[key] = _matched(op, arg)
    return _known[key]


def _matched(op: Any, arg: Any) -> frozenset[str]:
    try:
        state = parser.State()
        state.str = ""
        pattern = parser.SubPattern(state, [(op, arg)])
        compiled = _compiler.compile(pattern, re.IGNORECASE)
    except Exception:  # an element that is not known: it may be anything
        return frozenset(_SAMPLES)
    return frozenset(x for x in _SAMPLES if compiled.match(x))


def _ambiguous(node: Any) -> bool:
    """True where a repeat that may run often holds a choice that one text can take in two ways."""
    for op, arg in node:
        if _repeats(op) and (arg[1] is c.MAXREPEAT or arg[1] > _SEVERAL) and not _plain(arg[2]):
            start, empty = _first(arg[2])
            if empty or _choices_meet(arg[2], start):
                return True
        if any(_ambiguous(b) for b in _body(op, arg)):
            return True
    return False


def _plain(node: Any) -> bool:
    """True for one element that matches one character: nothing in it can be ambiguous."""
    return len(node) == 1 and not _body(*node[0])


def _choices_meet(node: Any, start: frozenset[str]) -> bool:
    last = len(list(node)) - 1
    for at, (op, arg) in enumerate(node):
        if op is c.BRANCH:
            found = [(_lead(b), *_first(b)) for b in arg[1]]
            if sum(empty for _, _, empty in found) > 1:
                return True
            if at == last and any(e for _, _, e in found) and any(begins & start for _, begins, _ in found):
                return True
            if any(_alike(x, y) for i, x in enumerate(found) for y in found[:i]):
                return True
        elif _repeats(op) and arg[0] != arg[1] and at == last and _first(arg[2])[0] & start:
            return True  # what the last repeat leaves, the next round takes
        if op in (c.SUBPATTERN, c.BRANCH, c.ATOMIC_GROUP) and any(_choices_meet(b, start) for b in _body(op, arg)):
            return True
    return False


def _lead(node: Any) -> str:
    """The literal text a pattern begins with."""
    out = ""
    for op, arg in node:
        if op is not c.LITERAL:
            break
        out += chr(arg).lower()
    return out


def _alike(one: tuple[str, frozenset[str], bool], two: tuple[str, frozenset[str], bool]) -> bool:
    """True where one text may begin both choices."""
    shared = min(len(one[0]), len(two[0]))
    return bool(one[1] & two[1]) and one[0][:shared] == two[0][:shared]


def _row(node: Any) -> bool:
    """True where several endless repeats that match the same characters follow each other."""
    run: list[frozenset[str]] = []
    candidates = sum(1 for op, arg in node if _repeats(op) and (arg[1] is c.MAXREPEAT or arg[1] > _MANY)) >= _IN_A_ROW
    for op, arg in node:
        if candidates and _repeats(op) and (arg[1] is c.MAXREPEAT or arg[1] > _MANY):
            here = _first(arg[2])[0]
            run = [*run, here] if not run or run[-1] & here else [here]
            if len(run) >= _IN_A_ROW:
                return True
        elif not (op is c.AT or (_repeats(op) and arg[0] == 0)):
            run = []
        if any(_row(b) for b in _body(op, arg)):
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
    if _nested(tree, False):
        raise ValueError("a repeat without bound stands inside another one, which can run for ever: bound one of them")
    if _ambiguous(tree):
        raise ValueError(
            "a repeat holds choices that begin alike, which can run for ever: make them differ, or bound the repeat"
        )
    if _row(tree):
        raise ValueError(
            "repeats without bound of the same characters follow each other, which can run for ever: bound them"
        )
    return compiled
