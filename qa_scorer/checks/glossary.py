"""Codes against the glossary: unexplained, unused, doubled, and names that slipped through. Source: 8.6."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import Evidence
from qa_scorer.extract.facts import Facts
from qa_scorer.extract.glossary import Entry
from qa_scorer.extract.passages import CODE
from qa_scorer.extract.people_words import fold

_MANY = 5


def _key(code: str) -> str:
    """The code as it is compared: case and spaces do not count."""
    return re.sub(r"[\s.-]+", "", fold(code))


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"


def _defined(facts: Facts) -> set[str]:
    """Keys of every code that the glossary, a list of persons or the case file explains."""
    out: set[str] = set()
    for entry in (*facts.glossary.entries, *facts.glossary.people):
        out.add(_key(entry.code))
        for piece in re.split(r"[,;/&(]|\band\b|\bor\b", entry.code):
            out.add(_key(piece.strip(" )")))
        series = re.fullmatch(
            r"([A-Za-z ]+?)\s?(\d{1,2})\s*(?:-|–|to)\s*(?:[A-Za-z ]+?)?\s?(\d{1,2})", entry.code.strip()
        )
        if series and int(series[3]) - int(series[2]) in range(1, 40):
            out.update(_key(f"{series[1]}{n}") for n in range(int(series[2]), int(series[3]) + 1))
        meaning = re.match(r"(?:Adult|Mr|Mrs|Ms|Miss|Dr) [A-Z]\b", entry.meaning)
        if meaning:
            out.add(_key(meaning.group()))
    out.update(_key(code) for m in facts.family.members for code in CODE.findall(m.evidence.quote))
    case = facts.case
    out.update(_key(c) for c in (case.adult.code, *(p.code for p in case.people)) if c)
    return out - {""}


@check("DOC101")
def not_in_glossary(facts: Facts) -> Iterator[Hit]:
    """A code for a person that is used and nowhere explained, in a report that explains codes."""
    if not facts.glossary.entries and not facts.glossary.people:
        return
    defined = _defined(facts)
    for code, first, count in facts.glossary.used:
        tail = code.split(" ")[-1]
        if count < 2 or _key(code) in defined or (len(tail) > 1 and _key(tail) in defined):
            continue
        yield Hit(first.location, first.quote, {"count": _times(count)}, confidence=0.7)


def _person_entries(facts: Facts) -> Iterator[Entry]:
    """Entries of the glossary that stand for persons."""
    from qa_scorer.extract.glossary import is_code
    from qa_scorer.extract.people_words import name_words

    words = name_words(facts.pack)
    for entry in facts.glossary.entries:
        person = entry.name or re.search(r"\d|\s[A-Z]$", entry.code)
        if person and is_code(words, entry.code):
            yield entry


@check("DOC102")
def unused(facts: Facts) -> Iterator[Hit]:
    """A person's code that the glossary explains and the text never uses."""
    used = {_key(code) for code, _, _ in facts.glossary.used}
    own = {e.evidence.location.block for e in facts.glossary.entries}
    text = [
        b.text for b in facts.document.body() if b.index not in own and facts.sections.key_of(b.index) != "glossary"
    ]
    for entry in _person_entries(facts):
        if _key(entry.code) in used:
            continue
        pattern = re.compile(rf"(?<!\w){re.escape(entry.code)}(?!\w)")
        if not any(pattern.search(t) for t in text):
            yield Hit(entry.evidence.location, entry.evidence.quote, confidence=0.8)


def _named(facts: Facts) -> Iterator[tuple[str, Entry]]:
    """Folded name and entry of each person whom a list names with a code of the usual form."""
    from qa_scorer.extract.glossary import is_code
    from qa_scorer.extract.people_words import name_words

    words = name_words(facts.pack)
    for entry in facts.glossary.people:
        if entry.name and entry.code and is_code(words, entry.code):
            yield " ".join(p for p in fold(entry.name).split() if p.strip(".") not in words.strong), entry


@check("DOC103")
def two_codes(facts: Facts) -> Iterator[Hit]:
    """One person for whom the lists give two codes."""
    by_name: dict[str, dict[str, Entry]] = {}
    for name, entry in _named(facts):
        by_name.setdefault(name, {}).setdefault(_key(entry.code), entry)
    for codes in by_name.values():
        if len(codes) > 1:
            entries = list(codes.values())
            listed = " and ".join(f"'{e.code}'" for e in entries)
            yield Hit(entries[-1].evidence.location, entries[-1].evidence.quote, {"codes": listed}, confidence=0.7)


@check("DOC104")
def two_persons(facts: Facts) -> Iterator[Hit]:
    """One code that stands for two persons with different names."""
    by_code: dict[str, dict[str, Entry]] = {}
    for name, entry in _named(facts):
        by_code.setdefault(_key(entry.code), {}).setdefault(name, entry)
    for names in by_code.values():
        full = [n for n in names if len(n.split()) > 1]
        if len({n.split()[-1] for n in full}) > 1 and len({n.split()[0] for n in full}) > 1:
            entry = names[full[-1]]
            yield Hit(entry.evidence.location, entry.evidence.quote, confidence=0.7)


@check("DOC105")
def not_explained(facts: Facts) -> Iterator[Hit]:
    """Codes are used, and no sentence says how people are anonymised."""
    glossary = facts.glossary
    if glossary.convention is None and sum(n for _, _, n in glossary.used) >= _MANY:
        first: Evidence = glossary.used[0][1]
        yield Hit(first.location, first.quote, confidence=0.6)


@check("DOC106")
def slipped(facts: Facts) -> Iterator[Hit]:
    """A name that stands once or twice among many uses of the person's code."""
    count = {_key(code): n for code, _, n in facts.glossary.used}
    by_code: dict[str, list[int]] = {}
    mentions = [m for m in facts.people if m.certain and not m.permitted and m.kind == "person" and m.code]
    for n, m in enumerate(mentions):
        by_code.setdefault(_key(m.code or ""), []).append(n)
    for key, found in by_code.items():
        if len(found) <= 2 and count.get(key, 0) >= _MANY:
            m = mentions[found[0]]
            fields = {"slips": _times(len(found)), "code": f"'{m.code}'", "count": _times(count[key])}
            yield Hit(m.location, m.text, fields, confidence=0.8)
