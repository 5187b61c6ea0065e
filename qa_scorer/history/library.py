"""The library of recommendations in the store: near-duplicates by meaning, repeats by agency, and their sources."""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_scorer.classify.load import Models, load_models
from qa_scorer.history.index import Hit, VectorIndex, best, build, pack
from qa_scorer.history.store import Store, is_url
from qa_scorer.rulepack import Pack, load_pack
from qa_scorer.rulepack.schemas.manager import Manager

_BATCH = 512
_LOOSE = 4_000  # vectors outside the index that are compared one by one


@dataclass(frozen=True, slots=True)
class Known:
    """A recommendation of the library. `date`: when its report was received, else due or asked for."""

    id: int
    text: str
    agency: str | None
    case_id: str | None
    file_name: str
    number: str
    date: dt.date | None
    report_id: int

    @property
    def source(self) -> str:
        """Where it stands, for a reader."""
        when = f", {self.date:%B %Y}" if self.date else ""
        case = f", case {self.case_id}" if self.case_id else ""
        return f"{self.agency or self.file_name}{case}{when}, {self.number}"


@dataclass(frozen=True, slots=True)
class Found:
    """A recommendation like the one asked for."""

    known: Known
    similarity: float


@dataclass(frozen=True, slots=True)
class Repeated:
    """A recommendation and the earlier one that it repeats."""

    known: Known
    earlier: Known
    similarity: float


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of an agency's recommendations repeat earlier ones."""

    agency: str
    recommendations: int
    repeated: int

    @property
    def share(self) -> float:
        """The share that repeats."""
        return self.repeated / self.recommendations if self.recommendations else 0.0


