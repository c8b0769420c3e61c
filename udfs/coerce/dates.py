"""Dates from cells: serials of the 1900 date system, dates, ISO or French texts."""

from __future__ import annotations

import datetime
import re
from numbers import Real

import numpy as np

from udfs.calendar import FIRST_DAY, LAST_DAY
from udfs.coerce.cells import EPOCH, Cell, float_of
from udfs.coerce.messages import french, not_a, refuse
from udfs.declaration import Argument
from udfs.errors import OutOfRange, UdfError

_FIRST_SERIAL, _LAST_SERIAL = ((day - EPOCH).astype(int) for day in (FIRST_DAY, LAST_DAY))
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
_FRENCH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_date(argument: Argument, cell: Cell) -> np.datetime64:
    """The day of a scalar cell that is not blank.

    Args:
        argument: Its declaration.
        cell: A serial (a time of day is dropped), a date, or a text such as "31/12/2026" or "2026-12-31".

    Raises:
        WrongValue: Not a date.
        OutOfRange: A serial below 61, or a date after 2200.
    """
    day = _day(argument, cell)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _outside(argument, cell)
    return day


def _day(argument: Argument, cell: Cell) -> np.datetime64:
    if isinstance(cell, datetime.datetime):
        return np.datetime64(cell.date(), "D")
    if isinstance(cell, datetime.date):
        return np.datetime64(cell, "D")
    if isinstance(cell, np.datetime64):
        day: np.datetime64 = cell.astype("datetime64[D]")
        return day
    if isinstance(cell, str):
        return _from_text(argument, cell)
    if isinstance(cell, Real):
        return _from_serial(argument, float_of(cell))
    raise _wrong(argument, cell)


def _from_serial(argument: Argument, serial: float) -> np.datetime64:
    if serial != serial:
        raise _wrong(argument, str(serial))
    if not _FIRST_SERIAL <= serial < _LAST_SERIAL + 1:
        raise _outside(argument, serial)
    return EPOCH + np.timedelta64(int(serial), "D")


def _from_text(argument: Argument, text: str) -> np.datetime64:
    bare = text.strip()
    iso, french_form = _ISO.fullmatch(bare), _FRENCH.fullmatch(bare)
    if iso is None and french_form is None:
        raise _wrong(argument, text)
    year, month, day = iso.groups() if iso else reversed(french_form.groups())  # type: ignore[union-attr]
    try:
        return np.datetime64(datetime.date(int(year), int(month), int(day)), "D")
    except ValueError:
        raise _wrong(argument, text) from None


def _wrong(argument: Argument, cell: Cell) -> UdfError:
    return not_a(argument, cell, "date attendue (31/12/2026)", "a date is expected (2026-12-31)")


def _outside(argument: Argument, cell: Cell) -> UdfError:
    return refuse(
        argument,
        cell,
        f"date attendue entre le 01/03/1900 et le 31/12/2200 ; reçu {french(cell)}",
        f"a date between 1900-03-01 and 2200-12-31 is expected; got {cell}",
        OutOfRange,
    )
