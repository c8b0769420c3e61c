"""Dates, in the date system of the workbook."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from udfs.calendar import date_from_serial, serial_from_date
from udfs.errors import OutOfRange
from xlsync.recalc.functions.declare import native
from xlsync.recalc.values import NUM, Failure, Unsupported, floor15


def serial(frame: Any, day: date) -> float:
    """Number of a day.

    Raises:
        Failure: #NUM! before the first day of the date system.
    """
    try:
        return serial_from_date(day, frame.date1904)
    except OutOfRange:
        raise Failure(NUM) from None


def day_of(frame: Any, number: float) -> date:
    """The day of a number.

    Raises:
        Failure: #NUM! where there is no such day.
    """
    try:
        return date_from_serial(floor15(number), frame.date1904)
    except OutOfRange:
        raise Failure(NUM) from None


def moved(day: date, months: int, *, to_end: bool = False) -> date:
    """The same day some months later, or the last one of its month.

    Raises:
        Failure: #NUM! outside the calendar.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise Failure(NUM)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, last if to_end else min(day.day, last))


@native("DATE", "integer", "integer", "integer", framed=True)
def date_(frame: Any, year: int, month: int, day: int) -> float:
    """Serial of a date; months and days may overflow."""
    first = moved(date(year + 1900 if 0 <= year < 1900 else max(year, 1), 1, 1), month - 1)
    return serial(frame, first) + day - 1


def _parts(frame: Any, number: float) -> tuple[int, int, int]:
    """Year, month, day; 0 is the day before the first, as Excel shows it."""
    if floor15(number) == 0 and not frame.date1904:
        return 1900, 1, 0
    day = day_of(frame, number)
    return day.year, day.month, day.day


@native("YEAR", "number", framed=True)
def year(frame: Any, number: float) -> int:
    """Year of a date."""
    return _parts(frame, number)[0]


@native("MONTH", "number", framed=True)
def month(frame: Any, number: float) -> int:
    """Month of a date."""
    return _parts(frame, number)[1]


@native("DAY", "number", framed=True)
def day(frame: Any, number: float) -> int:
    """Day of a date."""
    return _parts(frame, number)[2]


@native("EDATE", "number", "integer", framed=True)
def months_later(frame: Any, number: float, months: int) -> float:
    """The same day some months later."""
    return serial(frame, moved(day_of(frame, number), months))


@native("EOMONTH", "number", "integer", framed=True)
def month_end(frame: Any, number: float, months: int) -> float:
    """The last day of the month some months later."""
    return serial(frame, moved(day_of(frame, number), months, to_end=True))


@native("WEEKDAY", "number", "integer", framed=True)
def weekday(frame: Any, number: float, kind: int = 1) -> int:
    """Day of the week: from 1 on Sunday (1), from 1 on Monday (2), from 0 on Monday (3)."""
    monday = day_of(frame, number).weekday()
    results = {1: (monday + 1) % 7 + 1, 2: monday + 1, 3: monday}
    if kind not in results:
        raise Unsupported("WEEKDAY")
    return results[kind]


@native("DAYS", "number", "number")
def days(end: float, start: float) -> float:
    """Days between two dates."""
    return float(floor15(end) - floor15(start))


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
