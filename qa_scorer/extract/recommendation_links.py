"""What a recommendation hangs together with: findings that it answers, earlier ones that it repeats, twins. Source: 7.6, Standards grid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from qa_scorer.document import BlockKind
from qa_scorer.errors import ModelError
from qa_scorer.extract.sentences import split
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules

if TYPE_CHECKING:
    from qa_scorer.classify.load import Models
    from qa_scorer.extract.facts import Facts

_TOKEN = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_PLAIN = frozenset(
    "the and that for with will shall should must from this have has had been was were are not any all each every their its"
    " they them who whom which when where what into upon under over than then there these those such other also only more"
    " most made make makes given give gives being before after within about between during through per out off our your his"
    " her she him one two three four five six first second next last year years month months week weeks day days date january"
    " february march april may june july august september october november december staff manager managers team lead leads"
    " officer officers head director service services trust agency report review case ensure need needs can could would use"
    " used new set put take taken adult recommendation action outcome".split()
)
_SUFFIXES = (
    "ations",
    "ation",
    "ements",
    "ement",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ed",
    "es",
    "ly",
    "s",
    "e",
    "y",
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without its ending, at least four letters long."""
    word = word.replace("’", "'").removesuffix("'s").strip("'-")
    word = word[3:] if word.startswith("re-") and len(word) > 6 else word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence that a recommendation may answer."""

    text: str
    block: int
    start: int
    end: int
    section: str


def sources(facts: Facts, rules: RecommendationRules) -> list[Source]:
    """Sentences of findings, lessons and events, in reading order."""
    wanted = set(rules.trace_sections)
    skip = facts.not_running_text
    out: list[Source] = []
    for block in facts.document.body():
        if (
            block.kind in (BlockKind.HEADING, BlockKind.TOC)
            or block.index in skip
            or facts.sections.is_heading(block.index)
        ):
            continue
        key = facts.sections.key_of(block.index)
        if key not in wanted or facts.sections.is_placeholder(block.index):
            continue
        for a, b in split(block.text):
            if b - a >= 20:
                out.append(Source(block.text[a:b], block.index, a, b, key))
    return out


def vectors(facts: Facts, texts: Sequence[str]) -> Any:
    """Meaning of each text as a row of length 1, by the sentence encoder; None where the encoder is not installed."""
    from qa_scorer.classify.similarity import embed

    try:
        return embed(facts.models, list(texts))
    except ModelError:
        return None


@dataclass(frozen=True)
class Thesaurus:
    """Groups of words with one meaning; `concepts` puts a group's mark for each of its words."""

    groups: tuple[tuple[str, ...], ...]

    @cached_property
    def _terms(self) -> dict[str, list[tuple[tuple[str, ...], bool, str]]]:
        """By the first three letters: words of a term, whether its last word may go on, mark of its group; longest first."""
        out: dict[str, list[tuple[tuple[str, ...], bool, str]]] = {}
        for n, group in enumerate(self.groups):
            for term in group:
                words = tuple(_TOKEN.findall(term.rstrip("*")))
                if words:
                    out.setdefault(words[0][:3], []).append((words, term.endswith("*"), f"={n}"))
        for terms in out.values():
            terms.sort(key=lambda t: (-len(t[0]), -len(t[0][-1])))
        return out

    def concepts(self, text: str) -> Counter[str]:
        """Marks of groups and stems of the other telling words."""
        tokens = _TOKEN.findall(text.lower().replace("’", "'"))
        found: Counter[str] = Counter()
        at = 0
        while at < len(tokens):
            for words, goes_on, mark in self._terms.get(tokens[at][:3], ()):
                if _begins(tokens, at, words, goes_on):
                    found[mark] += 1
                    at += len(words)
                    break
            else:
                word = tokens[at]
                if len(word) > 2 and word[0].isalpha() and word not in _PLAIN:
                    found[stem(word)] += 1
                at += 1
        return found


def _begins(tokens: Sequence[str], at: int, words: Sequence[str], goes_on: bool) -> bool:
    """True where the words stand at that place, the last one possibly with an ending."""
    last = len(words) - 1
    if at + last >= len(tokens):
        return False
    if any(tokens[at + n] != words[n] for n in range(last)):
        return False
    token = tokens[at + last]
    return token.startswith(words[last]) if goes_on else token.removesuffix("'s") == words[last]


