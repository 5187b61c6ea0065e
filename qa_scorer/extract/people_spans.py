"""Places in a text where a person's name may stand, each with the signs that speak for or against it."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from qa_scorer.extract.people_words import NameWords, fold

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'\-‑][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"[’'][sS]$")
_GAP = re.compile(r"(?:[ \u00a0]|\.[ \u00a0]?|[ \u00a0]{2})\Z")
_SENTENCE = re.compile(r"(?:^|[.!?•\n]|[.!?]['’\"”)])[\s\"'“‘(\[–—-]*\Z")
_MIXED = re.compile(r"[^\s]*[\d@/\\_][^\s]*")
_SPEECH = frozenset(
    "told said says rang phoned telephoned asked recalled recalls refused wrote explained thought visited".split()
)
_HARD = frozenset(
    "house lodge court ward road street lane avenue close hospital centre unit surgery hall grange trust llp ltd".split()
)
#: Verbs that follow an ordinary noun as easily as a name: 'Hope was expressed'.
_AUXILIARY = frozenset(
    "was is had has did were used became began came came seemed appeared remained ran led put made gave kept".split()
)
_APPOSITION = frozenset(
    "who whose whom our my his her their a an the meanwhile however though too also then now again still by".split()
)
_MONTHS = frozenset({"april", "may", "june", "august", "jan", "mar", "jun", "thu", "mon", "tue", "sat", "sun"})
_BEFORE_MONTH = re.compile(
    r"(?:\d(?:st|nd|rd|th)?|\b(?:in|since|until|during|late|early|mid|last|next|each))[ -]+(?:of\s+)?$", re.IGNORECASE
)
_AFTER_MONTH = re.compile(
    r"^,?\s+\d|^(?:\s?[/–-]\s?|\s+(?:and|or|to|until|through)\s+)"
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|ust|ember|ober)?\b"
)
_PERHAPS_MONTH = re.compile(r"\b(?:of|from|to|by|for|and|the|this|between|on)\s+$|[-–/]\s?$", re.IGNORECASE)


_RELATED = re.compile(r"[ \u00a0]\(((?:[\w-]+[ \u00a0]){0,2}[\w-]+)\)")
_DESCRIBED = re.compile(
    r",[ \u00a0](?:the|an?|her|his|their|our|my)[ \u00a0]((?:[\w-]+[ \u00a0]){0,3}[\w-]+)(?=,|\)| who\b)", re.IGNORECASE
)
_AND = re.compile(r"(?:,? and| &|, )\s*")
_OWNS = re.compile(r"['’]s?[ \u00a0]")
_LISTED_ONLY = re.compile(r"\s*(?:$|[|:(/–—-]|,?\s*(?:DOB|born|aged)\b)")
#: Signs that what follows is a person.
_NAMED = frozenset({"title", "rank", "role", "kin", "called"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text, the possessive left off. `bare`: no digit or sign is joined to it."""

    text: str
    start: int
    end: int
    key: str
    capital: bool
    upper: bool
    possessive: bool
    bare: bool

    @property
    def initial(self) -> bool:
        """True for a single capital letter."""
        return len(self.text) == 1 and self.capital


@dataclass(slots=True)
class Candidate:
    """A possible name: tokens `first` to `last` (excluded) of the text, its span, and the signs for and against it."""

    first: int
    last: int
    start: int
    end: int
    signs: set[str] = field(default_factory=set)
    kind: str = "person"
    persons: tuple[int, ...] = ()

    def score(self, weights: dict[str, float]) -> float:
        """The probability that it is a name."""
        total = weights["bias"] + sum(weights[s] for s in self.signs)
        return 1 / (1 + math.exp(-total))


