"""What a row of the chronology records of the adult: seen, condition, own voice. Source: 7.4, Standards row 4.

Linear models over cues and the meaning of the row, trained on the labelled chronologies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qa_scorer.classify.linear import load_linear
from qa_scorer.classify.load import Models
from qa_scorer.rulepack.schemas.chronology import ChronologyRules

FLAGS = ("seen", "condition", "voice")
_MEANING = 3.6  # weight of the meaning beside the cues


def text_of(row: Mapping[str, str]) -> str:
    """What is read of a row: its contact cell."""
    return " ".join(row.get("contact", "").split())


def features(models: Models, rules: ChronologyRules, rows: Sequence[Mapping[str, str]]) -> list[dict[str, float]]:
    """Cues of each row, and the meaning of its contact cell."""
    from qa_scorer.classify.similarity import embed

    texts = [text_of(r) for r in rows]
    vectors = embed(models, [t or "-" for t in texts])
    out = []
    for row, text, vector in zip(rows, texts, vectors, strict=True):
        rest = " ".join(row.get(k, "") for k in ("response", "comments"))
        data: dict[str, float] = {f"c_{k}": float(bool(p.search(text))) for k, p in rules.cues.items()}
        data["empty"] = float(not text)
        data["length"] = min(3.0, len(text.split()) / 10)
        data["rest_body"] = float(bool(rules.cues["body"].search(rest)))
        data["rest_quote"] = float(bool(rules.cues["quote"].search(rest)))
        data["rest_not_seen"] = float(bool(rules.cues["not_seen"].search(rest)))
        data.update({f"v{i}": _MEANING * float(x) for i, x in enumerate(vector)})
        out.append(data)
    return out


def contact_flags(
    models: Models, rules: ChronologyRules, rows: Sequence[Mapping[str, str]]
) -> list[tuple[bool, bool, bool, float]]:
    """Seen, condition, voice and the least certainty of the three, for each row."""
    if not rows:
        return []
    data = features(models, rules, rows)
    model = {f: models.get(f"contact-{f}", load_linear) for f in FLAGS}
    chances: dict[str, Any] = {f: m.chances(data)[:, m.classes.index("yes")] for f, m in model.items()}
    out = []
    for n, row in enumerate(rows):
        if not text_of(row):
            out.append((False, False, False, 0.95))
            continue
        p = {f: float(chances[f][n]) for f in FLAGS}
        sure = min(max(x, 1 - x) for x in p.values())
        out.append((p["seen"] >= 0.5, p["condition"] >= 0.5, p["voice"] >= 0.5, round(sure, 3)))
    return out
