"""Text of HTML, MHTML, RTF and plain text that a Word file imports as a part of its own (`w:altChunk`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from qa_scorer.document import BlockKind

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody td tfoot th thead tr ul br title".split()
)
_SILENT = frozenset({"script", "style", "head", "template", "noscript"})
_RTF_WORD = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_RTF_SKIP = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata datastore latentstyles generator listtable listoverridetable rsidtbl xmlnstbl fldinst".split()
)

Piece = tuple[BlockKind, int | None, str]


def chunk_blocks(data: bytes, content_type: str) -> Iterator[Piece]:
    """Kind, heading level and text of each block of an imported part."""
    kind = content_type.lower()
    head = data[:512].lstrip().lower()
    if data[:5] == b"{\\rtf":
        yield from _lines(_rtf_text(data))
    elif "message/rfc822" in kind or head.startswith((b"mime-version", b"from:")):
        yield from _mail(data)
    elif "html" in kind or head.startswith((b"<!doctype html", b"<html", b"<body", b"<p", b"<div")) or "xml" in kind:
        yield from _html(data)
    else:
        yield from _lines(_decoded(data))


def _decoded(data: bytes) -> str:
    for codec in ("utf-8-sig", "cp1252"):
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            codec = "utf-16"
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _lines(text: str) -> Iterator[Piece]:
    for line in text.splitlines():
        if line.strip():
            yield BlockKind.PARAGRAPH, None, line.strip()


def _mail(data: bytes) -> Iterator[Piece]:
    from email import message_from_bytes

    for part in message_from_bytes(data).walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and part.get_content_maintype() == "text":
            yield from _html(payload) if part.get_content_subtype() == "html" else _lines(_decoded(payload))


def _html(data: bytes) -> Iterator[Piece]:
    text = _decoded(data)
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        yield from _lines(re.sub(r"<[^>]*>", " ", text))
        return
    words: list[str] = []
    shape: tuple[BlockKind, int | None] = (BlockKind.PARAGRAPH, None)

    def done() -> Iterator[Piece]:
        line = " ".join("".join(words).split())
        words.clear()
        if line:
            yield (*shape, line)

    for event, el in etree.iterwalk(root, events=("start", "end")):
        tag = el.tag if isinstance(el.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                yield from done()
                level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else None
                shape = (
                    (BlockKind.HEADING, level)
                    if level
                    else (BlockKind.LIST_ITEM if tag == "li" else BlockKind.PARAGRAPH, None)
                )
            if tag and tag not in _SILENT:
                words.append(el.text or "")
        else:
            if tag in _BLOCKS:
                yield from done()
                shape = (BlockKind.PARAGRAPH, None)
            words.append(el.tail or "")
    yield from done()


def _rtf_text(data: bytes) -> str:
    """The text of an RTF part, without layout."""
    out: list[str] = []
    skipping: list[bool] = [False]
    after_unicode = 0
    for match in _RTF_WORD.finditer(data):
        word, argument, code, sign, brace, plain = match.groups()
        if brace == b"{":
            skipping.append(skipping[-1])
        elif brace == b"}":
            if len(skipping) > 1:
                skipping.pop()
        elif sign == b"*":
            skipping[-1] = True
        elif word is not None:
            if word in _RTF_SKIP:
                skipping[-1] = True
            elif skipping[-1]:
                continue
            elif word in (b"par", b"line", b"sect", b"page", b"row", b"cell"):
                out.append("\n")
            elif word == b"tab":
                out.append("\t")
            elif word == b"u" and argument:
                out.append(chr(int(argument) % 65536))
                after_unicode = 1
        elif skipping[-1]:
            continue
        elif code is not None:
            if after_unicode:
                after_unicode = 0
                continue
            out.append(bytes([int(code, 16)]).decode("cp1252", "replace"))
        elif sign is not None:
            out.append({b"~": " ", b"_": "-", b"-": ""}.get(sign, sign.decode("latin-1")))
        elif plain is not None:
            text = plain.decode("cp1252", "replace")
            out.append(text[after_unicode:])
            after_unicode = 0
    return "".join(out)
