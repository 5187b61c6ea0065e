"""Trains the names model: a tagger with the one label PERSON, continued from the weights of en_core_web_md.

    python -m qa_scorer.training.names [--base FOLDER] [--open-data FOLDER] [--leave-out A,B] [--output FOLDER]

What is needed and where it can be had is written in models/trained/names/card.md and requirements/models.txt.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from qa_scorer.extract.people_words import fold
from qa_scorer.training.names_text import WORD, Line, Writer, load_bank

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "models" / "data" / "names"
OUTPUT = ROOT / "models" / "trained" / "names"
OPEN_DATA = ("tab_train.jsonl", "wikigold.jsonl", "wnut17_train.jsonl", "btc_train.jsonl")
VERSION = "1.2.0"
SYNTHETIC = 44000
EPOCHS = 4
SEED = 7
_TAG = re.compile(r"<(/?)(n|ok|id|ou|om|tp|rw)(?:\s[^>]*)?>")
_TITLE = re.compile(r"(?:(?:Dr|Sir|Dame|Mr|Mrs|Ms|Miss|Prof)\.? )?")
_PERSON = frozenset({"PERSON", "PER", "person"})


def test_words() -> frozenset[str]:
    """Words of the names in the project's own test sentences: none of them may be seen in training."""
    path = DATA / "test_sentences.jsonl"
    if not path.exists():
        return frozenset()
    words: set[str] = set()
    for row in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(row)
        for start, end in item["names"]:
            words.update(w.lower() for w in WORD.findall(item["text"][start:end]) if len(w) > 2)
    return frozenset(words)


def clear(lines: Iterable[Line], banned: frozenset[str]) -> list[Line]:
    """The lines without those that name a person by a banned word."""
    folded = {fold(w) for w in banned}
    return [
        (text, spans)
        for text, spans in lines
        if not any(folded & {fold(w) for w in WORD.findall(text[a:b])} for a, b in spans)
    ]


def open_lines(folder: Path) -> list[Line]:
    """Lines of the open data sets, persons only."""
    out: list[Line] = []
    for name in OPEN_DATA:
        path = folder / name
        if not path.exists():
            print(f"{path} is not there: left out", file=sys.stderr)
            continue
        tweets = name.startswith(("btc", "wnut"))
        for row in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(row)
            text: str = item["text"]
            spans = [(e["start_offset"], e["end_offset"]) for e in item["entities"] if e["entity_type"] in _PERSON]
            for m in re.finditer(r"[^\n]+", text):
                inside = [(a - m.start(), b - m.start()) for a, b in spans if m.start() <= a and b <= m.end()]
                line = m.group()
                if tweets:  # an @handle is no name in a report
                    if "@" in line or "http" in line:
                        continue
                    if not inside and random.Random(len(line)).random() < 0.6:
                        continue
                out.append((line, [(a, b) for a, b in inside if not line[a:b].startswith("@")]))
    return out


def read_labelled(path: Path) -> list[Line]:
    """Paragraphs and cells of a labelled document with the persons tagged in them."""
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    out: list[Line] = []
    for raw in body.splitlines():
        if not raw.strip() or raw.startswith(":::"):
            continue
        line = re.sub(r"^#{2,3}\s+(?:\[[^\]]*\]\s*)?|^- |^\[R\d+[^\]]*\]\s*", "", raw).split(" ## ")[0]
        for cell in line.split(" | "):
            text, spans, at, begun = "", [], 0, -1
            for m in _TAG.finditer(cell):
                text += cell[at : m.start()]
                at = m.end()
                if m.group(2) in ("n", "ok"):
                    if m.group(1):
                        spans.append((begun, len(text)))
                    else:
                        begun = len(text)
            text += cell[at:]
            spans = [s for s in spans if not re.match(r"\s+(?:report|inquiry)", text[s[1] :], re.IGNORECASE)]
            spans = [(a + len(_TITLE.match(text[a:b]).group()), b) for a, b in spans]  # type: ignore[union-attr]
            if text.strip():
                out.append((text, spans))
    return out


