"""Widths of columns and heights of rows: what `draw` sets once and `build` adapts to the texts."""

from __future__ import annotations

import math

from xlsync.annexes import Column
from xlsync.workbook.values import MAX_HEIGHT

LINE_HEIGHT = 13.5
RECORD_WIDTH = 13.0
"""Width of a record in a table laid out by columns."""

DEFAULT_WIDTH = {"text": 30.0, "choice": 18.0, "date": 13.0, "year": 9.0, "rate": 11.0}
OTHER_WIDTH = 14.0


def width_of(column: Column) -> float:
    """Width of a column in characters, as declared or by its type."""
    return column.width if column.width is not None else DEFAULT_WIDTH.get(column.type, OTHER_WIDTH)


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column of that width, words kept whole unless they are longer than a line.

    Examples:
        >>> lines_of("Périodicité des échéances", 15), lines_of("Capital", 15)
        (2, 1)
    """
    lines, used, full = 1, 0, width * 0.92
    for word in text.split():
        if used and used + 1 + len(word) > full:
            lines, used = lines + 1, len(word)
        else:
            used += len(word) + (1 if used else 0)
        if used > width:
            lines, used = lines + int((used - 1) // full), int(used % full)
    return lines


def height_of(lines: int) -> float:
    """Height of a row of so many lines, in points, as far as a row goes.

    Examples:
        >>> height_of(1), height_of(100)
        (17, 409)
    """
    return min(math.ceil(lines * LINE_HEIGHT + 3), MAX_HEIGHT)
