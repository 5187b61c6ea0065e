"""Compact networks run by onnxruntime: the sentence encoder, and the sentence classifier made from it.

Neither needs torch. A model folder holds `model.onnx` and `tokenizer.json`; loading them runs no code of the model's.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_BATCH = 32


def _session(path: Path) -> Any:
    """An onnxruntime session on the processor, with telemetry and its thread pool's spinning switched off."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # must stand before the import
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("QA_SCORER_THREADS", "2"))
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class _Network:
    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer = tokenizer
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.session = _session(folder / "model.onnx")
        self.first: int = self.tokenizer.token_to_id("[CLS]")
        self.stop: int = self.tokenizer.token_to_id("[SEP]")

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [e.ids for e in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def _run(self, rows: list[tuple[list[int], int]], output: str, width: int) -> Any:
        """Runs rows of (ids, length of the first part) in batches of like length; returns one vector a row."""
        import numpy as np

        out = np.zeros((len(rows), width), dtype=np.float32)
        order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
        typed = any(i.name == "types" for i in self.session.get_inputs())
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            longest = max(len(rows[i][0]) for i in part)
            ids = np.zeros((len(part), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            types = np.zeros_like(ids)
            for n, i in enumerate(part):
                row, lead = rows[i]
                ids[n, : len(row)] = row
                mask[n, : len(row)] = 1
                types[n, lead : len(row)] = 1
            feed = {"ids": ids, "mask": mask, "types": types} if typed else {"ids": ids, "mask": mask}
            out[part] = self.session.run([output], feed)[0]
        return out


class Encoder(_Network):
    """Sentences to vectors of length 1 and width 384; their dot product is the similarity of meaning."""

    WIDTH = 384
    MOST = 128

    def encode(self, texts: Sequence[str]) -> Any:
        """One row a text."""
        rows = [([self.first, *ids[: self.MOST - 2], self.stop], 0) for ids in self._ids(texts)]
        return self._run(rows, "vectors", self.WIDTH)


class Classifier(_Network):
    """Sentences in their context to scores (logits) by class."""

    CONTEXT, TEXT = 40, 72
    HEAD = 14  # tokens of the context kept from its start (the heading); the rest from its end

    def classify(self, contexts: Sequence[str], texts: Sequence[str], classes: int) -> Any:
        """One row of scores a sentence; `contexts` holds heading and sentence before."""
        rows = []
        for context, text in zip(self._ids(contexts), self._ids(texts), strict=True):
            lead = context
            if len(lead) > self.CONTEXT:
                lead = [*lead[: self.HEAD], *lead[-(self.CONTEXT - self.HEAD) :]]
            rows.append(([self.first, *lead, self.stop, *text[: self.TEXT], self.stop], len(lead) + 2))
        return self._run(rows, "scores", classes)
