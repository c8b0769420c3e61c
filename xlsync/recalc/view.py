"""What recalculation needs to know of a workbook, and no more.

Everything here reads a `Book`; `book_of` makes one from an `xlsync.workbook.Workbook`, the tests make
theirs by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from xlsync.recalc.language import language_of, signs_of
from xlsync.recalc.references import Area
from xlsync.workbook import Range, Sheet, Table, Workbook
from xlsync.workbook.contents import filtered_areas, hidden_rows, is_filtered
from xlsync.workbook.values import Address


class CellView(NamedTuple):
    """One cell.

    Attributes:
        value: Typed value, or the cached one of a formula.
        formula: Formula without its "=" sign; None for a typed value.
        array: Cells that share the result of an array formula; None for an ordinary one.
    """

    value: Any = None
    formula: str | None = None
    array: Area | None = None


@dataclass(frozen=True, slots=True)
class TableView:
    """One Excel table.

    Attributes:
        area: Every row of it, headings and totals included.
        columns: Headings, left to right.
        headings: Number of heading rows, 0 or 1.
        totals: Number of totals rows, 0 or 1.
    """

    name: str
    area: Area
    columns: tuple[str, ...]
    headings: int = 1
    totals: int = 0

    @property
    def data(self) -> Area:
        """The rows between headings and totals."""
        return self.area._replace(top=self.area.top + self.headings, bottom=self.area.bottom - self.totals)

    def column_index(self, name: str) -> int | None:
        """Position of a column from 0, without regard to case."""
        wanted = name.casefold()
        return next((i for i, column in enumerate(self.columns) if column.casefold() == wanted), None)


@dataclass(slots=True)
class Book:
    """A workbook as recalculation sees it.

    Attributes:
        sheets: Cells of each sheet by (row, column), both from 1; sheets in their order.
        tables: Tables by casefolded name.
        names: Defined names, casefolded, with the sheet they are limited to (None: the whole workbook).
        date1904: Dates count from 1904.
        language: "fr" or "en", that of whoever wrote it; None where it cannot be known.
        hidden: Rows of each sheet that do not show, where a formula asks for it.
        filtered: Those of them that a filter leaves out.
        signs: How the machine where it was written numbers signs.
    """

    sheets: dict[str, dict[tuple[int, int], CellView]]
    tables: dict[str, TableView] = field(default_factory=dict)
    names: dict[tuple[str | None, str], str] = field(default_factory=dict)
    date1904: bool = False
    language: str | None = "en"
    hidden: dict[str, frozenset[int]] = field(default_factory=dict)
    filtered: dict[str, frozenset[int]] = field(default_factory=dict)
    signs: str = "cp1252"

    def cell(self, cell: Address) -> CellView:
        """The cell at that place, blank when nothing was ever written there."""
        return self.sheets[cell.sheet].get((cell.row, cell.column), CellView())

    def sheet_named(self, name: str) -> str | None:
        """The sheet's own spelling of a name written in any case; None when there is no such sheet."""
        wanted = name.casefold()
        return next((sheet for sheet in self.sheets if sheet.casefold() == wanted), None)

    def name(self, name: str, sheet: str) -> str | None:
        """What a defined name stands for on that sheet: its own scope first, then the workbook's."""
        key = name.casefold()
        return self.names.get((sheet, key), self.names.get((None, key)))

    def formulas(self) -> dict[Address, str]:
        """Every formula by cell, in the order of the sheets."""
        new = tuple.__new__
        return {
            new(Address, (sheet, row, column)): view.formula
            for sheet, cells in self.sheets.items()
            for (row, column), view in cells.items()
            if view.formula is not None
        }

    def arrays(self) -> dict[Address, Area]:
        """The cells that array formulas fill, by the cell of the formula."""
        return {
            Address(sheet, *place): view.array
            for sheet, cells in self.sheets.items()
            for place, view in cells.items()
            if view.array is not None
        }

    def computed_arrays(self) -> dict[Address, Area]:
        """Those of them that are computed: `MAX_FILLED` cells in all, the first ones first."""
        found, count = {}, 0
        for cell, area in self.arrays().items():
            if count + area.size <= MAX_FILLED:
                found[cell] = area
                count += area.size
        return found


def template_key(book: Book) -> str:
    """What workbooks of one template share: formulas, their places, names, tables, hidden rows, language.

    And the versions of parameters that they carry, without which they would not be computed alike.

    Examples:
        >>> first = Book({"F": {(1, 1): CellView(1.0), (1, 2): CellView(2.0, "A1*2")}})
        >>> second = Book({"F": {(1, 1): CellView(5.0), (1, 2): CellView(0.0, "A1*2")}})
        >>> template_key(first) == template_key(second)
        True
    """
    told = hashlib.sha256()
    for sheet, cells in book.sheets.items():
        formulas = sorted((place, one.formula, one.array) for place, one in cells.items() if one.formula)
        told.update(repr((sheet, formulas)).encode())
    names = sorted(book.names.items(), key=repr)
    rows = [sorted(one.items()) for one in (_sorted(book.hidden), _sorted(book.filtered))]
    told.update(repr((names, book.tables, book.date1904, book.language, book.signs, rows)).encode())
    told.update(repr(_versions(book)).encode())
    return told.hexdigest()


