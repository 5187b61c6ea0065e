"""A second opinion on condition and own voice in a contact cell: linear models over cues and meaning. Source: 7.4.

The words of rules name most conditions, but nobody can list them all; the models know what such sentences are like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qa_scorer.classify.linear import load_linear
from qa_scorer.classify.load import Models

FLAGS = ("condition", "voice")
_MEANING = 3.6  # weight of the meaning beside the cues


def features(models: Models, cues: Mapping[str, re.Pattern[str]], texts: Sequence[str]) -> list[dict[str, float]]:
    """Cues of each text, and its meaning."""
    from qa_scorer.classify.similarity import embed

    vectors = embed(models, [t or "-" for t in texts])
    out = []
    for text, vector in zip(texts, vectors, strict=True):
        data: dict[str, float] = {f"c_{k}": float(bool(p.search(text))) for k, p in cues.items()}
        data["length"] = min(3.0, len(text.split()) / 10)
        data.update({f"v{i}": _MEANING * float(x) for i, x in enumerate(vector)})
        out.append(data)
    return out


def chances(
    models: Models, cues: Mapping[str, re.Pattern[str]], texts: Mapping[str, Sequence[str]]
) -> dict[str, list[float]]:
    """For 'condition' and 'voice': how likely each text records it; an empty text does not."""
    out: dict[str, list[float]] = {}
    for flag in FLAGS:
        model = models.get(f"contact-{flag}", load_linear)
        rows = model.chances(features(models, cues, texts[flag]))[:, model.classes.index("yes")]
        out[flag] = [float(p) if t else 0.0 for p, t in zip(rows, texts[flag], strict=True)]
    return out
