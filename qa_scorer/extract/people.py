"""Mentions of people by name, permitted or not. Source: 8.6, RUBRIC (where names may stand).

Two detectors look at every text: the trained model, and rules that know titles, roles, kin, codes, places, tools and
cited authors. What both hold, or what the document or the case file names for certain, is certain; what one alone holds
is certain only where its signs are strong enough, and else unsure. Names known for certain are then looked for in every
form everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Block, BlockKind, Location
from qa_scorer.extract.people_known import Register
from qa_scorer.extract.people_spans import Candidate, Text, Token, lower_known
from qa_scorer.extract.people_words import NameWords, fold, name_words
from qa_scorer.extract.people_zones import Zones

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a person by name. `text`: the name alone, without title and possessive; `location` spans exactly it.

    `kind`: person, author (cited author, inquiry or public figure). `permitted`: stands in a zone where names may stand.
    `sources`: which detectors hold it ('model', 'title', 'known', 'case', 'property', ...). `certain`: model and rule
    agree, or the document or case file names the person for certain. `code`: the glossary's code, where known.
    """

    text: str
    location: Location
    kind: str
    permitted: bool
    certain: bool
    confidence: float
    sources: tuple[str, ...]
    code: str | None = None
    person: str = ""  # the fullest form of the name in the document


#: Properties that hold the name of a person, by their names in the document model.
_PERSON_PROPERTIES = frozenset({"author", "last_modified_by", "manager", "reviewer", "Author", "Manager"})
_HIDDEN = frozenset({BlockKind.PROPERTY, BlockKind.FILE_NAME, BlockKind.LINK, BlockKind.ALT_TEXT})
#: What counts as a sign for a name that stands alone, as against a sign of its surroundings.
_SOURCES = ("model", "title", "rank", "role", "kin", "called", "known", "case", "property", "given", "initials")


#: Signs beside the model's that make a mention in the text good enough to look for the name elsewhere.
_FIRM = frozenset({"title", "rank", "role", "kin", "called", "given", "initials", "several", "verb", "possessive"})
#: Signs that make a name of a word in lower case.
_LED = frozenset({"title", "rank", "called", "known", "known_word"})
#: Signs that tie a single word to a person. Without any of them, in a whole report, only the model speaks for it.
_LISTED = frozenset(
    {"given", "family", "title", "rank", "role", "kin", "called", "initials", "in_name_cell", "property"}
)
_LETTER = re.compile(r"(?<![\w.])([B-HJ-Z])(?=[’']s|[,;)]|\s+[a-z])")


_CAPITALS = re.compile(
    r"[^\W\d_a-zà-ÿ]{3,}(?:[’'-][^\W\d_a-zà-ÿ]{2,})*(?:\s+[^\W\d_a-zà-ÿ]{3,}(?:[’'-][^\W\d_a-zà-ÿ]{2,})*)+"
)


_CAPITAL = re.compile(r"(?<![\w-])[^\W\d_a-zà-ÿ]{4,}(?![\w-])")


def as_written(text: str, words: NameWords) -> str:
    """The text with words in a run of capitals as they would else be written, for the model; as long as before.

    Words of everyday language are small: 'MARY OKAFOR NOT SEEN' is 'Mary Okafor not seen'. A single word in capitals stays,
    unless it is a name that the lists know.
    """

    def small(m: re.Match[str]) -> str:
        out = re.sub(r"[^\W\d_]+", lambda w: w[0].lower() if fold(w[0]) in words.ordinary else w[0].title(), m.group(0))
        return out if len(out) == len(m.group(0)) else m.group(0)

    def alone(m: re.Match[str]) -> str:
        word = m.group(0)
        key = fold(word)
        listed = (key in words.given or (key in words.family and len(key) > 5)) and not (
            key in words.words or key in words.ordinary or key in words.trade
        )
        return word.title() if listed and len(word.title()) == len(word) else word

    return _CAPITAL.sub(alone, _CAPITALS.sub(small, text))


def _plain_text(block: Block) -> str:
    """The text as it is searched: a file name with its separators as spaces, offsets kept."""
    if block.kind is BlockKind.FILE_NAME:
        return "".join(" " if c in "_-.+()[]" else c for c in block.text)
    return block.text


