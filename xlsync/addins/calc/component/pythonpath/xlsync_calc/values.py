"""Cells of Calc in the terms of the server, and back: error values, ranges given where one cell is due."""

from __future__ import annotations

import struct

_ERRORS = {
    "#N/A": 32767,
    "#VALUE!": 519,
    "#NUM!": 503,
    "#DIV/0!": 532,
    "#REF!": 524,
    "#NAME?": 525,
    "#NULL!": 521,
}
_NUMBERS = {
    code: struct.unpack("<d", struct.pack("<Q", 0x7FF8 << 48 | number))[0] for code, number in _ERRORS.items()
}


def error_value(code):
    """The number that Calc shows as that error: the code is in the payload of a NaN."""
    return _NUMBERS.get(code, _NUMBERS["#VALUE!"])


def cell(value):
    """One value of the server as Calc takes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, dict):
        return error_value(value.get("error"))
    return float(value) if isinstance(value, int) else value


def rows(value):
    """A value of the server as the rows that every function of the add-in returns."""
    if isinstance(value, list):
        return tuple(tuple(map(cell, row)) for row in value) or (("",),)
    return ((cell(value),),)


def is_spread(kind, value):
    """True for a range where the argument takes one cell; a line of cells is no fiche."""
    if type(value) is not tuple:
        return False
    return kind == "s" or (kind == "f" and (len(value) == 1 or len(value[0]) == 1))


def spreading(kinds, arguments):
    """Ranks of the arguments to take apart; a range that follows a fiche is that of the events.

    Examples:
        >>> fiche, events = (("capital", 1.0), ("taux", 2.0)), ((45000.0, "taux", 0.03),)
        >>> spreading("sfs", (((1.0,), (2.0,)), fiche, events))
        [0]
    """
    ranks = []
    for rank, (kind, one) in enumerate(zip(kinds, arguments)):
        if is_spread(kind, one):
            ranks.append(rank)
        elif kind == "f" and type(one) is tuple:
            break
    return ranks


def spread(arguments, spreading):
    """The calls that ranges standing for single cells make, as Excel does: rows of argument lists.

    A range of one row or one column is repeated; beyond the end of a longer one there is no cell: None then
    stands for the whole call.

    Args:
        arguments: Cells of the call.
        spreading: Ranks of the arguments to take apart.

    Examples:
        >>> spread([((1.0,), (2.0,)), 5.0], [0])
        [[[1.0, 5.0]], [[2.0, 5.0]]]
    """
    high, wide = _shape(arguments, spreading)
    return [[_picked(arguments, spreading, row, at) for at in range(wide)] for row in range(high)]


def spread_size(arguments, spreading):
    """How many calls that is."""
    high, wide = _shape(arguments, spreading)
    return high * wide


def _shape(arguments, spreading):
    grids = [arguments[rank] for rank in spreading]
    return max(map(len, grids)), max(len(grid[0]) for grid in grids)


def _picked(arguments, spreading, row, at):
    cells = list(arguments)
    for rank in spreading:
        grid = arguments[rank]
        down, along = row if len(grid) > 1 else 0, at if len(grid[0]) > 1 else 0
        if down >= len(grid) or along >= len(grid[0]):
            return None
        cells[rank] = grid[down][along]
    return cells
