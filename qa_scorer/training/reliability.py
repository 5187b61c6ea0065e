"""How far the confidence of statements holds: a table and a drawing from kept reports beside gold labels.

    qa-scorer evaluate GOLD_DIR --keep REPORTS
    python -m qa_scorer.training.reliability GOLD_DIR REPORTS [docs/img/reliability.svg]

Each sentence of running text in the report is one case: right where its label is that of the labelled set, which lists all
sentences but facts.
Reliability diagrams as in Niculescu-Mizil and Caruana (2005).
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

from qa_scorer.training.agreement import pair

Case = tuple[float, bool]
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
KEPT = (1.0, 0.9, 0.8, 0.7)
_SIDE, _LEFT, _TOP = 360, 64, 24


def cases(gold: Path, reports: Path) -> list[Case]:
    """Confidence of each sentence of the reports, and whether its label is that of the labelled set."""
    out = []
    for path in sorted(gold.glob("*.gold.json")):
        labels = json.loads(path.read_text(encoding="utf-8"))
        report = json.loads((reports / f"{labels['id']}.json").read_text(encoding="utf-8"))
        told = report["statements"]
        pairs = pair(labels["sentences"], told, lambda p: str(p["text"]), 0.5)
        label = {j: labels["sentences"][i]["label"] for i, j in pairs}
        out += [(float(s["confidence"]), s["label"] == label.get(j, "fact")) for j, s in enumerate(told)]
    return out


def binned(found: list[Case]) -> list[tuple[float, float, int, float, float]]:
    """By bin of confidence: its bounds, number of sentences, mean confidence, accuracy. Empty bins are left out."""
    out = []
    for low, high in pairwise(BINS):
        here = [c for c in found if low < c[0] <= high]
        if here:
            out.append((low, high, len(here), sum(c for c, _ in here) / len(here), sum(r for _, r in here) / len(here)))
    return out


def kept(found: list[Case], share: float) -> tuple[float, float]:
    """Where only the surest share is kept: the least confidence among them, and their accuracy."""
    surest = sorted(found, reverse=True)[: max(1, round(share * len(found)))]
    return surest[-1][0], sum(r for _, r in surest) / len(surest)


def drawing(found: list[Case]) -> str:
    """The diagram as SVG: a dot a bin, its size by the number of sentences; the line is where the two agree."""

    def at(confidence: float, accuracy: float) -> tuple[float, float]:
        return _LEFT + (confidence - 0.3) / 0.7 * _SIDE, _TOP + (1 - (accuracy - 0.3) / 0.7) * _SIDE

    bottom, right = _TOP + _SIDE, _LEFT + _SIDE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + 24} {bottom + 64}" role="img" '
        'font-family="Arial, sans-serif" font-size="14">',
        "<title>Accuracy of statements by their confidence</title>",
        f"<desc>{'; '.join(f'confidence {m:.2f}: accuracy {a:.2f}, {n} sentences' for _, _, n, m, a in binned(found))}</desc>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for tenth in range(3, 11):
        x, y = at(tenth / 10, tenth / 10)
        parts.append(f'<path d="M{x:.0f} {_TOP}V{bottom}M{_LEFT} {y:.0f}H{right}" stroke="#dcdfe1"/>')
        parts.append(f'<text x="{x:.0f}" y="{bottom + 20}" text-anchor="middle">{tenth / 10:.1f}</text>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 5:.0f}" text-anchor="end">{tenth / 10:.1f}</text>')
    parts.append(f'<path d="M{_LEFT} {bottom}L{right} {_TOP}" stroke="#505a5f" stroke-dasharray="6 4"/>')
    for _, _, number, mean, accuracy in binned(found):
        x, y = at(max(0.3, mean), max(0.3, accuracy))
        radius = 4 + 14 * (number / len(found)) ** 0.5
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1d70b8" fill-opacity="0.75"/>')
    parts.append(f'<text x="{_LEFT + _SIDE / 2:.0f}" y="{bottom + 48}" text-anchor="middle">mean confidence</text>')
    middle = _TOP + _SIDE / 2
    parts.append(
        f'<text x="18" y="{middle:.0f}" text-anchor="middle" transform="rotate(-90 18 {middle:.0f})">accuracy</text></svg>'
    )
    return "\n".join(parts) + "\n"


def show(found: list[Case]) -> None:
    """Prints confidence beside accuracy, and the accuracy of the surest."""
    error = sum(n * abs(mean - accuracy) for _, _, n, mean, accuracy in binned(found)) / len(found)
    print(f"{len(found)} sentences, expected calibration error {error:.3f}\n")
    print("| confidence | sentences | mean confidence | accuracy |\n| --- | --- | --- | --- |")
    for low, high, number, mean, accuracy in binned(found):
        print(f"| {low:.2f} to {high:.2f} | {number} | {mean:.3f} | {accuracy:.3f} |")
    print("\n| kept | confidence at least | accuracy of these |\n| --- | --- | --- |")
    for share in KEPT:
        least, accuracy = kept(found, share)
        print(f"| {share:.0%} | {least:.3f} | {accuracy:.3f} |")


def main(arguments: list[str]) -> int:
    """Prints the tables; writes the drawing where a third argument says so."""
    if len(arguments) not in (2, 3):
        print(__doc__)
        return 2
    found = cases(Path(arguments[0]), Path(arguments[1]))
    show(found)
    if len(arguments) == 3:
        Path(arguments[2]).write_text(drawing(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
