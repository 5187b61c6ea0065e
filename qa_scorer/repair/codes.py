"""Which code stands for which person: the report's own, or a new one by role or relation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qa_scorer.document import Block
from qa_scorer.extract.facts import Facts
from qa_scorer.extract.people import Mention
from qa_scorer.extract.people_words import NameWords, fold, name_words

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_INITIALS = re.compile(r"(?:(?<!\w)[^\W\d_]\.?[ \u00a0]?){1,3}$")
_COUPLE = re.compile(r"\b(?:Mr\.? (?:and|&) Mrs\.?|Mrs\.? (?:and|&) Mr\.?|Messrs\.?|Drs\.?)[ \u00a0]$")
#: Titles that say who somebody is married to rather than what they do: alone they make no new code.
_PLAIN_TITLES = frozenset("mr mrs ms miss mx mister sir dame lady lord master".split())


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to write in a block: `start` to `end` becomes `code`; `name` is the person's name in full, as far as known."""

    block: int
    start: int
    end: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code that the report did not have, and what it means."""

    code: str
    meaning: str
    name: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A mention as it will be replaced: the person's key, the widened span, and what a new code could be called."""

    mention: Mention
    key: str
    name: str
    start: int
    base: str
    meaning: str


class Codes:
    """The codes of one document; a person gets one code, whatever form the name takes."""

    def __init__(self, facts: Facts, mentions: Iterable[Mention]) -> None:
        self._facts = facts
        self._words: NameWords = name_words(facts.pack)
        self._taken = {c for c, _, _ in facts.glossary.used}
        self._taken |= {e.code for e in (*facts.glossary.entries, *facts.glossary.people) if e.code}
        self.new: list[NewCode] = []
        places = [self._place(m) for m in mentions]
        bases: dict[str, _Place] = {}
        for p in places:
            if p.base != "Person" or p.key not in bases:
                kept = bases.get(p.key)
                bases[p.key] = kept if kept is not None and kept.base != "Person" else p
        self._code: dict[str, str] = {}
        for p in places:
            if p.key not in self._code:
                self._code[p.key] = p.mention.code or self._make(bases[p.key])
        self.replacements = [
            Replacement(p.mention.location.block, p.start, p.mention.location.end, self._code[p.key], p.name)
            for p in places
        ]

    def _make(self, place: _Place) -> str:
        """A new code, with the next number that is free."""
        number = 1
        while f"{place.base} {number}" in self._taken:
            number += 1
        code = f"{place.base} {number}"
        self._taken.add(code)
        self.new.append(NewCode(code, place.meaning, place.name))
        return code

    def _place(self, mention: Mention) -> _Place:
        block = self._facts.document.blocks[mention.location.block]
        start = mention.location.start
        before = block.text[:start]
        couple = _COUPLE.search(before)
        if couple:
            two = replace(mention, code=None)
            return _Place(two, f"couple {fold(mention.text)}", mention.text, couple.start(), "Couple", "a couple")
        if "initials" in mention.sources and (initials := _INITIALS.search(before)):
            start = initials.start()
        label, title, start = self._label(block, start)
        person = mention.person or mention.text
        if mention.code:
            return _Place(mention, f"code {fold(mention.code)}", person, start, "Person", "")
        words = [fold(w) for w in _WORD.findall(person)]
        known = self._relation(words, fold(title)) if title else None
        if known is not None:
            name, code = known
            return _Place(replace(mention, code=code), f"code {fold(code)}", name, start, "Person", "")
        alone = len(words) == 1 and fold(title) in _PLAIN_TITLES
        key = f"{self._words.sex_of([fold(title)])} {words[-1]}" if alone and words else " ".join(words)
        if not label or fold(label) in _PLAIN_TITLES:
            return _Place(mention, key, person, start, "Person", "a person mentioned in the report")
        base = label[0].upper() + label[1:]
        return _Place(mention, key, person, start, {"Dr": "Doctor", "Prof": "Professor"}.get(base, base), f"{label.lower() if not label.isupper() else label} mentioned in the report")  # fmt: skip

    def _label(self, block: Block, start: int) -> tuple[str, str, int]:
        """Role, relation or title before a name as written; the title alone; where the replaced text begins: a role is taken
        in ('carer Hope'), a relation or what stands before a comma is not ('her sister Hope', 'the carer, Hope,')."""
        found = list(_WORD.finditer(block.text, max(0, start - 60), start))
        if not found:
            return "", "", start
        gap = block.text[found[-1].end() : start]
        keys = [fold(m.group()) for m in found]
        spaced = gap in (" ", "\u00a0", ". ", ".\u00a0")
        size = self._words.titles.ends(keys, len(keys)) if spaced else 0
        strong = size == 1 and keys[-1] in self._words.strong
        if size and (strong or found[-size].group()[0].isupper()):
            title = block.text[found[-size].start() : found[-1].end()]
            return title, title, found[-size].start()
        if not (spaced or re.fullmatch(r",? [‘'“\"]?", gap)):
            return "", "", start
        for phrases in (self._words.kin, self._words.roles):
            size = phrases.ends(keys, len(keys))
            if size and keys[-1] not in ("signed", "person"):
                label = block.text[found[-size].start() : found[-1].end()]
                owned = phrases is self._words.kin or gap != " "
                return label, "", start if owned else found[-size].start()
        return "", "", start

    def _relation(self, words: list[str], title: str) -> tuple[str, str] | None:
        """Name and code of the one listed relative of that surname whom the title fits."""
        sex = self._words.sex_of([title])
        if not sex or len(words) != 1:
            return None
        fits = {}
        for entry in self._facts.glossary.people:
            named = [fold(w) for w in _WORD.findall(entry.name or "")]
            said = [fold(w) for w in _WORD.findall(f"{entry.code} {entry.meaning}")]
            if named[-1:] == words and entry.code and self._words.sex_of([*said, *named[:1]]) == sex:
                fits[entry.code] = entry.name or words[0]
        return next(((name, code) for code, name in fits.items()), None) if len(fits) == 1 else None