@lru_cache(maxsize=8)
def thesaurus(lines: tuple[str, ...]) -> Thesaurus:
    """The thesaurus of the pack's lines, one group a line, words between commas."""
    return Thesaurus(tuple(tuple(w.strip().lower() for w in line.split(",") if w.strip()) for line in lines))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two recommendations are: `meaning` by the encoder (None without it); `covered`: share of the old one's
    concepts, rare ones weighing more, that the new one has; `back`: the same the other way; `score` of all."""

    meaning: float | None
    covered: float
    back: float
    score: float


def likeness(facts: Facts, new: Sequence[str], old: Sequence[str]) -> list[list[Likeness]]:
    """Likeness of each new text to each old one, measures and purposes left out of the new."""
    from qa_scorer.extract.smart import main_clause

    rules = facts.pack.get(RecommendationRules)
    words = thesaurus(tuple(rules.synonyms))
    short = [main_clause(t, rules) for t in new]
    bare = [_SOURCE.sub("", t) for t in old]
    a, b, o = ([words.concepts(t) for t in texts] for texts in (new, short, bare))
    close = vectors(facts, [*new, *short, *bare])
    n = len(new)
    out: list[list[Likeness]] = []
    for i in range(n):
        row = []
        for j in range(len(old)):
            covered = share(o[j], a[i])
            back = share(b[i], o[j])
            meaning = None
            if close is not None:
                meaning = float(max(close[i] @ close[2 * n + j], close[n + i] @ close[2 * n + j]))
            row.append(Likeness(meaning, covered, back, _combined(meaning, covered, back)))
        out.append(row)
    return out


def repeated(
    models: Models, new: Sequence[str], old: Sequence[str], rules: RecommendationRules
) -> list[tuple[int | None, float]]:
    """For each new text the position of the old one that it says again, or None, and how near it is (0 to 1).

    Closeness counts more where no other new one is as close to the old one. Each old one is repeated by the closest only.

    Raises:
        ModelError: the model is not installed or was altered.
    """
    from qa_scorer.classify.similarity import embed

    if not new or not old:
        return [(None, 0.0)] * len(new)
    vectors = embed(models, [*new, *(_SOURCE.sub("", t) for t in old)], "repeats")
    table = vectors[: len(new)] @ vectors[len(new) :].T
    nearest = table.argmax(axis=1)
    out: list[tuple[int | None, float]] = []
    for n, best in enumerate(nearest):
        value = float(table[n, best])
        others = max((float(table[m, best]) for m in range(len(new)) if m != n), default=rules.repeat_usual)
        near = value + rules.repeat_lead * (value - others) >= rules.repeat_similarity
        closest = all(table[m, best] <= value or table[m].max() > table[m, best] for m in range(len(new)))
        out.append((int(best) if near and closest else None, max(0.0, min(1.0, value))))
    return out


_SOURCE = re.compile(r"\s*\([^()]{3,60}\)\s*\.?\s*$")


def share(part: Counter[str], whole: Counter[str]) -> float:
    """Share of the concepts of `part` that `whole` has."""
    return sum(w in whole for w in part) / len(part) if part else 0.0


def _combined(meaning: float | None, covered: float, back: float) -> float:
    words = 0.7 * covered + 0.3 * back
    return words if meaning is None else 0.5 * meaning + 0.5 * words


def unanswered(facts: Facts, lessons: Sequence[str], texts: Sequence[str]) -> list[int]:
    """Positions of the lessons that none of the recommendations' texts comes near."""
    rules = facts.pack.get(RecommendationRules)
    words = thesaurus(tuple(rules.synonyms))
    concepts = [words.concepts(rules.generic.sub(" ", t)) for t in texts]
    meaning, asked = vectors(facts, lessons), vectors(facts, texts)
    out: list[int] = []
    for n, lesson in enumerate(lessons):
        mine = words.concepts(rules.generic.sub(" ", lesson))
        near = max((share(mine, c) for c in concepts), default=0.0) >= rules.lesson_shared
        if meaning is not None and asked is not None and len(asked):
            near = near or float((asked @ meaning[n]).max()) >= rules.lesson_similarity
        if not near:
            out.append(n)
    return out
