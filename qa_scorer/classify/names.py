"""The names model at work: spans of persons' names in texts.

The model is a spaCy pipeline of tokenizer and one-label tagger. Its config is compared with an allow-list before it is
read, so that loading it builds nothing but these two.
"""

from __future__ import annotations

import configparser
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from qa_scorer.errors import ModelError

#: The only registered functions that the config may name.
ALLOWED = frozenset(
    {
        "ner",
        "spacy.Tokenizer.v1",
        "spacy.Vectors.v1",
        "spacy.TransitionBasedParser.v2",
        "spacy.Tok2Vec.v2",
        "spacy.MultiHashEmbed.v2",
        "spacy.MaxoutWindowEncoder.v2",
        "spacy.ner_scorer.v1",
        "spacy.Tagger.v2",
    }
)
#: Config keys that may hold such a name.
_FUNCTION_KEYS = frozenset({"factory"})
_LONGEST = 20_000

Span = tuple[int, int]


def check_config(path: Path) -> None:
    """Refuses a config that would build anything but the names pipeline.

    Raises:
        ModelError: it names a function that is not allowed, or runs code before or after loading.
    """
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
        values = [
            (s, k, json.loads(v)) for s in parser.sections() for k, v in parser.items(s) if not v.startswith("${")
        ]
    except (OSError, configparser.Error, ValueError) as exc:
        raise ModelError("The names model's config cannot be read: install qa-scorer again.") from exc
    for section, key, value in values:
        # Only [nlp] and [components] are built on loading; training sections are never resolved.
        if section.split(".")[0] not in ("nlp", "components"):
            continue
        named = key.startswith("@") or key in _FUNCTION_KEYS
        hook = key in ("before_creation", "after_creation", "after_pipeline_creation") and value is not None
        if hook or (named and value not in ALLOWED):
            raise ModelError("The names model's config names something it must not: install qa-scorer again.")
    if [v for s, k, v in values if s == "nlp" and k == "pipeline"] != [["ner"]]:
        raise ModelError("The names model's config is not that of the names model: install qa-scorer again.")


class NamesModel:
    """The loaded model."""

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp

    @classmethod
    def load(cls, folder: Path) -> NamesModel:
        """The model of a folder, with its vectors widened to the precision that the arithmetic needs.

        Raises:
            ModelError: the config is not the one of a names model.
        """
        check_config(folder / "config.cfg")
        from qa_scorer.classify import quiet

        nlp = quiet.spacy().load(folder)
        vectors = nlp.vocab.vectors
        vectors.data = vectors.data.astype("float32")
        nlp.max_length = 10_000_000
        return cls(nlp)

    def spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """The spans of persons' names in each text, in order; each text is read once, however often it comes."""
        todo = list(dict.fromkeys(t[:_LONGEST] for t in texts if any(c.isalpha() for c in t)))
        found: dict[str, list[Span]] = {}
        order = sorted(todo, key=len)  # batches of like length
        docs: Iterable[Any] = self._nlp.pipe(order, batch_size=128)
        for text, doc in zip(order, docs, strict=True):
            found[text] = [(e.start_char, e.end_char) for e in doc.ents]
        return [found.get(t[:_LONGEST], []) for t in texts]


def load(folder: Path) -> NamesModel:
    """The model of a folder."""
    return NamesModel.load(folder)


def load_names(models: Any) -> NamesModel:
    """The shipped names model, loaded on first use."""
    model = models.get("names", load)
    assert isinstance(model, NamesModel)
    return model
