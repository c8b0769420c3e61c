"""Stores of older versions, as these versions of the program made them, in SQLite and in PostgreSQL."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from tests.xlsync.store.samples import WRITE, issue
from xlsync.store import Store
from xlsync.store.engine import connect, store_url
from xlsync.store.migrations import MIGRATIONS, version_of
from xlsync.store.tables import METADATA, SCHEMA_VERSION

DUMPS = {number: Path(__file__).with_name(f"version_{number}") for number in MIGRATIONS}


@pytest.fixture(params=sorted(DUMPS))
def old(place, request):
    """The store, as its dump makes it."""
    dumps = DUMPS[request.param]
    url = store_url(place)
    if url.get_backend_name() == "sqlite":
        Path(place).parent.mkdir(parents=True)
        with closing(sqlite3.connect(place)) as connection:
            connection.executescript((dumps / "sqlite.sql").read_text(encoding="utf-8"))
    else:
        with connect(url).begin() as connection:
            connection.exec_driver_sql((dumps / "postgresql.sql").read_text(encoding="utf-8"))
    return place


def rows(engine, name):
    with engine.connect() as connection:
        return sorted(map(tuple, connection.execute(text(f"SELECT * FROM {name}"))), key=repr)


def described(place):
    """What a database says of the tables of a store."""
    found = inspect(connect(store_url(place)))
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted(tuple(one["column_names"]) for one in found.get_unique_constraints(name)),
            [(one["constrained_columns"], one["referred_table"]) for one in found.get_foreign_keys(name)],
            sorted(tuple(one["column_names"]) for one in found.get_indexes(name)),
        )
        for name in METADATA.tables
    }


def test_it_is_migrated_after_a_copy_and_keeps_every_row(old):
    engine = connect(store_url(old))
    tables = sorted(inspect(engine).get_table_names())
    before = {name: rows(engine, name) for name in tables}
    store = Store.open(old)
    assert store.backup is not None
    with engine.connect() as connection:
        assert version_of(connection) == SCHEMA_VERSION
    for name in set(tables) - {"xlsync_meta"}:
        assert rows(engine, name) == before[name]
    if engine.dialect.name == "sqlite":
        copy = connect(store_url(store.backup))
        assert {name: rows(copy, name) for name in tables} == before
        assert set(inspect(copy).get_table_names()) == set(tables)
    else:
        assert {name: rows(engine, f"{name}{store.backup}") for name in tables} == before


def test_it_is_read_and_takes_revisions_and_issues_as_a_new_one(old):
    store = Store.open(old)
    head = store.head()
    assert (head.number, head.author, head.message) == (1, "Gestion", "version 1")
    data = store.convention("intracting/exemple").set("versements", "versement=1", "montant", 175000)
    changes = store.differences([data], head.id)
    assert store.commit(changes, on=head.id, author="", origin="test", message="").number == 2
    kept, is_new = store.issues.add(b"PK", issue(revision=head.id))
    assert is_new
    assert Store.open(old).issues.log()[0] == kept
    store.keep(WRITE)
    (write,) = Store.open(old).writes.log()
    assert replace(write, time=None) == WRITE
    assert Store.open(old).backup is None


def test_its_tables_are_those_of_a_new_store(old, tmp_path):
    Store.open(old)
    migrated = described(old)
    if store_url(old).get_backend_name() == "sqlite":
        new = str(tmp_path / "neuf.db")
    else:
        new = old
        with connect(store_url(old)).begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    Store.create(new)
    assert described(new) == migrated
