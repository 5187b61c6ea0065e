"""Text without the characters that can hide a name: one form for every reader.

Composed (NFC); control, zero-width and direction characters removed; every kind of space a plain space and every kind of
hyphen a plain one; look-alike letters of other alphabets inside Latin words, and full-width or mathematical letters, made
plain. What was found is counted, so that the reader can warn.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from qa_scorer.document import Anchor, Block, Document, Revision

_GONE = (
    "\x00-\x08\x0e-\x1f\x7f"  # controls; \t \n kept, \v \f \r become line breaks
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = "\x0b\x0c\r\u2028\u2029"
_C1 = "\x80-\x9f"  # letters of Windows code page 1252 that went through a Latin-1 program
_HYPHENS = "\u2010\u2011\ufe63\uff0d"
_WIDE = "\uff01-\uff5e\U0001d400-\U0001d7ff\u24b6-\u24e9\ufb00-\ufb06\u2100-\u214f"
_ALIEN = "\u0370-\u03ff\u0400-\u052f\u0531-\u058f\u13a0-\u13ff\ua4d0-\ua4ff\u1d00-\u1d2b\u0251\u0261\u0269\u0131"

_SPECIAL = re.compile(f"[{_GONE}{_C1}{_SPACES}{_BREAKS}{_HYPHENS}{_WIDE}{_ALIEN}\ud800-\udfff]")
_GONE_RE = re.compile(f"[{_GONE}]+")
_HIDING = re.compile(
    r"(?<=\w)[\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u3164\ufeff\U000e0000-\U000e007f]+(?=\w)"
    r"|[\u202d\u202e]"
)
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = 30  # as Unicode's own stream-safe form has it
_STACK = re.compile(rf"[^\w\s\x00-\u02ff\u2000-\u206f]{{{_MARKS + 1},}}")
_LATIN = re.compile(r"[A-Za-z]")
_ALIEN_RE = re.compile(f"[{_ALIEN}]")

_DOT_LEADER = re.compile(r"(?:\.\s?){5,}\s*\d{1,4}\s*$|…{2,}\s*\d{1,4}\s*$|\t\s*\d{1,3}$")
_TAIL = 300  # of a line, where the dots of a table of contents are looked for

#: Letters that look like a Latin letter, by the letter they look like.
_LOOKALIKES = {
    "A": "ΑАᎪꓮ", "B": "ΒВᏴꓐ", "C": "СϹᏟꓚ", "D": "Ꭰꓓᴅ", "E": "ΕЕᎬꓰ", "F": "Ϝꓝ", "G": "ԌᏀꓖ", "H": "ΗНᎻꓧ",
    "I": "ΙІӀꓲ", "J": "ЈᎫꓙͿ", "K": "ΚКᏦꓗ", "L": "ᏞꓡԼ", "M": "ΜМᎷꓟϺ", "N": "Νꓠ", "O": "ΟОՕꓳ", "P": "ΡРᏢꓑ",
    "Q": "Ԛ", "R": "ᎡᏒꓣ", "S": "ЅՏᏚꓢ", "T": "ΤТᎢꓔ", "U": "ՍꓴԱ", "V": "ᏙꓦѴ", "W": "ԜᎳꓪ", "X": "ΧХꓫ", "Y": "ΥҮꓬ",
    "Z": "ΖᏃꓜ", "a": "аɑ", "b": "Ь", "c": "сϲᴄ", "d": "ԁ", "e": "еє", "f": "ք", "g": "ɡց", "h": "һհ", "i": "іιɩı",
    "j": "јϳ", "k": "кκᴋ", "l": "ӏ", "m": "мᴍ", "n": "пո", "o": "оοօσᴏ", "p": "рρ", "q": "ԛգ", "r": "г", "s": "ѕꜱ",
    "t": "т", "u": "υսᴜ", "v": "νѵᴠ", "w": "ԝωᴡ", "x": "хχ", "y": "уү", "z": "ᴢ",
}  # fmt: skip
_FOLD = {ord(alien): latin for latin, aliens in _LOOKALIKES.items() for alien in aliens}
_ONE = {
    **dict.fromkeys((160, 5760, *range(8192, 8203), 8239, 8287, 12288), " "),
    **{ord(c): "\n" for c in _BREAKS},
    **{ord(c): "-" for c in _HYPHENS},
    **dict.fromkeys(range(55296, 57344), "�"),
    **{c: bytes([c]).decode("cp1252", "ignore") or "\ufffd" for c in range(0x80, 0xA0)},
}
_WIDE_RE = re.compile(f"[{_WIDE}]")


class Cleaner:
    """Cleans text and remembers what it met: `hidden` characters inside words, `lookalikes` inside words."""

    __slots__ = ("hidden", "lookalikes")

    def __init__(self) -> None:
        self.hidden = 0
        self.lookalikes = 0

    def clean(self, text: str) -> str:
        """The text in its one form."""
        if text.isascii():
            if _SPECIAL.search(text) is None:
                return text
        elif _SPECIAL.search(text) is None and _STACK.search(text) is None and unicodedata.is_normalized("NFC", text):
            return text
        if _GONE_RE.search(text):
            self.hidden += len(_HIDING.findall(text))
            text = _GONE_RE.sub("", text)
        text = _STACK.sub(_stack, text.replace("\r\n", "\n").translate(_ONE))
        text = unicodedata.normalize("NFC", text)
        if _WIDE_RE.search(text):
            text = _WIDE_RE.sub(_plain, text)
        if _ALIEN_RE.search(text):
            text = _WORD.sub(self._word, text)
        return text

    def _word(self, match: re.Match[str]) -> str:
        word = match.group()
        if not _ALIEN_RE.search(word):
            return word
        folded = word.translate(_FOLD)
        if _LATIN.search(word) or (len(word) > 1 and folded.isascii() and folded != word and _suspicious(word)):
            if folded != word:
                self.lookalikes += 1
            return folded
        return word

    def warnings(self) -> list[str]:
        """What the reader should tell about the characters met."""
        out = []
        if self.hidden:
            out.append(
                "Invisible or direction-changing characters stood inside words; they were removed, because they can hide names."
            )
        if self.lookalikes:
            out.append(
                "Letters of other alphabets that look like Latin ones stood inside words; they were read as Latin, because they can hide names."
            )
        return out


def _suspicious(word: str) -> bool:
    """True where a word of one foreign alphabet reads wholly as Latin and starts like an English name."""
    return word[0].isupper() and word[1:].islower()


def _stack(match: re.Match[str]) -> str:
    """Signs with at most as many marks on one letter as any language has: composing endless ones takes for ever."""
    out: list[str] = []
    marks = 0
    for char in match.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MARKS:
            out.append(char)
    return "".join(out)


def _plain(match: re.Match[str]) -> str:
    char = match.group()
    plain = unicodedata.normalize("NFKC", char)
    single = len(plain) == 1 and plain.isascii() and (plain.isalnum() or "\uff01" <= char <= "\uff5e")
    return plain if single or "\ufb00" <= char <= "\ufb06" else char


def clean_with_map(text: str, cleaner: Cleaner) -> tuple[str, list[int] | None]:
    """The cleaned text and, for each of its characters and its end, the place in the text given (None: same places)."""
    cleaned = cleaner.clean(text)
    if cleaned == text or (len(cleaned) == len(text) and not _GONE_RE.search(text) and "\r\n" not in text):
        return cleaned, None
    quiet = Cleaner()
    places: list[int] = []
    start = 0
    for end in [*_cuts(text), len(text)]:
        piece = quiet.clean(text[start:end])
        places.extend([start] * len(piece))
        start = end
    if len(places) != len(cleaned):  # pieces that only become one in their context: spread evenly
        last = max(1, len(cleaned))
        places = [i * len(text) // last for i in range(len(cleaned))]
    places.append(len(text))
    return cleaned, places


def _cuts(text: str) -> list[int]:
    """Places where the text may be cut without changing what the pieces become."""
    return [
        i
        for i in range(1, len(text))
        if not unicodedata.combining(text[i]) and not (text[i] == "\n" and text[i - 1] == "\r")
    ]


def shift(place: int, places: list[int] | None, end: int) -> int:
    """A place in the original text as a place in the cleaned text of length `end`."""
    if places is None:
        return min(place, end)
    from bisect import bisect_left

    return min(bisect_left(places, place), end)


def clean_document(document: Document) -> Document:
    """The document with every text in its one form, places of anchors and revisions kept, and warnings added."""
    cleaner = Cleaner()
    blocks = tuple(_clean_block(b, cleaner) for b in document.blocks)
    pictures = tuple(
        replace(
            p,
            alt=cleaner.clean(p.alt),
            text=cleaner.clean(p.text),
            shapes=tuple(replace(s, text=cleaner.clean(s.text)) if s.text else s for s in p.shapes),
        )
        for p in document.pictures
    )
    properties = {cleaner.clean(k): cleaner.clean(v) for k, v in document.properties.items()}
    extra = [w for w in cleaner.warnings() if w not in document.warnings]
    return replace(
        document, blocks=blocks, pictures=pictures, properties=properties, warnings=(*document.warnings, *extra)
    )


def _clean_block(block: Block, cleaner: Cleaner) -> Block:
    text, places = clean_with_map(block.text, cleaner)
    number = cleaner.clean(block.number) if block.number else block.number
    if text == block.text and number == block.number:
        return block
    if places is None:
        return replace(block, text=text, number=number)
    end = len(text)
    anchors = tuple(Anchor(a.part, a.paragraph, shift(a.start, places, end), a.box) for a in block.anchors)
    revisions = tuple(
        Revision(r.kind, shift(r.start, places, end), shift(r.end, places, end), r.author) for r in block.revisions
    )
    return replace(block, text=text, number=number, anchors=anchors, revisions=revisions)


def has_dot_leader(text: str) -> bool:
    """True for a line as a table of contents has it, which ends in dots (or a tab) and a page number."""
    return _DOT_LEADER.search(text[-_TAIL:]) is not None
