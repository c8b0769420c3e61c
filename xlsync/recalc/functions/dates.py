"""Dates, in the date system of the workbook."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from udfs.calendar import BASES, EPOCH, date_from_serial, fraction, serial_from_date
from udfs.calendar.serials import FIRST_1904, LAST, NEVER_WAS
from udfs.errors import OutOfRange
from xlsync.recalc.functions.declare import native
from xlsync.recalc.values import NUM, Failure, Unsupported, floor15


class Day(NamedTuple):
    """A day as Excel shows it: 0 January 1900 and 29 February 1900 are days too."""

    year: int
    month: int
    day: int


def serial(frame: Any, day: date) -> float:
    """Number of a day.

    Raises:
        Failure: #NUM! before the first day of the date system.
    """
    try:
        return serial_from_date(day, frame.date1904)
    except OutOfRange:
        raise Failure(NUM) from None


def whole_day(frame: Any, number: float) -> int:
    """A number without its hours, when it is one of a day.

    Raises:
        Failure: #NUM! below 0 and after 31 December 9999.
    """
    day = floor15(number)
    if not 0 <= day <= serial_from_date(LAST, frame.date1904):
        raise Failure(NUM)
    return day


def day_of(frame: Any, number: float) -> Day:
    """The day of a number.

    Raises:
        Failure: #NUM! where there is no such day.
    """
    whole = whole_day(frame, number)
    if not frame.date1904 and whole in (0, NEVER_WAS):
        return Day(1900, 1, 0) if whole == 0 else Day(1900, 2, 29)
    found = date_from_serial(whole, frame.date1904)
    return Day(found.year, found.month, found.day)


def month_start(year: int, month: int) -> date:
    """The first day of a month; months may overflow.

    Raises:
        Failure: #NUM! outside the calendar.
    """
    year, before = divmod(year * 12 + month - 1, 12)
    if not 1 <= year <= LAST.year:
        raise Failure(NUM)
    return date(year, before + 1, 1)


def _moved(frame: Any, number: float, months: int, *, to_end: bool = False) -> float:
    """The same day some months later, or the last one of its month."""
    day = day_of(frame, number)
    first = month_start(day.year, day.month + months)
    last = monthrange(first.year, first.month)[1]
    return serial(frame, first) + (last if to_end else min(day.day, last)) - 1


@native("DATE", "integer", "integer", "integer", framed=True)
def date_(frame: Any, year: int, month: int, day: int) -> int:
    """Serial of a date; months and days may overflow, years below 1900 count from there."""
    if not 0 <= year <= LAST.year:
        raise Failure(NUM)
    first = month_start(year + 1900 if year < 1900 else year, month)
    return whole_day(frame, serial(frame, first) + day - 1)


@native("YEAR", "number", framed=True)
def year(frame: Any, number: float) -> int:
    """Year of a date."""
    return day_of(frame, number).year


@native("MONTH", "number", framed=True)
def month(frame: Any, number: float) -> int:
    """Month of a date."""
    return day_of(frame, number).month


@native("DAY", "number", framed=True)
def day(frame: Any, number: float) -> int:
    """Day of a date."""
    return day_of(frame, number).day


@native("EDATE", "number", "integer", framed=True)
def months_later(frame: Any, number: float, months: int) -> float:
    """The same day some months later."""
    return _moved(frame, number, months)


@native("EOMONTH", "number", "integer", framed=True)
def month_end(frame: Any, number: float, months: int) -> float:
    """The last day of the month some months later."""
    return _moved(frame, number, months, to_end=True)


@native("WEEKDAY", "number", "integer", framed=True)
def weekday(frame: Any, number: float, kind: int = 1) -> int:
    """Day of the week: from 1 on Sunday (1), from 1 on Monday (2), from 0 on Monday (3)."""
    left = serial_from_date(LAST, frame.date1904) - whole_day(frame, number)
    monday = int(LAST.weekday() - left) % 7
    results = {1: (monday + 1) % 7 + 1, 2: monday + 1, 3: monday}
    if kind not in results:
        raise Unsupported("WEEKDAY")
    return results[kind]


@native("DAYS", "number", "number", framed=True)
def days(frame: Any, end: float, start: float) -> int:
    """Days between two dates."""
    return whole_day(frame, end) - whole_day(frame, start)


@native("YEARFRAC", "number", "number", "integer", framed=True)
def year_fraction(frame: Any, start: float, end: float, basis: int = 0) -> float:
    """Years between two dates, in either order, by one of Excel's five bases."""
    if str(basis) not in BASES:
        raise Failure(NUM)
    origin = np.datetime64(FIRST_1904 if frame.date1904 else EPOCH)
    first, last = (origin + whole_day(frame, number) for number in (start, end))
    return abs(float(fraction(first, last, str(basis))))


@native("TODAY", framed=True)
def today(frame: Any) -> float:
    """The date given to the evaluation."""
    if frame.today is None:
        raise Unsupported("TODAY")
    return serial(frame, frame.today)


@native("NOW", framed=True)
def now(frame: Any) -> float:
    """The date given to the evaluation, at midnight."""
    if frame.today is None:
        raise Unsupported("NOW")
    return serial(frame, frame.today)
