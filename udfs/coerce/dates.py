"""Dates from cells: serials of the 1900 date system, dates, ISO or French texts."""

from __future__ import annotations

import datetime
import re
from numbers import Real
from typing import TYPE_CHECKING, Any

from udfs.coerce.cells import Cell, float_of, is_numpy_date
from udfs.coerce.messages import not_a, refuse
from udfs.declaration import Argument
from udfs.errors import OutOfRange, UdfError
from udfs.serials import FIRST, FIRST_ACCEPTED, LAST, LAST_ACCEPTED, date_from_serial, expected

if TYPE_CHECKING:
    import numpy as np  # loaded for the functions of cells, which take its dates

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
_FRENCH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_date(argument: Argument, cell: Cell) -> np.datetime64:
    """The day of a scalar cell that is not blank, for a function.

    Args:
        argument: Its declaration.
        cell: A serial (a time of day is dropped), a date, or a text such as "31/12/2026" or "2026-12-31".

    Raises:
        WrongValue: Not a date.
        OutOfRange: A date before March 1900 or after 2200.
    """
    import numpy as np

    return np.datetime64(_day(argument, cell, (FIRST_ACCEPTED, LAST_ACCEPTED)), "D")


def read_day(argument: Argument, cell: Cell) -> datetime.date:
    """The day of a scalar cell that is not blank, any that a cell can hold.

    Raises:
        WrongValue: Not a date.
        OutOfRange: A date before 1900 or after 9999.
    """
    return _day(argument, cell, (FIRST, LAST))


def _day(argument: Argument, cell: Cell, between: tuple[datetime.date, datetime.date]) -> datetime.date:
    try:
        day = _read(argument, cell)
    except OutOfRange:
        raise _outside(argument, cell, between) from None
    if not between[0] <= day <= between[1]:
        raise _outside(argument, cell, between)
    return day


def _read(argument: Argument, cell: Any) -> datetime.date:
    day = cell.astype("datetime64[D]").item() if is_numpy_date(cell) else cell
    if isinstance(day, datetime.datetime):
        return day.date()
    if isinstance(day, datetime.date):
        return day
    if isinstance(cell, str):
        return _from_text(argument, cell)
    if isinstance(cell, Real) and cell == cell:
        return date_from_serial(float_of(cell))
    raise _wrong(argument, cell)


def _from_text(argument: Argument, text: str) -> datetime.date:
    bare = text.strip()
    iso, french_form = _ISO.fullmatch(bare), _FRENCH.fullmatch(bare)
    if iso is None and french_form is None:
        raise _wrong(argument, text)
    year, month, day = iso.groups() if iso else reversed(french_form.groups())  # type: ignore[union-attr]
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise _wrong(argument, text) from None


def _wrong(argument: Argument, cell: Cell) -> UdfError:
    return not_a(argument, cell, "date attendue (31/12/2026)", "a date is expected (2026-12-31)")


def _outside(argument: Argument, cell: Cell, between: tuple[datetime.date, datetime.date]) -> UdfError:
    text = expected(*between, cell)
    return refuse(argument, cell, text.fr, text.en, OutOfRange)
