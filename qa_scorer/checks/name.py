"""People named where they must not be. Source: 8.6, RUBRIC (where names may stand)."""

from __future__ import annotations

from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import BlockKind
from qa_scorer.extract.facts import Facts
from qa_scorer.extract.people import Mention

_MARGINS = {
    BlockKind.HEADER: "the running header",
    BlockKind.FOOTER: "the running footer",
    BlockKind.FOOTNOTE: "a footnote",
    BlockKind.ENDNOTE: "an endnote",
    BlockKind.TEXT_BOX: "a text box",
}
_HIDDEN = {
    BlockKind.COMMENT: "a comment",
    BlockKind.DELETED: "a tracked deletion",
    BlockKind.ALT_TEXT: "the alternative text of a picture",
    BlockKind.LINK: "the target of a link",
}
_META = {BlockKind.PROPERTY: "properties", BlockKind.FILE_NAME: "name"}
#: Properties by the names that a reader of the report knows.
_PROPERTIES = {
    "author": "author property",
    "last_modified_by": "'last modified by' property",
    "reviewer": "list of reviewers (comments and tracked changes)",
    "title": "title property",
    "subject": "subject property",
    "manager": "manager property",
    "company": "company property",
    "comments": "comments property",
    "keywords": "keywords property",
}


def leaks(facts: Facts) -> Iterator[Mention]:
    """Mentions of persons that must not stand where they are."""
    return (m for m in facts.people if m.kind == "person" and not m.permitted)


def _hit(facts: Facts, mention: Mention, part: str) -> Hit:
    named = mention.person and mention.person != mention.text
    fields = {
        "part": part,
        "who": f" ({mention.person})" if named and mention.certain else "",
        "code": f"'{mention.code}'" if mention.code else "a code from the glossary",
    }
    extra = {"person": mention.person, "sources": list(mention.sources)}
    if mention.code:
        extra["code"] = mention.code
    return Hit(mention.location, mention.text, fields, mention.confidence, unsure=not mention.certain, extra=extra)


def _once(facts: Facts, kinds: dict[BlockKind, str]) -> Iterator[tuple[Mention, str]]:
    """Mentions in parts of these kinds; the same text of a repeated header or property counts once."""
    seen: set[tuple[str, str, int]] = set()
    for m in leaks(facts):
        block = facts.document.blocks[m.location.block]
        if block.kind not in kinds:
            continue
        repeated = block.kind in (BlockKind.HEADER, BlockKind.FOOTER, BlockKind.PROPERTY)
        key = (
            block.text if block.kind is not BlockKind.PROPERTY else m.text,
            m.text,
            m.location.start if block.kind is not BlockKind.PROPERTY else 0,
        )
        if repeated and key in seen:
            continue
        seen.add(key)
        part = kinds[block.kind]
        if block.kind is BlockKind.PROPERTY:
            part = _PROPERTIES.get(block.style.lower(), f"property '{block.style}'")
        yield m, part


@check("NAM001")
def in_text(facts: Facts) -> Iterator[Hit]:
    """A person named in the running text, a list or a table."""
    for m in leaks(facts):
        block = facts.document.blocks[m.location.block]
        if block.is_body and block.kind not in _MARGINS and not facts.sections.is_heading(m.location.block):
            yield _hit(facts, m, "the text")


@check("NAM002")
def in_margin(facts: Facts) -> Iterator[Hit]:
    """A person named in a running header or footer, a note or a text box."""
    for m, part in _once(facts, _MARGINS):
        if not facts.sections.is_heading(m.location.block):
            yield _hit(facts, m, part)


@check("NAM003")
def in_hidden_text(facts: Facts) -> Iterator[Hit]:
    """A person named in a comment, a tracked deletion, an alternative text or a link."""
    for m, part in _once(facts, _HIDDEN):
        yield _hit(facts, m, part)


@check("NAM004")
def in_properties(facts: Facts) -> Iterator[Hit]:
    """A person named by the document's properties or the file's name."""
    for m, part in _once(facts, _META):
        yield _hit(facts, m, part)


@check("NAM005")
def in_heading(facts: Facts) -> Iterator[Hit]:
    """A person named in a heading."""
    for m in leaks(facts):
        if facts.sections.is_heading(m.location.block):
            yield _hit(facts, m, "a heading")


# The checks of codes against the glossary stand with the document's own rules; they register on import.
from qa_scorer.checks import glossary as _glossary  # noqa: E402, F401
