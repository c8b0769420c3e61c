"""One desk a test, from workbooks built once; a place for a store, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest

from tests.xlsync.sync.desks import Desk, copied
from xlsync.build import build

POSTGRESQL = "XLSYNC_TEST_POSTGRESQL"
"""URL of a PostgreSQL server where this test may make databases: postgresql+psycopg://user@host/postgres."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store and the five annex workbooks, in one folder; never changed."""
    folder = tmp_path_factory.mktemp("bureau")
    build(None, folder, str(folder / "model.db"))
    return folder


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Desk:
    """A desk to work on."""
    return copied(built, tmp_path / "bureau")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """The place of a store that does not exist yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "équipe" / ".xlsync" / "model.db")
    else:
        yield from database()


def database():
    """A database of its own on the server that the environment names; dropped at the end."""
    server = os.environ.get(POSTGRESQL)
    if not server:
        message = f"no PostgreSQL server: set {POSTGRESQL}"
        (pytest.fail if os.environ.get("XLSYNC_STRICT") == "1" else pytest.skip)(message)
    from sqlalchemy import NullPool, create_engine, make_url, text

    name = f"xlsync_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
