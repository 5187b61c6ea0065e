"""The results store: SQLite in a file by default, PostgreSQL or another database by its URL.

One process writes. A result replaces the earlier one of the same document and case file, so that scoring again, or
going on after an interruption, never counts a report twice.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_scorer.errors import InputError, OutputError
from qa_scorer.history.summary import CASE_DATES, CRITERIA

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_SQLITE_HEAD = b"SQLite format 3\0"
_PLAIN = (
    "key", "document_sha256", "case_sha256", "file_name", "format", "words", "tool_version", "pack_name", "pack_version",
    "agency", "case_id", "case_code", "within_timescale", "verdict",
)  # fmt: skip


def is_url(place: str | Path) -> bool:
    """True for the URL of a database."""
    return "://" in str(place)


def is_store_file(path: Path) -> bool:
    """True for a file that is an SQLite database."""
    try:
        with path.open("rb") as file:
            return file.read(16) == _SQLITE_HEAD
    except OSError:
        return False


class Store:
    """An open store. Use as a context manager, or call `close`."""

    def __init__(self, place: str | Path, *, create: bool = True) -> None:
        """Opens the store and brings its tables to this version of the tool.

        Args:
            place: a file, or a database URL such as `postgresql://user@host/name`.
            create: make the file where there is none.

        Raises:
            InputError: there is no such store, it is no store, or the database cannot be reached.
            OutputError: the file cannot be made.
        """
        self.place = str(place)
        self.engine = _engine(self.place, create)
        try:
            self._migrate()
        except BaseException:
            self.engine.dispose()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()

    @property
    def label(self) -> str:
        """Name of the store that is fit for a message: no user, no password."""
        return _label(self.place)

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory
        from alembic.util import CommandError
        from sqlalchemy.exc import SQLAlchemyError

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        try:
            with self.engine.begin() as connection:
                if _version(connection) == ScriptDirectory.from_config(config).get_current_head():
                    return
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except CommandError as exc:
            raise InputError(
                f"The store {self.label} was made by a newer version of the tool: install that version."
            ) from exc
        except SQLAlchemyError as exc:
            raise InputError(
                f"The store {self.label} cannot be used ({type(exc).__name__}): check its place, rights and that it is running."
            ) from exc

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, or nothing.

        Raises:
            OutputError: the store did not take it.
        """
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as exc:
            raise OutputError(
                f"The store {self.label} failed ({type(exc).__name__}): check its disk space and rights, then run again."
            ) from exc

    def put(self, items: Iterable[dict[str, Any]]) -> int:
        """Keeps summaries with their `key` and `case_sha256`; returns how many were new or changed."""
        changed = 0
        with self.begin() as connection:
            for item in items:
                changed += _put(connection, item)
        return changed

    def keys(self) -> set[str]:
        """The key of every result in the store."""
        from sqlalchemy import select

        from qa_scorer.history.tables import report

        with self.begin() as connection:
            return set(connection.scalars(select(report.c.key)))

    def summaries(self) -> Iterator[dict[str, Any]]:
        """Every result as `summarise` gave it, in order of case, agency and file."""
        from sqlalchemy import select

        from qa_scorer.history import tables as t

        with self.begin() as connection:
            rows = connection.execute(
                select(t.report).order_by(t.report.c.case_id, t.report.c.agency, t.report.c.file_name, t.report.c.key)
            ).mappings().all()  # fmt: skip
            children = {
                table.name: _by_report(connection, table)
                for table in (t.rating, t.question, t.finding, t.recommendation)
            }
        for row in rows:
            yield _summary(row, {name: found.get(row["id"], []) for name, found in children.items()})


def _label(place: str) -> str:
    if not is_url(place):
        return Path(place).name
    from sqlalchemy.engine import make_url

    try:
        url = make_url(place)
    except Exception:
        return "at that URL"
    return f"{url.get_backend_name()}://{url.host or ''}/{Path(url.database or '').name}"


