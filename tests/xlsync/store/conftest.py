"""Where stores are tested: a SQLite file always, a PostgreSQL database where one is given."""

import os
import uuid

import pytest

POSTGRESQL = "XLSYNC_TEST_POSTGRESQL"
"""URL of a PostgreSQL server where this test may make databases: postgresql+psycopg://user@host/postgres."""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """The place of a store that does not exist yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "équipe" / ".xlsync" / "model.db")
    else:
        yield from _database()


def _database():
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
