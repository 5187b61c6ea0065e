"""The persons whom a document or its case file names for certain, and every form their names may take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qa_scorer.extract.people_words import NameWords, fold

_LEAST_MISSPELT = 7  # letters of a surname from which one letter more, less or other is a slip
_WORD = re.compile(r"[^\W\d_]+(?:[’'\-‑][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Person:
    """A person: name as written in full, the folded words of given name and surname, code and where known from."""

    name: str
    given: tuple[str, ...]
    surname: tuple[str, ...]
    code: str | None
    source: str  # case, zone, text
    own: int = 0  # of a person known from one mention in the text: that mention

    @property
    def full(self) -> bool:
        """True where both given name and surname are known."""
        return bool(self.given and self.surname)


class Register:
    """All known persons of a document, looked up by any word of their names."""

    def __init__(self, words: NameWords) -> None:
        self._words = words
        self.persons: list[Person] = []
        self._by_word: dict[str, list[int]] = {}
        self._nick: dict[str, list[int]] = {}
        self._middle: dict[str, list[int]] = {}

    def parts(self, name: str) -> list[str]:
        """The folded words of a name, without titles and initials."""
        out = []
        for w in _WORD.findall(name):
            key = fold(w)
            if len(w) < 2 or (key in self._words.strong and key not in self._words.words):
                continue
            out.append(key)
        return out

    def add(self, name: str, source: str, code: str | None = None, *, surname_only: bool = False, own: int = 0) -> None:
        """Adds a person; a longer form of a name that is known already takes its place in `persons` order."""
        parts = self.parts(name)
        particles = self._words.particles
        solid = [p for p in parts if p not in particles]
        if not solid:
            return
        if len(solid) == 1:
            given, surname = ((), (solid[0],)) if surname_only else ((solid[0],), ())
            if source == "text" and self._nick.get(solid[0]):
                return  # a short form of a person who is known already
            if known := self._by_word.get(solid[0]):
                for i in known:
                    if self.persons[i].own:
                        self.persons[i] = replace(self.persons[i], own=0)
                return
        else:
            given, surname = (solid[0],), (solid[-1],)
        for n, p in enumerate(self.persons):
            same = p.given == given or any(g in self._words.nicknames.get(k, ()) for g in given for k in p.given)
            if same and p.surname == surname:
                if p.own:  # named twice in the text
                    self.persons[n] = replace(p, own=0)
                return
        index = len(self.persons)
        self.persons.append(Person(name.strip(), given, surname, code, source, own))
        for key in (*given, *surname):
            self._by_word.setdefault(key, []).append(index)
            if "-" in key and key in given:
                self._by_word.setdefault(key.split("-")[0], []).append(index)
            elif "-" in key and source != "text":
                for half in key.split("-"):
                    if len(half) > 2:
                        self._middle.setdefault(half, []).append(index)
        for key in given:
            for nick in self._words.nicknames.get(key, ()):
                self._nick.setdefault(nick, []).append(index)
        for key in solid[1:-1]:
            self._middle.setdefault(key, []).append(index)

    @property
    def keys(self) -> frozenset[str]:
        """Every folded word that is a given name, a surname or a short form of a known person."""
        return frozenset(self._by_word) | frozenset(self._nick)

    @property
    def firm_keys(self) -> frozenset[str]:
        """The words of persons whom the case file or a list of persons names."""
        return frozenset(k for k in self.keys if any(self.persons[i].source != "text" for i in self.of(k)))

    def of(self, key: str, *, titled: bool = False) -> list[int]:
        """Indexes of the persons that the folded word may stand for; middle names count after a title alone."""
        found = self._by_word.get(key) or self._nick.get(key)
        if not found and titled:
            found = self._middle.get(key)
        if not found and key.endswith("s") and len(key) > 4:
            plural = self._by_word.get(key[:-1])
            found = [i for i in plural or () if key[:-1] in self.persons[i].surname]
        return list(found or self._misspelt(key))

    def _misspelt(self, key: str) -> list[int]:
        """Persons whose surname differs by one letter, where the word is no other that is known."""
        if len(key) < _LEAST_MISSPELT or key in self._words.ordinary or key in self._words.words:
            return []
        from rapidfuzz.distance import DamerauLevenshtein

        return [
            i
            for i, p in enumerate(self.persons)
            if p.source != "text"
            for name in p.surname
            if len(name) >= _LEAST_MISSPELT and name[0] == key[0]
            if DamerauLevenshtein.distance(name, key, score_cutoff=1) == 1
        ]

    def sex(self, index: int) -> str:
        """'f' or 'm' where code, relation or given name tell, else ''."""
        person = self.persons[index]
        return self._words.sex_of([*map(fold, _WORD.findall(person.code or "")), *person.given])

    def match(self, keys: Iterable[str], *, titled: bool = False) -> tuple[list[int], int]:
        """The persons that fit the words of a mention best, and how many of its words are theirs."""
        votes: dict[int, int] = {}
        hits = 0
        for key in keys:
            found = self.of(key, titled=titled)
            hits += bool(found)
            for i in found:
                votes[i] = votes.get(i, 0) + 1
        top = max(votes.values(), default=0)
        return [i for i, v in votes.items() if v == top], hits