def labelled_lines(folders: Iterable[Path], leave_out: frozenset[str]) -> list[Line]:
    """Lines of all labelled documents, those of the authors left out (by the first letter of the file) excepted."""
    out: list[Line] = []
    for folder in folders:
        for path in sorted(folder.glob("*.imr.md")):
            author = "given" if folder.parent.name == "given" else path.name[0]
            if author not in leave_out:
                out.extend(read_labelled(path))
    return out


def paragraphs(lines: list[Line], rng: random.Random) -> Iterator[Line]:
    """The lines, some of them joined to paragraphs of up to four."""
    at = 0
    while at < len(lines):
        take = rng.choice([1, 1, 1, 2, 3, 4])
        text, spans = "", []
        for line, inside in lines[at : at + take]:
            if text:
                text += " "
            spans += [(a + len(text), b + len(text)) for a, b in inside]
            text += line
        yield text, spans
        at += take


def varied(lines: list[Line], rng: random.Random) -> Iterator[Line]:
    """The lines, a few of them in capitals or in lower case as people type in records."""
    for text, spans in lines:
        roll = rng.random()
        if roll < 0.02 and len(text.upper()) == len(text):
            yield text.upper(), spans
        elif roll < 0.035 and len(text.lower()) == len(text):
            yield text.lower(), spans
        else:
            yield text, spans


def prune_vectors(base: Any, keep_words: Iterable[str]) -> tuple[Any, Any]:
    """Vectors projected to the width of the first layer, which gives the same values at a third of the size.

    Returns them and the identity that takes the place of the layer's own matrix.
    """
    import numpy as np
    from spacy.vectors import Vectors

    layer = next(n for n in base.get_pipe("ner").model.walk() if n.name == "static_vectors")
    weights = layer.get_param("W")
    old = base.vocab.vectors
    data = (old.data @ weights.T).astype("float16")
    kept = {}
    for word in keep_words:
        key = base.vocab.strings[word]
        row = old.key2row.get(key)
        if row is not None:
            kept[key] = row
    used = sorted(set(kept.values()))
    place = {row: n for n, row in enumerate(used)}
    keys = list(kept)
    vectors = Vectors(data=np.ascontiguousarray(data[used]).astype("float32"), keys=None, name="names_vectors")
    for key in keys:
        vectors.add(key, row=place[kept[key]])
    return vectors, np.eye(weights.shape[0], dtype="float32")


