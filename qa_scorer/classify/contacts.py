"""What a row of the chronology records of the adult: seen, condition, own voice. Source: 7.4, Standards row 4.

Linear models over cues and the meaning of the row, trained on the labelled chronologies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from qa_scorer.classify.linear import load_linear
from qa_scorer.classify.load import Models

FLAGS = ("seen", "condition", "voice")
_CUES: dict[str, re.Pattern[str]] = {
    "seen": re.compile(
        r"\bseen\b(?! by (?:her|his) (?:son|daughter|neighbour))|\bsaw\b|\bassessed\b|\bexamined\b|\bvisited\b|\bin person\b|\battended\b",
        re.IGNORECASE,
    ),
    "visit": re.compile(
        r"\bvisit|\bassessment|\breview\b|\badmitted\b|\bclinic\b|\bappointment\b|\bsession\b|\bon scene\b|\battends\b|\bat home\b|\bward\b",
        re.IGNORECASE,
    ),
    "not_seen": re.compile(
        r"\bnot seen\b|\bno (?:reply|answer|access|response)\b|\bdid not (?:attend|answer)|\bdna\b|\bnot (?:at home|in|spoken|present)\b|\bcancelled\b|\bunable to\b|\brefused entry\b|\bcard left\b|\bout\b",
        re.IGNORECASE,
    ),
    "phone": re.compile(r"\bphone|\btelephon|\brang\b|\bcall\b|\btext", re.IGNORECASE),
    "quote": re.compile(r"['‘\"“][^'’\"”]{3,}['’\"”]"),
    "said": re.compile(
        r"\b(?:said|says|told|asked|asks|wants?|wanted|wishes|wished|would like|likes?|prefers?|preferred|declined|refused|agreed|afraid|frightened|hopes?|stated|tearful|cried|signed|smiled|worried|feels?|felt|happy|did not want)\b",
        re.IGNORECASE,
    ),
    "body": re.compile(
        r"\b(?:weight|weigh\w*|kg|bmi|thin|pale|drows\w*|alert|confus\w*|bruis\w*|skin|sore|ulcer\w*|wound\w*|red|swollen|unkempt|dishevelled|clean|dirty|dressed|unshaven|shak\w*|sleepy|pain\w*|tearful|cheerful|calm|agitated|breathless|dry|"
        r"jaundic\w*|unsteady|injur\w*|blood|bleed\w*|temperature|pulse|score|grade|smell\w*|smelt|intoxicated|sober|conscious|unresponsive|tremor|cough\w*|wet|soiled|tired|quiet|withdrawn|limp\w*|mobil\w*|hungry|cold|gaunt|frail|settled|anxious|low in mood|cyanos\w*|gcs|news|bp|spo2|waterlow|must|barthel)\b",
        re.IGNORECASE,
    ),
    "intact": re.compile(r"\bintact\b|\bno (?:concerns|marks|injur)", re.IGNORECASE),
}


def text_of(row: Mapping[str, str]) -> str:
    """What is read of a row: its contact cell."""
    return " ".join(row.get("contact", "").split())


def features(models: Models, rows: Sequence[Mapping[str, str]]) -> list[dict[str, float]]:
    """Cues of each row, and the meaning of its contact cell."""
    from qa_scorer.classify.similarity import embed

    texts = [text_of(r) for r in rows]
    vectors = embed(models, [t or "-" for t in texts])
    out = []
    for row, text, vector in zip(rows, texts, vectors, strict=True):
        rest = " ".join(row.get(k, "") for k in ("response", "comments"))
        data: dict[str, float] = {f"c_{k}": float(bool(p.search(text))) for k, p in _CUES.items()}
        data["empty"] = float(not text)
        data["length"] = min(3.0, len(text.split()) / 10)
        data["rest_body"] = float(bool(_CUES["body"].search(rest)))
        data["rest_quote"] = float(bool(_CUES["quote"].search(rest)))
        data["rest_not_seen"] = float(bool(_CUES["not_seen"].search(rest)))
        data.update({f"v{i}": float(x) for i, x in enumerate(vector)})
        out.append(data)
    return out


def contact_flags(models: Models, rows: Sequence[Mapping[str, str]]) -> list[tuple[bool, bool, bool, float]]:
    """Seen, condition, voice and the least certainty of the three, for each row."""
    if not rows:
        return []
    data = features(models, rows)
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
