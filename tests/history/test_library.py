"""The library of recommendations: repeats by meaning, with their source; the index finds what a scan finds."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))

from made import make_recommendation, make_report

from qa_scorer.history import index as index_module
from qa_scorer.history.index import build, pack
from qa_scorer.history.library import Library
from qa_scorer.history.store import Store
from qa_scorer.history.summary import summarise


def put(store, name, received, *texts, agency="Hillside NHS Trust"):
    recs = [make_recommendation(n + 1, t) for n, t in enumerate(texts)]
    report = make_report(agency, recommendations=recs, name=name, case={"received": received, "case_id": name[:4]})
    store.put([{"key": name, "case_sha256": "", **summarise(report)}])


@pytest.fixture
def library(tmp_path):
    with Store(tmp_path / "s.sqlite") as store:
        put(
            store,
            "2010a.docx",
            "2010-05-01",
            "All staff to be reminded of the need to test the temperature of bath water.",
            "The falls policy will be rewritten by the Head of Nursing.",
        )
        put(
            store,
            "2012b.docx",
            "2012-06-01",
            "Managers should remind all staff to check the temperature of bath water.",
            "Audit discharge letters each quarter.",
        )
        put(
            store,
            "2012c.docx",
            "2012-07-01",
            "Staff to be reminded to test the temperature of bath water.",
            agency="Anchor House",
        )
        yield Library(store)


def test_repeats_are_of_the_same_agency_and_earlier(library):
    assert library.update() == 5
    (only,) = library.repeats()
    assert (only.known.file_name, only.earlier.file_name) == ("2012b.docx", "2010a.docx")
    assert "May 2010" in only.earlier.source and "Hillside" in only.earlier.source
    rates = {r.agency: (r.recommendations, r.repeated) for r in library.rates()}
    assert rates == {"Hillside NHS Trust": (4, 1), "Anchor House": (1, 0)}


def test_search_and_the_answer_with_its_source(library):
    library.update()
    found = library.search("bath water temperature must be tested", top=3)
    assert len(found) == 3 and all("bath water" in f.known.text for f in found)
    answer = library.earlier(
        "Remind staff to test the temperature of bath water", "hillside nhs trust", dt.date(2011, 1, 1)
    )
    assert [f.known.file_name for f in answer] == ["2010a.docx"]
    assert library.earlier("Buy a new minibus", "Hillside NHS Trust") == []
    assert len(library.previous("Hillside NHS Trust", dt.date(2011, 1, 1))) == 2


def test_what_is_new_or_gone_is_seen_at_once(library):
    library.update()
    put(library.store, "2013d.docx", "2013-01-01", "A second nurse will check each insulin dose.")
    assert library.update() == 6
    assert library.search("insulin doses checked by a second nurse", top=1)[0].known.file_name == "2013d.docx"
    with library.store.begin() as connection:
        from sqlalchemy import delete

        from qa_scorer.history.tables import report

        connection.execute(delete(report).where(report.c.file_name == "2013d.docx"))
    library.update()
    assert all(f.known.file_name != "2013d.docx" for f in library.search("insulin doses", top=10))


def test_index_finds_nearly_all_that_a_scan_finds(tmp_path, monkeypatch):
    monkeypatch.setattr(index_module, "SMALL", 1_000)
    rng = np.random.default_rng(1)
    centres = rng.normal(size=(80, 64))
    vectors = centres[rng.integers(80, size=6_000)] + 0.6 * rng.normal(size=(6_000, 64))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    packed, scales = pack(vectors)
    found = build(tmp_path / "i", np.arange(6_000), packed, scales)
    assert len(found.centres) > 50
    right = 0
    for n in range(50):
        exact = set(np.argsort(-(vectors @ vectors[n]))[:10])
        hits = found.search(vectors[n], 10)
        assert hits[0].id == n
        right += len(exact & {h.id for h in hits})
    assert right / 500 > 0.9
