"""Cells and rectangles of cells, and the texts that name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Address, column_letters, column_number, split_address


class Area(NamedTuple):
    """A rectangle of cells on one sheet, bounds included; rows and columns count from 1."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_cell(self) -> bool:
        """One cell only."""
        return self.top == self.bottom and self.left == self.right

    @property
    def size(self) -> int:
        """Number of cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def first(self) -> Address:
        """The top-left cell."""
        return Address(self.sheet, self.top, self.left)

    def cells(self) -> Iterator[Address]:
        """Its cells, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield Address(self.sheet, row, column)

    def holds(self, cell: Address) -> bool:
        """The cell lies inside."""
        return (
            cell.sheet == self.sheet
            and self.top <= cell.row <= self.bottom
            and self.left <= cell.column <= self.right
        )

    def meets(self, other: Area) -> bool:
        """The two have a cell in common."""
        return (
            self.sheet == other.sheet
            and self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def part(self, row: int, column: int) -> Area:
        """Row `row` and column `column` of the area, counted from 1; 0 means all of them."""
        top, bottom = (self.top + row - 1,) * 2 if row else (self.top, self.bottom)
        left, right = (self.left + column - 1,) * 2 if column else (self.left, self.right)
        return Area(self.sheet, top, left, bottom, right)

    @property
    def local(self) -> str:
        """Absolute reference without the sheet: `$B$2:$B$9`, `$A:$A` for whole columns."""
        if (self.top, self.bottom) == (1, MAX_ROW):
            return f"${column_letters(self.left)}:${column_letters(self.right)}"
        if (self.left, self.right) == (1, MAX_COLUMN):
            return f"${self.top}:${self.bottom}"
        start = f"${column_letters(self.left)}${self.top}"
        return start if self.is_cell else f"{start}:${column_letters(self.right)}${self.bottom}"

    def __str__(self) -> str:
        return f"{quoted(self.sheet)}!{self.local}"


def stretches(cells: Iterable[Address]) -> list[Area]:
    """Areas of one column each that hold these cells and no other, in the order of sheets, columns and rows.

    Examples:
        >>> [str(area) for area in stretches([Address("F", 2, 1), Address("F", 1, 1), Address("F", 4, 1)])]
        ["'F'!$A$1:$A$2", "'F'!$A$4"]
    """
    found: list[Area] = []
    for cell in sorted(cells, key=lambda one: (one.sheet, one.column, one.row)):
        last = found[-1] if found else None
        if last and (last.sheet, last.left, last.bottom + 1) == (cell.sheet, cell.column, cell.row):
            found[-1] = last._replace(bottom=cell.row)
        else:
            found.append(Area(cell.sheet, cell.row, cell.column, cell.row, cell.column))
    return found


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it, always between apostrophes."""
    return "'" + sheet.replace("'", "''") + "'"


CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})")
COLUMNS = re.compile(r"(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})")
ROWS = re.compile(r"\$?([1-9]\d{0,6}):\$?([1-9]\d{0,6})")


def parse_area(reference: str, sheet: str, offset: tuple[int, int] = (0, 0)) -> Area | None:
    """The area named by `A1`, `$A$1:B2`, `A:C` or `3:5`; None when the text is something else.

    Args:
        reference: Text without a sheet.
        sheet: The sheet of the area.
        offset: Rows and columns by which the relative parts move (defined names are written for A1).
    """
    if match := COLUMNS.fullmatch(reference):
        left, right = (
            _moved(mark, column_number(letters), offset[1], MAX_COLUMN)
            for mark, letters in (match.group(1, 2), match.group(3, 4))
        )
        return _ordered(sheet, 1, left, MAX_ROW, right)
    if match := ROWS.fullmatch(reference):
        return _ordered(sheet, int(match[1]), 1, int(match[2]), MAX_COLUMN)
    corners = [_corner(part, offset) for part in reference.split(":")]
    if len(corners) > 2 or None in corners:
        return None
    (top, left), (bottom, right) = corners[0], corners[-1]  # type: ignore[misc]
    return _ordered(sheet, top, left, bottom, right)


def _corner(text: str, offset: tuple[int, int]) -> tuple[int, int] | None:
    match = CELL.fullmatch(text)
    if match is None:
        return None
    column, row = column_number(match[2]), int(match[4])
    if column > MAX_COLUMN or row > MAX_ROW:
        return None
    return _moved(match[3], row, offset[0], MAX_ROW), _moved(match[1], column, offset[1], MAX_COLUMN)


def _moved(mark: str, position: int, by: int, last: int) -> int:
    return position if mark else (position + by - 1) % last + 1


def _ordered(sheet: str, top: int, left: int, bottom: int, right: int) -> Area:
    return Area(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def parse_cell(text: str) -> Address:
    """The cell written `Sheet!A1` or `'A sheet'!A1`.

    Raises:
        ValueError: the text names no single cell of a sheet.
    """
    sheet, reference = split_address(text)
    area = parse_area(reference, sheet)
    if not sheet or area is None or not area.is_cell:
        raise ValueError(f"not a cell: {text!r} (write Sheet!A1)")
    return area.first
