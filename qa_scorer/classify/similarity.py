"""Similarity of meaning between texts, by a sentence encoder; vectors are kept by text for the life of the process.

Two encoders: `encoder` for sentences of any kind, and `repeats`, trained to bring recommendations together that ask for the same
and to keep those on the same subject apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa_scorer.classify.encoder import Encoder
from qa_scorer.classify.load import Models

_CACHE: dict[tuple[str, str], Any] = {}
_MOST_CACHED = 20_000
_ALONE = frozenset({"repeats"})


def encoder(models: Models, model: str = "encoder") -> Encoder:
    """A sentence encoder, loaded once."""
    found = models.get(model, Encoder)
    assert isinstance(found, Encoder)
    return found


def embed(models: Models, texts: Sequence[str], model: str = "encoder") -> Any:
    """Vectors of length 1, one row a text, width 384 (float32)."""
    import numpy as np

    if len(_CACHE) > _MOST_CACHED:
        _CACHE.clear()
    new = list(dict.fromkeys(t for t in texts if (model, t) not in _CACHE))
    if new:
        network = encoder(models, model)
        # Weights of 8 bits are scaled by batch, so that a vector depends a little on the texts beside it. Where one comparison
        # decides, each text goes alone.
        rows = [network.encode([t])[0] for t in new] if model in _ALONE else network.encode(new)
        _CACHE.update(zip([(model, t) for t in new], rows, strict=True))
    if not texts:
        return np.zeros((0, Encoder.WIDTH), dtype=np.float32)
    return np.stack([_CACHE[model, t] for t in texts])
