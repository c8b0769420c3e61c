"""One engine for SQLite and PostgreSQL: where the store is, how a transaction begins."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from xlsync.errors import NotAStore
from xlsync.store.failures import translated

BUSY_SECONDS = 20
WRITES = {"xlsync_begin": "BEGIN IMMEDIATE"}
"""Execution option of a connection that will write: SQLite takes the lock before anything is read."""


def reads(url: URL) -> dict[str, Any]:
    """Execution options of a connection that reads: a transaction of SQLite sees one moment by itself."""
    return {} if url.get_backend_name() == "sqlite" else {"isolation_level": "REPEATABLE READ"}


def store_url(place: str | Path) -> URL:
    """The URL of a store given as a path or as a URL.

    Raises:
        NotAStore: neither.

    Examples:
        >>> store_url("annexes/.xlsync/model.db").database
        'annexes/.xlsync/model.db'
    """
    if isinstance(place, Path) or "://" not in place:
        return URL.create("sqlite", database=str(place))
    try:
        return make_url(place)
    except (ArgumentError, ValueError) as error:
        raise NotAStore(
            f"« {place} » n’est ni un chemin ni une adresse de base", f"“{place}” is neither a path nor a URL"
        ) from error


def shown(url: URL) -> str:
    """The store as messages name it: its path, or its URL without the password."""
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    )


def connect(url: URL) -> Engine:
    """An engine on a store that exists; nothing is opened yet.

    Raises:
        MissingLibrary: the driver of that database is not installed.
    """
    with translated(shown(url)):
        if url.get_backend_name() != "sqlite":
            return create_engine(url, poolclass=NullPool)
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", _begin)
        return engine


def _settle(connection: sqlite3.Connection, _record: Any) -> None:
    """Rollback journal, checked references; the driver begins no transaction by itself.

    Nothing is written before a commit, however large: until then others read.
    """
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA cache_spill = OFF")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("xlsync_begin", "BEGIN"))
