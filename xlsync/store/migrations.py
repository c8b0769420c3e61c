"""From the tables of an older version to those of this one, with a copy first.

`MIGRATIONS[n]` turns version n into n + 1 inside the caller's transaction. A migration is added with each
change of `SCHEMA_VERSION` and never edited afterwards.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    inspect,
    select,
    text,
    update,
)

from xlsync.errors import CannotWrite, StoreTooNew
from xlsync.store.engine import WRITES
from xlsync.store.failures import translated
from xlsync.store.tables import META, METADATA, SCHEMA_VERSION

Migration = Callable[[Connection], None]


def _add_issues(connection: Connection) -> None:
    """Version 2: the tables of what was issued."""
    tables = MetaData()
    contents = Table(
        "xlsync_contents",
        tables,
        Column("hash", String(64), primary_key=True),
        Column("data", LargeBinary, nullable=False),
    )
    Table(
        "xlsync_issues",
        tables,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("id", String(52), nullable=False, unique=True),
        Column("hash", String(64), ForeignKey(contents.c.hash), nullable=False),
        Column("recipient", Text, nullable=False),
        Column("day", String(10), nullable=False),
        Column("convention", Text, nullable=False, index=True),
        Column("revision", String(26), nullable=False),
        Column("file", Text, nullable=False),
        Column("author", Text, nullable=False),
        Column("program", Text, nullable=False),
        Column("parameters", String(64), nullable=False),
        Column("versions", Text, nullable=False),
        Column("time", String, nullable=False),
        UniqueConstraint("hash", "recipient", "day"),
    )
    tables.create_all(connection)


def _add_writes(connection: Connection) -> None:
    """Version 3: the receipts of what was written into workbooks."""
    tables = MetaData()
    Table(
        "xlsync_writes",
        tables,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("convention", Text, nullable=False),
        Column("revision", String(26), nullable=False),
        Column("file", Text, nullable=False),
        Column("command", Text, nullable=False),
        Column("author", Text, nullable=False),
        Column("before", String(64), nullable=False),
        Column("after", String(64), nullable=False),
        Column("parts", Text, nullable=False),
        Column("time", String, nullable=False),
    )
    tables.create_all(connection)


MIGRATIONS: Mapping[int, Migration] = {1: _add_issues, 2: _add_writes}
VERSION = "schema_version"


def version_of(connection: Connection) -> int:
    """The version of the tables of an open store."""
    return int(connection.execute(select(META.c.value).where(META.c.name == VERSION)).scalar_one())


def migrate(
    engine: Engine,
    place: str,
    migrations: Mapping[int, Migration] = MIGRATIONS,
    target: int = SCHEMA_VERSION,
) -> Path | str | None:
    """Brings a store to this version, all of it or not at all.

    Args:
        engine: The store.
        place: The store, as shown in messages.
        migrations: By version left.
        target: Version to reach.

    Returns:
        The copy kept of the older store: a file for SQLite, the suffix of copied tables for PostgreSQL; None
        when the store was already at this version.

    Raises:
        StoreTooNew: the store was written by a later version of the program.
        CannotWrite: no copy could be made; the store is untouched.
    """
    with engine.connect() as connection:
        found = version_of(connection)
    if found > target:
        raise StoreTooNew(
            f"référentiel {place} : version {found}, ce programme connaît la {target} ; mettre xlsync à jour",
            f"store {place}: version {found}, this program knows {target}; update xlsync",
            place=place,
            version=found,
        )
    if found == target:
        return None
    with translated(place), engine.connect().execution_options(**WRITES) as connection, connection.begin():
        return _migrate(connection, migrations, target)


def _migrate(connection: Connection, migrations: Mapping[int, Migration], target: int) -> Path | str | None:
    """The version is read again under the lock: another program may have migrated meanwhile."""
    found = version_of(connection)
    if found >= target:
        return None
    is_file = connection.dialect.name == "sqlite"
    kept = _copy_file(connection, found) if is_file else _copy_tables(connection, found)
    for version in range(found, target):
        migrations[version](connection)
    connection.execute(update(META).where(META.c.name == VERSION).values(value=str(target)))
    return kept


def _copy_file(connection: Connection, version: int) -> Path:
    """A copy beside the store, whole or absent; through SQLite, which keeps its own locks."""
    source = Path(str(connection.engine.url.database))
    target = source.with_name(f"{source.stem}.v{version}.{_stamp()}.bak")
    temporary = target.with_suffix(".tmp")
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(temporary)) as new:
            old.backup(new)
        temporary.replace(target)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise CannotWrite(
            f"référentiel {source} : copie de sauvegarde impossible ({error}) ; il n’est pas modifié",
            f"store {source}: no backup could be made ({error}); it is left as it is",
            place=str(source),
        ) from error
    return target


def _copy_tables(connection: Connection, version: int) -> str:
    """Copies inside the database, for a store that is not a file: the tables that the older version has."""
    suffix = f"_v{version}_{_stamp()}"
    there = set(inspect(connection).get_table_names())
    for name in [name for name in METADATA.tables if name in there]:
        connection.execute(text(f"CREATE TABLE {name}{suffix} AS SELECT * FROM {name}"))
    return suffix


def _stamp() -> str:
    return f"{datetime.datetime.now(datetime.UTC):%Y%m%dt%H%M%S}"
