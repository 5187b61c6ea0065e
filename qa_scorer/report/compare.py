"""What changed between two drafts of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_scorer.report.fingerprint import fingerprints, match
from qa_scorer.report.schema import Report

Item = dict[str, Any]
_RANK = {"limited": 0, "partial": 1, "full": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after. `direction`: 1 better, -1 worse, 0 the same or not comparable."""

    key: str
    before: str | None
    after: str | None
    direction: int

    @property
    def changed(self) -> bool:
        """True where the values differ."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings fixed, new and still there (old and new form), and values before and after."""

    old: Report
    new: Report
    fixed: tuple[Item, ...]
    added: tuple[Item, ...]
    still: tuple[tuple[Item, Item], ...]
    ratings: tuple[Change, ...]
    questions: tuple[Change, ...]
    sections: tuple[Change, ...]
    terms: tuple[Change, ...]
    verdict: Change
    words: tuple[int, int]

    def to_json(self) -> Item:
        """The comparison as plain data."""

        def change(c: Change) -> Item:
            return {"key": c.key, "before": c.before, "after": c.after, "direction": c.direction}

        def document(r: Report) -> Item:
            return {"file_name": r["document"]["file_name"], "sha256": r["document"]["sha256"]}

        still = [new for _, new in self.still]
        return {
            "schema_version": "1",
            "old": document(self.old),
            "new": document(self.new),
            "verdict": change(self.verdict),
            "ratings": [change(c) for c in self.ratings],
            "questions": [change(c) for c in self.questions],
            "sections": [change(c) for c in self.sections],
            "terms_of_reference": [change(c) for c in self.terms],
            "words": {"before": self.words[0], "after": self.words[1]},
            "fixed": _with_fingerprints(self.fixed),
            "new_findings": _with_fingerprints(self.added),
            "still_there": _with_fingerprints(still),
        }


def _with_fingerprints(items: Any) -> list[Item]:
    own = list(items)
    return [{**f, "fingerprint": p} for f, p in zip(own, fingerprints(own), strict=True)]


def compare(old: Report, new: Report) -> Comparison:
    """The difference between two reports on drafts of the same document."""
    before, after = old["findings"], new["findings"]
    pairs = match(before, after)
    kept_old, kept_new = {i for i, _ in pairs}, {j for _, j in pairs}
    return Comparison(
        old=old,
        new=new,
        fixed=tuple(f for i, f in enumerate(before) if i not in kept_old),
        added=tuple(f for j, f in enumerate(after) if j not in kept_new),
        still=tuple((before[i], after[j]) for i, j in pairs),
        ratings=_changes(
            {c["criterion"]: c.get("rating") or c.get("state") for c in old["grid"]},
            {c["criterion"]: c.get("rating") or c.get("state") for c in new["grid"]},
            _RANK,
        ),
        questions=_changes(
            {k: q["answer"] for k, q in old["questions"].items() if k != "overall"},
            {k: q["answer"] for k, q in new["questions"].items() if k != "overall"},
            {"no": 0, "unclear": 1, "yes": 2},
            reverse={"repeated_recommendations"},
        ),
        sections=_changes(
            {s["key"]: s["status"] for s in old["sections"]},
            {s["key"]: s["status"] for s in new["sections"]},
            {"missing": 0, "empty": 0, "thin": 1, "present": 2},
        ),
        terms=_changes(
            {t["id"]: t["status"] for t in old["terms_of_reference"]},
            {t["id"]: t["status"] for t in new["terms_of_reference"]},
            {"none": 0, "partial": 1, "full": 2},
        ),
        verdict=_change(
            "overall",
            old["verdict"]["overall"],
            new["verdict"]["overall"],
            {"inadequate": 0, "adequate": 1},
        ),
        words=(int(old["document"]["words"]), int(new["document"]["words"])),
    )


def _change(key: str, before: str | None, after: str | None, rank: dict[str, int]) -> Change:
    a, b = rank.get(str(before)), rank.get(str(after))
    direction = 0 if a is None or b is None else (b > a) - (b < a)
    return Change(key, before, after, direction)


def _changes(
    before: dict[str, str | None],
    after: dict[str, str | None],
    rank: dict[str, int],
    reverse: set[str] | frozenset[str] = frozenset(),
) -> tuple[Change, ...]:
    out = []
    for key in dict.fromkeys([*before, *after]):
        c = _change(key, before.get(key), after.get(key), rank)
        out.append(Change(c.key, c.before, c.after, -c.direction) if key in reverse else c)
    return tuple(out)
