"""Loads what every document needs, while its file is still being read."""

from __future__ import annotations

from qa_scorer.classify.encoder import Classifier, Encoder
from qa_scorer.classify.load import Models


def warm_all(models: Models) -> None:
    """Loads the networks that every document needs."""
    for name, loader in (("statements", Classifier), ("encoder", Encoder)):
        if name in models.manifest:
            models.get(name, loader)
