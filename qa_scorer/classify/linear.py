"""Linear models kept as JSON: standardised features, one row of weights a class; trained by scikit-learn, run by numpy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Linear:
    """`classes`, `names` of the features, their mean and scale, weights (classes x features) and bias."""

    classes: tuple[str, ...]
    names: tuple[str, ...]
    mean: Any
    scale: Any
    weights: Any
    bias: Any

    def chances(self, rows: Sequence[Mapping[str, float]]) -> Any:
        """Probabilities, one row of input a row, one column a class."""
        import numpy as np

        if not rows:
            return np.zeros((0, len(self.classes)))
        return self.chances_of(np.array([[r[n] for n in self.names] for r in rows], dtype=float))

    def chances_of(self, table: Any) -> Any:
        """Probabilities for an array with a row for each input and the features as columns, in the order of `names`."""
        import numpy as np

        z = ((table - self.mean) / self.scale) @ self.weights.T + self.bias
        if len(self.classes) == 2 and z.shape[1] == 1:
            p = 1 / (1 + np.exp(-z[:, 0]))
            return np.stack([1 - p, p], axis=1)
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        return e / e.sum(axis=1, keepdims=True)


def load_linear(folder: Path) -> Linear:
    """The linear model of a model folder (`weights.json`)."""
    import numpy as np

    d = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
    return Linear(
        tuple(d["classes"]),
        tuple(d["names"]),
        np.array(d["mean"]),
        np.array(d["scale"]),
        np.array(d["weights"]),
        np.array(d["bias"]),
    )
