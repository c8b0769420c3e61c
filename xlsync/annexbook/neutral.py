"""A workbook in memory made of cells, tables, names and properties: what a reader needs, no more.

openpyxl writes its form, the surgery of `xlsync.workbook` its cells. XlsxWriter would not do: it gives every
formula a value, the same for an empty text and for none, writes no typed error, loses the seventeenth digit,
and refuses longer names of sheets, tables that overlap or have no row, headings that stand twice; a document
of LibreOffice may hold all of these. openpyxl writes no value of a formula at all, hence the cells.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import openpyxl
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableColumn

from xlsync.workbook import Range, Workbook
from xlsync.workbook.cells import Cell
from xlsync.workbook.edits import SetFormula, SetValue, render
from xlsync.workbook.values import cell_name


@dataclass(frozen=True, slots=True)
class NeutralTable:
    """A table: its name, its cells with headings and totals, its headings, the number of totals rows."""

    name: str
    ref: Range
    headings: Sequence[str]
    totals_rows: int = 0


@dataclass(slots=True)
class NeutralSheet:
    """A sheet.

    Attributes:
        name: Text on its tab.
        cells: By row and column; of each, the value, the formula and whether it is an error count.
        hidden: Whether the sheet is hidden.
        hidden_rows: Rows that do not show.
        merged: Merged cells.
        tables: Its tables.
    """

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    tables: list[NeutralTable] = field(default_factory=list)


def neutral_workbook(
    sheets: Sequence[NeutralSheet], names: Mapping[str, str], properties: Mapping[str, str]
) -> Workbook:
    """A workbook that holds just that: openpyxl gives it its form, the surgery each of its cells.

    Args:
        sheets: In the order of the tabs.
        names: Defined names, each with what it stands for, without the equals sign.
        properties: Custom properties.

    Raises:
        ValueError: A name of a sheet or of a table that no workbook has.
    """
    book = Workbook.from_bytes(_form(sheets, names, properties))
    for entry, sheet in zip(book.sheets, sheets, strict=True):
        written = book.sheet(entry.name)
        text, data = written.text, written.data
        written.text = f"{text[: data.start]}<sheetData>{''.join(_rows(sheet))}</sheetData>{text[data.end :]}"
    return book


def _rows(sheet: NeutralSheet) -> Iterator[str]:
    rows: dict[int, list[str]] = {
        row: [] for row in sorted({*sheet.hidden_rows, *(row for row, _ in sheet.cells)})
    }
    for (row, column), cell in sorted(sheet.cells.items()):
        formula = cell.formula
        edit = SetValue(cell.value) if formula is None else SetFormula(formula, cell.value)
        rows[row].append(render(edit, "", cell_name(row, column), None))
    for row, cells in rows.items():
        hidden = ' hidden="1"' if row in sheet.hidden_rows else ""
        yield f'<row r="{row}"{hidden}>{"".join(cells)}</row>'


def _form(sheets: Sequence[NeutralSheet], names: Mapping[str, str], properties: Mapping[str, str]) -> bytes:
    """Everything but the cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        with warnings.catch_warnings(action="ignore"):  # names longer than those of Excel
            made = book.create_sheet(sheet.name)
        made.sheet_state = "hidden" if sheet.hidden else "visible"
        for area in sheet.merged:
            made.merged_cells.add(str(area))
        for table in sheet.tables:
            made.add_table(_table(table))
    for name, text in names.items():
        book.defined_names.add(DefinedName(name, attr_text=text))
    for name, value in properties.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _table(table: NeutralTable) -> Table:
    columns = [TableColumn(id=rank, name=heading) for rank, heading in enumerate(table.headings, start=1)]
    return Table(
        name=table.name,
        displayName=table.name,
        ref=str(table.ref),
        totalsRowCount=table.totals_rows,
        tableColumns=columns,
    )
