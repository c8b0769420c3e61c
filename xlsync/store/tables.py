"""The tables of a store, version `SCHEMA_VERSION`. Rows are only ever added.

`changes` holds, for each revision, the cells that it changed, as canonical texts (NULL: blanked). The content
of a cell at a revision is its last change up to it; the column "" is the rank of a record in its table.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 3

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

CONTENTS = Table(
    "xlsync_contents",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""The bytes of workbooks that were issued, by their SHA-256."""

ISSUES = Table(
    "xlsync_issues",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(52), nullable=False, unique=True),
    Column("hash", String(64), ForeignKey(CONTENTS.c.hash), nullable=False),
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
"""Who was sent which bytes, and when. The revision may be one of another store, from which the issue came."""

WRITES = Table(
    "xlsync_writes",
    METADATA,
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
"""The receipts of what commands wrote into workbooks: hashes of the file, and its parts that changed."""
