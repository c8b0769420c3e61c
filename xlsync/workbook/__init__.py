"""Workbooks read and changed without touching what is not asked for; see `docs.md`."""

from xlsync.workbook.book import DefinedName, SheetEntry, Workbook
from xlsync.workbook.cells import Cell
from xlsync.workbook.package import Package
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.tables import Table, TableCell, TableColumn
from xlsync.workbook.values import ErrorValue, Range

__all__ = [
    "Cell",
    "DefinedName",
    "ErrorValue",
    "Package",
    "Range",
    "Sheet",
    "SheetEntry",
    "Table",
    "TableCell",
    "TableColumn",
    "Workbook",
]
