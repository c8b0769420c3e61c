"""The calls as formulas of one workbook: over cells, and typed with their values inside."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from tests.parity.calls import OMITTED, Call, flat, parts, serial
from tests.parity.habits import BLANK_IS_ZERO, BOOLEANS_ARE_NUMBERS, SPREADS_LINES, predicted
from tests.parity.outcomes import NA, Outcome, called, outcome, shape
from udfs.coerce import CellError
from udfs.hosts.names import Host, spell

ARGUMENTS: Final = "Arguments"
CELLS: Final = "Cells"
TYPED: Final = "Typed"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the result of a call stands.

    Attributes:
        rank: Of the call.
        sheet: CELLS or TYPED.
        row: First row, from 0.
        high: Rows that its array formula covers, 1 for a formula of one cell.
        wide: Columns.
        surplus: Rows and columns that it covers beyond the result.
    """

    rank: int
    sheet: str
    row: int
    high: int
    wide: int
    surplus: tuple[int, int]

    def outcome(self, at: Callable[[str, int, int], Any]) -> Outcome:
        """The result read cell by cell, the surplus taken away when it is #N/A as it must be."""
        rows = [
            [at(self.sheet, self.row + down, along) for along in range(self.wide)]
            for down in range(self.high)
        ]
        whole = outcome(rows)
        if not isinstance(whole, list):
            return whole
        down, along = self.surplus
        inner = [row[: self.wide - along] for row in whole[: self.high - down]]
        outer = [row[self.wide - along :] for row in whole] + whole[self.high - down :]
        return outcome(inner) if all(cell == NA for cell in flat(outer)) else whole


def can_be_typed(call: Call) -> bool:
    """Blank cells cannot be typed, nor inside an array a date or an error."""
    ranges = [cell for cell in call.cells if isinstance(cell, list)]
    return None not in parts(call.cells) and not any(isinstance(one, CellError) for one in parts(ranges))


def write(path: Path, calls: Sequence[Call], host: Host) -> list[Place]:
    """The workbook, its functions spelt as a host does; where each result stands."""
    book = xlsxwriter.Workbook(path)
    given, cells, typed = (book.add_worksheet(name) for name in (ARGUMENTS, CELLS, TYPED))
    date, row, places = book.add_format({"num_format": "dd/mm/yyyy"}), 0, []
    for rank, call in enumerate(calls):
        (high, wide), surplus = _size(call)
        name = spell(call.function, host)
        references, depth = _arguments(given, row, call, date)
        _formula(cells, row, high, wide, f"={name}({references})")
        places.append(Place(rank, CELLS, row, high, wide, surplus))
        if can_be_typed(call):
            _formula(typed, row, high, wide, f"={name}({typed_arguments(call.cells)})")
            places.append(Place(rank, TYPED, row, high, wide, surplus))
        row += max(high, depth) + 1
    book.close()
    return places


def _size(call: Call) -> tuple[tuple[int, int], tuple[int, int]]:
    """A row and a column more than a table has, where the spreadsheet would not repeat its cells.

    A call that is refused, but not where a blank is 0, has the size that its table would have there.
    """
    found = called(call.function, call.cells)
    if isinstance(found, CellError):
        found = predicted(call, (BLANK_IS_ZERO, BOOLEANS_ARE_NUMBERS, SPREADS_LINES))
    high, wide = shape(found)
    surplus = int(high > 1), int(wide > 1)
    return (high + surplus[0], wide + surplus[1]), surplus


def _formula(sheet: Worksheet, row: int, high: int, wide: int, formula: str) -> None:
    if (high, wide) == (1, 1):
        sheet.write_formula(row, 0, formula)
    else:
        sheet.write_array_formula(row, 0, row + high - 1, wide - 1, f"{{{formula}}}")


def _arguments(sheet: Worksheet, row: int, call: Call, date: Any) -> tuple[str, int]:
    """Writes the cells of a call side by side; their references, and the rows that they take."""
    column, depth, listed = 0, 1, []
    for cell in call.cells:
        grid = cell if isinstance(cell, list) else [[cell]]
        for down, line in enumerate(grid):
            for along, value in enumerate(line):
                _write(sheet, row + down, column + along, value, date)
        last = row + len(grid) - 1, column + len(grid[0]) - 1
        place = xl_range_abs(row, column, *last) if isinstance(cell, list) else _single(row, column)
        listed.append("" if cell is OMITTED else f"{ARGUMENTS}!{place}")
        column, depth = last[1] + 1, max(depth, len(grid))
    return ",".join(_without_end(listed)), depth


def _single(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _write(sheet: Worksheet, row: int, column: int, value: Any, date: Any) -> None:
    if isinstance(value, CellError):
        sheet.write_formula(row, column, f"={value.code}", None, value.code)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, date)
    elif value == "":
        sheet.write_formula(row, column, '=""', None, "")
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)


def typed_arguments(cells: Sequence[Any]) -> str:
    """The cells as an English formula holds them."""
    return ",".join(_without_end([literal(cell) for cell in cells]))


def literal(cell: Any) -> str:
    """A cell as the text of a formula; a date is its serial."""
    if isinstance(cell, list):
        return "{" + ";".join(",".join(literal(part) for part in row) for row in cell) + "}"
    if cell is OMITTED:
        return ""
    if isinstance(cell, CellError):
        return cell.code
    if isinstance(cell, bool):
        return str(cell).upper()
    return '"' + cell.replace('"', '""') + '"' if isinstance(cell, str) else repr(serial(cell))


def _without_end(listed: list[str]) -> list[str]:
    """Without the arguments left out at the end."""
    while listed and not listed[-1]:
        listed = listed[:-1]
    return listed
