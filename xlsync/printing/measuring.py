"""How wide texts are in the font of printed annexes, and how many lines they take."""

from __future__ import annotations

import math
import unicodedata

FONT = "Arial"
"""Liberation Sans has the same widths, so that a page breaks at the same place on every machine."""

BODY, HEADING, SMALL, TITLE = 9.0, 8.0, 8.0, 13.0
"""Sizes in points; nothing is ever scaled."""
LEAST = 7.0
"""No text is smaller."""

UNIT_PIXELS = 8
UNIT = UNIT_PIXELS / 7 * 0.556 * BODY
"""Cells of all tables stand on columns of that width in points, merged as they need: LibreOffice counts the
width of a column in figures of the default font, a workbook in seventh parts of one."""

PADDING = 6.0
INDENT = 7.5
"""Room left of a text, in points."""
LEADING = 1.2
BOLD = 1.07

_NARROW, _DIGIT, _CAPITAL, _OTHER = 0.29, 0.556, 0.70, 0.545
_EXACT = {"m": 0.833, "w": 0.722, "M": 0.833, "W": 0.944, "%": 0.889, "—": 1.0, "…": 1.0, "s": 0.5, "c": 0.5}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text on one line, in points.

    Examples:
        >>> round(text_width("170 000", 10), 1), text_width("", 9)
        (36.3, 0.0)
    """
    return sum(map(_of, text)) * size * (BOLD if bold else 1.0)


def _of(sign: str) -> float:
    base = unicodedata.normalize("NFD", sign)[0]
    if base in _EXACT:
        return _EXACT[base]
    if base.isdigit() or base in "€$?":
        return _DIGIT
    if base.isspace() or base in "iljItf.,:;!'’()[]/|-":
        return _NARROW
    return _CAPITAL if base.isupper() else _OTHER


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """Width of the longest word of a text, in points."""
    return max((text_width(word, size, bold=bold) for word in text.split(" ")), default=0.0)


def lines_in(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Lines that a text takes in a cell of that width, in points."""
    room = max(width - PADDING, 1.0)
    return sum(_lines(part, room, size, bold) for part in text.split("\n"))


def _lines(text: str, room: float, size: float, bold: bool) -> int:
    """Words kept whole, unless they are longer than a line."""
    lines, used, space = 1, 0.0, text_width(" ", size, bold=bold)
    for word in text.split(" "):
        width = text_width(word, size, bold=bold)
        if used and used + space + width > room:
            lines, used = lines + 1, width
        else:
            used += width + (space if used else 0.0)
        if used > room:
            more = math.ceil(used / room) - 1
            lines, used = lines + more, used - more * room
    return lines


def in_units(width: float) -> float:
    """The width, brought up to whole columns."""
    return math.ceil(width / UNIT - 0.01) * UNIT


def height_of(lines: int, size: float) -> float:
    """Height of a row of so many lines, in points."""
    return round(lines * size * LEADING + 4, 1)
