"""`make bench-names`: this detector beside Presidio on the labelled documents, in one run.

Presidio is installed into an environment of its own (models/work/presidio), so that it never becomes a dependency. It
gets the same spaCy model as this detector, and, where its weights are in models/work, also en_core_web_md. Both read the
same blocks of text. Two tables: finding every name, wherever it stands; and finding leaks, for which Presidio is given
this project's zones, because it has none of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "models" / "work"
HOME = WORK / "presidio"
PRESIDIO = "presidio-analyzer==2.2.366"
CORPUS = ROOT / "tests" / "corpus"

_CHILD = """
import json, sys, time
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
request = json.load(open(sys.argv[1], encoding="utf-8"))
provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": request["model"]}]})
engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
engine.analyze(text="Karen Holloway rang.", language="en", entities=["PERSON"])
start = time.process_time()
found = [[(r.start, r.end) for r in engine.analyze(text=t, language="en", entities=["PERSON"])] if t.strip() else [] for t in request["texts"]]
json.dump({"seconds": time.process_time() - start, "found": found}, open(sys.argv[2], "w"))
"""


def presidio_python() -> Path:
    """The interpreter of Presidio's own environment, made on first use."""
    python = HOME / "bin" / "python"
    if not python.exists():
        print(f"Installing {PRESIDIO} into {HOME} ...", file=sys.stderr)
        venv.create(HOME, with_pip=True)
    done = HOME / ".installed"
    if not done.exists():
        packages = [PRESIDIO, "spacy>=3.8,<3.9", "click"]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=True)
        done.touch()
    return python


def widened(folder: Path, target: Path) -> Path:
    """A copy of the names model with its vectors at full precision, as spaCy alone expects them."""
    import spacy

    nlp = spacy.load(folder)
    nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype("float32")
    nlp.to_disk(target)
    return target


def ask_presidio(python: Path, model: Path, texts: list[str]) -> tuple[list[list[list[int]]], float]:
    """Presidio's spans of persons in each text, and the processor seconds they took."""
    with tempfile.TemporaryDirectory() as temp:
        request, answer = Path(temp) / "request.json", Path(temp) / "answer.json"
        request.write_text(json.dumps({"model": str(model), "texts": texts}), encoding="utf-8")
        subprocess.run([str(python), "-c", _CHILD, str(request), str(answer)], check=True, stderr=subprocess.DEVNULL)
        data = json.loads(answer.read_text())
    return data["found"], data["seconds"]


def main() -> int:
    """Prints both tables."""
    from qa_scorer.classify.load import load_models
    from qa_scorer.extract.facts import Facts
    from qa_scorer.extract.people_zones import Zones
    from qa_scorer.ingest import read
    from qa_scorer.rulepack import load_case, load_pack
    from qa_scorer.training.agreement import PRF, name_hits

    pack, models = load_pack(), load_models()
    golds = [g for part in ("given", "tuning", "heldout") for g in sorted((CORPUS / part).glob("*.gold.json"))]
    chosen = sys.argv[1].split(",") if len(sys.argv) > 1 else ["heldout"]
    golds = [g for g in golds if g.parent.name in chosen]
    documents: list[tuple[dict[str, Any], Facts]] = []
    for gold in golds:
        labels = json.loads(gold.read_text(encoding="utf-8"))
        case = load_case(gold.with_name(labels["id"] + ".case.toml"))
        documents.append((labels, Facts(read(gold.with_name(labels["id"] + ".docx")), pack, case, models)))
    _ = documents[0][1].people  # models are loaded outside the measure
    words = 0
    rows: dict[str, tuple[Any, Any, float]] = {}
    every, leaks, seconds = PRF(), PRF(), 0.0
    texts: list[str] = []
    owner: list[tuple[int, int]] = []
    for number, (labels, facts) in enumerate(documents):
        fresh = Facts(facts.document, pack, facts.case, models)
        start = time.process_time()
        people = fresh.people
        seconds += time.process_time() - start
        sure = [m for m in people if m.certain and facts.document.blocks[m.location.block].is_body]
        score(every, labels["names"], [m.text for m in sure], name_hits)
        score(leaks, [n for n in labels["names"] if n["leak"]], [m.text for m in sure if not m.permitted], name_hits)
        for block in facts.document.body():
            texts.append(block.text)
            owner.append((number, block.index))
            words += len(block.text.split())
    rows["qa-scorer"] = (every, leaks, seconds)
    python = presidio_python()
    zones = [Zones(f) for _, f in documents]
    with tempfile.TemporaryDirectory() as temp:
        candidates = [("Presidio, same model", widened(models.verified("names"), Path(temp) / "names"))]
        if (WORK / "en_core_web_md").exists():
            candidates.append(("Presidio, en_core_web_md", WORK / "en_core_web_md"))
        for name, model in candidates:
            found, used = ask_presidio(python, model, texts)
            every, leaks = PRF(), PRF()
            for number, (labels, facts) in enumerate(documents):
                mine = [(i, spans) for i, spans in enumerate(found) if owner[i][0] == number]
                quotes = [texts[i][a:b] for i, spans in mine for a, b in spans]
                outside = [
                    texts[i][a:b] for i, spans in mine for a, b in spans if not zones[number].is_zone(owner[i][1])
                ]
                score(every, labels["names"], quotes, name_hits)
                score(leaks, [n for n in labels["names"] if n["leak"]], outside, name_hits)
            rows[name] = (every, leaks, used)
    print(f"{len(documents)} documents, {words} words; one thread may be shared with other work")
    print(f"{'':28}{'every name':>22}{'leaks':>22}{'words per CPU s':>18}")
    for name, (every, leaks, used) in rows.items():
        print(f"{name:28}  R {every.r:.3f}  P {every.p:.3f}    R {leaks.r:.3f}  P {leaks.p:.3f}{words / used:>16,.0f}")
    return 0


def score(total: Any, gold: list[dict[str, Any]], quotes: list[str], name_hits: Any) -> None:
    """Adds one document's hits, misses and false alarms."""
    hits, missed, false = name_hits(gold, [{"quote": q} for q in quotes])
    total.add(len(hits), len(false), len(missed))


if __name__ == "__main__":
    sys.exit(main())
