"""Values as their cells show them: the serial of a day is that day, a rate is told as a percentage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from udfs.errors import OutOfRange
from udfs.serials import date_from_serial
from xlsync.recalc.view import Book
from xlsync.workbook import Workbook
from xlsync.workbook.number_formats import DATE, PERIOD, RATE, shown_by_formats
from xlsync.workbook.values import Address


class Rate(float):
    """A number that its cell shows as a percentage."""


class Presenter:
    """What the cells of a workbook show.

    Args:
        book: The workbook; its view alone says nothing of formats, and values then stay what they are.
    """

    def __init__(self, book: Workbook | Book) -> None:
        self._shown: list[str] = []
        self._styles: dict[str, Mapping[tuple[int, int], Any]] = {}
        self._date1904 = book.date1904
        if isinstance(book, Workbook):
            self._shown = shown_by_formats(book)
            self._styles = {sheet.name: sheet.cells for sheet in book.worksheets()}

    def __call__(self, cell: Address, value: Any) -> Any:
        """The value of a cell, as it shows it."""
        held = self._styles.get(cell.sheet, {}).get((cell.row, cell.column))
        shown = self._shown[held.style] if held is not None and held.style < len(self._shown) else ""
        return presented(value, shown, self._date1904)


def presented(value: Any, shown: str, date1904: bool = False) -> Any:
    """A number as a date or a rate; what is no number, or no whole day, stays what it is.

    Examples:
        >>> presented(45628.0, "date"), presented(0.02, "rate"), presented("", "date")
        (datetime.date(2024, 12, 2), 0.02, '')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if shown == RATE:
        return Rate(value)
    if shown not in (DATE, PERIOD) or not float(value).is_integer():
        return value
    try:
        return date_from_serial(value, date1904)
    except OutOfRange:
        return value
