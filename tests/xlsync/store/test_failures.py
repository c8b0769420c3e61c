"""What a disk, a folder or a file refuses: one sentence, and nothing half done."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec

import pytest

from tests.shared import ROOT
from tests.xlsync.model.samples import INTRACTING, model
from tests.xlsync.store.whole import commit_model
from xlsync.errors import AlreadyThere, CannotWrite, MissingLibrary, NotAStore, StoreBusy
from xlsync.store import Store, engine

FACTS = {"author": "", "origin": "", "message": ""}

FULL = """
import resource, sys
from tests.xlsync.model.samples import INTRACTING, model
from tests.xlsync.store.whole import commit_model
from xlsync.errors import CannotWrite
from xlsync.store import Store
place, action, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = None if action == "create" else Store.open(place)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    if store is None:
        Store.create(place, model(), author="", origin="", message="")
    else:
        long = model()
        for number in range(100, 160):
            row = {"numero": number, "objet": "a" * 30_000}
            long = long.add_row(INTRACTING, "avenants", row)
        commit_model(store, long, on=store.head().id, author="", origin="", message="")
except CannotWrite as error:
    sys.exit(f"refused: {error}")
"""


def on_a_full_disk(place, action, size):
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(place), action, str(size)],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    return run.stderr


@pytest.mark.skipif(find_spec("resource") is None, reason="this system has no file size limit")
@pytest.mark.parametrize("size", [0, 4096, 30_000])
def test_a_disk_full_at_creation_leaves_nothing(tmp_path, size):
    assert "refused" in on_a_full_disk(tmp_path / "a" / ".xlsync" / "model.db", "create", size)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(find_spec("resource") is None, reason="this system has no file size limit")
def test_a_disk_full_at_a_commit_leaves_the_store_as_it_was(tmp_path):
    place = tmp_path / "model.db"
    Store.create(place, model(), **FACTS)
    before = place.read_bytes()
    assert "rien n’a été écrit" in on_a_full_disk(place, "commit", len(before) + 8192)
    assert Store.open(place).read().equals(model())
    assert [path.name for path in tmp_path.iterdir()] == ["model.db"]
    assert len(Store.open(place).log()) == 1


def test_an_error_in_the_model_leaves_no_store(tmp_path):
    tables = dict(model().tables)
    tables["intracting", "versements"] = tables["intracting", "versements"].assign(versement=1)
    with pytest.raises(Exception, match="versement=1"):
        Store.create(tmp_path / "a" / "model.db", type(model())(tables), **FACTS)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_store_is_refused_and_kept(tmp_path):
    other = tmp_path / "model.db"
    other.write_bytes(b"PK\x03\x04 something else" * 100)
    with pytest.raises(NotAStore, match=r"model\.db"):
        Store.open(other)
    with pytest.raises(AlreadyThere):
        Store.create(other)
    assert other.read_bytes().startswith(b"PK")


def test_another_database_is_refused(tmp_path):
    other = tmp_path / "autre.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE a (b)")
    with pytest.raises(NotAStore, match="autre"):
        Store.open(other)


def test_a_damaged_store_is_said_damaged(tmp_path):
    place = tmp_path / "model.db"
    Store.create(place, model(), **FACTS)
    content = bytearray(place.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    place.write_bytes(content)
    with pytest.raises(NotAStore, match="abîmé"):
        Store.open(place).read()


@pytest.mark.parametrize("place", ["mysql+inconnu://a/b", "postgresql+inconnu://a/b"])
def test_a_missing_driver_is_named(place):
    with pytest.raises(MissingLibrary, match="psycopg"):
        Store.open(place)


def test_an_address_that_is_none_is_refused():
    with pytest.raises(NotAStore, match="chemin"):
        Store.open("postgresql+psycopg://hote:port/base")


def test_a_password_is_never_shown():
    assert "secret" not in engine.shown(engine.store_url("postgresql+psycopg://moi:secret@hote/base"))


def test_a_store_held_by_another_program_is_said_busy(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    place = tmp_path / "model.db"
    store = Store.create(place, model(), **FACTS)
    with closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        changed = model().set(INTRACTING, "versements", "1", "taux", 0.03)
        assert store.read().equals(model())
        with pytest.raises(StoreBusy, match="réessayer"):
            commit_model(store, changed, on=store.head().id, **FACTS)
        other.execute("ROLLBACK")
    assert commit_model(store, changed, on=store.head().id, **FACTS).number == 2


def test_a_read_only_store_is_read_and_not_written(tmp_path, monkeypatch):
    """SQLite itself is told not to write: the mode of a file stops everyone but root."""
    settle = engine._settle

    def read_only(connection, record):
        settle(connection, record)
        connection.execute("PRAGMA query_only = ON")

    Store.create(tmp_path / "model.db", model(), **FACTS)
    monkeypatch.setattr(engine, "_settle", read_only)
    store = Store.open(tmp_path / "model.db")
    changed = model().set(INTRACTING, "versements", "1", "taux", 0.03)
    assert store.read().equals(model())
    with pytest.raises(CannotWrite, match="lecture seule"):
        commit_model(store, changed, on=store.head().id, **FACTS)


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    with pytest.raises(CannotWrite, match=r"model\.db"):
        Store.create(tmp_path / "fichier" / "model.db")
