"""The tables of a store, version `SCHEMA_VERSION`. Rows are only ever added.

`changes` holds, for each revision, the cells that it changed, as canonical texts (NULL: blanked). The content
of a cell at a revision is its last change up to it; the column "" is the rank of a record in its table.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = 1

METADATA = MetaData()

META = Table(
    "xlsync_meta",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

REVISIONS = Table(
    "xlsync_revisions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(26), nullable=False, unique=True),
    Column("parent", String(26), nullable=False, unique=True),
    Column("time", String, nullable=False),
    Column("author", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("message", Text, nullable=False),
)
"""`parent` is "" for the first revision; it is unique, so that history has one line whatever happens."""

CHANGES = Table(
    "xlsync_changes",
    METADATA,
    Column("convention", Text, primary_key=True),
    Column("table_name", Text, primary_key=True),
    Column("row_key", Text, primary_key=True),
    Column("column_name", Text, primary_key=True),
    Column("revision", Integer, ForeignKey(REVISIONS.c.number), primary_key=True, index=True),
    Column("value", Text),
    sqlite_with_rowid=False,
)