class _Finder:
    """Finds the people of one document."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.words: NameWords = name_words(facts.pack)
        self.rules = self.words.rules
        self.weights = self.rules.weights
        self.zones = Zones(facts)
        self.register = Register(self.words)
        self.blocks = [
            b for b in facts.document.blocks if b.kind is not BlockKind.TOC and any(c.isalpha() for c in b.text)
        ]
        self.texts: dict[int, Text] = {}
        self.found: dict[int, list[Candidate]] = {}

    # -- first look ----------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Candidates of every block, with the signs that the block alone gives."""
        from qa_scorer.classify.names import load_names

        model = load_names(self.facts.models)
        plain = [_plain_text(b) for b in self.blocks]
        spans = model.spans([as_written(t, self.words) for t in plain])
        taken = self._identifier_spans()
        names = self._name_cells()
        letters = self._code_letters()
        for block, text, inside in zip(self.blocks, plain, spans, strict=True):
            t = Text(text, self.words, heading=self.facts.sections.is_heading(block.index), letters=letters)
            for start, end in taken.get(block.index, ()):
                t.block(start, end)
            self.texts[block.index] = t
            found = t.candidates(inside)
            for c in found:
                if block.index in names and (c.first == 0 or "alone" in c.signs):
                    c.signs.add("in_name_cell")
                if len(self.blocks) >= self.rules.whole_report and c.last - c.first == 1 and not c.signs & _LISTED:
                    c.signs.add("unlisted")
                if block.kind is BlockKind.PROPERTY and block.style in _PERSON_PROPERTIES and c.last - c.first > 1:
                    c.signs.add("property")
            self.found[block.index] = found

    def _identifier_spans(self) -> dict[int, list[tuple[int, int]]]:
        """Spans of identifiers, which hold no names of their own."""
        out: dict[int, list[tuple[int, int]]] = {}
        for i in self.facts.identifiers:
            if i.kind in ("email", "address", "postcode", "street", "ward", "vehicle", "diagnosis"):
                out.setdefault(i.location.block, []).append((i.location.start, i.location.end))
        return out

    def _name_cells(self) -> frozenset[int]:
        """Cells and list items that by their place hold a person's name: the name column of a list of staff or family,
        the value cells of a front sheet's rows on persons."""
        out: set[int] = set()
        document, zones = self.facts.document, self.zones
        for table in document.tables:
            kind = zones.kinds.get(table.index)
            if not kind or not table.rows:
                continue
            head = [document.blocks[i].text if i is not None else "" for i in table.rows[0]]
            columns = [n for n, text in enumerate(head) if zones.is_name_label(text)]
            for row in table.rows:
                cells = [i for i in row if i is not None]
                if kind in ("front_sheet", "signatures"):
                    label = document.blocks[cells[0]].text if cells else ""
                    if zones.is_person_row(label):
                        out.update(cells[1:])
                elif columns:
                    out.update(i for n in columns if n < len(row) and (i := row[n]) is not None)
                else:
                    out.update(
                        i for i in cells[:2] if not any(c.isdigit() or c == "," for c in document.blocks[i].text)
                    )
        listed = ("methodology", "family_details", "genogram", "glossary")
        for b in document.blocks:
            if b.kind is BlockKind.LIST_ITEM and self.facts.sections.key_of(b.index) in listed:
                out.add(b.index)
        return frozenset(out)

    def _code_letters(self) -> frozenset[str]:
        """Single letters that stand alone as codes in the document: 'B', 'Mr P'."""
        count: dict[str, int] = {}
        for b in self.blocks:
            for m in _LETTER.finditer(b.text):
                count[m.group(1)] = count.get(m.group(1), 0) + 1
        return frozenset(k for k, v in count.items() if v > 1)

    # -- who is known --------------------------------------------------------------------------------------------

    def know(self) -> None:
        """Fills the register: case file, zones, then what the text itself names for certain."""
        case = self.facts.case
        if case.adult.name:
            self.register.add(case.adult.name, "case", case.adult.code)
        for person in case.people:
            self.register.add(person.name, "case", person.code)
        for entry in self.facts.glossary.people:
            if entry.name:
                self.register.add(entry.name, "zone", entry.code or None)
        later: list[tuple[str, bool, int]] = []
        for block in self.blocks:
            zone = self.zones.is_zone(block.index)
            text = self.texts[block.index]
            for c in self.found[block.index]:
                if c.kind != "person" or c.score(self.weights) < self.rules.certain:
                    continue
                name = text.text[c.start : c.end]
                run = text.tokens[c.first : c.last]
                surname = bool(c.signs & {"title", "rank", "initials"})
                if zone and self.words.sound_name(name) and c.signs & {"given", "model", "title", "rank"}:
                    self.register.add(name, "zone", self._code_beside(block, c))
                    continue
                code_like = len(run) == 1 and run[0].upper and "title" not in c.signs
                enough = len(run) > 1 or surname or c.signs & {"given", "kin", "called", "role"}
                if c.signs & _FIRM and enough and not code_like:
                    later.append((name, surname and len(run) == 1, id(c)))
        for name, surname, own in sorted(later, key=lambda x: -len(x[0].split())):
            self.register.add(name, "text", surname_only=surname, own=own)

    def _code_beside(self, block: Block, c: Candidate) -> str | None:
        """The code in brackets after a name: 'Jane Smith, nurse (Nurse A)'."""
        after = block.text[c.end : c.end + 80]
        opening = after.find("(")
        closing = after.find(")", opening)
        if opening < 0 or closing < 0 or ";" in after[:opening] or len(after[opening:closing]) > 25:
            return None
        inner = after[opening + 1 : closing].strip()
        last = inner.split(" ")[-1] if inner else ""
        return inner if last and self.words.is_code(last) else None

    # -- second look ---------------------------------------------------------------------------------------------

    def spread(self) -> None:
        """Gives the known persons' names their sign everywhere, and finds those written in lower case."""
        keys, firm = self.register.keys, self.register.firm_keys
        self._places_of_document()
        for block in self.blocks:
            text, found = self.texts[block.index], self.found[block.index]
            for c in found:
                run = text.tokens[c.first : c.last]
                titled = bool(c.signs & {"title", "rank"})
                persons, hits = self.register.match([t.key for t in run], titled=titled)
                persons = [p for p in persons if self.register.persons[p].own != id(c)]
                if not hits or not persons:
                    continue
                soft = all(self.register.persons[p].source == "text" for p in persons)
                if soft and len(run) == 1 and run[0].upper and len(run[0].text) < 5 and not titled:
                    continue
                if run[-1].key not in keys and run[-1].key.endswith("s"):
                    c.signs.discard("the")  # 'the Mulvaneys'
                if text.capitals and run[0].key in self.words.words and "model" not in c.signs and not titled:
                    continue
                single = len(run) == 1
                word = single and (run[0].key in self.words.words or run[0].key in self.words.ordinary)
                if word and not titled:
                    c.signs.discard("word")
                    c.signs.discard("ordinary")
                c.signs.add("known_word" if word else "known")
                c.signs.discard("unlisted")
                if "verb" in c.signs:
                    c.signs.discard("starts_word")  # 'Price said': the verb is a person's
                c.persons = tuple(persons)
                if block.kind is BlockKind.CELL and any(self.register.persons[p].source != "text" for p in persons):
                    c.signs.discard("starts_word")  # an entry in a table often begins with who acts
                if c.kind == "author" and any(self.register.persons[p].source != "text" for p in persons) and not self._in_year(text, c):  # fmt: skip
                    c.kind = "person"
            free = [c for c in lower_known(text, firm) if all(c.end <= o.start or o.end <= c.start for o in found)]
            free = [c for c in free if not text.blocked[c.first]]
            for c in free:
                text._signs(c)
                persons, _ = self.register.match([text.keys[c.first]])
                c.persons = tuple(persons)
                if self.register.persons and c.persons:
                    found.append(c)
            known_caps = self._known_caps(text, keys, found)
            found += known_caps
            found.sort(key=lambda c: c.start)
        self._often()

    def _often(self) -> None:
        """A word that is a person's name three times over is one before 'was' or 'had' too: 'Blessing was quick'."""
        count: dict[str, int] = {}
        doubtful: list[tuple[Text, Candidate]] = []
        for block in self.blocks:
            text = self.texts[block.index]
            for c in self.found[block.index]:
                if c.score(self.weights) >= self.rules.certain and c.kind == "person":
                    for key in text.keys[c.first : c.last]:
                        count[key] = count.get(key, 0) + 1
                elif {"known_word", "starts_word"} <= c.signs and text.auxiliary_follows(c):
                    doubtful.append((text, c))
        for text, c in doubtful:
            if count.get(text.keys[c.first], 0) > 2:
                c.signs.discard("starts_word")
                c.signs.add("verb")

    def _places_of_document(self) -> None:
        """A word that names a place or body in this document ('Nelson Ward') names it too where it stands alone."""
        places: set[str] = set()
        agency = self.facts.case.agency or ""
        places.update(k for k in re.findall(r"[^\W\d_]{3,}", agency) if k[:1].isupper())
        places = {fold(k) for k in places}
        bodies: set[str] = set()
        for i in self.facts.identifiers:
            if i.kind in ("ward", "street"):
                places.update(fold(k) for k in re.findall(r"[^\W\d_]{3,}", i.text)[:-1])
        for block in self.blocks:
            text = self.texts[block.index]
            for c in self.found[block.index]:
                if c.kind == "place":
                    places.update(t.key for t in text.tokens[c.first : c.last])
            bodies.update(text.bodies())
        firm = self.register.firm_keys
        for block in self.blocks:
            text = self.texts[block.index]
            for c in self.found[block.index]:
                keys = [t.key for t in text.tokens[c.first : c.last]]
                led = c.signs & {"title", "rank", "role", "kin", "called", "possessive", "verb", "initials"}
                body = all(k in bodies for k in keys) and not led - {"verb", "possessive"}
                if (body or (all(k in places for k in keys) and not led)) and not any(k in firm for k in keys):
                    c.kind = "place"  # bodies act and own things as persons do

    def _in_year(self, text: Text, c: Candidate) -> bool:
        """True where the name stands in a citation with a year."""
        return any(
            a <= c.start and c.end <= b and text.text[b : b + 12].strip(" ,(")[:2] in ("19", "20")
            for a, b in text.cited
        )

    def _known_caps(self, text: Text, keys: frozenset[str], found: list[Candidate]) -> list[Candidate]:
        """Known names that the first look passed over: short ones in capitals, and words that lists call no names."""
        out: list[Candidate] = []
        for n, t in enumerate(text.tokens):
            if not t.capital or t.key not in keys or not t.bare or t.initial:
                continue
            if any(c.start < t.end and t.start < c.end for c in found):
                continue
            ordinary = t.key in self.words.trade or (t.key in self.words.ordinary and text.begins_sentence(n))
            if ordinary and not text.words.titles.ends(text.keys, n):
                continue
            c = Candidate(n, n + 1, t.start, t.end)
            text._signs(c)
            persons, _ = self.register.match([t.key])
            firm = any(self.register.persons[p].source != "text" for p in persons)
            word = t.key in self.words.words or t.key in self.words.ordinary or text.blocked[n]
            if not firm and (word or t.upper):
                continue
            c.signs.add("known_word" if word else "known")
            c.persons = tuple(persons)
            out.append(c)
        return out

    # -- result --------------------------------------------------------------------------------------------------

    def mentions(self) -> Iterable[Mention]:
        """The mentions, in reading order."""
        declared = self._pseudonyms()
        for block in self.blocks:
            text = self.texts[block.index]
            for c in self.found[block.index]:
                mention = self._mention(block, text, c, declared)
                if mention is not None:
                    yield mention

    def _pseudonyms(self) -> frozenset[str]:
        """Folded names that the glossary or the text declares to be no real names."""
        out: set[str] = set()
        for entry in self.facts.glossary.entries:
            meaning = entry.meaning.lower()
            if "pseudonym" in meaning or ("not " in meaning and "real name" in meaning):
                out.update(self.register.parts(entry.code))
        for entry in self.facts.glossary.people:
            if entry.code and not self.words.is_code(entry.code.split()[-1]):
                known = {fold(w) for w in re.findall(r"[^\W\d_]+", entry.name or "")}
                parts = [fold(w) for w in re.findall(r"[^\W\d_]+", entry.code)]
                out.update(
                    k
                    for k in parts
                    if k not in known and not (self.words.plain(k) or k in self.words.trade or k in self.words.titles)
                )
                out.update(k for k in parts[1:] if k not in known)  # 'Nurse Amber'
        for block in self.blocks:
            for pattern in self.rules.declared:
                for m in pattern.finditer(block.text):
                    out.update(k for k in self.register.parts(m[1]) if k not in self.words.particles)
        return frozenset(out)

    def _mention(self, block: Block, text: Text, c: Candidate, declared: frozenset[str]) -> Mention | None:
        if c.kind in ("place", "thing"):
            return None
        name = block.text[c.start : c.end]
        if declared and all(t.key in declared for t in text.tokens[c.first : c.last]):
            return None
        score = c.score(self.weights)
        if c.kind == "author":
            score = max(score, self.rules.certain)
        run = text.tokens[c.first : c.last]
        if not text.capitals and self._acronym(run, c.signs):
            return None
        if score < self.rules.unsure or (block.kind in _HIDDEN and not self._hidden_ok(block, c)):
            return None
        slip = all(not t.capital and (t.key in self.words.words or t.key in self.words.ordinary) for t in run)
        certain = score >= self.rules.certain and not (slip and not c.signs & _LED)  # 'was frank that'
        full = c.last - c.first > 1 or bool(c.signs & {"title", "rank", "initials"})
        permitted = c.kind == "author" or self.zones.permits_name(block.index, c.start, c.end, full=full)
        person, code = self._who(name, c, text)
        sources = tuple(s for s in _SOURCES if s in c.signs) + (("known",) if "known_word" in c.signs else ())
        return Mention(
            text=name,
            location=self.facts.locate(block.index, c.start, c.end),
            kind=c.kind,
            permitted=permitted,
            certain=certain,
            confidence=round(score, 3),
            sources=sources or ("context",),
            code=code,
            person=person,
        )

    def _acronym(self, run: list[Token], signs: set[str]) -> bool:
        """True for short words in capitals that nothing shows to be a name: 'MARAC', 'DASH', 'ADA'."""
        if not all(t.upper and len(t.text) < 7 for t in run):
            return False
        if signs & {"title", "known", "known_word", "initials", "called"}:
            return False
        if len(run) == 1 and len(run[0].text) < 4:
            return not signs & {"kin", "role"}
        if len(run) > 1 and "model" in signs and all(len(t.text) > 4 for t in run):
            return False  # 'KUDZAI ZVOBGO'
        return not signs & {"given", "family"}

    def _hidden_ok(self, block: Block, c: Candidate) -> bool:
        """In properties, links and file names only firm signs count: they are full of other things in capitals."""
        if c.signs & {"known", "title"}:
            return True
        if block.kind is BlockKind.LINK:
            return False
        return "property" in c.signs or {"given", "several"} <= c.signs or {"model", "several"} <= c.signs

    def _who(self, name: str, c: Candidate, text: Text) -> tuple[str, str | None]:
        """The fullest form of the name and the code, where the mention can only be one person.

        'Mrs Bell' is not the adult Rufus Bell: after such a title only a person who fits it is meant.
        """
        people = list(c.persons)
        title = text.keys[c.first - 1] if c.first and "title" in c.signs else ""
        sex = self.words.sex_of([title]) if title else ""
        if title and c.first > 2 and text.keys[c.first - 2] == "and" and text.keys[c.first - 3] in self.words.strong:
            return name, None  # 'Mr and Mrs Bell' are two persons
        if sex and c.last - c.first == 1:
            people = [i for i in people if self.register.sex(i) == sex or not self.register.persons[i].full]
        if len({self.register.persons[i].name for i in people}) != 1:
            return name, None
        person = self.register.persons[people[0]]
        return person.name, person.code


def find_people(facts: Facts) -> tuple[Mention, ...]:
    """Every mention of a person by name in every part of the document, hidden parts included, in reading order."""
    finder = _Finder(facts)
    finder.look()
    finder.know()
    finder.spread()
    return tuple(finder.mentions())
