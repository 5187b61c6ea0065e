"""Linear models from JSON: the probabilities are those of the model that was trained."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from qa_scorer.classify.linear import Linear, load_linear
from qa_scorer.classify.load import load_models
from qa_scorer.training.linear import _pipeline, fit, left_out


def _rows(classes: int, n: int = 120) -> tuple[list[dict[str, float]], list[str]]:
    rng = random.Random(3)
    rows, labels = [], []
    for i in range(n):
        label = i % classes
        rows.append({"a": label * 2 + rng.gauss(0, 1), "b": rng.gauss(label % 2, 3), "c": 5.0})
        labels.append(f"class {label}")
    return rows, labels


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("scaled", [True, False])
def test_json_gives_the_probabilities_of_scikit_learn(tmp_path: Path, classes: int, scaled: bool) -> None:
    rows, labels = _rows(classes)
    fit(rows, labels, 1.0, tmp_path / "toy", scaled)
    model = load_linear(tmp_path / "toy")
    trained = _pipeline(1.0, scaled).fit(np.array([[r[n] for n in "abc"] for r in rows]), np.array(labels))
    expected = trained.predict_proba(np.array([[r[n] for n in "abc"] for r in rows]))
    assert list(model.classes) == list(trained[-1].classes_)
    np.testing.assert_allclose(model.chances(rows), expected, atol=2e-3)


def test_chances_sum_to_one_even_far_from_the_data() -> None:
    model = Linear(
        ("x", "y", "z"), ("a",), np.array([0.0]), np.array([1.0]), np.array([[1.0], [2.0], [-1.0]]), np.zeros(3)
    )
    for value in (0.0, 1e5, -1e5):
        found = model.chances([{"a": value}])
        assert np.isfinite(found).all() and found.sum() == pytest.approx(1)


def test_a_model_of_two_classes_with_one_row_of_weights() -> None:
    model = Linear(("no", "yes"), ("a",), np.array([1.0]), np.array([2.0]), np.array([[4.0]]), np.array([0.0]))
    found = model.chances([{"a": 1.0}, {"a": 3.0}])
    assert found[0].tolist() == [0.5, 0.5]
    assert found[1, 1] == pytest.approx(1 / (1 + np.exp(-4)))


def test_no_rows_give_no_chances() -> None:
    model = Linear(("no", "yes"), ("a",), np.zeros(1), np.ones(1), np.ones((1, 1)), np.zeros(1))
    assert model.chances([]).shape == (0, 2)


def test_features_are_found_by_name_and_others_are_left() -> None:
    model = Linear(("no", "yes"), ("a", "b"), np.zeros(2), np.ones(2), np.array([[1.0, 0.0]]), np.zeros(1))
    assert model.chances([{"b": 9, "z": 4, "a": 0}])[0, 0] == 0.5
    with pytest.raises(KeyError):
        model.chances([{"b": 9}])


def test_an_author_left_out_is_not_seen() -> None:
    rows = [{"a": 1.0}, {"a": -1.0}] * 6 + [{"a": 1.0}, {"a": -1.0}]
    labels = ["yes", "no"] * 6 + ["no", "yes"]  # the last author labels the other way round
    guesses = left_out(rows, labels, ["p"] * 6 + ["q"] * 6 + ["r"] * 2, 1.0)
    assert guesses[-2:] == ["yes", "no"]


@pytest.mark.parametrize(
    "name", sorted(n for n in load_models().manifest if n not in {"encoder", "repeats", "statements", "names", "ocr"})
)
def test_shipped_linear_models_are_well_formed(name: str) -> None:
    folder = load_models().verified(name)
    raw = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
    model = load_linear(folder)
    assert model.weights.shape[1] == len(model.names) == len(set(model.names)) == len(model.mean) == len(model.scale)
    assert model.weights.shape[0] == (1 if len(model.classes) == 2 else len(model.classes)) == len(model.bias)
    assert (model.scale > 0).all() and set(raw) == {"classes", "names", "mean", "scale", "weights", "bias"}
    assert np.isfinite(model.chances([dict.fromkeys(model.names, 0.0)])).all()
