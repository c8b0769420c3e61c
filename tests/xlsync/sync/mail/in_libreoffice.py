"""What a partner does in LibreOffice, step by step; run by the Python that LibreOffice comes with.

    python3 in_libreoffice.py PIPE JOBS

LibreOffice listens on the pipe; JOBS is a JSON file: [{"source", "target", "steps": [[verb, argument…]…]}…].
The target ends with .xlsx or .ods. Nothing else of the project is imported: this Python does not have it; the
other one lacks `uno`, which is why it is imported where it is used.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}


def setting(name, value):
    """One named setting."""
    import uno

    found = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    found.Name, found.Value = name, value
    return found


def connected(pipe, tries=60):
    """The desktop of the LibreOffice that listens on that pipe."""
    import uno
    from com.sun.star.connection import NoConnectException

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(tries):
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
        else:
            return remote.ServiceManager.createInstance("com.sun.star.frame.Desktop")
    raise SystemExit("LibreOffice does not answer")


def area(book, sheet, cells):
    """A range of cells."""
    return book.Sheets.getByName(sheet).getCellRangeByName(cells)


def put(book, sheet, cell, value):
    """A number typed in a cell."""
    area(book, sheet, cell).Value = value


def write(book, sheet, cell, text):
    """A text typed in a cell, numbers too."""
    area(book, sheet, cell).String = text


def sort(book, sheet, cells, column, ascending):
    """Rows sorted by a column."""
    import uno

    field = uno.createUnoStruct("com.sun.star.table.TableSortField")
    field.Field, field.IsAscending = column, ascending
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    area(book, sheet, cells).sort((setting("SortFields", fields), setting("ContainsHeader", False)))


def hide(book, sheet, rows):
    """Rows hidden by hand."""
    area(book, sheet, rows).Rows.IsVisible = False


def keep(book, table, column, text):
    """A table filtered: only the rows with that text stay visible."""
    import uno

    found = book.DatabaseRanges.getByName(table)
    found.AutoFilter = True
    description = found.getFilterDescriptor()
    field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
    field.Field, field.IsNumeric, field.StringValue = column, False, text
    field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    description.ContainsHeader = True
    description.setFilterFields((field,))
    found.refresh()


def rename(book, sheet, name):
    """A sheet renamed."""
    book.Sheets.getByName(sheet).Name = name


def move(book, sheet, place):
    """A sheet moved."""
    book.Sheets.moveByName(sheet, place)


def copy(book, sheet, name):
    """A sheet copied to the end."""
    book.Sheets.copyByName(sheet, name, book.Sheets.Count)


def insert_column(book, sheet, place):
    """A column inserted."""
    book.Sheets.getByName(sheet).Columns.insertByIndex(place, 1)


def insert_row(book, sheet, place):
    """A row inserted."""
    book.Sheets.getByName(sheet).Rows.insertByIndex(place, 1)


def widen(book, table):
    """A table with one more column at its right."""
    found = book.DatabaseRanges.getByName(table)
    cells = found.DataArea
    cells.EndColumn += 1
    found.DataArea = cells


def merge(book, sheet, cells):
    """Cells merged."""
    area(book, sheet, cells).merge(True)


def protect(book, sheet):
    """A sheet protected with a password."""
    book.Sheets.getByName(sheet).protect("secret")


def recalculate(book):
    """Everything computed again by a LibreOffice that lacks the functions."""
    book.calculateAll()


VERBS = {
    one.__name__: one
    for one in (
        put, write, sort, hide, keep, rename, move, copy, insert_column, insert_row, widen, merge, protect,
        recalculate,
    )
}  # fmt: skip


def main(pipe, jobs):
    """Do every job, then close LibreOffice."""
    desktop = connected(pipe)
    hidden = setting("Hidden", True)
    for job in json.loads(Path(jobs).read_text(encoding="utf-8")):
        book = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, (hidden,))
        for verb, *arguments in job["steps"]:
            VERBS[verb](book, *arguments)
        target = Path(job["target"])
        name = setting("FilterName", FILTERS[target.suffix])
        book.storeToURL(target.as_uri(), (name,))
        book.close(True)
    desktop.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