def tokens(text: str, article: re.Pattern[str] | None = None) -> list[Token]:
    """The words of the text, in order. `article`: begins a word that is written as a name without a capital first letter."""
    mixed = [m.span() for m in _MIXED.finditer(text)]
    out: list[Token] = []
    at = 0
    for m in _TOKEN.finditer(text):
        word, end = m.group(), m.end()
        possessive = False
        if _POSSESSIVE.search(word) and len(word) > 2:
            word, end, possessive = word[:-2], end - 2, True
        elif text[end : end + 1] in ("’", "'") and word[-1:] in "sz" and text[end + 1 : end + 2] in (" ", ""):
            possessive = True
        while at < len(mixed) and mixed[at][1] <= m.start():
            at += 1
        bare = not (at < len(mixed) and mixed[at][0] < m.end() and _joined(text, m.start(), m.end(), mixed[at]))
        out.append(
            Token(
                word,
                m.start(),
                end,
                fold(word),
                word[0].isupper() or bool(article and "-" in word and article.match(word)),
                len(word) > 1 and word.isupper(),
                possessive,
                bare,
            )
        )
    return out


def _joined(text: str, start: int, end: int, mixed: tuple[int, int]) -> bool:
    """True where a digit, @ or underscore touches the word; a slash between two words does not count."""
    piece = text[mixed[0] : mixed[1]]
    if "@" in piece or "://" in piece or "\\" in piece or "_" in piece:
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return before.isdigit() or after.isdigit() or (after == "-" and text[end + 1 : end + 2].isdigit())


