"""Where each field and each table of a schema stands in a workbook that exists.

They are found by their Excel tables and defined names, wherever people moved them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from xlsync.annexbook.places import FieldPlace, Places, TablePlace
from xlsync.annexes import Schema, Table
from xlsync.workbook import Table as ExcelTable
from xlsync.workbook import Workbook
from xlsync.workbook.values import Range

ONE_AREA = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!(?P<area>\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)"
)


def locate(schema: Schema, book: Workbook) -> Places:
    """Places of everything in an existing workbook, found by its Excel tables and defined names.

    What the workbook lacks is absent from the result.
    """
    places = Places(schema)
    areas = areas_of_names(book)
    for name in schema.fields:
        if name in areas and areas[name][1].is_cell:
            sheet, area = areas[name]
            places.fields[name] = FieldPlace(sheet, area.first_row, 1, area.first_column)
    tables = book.tables
    for table in schema.tables:
        found = tables.get(table.excel)
        if found is not None:
            places.tables[table.name] = _locate_table(table, found, areas, book)
    return places


def areas_of_names(book: Workbook) -> dict[str, tuple[str, Range]]:
    """Sheet and cells of each name of the workbook that stands for one area."""
    areas = {}
    for name in book.names:
        match = ONE_AREA.fullmatch(name.text)
        if match and name.sheet is None:
            sheet = (match["quoted"] or match["plain"]).replace("''", "'")
            areas[name.name] = (sheet, Range.parse(match["area"].replace("$", "")))
    return areas


def cells_of_names(book: Workbook) -> dict[str, tuple[str, int, int]]:
    """Sheet, row and column of each name of the workbook that stands for one cell."""
    return {
        name: (sheet, area.first_row, area.first_column)
        for name, (sheet, area) in areas_of_names(book).items()
        if area.is_cell
    }


def _locate_table(
    table: Table, found: ExcelTable, areas: Mapping[str, tuple[str, Range]], book: Workbook
) -> TablePlace:
    ref = found.ref
    top, left = ref.first_row, ref.first_column
    count, blocks = ref.last_row - top - found.totals_rows, 0
    if table.layout == "columns":
        count = ref.last_column - TablePlace(table, found.sheet, top, left, 1).first_record + 1
    if table.blocks:
        blocks = (ref.last_column - left + 1 - len(table.columns)) // len(table.blocks.columns)
    place = TablePlace(table, found.sheet, top, left, count, blocks)
    if table.layout == "columns":
        rows = match_lines(place, found, areas, book)
        drawn = list(rows.values()) == [place.line_row(column.name) for column in table.columns]
        return place if drawn else replace(place, found=rows, size=ref.last_row - top)
    if table.layout != "rows":
        return place
    columns = match_columns(table, found)
    drawn = list(columns.values()) == list(range(left, left + len(table.columns)))
    return place if drawn else replace(place, found=columns, size=len(found.columns))


def match_lines(
    place: TablePlace, found: ExcelTable, areas: Mapping[str, tuple[str, Range]], book: Workbook
) -> dict[str, int]:
    """Sheet row of each column of a table laid out by columns, wherever people moved it.

    A row is known by its defined name, else by its label. One that people removed is absent from the result.
    """
    table, ref = place.table, found.ref
    cells = book.sheet(found.sheet).cells
    labels = {
        _plain(str(cell.value)): row
        for row in range(ref.last_row, ref.first_row, -1)
        if (cell := cells.get((row, place.left))) is not None
    }
    rows = {}
    for column in table.columns:
        sheet, area = areas.get(f"{table.name}_{column.name}", ("", ref))
        if sheet == found.sheet and area.first_row == area.last_row and ref.holds(area.first_row, place.left):
            rows[column.name] = area.first_row
        elif column is table.columns[0] and place.key_in_header:
            rows[column.name] = place.header
        elif _plain(column.label.fr) in labels:
            rows[column.name] = labels[_plain(column.label.fr)]
    return rows


def match_columns(table: Table, found: ExcelTable) -> dict[str, int]:
    """Sheet column of each column of a table laid out by rows, wherever people moved it.

    A column is known by its heading; a renamed one by its number in the Excel table, else by its neighbours.
    A column that people removed is absent from the result.
    """
    names = [_plain(column.name) for column in found.columns]
    at: dict[str, int] = {}
    for column in table.columns:
        if _plain(column.label.fr) in names:
            at[column.name] = names.index(_plain(column.label.fr))
    _match_renamed(table, found, at)
    left = found.ref.first_column
    return {column.name: left + at[column.name] for column in table.columns if column.name in at}


def _match_renamed(table: Table, found: ExcelTable, at: dict[str, int]) -> None:
    """Columns whose heading is unknown: by number where the file kept them, else between neighbours."""
    ids = [column.id for column in found.columns]
    kept = ids != list(range(1, len(ids) + 1)) or len(ids) == len(table.columns)
    for number, column in enumerate(table.columns, start=1):
        free = [place for place in range(len(ids)) if place not in at.values()]
        if column.name in at:
            continue
        same = [place for place in free if ids[place] == number] if kept else []
        between = _between(table, at, number - 1, len(ids))
        near = [place for place in free if place in between]
        if len(same) == 1:
            at[column.name] = same[0]
        elif len(near) == 1:
            at[column.name] = near[0]


def _between(table: Table, at: Mapping[str, int], rank: int, count: int) -> range:
    """Places between the nearest known columns before and after one."""
    before = [at[column.name] for column in table.columns[:rank] if column.name in at]
    after = [at[column.name] for column in table.columns[rank + 1 :] if column.name in at]
    return range(before[-1] + 1 if before else 0, after[0] if after else count)


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()
