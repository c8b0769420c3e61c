"""A fake older version: the store of version 0 has no message on its revisions."""

import pytest
from sqlalchemy import inspect, text

from tests.xlsync.model.samples import model
from xlsync.errors import CannotWrite, StoreTooNew
from xlsync.store import Store
from xlsync.store.engine import connect, store_url
from xlsync.store.migrations import MIGRATIONS, migrate, version_of
from xlsync.store.tables import SCHEMA_VERSION

FACTS = {"author": "", "origin": "", "message": "avant"}


def add_message(connection):
    connection.execute(text("ALTER TABLE xlsync_revisions ADD COLUMN message TEXT NOT NULL DEFAULT 'repris'"))


def fail_halfway(connection):
    add_message(connection)
    raise RuntimeError("halfway")


@pytest.fixture
def old(place):
    Store.create(place, model(), **FACTS)
    with connect(store_url(place)).begin() as connection:
        connection.execute(text("ALTER TABLE xlsync_revisions DROP COLUMN message"))
        connection.execute(text("UPDATE xlsync_meta SET value = '0' WHERE name = 'schema_version'"))
    return place


def set_version(place, version):
    with connect(store_url(place)).begin() as connection:
        query = text("UPDATE xlsync_meta SET value = :version WHERE name = 'schema_version'")
        connection.execute(query, {"version": str(version)})


def test_an_older_store_is_migrated_after_a_copy(old):
    engine = connect(store_url(old))
    kept = migrate(engine, old, {0: add_message}, 1)
    store = Store.open(old)
    assert store.read().equals(model())
    assert store.head().message == "repris"
    if engine.dialect.name == "sqlite":
        copy = connect(store_url(kept))
        with copy.connect() as connection:
            assert version_of(connection) == 0
        columns = inspect(copy).get_columns("xlsync_revisions")
        assert "message" not in [column["name"] for column in columns]
    else:
        columns = inspect(engine).get_columns(f"xlsync_revisions{kept}")
        assert "message" not in [column["name"] for column in columns]


def test_a_migration_that_fails_leaves_the_older_store(old):
    engine = connect(store_url(old))
    with pytest.raises(RuntimeError, match="halfway"):
        migrate(engine, old, {0: fail_halfway}, 1)
    with engine.connect() as connection:
        assert version_of(connection) == 0
    assert "message" not in [column["name"] for column in inspect(engine).get_columns("xlsync_revisions")]


def test_migrations_follow_each_other(old):
    seen = []
    migrations = {0: lambda connection: seen.append(0), 1: lambda connection: seen.append(1)}
    migrate(connect(store_url(old)), old, migrations, 2)
    assert seen == [0, 1]


def test_without_a_copy_nothing_migrates(tmp_path, monkeypatch):
    place = tmp_path / "model.db"
    Store.create(place, model(), **FACTS)
    set_version(place, 0)
    monkeypatch.setattr("xlsync.store.migrations._stamp", lambda: "copie")
    (tmp_path / "model.v0.copie.tmp").mkdir()
    with pytest.raises(CannotWrite, match="sauvegarde"):
        migrate(connect(store_url(place)), str(place), {0: add_message}, 1)
    with connect(store_url(place)).connect() as connection:
        assert version_of(connection) == 0


def test_a_newer_store_is_refused_and_left_alone(place):
    Store.create(place, model(), **FACTS)
    set_version(place, SCHEMA_VERSION + 1)
    with pytest.raises(StoreTooNew, match="mettre xlsync à jour") as caught:
        Store.open(place)
    assert caught.value.version == SCHEMA_VERSION + 1


def test_a_store_of_this_version_is_opened_as_it_is(place):
    Store.create(place, model(), **FACTS)
    assert Store.open(place).backup is None


def test_every_older_version_has_its_migration():
    assert sorted(MIGRATIONS) == list(range(1, SCHEMA_VERSION))