def make_pipeline(base_folder: Path, keep: int) -> Any:
    """A pipeline of tokenizer and untrained one-label tagger on the base's layers."""
    import spacy

    base = spacy.load(base_folder, exclude=["tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "tok2vec"])
    plain = re.compile(r"[^\W\d_]{2,18}(?:['’-][^\W\d_]{1,12})?", re.UNICODE)
    words = [
        w
        for w in json.loads((base_folder / "vocab" / "strings.json").read_text(encoding="utf-8"))
        if plain.fullmatch(w)
    ]
    words = [w for w in words if w.islower() or (w[0].isupper() and w[1:].islower())][:keep]
    vectors, identity = prune_vectors(base, words)
    model_config = base.config["components"]["ner"]["model"]
    nlp = spacy.blank("en")
    nlp.vocab.vectors = vectors
    ner = nlp.add_pipe("ner", config={"model": model_config, "incorrect_spans_key": None})
    ner.add_label("PERSON")
    from spacy.training import Example

    doc = nlp.make_doc("Mrs Smith was seen.")
    nlp.initialize(lambda: [Example.from_dict(doc, {"entities": [(4, 9, "PERSON")]})])
    nlp.vocab.vectors = vectors
    source = list(base.get_pipe("ner").model.get_ref("tok2vec").walk())
    target = list(ner.model.get_ref("tok2vec").walk())
    for old, new in zip(source, target, strict=True):
        for name in old.param_names:
            if not old.has_param(name):
                continue
            if new.name == "static_vectors" and name == "W":
                new.set_dim("nM", identity.shape[0], force=True) if new.has_dim("nM") is None else None
                new.set_param("W", identity.copy())
            else:
                new.set_param(name, old.get_param(name).copy())
    return nlp


def as_examples(nlp: Any, lines: Iterable[Line]) -> list[Any]:
    """Training examples; spans that cut a token are widened to it."""
    from spacy.training import Example
    from spacy.util import filter_spans

    out = []
    for text, spans in lines:
        doc = nlp.make_doc(text)
        found = [doc.char_span(a, b, label="PERSON", alignment_mode="expand") for a, b in spans]
        gold = nlp.make_doc(text)
        entities = filter_spans([s for s in found if s is not None])
        gold.set_ents([_span(gold, s) for s in entities])
        out.append(Example(doc, gold))
    return out


def _span(doc: Any, span: Any) -> Any:
    from spacy.tokens import Span

    return Span(doc, span.start, span.end, label="PERSON")


def train(
    base: Path, open_data: Path, *, leave_out: frozenset[str] = frozenset(), epochs: int = EPOCHS, synthetic: int = SYNTHETIC,
    keep: int = 400_000, seed: int = SEED, log: bool = True,
) -> Any:  # fmt: skip
    """The trained pipeline."""
    import spacy
    from spacy.util import minibatch

    spacy.util.fix_random_seed(seed)
    rng = random.Random(seed)
    banned = test_words()
    writer = Writer(load_bank(DATA / "bank.toml", banned), seed, banned=banned)
    corpus = ROOT / "tests" / "corpus"
    labelled = labelled_lines([corpus / name / "src" for name in ("given", "tuning", "fresh")], leave_out)
    nlp = make_pipeline(base, keep)
    lines = clear(paragraphs(writer.lines(synthetic), rng), banned)
    lines += clear(open_lines(open_data), banned)
    lines += clear(labelled, banned) * 2
    examples = as_examples(nlp, varied(lines, rng))
    words = sum(len(e.reference) for e in examples)
    if log:
        print(f"{len(examples)} texts, {words} tokens, {len(labelled)} of them from labelled documents")
    optimizer = nlp.resume_training()
    for epoch in range(epochs):
        rng.shuffle(examples)
        optimizer.learn_rate = 0.001 * (1 - epoch / epochs)
        losses: dict[str, float] = {}
        start = time.process_time()
        for batch in minibatch(examples, size=48):
            nlp.update(batch, sgd=optimizer, drop=0.25, losses=losses)
        if log:
            print(f"epoch {epoch + 1}: loss {losses['ner']:.0f}, {time.process_time() - start:.0f} CPU s", flush=True)
    return nlp


def save(nlp: Any, folder: Path) -> None:
    """Writes the pipeline, its vectors at half precision and its strings cut to what the tagger needs."""
    import shutil

    from spacy.strings import StringStore

    if folder.exists():
        for old in folder.iterdir():
            if old.name != "card.md":
                shutil.rmtree(old) if old.is_dir() else old.unlink()
    full = nlp.vocab.vectors.data
    nlp.vocab.vectors.data = full.astype("float16")
    nlp.to_disk(folder, exclude=["lookups"])
    nlp.vocab.vectors.data = full
    strings = folder / "vocab" / "strings.json"
    StringStore(["PERSON"]).to_disk(strings)
    lookups = folder / "vocab" / "lookups.bin"
    if lookups.exists():
        lookups.unlink()


def main(argv: list[str] | None = None) -> int:
    """Trains and writes the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, default=ROOT / "models" / "work" / "en_core_web_md")
    parser.add_argument("--open-data", type=Path, default=ROOT / "models" / "work" / "names")
    parser.add_argument("--leave-out", default="")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--synthetic", type=int, default=SYNTHETIC)
    parser.add_argument("--keep", type=int, default=400_000)
    options = parser.parse_args(argv)
    leave_out = frozenset(x for x in options.leave_out.split(",") if x)
    nlp = train(options.base, options.open_data, leave_out=leave_out, epochs=options.epochs, synthetic=options.synthetic, keep=options.keep)  # fmt: skip
    options.output.mkdir(parents=True, exist_ok=True)
    save(nlp, options.output)
    size = sum(p.stat().st_size for p in options.output.rglob("*") if p.is_file())
    if options.output == OUTPUT:
        from qa_scorer.training.manifest import record

        record(
            "names", VERSION, data="models/data/names, tests/corpus given, tuning and fresh, open data named in card.md"
        )
    print(f"written to {options.output}: {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
