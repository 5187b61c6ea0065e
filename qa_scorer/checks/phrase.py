"""The rule kind `phrase`: a word list searched in the sentences of some sections, needing no code of its own."""

from __future__ import annotations

from collections.abc import Iterator

from qa_scorer.checks.registry import Hit
from qa_scorer.extract.facts import Facts
from qa_scorer.rulepack import Rule


def phrase_hits(facts: Facts, rule: Rule) -> Iterator[Hit]:
    """A hit for each match of the rule's word list in the statements it applies to."""
    lexicon = facts.pack.lexicon(rule.lexicon)
    wanted, labels = set(rule.sections), set(rule.labels)
    for statement in facts.statements:
        where = statement.sentence.location
        if (wanted and where.section not in wanted) or (labels and statement.label not in labels):
            continue
        for match in lexicon.finditer(statement.sentence.text):
            place = facts.locate(where.block, where.start + match.start(), where.start + match.end())
            yield Hit(place, match.group(0), {"phrase": match.group(0)}, confidence=statement.confidence)
