"""Tables of a document that lost their range, found again by the labels that are printed around them."""

from __future__ import annotations

from collections.abc import Sequence

from xlsync.annexbook.neutral import NeutralSheet, NeutralTable
from xlsync.annexbook.places import TablePlace
from xlsync.annexes import Schema, Table
from xlsync.workbook import Range


def find_by_labels(declared: Schema, sheets: Sequence[NeutralSheet]) -> None:
    """Gives sheets the tables that have no range, where all their labels stand together.

    Labels stand side by side over a table laid out by rows or by blocks, under one another left of one laid
    out by columns. A table that is not found is missing, and whoever reads the workbook says so.

    Args:
        declared: The schema of the document.
        sheets: Its sheets, which get the tables.
    """
    known = {table.name.casefold() for sheet in sheets for table in sheet.tables}
    for table in declared.tables:
        for sheet in sheets if table.excel.casefold() not in known else ():
            ref = _found(sheet, table)
            if ref is not None:
                sheet.tables.append(NeutralTable(table.excel, ref, headings(sheet, ref), totals_rows(table)))
                break


def headings(sheet: NeutralSheet, ref: Range) -> list[str]:
    """Texts of the first row of a table; a blank one is numbered, as spreadsheets do."""
    return [
        _text(sheet, ref.first_row, column) or f"Colonne{column}"
        for column in range(ref.first_column, ref.last_column + 1)
    ]


def totals_rows(table: Table) -> int:
    """Number of totals rows under a table."""
    return int(table.layout == "rows" and table.has_totals)


def _found(sheet: NeutralSheet, table: Table) -> Range | None:
    for row, column in sorted(sheet.cells):
        if _plain(_text(sheet, row, column)) == _plain(table.columns[0].label.fr):
            ref = _at(sheet, table, row, column)
            if ref is not None:
                return ref
    return None


def _at(sheet: NeutralSheet, table: Table, row: int, column: int) -> Range | None:
    """The table whose first label stands there, None when the others do not follow."""
    if table.layout == "columns":
        return _beside(sheet, TablePlace(table, sheet.name, row, column, 1))
    labels = [one.label.fr for one in table.columns]
    if any(_text_differs(sheet, row, column + rank, label) for rank, label in enumerate(labels)):
        return None
    right = column + len(labels) - 1
    if table.blocks:
        right = _last_of_blocks(sheet, table, row, right)
    return _down(sheet, table, Range(row, column, row, right)) if right else None


def _beside(sheet: NeutralSheet, place: TablePlace) -> Range | None:
    """A table by columns: records go right until a column without a heading."""
    for line in place.lines:
        if not line.key and _text_differs(sheet, place.line_row(line.name), place.left, line.label.fr):
            return None
    right = place.first_record
    while _text(sheet, place.header, right + 1):
        right += 1
    return Range(place.header, place.left, place.last, right)


def _last_of_blocks(sheet: NeutralSheet, table: Table, row: int, right: int) -> int:
    """Last column of the blocks right of that one, 0 when there is none."""
    labels = [_plain(one.label.fr) for one in table.blocks.columns] if table.blocks else []
    first = right
    while all(
        f"{_plain(_text(sheet, row, right + rank))} ".startswith(f"{label} ")
        for rank, label in enumerate(labels, start=1)
    ):
        right += len(labels)
    return right if right > first else 0


def _down(sheet: NeutralSheet, table: Table, ref: Range) -> Range:
    """The table under a row of headings: it ends before the first blank row."""
    last = ref.first_row
    while any(_text(sheet, last + 1, at) for at in range(ref.first_column, ref.last_column + 1)):
        last += 1
    return ref._replace(last_row=max(last, ref.first_row + 1 + totals_rows(table)))


def _text_differs(sheet: NeutralSheet, row: int, column: int, label: str) -> bool:
    return _plain(_text(sheet, row, column)) != _plain(label)


def _text(sheet: NeutralSheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return "" if cell is None or cell.value is None else str(cell.value)


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()
