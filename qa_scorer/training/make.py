"""`make models`: trains every model again, in order, and writes the manifest."""

from __future__ import annotations

import importlib
import sys

STEPS = ("encoder", "statements", "retelling", "terms", "smart", "names")


def main() -> int:
    """Runs each training step that this installation has; returns the exit code."""
    for step in STEPS:
        try:
            module = importlib.import_module(f"qa_scorer.training.{step}")
        except ModuleNotFoundError as exc:
            if exc.name == f"qa_scorer.training.{step}":
                continue
            print(f"{step}: {exc.name} is missing; install requirements/models.txt first.", file=sys.stderr)
            return 2
        print(f"== {step}")
        module.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