def _versions(book: Book) -> list[tuple[tuple[int, int], Any]]:
    """What an annex carries of versions of parameters."""
    held = book.sheets.get(HIDDEN, {})
    return sorted((place, one.value) for place, one in held.items() if place[1] >= VERSIONS_COLUMN)


def makes_a_template(cell: Address) -> bool:
    """Whether the value of a typed cell tells templates apart: it is a version of a parameter."""
    return cell.sheet == HIDDEN and cell.column >= VERSIONS_COLUMN


def _sorted(rows: dict[str, frozenset[int]]) -> dict[str, list[int]]:
    return {sheet: sorted(found) for sheet, found in rows.items() if found}


def book_of(workbook: Workbook | Book) -> Book:
    """The view of a workbook; a view is returned as it is."""
    if isinstance(workbook, Book):
        return workbook
    sheets = {sheet.name: _cells_of(sheet) for sheet in workbook.worksheets()}
    tables = {table.display_name.casefold(): _table_view(table) for table in workbook.tables.values()}
    names = {
        (name.sheet, name.name.casefold()): name.text
        for name in workbook.names
        if not name.name.startswith("_xlnm.")
    }
    language, signs = speech_of(workbook)
    hidden, filtered = dict[str, frozenset[int]](), dict[str, frozenset[int]]()
    texts = "\n".join(chain(names.values(), (one.formula for one in _all(sheets) if one.formula))).upper()
    if any(name in texts for name in SEEING):
        hidden = {sheet.name: frozenset(hidden_rows(sheet)) for sheet in workbook.worksheets()}
        filtered = {
            sheet.name: _filtered(sheet, hidden[sheet.name], workbook) for sheet in workbook.worksheets()
        }
    return Book(sheets, tables, names, workbook.date1904, language, hidden, filtered, signs)


def _all(sheets: dict[str, dict[tuple[int, int], CellView]]) -> Iterator[CellView]:
    for cells in sheets.values():
        yield from cells.values()


def _filtered(sheet: Sheet, hidden: frozenset[int], workbook: Workbook) -> frozenset[int]:
    """The hidden rows that filters leave out: those of a sheet and those of its tables."""
    if not hidden:
        return hidden
    areas = [
        table.ref
        for table in workbook.tables.values()
        if table.sheet == sheet.name and is_filtered(workbook, table)
    ]
    areas += filtered_areas(sheet)
    return frozenset(row for row in hidden if any(one.first_row < row <= one.last_row for one in areas))


def _cells_of(sheet: Sheet) -> dict[tuple[int, int], CellView]:
    """The cells of a sheet; every cell of a data table is computed by it."""
    found, new, tables = dict[tuple[int, int], CellView](), tuple.__new__, []
    for place, cell in sheet.cells.items():
        value, formula, _, _, kind, covered, _ = cell
        if kind == "dataTable":
            formula, array = DATA_TABLE, None
            tables.append(cell)
        else:
            array = _array_area(Address(sheet.name, *place), covered) if kind == "array" else None
        found[place] = new(CellView, (value, formula, array))
    for cell in tables:
        try:
            area = Range.parse(cell.area)
        except ValueError:
            continue
        for other in [one for one in found if area.holds(*one)]:
            found[other] = CellView(found[other].value, DATA_TABLE)
    return found


MAX_FILLED = 250_000
"""Cells that the array formulas of a workbook fill, all together; those beyond are not computed, by name."""
DATA_TABLE = "TABLE()"
"""In place of a formula, what no engine here computes."""
SEEING = ("SUBTOTAL(", "AGGREGATE(")
"""Functions that leave out rows that do not show; without them, nobody asks which ones do not."""
HIDDEN = "_xlsync"
"""The sheet of the annexes, which are written in French."""
VERSIONS_COLUMN = 11
"""Column of that sheet, from 1, where the versions of parameters begin that the annex carries."""


def speech_of(workbook: Workbook) -> tuple[str | None, str]:
    """The language and the signs of a workbook, as in `Book`."""
    is_annex = any(one.name == HIDDEN for one in workbook.sheets)
    return "fr" if is_annex else language_of(workbook), signs_of(workbook)


def _array_area(first: Address, text: str) -> Area | None:
    """The cells that share an array formula; None where the file names none."""
    try:
        area = area_of(first.sheet, Range.parse(text))
    except ValueError:
        return None
    return area if area.first == first and area.size > 0 else None


def _table_view(table: Table) -> TableView:
    headings = tuple(column.name for column in table.columns)
    return TableView(
        table.display_name, area_of(table.sheet, table.ref), headings, table.header_rows, table.totals_rows
    )


def area_of(sheet: str, cells: Range) -> Area:
    """The cells of a sheet as an area."""
    return Area(sheet, cells.first_row, cells.first_column, cells.last_row, cells.last_column)
