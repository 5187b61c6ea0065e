"""Requirements of the guidance that have no row of their own in the grid; shown beside it, never folded into it."""

from __future__ import annotations

from typing import Any

from qa_scorer.extract.facts import Facts


def other_requirements(facts: Facts) -> list[dict[str, Any]]:
    """Independence, signed interviews, anonymisation, marked opinion, retelling: met, not met or unclear, with evidence."""
    method, sign = facts.methodology, facts.sign_off
    leaks = [m for m in facts.people if m.kind == "person" and not m.permitted and m.certain]
    ids = [i for i in facts.identifiers if i.direct and not i.permitted and i.certain]
    opinions = [s for s in facts.statements if s.label.startswith("opinion")]
    unmarked = [s for s in opinions if s.label == "opinion_unmarked"]
    retold = [p for p in facts.retellings if p.retells]
    entries = facts.glossary.entries

    def item(key: str, title: str, guidance: list[str], met: str, comment: str, evidence: list[Any]) -> dict[str, Any]:
        return {
            "key": key,
            "title": title,
            "guidance": guidance,
            "answer": met,
            "comment": comment,
            "evidence": [e.to_json() for e in evidence[:5]],
        }

    share = len(unmarked) / len(opinions) if opinions else 0.0
    return [
        item(
            "independence",
            "The author is independent of the case",
            ["1.2", "6.1"],
            "yes" if sign.independence else "unclear",
            "The report states it."
            if sign.independence
            else "The report does not say that the author had no part in the case and manages none of its staff.",
            list(sign.independence),
        ),
        item(
            "signed_interviews",
            "Interview records are signed by both sides",
            ["6.4", "8.3"],
            "yes" if method.signed_records else ("unclear" if method.interviews else "no"),
            "The report states it."
            if method.signed_records
            else (
                "Interviews are mentioned, but not that their records were signed."
                if method.interviews
                else "No interviews were found."
            ),
            list(method.signed_records or method.interviews),
        ),
        item(
            "anonymised",
            "Names and identifiers are removed from the text",
            ["8.6"],
            "yes" if not leaks and not ids else "no",
            "No name or identifier stands where it must not."
            if not leaks and not ids
            else f"{len(leaks)} name{'' if len(leaks) == 1 else 's'} and {len(ids)} other identifier{'' if len(ids) == 1 else 's'} stand where they must not.",
            [facts.evidence(m.location.block, m.location.start, m.location.end) for m in leaks[:5]],
        ),
        item(
            "glossary",
            "A glossary of the codes is appended",
            ["8.6"],
            "yes" if len(entries) >= 2 else "no",
            f"{len(entries)} entr{'y' if len(entries) == 1 else 'ies'}." if entries else "No glossary was found.",
            [e.evidence for e in entries[:3]],
        ),
        item(
            "opinion_marked",
            "Opinion is stated as opinion",
            ["9.5", "9.8"],
            "yes" if share <= 0.2 else "no",
            f"{len(opinions) - len(unmarked)} of {len(opinions)} opinions are marked as the author's.",
            [
                facts.evidence(s.sentence.location.block, s.sentence.location.start, s.sentence.location.end)
                for s in unmarked[:5]
            ],
        ),
        item(
            "not_reworded",
            "The analysis is not a rewording of the chronology",
            ["9.6"],
            "yes" if not retold else "no" if len(retold) * 2 > len(facts.retellings) else "unclear",
            f"{len(retold)} of {len(facts.retellings)} paragraphs only retell.",
            [p.evidence for p in retold[:3]],
        ),
    ]
