"""Trains the encoder that tells whether a recommendation repeats an earlier one: the sentence encoder, trained further on pairs.

    python -m qa_scorer.training.repeats             # what is shipped: author z is kept for the test
    python -m qa_scorer.training.repeats --measure   # only the figures of the shipped model on author z

A recommendation is drawn to the earlier one that it repeats and away from those on the same subject that it does not repeat
(contrastive loss with the others of its batch and three hard ones; Henderson et al. 2017, arXiv:1705.00652). Fixed seed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass
from typing import Any

from qa_scorer.training.export import export, sentence_encoder
from qa_scorer.training.labelled import ROOT
from qa_scorer.training.manifest import TRAINED, record
from qa_scorer.training.statements import base_folder

DATA = ROOT / "models" / "data" / "repeats"
TRAINING, TEST = ("p", "aa", "bb"), "z"
EPOCHS, RATE, BATCH, HARD, TEMPERATURE, LONGEST, SEED = 3, 3e-5, 16, 3, 0.05, 96, 0
VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class Review:
    """Earlier recommendations, and new ones, each with the positions of the earlier ones that it repeats."""

    previous: list[str]
    new: list[tuple[str, list[int]]]


def load(author: str) -> list[Review]:
    """The labelled reviews of one author."""
    rows = [json.loads(line) for line in (DATA / f"{author}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [Review(r["previous"], [(n["text"], n["repeats"]) for n in r["new"]]) for r in rows]


def examples(reviews: list[Review]) -> list[tuple[str, str, list[str]]]:
    """Text, the one it goes with, and those it does not: each repeat both ways round."""
    out = []
    for r in reviews:
        for j, earlier in enumerate(r.previous):
            others = [t for t, repeats in r.new if j not in repeats]
            out += [(earlier, text, others) for text, repeats in r.new if j in repeats]
        plain = [t for t, repeats in r.new if not repeats]
        for text, repeats in r.new:
            if repeats:
                others = [p for k, p in enumerate(r.previous) if k not in repeats]
                out.append((text, r.previous[repeats[0]], others or plain))
    return out


def train(items: list[tuple[str, str, list[str]]]) -> Any:
    """The fine-tuned network."""
    import torch
    from tokenizers import Tokenizer

    random.seed(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    net = sentence_encoder(base_folder())
    net.body.embeddings.requires_grad_(False)

    def encode(texts: list[str]) -> Any:
        rows = [[101, *tokenizer.encode(t, add_special_tokens=False).ids[:LONGEST], 102] for t in texts]
        n = max(map(len, rows))
        ids = torch.tensor([r + [0] * (n - len(r)) for r in rows])
        return net(ids, torch.tensor([[1] * len(r) + [0] * (n - len(r)) for r in rows]))

    steps = EPOCHS * (len(items) // BATCH + 1)
    optimiser = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, s / (0.1 * steps)) * max(0.0, (steps - s) / steps)
    )
    items = list(items)
    for epoch in range(EPOCHS):
        net.train()
        random.shuffle(items)
        total = 0.0
        batches = [b for i in range(0, len(items), BATCH) if len(b := items[i : i + BATCH]) > 3]
        for batch in batches:
            hard = [t for _, _, others in batch for t in random.sample(others, min(HARD, len(others)))]
            asked = encode([q for q, _, _ in batch])
            scores = asked @ encode([p for _, p, _ in batch] + hard).T / TEMPERATURE
            same = torch.zeros_like(scores)  # two repeats of one text are no counter-examples of each other
            for a, (q, _, _) in enumerate(batch):
                for c, (other, _, _) in enumerate(batch):
                    if a != c and q == other:
                        same[a, c] = -1e4
            loss = torch.nn.functional.cross_entropy(scores + same, torch.arange(len(batch)))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(batches):.3f}", flush=True)
    return net.eval()


@dataclass(frozen=True, slots=True)
class Figures:
    """New recommendations told rightly as repeats, wrongly, and missed; reviews where the grid's question was answered right."""

    hit: int
    false: int
    missed: int
    right: int
    reviews: int

    @property
    def f1(self) -> float:
        """Of single recommendations, 0 to 1."""
        return 2 * self.hit / (2 * self.hit + self.false + self.missed)


def figures(author: str = TEST) -> Figures:
    """Of the shipped model with the default pack's thresholds, on one author."""
    from qa_scorer.classify.load import load_models
    from qa_scorer.extract.recommendation_links import repeated
    from qa_scorer.rulepack import load_pack
    from qa_scorer.rulepack.schemas.recommendations import RecommendationRules

    rules = load_pack("default").get(RecommendationRules)
    load_models.cache_clear()
    models = load_models()
    pairs: list[tuple[bool, bool]] = []
    right = 0
    reviews = load(author)
    for r in reviews:
        found = [n is not None for n, _ in repeated(models, [t for t, _ in r.new], r.previous, rules)]
        gold = [bool(repeats) for _, repeats in r.new]
        pairs += zip(found, gold, strict=True)
        right += any(found) == any(gold)
    hit, false, missed = (pairs.count(x) for x in ((True, True), (True, False), (False, True)))
    return Figures(hit, false, missed, right, len(reviews))


def main(arguments: list[str] | None = None) -> int:
    """Trains and writes the model, then measures it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--measure", action="store_true", help="do not train")
    options = parser.parse_args(arguments if arguments is not None else [])
    if not options.measure:
        net = train(examples([r for author in TRAINING for r in load(author)]))
        export(net, base_folder(), TRAINED / "repeats")
        record("repeats", VERSION, data=f"models/data/repeats, authors {', '.join(TRAINING)}")
    f = figures()
    print(
        f"author {TEST}: {f.hit} found, {f.false} false, {f.missed} missed, F1 {f.f1:.3f}; question right in {f.right} of {f.reviews}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
