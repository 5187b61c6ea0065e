"""The agencies of a case: what each is called, how the others write of it, and what its codes mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa_scorer.report import Report
from qa_scorer.rulepack import Pack
from qa_scorer.rulepack.schemas.manager import Manager

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_DEFINED = re.compile(r"^\W*(?P<code>[^:=–—]{1,60}?)\s*(?::|=|\s[–—-]\s|–|—)\s*(?P<meaning>\S.{1,200})$", re.DOTALL)
CODE = re.compile(
    r"\b(?:[A-Z]{1,5}\s?\d{1,2}|(?:Adult|Mrs?|Miss|Ms|Son|Daughter|Child|Sister|Brother|Worker|Officer|Nurse|Carer|Suspect|Patient|Resident|Manager|Person|Friend|Neighbour)\s(?:[A-Z]{1,2}\d?|\d{1,2}))\b"
)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency of the case. `label`: short and different from the others'; `codes`: meaning by code, of its glossary."""

    index: int
    name: str
    label: str
    kinds: frozenset[str]
    own_words: re.Pattern[str] | None
    adult_code: str | None
    codes: dict[str, str]


def agencies_of(reports: Sequence[Report], pack: Pack) -> list[Agency]:
    """The agency of each report, in the order of the reports."""
    rules = pack.get(Manager)
    names = [_name(report, n) for n, report in enumerate(reports)]
    distinct = [_distinct(name, rules) for name in names]
    out: list[Agency] = []
    for n, (report, name) in enumerate(zip(reports, names, strict=True)):
        others = {w.lower() for m, words in enumerate(distinct) if m != n for w in words}
        words = [w for w in distinct[n] if w.lower() not in others and len(w) > 3]
        initials = "".join(w[0] for w in re.findall(r"\b[A-Z][a-z]\w*|\b[A-Z]{2,}\b", name))
        forms = [re.escape(w) for w in words] + ([re.escape(initials)] if len(initials) > 2 else [])
        code = (report.get("case") or {}).get("code")
        out.append(
            Agency(
                index=n,
                name=name,
                label=_label(name, words, out),
                kinds=frozenset(k.key for k in rules.agency if k.name.search(name)),
                own_words=re.compile(r"\b(?:" + "|".join(forms) + r")\b") if forms else None,
                adult_code=code if isinstance(code, str) and code.strip() else None,
                codes=glossary_of(report),
            )
        )
    return out


def _name(report: Report, n: int) -> str:
    name = (report["agency_information"].get("name_of_agency") or "").strip()
    return " ".join(name.split()) or f"Agency {n + 1} ({report.name})"


def _distinct(name: str, rules: Manager) -> list[str]:
    return [w for w in _WORD.findall(name) if not rules.names.common.search(w)]


def _label(name: str, words: list[str], before: list[Agency]) -> str:
    taken = {a.label for a in before}
    short = name if len(name) <= 28 else (" ".join(words[:2]) or name[:28].rsplit(" ", 1)[0])
    label, n = short, 2
    while label in taken:
        label, n = f"{short} ({n})", n + 1
    return label


def glossary_of(report: Report) -> dict[str, str]:
    """Meaning by code or abbreviation, from the blocks of the glossary."""
    blocks: list[dict[str, Any]] = [b for b in report.get("blocks") or [] if b.get("section") == "glossary"]
    rows: dict[tuple[int, int], dict[int, str]] = {}
    found: dict[str, str] = {}
    for block in blocks:
        table = block.get("table")
        text = " ".join(str(block.get("text") or "").split())
        if table:
            rows.setdefault((table["table"], table["row"]), {})[table["column"]] = text
        elif match := _DEFINED.match(text):
            _define(found, match["code"], match["meaning"])
    for cells in rows.values():
        texts = [cells[c] for c in sorted(cells)]
        if len(texts) >= 2 and texts[0] and texts[1]:
            _define(found, texts[0], texts[1])
    return found


def _define(found: dict[str, str], codes: str, meaning: str) -> None:
    for code in re.split(r"\s*(?:,|;|\band\b)\s*", codes):
        if 0 < len(code) <= 40:
            found.setdefault(code, meaning.strip())


def mentions(text: str, agency: Agency, writer: Agency, rules: Manager) -> list[tuple[int, int]]:
    """Where a text of `writer` names `agency`: by name, by its kind, or by a code that the writer's glossary explains."""
    found: list[tuple[int, int]] = []
    if agency.own_words is not None:
        found += [m.span() for m in agency.own_words.finditer(text)]
    patterns = [k.mention for k in rules.agency if k.key in agency.kinds and k.key not in writer.kinds]
    for pattern in patterns:
        found += [m.span() for m in pattern.finditer(text)]
    if patterns or agency.own_words is not None:
        for match in CODE.finditer(text):
            meaning = writer.codes.get(match.group(), "")
            if meaning and (
                any(p.search(meaning) for p in patterns) or (agency.own_words and agency.own_words.search(meaning))
            ):
                found.append(match.span())
    out: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
