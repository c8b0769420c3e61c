"""A workbook in memory made of cells, tables, names and properties: what a reader needs, no more."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlsync.workbook import ErrorValue, Range, Workbook
from xlsync.workbook.cells import Cell
from xlsync.workbook.properties import PART, write_properties
from xlsync.workbook.values import cell_name, encode_text, escape, escape_attribute, number_text

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HIDDEN_SHEET, _HIDDEN_ROW = ' state="hidden"', ' hidden="1"'


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
    """A workbook that holds just that.

    Args:
        sheets: In the order of the tabs.
        names: Defined names, each with what it stands for, without the equals sign.
        properties: Custom properties.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for part, content in _parts(sheets, names, properties):
            archive.writestr(part, content)
    return Workbook.from_bytes(stream.getvalue())


def _parts(
    sheets: Sequence[NeutralSheet], names: Mapping[str, str], properties: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield "xl/workbook.xml", _list_of(sheets, names)
    found = [("worksheet", f"worksheets/sheet{rank}.xml") for rank, _ in enumerate(sheets, start=1)]
    yield "xl/_rels/workbook.xml.rels", _relations(found)
    empty = f'<Properties xmlns="{_DOCUMENT}/custom-properties" xmlns:vt="{_DOCUMENT}/docPropsVTypes"/>'
    yield PART, write_properties(empty, dict(properties))
    number = 0
    for rank, sheet in enumerate(sheets, start=1):
        yield f"xl/worksheets/sheet{rank}.xml", _sheet(sheet)
        tables = [f"../tables/table{number + place}.xml" for place, _ in enumerate(sheet.tables, start=1)]
        yield f"xl/worksheets/_rels/sheet{rank}.xml.rels", _relations([("table", one) for one in tables])
        for table in sheet.tables:
            number += 1
            yield f"xl/tables/table{number}.xml", _table(table, number)


def _relations(found: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{rank}" Type="{_DOCUMENT}/relationships/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(found, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'


def _list_of(sheets: Sequence[NeutralSheet], names: Mapping[str, str]) -> str:
    tabs = "".join(
        f'<sheet name="{escape_attribute(sheet.name)}" sheetId="{rank}" r:id="rId{rank}"'
        f"{_HIDDEN_SHEET if sheet.hidden else ''}/>"
        for rank, sheet in enumerate(sheets, start=1)
    )
    defined = "".join(
        f'<definedName name="{escape_attribute(name)}">{escape(text)}</definedName>'
        for name, text in names.items()
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}/relationships"><sheets>{tabs}</sheets>'
        f"<definedNames>{defined}</definedNames></workbook>"
    )


def _sheet(sheet: NeutralSheet) -> str:
    rows: dict[int, list[str]] = {
        row: [] for row in sorted({*sheet.hidden_rows, *(at[0] for at in sheet.cells)})
    }
    for (row, column), cell in sorted(sheet.cells.items()):
        rows[row].append(_cell(cell_name(row, column), cell))
    lines = "".join(
        f'<row r="{row}"{_HIDDEN_ROW if row in sheet.hidden_rows else ""}>{"".join(cells)}</row>'
        for row, cells in rows.items()
    )
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
    merges = f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData>{merges}</worksheet>'


def _cell(name: str, cell: Cell) -> str:
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula is not None else ""
    value = cell.value
    if value is None:
        return f'<c r="{name}">{formula}</c>'
    if isinstance(value, bool):
        return f'<c r="{name}" t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, str):
        kind = "e" if isinstance(value, ErrorValue) else "str"
        return f'<c r="{name}" t="{kind}">{formula}<v>{encode_text(value)}</v></c>'
    return f'<c r="{name}">{formula}<v>{number_text(value)}</v></c>'


def _table(table: NeutralTable, number: int) -> str:
    name = escape_attribute(table.name)
    columns = "".join(
        f'<tableColumn id="{rank}" name="{escape_attribute(heading)}"/>'
        for rank, heading in enumerate(table.headings, start=1)
    )
    return (
        f'<table xmlns="{_MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{table.ref}" '
        f'totalsRowCount="{table.totals_rows}"><tableColumns count="{len(table.headings)}">{columns}'
        "</tableColumns></table>"
    )
