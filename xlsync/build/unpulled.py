"""Refuses to overwrite a workbook that holds edits which the model has not taken."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from xlsync.annexes import kinds, schema
from xlsync.build.hidden import BASE_SHEET
from xlsync.build.places import locate
from xlsync.build.reading import ReadCell, Reader
from xlsync.errors import UnpulledEdits, WrongValue
from xlsync.model import ROW, normalize, to_text
from xlsync.workbook import Cell, Workbook
from xlsync.workbook.values import date_from_serial

SHOWN = 3
Where: TypeAlias = tuple[str, str, str]
"""Table, key, column: what names a cell in the base."""


def unpulled_edits(path: Path) -> None:
    """Passes when a file is absent, or holds just what was stamped into it.

    Args:
        path: An annex workbook, or nothing yet.

    Raises:
        UnpulledEdits: inputs differ from the base that the workbook carries, or it carries none.
        XlsyncError: the file cannot be read.
    """
    if not path.exists():
        return
    book = Workbook.open(path)
    convention = str(book.custom_properties.get("xlsync_convention", ""))
    kind = convention.split("/")[0]
    if kind not in kinds() or BASE_SHEET not in [entry.name for entry in book.sheets]:
        raise UnpulledEdits(
            f"{path.name} n’est pas un classeur d’annexes d’ici : déplacez-le avant de reconstruire",
            f"{path.name} is not an annex workbook of ours: move it before building",
        )
    changed = _changed(book, kind)
    if changed:
        shown = ", ".join(changed[:SHOWN]) + (" …" if len(changed) > SHOWN else "")
        raise UnpulledEdits(
            f"{path.name} contient {len(changed)} saisie(s) que le modèle n’a pas reprises ({shown}) : "
            "reprenez-les ou déplacez le fichier avant de reconstruire",
            f"{path.name} holds {len(changed)} edit(s) that the model has not taken ({shown}): "
            "take them or move the file before building",
        )


def _changed(book: Workbook, kind: str) -> list[str]:
    """What differs from the base: inputs, records added or gone, values over formulas, lines under tables."""
    base = read_base(book)
    reader = Reader(book, locate(schema(kind), book))
    changed: list[str] = []
    met: set[Where] = set()
    for cell in reader.cells():
        if cell.is_input:
            where = (cell.table, cell.key_text, ROW if cell.column.key else cell.column.name)
            same = where in base if cell.column.key else _text(cell) == base.get(where)
            if not same or where in met:
                changed.append(cell.address)
            met.add(where)
        elif cell.is_computed and cell.formula is None and cell.value not in (None, ""):
            changed.append(cell.address)
    under = [cell.address for place in reader.places.tables.values() for cell in reader.under(place)]
    return changed + under + [" ".join(where).strip() for where in base if where not in met]


def read_base(book: Workbook) -> dict[Where, str]:
    """The base that a workbook carries: text by table, key and column, `ROW` for a record itself."""
    cells = book.sheet(BASE_SHEET).cells
    last = max((row for row, _ in cells), default=1)
    base = {}
    for row in range(2, last + 1):
        table, key, column, value = (cells.get((row, at)) for at in range(1, 5))
        if table is not None and value is not None:
            base[str(table.value), _content(key), _content(column)] = str(value.value)
    return base


def _content(cell: Cell | None) -> str:
    return "" if cell is None or cell.value is None else str(cell.value)


def _text(cell: ReadCell) -> str | None:
    value = cell.value
    if cell.column.type == "date" and isinstance(value, float):
        value = date_from_serial(value)
    try:
        return to_text(normalize(value, cell.column), cell.column)
    except WrongValue:
        return str(value)
