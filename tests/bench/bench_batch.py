"""`make bench-batch`: many documents, one and two workers, a Dask cluster, and a search among a million recommendations.

Prints figures; asserts nothing. BENCH_DOCS (default 2000) and BENCH_LIBRARY (default 1000000) make it smaller.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
DOCS = int(os.environ.get("BENCH_DOCS", "2000"))
LIBRARY = int(os.environ.get("BENCH_LIBRARY", "1000000"))


def vary(source: Path, target: Path, seed: int) -> None:
    """A copy of a labelled document without some of its paragraphs and rows, so that no two are the same."""
    import docx

    dice = random.Random(seed)
    document = docx.Document(str(source))
    keep = dice.uniform(0.6, 1.0)
    for paragraph in list(document.paragraphs):
        heading = paragraph.style is not None and str(paragraph.style.name).startswith("Heading")
        if not heading and paragraph.text.strip() and dice.random() > keep:
            paragraph._p.getparent().remove(paragraph._p)
    for table in document.tables:
        for row in list(table.rows)[1:]:
            if dice.random() > keep:
                row._tr.getparent().remove(row._tr)
    document.core_properties.comments = f"variant {seed}"
    document.save(str(target))


def make_set(folder: Path, count: int) -> None:
    """A folder of varied documents with their case files."""
    sources = sorted((HERE / "tests" / "corpus").rglob("*.docx"))
    for n in range(count):
        source = sources[n % len(sources)]
        target = folder / f"imr{n:05}.docx"
        vary(source, target, n)
        case = source.with_name(source.stem + ".case.toml")
        if case.is_file():
            shutil.copy(case, folder / f"{target.stem}.case.toml")


def listed(folder: Path, count: int, name: str) -> Path:
    """A list of the first documents of the set."""
    path = folder.parent / name
    path.write_text("".join(f"{p}\n" for p in sorted(folder.glob("*.docx"))[:count]))
    return path


def timed(source: Path, out: Path, **options: object) -> tuple[float, object]:
    """Seconds of a batch from a fresh start, and its result."""
    from qa_scorer.batch import run_batch

    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    result = run_batch(source, out, **options)  # type: ignore[arg-type]
    return time.perf_counter() - start, result


def scaling(folder: Path, work: Path) -> dict[str, float]:
    """Speed, memory, one against two workers, and cost against the number of documents."""
    import numpy as np

    sizes = sorted({max(4, DOCS // 8), max(8, DOCS // 4), max(16, DOCS // 2), DOCS})
    seconds = []
    for size in sizes:
        taken, result = timed(listed(folder, size, "list.txt"), work / "two", workers=2, store="")
        seconds.append(taken)
        failed = len(result.failures)  # type: ignore[attr-defined]
        print(
            f"{size:>6} documents, 2 workers {taken:>9.1f} s {size / taken:>7.2f} a second, {failed} failed", flush=True
        )
    few = max(16, min(DOCS, 200))
    one, result = timed(listed(folder, few, "list.txt"), work / "one", workers=1)
    two, _ = timed(listed(folder, few, "list.txt"), work / "two", workers=2)
    memory = result.memory / 2**20  # type: ignore[attr-defined]
    slope, base = np.polyfit(sizes, seconds, 1)
    fit = np.polyval((slope, base), sizes)
    spread = float(((np.array(seconds) - np.mean(seconds)) ** 2).sum())
    r2 = 1 - float(((np.array(seconds) - fit) ** 2).sum()) / spread if spread else 1.0
    print(f"{few:>6} documents, 1 worker  {one:>9.1f} s, 2 workers {two:.1f} s: {one / two:.2f} times as fast")
    print(f"largest worker             {memory:>9.0f} MiB")
    print(
        f"fit                        {slope * 1000:.1f} ms a document + {base:.1f} s to start, R² {r2:.4f}", flush=True
    )
    return {
        "docs_per_s": sizes[-1] / seconds[-1], "docs_per_core_s": few / one, "speedup_1_2": one / two, "ms_per_doc": slope * 1000,
        "start_s": base, "r2": r2, "worker_mib": memory, "two_workers_s": two, "few": few,
    }  # fmt: skip


def on_dask(folder: Path, work: Path, local: float, few: int) -> dict[str, float]:
    """The same documents on a Dask cluster of two processes, beside the local engine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=40) as cluster:  # fmt: skip
        address = cluster.scheduler_address
        taken, _ = timed(listed(folder, few, "list.txt"), work / "dask", engine="dask", scheduler=address)
    print(
        f"{few:>6} documents, Dask, 2    {taken:>9.1f} s: {taken / local - 1:+.1%} against local processes", flush=True
    )
    return {"dask_s": taken, "dask_overhead": taken / local - 1}


