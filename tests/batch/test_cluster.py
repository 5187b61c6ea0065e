"""The same batch on a Dask cluster of worker processes, one of them killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from fake_scorer import score as fake

from qa_scorer.batch import run_batch
from qa_scorer.batch.journal import read_lines
from qa_scorer.errors import InputError

HERE = Path(__file__).parent
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _sockets(_no_network):
    """The cluster's processes talk over the loopback device."""
    from pytest_socket import enable_socket

    enable_socket()


@pytest.fixture
def cluster(tmp_path):
    """Address of a scheduler with two worker processes, and the processes."""
    pytest.importorskip("distributed")
    env = os.environ | {"PYTHONPATH": str(HERE), "FAKE_SECONDS": "0.1"}
    note = tmp_path / "scheduler.json"
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(note)],
            env=env, cwd=tmp_path, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
        )
    ]  # fmt: skip
    started += [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(note), "--nthreads", "1", "--no-dashboard", "--no-nanny", "--name", f"w{n}"],
            env=env, cwd=tmp_path, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
        )
        for n in range(2)
    ]  # fmt: skip
    for _ in range(300):
        if note.exists() and note.stat().st_size:
            break
        time.sleep(0.1)
    yield json.loads(note.read_text())["address"], started[1:]
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_two_workers_one_killed_in_the_middle(cluster, folder, tmp_path, rules):
    address, workers = cluster
    source = folder(40, bad="bad")
    out = tmp_path / "out"

    def strike():
        for _ in range(1200):
            if len(list(out.glob("*.json"))) >= 8:
                workers[0].send_signal(signal.SIGKILL)
                return
            time.sleep(0.05)

    thread = threading.Thread(target=strike, daemon=True)
    thread.start()
    result = run_batch(source, out, engine="dask", scheduler=address, scorer=fake, pack=rules, store="")
    thread.join()
    assert workers[0].poll() is not None, "the worker was not killed"
    assert [p for p, _ in result.failures] == ["bad.txt"]
    local = tmp_path / "local"
    run_batch(source, local, scorer=fake, pack=rules, workers=1)
    for one, two in zip(read_lines(out / "index.jsonl"), read_lines(local / "index.jsonl"), strict=True):
        assert {**one, "seconds": 0} == {**two, "seconds": 0}
    assert {p.name: p.read_bytes() for p in out.glob("*.json")} == {
        p.name: p.read_bytes() for p in local.glob("*.json")
    }


def test_a_scheduler_that_does_not_answer(folder, tmp_path, rules, monkeypatch):
    import qa_scorer.batch.cluster as module

    monkeypatch.setattr(module, "_WAIT", "1s")
    with pytest.raises(InputError, match="No Dask scheduler answers"):
        run_batch(folder(1), tmp_path / "out", engine="dask", scheduler="tcp://127.0.0.1:9", pack=rules)
