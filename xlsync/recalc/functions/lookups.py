"""Looking a value up, and places."""

from __future__ import annotations

from typing import Any

from xlsync.recalc.functions.conditions import first_equal
from xlsync.recalc.functions.declare import native
from xlsync.recalc.values import NA, REF, VALUE, Failure, Grid, kind, order
from xlsync.workbook.values import ErrorValue


def _grid(argument: Any) -> Grid:
    if isinstance(argument, ErrorValue):
        raise Failure(argument)
    return argument if isinstance(argument, Grid) else Grid([[argument]])


@native("INDEX", "array", "integer", "integer")
def index(source: Any, row: int = 0, column: int | None = None) -> Grid:
    """A cell of a range or array; row 0 or column 0 means all of them."""
    grid = _grid(source)
    if column is None:
        row, column = (0, row) if grid.height == 1 and grid.width > 1 else (row, 0 if grid.width > 1 else 1)
    if row < 0 or column < 0:
        raise Failure(VALUE)
    if row > grid.height or column > grid.width:
        raise Failure(REF)
    rows = grid.rows[row - 1 : row] if row else grid.rows
    if column:
        rows = [line[column - 1 : column] for line in rows]
    return Grid(rows, grid.area.part(row, column) if grid.area else None)


@native("MATCH", "value", "array", "integer")
def match(wanted: Any, source: Any, mode: int = 1) -> int:
    """Place of a value in a row or a column; #N/A without one.

    Mode 0 wants an equal value; 1 the last that is not above (ascending values), -1 the last that is not
    below (descending values).
    """
    grid = _grid(source)
    if grid.height > 1 and grid.width > 1:
        raise Failure(NA)
    place = first_equal(wanted, grid) if mode == 0 else nearest(wanted, list(grid), descending=mode < 0)
    return _found(place) + 1


def _found(place: int | None) -> int:
    if place is None:
        raise Failure(NA)
    return place


def nearest(wanted: Any, values: list[Any], *, descending: bool = False) -> int | None:
    """Place, from 0, of the last value that is not beyond the one wanted, in sorted values."""
    wanted = 0.0 if wanted is None else wanted
    beyond = -1 if descending else 1
    last = None
    for place, value in enumerate(values):
        if kind(value) != kind(wanted):
            continue
        if order(value, wanted) == beyond:
            break
        last = place
    return last


def _look_up(wanted: Any, keys: list[Any], approximate: bool) -> int:
    return _found(nearest(wanted, keys) if approximate else first_equal(wanted, keys))


@native("VLOOKUP", "value", "array", "integer", "flag")
def look_up_row(wanted: Any, source: Any, column: int, approximate: bool = True) -> Any:
    """Value in a column, on the row whose first column holds the key."""
    grid = _grid(source)
    if column < 1:
        raise Failure(VALUE)
    if column > grid.width:
        raise Failure(REF)
    return grid.rows[_look_up(wanted, [row[0] for row in grid.rows], approximate)][column - 1]


@native("HLOOKUP", "value", "array", "integer", "flag")
def look_up_column(wanted: Any, source: Any, row: int, approximate: bool = True) -> Any:
    """Value in a row, in the column whose first row holds the key."""
    grid = _grid(source)
    if row < 1:
        raise Failure(VALUE)
    if row > grid.height:
        raise Failure(REF)
    return grid.rows[row - 1][_look_up(wanted, grid.rows[0], approximate)]


@native("ROW", "range", framed=True)
def row_number(frame: Any, place: Any = None) -> Any:
    """Row of a reference, or of the cell itself."""
    if place is None:
        return frame.cell.row
    area = _area(place)
    rows = [[row] for row in range(area.top, area.bottom + 1)]
    return Grid(rows) if len(rows) > 1 else area.top


@native("COLUMN", "range", framed=True)
def column_number(frame: Any, place: Any = None) -> Any:
    """Column of a reference, or of the cell itself."""
    if place is None:
        return frame.cell.column
    area = _area(place)
    columns = list(range(area.left, area.right + 1))
    return Grid([columns]) if len(columns) > 1 else area.left


def _area(place: Any) -> Any:
    grid = _grid(place)
    if grid.area is None:
        raise Failure(VALUE)
    return grid.area


@native("ROWS", "range")
def row_count(source: Any) -> int:
    """Number of rows."""
    grid = _grid(source)
    return grid.area.bottom - grid.area.top + 1 if grid.area else grid.height


@native("COLUMNS", "range")
def column_count(source: Any) -> int:
    """Number of columns."""
    grid = _grid(source)
    return grid.area.right - grid.area.left + 1 if grid.area else grid.width


@native("HYPERLINK", "text", "any")
def hyperlink(address: str, friendly: Any = None) -> Any:
    """What the cell shows: the friendly name, else the address. The link is never followed."""
    return address if friendly is None else friendly
