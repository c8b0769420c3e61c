"""A table laid out by rows that gets as many data rows as its records need."""

from __future__ import annotations

from xlsync.workbook import ripple
from xlsync.workbook.book import Workbook
from xlsync.workbook.cells import Cell
from xlsync.workbook.follow import stretch_everything
from xlsync.workbook.markup import with_attribute
from xlsync.workbook.references import translate
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.stretch import Stretch
from xlsync.workbook.tables import Table
from xlsync.workbook.values import MAX_ROW, cell_name


def resize_rows(book: Workbook, table_name: str, count: int) -> None:
    """Gives a table so many data rows; only its totals row may stand below it.

    New rows are copies of the last one: styles, height, formulas; what people type there is blank. The totals
    row, the filter, formats, validations, names, print areas, charts and formulas that end there follow.

    Args:
        book: The workbook, changed in memory.
        table_name: Display name of the table.
        count: Data rows wanted, 1 or more.

    Raises:
        CannotResize: Something stands below or is merged across, a formula reads a row that would go, a query
            fills the table. The workbook is then as it was.
        MissingInWorkbook: No such table.
    """
    table = book.find_table(table_name)
    data = table.data
    delta = count - (data.last_row - data.first_row + 1)
    if delta == 0:
        return
    stretch = Stretch(
        sheet=table.sheet,
        by_rows=True,
        across=(data.first_column, data.last_column),
        start=data.first_row,
        last=data.last_row,
        delta=delta,
        block=1,
        tail=table.totals_rows,
    )
    with book.unchanged_on_refusal():
        sheet = book.sheet(table.sheet)
        _check(book, sheet, table, stretch, count)
        ripple.release_shared(sheet)
        stretch_everything(book, stretch, table=table)
        _move_cells(sheet, table, stretch)
        ripple.refresh_extent(sheet)


def _check(book: Workbook, sheet: Sheet, table: Table, stretch: Stretch, count: int) -> None:
    where = f"{table.sheet}!{table.ref}"
    if count < 1 or table.ref.last_row + stretch.delta > MAX_ROW:
        raise ripple.refuse(where, f"{count} lignes : impossible", f"{count} rows: impossible")
    if table.kind:
        raise ripple.refuse(where, "tableau rempli par une requête", "table filled by a query")
    ripple.refuse_unplaced(sheet, table)
    below = table.ref._replace(first_row=table.ref.last_row + 1, last_row=MAX_ROW)
    ripple.refuse_content(
        sheet,
        below,
        "cette cellule est sous le tableau : déplacez-la",
        "this cell is below the table: move it",
    )
    first = table.data.last_row if stretch.delta > 0 else stretch.new_last + 1
    last = table.ref.last_row + max(stretch.delta, 0)
    zone = table.ref._replace(first_row=first, last_row=last)
    ripple.refuse_arrays(sheet, zone)
    ripple.refuse_comments(book, sheet, zone._replace(first_row=min(stretch.last, stretch.new_last) + 1))
    for _, area in ripple.merges(sheet):
        if zone.meets(area):
            raise ripple.refuse(f"{sheet.name}!{area}", "cellules fusionnées", "merged cells")
    for other in book.tables.values():
        if other.sheet == table.sheet and other.part != table.part and zone.meets(other.ref):
            raise ripple.refuse(
                f"{sheet.name}!{other.ref}", "un autre tableau est dessous", "another table is below"
            )


def _move_cells(sheet: Sheet, table: Table, stretch: Stretch) -> None:
    columns = range(table.ref.first_column, table.ref.last_column + 1)
    last, totals = table.data.last_row, range(table.data.last_row + 1, table.ref.last_row + 1)
    moved = [
        (row + stretch.delta, column, sheet.markup((row, column), cell_name(row + stretch.delta, column)))
        for row in totals
        for column in columns
    ]
    attributes = {row: sheet.row_attributes(row) for row in (last, *totals)}
    attributes[last] = with_attribute(f"<row{attributes[last]}>", "hidden", None)[4:-1]
    sources = {column: _source(sheet, table, column) for column in columns}
    held = sheet.cells  # read once: each edit makes the whole sheet to be read again
    for row in range(min(last, stretch.new_last) + 1, table.ref.last_row + 1):
        for column in columns:
            if (row, column) in held:
                sheet.set_markup((row, column), "")
    for row in range(last + 1, stretch.new_last + 1):
        for column, (cell, formula, origin) in sources.items():
            _clone(
                sheet, (row, column), cell, formula and translate(formula, row - origin, 0), attributes[last]
            )
    for row, column, markup in moved:
        if markup:
            sheet.set_markup((row, column), markup, attributes[row - stretch.delta])
    sheet.drop_empty_rows(table.ref.last_row + stretch.delta + 1, table.ref.last_row)


def _source(sheet: Sheet, table: Table, column: int) -> tuple[Cell | None, str | None, int]:
    """Cell of the last data row in a column, and the nearest formula of a column that is computed."""
    last = table.data.last_row
    cell = sheet.cells.get((last, column))
    if cell is not None and cell.formula:
        return cell, cell.formula, last
    declared = table.columns[column - table.ref.first_column].formula
    if declared is None:
        return cell, None, last
    for row in range(last - 1, table.data.first_row - 1, -1):
        above = sheet.cells.get((row, column))
        if above is not None and above.formula:
            return cell, above.formula, row
    return cell, declared, last


def _clone(
    sheet: Sheet, where: tuple[int, int], cell: Cell | None, formula: str | None, attributes: str
) -> None:
    if cell is None and formula is None:
        return
    style = cell.style or None if cell else None
    if formula is not None:
        sheet.set_formula(where, formula, style=style)
    else:
        sheet.set_value(where, None, style=style, over_formula=True)
    sheet.describe_row(where[0], attributes)
