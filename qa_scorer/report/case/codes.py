"""Codes that stand for people, over all agencies of a case: which mean the same person, and which clash. Source: 8.6."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_scorer.report.case.agencies import CODE, Agency
from qa_scorer.report.case.entries import Entry

_SAME = 80  # of 100, likeness of two meanings
_OTHER = 55


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A code of one agency. `status`: 'the adult', 'same', 'clash', 'not explained' or 'alone'; `note`: plain words;
    `shown`: what the merged table shows for it."""

    code: str
    agency: int
    meaning: str
    uses: int
    status: str
    note: str
    shown: str


def reconcile(agencies: Sequence[Agency], entries: Sequence[Entry]) -> list[CodeUse]:
    """Every code that the chronologies use, by code and agency."""
    from rapidfuzz import fuzz
    from rapidfuzz.utils import default_process

    uses: dict[tuple[str, int], int] = {}
    for e in entries:
        known = agencies[e.agency].codes
        text = " ".join(e.cells.values())
        found = {m.group() for m in CODE.finditer(text)}
        found |= {c for c in known if len(c) > 1 and any(ch.isdigit() or ch.isupper() for ch in c) and re.search(rf"\b{re.escape(c)}\b", text)}  # fmt: skip
        for code in found:
            uses[code, e.agency] = uses.get((code, e.agency), 0) + len(re.findall(rf"\b{re.escape(code)}\b", text))
    adults = {a.index: a.adult_code for a in agencies if a.adult_code}
    main = max(set(adults.values()), key=lambda c: (list(adults.values()).count(c), c)) if adults else None
    out: list[CodeUse] = []
    for (code, index), count in sorted(uses.items(), key=lambda x: (x[0][0].casefold(), x[0][1])):
        agency = agencies[index]
        meaning = agency.codes.get(code, "")
        if adults.get(index) == code:
            same = code == main
            note = "The adult." if same else f"The adult; the other reports write {main}."
            out.append(CodeUse(code, index, meaning, count, "the adult", note, code if same else f"{code} [{main}]"))
            continue
        others = [k for c, k in uses if c == code and k != index]
        likeness = {
            k: fuzz.token_set_ratio(meaning, agencies[k].codes.get(code, ""), processor=default_process)
            for k in others
            if meaning and agencies[k].codes.get(code)
        }
        clash = [k for k, value in likeness.items() if value < _OTHER]
        same_as = [k for k, value in likeness.items() if value >= _SAME]
        unsure = [k for k in others if k not in clash and k not in same_as]
        if clash:
            names = ", ".join(f"{agencies[k].label} ('{agencies[k].codes[code]}')" for k in clash)
            out.append(CodeUse(code, index, meaning, count, "clash", f"Someone else in {names}.", f"{code} [{agency.label}]"))  # fmt: skip
        elif unsure:
            names = ", ".join(agencies[k].label for k in unsure)
            note = f"Also used by {names}: the glossaries do not say whether it is the same person."
            out.append(CodeUse(code, index, meaning, count, "not explained", note, f"{code} [{agency.label}]"))
        elif same_as:
            names = ", ".join(agencies[k].label for k in same_as)
            out.append(CodeUse(code, index, meaning, count, "same", f"The same in {names}.", code))
        elif not meaning:
            out.append(CodeUse(code, index, "", count, "not explained", "Not in the agency's glossary.", code))
        else:
            out.append(CodeUse(code, index, meaning, count, "alone", _twin(code, index, meaning, agencies, uses), code))
    return out


def _twin(code: str, index: int, meaning: str, agencies: Sequence[Agency], uses: dict[tuple[str, int], int]) -> str:
    """Which other code seems to mean the same person, by its meaning alone."""
    from rapidfuzz import fuzz

    alike = [
        (c, k) for c, k in uses
        if k != index and c != code and fuzz.token_sort_ratio(meaning.lower(), agencies[k].codes.get(c, "").lower()) >= 90
    ]  # fmt: skip
    if len(alike) != 1:
        return ""
    return f"Perhaps the same person as {alike[0][0]} of {agencies[alike[0][1]].label}: same description."


def shown_text(text: str, agency: int, codes: Sequence[CodeUse]) -> str:
    """A cell with codes told apart: what the tool adds stands in square brackets."""
    change = {c.code: c.shown for c in codes if c.agency == agency and c.shown != c.code}
    if not change:
        return text
    pattern = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, change), key=len, reverse=True)) + r")\b(?! \[)")
    return pattern.sub(lambda m: change[m.group()], text)
