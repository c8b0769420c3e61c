"""Where each field and each table of a schema stands in a workbook.

`lay_out` decides it once, when a workbook is drawn; `locate` finds it again in any workbook through its
Excel tables and defined names, wherever people moved them. Rows and columns count from 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile

from xlsync.annexes import Column, FieldGroup, Schema, Sheet, Table
from xlsync.workbook import Table as ExcelTable
from xlsync.workbook import Workbook
from xlsync.workbook.values import Range, column_letters

TITLE_ROWS = 3
"""Title, parties and a blank row open every sheet."""

ONE_AREA = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!(?P<area>\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)"
)

CAPACITY = 40
"""Columns that `{heads}` and `{cells}` reach beyond the first block, whatever the number of blocks."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """The cell of a single field and that of its label."""

    sheet: str
    row: int
    label_column: int
    value_column: int

    @property
    def address(self) -> str:
        """Absolute address, without the sheet."""
        return f"${column_letters(self.value_column)}${self.row}"


@dataclass(frozen=True)
class TablePlace:
    """A table on its sheet.

    Attributes:
        table: Its declaration.
        sheet: Name of the sheet.
        header: Row of the Excel table's headings.
        left: First column of the Excel table.
        count: Number of records (of rows, in a table of blocks).
        blocks: Number of blocks.
        found: Sheet columns of a table laid out by rows, sheet rows of one laid out by columns, by name of
            the schema, where people moved, added or removed some; None where they stand as drawn.
        size: Number of such columns, or of such rows; 0 where they stand as drawn.
    """

    table: Table
    sheet: str
    header: int
    left: int
    count: int
    blocks: int = 0
    found: Mapping[str, int] | None = None
    size: int = 0

    @property
    def first(self) -> int:
        """First row of data."""
        return self.header + 1

    @property
    def last(self) -> int:
        """Last row of data, without the totals row."""
        lines = self.size or len(self.lines)
        return self.header + (lines if self.table.layout == "columns" else self.count)

    @property
    def has_totals_row(self) -> bool:
        """A totals row stands under the data."""
        return self.table.layout == "rows" and self.table.has_totals

    @property
    def bottom(self) -> int:
        """Last row of the Excel table."""
        return self.last + (1 if self.has_totals_row else 0)

    @property
    def right(self) -> int:
        """Last column of the Excel table."""
        if self.table.layout == "columns":
            return self.first_record + self.count - 1
        if self.size:
            return self.left + self.size - 1
        return self.left + len(self.table.columns) + self.blocks * self.block_width - 1

    @property
    def ref(self) -> str:
        """Range of the Excel table, headings and totals included."""
        return f"{column_letters(self.left)}{self.header}:{column_letters(self.right)}{self.bottom}"

    # --- records laid out by columns

    @property
    def key_in_header(self) -> bool:
        """The heading of a record is its key itself, so that no row repeats it."""
        key = self.table.columns[0]
        return self.table.header == f"{{{key.name}}}"

    @property
    def lines(self) -> tuple[Column, ...]:
        """Columns of the schema that make the rows of a table laid out by columns."""
        return self.table.columns[1:] if self.key_in_header else self.table.columns

    @property
    def total_column(self) -> int:
        """Column of the totals, right of the labels, 0 for none."""
        return self.left + 1 if self.table.layout == "columns" and self.table.has_totals else 0

    @property
    def first_record(self) -> int:
        """Column of the first record of a table laid out by columns."""
        return self.left + (2 if self.total_column else 1)

    def line_row(self, name: str) -> int:
        """Row of a column of the schema, in a table laid out by columns."""
        if self.key_in_header and name == self.table.columns[0].name:
            return self.header
        return self.found[name] if self.found is not None else self.first + self._rank[name]

    # --- blocks side by side

    @property
    def block_width(self) -> int:
        """Number of columns of a block."""
        return len(self.table.blocks.columns) if self.table.blocks else 0

    @property
    def first_block(self) -> int:
        """Column of the first block."""
        return self.left + len(self.table.columns)

    def block_left(self, block: int) -> int:
        """First column of a block (from 0)."""
        return self.first_block + block * self.block_width

    @property
    def fiche_top(self) -> int:
        """Row of the first header line of the blocks; the block's title stands over it."""
        assert self.table.blocks is not None
        return self.header - len(self.table.blocks.fiche)

    def fiche_row(self, name: str) -> int:
        """Row of a header line of the blocks."""
        assert self.table.blocks is not None
        return self.fiche_top + [line.name for line in self.table.blocks.fiche].index(name)

    @property
    def fiche_rows(self) -> tuple[int, int]:
        """First and last row that functions read as a fiche: the lines above the first computed from it."""
        assert self.table.blocks is not None
        read = list(takewhile(lambda line: "{fiche}" not in line.formula, self.table.blocks.fiche))
        return self.fiche_top, self.fiche_top + len(read) - 1

    # --- any layout

    @cached_property
    def _rank(self) -> dict[str, int]:
        """Rank of each column of a table, or of each line of one laid out by columns."""
        columns = self.lines if self.table.layout == "columns" else self.table.columns
        return {column.name: rank for rank, column in enumerate(columns)}

    @cached_property
    def _rank_in_block(self) -> dict[str, int]:
        """Rank of each column of a block."""
        columns = self.table.blocks.columns if self.table.blocks else ()
        return {column.name: rank for rank, column in enumerate(columns)}

    def column_of(self, name: str) -> int:
        """Column of the sheet of a column of the schema, in a table laid out by rows (or left of blocks)."""
        if self.found is not None:
            return self.found[name]
        return self.left + self._rank[name]

    def has(self, name: str) -> bool:
        """The column is still in the table."""
        return self.found is None or name in self.found

    def cell(self, name: str, record: int, block: int = 0) -> tuple[int, int]:
        """Row and column of the cell of a record (from 0), and of a block."""
        if self.table.layout == "columns":
            return self.line_row(name), self.first_record + record
        if name in self._rank_in_block:
            return self.first + record, self.block_left(block) + self._rank_in_block[name]
        return self.first + record, self.column_of(name)

    def total_cell(self, name: str) -> tuple[int, int]:
        """Row and column of the total of a column."""
        if self.table.layout == "columns":
            return self.line_row(name), self.total_column
        return self.bottom, self.column_of(name)


