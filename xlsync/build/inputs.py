"""The inputs that an annex workbook holds, as a convention of the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlsync.annexbook.cells import Reader, typed
from xlsync.annexbook.identify import identify
from xlsync.annexbook.places import locate
from xlsync.model import ConventionData, Shape, convention_data, shapes
from xlsync.model.shapes import SINGLE
from xlsync.workbook import Workbook


def inputs_of(book: Workbook, convention: str, path: Path | str = "") -> ConventionData:
    """What people typed in a workbook.

    Args:
        book: An annex workbook.
        convention: Id of the convention that gets these inputs, of the kind of the workbook.
        path: Its file, for messages.

    Raises:
        UnknownKind: it is no annex workbook.
        WrongValue, InvalidKey: an input does not fit its column.
    """
    declared = identify(book, path).schema
    fields: dict[str, Any] = {}
    records: dict[str, dict[int, dict[str, Any]]] = {}
    places = locate(declared, book)
    for cell in Reader(book, places).cells():
        if cell.is_input and cell.table in SINGLE:
            fields[cell.column.name] = typed(cell, book.date1904)
        elif cell.is_input:
            line = cell.at if places.tables[cell.table].table.layout == "columns" else cell.row
            record = records.setdefault(cell.table, {}).setdefault(line, dict(cell.key))
            record[cell.column.name] = typed(cell, book.date1904)
    kept = {
        name: [record for record in records[name].values() if _holds_input(record, shape)]
        for name, shape in shapes(declared.kind).items()
        if name in records
    }
    return convention_data(convention, fields, kept)


def _holds_input(record: dict[str, Any], shape: Shape) -> bool:
    """A record of a table whose keys are generated counts only when someone typed in it."""
    typed_in = any(record.get(column.name) not in (None, "") for column in shape.values)
    return shape.source == "input" or typed_in
