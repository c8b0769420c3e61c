"""Where each field and each table of a schema stands in a workbook.

`lay_out` decides it once, when a workbook is drawn; `locating.locate` finds it again in any workbook. Rows
and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from xlsync.annexes import Column, FieldGroup, Schema, Sheet, Table
from xlsync.workbook.values import column_letters

TITLE_ROWS = 3
"""Title, parties and a blank row open every sheet."""

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
