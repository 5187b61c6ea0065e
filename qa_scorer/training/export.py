"""Writes a sentence encoder as an ONNX graph with 8-bit weights."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any


def sentence_encoder(folder: Path) -> Any:
    """The network of the weights in `folder`: mean of the last layer's tokens, brought to length 1. Shape: (texts, 384)."""
    import torch
    from transformers import BertModel

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = BertModel.from_pretrained(str(folder), attn_implementation="eager")

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
            weight = mask.unsqueeze(-1).float()
            return torch.nn.functional.normalize((hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9), dim=-1)

    return Network()


def export(network: Any, base: Path, folder: Path) -> None:
    """Writes `model.onnx` and `tokenizer.json` of a network of `sentence_encoder` into `folder`."""
    import torch

    ids = torch.randint(5, 2000, (2, 20))
    write_graph(network.eval(), {"ids": ids, "mask": torch.ones_like(ids)}, "vectors", base, folder)


def write_graph(network: Any, inputs: dict[str, Any], output: str, base: Path, folder: Path) -> None:
    """Writes a network as an ONNX graph with 8-bit weights, and the tokenizer of its base beside it.

    `inputs`: an example of each, by name, in order; rows and columns may be of any number.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    axes = {**{name: {0: "b", 1: "n"} for name in inputs}, output: {0: "b"}}
    whole = folder / "whole.onnx"
    torch.onnx.export(
        network,
        tuple(inputs.values()),
        str(whole),
        input_names=list(inputs),
        output_names=[output],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(whole), str(folder / "model.onnx"), weight_type=QuantType.QInt8)
    whole.unlink()
    shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