@dataclass(slots=True)
class Places:
    """Every field and table of a workbook."""

    schema: Schema
    fields: dict[str, FieldPlace] = field(default_factory=dict)
    tables: dict[str, TablePlace] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)


def lay_out(schema: Schema, counts: Mapping[str, int], blocks: Mapping[str, int]) -> Places:
    """Places of everything in a workbook to be drawn.

    Args:
        schema: The kind.
        counts: Number of records of each table; a missing table has one blank record.
        blocks: Number of blocks of each table of blocks.
    """
    places = Places(schema)
    for sheet in schema.sheets:
        row = TITLE_ROWS + (2 if sheet.note else 1)
        for item in sheet.items:
            if item.fields:
                row = _lay_out_group(places, sheet, schema.group(item.fields), row)
            elif item.table:
                row = _lay_out_table(places, sheet, schema.table(item.table), row, counts, blocks)
        places.ends[sheet.name] = row
    return places


def _lay_out_group(places: Places, sheet: Sheet, group: FieldGroup, row: int) -> int:
    """A heading, then a line a field; returns the first free row after a blank one."""
    places.groups[group.name] = row
    for offset, column in enumerate(group.fields, start=1):
        places.fields[column.name] = FieldPlace(sheet.name, row + offset, 1, sheet.label_columns + 1)
    return row + len(group.fields) + 2


def _lay_out_table(
    places: Places,
    sheet: Sheet,
    table: Table,
    row: int,
    counts: Mapping[str, int],
    blocks: Mapping[str, int],
) -> int:
    """A caption, bands or header lines of blocks where there are, then the Excel table."""
    above = 1 + (1 if table.bands else 0)
    if table.blocks:
        above += len(table.blocks.fiche) + 1
    place = TablePlace(
        table=table,
        sheet=sheet.name,
        header=row + above,
        left=1,
        count=len(table.rows.fixed) or max(1, counts.get(table.name, 1)),
        blocks=max(1, blocks.get(table.name, 1)) if table.blocks else 0,
    )
    places.tables[table.name] = place
    return place.bottom + 2


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
