"""`qa-scorer calibrate`: fits a board's thresholds to its panel's own past ratings and writes a rule pack."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_scorer.errors import InputError, OutputError
from qa_scorer.grid.levels import LEVELS
from qa_scorer.report import load_report
from qa_scorer.rulepack import Pack
from qa_scorer.rulepack.schemas.criteria import Criteria

#: Fewest ratings of a criterion from which thresholds are fitted; fewer would fit chance.
FEWEST = 12
_FOLDS = 5
_SHARES = [round(0.05 * n, 2) for n in range(1, 20)]
#: Thresholds that are tried, by criterion.
_SEARCH: dict[str, dict[str, list[float]]] = {
    "family_details": {"full_share": _SHARES},
    "chronology": {
        "full_faults": [0.0, 0.02, 0.05, 0.08, 0.1, 0.15, 0.2],
        "partial_faults": [0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6],
    },
    "seen_and_views": {"full_share": _SHARES, "partial_share": _SHARES},
    "involvement_summary": {"full": [2, 3, 4], "partial": [1, 2, 3]},
    "talks_through": {"full": [2, 3, 4], "partial": [1, 2, 3]},
    "analysis": {
        "full_terms": [0.6, 0.7, 0.75, 0.8, 0.85, 0.9],
        "limited_terms": [0.2, 0.3, 0.4, 0.5],
        "limited_retelling": [0.4, 0.5, 0.6, 0.7],
    },
    "recommendations": {"full_share": _SHARES, "partial_share": _SHARES},
}


@dataclass(frozen=True, slots=True)
class Case:
    """One panel rating with the measured values of its report."""

    values: Mapping[str, float]
    rating: str


def calibrate_pack(ratings: Path, output: Path, pack: Pack, echo: Callable[[str], None]) -> None:
    """Reads the ratings, fits what there is enough of, and writes the pack.

    Raises:
        InputError: the table is wrong, a report is missing, or no criterion has enough ratings.
        OutputError: the folder exists already.
    """
    if output.exists():
        raise OutputError(f"{output} exists already; give the name of a new folder.")
    cases = _read(ratings)
    base = pack.get(Criteria)
    changes: dict[str, dict[str, float]] = {}
    echo(f"{'criterion':<22}{'ratings':>8}{'before':>9}{'after':>9}   thresholds")
    fitted = 0
    for criterion, items in sorted(cases.items()):
        if criterion not in _SEARCH:
            echo(f"{criterion:<22}{len(items):>8}   has no threshold to fit")
            continue
        if len(items) < FEWEST:
            echo(f"{criterion:<22}{len(items):>8}   too few: at least {FEWEST} are needed")
            continue
        fitted += 1
        before = _agreement(items, criterion, base, {})
        after = _cross_validated(items, criterion, base)
        best = _fit(items, criterion, base)
        current = {k: float(getattr(getattr(base, criterion), k)) for k in best}
        keep = after > before and best != current
        if keep:
            changes[criterion] = best
        words = ", ".join(f"{k} {current[k]:g} -> {v:g}" for k, v in best.items() if v != current[k])
        echo(f"{criterion:<22}{len(items):>8}{before:>9.2f}{after:>9.2f}   {words if keep else 'left as they are'}")
    if not fitted:
        raise InputError(
            f"{ratings.name} has too few ratings: at least {FEWEST} of a criterion are needed. No pack was written."
        )
    _write(output, pack, base, changes)
    echo(
        f"Agreement is the share of equal ratings; 'after' is by {_FOLDS}-fold cross-validation. The pack is in {output}."
    )


def _read(path: Path) -> dict[str, list[Case]]:
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise InputError(
            f"{path} cannot be read as CSV. Save it as UTF-8 CSV with the columns report, criterion, rating."
        ) from exc
    if not rows or not {"report", "criterion", "rating"} <= set(rows[0]):
        raise InputError(f"{path.name} needs the columns report, criterion and rating in its first line.")
    saved: dict[str, dict[str, Any]] = {}
    out: dict[str, list[Case]] = {}
    for number, row in enumerate(rows, 2):
        rating = (row["rating"] or "").strip().lower()
        criterion = (row["criterion"] or "").strip()
        if rating not in ("full", "partial", "limited"):
            raise InputError(f"{path.name}, line {number}: the rating must be full, partial or limited.")
        if criterion not in LEVELS and criterion not in ("genogram", "lessons"):
            raise InputError(f"{path.name}, line {number}: there is no criterion of that name.")
        name = (row["report"] or "").strip()
        if name not in saved:
            file = Path(name) if Path(name).is_absolute() else path.parent / name
            report = load_report(file)
            saved[name] = {c["criterion"]: c for c in report["grid"]}
        measured = saved[name].get(criterion)
        if measured and measured.get("values"):
            out.setdefault(criterion, []).append(Case(measured["values"], rating))
    return out


def _with(base: Criteria, criterion: str, thresholds: Mapping[str, float]) -> Criteria:
    table = getattr(base, criterion)
    typed = {k: type(getattr(table, k))(v) for k, v in thresholds.items()}
    return base.model_copy(update={criterion: table.model_copy(update=typed)})


def _agreement(items: Iterable[Case], criterion: str, base: Criteria, thresholds: Mapping[str, float]) -> float:
    items = list(items)
    trial = _with(base, criterion, thresholds)
    return sum(LEVELS[criterion](i.values, trial) == i.rating for i in items) / max(1, len(items))


def _fit(items: list[Case], criterion: str, base: Criteria) -> dict[str, float]:
    """The thresholds that agree with most ratings; among equals those nearest to the present ones."""
    table = getattr(base, criterion)
    grid: list[dict[str, float]] = [{}]
    for name, options in _SEARCH[criterion].items():
        present = float(getattr(table, name))
        grid = [{**g, name: o} for g in grid for o in sorted({*options, present})]
    pairs = (
        ("full_share", "partial_share"),
        ("partial_faults", "full_faults"),
        ("full", "partial"),
        ("full_terms", "limited_terms"),
    )
    grid = [g for g in grid if all(g[a] >= g[b] for a, b in pairs if a in g and b in g)]

    def score(g: dict[str, float]) -> tuple[float, float]:
        distance = sum(abs(v - float(getattr(table, k))) for k, v in g.items())
        return (_agreement(items, criterion, base, g), -distance)

    return max(grid, key=score)


def _cross_validated(items: list[Case], criterion: str, base: Criteria) -> float:
    hits = 0
    for fold in range(_FOLDS):
        held = [x for n, x in enumerate(items) if n % _FOLDS == fold]
        rest = [x for n, x in enumerate(items) if n % _FOLDS != fold]
        if held and rest:
            hits += round(_agreement(held, criterion, base, _fit(rest, criterion, base)) * len(held))
    return hits / len(items)


def _write(folder: Path, pack: Pack, base: Criteria, changes: Mapping[str, Mapping[str, float]]) -> None:
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(
        f'name = "{folder.name}"\nversion = "1.0.0"\nextends = "{pack.name}"\n', encoding="utf-8"
    )
    lines = ["# Thresholds fitted to the panel's own ratings by 'qa-scorer calibrate'."]
    for criterion, thresholds in changes.items():
        lines.append(f"\n[{criterion}]")
        table = getattr(base, criterion)
        lines += [f"{k} = {type(getattr(table, k))(v)}" for k, v in thresholds.items()]
    (folder / "criteria.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
