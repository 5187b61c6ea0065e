"""An index of vectors on disk: partitions by k-means, eight bits a number, so that a search reads a small part of it.

Vectors have length 1. A search compares the question with the centre of each partition, and exactly with the vectors
of the nearest ones. Files are mapped, not read: memory stays small however many vectors there are.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SMALL = 20_000  # below this many, one partition: everything is compared
_SAMPLE = 60_000
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A vector found: its id and its likeness to the question."""

    id: int
    similarity: float


def pack(vectors: Any) -> tuple[Any, Any]:
    """Vectors as eight-bit numbers, and the scale of each."""
    import numpy as np

    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9).astype(np.float32) / 127.0
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales


def unpack(packed: Any, scales: Any) -> Any:
    """The vectors, as near as eight bits come."""
    import numpy as np

    return packed.astype(np.float32) * np.asarray(scales, dtype=np.float32)[:, None]


class VectorIndex:
    """An index in a folder; made by `build`, opened by its folder."""

    def __init__(self, folder: Path) -> None:
        import numpy as np

        self.folder = folder
        self.meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self.ids = np.load(folder / "ids.npy", mmap_mode="r")
        self.packed = np.load(folder / "packed.npy", mmap_mode="r")
        self.scales = np.load(folder / "scales.npy", mmap_mode="r")
        self.centres = np.load(folder / "centres.npy")
        self.offsets = np.load(folder / "offsets.npy")

    def __len__(self) -> int:
        return int(self.ids.shape[0])

    def search(self, question: Any, top: int = 10, *, probes: int | None = None) -> list[Hit]:
        """The most alike vectors, best first."""
        import numpy as np

        if not len(self):
            return []
        count = len(self.centres)
        probes = min(count, probes or max(8, round(math.sqrt(count) / 1.5)))
        nearest = np.argsort(-(self.centres @ question))[:probes]
        ids, values = [], []
        for part in sorted(int(p) for p in nearest):
            start, end = int(self.offsets[part]), int(self.offsets[part + 1])
            if start < end:
                found = (self.packed[start:end].astype(np.float32) @ question) * self.scales[start:end]
                keep = np.argpartition(-found, min(top, len(found)) - 1)[:top]
                ids.append(self.ids[start:end][keep])
                values.append(found[keep])
        if not ids:
            return []
        all_ids, all_values = np.concatenate(ids), np.concatenate(values)
        order = np.argsort(-all_values, kind="stable")[:top]
        return [Hit(int(all_ids[n]), float(all_values[n])) for n in order]


def build(folder: Path, ids: Any, packed: Any, scales: Any, *, note: dict[str, Any] | None = None) -> VectorIndex:
    """Makes the index of packed vectors in a folder, whole or not at all."""
    import numpy as np

    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    total = len(ids)
    centres = _centres(packed, scales, total)
    part = np.zeros(total, dtype=np.int32)
    if len(centres) > 1:
        for start, rows in _chunks(packed, scales):
            part[start : start + len(rows)] = np.argmax(rows @ centres.T, axis=1)
    order = np.argsort(part, kind="stable")
    offsets = np.concatenate([[0], np.cumsum(np.bincount(part, minlength=len(centres)))]).astype(np.int64)
    out = np.lib.format.open_memmap(new / "packed.npy", mode="w+", dtype=np.int8, shape=packed.shape)
    for start in range(0, total, _CHUNK):
        out[start : start + _CHUNK] = packed[order[start : start + _CHUNK]]
    out.flush()
    np.save(new / "ids.npy", np.asarray(ids, dtype=np.int64)[order])
    np.save(new / "scales.npy", np.asarray(scales, dtype=np.float32)[order])
    np.save(new / "centres.npy", centres)
    np.save(new / "offsets.npy", offsets)
    (new / "meta.json").write_text(json.dumps({"count": total, **(note or {})}), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)
    return VectorIndex(folder)


def _centres(packed: Any, scales: Any, total: int) -> Any:
    import numpy as np

    width = int(packed.shape[1]) if total else 384
    if total < SMALL:
        return np.zeros((1, width), dtype=np.float32)
    from sklearn.cluster import MiniBatchKMeans

    count = int(math.sqrt(total))
    chosen = np.sort(np.random.default_rng(0).choice(total, min(total, _SAMPLE), replace=False))
    sample = unpack(packed[chosen], scales[chosen])
    model = MiniBatchKMeans(count, n_init=1, max_iter=12, batch_size=4096, random_state=0, init="random").fit(sample)
    centres = model.cluster_centers_.astype(np.float32)
    return centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)


def _chunks(packed: Any, scales: Any) -> Iterator[tuple[int, Any]]:
    for start in range(0, len(scales), _CHUNK):
        yield start, unpack(packed[start : start + _CHUNK], scales[start : start + _CHUNK])


def best(hits: Iterable[Hit], top: int) -> list[Hit]:
    """The best of several lists of hits, each id once."""
    found: dict[int, Hit] = {}
    for hit in hits:
        if hit.id not in found or hit.similarity > found[hit.id].similarity:
            found[hit.id] = hit
    return sorted(found.values(), key=lambda h: -h.similarity)[:top]
