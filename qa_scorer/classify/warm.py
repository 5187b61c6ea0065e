"""Loads what every document needs, while its file is still being read."""

from __future__ import annotations

from qa_scorer.classify.load import Models


def warm_all(models: Models) -> None:
    """Loads the networks that every document needs."""
    from qa_scorer.classify import names, statements
    from qa_scorer.classify.encoder import Encoder

    for name, loader in (("statements", statements.load), ("encoder", Encoder), ("names", names.NamesModel.load)):
        if name in models.manifest and models.warming:
            models.get(name, loader)
