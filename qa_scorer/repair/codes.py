"""Which code stands for which person: the glossary's own, or a new one by role or relation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_scorer.document import Block
from qa_scorer.extract.facts import Facts
from qa_scorer.extract.people import Mention
from qa_scorer.extract.people_words import NameWords, fold, name_words

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_BEFORE = re.compile(r"(?:[^\W\d_]+\.?[ \u00a0]){0,4}$")
_INITIALS = re.compile(r"(?:(?<!\w)[^\W\d_]\.?[ \u00a0]?){1,3}$")
_COUPLE = re.compile(r"\b(?:Mr\.? (?:and|&) Mrs\.?|Mrs\.? (?:and|&) Mr\.?|Messrs\.?|Drs\.?)[ \u00a0]$")
_FEMALE = frozenset(
    "mrs ms miss wife mother daughter sister aunt niece granddaughter grandmother widow girlfriend mum".split()
)
_MALE = frozenset("mr husband father son brother uncle nephew grandson grandfather widower boyfriend dad".split())
#: The word that a new code begins with, by the title or rank before the name.
_BASE = {
    "dr": "Doctor",
    "doctor": "Doctor",
    "mr": "Person",
    "mrs": "Person",
    "ms": "Person",
    "miss": "Person",
    "sister": "Sister",
    "prof": "Professor",
}


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


class Codes:
    """The codes of one document; a person gets one code, whatever form the name takes."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._words: NameWords = name_words(facts.pack)
        self._taken = {c for c, _, _ in facts.glossary.used}
        self._taken |= {e.code for e in (*facts.glossary.entries, *facts.glossary.people) if e.code}
        self._by_person: dict[str, str] = {}
        self.new: list[NewCode] = []

    def replace(self, mention: Mention) -> Replacement:
        """The replacement of one mention, its title and initials taken in."""
        block = self._facts.document.blocks[mention.location.block]
        start, end = mention.location.start, mention.location.end
        before = block.text[:start]
        couple = _COUPLE.search(before)
        if couple:
            code = self._code(f"couple {fold(mention.text)}", "Couple", "couple", mention.text)
            return Replacement(block.index, couple.start(), end, code, mention.text)
        initials = _INITIALS.search(before)
        if (
            initials
            and initials.group().strip()
            and not self._words.ends_code(self._last_word(before[: initials.start()]))
        ):
            if "." in initials.group() and initials.group()[:1].isupper():
                start = initials.start()
        title, start = self._title(block, start)
        name, code = self._person(mention, title, block, start)
        return Replacement(block.index, start, end, code, name)

    def _last_word(self, text: str) -> str:
        found = _WORD.findall(text[-30:])
        return fold(found[-1]) if found and text.endswith(" ") else ""

    def _title(self, block: Block, start: int) -> tuple[str, int]:
        """The folded title or rank before the name, and where it begins."""
        around = _BEFORE.search(block.text, max(0, start - 60), start)
        words = list(_WORD.finditer(block.text, around.start(), start)) if around else []
        keys = [fold(m.group()) for m in words]
        size = self._words.titles.ends(keys, len(keys))
        if not size:
            return "", start
        first = words[-size]
        key = " ".join(keys[-size:])
        if not first.group()[0].isupper() and key not in self._words.strong:
            return "", start
        return key, first.start()

    def _person(self, mention: Mention, title: str, block: Block, start: int) -> tuple[str, str]:
        """Name and code of the person meant."""
        if mention.code:
            return mention.person or mention.text, self._own(mention.person or mention.text, mention.code)
        surname = fold((_WORD.findall(mention.text) or [mention.text])[-1])
        if title in _FEMALE | _MALE and " " not in mention.text.strip():
            relation = self._relation(surname, title)
            if relation:
                return relation
        person = mention.person or mention.text
        alone = " " not in person.strip()
        key = fold(person) if not alone or not title else f"{title} {surname}"
        base, meaning = self._base(block, start, title)
        return person, self._code(key, base, meaning, person)

    def _relation(self, surname: str, title: str) -> tuple[str, str] | None:
        """The one relative of that surname whom the title fits, by the list of persons."""
        fits = []
        for entry in self._facts.glossary.people:
            words = [fold(w) for w in _WORD.findall(entry.name or "")]
            said = {fold(w) for w in _WORD.findall(f"{entry.code} {entry.meaning}")}
            wanted, other = (_FEMALE, _MALE) if title in _FEMALE else (_MALE, _FEMALE)
            if words[-1:] == [surname] and entry.code and said & wanted and not said & other:
                fits.append(entry)
        if len({e.code for e in fits}) == 1:
            return fits[0].name or surname, self._own(fits[0].name or surname, fits[0].code)
        return None

    def _own(self, person: str, code: str) -> str:
        self._by_person.setdefault(fold(person), code)
        return code

    def _base(self, block: Block, start: int, title: str) -> tuple[str, str]:
        """What a new code begins with, and what the glossary will say of it."""
        if title and title not in ("mr", "mrs", "ms", "miss"):
            base = _BASE.get(title, title.upper() if len(title) <= 4 and title not in ("carer",) else title.title())
            return base, "named by this title in the report"
        keys = [fold(w) for w in _WORD.findall(block.text[max(0, start - 50) : start])]
        for lists, text in (
            (self._words.kin, "relative or friend"),
            (self._words.roles, "member of staff or other professional"),
        ):
            size = lists.ends(keys, len(keys))
            if size and re.search(r"[\w][,]?[ \u00a0][‘'“\"]?$", block.text[:start]):
                label = " ".join(keys[-size:])
                return (label.upper() if label in ("gp", "cpn", "tvn") else label.capitalize()), text
        return "Person", "person mentioned in the report"

    def _code(self, key: str, base: str, meaning: str, name: str) -> str:
        """The code of the person with that key, a new one where there is none yet."""
        if key in self._by_person:
            return self._by_person[key]
        number = 1
        while f"{base} {number}" in self._taken:
            number += 1
        code = f"{base} {number}"
        self._taken.add(code)
        self._by_person[key] = code
        self.new.append(
            NewCode(
                code,
                f"{base.lower() if base != base.upper() else base}: {meaning}"
                if base not in ("Person", "Couple")
                else meaning,
                name,
            )
        )
        return code
