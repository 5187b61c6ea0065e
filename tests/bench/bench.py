"""`make bench`: start-up, one document cold, peak memory, words a second. Prints figures; asserts nothing."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent / "qa-scorer"
RUNS = 5


def timed(*arguments: str) -> list[float]:
    out = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([str(BIN), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        out.append(time.perf_counter() - start)
    return out


def main() -> None:
    file, case = HERE / "examples" / "adult-a.docx", HERE / "examples" / "adult-a.case.toml"
    pdf = HERE / "tests" / "corpus" / "given" / "d01.pdf"
    bare = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        bare.append(time.perf_counter() - start)
    rows = [
        ("bare Python", bare),
        ("qa-scorer --help", timed("--help")),
        ("score .docx, cold", timed("score", str(file), "--case", str(case), "--format", "json")),
    ]
    if pdf.is_file():
        rows.append(("score .pdf, cold", timed("score", str(pdf), "--case", str(case), "--format", "json")))
    print(f"{'':<22}{'min s':>8}{'median s':>10}{'ratio':>8}")
    base = statistics.median(bare)
    for name, runs in rows:
        print(f"{name:<22}{min(runs):>8.2f}{statistics.median(runs):>10.2f}{statistics.median(runs) / base:>8.1f}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process        {peak:>8.0f} MiB")

    from qa_scorer.pipeline import facts_of
    from qa_scorer.report import build_report
    from qa_scorer.rulepack import load_case

    known = load_case(case)
    build_report(facts_of(file, case=known))
    start = time.perf_counter()
    report = build_report(facts_of(file, case=known))
    warm = time.perf_counter() - start
    words = report["document"]["words"]
    print(f"warm, one document     {warm:>8.2f} s, {words / warm:,.0f} words a second ({words:,} words)")
    print(
        json.dumps(
            {
                "help_s": statistics.median(rows[1][1]),
                "score_docx_s": statistics.median(rows[2][1]),
                "peak_mib": peak,
                "words_per_s": words / warm,
            }
        )
    )


if __name__ == "__main__":
    main()
