"""The word lists of a pack that tell names from other words in capitals, ready for quick look-up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from weakref import WeakKeyDictionary

from qa_scorer.rulepack import Lexicon, Pack
from qa_scorer.rulepack.schemas.names import Names

#: Endings of ordinary words that are rare in names.
_SUFFIX = re.compile(
    r".{3}(?:ness|tion|sion|ment|ments|tions|ingly|fully|ically|ously|edly|ables?|ings)$|.{4}(?:ing|ed|ity|ous)$"
)


_FEMALE = frozenset(
    "mrs ms miss wife mother daughter sister aunt niece granddaughter grandmother widow girlfriend mum stepdaughter"
    " stepmother daughter-in-law mother-in-law sister-in-law lady dame".split()
)
_MALE = frozenset(
    "mr husband father son brother uncle nephew grandson grandfather widower boyfriend dad stepson stepfather son-in-law"
    " father-in-law brother-in-law sir".split()
)


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The word in lower case, without accents, with plain apostrophes."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").replace("ł", "l").replace("Ł", "L").replace("ø", "o"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


class Phrases:
    """Phrases looked up word by word: `longest` gives how many words from a place on make the longest phrase."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._tails: dict[str, list[tuple[str, ...]]] = {}
        for term in lexicon.terms:
            words = tuple(fold(w) for w in re.findall(r"[^\W_]+(?:[’'&-][^\W_]+)*", term))
            if words:
                self._tails.setdefault(words[0], []).append(words)
        for tails in self._tails.values():
            tails.sort(key=len, reverse=True)

    def __contains__(self, word: str) -> bool:
        return any(len(t) == 1 for t in self._tails.get(word, ()))

    def longest(self, words: list[str], at: int) -> int:
        """Number of words of the longest phrase that begins at `at`; 0 where none does."""
        for tail in self._tails.get(words[at], ()):
            if tuple(words[at : at + len(tail)]) == tail:
                return len(tail)
        return 0

    def ends(self, words: list[str], at: int) -> int:
        """Number of words of the longest phrase that ends just before `at`."""
        for size in range(min(5, at), 0, -1):
            if tuple(words[at - size : at]) in self._tails.get(words[at - size], ()):
                return size
        return 0


@dataclass(frozen=True, eq=False)
class NameWords:
    """All lists, folded: single words as sets, phrases as `Phrases`."""

    rules: Names
    titles: Phrases
    strong: frozenset[str]
    roles: Phrases
    kin: Phrases
    not_names: Phrases
    public: Phrases
    trade: frozenset[str]
    places: frozenset[str]
    things: frozenset[str]
    words: frozenset[str]
    given: frozenset[str]
    family: frozenset[str]
    particles: frozenset[str]
    verbs: frozenset[str]
    ordinary: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]
    towns: frozenset[str]
    nicknames: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_code(self, text: str) -> bool:
        """True where the whole text is an anonymised code such as 'B', 'SW1' or 'AB'."""
        return any(p.fullmatch(text) for p in self.rules.codes)

    def ends_code(self, word: str) -> bool:
        """True where a single letter after the folded word is a code: 'adult', 'daughter', 'ward'."""
        return (
            word in self.trade or word in self.titles or word in self.kin or word in self.roles or word in self.places
        )

    def sex_of(self, words: Iterable[str]) -> str:
        """'f' or 'm' where one of the folded words (given name, title, relation) tells, else ''."""
        for word in words:
            woman = word in self.women or word in _FEMALE
            man = word in self.men or word in _MALE
            if woman != man:
                return "f" if woman else "m"
        return ""

    def sound_name(self, name: str) -> bool:
        """True where a run of words in capitals may be a person's full name: no code, acronym, job or place among them."""
        found = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", name)
        keys = [(w, fold(w)) for w in found]
        keys = [(w, k) for w, k in keys if k not in self.strong and k not in self.particles]
        long = [(w, k) for w, k in keys if len(w) > 1]
        if len(long) < 2 or len(keys[0][0]) == 1 or len(keys[-1][0]) == 1 or any(c.isdigit() for c in name):
            return False
        if any(w.isupper() or k in self.trade for w, k in long):
            return False
        plain = sum(self.plain(k) or k in self.not_names for _, k in long)
        last = long[-1][1]
        return (
            plain * 2 < len(long)
            and not (last in self.places and last not in self.words)
            and long[0][1] not in self.titles
        )

    def plain(self, word: str, *, guess: bool = True) -> bool:
        """True where the folded word is an ordinary one and no known kind of name; `guess`: its ending alone may tell."""
        if word in self.words or word in self.given:
            return False
        if word in self.ordinary:
            return True
        if word in self.family or not guess:
            return False
        head = word.split("-")[0]
        return bool(_SUFFIX.search(word)) or (head != word and head in self.ordinary and head not in self.words)


_CACHE: WeakKeyDictionary[Pack, NameWords] = WeakKeyDictionary()


def _set(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(fold(t) for t in lexicon.terms)


def name_words(pack: Pack) -> NameWords:
    """The lists of the pack, made once for each pack."""
    found = _CACHE.get(pack)
    if found is None:
        rules = pack.get(Names)
        both: dict[str, set[str]] = {}
        for full, short in rules.nicknames.items():
            for nick in short:
                both.setdefault(fold(full), set()).add(fold(nick))
                both.setdefault(fold(nick), set()).add(fold(full))
        lists = {
            n: _set(pack.lexicon(f"names_{n}"))
            for n in "trade places things words given family particles verbs ordinary women men towns".split()
        }
        phrases = {n: Phrases(pack.lexicon(f"names_{n}")) for n in "titles roles kin public".split()}
        found = _CACHE[pack] = NameWords(
            rules=rules,
            strong=frozenset(fold(t) for t in rules.strong_titles),
            not_names=Phrases(pack.lexicon("names_not")),
            nicknames={k: frozenset(v) for k, v in both.items()},
            **phrases,  # type: ignore[arg-type]
            **lists,  # type: ignore[arg-type]
        )
    return found