class Library:
    """The recommendations of a store with their index. Call `update` after the store has changed."""

    def __init__(
        self, store: Store, *, folder: Path | None = None, models: Models | None = None, pack: Pack | None = None
    ) -> None:
        """`folder`: of the index; beside a store in a file, else among the user's cache files."""
        self.store = store
        self.models = models or load_models()
        self.rules = (pack or load_pack()).get(Manager)
        self.model = self.models.hashes().get("encoder", "")[:64]
        self.folder = folder or _folder(store.place)
        self._index: VectorIndex | None = None
        self._loose: tuple[list[int], Any] | None = None

    def update(self) -> int:
        """Brings vectors and index up to date; returns how many recommendations the library has."""
        self._encode()
        index = self._open()
        with self.store.begin() as connection:
            ids = self._ids(connection)
        known = set(map(int, index.ids)) if index is not None else set()
        new = [i for i in ids if i not in known]
        gone = len(known) - (len(ids) - len(new))
        if index is None or len(new) > _LOOSE or gone > max(_LOOSE, len(known) // 10):
            self._rebuild()
            new = []
        self._loose = self._load(new)
        return len(ids)

    def search(self, text: str, top: int = 10) -> list[Found]:
        """The recommendations nearest in meaning, best first."""
        from qa_scorer.classify.similarity import embed

        hits = self._near(embed(self.models, [text])[0], top)
        known = self._known([h.id for h in hits])
        return [Found(known[h.id], round(h.similarity, 4)) for h in hits if h.id in known]

    def earlier(self, text: str, agency: str | None, before: dt.date | None = None, top: int = 3) -> list[Found]:
        """Earlier recommendations of the same agency that the text repeats: the answer to the grid's question."""
        found = [
            f
            for f in self.search(text, 200)
            if f.similarity >= self.rules.repeat_similarity
            and (agency is None or _same(f.known.agency, agency))
            and (before is None or (f.known.date is not None and f.known.date < before))
        ]
        return found[:top]

    def previous(self, agency: str, before: dt.date | None = None) -> list[tuple[str, str]]:
        """Source and text of every earlier recommendation of an agency, as `score(previous=...)` takes them."""
        return [
            (k.source, k.text)
            for k in self._all()
            if _same(k.agency, agency) and (before is None or (k.date is not None and k.date < before))
        ]

    def repeats(self) -> list[Repeated]:
        """Every recommendation that repeats an earlier one of the same agency, with the nearest earlier one."""
        vectors = self._vectors()
        out = []
        for known in self._all():
            if known.id not in vectors:
                continue
            hits = self._near(vectors[known.id], 50)
            others = self._known([h.id for h in hits if h.similarity >= self.rules.repeat_similarity])
            for hit in hits:
                other = others.get(hit.id)
                if other is not None and other.report_id != known.report_id and _earlier(other, known):
                    out.append(Repeated(known, other, round(hit.similarity, 4)))
                    break
        return out

    def rates(self) -> list[Rate]:
        """The repeated-recommendation rate of each agency."""
        repeated = {r.known.id for r in self.repeats()}
        counts: dict[str, list[int]] = {}
        for known in self._all():
            pair = counts.setdefault(known.agency or "not known", [0, 0])
            pair[0] += 1
            pair[1] += known.id in repeated
        return [Rate(name, *pair) for name, pair in sorted(counts.items(), key=lambda x: x[0].casefold())]

    # -- inside ------------------------------------------------------------------------------------------------------

    def _near(self, question: Any, top: int) -> list[Hit]:
        index = self._open()
        if index is None or self._loose is None:
            self.update()
            index = self._open()
        hits = index.search(question, top) if index is not None else []
        if self._loose is not None and self._loose[0]:
            values = self._loose[1] @ question
            hits += [Hit(i, float(v)) for i, v in zip(self._loose[0], values, strict=True)]
        return best(hits, top)

    def _open(self) -> VectorIndex | None:
        if self._index is None and (self.folder / "meta.json").is_file():
            try:
                found = VectorIndex(self.folder)
            except (OSError, ValueError):
                return None
            if found.meta.get("model") == self.model:
                self._index = found
        return self._index

    def _encode(self) -> None:
        """Makes the vectors that are missing."""
        from sqlalchemy import insert, select

        from qa_scorer.classify.similarity import encoder
        from qa_scorer.history.tables import recommendation, vector

        has = select(vector.c.recommendation_id).where(vector.c.model == self.model)
        missing = (
            select(recommendation.c.id, recommendation.c.text).where(recommendation.c.id.not_in(has)).limit(_BATCH)
        )
        while True:
            with self.store.begin() as connection:
                rows = connection.execute(missing).all()
                if not rows:
                    return
                packed, scales = pack(encoder(self.models).encode([r.text for r in rows]))
                data = [
                    {"recommendation_id": r.id, "model": self.model, "data": struct.pack("<f", s) + p.tobytes()}
                    for r, p, s in zip(rows, packed, scales, strict=True)
                ]
                connection.execute(insert(vector), data)

    def _ids(self, connection: Any) -> list[int]:
        from sqlalchemy import select

        from qa_scorer.history.tables import vector

        found = select(vector.c.recommendation_id).where(vector.c.model == self.model)
        return list(connection.scalars(found.order_by(vector.c.recommendation_id)))

    def _rows(self, only: Sequence[int] | None = None) -> Iterator[tuple[int, bytes]]:
        from sqlalchemy import select

        from qa_scorer.history.tables import vector

        query = select(vector.c.recommendation_id, vector.c.data).where(vector.c.model == self.model)
        with self.store.begin() as connection:
            if only is None:
                ordered = query.order_by(vector.c.recommendation_id)
                for row in connection.execution_options(yield_per=5_000).execute(ordered):
                    yield row[0], row[1]
                return
            for start in range(0, len(only), 500):
                part = only[start : start + 500]
                for row in connection.execute(query.where(vector.c.recommendation_id.in_(part))):
                    yield row[0], row[1]

    def _load(self, ids: Sequence[int] | None) -> tuple[list[int], Any]:
        """Ids and vectors."""
        import numpy as np

        from qa_scorer.history.index import unpack

        rows = list(self._rows(ids)) if ids is None or ids else []
        if not rows:
            return [], np.zeros((0, 384), dtype=np.float32)
        scales = np.array([struct.unpack("<f", d[:4])[0] for _, d in rows], dtype=np.float32)
        packed = np.stack([np.frombuffer(d, dtype=np.int8, offset=4) for _, d in rows])
        return [i for i, _ in rows], unpack(packed, scales)

    def _vectors(self) -> dict[int, Any]:
        ids, vectors = self._load(None)
        return dict(zip(ids, vectors, strict=True))

    def _rebuild(self) -> None:
        import numpy as np

        ids: list[int] = []
        data = bytearray()
        scales: list[float] = []
        for found, raw in self._rows():
            ids.append(found)
            scales.append(struct.unpack("<f", raw[:4])[0])
            data += raw[4:]
        packed = np.frombuffer(data, dtype=np.int8).reshape(len(ids), -1) if ids else np.zeros((0, 384), dtype=np.int8)
        self._index = None
        self._index = build(
            self.folder, np.array(ids, dtype=np.int64), packed, np.array(scales, dtype=np.float32), note={"model": self.model}
        )  # fmt: skip

    def _known(self, ids: Sequence[int]) -> dict[int, Known]:
        from qa_scorer.history.tables import recommendation

        out: dict[int, Known] = {}
        with self.store.begin() as connection:
            for start in range(0, len(ids), 500):
                query = _select().where(recommendation.c.id.in_(ids[start : start + 500]))
                out.update((row.id, _row(row)) for row in connection.execute(query))
        return out

    def _all(self) -> list[Known]:
        from qa_scorer.history.tables import recommendation

        with self.store.begin() as connection:
            return [_row(r) for r in connection.execute(_select().order_by(recommendation.c.id))]


def _select() -> Any:
    from sqlalchemy import func, select

    from qa_scorer.history.tables import recommendation as rec
    from qa_scorer.history.tables import report as rep

    when = func.coalesce(rep.c.received, rep.c.due, rep.c.requested).label("date")
    columns = (rec.c.id, rec.c.text, rep.c.agency, rep.c.case_id, rep.c.file_name, rec.c.number, when, rec.c.report_id)
    return select(*columns).join(rep, rep.c.id == rec.c.report_id)


def _row(row: Any) -> Known:
    date = dt.date.fromisoformat(row.date) if isinstance(row.date, str) else row.date
    return Known(row.id, row.text, row.agency, row.case_id, row.file_name, row.number, date, row.report_id)


def _same(one: str | None, two: str | None) -> bool:
    return bool(one and two) and " ".join(str(one).casefold().split()) == " ".join(str(two).casefold().split())


def _earlier(other: Known, known: Known) -> bool:
    """True for an earlier recommendation of the same agency."""
    return (
        _same(other.agency, known.agency)
        and other.date is not None
        and known.date is not None
        and other.date < known.date
    )


def _folder(place: str) -> Path:
    if not is_url(place):
        return Path(place + ".index")
    from platformdirs import user_cache_path

    return user_cache_path("qa-scorer") / "library" / hashlib.sha256(place.encode()).hexdigest()[:24]
