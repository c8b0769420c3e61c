"""Reads and adds rows of the history, inside a transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, select

from xlsync.model.changes import ROW, Cell, CellChange, Cells
from xlsync.model.model import IDENTITY
from xlsync.store.revisions import Revision, from_row, to_row
from xlsync.store.tables import CHANGES, META, REVISIONS

CELL = (CHANGES.c.convention, CHANGES.c.table_name, CHANGES.c.row_key, CHANGES.c.column_name)
"""The columns that name a cell."""
BATCH = 5_000
OF_KIND = "/"
"""What ends the name of a kind, where all its conventions are meant."""


def lock(connection: Connection) -> None:
    """Holds other commits back: a row lock where the transaction did not begin with one."""
    connection.execute(select(META.c.value).with_for_update()).all()


def head(connection: Connection) -> Revision | None:
    """The last revision."""
    row = connection.execute(select(REVISIONS).order_by(REVISIONS.c.number.desc()).limit(1)).first()
    return from_row(row) if row else None


def find(connection: Connection, revision: str) -> Revision | None:
    """A revision by its id."""
    row = connection.execute(select(REVISIONS).where(REVISIONS.c.id == revision)).first()
    return from_row(row) if row else None


def cells(connection: Connection, number: int, convention: str | None = None) -> Cells:
    """The content of every cell at the revision of that rank, with the ranks of records.

    Args:
        connection: The store.
        number: Rank of the revision.
        convention: Only the cells of that one; of all those of a kind for "<kind>/".
    """
    query = _up_to(number, convention)
    last = _by_cell(connection.execute(query.order_by(CHANGES.c.revision)))
    return {cell: value for cell, value in last.items() if value is not None}


def ranks(connection: Connection, number: int, convention: str) -> Cells:
    """The last rank of every record that a convention ever had: one that comes back finds its place again.

    Of all those of a kind for "<kind>/".
    """
    query = _up_to(number, convention).where(CHANGES.c.column_name == ROW, CHANGES.c.value.is_not(None))
    return _by_cell(connection.execute(query.order_by(CHANGES.c.revision)))


def conventions(connection: Connection, number: int) -> list[str]:
    """Ids of the conventions at the revision of that rank, in alphabetical order."""
    query = _up_to(number, None).where(CHANGES.c.table_name == IDENTITY, CHANGES.c.column_name == ROW)
    last = _by_cell(connection.execute(query.order_by(CHANGES.c.revision)))
    return sorted(cell[0] for cell, value in last.items() if value is not None)


def holders(connection: Connection, table: str) -> set[str]:
    """The conventions that have, or had, a record of a table."""
    query = select(CHANGES.c.convention).where(CHANGES.c.table_name == table, CHANGES.c.column_name == ROW)
    return set(connection.execute(query.distinct()).scalars())


def is_changed(connection: Connection, number: int, convention: str) -> bool:
    """A revision after the one of that rank changed a cell of a convention."""
    query = select(CHANGES.c.revision).where(CHANGES.c.revision > number, CHANGES.c.convention == convention)
    return connection.execute(query.limit(1)).first() is not None


def last_changes(connection: Connection, convention: str) -> dict[Cell, Revision]:
    """The last revision that changed each cell of a convention."""
    query = select(*CELL, func.max(CHANGES.c.revision)).where(CHANGES.c.convention == convention)
    last = _by_cell(connection.execute(query.group_by(*CELL)))
    concerned = select(CHANGES.c.revision).where(CHANGES.c.convention == convention)
    found = connection.execute(select(REVISIONS).where(REVISIONS.c.number.in_(concerned)))
    by_number = {row.number: from_row(row) for row in found}
    return {cell: by_number[number] for cell, number in last.items()}


def changes(connection: Connection, number: int) -> list[CellChange]:
    """What the revision of that rank changed, in the order of conventions, tables, keys and columns."""
    own = CHANGES.alias("own")
    same = and_(own.c.revision == number, *(own.c[column.name] == column for column in CELL))
    earlier = select(*CELL, CHANGES.c.value).join(own, same).where(CHANGES.c.revision < number)
    before = _by_cell(connection.execute(earlier.order_by(CHANGES.c.revision)))
    now = _by_cell(connection.execute(select(*CELL, CHANGES.c.value).where(CHANGES.c.revision == number)))
    return [CellChange(*cell, before.get(cell), now[cell]) for cell in sorted(now)]


def add(connection: Connection, revision: Revision, changed: Sequence[CellChange]) -> None:
    """One more revision.

    Raises:
        IntegrityError: its parent has a successor already.
    """
    connection.execute(insert(REVISIONS).values(**to_row(revision)))
    names = [column.name for column in CELL]
    rows = [
        {**dict(zip(names, change.cell, strict=True)), "revision": revision.number, "value": change.after}
        for change in changed
    ]
    for start in range(0, len(rows), BATCH):
        connection.execute(insert(CHANGES), rows[start : start + BATCH])


def _up_to(number: int, convention: str | None) -> Select[Any]:
    """Every content that cells had up to a revision, of one convention, of a kind or of all."""
    query = select(*CELL, CHANGES.c.value).where(CHANGES.c.revision <= number)
    if convention is None:
        return query
    if convention.endswith(OF_KIND):
        return query.where(CHANGES.c.convention.startswith(convention, autoescape=True))
    return query.where(CHANGES.c.convention == convention)


def _by_cell(rows: Iterable[Sequence[Any]]) -> dict[Cell, Any]:
    """The last content of each cell, rows being in the order of revisions."""
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}
