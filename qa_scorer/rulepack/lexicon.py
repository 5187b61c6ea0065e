"""Word lists of a rule pack: one term a line, `#` starts a comment, a final `*` stands for any ending."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True)
class Lexicon:
    """A list of words and phrases, matched on word boundaries with case ignored and any white space between words."""

    name: str
    terms: tuple[str, ...]

    @cached_property
    def lower(self) -> frozenset[str]:
        """The terms in lower case, without those that end in `*`."""
        return frozenset(t.lower() for t in self.terms if not t.endswith("*"))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One pattern for the whole list, longest terms first."""
        if not self.terms:
            return _NEVER
        parts = []
        for term in sorted(self.terms, key=len, reverse=True):
            stem = term[:-1] if term.endswith("*") else term
            body = r"\s+".join(re.escape(w).replace("'", "['’]") for w in stem.split())
            head = r"(?<!\w)" if stem[:1].isalnum() else ""
            tail = r"\w*" if term.endswith("*") else (r"(?!\w)" if stem[-1:].isalnum() else "")
            parts.append(head + body + tail)
        return re.compile("|".join(parts), re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """First match in the text."""
        return self.pattern.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in the text, left to right, longest first at a place."""
        return self.pattern.finditer(text)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word.lower() in self.lower

    @classmethod
    def parse(cls, name: str, lines: Iterable[str], base: Iterable[str] = ()) -> Lexicon:
        """The list from its lines; a line `-term` removes a term of the pack that this one extends."""
        terms = dict.fromkeys(base)
        for raw in lines:
            line = raw.split("#", 1)[0].strip()
            if not line:
                continue
            if line.startswith("-") and line[1:].strip():
                terms.pop(line[1:].strip(), None)
            else:
                terms[line] = None
        return cls(name, tuple(terms))
