"""Fits a linear model on rows of named features, measures it by leaving authors out, and writes it as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def _pipeline(strength: float, scaled: bool = True, balanced: bool = True) -> Any:
    """`scaled`: features are brought to one scale first; else they are taken as they are. `balanced`: rare classes weigh more."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler(with_mean=scaled, with_std=scaled)
    return make_pipeline(
        scaler, LogisticRegression(C=strength, max_iter=3000, class_weight="balanced" if balanced else None)
    )


def left_out(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[str],
    groups: Sequence[str],
    strength: float,
    scaled: bool = True,
) -> list[str]:
    """A guess for each row by a model that saw nothing of its author."""
    import numpy as np

    names = list(rows[0])
    x = np.array([[r[n] for n in names] for r in rows])
    y, g = np.array(labels), np.array(groups)
    out = np.empty(len(y), dtype=object)
    for author in sorted(set(groups)):
        model = _pipeline(strength, scaled).fit(x[g != author], y[g != author])
        out[g == author] = model.predict(x[g == author])
    return [str(v) for v in out]


def left_out_chances(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[str],
    groups: Sequence[str],
    strength: float,
    label: str,
    *,
    scaled: bool = True,
) -> list[float]:
    """For each row the likelihood of `label`, by a model that saw nothing of its author."""
    import numpy as np

    names = list(rows[0])
    x = np.array([[r[n] for n in names] for r in rows])
    y, g = np.array(labels), np.array(groups)
    out = np.zeros(len(y))
    for author in sorted(set(groups)):
        model = _pipeline(strength, scaled).fit(x[g != author], y[g != author])
        out[g == author] = model.predict_proba(x[g == author])[:, list(model.classes_).index(label)]
    return [float(p) for p in out]


def fit(
    rows: Sequence[Mapping[str, float]], labels: Sequence[str], strength: float, folder: Path, scaled: bool = True
) -> None:
    """Fits on all rows and writes `weights.json`."""
    import numpy as np

    names = list(rows[0])
    fit_table(np.array([[r[n] for n in names] for r in rows]), names, labels, strength, folder, scaled)


def fit_table(
    x: Any, names: Sequence[str], labels: Sequence[str], strength: float, folder: Path, scaled: bool = True, balanced: bool = True
) -> None:  # fmt: skip
    """Fits on an array with the named columns and writes `weights.json`."""
    import numpy as np

    model = _pipeline(strength, scaled, balanced).fit(x, np.array(labels))
    scaler, linear = model[0], model[1]
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "classes": [str(c) for c in linear.classes_],
        "names": list(names),
        "mean": [round(float(v), 6) for v in scaler.mean_] if scaled else [0.0] * len(names),
        "scale": [round(float(v), 6) if v > 1e-4 else 1.0 for v in scaler.scale_] if scaled else [1.0] * len(names),
        "weights": [[round(float(v), 5) for v in row] for row in linear.coef_],
        "bias": [round(float(v), 5) for v in linear.intercept_],
    }
    (folder / "weights.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