THINGS = "falls policy|handover form|duty rota|pressure sore chart|key register|bath water check|referral form|discharge letter|care plan|medicine round".split("|")  # fmt: skip
ACTS = "will review|must rewrite|should audit|will introduce|is to withdraw|will test|should publish|will train staff in|must remind staff of|will replace".split("|")  # fmt: skip
WHO = "The Head of Nursing|Team managers|The Director|The practice|All social workers|The Trust|Ward sisters|The Board|Home managers|Commissioners".split("|")  # fmt: skip
WHEN = ("by June 2013", "within three months", "each quarter")
AREA = ("older people", "learning disability", "mental health", "night staff")


def library(work: Path) -> dict[str, float]:
    """Searches among a million recommendations: encoded texts, and points near them for the number."""
    import numpy as np

    from qa_scorer.classify.load import load_models
    from qa_scorer.classify.similarity import encoder
    from qa_scorer.history.index import build, pack, unpack

    model = encoder(load_models())
    texts = [f"{w} {a} the {t} for {d} {n}." for w in WHO for a in ACTS for t in THINGS for d in AREA for n in WHEN]
    random.Random(0).shuffle(texts)
    base = model.encode(texts[:3000])
    rng = np.random.default_rng(0)
    packed = np.zeros((LIBRARY, base.shape[1]), dtype=np.int8)
    scales = np.zeros(LIBRARY, dtype=np.float32)
    for start in range(0, LIBRARY, 20_000):
        size = min(20_000, LIBRARY - start)
        mix = base[rng.integers(len(base), size=size)] + 0.7 * base[rng.integers(len(base), size=size)]
        mix += 0.02 * rng.normal(size=mix.shape)
        rows = mix / np.linalg.norm(mix, axis=1, keepdims=True)
        packed[start : start + size], scales[start : start + size] = pack(rows)
    began = time.perf_counter()
    index = build(work / "index", np.arange(LIBRARY), packed, scales)
    built = time.perf_counter() - began
    times, cpu, right = [], [], 0
    for n, question in enumerate(texts[6000:6100]):
        began, began_cpu = time.perf_counter(), time.process_time()
        vector = model.encode([question])[0]
        hits = index.search(vector, 10)
        times.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - began_cpu) * 1000)
        if n < 20:
            parts = [unpack(packed[i : i + 50_000], scales[i : i + 50_000]) @ vector for i in range(0, LIBRARY, 50_000)]
            right += len(set(np.argsort(-np.concatenate(parts))[:10].tolist()) & {h.id for h in hits})
    times.sort()
    cpu.sort()
    middle, worst = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(
        f"library of {LIBRARY:,}: index built in {built:.0f} s; a search {middle:.0f} ms (95 of 100 under {worst:.0f} ms; "
        f"{cpu[len(cpu) // 2]:.0f} ms of processor time), encoding included; {right / 200:.0%} of the ten nearest found"
    )
    return {
        "library": LIBRARY, "build_s": built, "search_ms": middle, "search_p95_ms": worst, "search_cpu_ms": cpu[len(cpu) // 2],
        "recall_at_10": right / 200,
    }  # fmt: skip


def main() -> None:
    """Runs all and prints the figures as JSON at the end."""
    figures: dict[str, float] = {"cores": len(os.sched_getaffinity(0)), "load_before": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(prefix="qa-scorer-bench-") as name:
        work = Path(name)
        if DOCS:
            folder = work / "set"
            folder.mkdir()
            make_set(folder, DOCS)
            figures |= scaling(folder, work)
            figures |= on_dask(folder, work, figures["two_workers_s"], int(figures["few"]))
        if LIBRARY:
            figures |= library(work)
    print(json.dumps(figures))


if __name__ == "__main__":
    sys.exit(main())
