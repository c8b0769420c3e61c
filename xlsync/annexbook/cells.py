"""Reads the inputs and the computed cells of an annex workbook, by table, key and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from udfs.coerce import CellError
from udfs.errors import OutOfRange
from udfs.serials import date_from_serial
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexes import Column
from xlsync.conventions.keys import key_text
from xlsync.model import decimal_text
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.values import Address

NOT_AVAILABLE = ErrorValue("#N/A")


class Key(dict[str, Any]):
    """Values of the key columns of a record, as the cells hold them."""

    @cached_property
    def text(self) -> str:
        """The key as the model and the base write it; made once for all the cells of a record."""
        return key_text({name: plain(part) for name, part in self.items()})


@dataclass(frozen=True, slots=True)
class ReadCell:
    """One cell of a workbook that the schema knows.

    Attributes:
        table: Its table, "champs" or "conventions" for a single field; "<table>.total" and "<table>.fiche"
            for totals and header lines of blocks.
        key: Values of its key columns as the cells hold them.
        column: Its declaration.
        value: What the cell holds; the cached value of a formula.
        formula: Its formula, None for a constant.
        sheet, row, at: Where it stands (rows and columns from 1).
    """

    table: str
    key: Key
    column: Column
    value: Any
    formula: str | None
    sheet: str
    row: int
    at: int

    @property
    def is_failed(self) -> bool:
        """It shows an error that is no answer: a figure that may be unknown is #N/A."""
        unknown = self.column.may_be_unknown and self.value == NOT_AVAILABLE
        return isinstance(self.value, ErrorValue) and not unknown

    @property
    def home(self) -> Address:
        """Where it stands."""
        return Address(self.sheet, self.row, self.at)

    @property
    def address(self) -> str:
        """`Sheet!A1`."""
        return str(self.home)

    @property
    def is_input(self) -> bool:
        """Typed by a person: the total of a typed column is not."""
        return self.column.is_input and "." not in self.table

    @property
    def is_computed(self) -> bool:
        """Holds a formula in the workbook as built."""
        return bool(self.column.formula) or self.table.endswith(".total")

    @property
    def key_text(self) -> str:
        """The key as the model and the base write it; the texts of the cells where they are no such key."""
        return self.key.text


def plain(value: Any) -> str:
    """The text of a key that a cell holds: 1, 1.0 and "1" are the same.

    Examples:
        >>> plain(1234567.0), plain("4 à 6"), plain(None)
        ('1234567', '4 à 6', '')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return decimal_text(value)
    return "" if value is None else str(value)


def typed(cell: ReadCell, date1904: bool = False) -> Any:
    """The value of a cell as its column types it: serials of date columns are dates, "" is a blank.

    An error is no text, were it in a column of texts.
    """
    if isinstance(cell.value, ErrorValue):
        return CellError(cell.value)
    if cell.column.type == "date":
        return dated(cell.value, date1904)
    return None if cell.value == "" else cell.value


def dated(value: Any, date1904: bool = False) -> Any:
    """What a cell where a date is due holds: a day, None for a blank, else what it is that is no date.

    Examples:
        >>> dated(45628.0), dated(20251231.0), dated(True)
        (datetime.date(2024, 12, 2), 20251231.0, True)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None if value == "" else value
    try:
        return date_from_serial(value, date1904)
    except OutOfRange:
        return value


class Reader:
    """Reads one workbook through the places of its schema."""

    def __init__(self, book: Workbook, places: Places) -> None:
        self.book, self.places = book, places
        named = {one.sheet for one in places.fields.values()} | {one.sheet for one in places.tables.values()}
        self._cells = {sheet: book.sheet(sheet).cells for sheet in named}

    def cells(self) -> Iterator[ReadCell]:
        """Every cell of fields, tables, totals and header lines; blank records are left out."""
        for table in ("conventions", "champs"):
            for column in self.places.schema.fields_of(table):
                if column.name in self.places.fields:
                    place = self.places.fields[column.name]
                    yield self._read(table, Key(), column, place.sheet, (place.row, place.value_column))
        for found in self.places.tables.values():
            yield from self._table(found)

    def _read(self, table: str, key: Key, column: Column, sheet: str, at: tuple[int, int]) -> ReadCell:
        cell = self._cells[sheet].get(at)
        value, formula = (cell.value, cell.formula) if cell else (None, None)
        return ReadCell(table, key, column, value, formula, sheet, *at)

    def _table(self, place: TablePlace) -> Iterator[ReadCell]:
        table = place.table
        for record in range(place.count):
            if self.is_blank(place, record):
                continue
            key = self.key(place, record)
            for column in table.columns:
                if place.has(column.name):
                    yield self._read(table.name, key, column, place.sheet, place.cell(column.name, record))
            for block in range(place.blocks):
                whole = Key(self._block_key(place, block) | key)
                for column in table.blocks.columns if table.blocks else ():
                    at = place.cell(column.name, record, block)
                    yield self._read(table.name, whole, column, place.sheet, at)
        yield from self._totals(place)
        yield from self._fiches(place)

    def is_blank(self, place: TablePlace, record: int) -> bool:
        """Nothing is typed in a record: its line is there only so that the table exists."""
        cells = self._cells[place.sheet]
        typed = [
            cells.get(place.cell(column.name, record))
            for column in place.table.columns
            if not column.formula and place.has(column.name)
        ]
        return all(cell is None or cell.value in (None, "") for cell in typed)

    def under(self, place: TablePlace) -> list[ReadCell]:
        """The first filled cell of each line typed under a table that may grow."""
        if place.table.rows.source == "fixed":
            return []
        found: dict[int, int] = {}
        bottom, left, right = place.bottom, place.left, place.right
        for (row, column), cell in self._cells[place.sheet].items():
            if row > bottom and left <= column <= right and cell.value not in (None, ""):
                found[row] = min(column, found.get(row, column))
        first = place.table.columns[0]
        return [self._read(place.table.name, Key(), first, place.sheet, at) for at in sorted(found.items())]

    def key(self, place: TablePlace, record: int) -> Key:
        """Values of the own key columns of a record."""
        cells = self._cells[place.sheet]
        own = [column.name for column in place.table.columns if column.key]
        found = {name: cells.get(place.cell(name, record)) if place.has(name) else None for name in own}
        return Key((name, cell.value if cell else None) for name, cell in found.items())

    def _block_key(self, place: TablePlace, block: int) -> Key:
        assert place.table.blocks is not None
        key = place.table.blocks.key
        cell = self._cells[place.sheet].get((place.fiche_row(key), place.block_left(block) + 1))
        return Key({key: cell.value if cell else None})

    def _totals(self, place: TablePlace) -> Iterator[ReadCell]:
        if place.has_totals_row or place.total_column:
            for column in place.table.columns:
                if column.total and place.has(column.name):
                    at = place.total_cell(column.name)
                    yield self._read(f"{place.table.name}.total", Key(), column, place.sheet, at)

    def _fiches(self, place: TablePlace) -> Iterator[ReadCell]:
        for block in range(place.blocks):
            key = self._block_key(place, block)
            for line in place.table.blocks.fiche if place.table.blocks else ():
                at = (place.fiche_row(line.name), place.block_left(block) + 1)
                yield self._read(f"{place.table.name}.fiche", key, line, place.sheet, at)
