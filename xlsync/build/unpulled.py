"""Refuses to overwrite a workbook that holds edits which the model has not taken."""

from __future__ import annotations

from pathlib import Path

from xlsync.annexes import kinds, schema
from xlsync.build.hidden import BASE_SHEET
from xlsync.build.places import locate
from xlsync.build.reading import ReadCell, Reader
from xlsync.conventions.keys import key_text
from xlsync.errors import UnpulledEdits
from xlsync.model import normalize, to_text
from xlsync.workbook import Workbook
from xlsync.workbook.values import date_from_serial

SHOWN = 3


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
    base = read_base(book)
    inputs = {}
    for cell in Reader(book, locate(schema(kind), book)).cells():
        if cell.column.is_input and not cell.column.key:
            inputs[cell.table, key_text(_texts(cell)), cell.column.name] = cell
    changed = [cell.address for where, cell in inputs.items() if _text(cell) != base.get(where)]
    return changed + [
        f"{table} {key} {column}" for table, key, column in base if (table, key, column) not in inputs
    ]


def read_base(book: Workbook) -> dict[tuple[str, str, str], str]:
    """The base that a workbook carries: canonical text by table, key and column."""
    cells = book.sheet(BASE_SHEET).cells
    last = max((row for row, _ in cells), default=1)
    base = {}
    for row in range(2, last + 1):
        table, key, column, value = (cells.get((row, at)) for at in range(1, 5))
        if table is not None and column is not None and value is not None:
            base[str(table.value), str(key.value or "") if key else "", str(column.value)] = str(value.value)
    return base


def _texts(cell: ReadCell) -> dict[str, str]:
    return {name: f"{part:g}" if isinstance(part, float) else str(part) for name, part in cell.key.items()}


def _text(cell: ReadCell) -> str | None:
    value = cell.value
    if cell.column.type == "date" and isinstance(value, float):
        value = date_from_serial(value)
    try:
        return to_text(normalize(value, cell.column), cell.column)
    except (ValueError, TypeError):
        return str(value)
