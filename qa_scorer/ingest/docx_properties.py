"""Document properties of a Word file: who wrote it, for whom, and whatever else it says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.etree import _Element

from qa_scorer.ingest.normalise import Cleaner
from qa_scorer.ingest.ooxml import VAL, W, number
from qa_scorer.ingest.package import Package, PartError

_CORE = {
    "creator": "author", "lastModifiedBy": "last_modified_by", "title": "title", "subject": "subject", "description": "comments",
    "keywords": "keywords", "category": "category", "contentStatus": "status", "created": "created", "modified": "modified",
    "lastPrinted": "printed", "revision": "revision", "identifier": "identifier",
}  # fmt: skip
_APP = {"Company": "company", "Manager": "manager", "HyperlinkBase": "hyperlink_base", "Application": "application"}
_NOT_TEXT = frozenset({"created", "modified", "printed", "revision", "application"})
_LONGEST = 20_000


@dataclass(slots=True)
class Properties:
    """What the file says about itself: `values` by name, `blocks` those that are text, and the page count it claims."""

    values: dict[str, str] = field(default_factory=dict)
    blocks: list[tuple[str, str]] = field(default_factory=list)
    pages: int | None = None
    words: int | None = None


def read_properties(package: Package, cleaner: Cleaner) -> Properties:
    """The core, extended and custom properties, document variables and custom XML data."""
    found = Properties()

    def put(name: str, text: str, *, shown: bool = True) -> None:
        text = cleaner.clean(text).strip()[:_LONGEST]
        if text and len(found.values) < 500:
            found.values.setdefault(name, text)
            if shown:
                found.blocks.append((name, text))

    targets = {r.kind: r.target for r in package.relations("").values() if not r.external}
    core = _root(package, targets.get("core-properties", "docProps/core.xml"))
    for el in core if core is not None else ():
        name = _CORE.get(_local(el))
        if name is not None:
            put(name, el.text or "", shown=name not in _NOT_TEXT)
    app = _root(package, targets.get("extended-properties", "docProps/app.xml"))
    for el in app if app is not None else ():
        local = _local(el)
        if local in _APP:
            put(_APP[local], el.text or "", shown=_APP[local] not in _NOT_TEXT)
        elif local == "Pages":
            found.pages = number((el.text or "").strip()) or None
        elif local == "Words":
            found.words = number((el.text or "").strip()) or None
    custom = _root(package, targets.get("custom-properties", "docProps/custom.xml"))
    for el in custom if custom is not None else ():
        text = " ".join(str(t) for t in el.itertext()).strip()
        put(cleaner.clean(el.get("name") or "custom"), text, shown=any(c.isalpha() for c in text))
    settings = _root(package, "word/settings.xml")
    for el in settings.iter(W + "docVar") if settings is not None else ():
        text = el.get(VAL) or ""
        if any(c.isalpha() for c in text):
            put(f"variable {el.get(W + 'name') or ''}".strip(), text)
    _custom_xml(package, put_block=lambda text: found.blocks.append(("custom xml", text)))
    return found


def _custom_xml(package: Package, put_block: object) -> None:
    """Text of custom XML data parts, to which content controls may be bound."""
    names = [n for n in package.names() if n.lower().startswith("customxml/item") and n.lower().endswith(".xml")]
    for name in [n for n in names if "props" not in n.lower()][:50]:
        root = _root(package, name) if package.size(name) < 2_000_000 else None
        if root is None:
            continue
        words = " ".join(" ".join(str(t) for t in root.itertext()).split())
        if any(c.isalpha() for c in words) and callable(put_block):
            put_block(words[:_LONGEST])


def _root(package: Package, name: str) -> _Element | None:
    try:
        return package.xml(name)
    except PartError:
        return None


def _local(el: _Element) -> str:
    return el.tag.rsplit("}", 1)[-1]