def _version(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _engine(place: str, create: bool) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    if is_url(place):
        try:
            url = make_url(place)
            if url.drivername in ("postgresql", "postgres"):
                url = url.set(drivername="postgresql+psycopg")
            if url.get_backend_name() == "sqlite":
                return _engine(url.database or "", create)
            return create_engine(url, pool_pre_ping=True, hide_parameters=True)
        except (ArgumentError, NoSuchModuleError, ValueError) as exc:
            raise InputError(
                "The store's URL cannot be used: write it as postgresql://user@host/name, or give a file."
            ) from exc
        except ModuleNotFoundError as exc:
            raise InputError(
                "PostgreSQL needs a driver that is not installed: pip install 'qa-scorer[postgres]'."
            ) from exc
    path = Path(place)
    if path.is_dir() or not place:
        raise InputError(f"{path.name or 'The store'} is a folder; give the store's file, for example results.sqlite.")
    if not path.exists():
        if not create:
            raise InputError(f"There is no store {path}. Check the path.")
        _make_file(path)
    elif path.stat().st_size and not is_store_file(path):
        raise InputError(f"{path.name} is not a results store. Give another file, or a folder written by 'batch'.")
    engine = create_engine(f"sqlite:///{path.resolve()}", hide_parameters=True, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine


def _make_file(path: Path) -> None:
    """Makes the empty file, readable by its owner only; SQLite gives its side files the same rights."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as exc:
        raise OutputError(f"The store {path} cannot be made ({exc.strerror}). Check the folder.") from exc


def _date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _put(connection: Connection, item: dict[str, Any]) -> bool:
    from sqlalchemy import delete, insert, select

    from qa_scorer.history import tables as t

    same = (t.report.c.document_sha256 == item["document_sha256"]) & (t.report.c.case_sha256 == item["case_sha256"])
    old = connection.execute(select(t.report.c.id, t.report.c.key).where(same)).first()
    if old is not None:
        if old.key == item["key"]:
            return False
        connection.execute(delete(t.report).where(t.report.c.id == old.id))
    row = {name: item[name] for name in _PLAIN}
    row |= {name: _date(item["dates"].get(name)) for name in CASE_DATES}
    row["scored_at"] = dt.datetime.now(dt.UTC)
    found = connection.execute(insert(t.report).returning(t.report.c.id), [row]).scalar_one()
    many: list[tuple[Any, list[dict[str, Any]]]] = [
        (t.rating, item["ratings"]),
        (t.question, [{"question": k, "answer": v} for k, v in item["questions"].items()]),
        (t.finding, item["findings"]),
        (t.recommendation, [_recommendation(n, r) for n, r in enumerate(item["recommendations"])]),
    ]
    for table, rows in many:
        if rows:
            connection.execute(insert(table), [{"report_id": found, **r} for r in rows])
    return True


def _recommendation(position: int, rec: dict[str, Any]) -> dict[str, Any]:
    plain = {k: rec[k] for k in ("text", "who", "when", "outcome", "review", "strength", "repeats")}
    return {
        "number": rec["id"], "position": position, **plain, **{k.lower(): v for k, v in rec["smart"].items()}
    }  # fmt: skip


def _by_report(connection: Connection, table: Any) -> dict[int, list[Any]]:
    from sqlalchemy import select

    out: dict[int, list[Any]] = {}
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
        out.setdefault(row["report_id"], []).append(row)
    return out


def _summary(row: Any, children: dict[str, list[Any]]) -> dict[str, Any]:
    order = {key: n for n, key in enumerate(CRITERIA)}
    return {
        **{name: row[name] for name in _PLAIN},
        "dates": {name: row[name].isoformat() if row[name] else None for name in CASE_DATES},
        "ratings": sorted(
            ({k: r[k] for k in ("criterion", "rating", "state", "confidence")} for r in children["rating"]),
            key=lambda r: order.get(r["criterion"], 99),
        ),
        "questions": {r["question"]: r["answer"] for r in children["question"]},
        "findings": [{k: r[k] for k in ("rule", "category", "severity", "count")} for r in children["finding"]],
        "recommendations": [
            {
                "id": r["number"],
                "text": r["text"],
                "smart": {k.upper(): r[k] for k in ("s", "m", "a", "r", "t")},
                **{k: r[k] for k in ("who", "when", "outcome", "review", "strength", "repeats")},
            }
            for r in sorted(children["recommendation"], key=lambda r: r["position"])
        ],
    }
