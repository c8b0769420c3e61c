"""Changes as a store keeps them: whole, readable, and undone whatever happened since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsync.model.cells import from_text
from xlsync.model.changes import ROW, Cell, CellChange, Numbering, RecordName, known_shapes, patched
from xlsync.model.identity import key_values
from xlsync.model.model import IDENTITY
from xlsync.model.versions import is_kind


def settled(
    cells: Mapping[Cell, str], changes: Sequence[CellChange], numbering: Numbering
) -> list[CellChange]:
    """Changes with all that comes and goes with them.

    A record of generated rows exists as far as its cells do. Cells go with their record, records with their
    convention, and the cells of a record that is not there do not come.

    Args:
        cells: Every cell before of the conventions concerned.
        changes: Theirs, those of records (`ROW`) with the ranks that they are to have.
        numbering: Gives a rank to the records that must come.

    Returns:
        What changes in fact, in the order of conventions, tables, keys and columns.
    """
    wanted = {change.cell: change.after for change in changes}
    after = patched(cells, changes)
    touched: dict[RecordName, dict[str, str]] = {cell[:3]: {} for cell in wanted}
    gone = {record[0] for record in touched if not _is_there(after, record[0])}
    for cell, text in after.items():
        if cell[:3] in touched or cell[0] in gone:
            touched.setdefault(cell[:3], {})[cell[3]] = text
    for record, texts in touched.items():
        if record[0] in gone or not _exists(record, texts):
            wanted |= {(*record, column): None for column in texts}
        elif ROW not in texts:
            wanted[*record, ROW] = str(numbering.known(record) or numbering.next(record))
    changed = sorted(cell for cell, text in wanted.items() if cells.get(cell) != text)
    return [CellChange(*cell, cells.get(cell), wanted[cell]) for cell in changed]


def undoing(
    cells: Mapping[Cell, str], changes: Sequence[CellChange], numbering: Numbering
) -> list[CellChange]:
    """What undoes changes, however old; what they did to a record that is gone since is left alone.

    Args:
        cells: Every cell of the conventions concerned, as they are now.
        changes: What is to be undone.
        numbering: As `settled`.

    Returns:
        As `settled`.
    """
    back = {change.cell[:3] for change in changes if change.column == ROW and change.after is None}
    inverse = [
        change.inverse() for change in changes if change.cell[:3] in back or _may_change(cells, change.cell)
    ]
    return settled(cells, inverse, numbering)


def check_readable(changes: Sequence[CellChange]) -> None:
    """Refuses what could not be read again.

    Raises:
        WrongValue: a text, or a key, that is not of the type of its column.
    """
    for change in changes:
        found = known_shapes(change.convention).get(change.table)
        if change.after is None or found is None:
            continue
        if change.column == ROW:
            key_values(found, change.key)
        for column in found.values:
            if column.name == change.column:
                from_text(change.after, column)


def _is_there(cells: Mapping[Cell, str], convention: str) -> bool:
    return is_kind(convention) or (convention, IDENTITY, "", ROW) in cells


def _may_change(cells: Mapping[Cell, str], cell: Cell) -> bool:
    """The record is there, or exists as soon as it holds something."""
    record = cell[:3]
    return (*record, ROW) in cells or (not _is_typed(record) and _is_there(cells, record[0]))


def _exists(record: RecordName, texts: Mapping[str, str]) -> bool:
    if _is_typed(record):
        return ROW in texts
    return known_shapes(record[0])[record[1]].is_single or bool(texts.keys() - {ROW})


def _is_typed(record: RecordName) -> bool:
    """A record of a table that this version lacks exists by its rank too."""
    found = known_shapes(record[0]).get(record[1])
    return found is None or found.is_typed
