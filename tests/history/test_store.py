"""The store: same results however often they are put, tables as the migrations make them, errors in one line."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))

from made import make_recommendation, make_report, varied_report

from qa_scorer.errors import InputError
from qa_scorer.history.store import Store
from qa_scorer.history.summary import summarise


def item(report, key="k1", case=""):
    return {"key": key, "case_sha256": case, **summarise(report)}


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "s.sqlite") as opened:
        yield opened


def test_what_is_put_comes_back(store):
    items = [item(varied_report(n, f"f{n}.docx", f"{n:064x}"), f"{n:064x}") for n in range(12)]
    assert store.put(items) == 12
    back = {s["key"]: s for s in store.summaries()}
    assert back == {i["key"]: i for i in items}


def test_the_same_result_is_kept_once_and_a_new_one_replaces_it(store):
    report = make_report(recommendations=[make_recommendation(1, "Audit files by June 2013.")])
    assert store.put([item(report)]) == 1
    assert store.put([item(report)]) == 0
    again = make_report(verdict="inadequate")
    assert store.put([item(again, key="k2")]) == 1
    (only,) = store.summaries()
    assert (only["verdict"], only["recommendations"]) == ("inadequate", [])
    assert store.put([item(again, key="k3", case="other case file")]) == 1
    assert len(store.keys()) == 2


def test_migrations_make_the_tables_that_the_code_uses(store):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from qa_scorer.history.tables import metadata

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_older_store_is_brought_up_to_date(tmp_path):
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, inspect

    import qa_scorer.history as history

    path = tmp_path / "old.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(history.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    assert "vector" not in inspect(engine).get_table_names()
    engine.dispose()
    with Store(path) as store:
        assert "vector" in inspect(store.engine).get_table_names()


def test_a_store_of_a_newer_version_is_refused(tmp_path):
    from sqlalchemy import text

    with Store(tmp_path / "s.sqlite") as store, store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="newer version"):
        Store(tmp_path / "s.sqlite")


def test_the_file_is_for_its_owner_only(store, tmp_path):
    store.put([item(make_report())])
    assert {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("absent.sqlite", "no store"),
        ("text.txt", "not a results store"),
        (".", "is a folder"),
        ("nosuchthing://user:secret@host/db", "URL cannot be used"),
        ("postgresql://user:secret@127.0.0.1:1/db", "."),
    ],
)
def test_wrong_places_are_said_in_one_line_without_the_password(tmp_path, place, words):
    (tmp_path / "text.txt").write_text("hello")
    where = place if "://" in place else tmp_path / place
    with pytest.raises(InputError, match=words) as caught:
        Store(where, create=False)
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)


def test_nothing_of_the_running_text_is_kept():
    report = make_report(findings=[("NAM001", "name", "error"), ("NAM001", "name", "error")])
    report.data["findings"][0]["quote"] = "Dorothy Penhale"
    report.data["statements"] = [{"text": "She fell.", "label": "fact"}]
    kept = summarise(report)
    assert kept["findings"] == [{"rule": "NAM001", "category": "name", "severity": "error", "count": 2}]
    assert "Penhale" not in str(kept) and "fell" not in str(kept)


def test_date_received_is_read_from_the_document_where_no_case_file_gives_it():
    report = make_report(case={"received": None})
    report.data["agency_information"]["date_received"] = "3rd June 2013"
    assert summarise(report)["dates"]["received"] == "2013-06-03"
    report.data["agency_information"]["date_received"] = "June, or 1 July 2013 and 2 July 2013"
    assert summarise(report)["dates"]["received"] is None
