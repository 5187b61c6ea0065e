"""Tells the same finding in two drafts of a document: by rule, words and section, never by position."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

Finding = dict[str, Any]

#: How alike two quotes of the same rule must be to be the same finding after a small edit (0 to 100).
ALIKE = 82.0
_WORD = re.compile(r"[^\W_]+")


def normalise(text: object) -> str:
    """The words in small letters, without punctuation and spacing."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", str(text or "")).casefold()))


def key(finding: Finding) -> tuple[str, str, str]:
    """Rule, normalised quote and section. What is missing has no quote: there the message says which thing is missing."""
    said = normalise(finding.get("quote")) or "\0" + _without_numbers(finding.get("message"))
    return str(finding.get("rule")), said, str((finding.get("location") or {}).get("section") or "")


def _without_numbers(text: object) -> str:
    return re.sub(r"\d+", "#", normalise(text))


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """A fingerprint for each finding, in their order; the same words found twice differ by a count."""
    seen: Counter[tuple[str, str, str]] = Counter()
    out = []
    for f in findings:
        k = key(f)
        seen[k] += 1
        out.append(hashlib.sha256("\x1f".join((*k, str(seen[k]))).encode("utf-8", "replace")).hexdigest()[:16])
    return out


def match(old: Sequence[Finding], new: Sequence[Finding]) -> list[tuple[int, int]]:
    """Pairs of indexes of findings that are the same in both drafts.

    First those with the same fingerprint, then those whose words moved to another section, then those whose quote was
    edited a little. Each finding is in at most one pair.
    """
    left, right = set(range(len(old))), set(range(len(new)))
    pairs: list[tuple[int, int]] = []

    def take(i: int, j: int) -> None:
        left.discard(i)
        right.discard(j)
        pairs.append((i, j))

    for part in (3, 2):  # rule, quote, section; then rule and quote alone
        where: dict[tuple[str, ...], list[int]] = {}
        for j in sorted(right):
            where.setdefault(key(new[j])[:part], []).append(j)
        for i in sorted(left):
            found = where.get(key(old[i])[:part])
            if found:
                take(i, found.pop(0))
    for i, j in _edited(old, new, sorted(left), sorted(right)):
        take(i, j)
    return sorted(pairs)


def _edited(old: Sequence[Finding], new: Sequence[Finding], left: list[int], right: list[int]) -> list[tuple[int, int]]:
    """The closest pairs of the same rule, the most alike first."""
    from rapidfuzz import fuzz

    scored = []
    for i in left:
        rule, said, section = key(old[i])
        if said.startswith("\0") or len(said) < 12:
            continue  # a name or a missing thing is the same only where it is the same
        for j in right:
            other = key(new[j])
            if other[0] != rule or other[1].startswith("\0"):
                continue
            score = fuzz.ratio(said, other[1], score_cutoff=ALIKE)
            if score:
                scored.append((-score, other[2] != section, i, j))
    out: list[tuple[int, int]] = []
    used_left: set[int] = set()
    used_right: set[int] = set()
    for _, _, i, j in sorted(scored):
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            out.append((i, j))
    return out