class Text:
    """One text with its tokens; finds the candidates in it."""

    def __init__(
        self, text: str, words: NameWords, *, heading: bool = False, letters: frozenset[str] = frozenset()
    ) -> None:
        """`letters`: single letters that the document uses as codes, and that are no initials therefore."""
        self.text = text
        self.words = words
        self.heading = heading
        self.letters = letters
        self.tokens = tokens(text, words.rules.article)
        self.keys = [t.key for t in self.tokens]
        self.blocked: list[bool] = [not t.bare for t in self.tokens]
        self.cited: list[tuple[int, int]] = []
        alpha = [c for c in text if c.isalpha()]
        self.capitals = len(alpha) > 5 and len(self.tokens) > 1 and sum(c.isupper() for c in alpha) > 0.85 * len(alpha)
        self._mark_not_names()
        self._mark_cited()

    # -- marks ---------------------------------------------------------------------------------------------------

    def _mark_not_names(self) -> None:
        at = 0
        while at < len(self.tokens):
            size = self.words.not_names.longest(self.keys, at) if self.tokens[at].capital else 0
            for n in range(at, at + size):
                self.blocked[n] = True
            at += max(1, size)

    def block(self, start: int, end: int) -> None:
        """Words inside the span are no names: an e-mail address, an address, ..."""
        for n, t in enumerate(self.tokens):
            if t.start < end and start < t.end:
                self.blocked[n] = True

    def _mark_cited(self) -> None:
        if not any(t.capital for t in self.tokens):
            return
        for pattern in self.words.rules.cited:
            self.cited += [m.span(1) for m in pattern.finditer(self.text)]

    def bodies(self) -> set[str]:
        """Words that name a body or product in this text: in capitals before an ordinary word in capitals ('Xenta Homecare')."""
        out: set[str] = set()
        if self.capitals or self.heading:
            return out
        w = self.words
        for n in range(1, len(self.tokens)):
            t, before = self.tokens[n], self.tokens[n - 1]
            if not (t.capital and before.capital and len(t.text) > 2 and len(before.text) > 2) or not self._adjoins(n):
                continue
            known = before.key in w.given or before.key in w.family or before.key in w.titles or self._plain(n - 1)
            role = t.key in w.titles or t.key in w.roles or t.key in w.given or t.key in w.family or t.key in w.verbs
            if (
                not known
                and not role
                and (w.plain(t.key) or t.key in w.trade or t.key in w.places or t.key in w.things)
            ):
                out.add(before.key)
        return out

    # -- context -------------------------------------------------------------------------------------------------

    def gap(self, n: int) -> str:
        """What stands between token n-1 and token n."""
        return self.text[self.tokens[n - 1].end : self.tokens[n].start] if n > 0 else ""

    def _adjoins(self, n: int) -> bool:
        """True where token n follows token n-1 after a single space, or after an initial and its full stop."""
        if n <= 0 or n >= len(self.tokens):
            return False
        gap, before = self.gap(n), self.tokens[n - 1]
        if before.possessive:
            return False
        if gap in (" ", "\u00a0", "  "):
            return True
        short = before.initial or (before.key in self.words.strong and len(before.text) < 5) or before.key == "st"
        return short and bool(_GAP.fullmatch(gap))

    def begins_sentence(self, n: int) -> bool:
        """True where token n is the first word of a sentence, a line or a quotation after one."""
        if n and self.keys[n - 1] == "st" and self._adjoins(n) and not self.words.plain(self.keys[n]):
            return False  # 'St. Hilaire'
        return bool(_SENTENCE.search(self.text[: self.tokens[n].start]))

    def _is_initial(self, n: int) -> bool:
        """True where token n is an initial of the name that follows, not a code at the end of its sentence."""
        t = self.tokens[n]
        if not t.initial or not t.bare or not self._adjoins(n + 1):
            return False
        nxt = self.tokens[n + 1]
        if not nxt.capital:
            return False
        if nxt.initial:
            return self._is_initial(n + 1)
        known = nxt.key in self.words.family or nxt.key in self.words.given
        if "." in self.gap(n + 1) and (
            t.text in self.letters or (n and self._adjoins(n) and self.words.ends_code(self.keys[n - 1]))
        ):
            return (known and nxt.key not in self.words.ordinary) or (nxt.upper and len(nxt.text) > 3)
        return known or not self.words.plain(nxt.key)

    def _nameable(self, n: int, after_name: bool) -> bool:
        t, w = self.tokens[n], self.words
        if not t.capital or self.blocked[n] or t.key in w.trade:
            return False
        if t.initial:
            return False
        if t.upper and len(t.text) < 4 and not (self.capitals and len(t.text) > 2):
            return False
        if t.key in w.titles and t.key not in w.words and not after_name:
            return False
        return after_name or not self._plain(n)

    def _plain(self, n: int) -> bool:
        """True where token n is an ordinary word; at the start of a sentence its ending may tell, inside one it may not."""
        key = self.keys[n]
        if not self.words.plain(key):
            return False
        return self.words.plain(key, guess=False) or "-" in key or self.begins_sentence(n)

    def _family_name(self, n: int) -> int:
        """End of the run of name words that begins at token n, initials and particles inside it included; n where none."""
        end, at = n, n
        while at < len(self.tokens) and at - n < 6:
            if at > n and not self._adjoins(at):
                break
            t = self.tokens[at]
            named = end > n
            if self._nameable(at, False) or (named and self._follows(at)):
                end = at = at + 1
            elif (t.initial and self._is_initial(at) and self._next_nameable(at)) or (
                t.key in self.words.particles and (named or t.capital) and self._next_nameable(at)
            ):
                at += 1
            else:
                break
        return end

    def _follows(self, n: int) -> bool:
        """True where an ordinary word in capitals may be the surname after a given name: 'Joan Purchase'."""
        if self.capitals or self.keys[n - 1] not in self.words.given or not self.tokens[n].capital:
            return False
        if self._names_a_place(n) or self.keys[n] in self.words.trade:
            return self._person_not_place(n)
        return self._nameable(n, True)

    def _names_a_place(self, n: int) -> bool:
        """True where token n makes a place or a thing of a name before it: 'Nelson Ward'."""
        return self.keys[n] in self.words.places or self.keys[n] in self.words.things

    def _person_not_place(self, n: int) -> bool:
        """True for a surname that may end a place's name, after a given name, where what stands around tells of a person:
        'the manager, Sue West', 'April Wood said'. Wards, houses and streets need a role, a title or kin before them."""
        key, w = self.keys[n], self.words
        if key not in w.family or not self.tokens[n].bare or self.tokens[n].initial:
            return False
        first = n - 1
        before = self.text[max(0, self.tokens[first].start - 60) : self.tokens[first].start]
        if any(p.search(before) for p in w.rules.called):
            return True
        if self._introduced(first) and (key not in _HARD or self.gap(first) == " "):
            return True  # but 'the ward manager, Florence Ward' may say where
        if key in _HARD or self.keys[first - 1 : first] in (["the"], ["at"], ["in"], ["near"]):
            return False
        return self._verb_after(n) or any(p.search(before) for p in w.rules.told_person)

    def _introduced(self, n: int) -> bool:
        """True where a role, a title or a word of kin leads to token n: 'the manager, ', 'Director of Nursing, '."""
        if n <= 0 or self.gap(n) not in (" ", ", ", ": "):
            return False
        w = self.words
        back = 4 if self.gap(n) == ", " else 0  # 'of Nursing' may stand between
        for end in range(n, max(0, n - back - 1), -1):
            if any(phrases.ends(self.keys, end) for phrases in (w.roles, w.kin, w.titles)):
                between = self.tokens[end:n]
                return all(t.capital or t.key in ("of", "for", "and") for t in between) and (
                    not between or between[0].key in ("of", "for")
                )
        return False

    def _next_nameable(self, n: int) -> bool:
        nxt = n + 1
        while nxt < len(self.tokens) and nxt - n < 3 and self._adjoins(nxt):
            if self._nameable(nxt, False):
                return True
            if self.tokens[nxt].key not in self.words.particles and not self.tokens[nxt].initial:
                return False
            nxt += 1
        return False

    # -- candidates ----------------------------------------------------------------------------------------------

    def _titled(self, n: int) -> tuple[int, int, str]:
        """First and last token of the name after a title, rank, role or word of kin that ends before token n."""
        size = self.words.titles.ends(self.keys, n)
        if not size:
            return n, n, ""
        word = self.tokens[n - 1]
        strong = word.key in self.words.strong
        first = self.tokens[n - size]
        if not self._adjoins(n) or (not strong and not first.capital):
            return n, n, ""
        return n, self._after_title(n, strong), "title" if strong else "rank"

    def _after_title(self, n: int, strong: bool) -> int:
        """End of the name straight after a title: the first word may be an ordinary one, or a particle."""
        at = n
        while at < len(self.tokens) and (self._is_initial(at) or self.tokens[at].key in self.words.particles):
            if at - n >= 3 or not self._adjoins(at + 1):
                break
            at += 1
        if at >= len(self.tokens):
            return n
        t = self.tokens[at]
        if strong and self._typed_small(n, at):
            return at + 1
        if not t.capital or t.initial or not t.bare or self.words.is_code(t.text):
            return n
        if not strong and not self._ranked(at) and not self._named_like_a_word(at):
            return n
        if t.key in self.words.titles and t.key not in self.words.words:
            return n
        rest = self._family_name(at + 1) if at + 1 < len(self.tokens) and self._adjoins(at + 1) else at + 1
        return max(at + 1, rest)

    def _ranked(self, at: int) -> bool:
        """True where token `at` may be a name after a rank or role by its word alone."""
        key = self.keys[at]
        known = self.words.plain(key) or key in self.words.trade or key in self.words.places
        return not known and not self.blocked[at]

    def _named_like_a_word(self, at: int) -> bool:
        """True for a surname that is a word too, after a rank in capitals and before what a person does: 'Sergeant Day reviewed'."""
        key = self.keys[at]
        if not (key in self.words.family and self.tokens[at - 1].capital and self._verb_after(at)):
            return False
        return key not in _HARD or self.keys[at + 1] not in _AUXILIARY

    def _verb_after(self, n: int) -> bool:
        """True where a verb of a person follows token n."""
        return n + 1 < len(self.tokens) and self.gap(n + 1) in (" ", "\u00a0") and self.keys[n + 1] in self.words.verbs

    def _typed_small(self, n: int, at: int) -> bool:
        """True for title and name both in lower case, as people type in records: 'mr stoica'."""
        t, title = self.tokens[at], self.tokens[n - 1]
        small = title.text in ("mr", "mrs", "ms", "dr") and not t.capital and t.bare and len(t.text) > 2
        return small and t.key not in self.words.ordinary and t.key not in self.words.verbs

    def candidates(self, model: Iterable[tuple[int, int]] = ()) -> list[Candidate]:
        """All candidates, none overlapping another, with their signs."""
        taken: list[Candidate] = []
        n = 0
        while n < len(self.tokens):
            first, last, title = self._titled(n)
            if last <= first:
                title = ""
                while first < len(self.tokens) and self._is_initial(first):
                    if "." not in self.gap(first + 1) and not self._initial_alone(first):
                        break
                    first += 1
                last = self._family_name(first) if first < len(self.tokens) else first
                if last > n and self.tokens[first].key in self.words.particles and not self.tokens[first].capital:
                    last = first
            if last <= first:
                n += 1
                continue
            taken.append(self._candidate(n, last, title))
            n = last
        self._join_model(taken, model)
        for c in taken:
            self._signs(c)
        self._beside(taken)
        return sorted((c for c in taken if not self._month(c)), key=lambda c: c.start)

    def _beside(self, taken: list[Candidate]) -> None:
        """A word in capitals joined by 'and' to a person's name is one as well: 'Concetta and Pina'."""
        weights = self.words.rules.weights
        order = sorted(taken, key=lambda c: c.start)
        for a, b in itertools.pairwise(order):
            if a.kind != "person" or b.kind != "person" or not _AND.fullmatch(self.text[a.end : b.start]):
                continue
            sure = [
                c.score(weights) >= self.words.rules.certain and bool(c.signs & {"given", "title", "kin"})
                for c in (a, b)
            ]
            for c, other in ((a, sure[1]), (b, sure[0])):
                if other and self.tokens[c.first].capital and not c.signs & {"ordinary", "town"}:
                    c.signs.add("beside")

    def _month(self, c: Candidate) -> bool:
        """True where 'May' or 'June' is a month."""
        if c.last - c.first != 1 or self.keys[c.first] not in _MONTHS or c.signs & {"title", "rank", "kin"}:
            return False
        before, after = self.text[max(0, c.start - 20) : c.start], self.text[c.end : c.end + 18]
        if _BEFORE_MONTH.search(before) or _AFTER_MONTH.match(after):
            return True
        return "model" not in c.signs and bool(_PERHAPS_MONTH.search(before))

    def _initial_alone(self, n: int) -> bool:
        """True where an initial without full stop belongs to the name after it ('R PUGH', 'J Smith')."""
        nxt = n + 1
        before = self.keys[n - 1] if n and self._adjoins(n) else ""
        return (
            nxt < len(self.tokens)
            and self._nameable(nxt, False)
            and not self.words.ends_code(before)
            and (self.tokens[nxt].upper or self.keys[nxt] in self.words.family)
        )

    def _candidate(self, begin: int, last: int, title: str) -> Candidate:
        first = begin
        initials = 0
        while first < last - 1 and self.tokens[first].initial:
            first, initials = first + 1, initials + 1
        c = Candidate(first, last, self.tokens[first].start, self.tokens[last - 1].end)
        if title:
            c.signs.add(title)
        if initials:
            c.signs.add("initials")
        return c

    def _join_model(self, taken: list[Candidate], model: Iterable[tuple[int, int]]) -> None:
        """Lets the model's spans speak for the candidates they overlap, and adds those that none covers."""
        for start, end in model:
            inside = [n for n, t in enumerate(self.tokens) if t.start < end and start < t.end]
            while inside and (
                (self.words.titles.ends([*self.keys[: inside[0] + 1], ""], inside[0] + 1) and len(inside) > 1)
                or self.tokens[inside[0]].initial
                or (len(self.keys[inside[0]]) == 1 and not self.tokens[inside[0]].capital)
                or self.keys[inside[0]] in ("st", "the", "big", "old")
            ):
                inside.pop(0)
            if not inside:
                continue
            overlapping = [c for c in taken if c.first <= inside[-1] and inside[0] < c.last]
            for c in overlapping:
                c.signs.add("model")
            if overlapping:
                c = overlapping[0]
                low = [n for n in inside if n >= c.last and self._extends(n)]
                free = all(not (o.first <= n < o.last) for n in low for o in taken if o is not c)
                if (
                    len(overlapping) == 1
                    and low
                    and free
                    and low == list(range(c.last, inside[-1] + 1))
                    and len(low) < 3
                ):
                    c.last = inside[-1] + 1
                    c.end = self.tokens[c.last - 1].end
                continue
            inside = [n for n in inside if not self.blocked[n] and self.keys[n] not in self.words.trade]
            if not inside or inside != list(range(inside[0], inside[-1] + 1)):
                continue
            if all(not self.tokens[n].capital and self.words.plain(self.keys[n], guess=False) for n in inside):
                continue  # 'v. supportive'
            text = self.text[self.tokens[inside[0]].start : self.tokens[inside[-1]].end]
            if self.words.is_code(text) or len(text) < 2 or "\n" in text:
                continue
            c = Candidate(
                inside[0], inside[-1] + 1, self.tokens[inside[0]].start, self.tokens[inside[-1]].end, {"model"}
            )
            taken.append(c)

    def _extends(self, n: int) -> bool:
        """True where the model may add token n to the end of a name."""
        key = self.keys[n]
        return not (self.blocked[n] or key in self.words.trade or key in self.words.verbs or self.words.plain(key))

    def _signs(self, c: Candidate) -> None:
        """Adds the signs of the candidate's words and of what stands around it."""
        w, rules = self.words, self.words.rules
        run = self.tokens[c.first : c.last]
        keys = [t.key for t in run]
        before, after = self.text[: c.start], self.text[c.end :]
        if any(k in w.given for k in keys):
            c.signs.add("given")
            if any(k in w.given and k not in w.words and k not in w.ordinary for k in keys):
                c.signs.add("only_a_name")
        if any(k in w.family or any(p in w.family for p in k.split("-")) for k in keys[-1:]):
            c.signs.add("family")
        if len(run) > 1:
            c.signs.add("several")
        described = self._described(c)
        if described:
            c.signs.update(("verb", "role"))
        if self._turned(c):
            c.signs.add("listed_last")
        if len(run) == 1 and keys[0] in w.towns and not c.signs & (_NAMED | {"initials"}) and not described:
            c.signs.add("town")
        if len(run) == 1 and keys[0] in w.words and not described:
            c.signs.add("word")
        if not described and all(self._plain(n) for n in range(c.first, c.last)):
            c.signs.add("ordinary")
        if all(t.upper for t in run) and not self.capitals:
            c.signs.add("caps")
        if not run[0].capital:
            c.signs.add("lower")
        if run[-1].possessive:
            c.signs.add("possessive")
        nxt = self.tokens[c.last] if c.last < len(self.tokens) else None
        if nxt is not None and self._acts(c, nxt):
            c.signs.add("verb")
        if self.heading:
            c.signs.add("heading")
        near = before[-60:]
        if not c.signs & {"title", "rank"}:
            self._led_by(c)
        if any(p.search(near) for p in rules.called):
            c.signs.add("called")
        if any(p.search(near) for p in rules.before_person):
            c.signs.add("before_person")
        elif any(p.search(near) for p in rules.before_place):
            c.signs.add("before_place")
        article = (
            c.first
            and self.keys[c.first - 1] in ("the", "a", "an", "this", "each", "no")
            and not self._is_initial(c.first - 1)
        )
        if article and self._adjoins(c.first) and not self.text[c.end : c.end + 8].startswith((" family", "s ")):
            c.signs.add("the")
        if self.begins_sentence(c.first):
            c.signs.add("starts_sentence")
            if "word" in c.signs and after.strip() and not {"model", "verb"} <= c.signs:
                c.signs.add("starts_word")  # but 'Heather rang the office' is a person's doing
        elif (
            run[0].capital
            and not self.capitals
            and not self.heading
            and not c.signs & {"given", "word", "ordinary", "caps", "before_place"}
        ):
            c.signs.add("unknown")  # a word in capitals inside a sentence that no list knows
        if not before.strip() and not after.strip(" .,;:'’s") and not self.heading and c.signs & {"given", "family"}:
            c.signs.add("alone")
        self._place(c)
        self._public(c)

    def _acts(self, c: Candidate, nxt: Token) -> bool:
        """True where a verb of a person follows, or an apposition after a comma ('Will, our handyman,')."""
        gap = self.gap(c.last)
        word = c.last - c.first == 1 and self.keys[c.first] in self.words.words
        if self._verb_after(c.last - 1):
            noun = word and nxt.key in _AUXILIARY  # 'Hope was expressed', but not 'Ivy was discharged'
            return not noun or bool(self.words.rules.done_to_person.match(self.text, nxt.start))
        if gap == ", ":
            return nxt.key in _APPOSITION and not nxt.capital
        return False

    def _turned(self, c: Candidate) -> bool:
        """True for a surname before the first name: 'PERERA, Sunil', or 'Perera, Sunil' where nothing else is in its cell."""
        nxt = self.tokens[c.last] if c.last < len(self.tokens) else None
        if (
            nxt is None
            or c.last - c.first > 2
            or self.gap(c.last) != ", "
            or nxt.upper
            or nxt.key not in self.words.given
        ):
            return False
        if all(t.upper and len(t.text) > 2 for t in self.tokens[c.first : c.last]):
            return nxt.capital
        alone = not self.text[: c.start].strip(" •–—-*\t") and _LISTED_ONLY.match(self.text, nxt.end)
        return bool(alone) and nxt.capital and self.keys[c.last - 1] in self.words.family

    def _described(self, c: Candidate) -> bool:
        """True where what the person is follows between commas: 'Hope, the live-in carer, had no induction'."""
        m = _DESCRIBED.match(self.text, c.end) or _RELATED.match(self.text, c.end)
        if not m or (c.last - c.first == 1 and self.keys[c.first] not in self.words.given and "model" not in c.signs):
            return False
        last = next(n for n in range(len(self.tokens) - 1, -1, -1) if self.tokens[n].start < m.end(1))
        w = self.words
        return bool(
            w.roles.ends(self.keys, last + 1) or w.kin.ends(self.keys, last + 1) or w.titles.ends(self.keys, last + 1)
        )

    def auxiliary_follows(self, c: Candidate) -> bool:
        """True where 'was', 'had' or the like comes next, which follow a noun as easily as a name."""
        return c.last < len(self.tokens) and self.gap(c.last) == " " and self.keys[c.last] in _AUXILIARY

    def _led_by(self, c: Candidate) -> None:
        """Adds the sign of a role or a word of kin just before, with or without a comma."""
        first = c.first - (1 if "initials" in c.signs else 0)
        if first <= 0:
            return
        gap = self.gap(first)
        if gap not in (" ", "\u00a0", ", ", " '", " ‘", " “", ' "', ", '"):
            return
        said = self.keys[first - 1] in ("is", "was") and gap == " " and not self.begins_sentence(first - 1)
        if said:
            first -= 1  # 'her key worker was Ann'
        elif gap == ", " and self.text[c.end : c.end + 2] in (", ", ","):
            closed = self.words.kin.ends(self.keys, first) or self.words.roles.ends(self.keys, first)
            if closed:
                c.signs.add("verb")  # 'the lodger, Ann, said': set off by commas on both sides
        if self.words.kin.ends(self.keys, first):
            c.signs.add("kin")
        elif (
            self.words.roles.ends(self.keys, first)
            or (gap != " " and self.words.titles.ends(self.keys, first))
            or (gap == ", " and self._introduced(first))
        ):
            c.signs.add("role")

    def _place(self, c: Candidate) -> None:
        """Marks a name of a place, a body or a thing."""
        w = self.words
        nxt = self.tokens[c.last] if c.last < len(self.tokens) else None
        gap = self.gap(c.last) if nxt is not None else ""
        before = self.keys[c.first - 1] if c.first else ""
        if (
            before in ("st", "saint", "hmp", "hms", "port", "mount", "royal")
            and self._adjoins(c.first)
            and "title" not in c.signs
            and not (before in ("st", "saint") and self._named_saint(c.first - 1))
        ):
            c.kind = "place"
        if nxt is not None and not self.tokens[c.last - 1].possessive and gap in (" ", "\u00a0", " & "):
            lower = nxt.key in ("surgery", "hospital", "hospice", "ward", "wing", "unit", "pharmacy", "clinic", "hostel", "estate", "care", "nursing", "house", "road", "street", "lodge", "centre")  # fmt: skip
            if (
                nxt.key in w.places and (nxt.capital or lower) and not self._follows(c.last) and not self._saint(c.last)
            ) or (gap == " & " and nxt.capital and nxt.key in ("sons", "co", "partners")):
                c.kind = "place"
            elif nxt.key in w.things and (nxt.capital or not c.signs & {"title", "rank"}):
                c.kind = "thing"
        if nxt is not None and _OWNS.fullmatch(gap) and not c.signs & _NAMED:
            if w.rules.laws.search(nxt.text):
                c.kind = "thing"  # 'Clare's Law'
            elif "given" not in c.signs and w.rules.eponyms.search(nxt.key):
                c.signs.add("eponym")  # 'Fournier's gangrene'
        if (
            c.last - c.first == 1
            and not c.signs & {"title", "rank"}
            and re.match(r"[ \u00a0]\d", self.text[c.end : c.end + 2])
        ):
            c.kind = "thing"  # 'Tier 2', 'Mark 4'
        if not c.signs & {"title", "rank"} and any(p.search(self.text[: c.start]) for p in w.rules.before_thing):
            c.kind = "thing"  # 'Operation Larch'
        last = self.tokens[c.last - 1]
        several = c.last - c.first > 1
        if several and last.key in w.places and not (c.last - c.first == 2 and self._person_not_place(c.last - 1)):
            if c.last - c.first > 2 and last.key in _HARD:
                c.kind = "place"
            elif last.key in w.words and c.signs & {"title", "rank", "role", "kin", "model", "called"}:
                if "title" not in c.signs:
                    c.signs.add("place")
            elif "title" not in c.signs or (c.last - c.first > 2 and last.key in _HARD):
                c.kind = "place"

    def _saint(self, n: int) -> bool:
        """True where token n is the 'St' of a saint's name, and no street at the end of a sentence."""
        return self.keys[n] == "st" and self._adjoins(n + 1) and self.tokens[n + 1].capital and not self._plain(n + 1)

    def _named_saint(self, n: int) -> bool:
        """True where 'St.' stands in a surname, after a first name or a rank: 'Euphemia St. Hilaire'."""
        return (
            n > 0
            and self._adjoins(n)
            and (self.keys[n - 1] in self.words.given or bool(self.words.titles.ends(self.keys, n)))
        )

    def _public(self, c: Candidate) -> None:
        """Marks a cited author, an inquiry's name or a public figure."""
        w = self.words
        if any(a <= c.start and c.end <= b for a, b in self.cited):
            c.kind = "author"
        elif not c.signs & {"title", "rank", "kin", "role"}:
            size = w.public.longest(self.keys, c.first)
            if (size and c.first + size >= c.last) or (c.kind == "thing" and w.public.longest(self.keys, c.last - 1)):
                c.kind = "author"


def lower_known(text: Text, known: frozenset[str]) -> list[Candidate]:
    """Words in lower case that are a known person's name: any distinctive one, an ordinary one only before a verb of
    speech or after a title."""
    out: list[Candidate] = []
    for n, t in enumerate(text.tokens):
        if t.capital or t.key not in known or not t.bare:
            continue
        titled = n > 0 and text.keys[n - 1] in text.words.strong and text._adjoins(n)
        nxt = text.keys[n + 1] if n + 1 < len(text.keys) else ""
        ordinary = t.key in text.words.ordinary or t.key in text.words.words
        if titled or (not ordinary and len(t.key) > 2) or (ordinary and nxt in _SPEECH and n and text.keys[n - 1] not in ("the", "a")) or (ordinary and nxt in _SPEECH and n == 0):  # fmt: skip
            c = Candidate(n, n + 1, t.start, t.end, {"known", "title"} if titled else {"known"})
            out.append(c)
    return out
