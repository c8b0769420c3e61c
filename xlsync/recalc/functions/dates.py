"""Dates, in the date system of the workbook; Excel's 0 January 1900 and 29 February 1900 are days too."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs.calendar import BASES, fraction
from udfs.serials import EPOCH, FIRST_1904, LAST, NEVER_WAS, serial_from_date
from xlsync.recalc.functions.declare import kernel, native
from xlsync.recalc.functions.rounding import floored
from xlsync.recalc.numerals import moment_in, number
from xlsync.recalc.values import NUM, VALUE, Failure, Unsupported, floor15
from xlsync.recalc.vectors import (
    BOOLEAN,
    NUM_TAG,
    VALUE_TAG,
    Floats,
    Tags,
    Vector,
    first_error,
    numbers,
    result,
    whole_numbers,
    with_errors,
)
from xlsync.workbook.values import ErrorValue

Ints = NDArray[np.int64]
UNIX = np.datetime64("1970-01-01")
EPOCH_DAY, FIRST_1904_DAY = (int((np.datetime64(day) - UNIX).astype(int)) for day in (EPOCH, FIRST_1904))
LAST_YEAR_MONTH = (LAST.year - 1970) * 12 + 11
FIRST_MONTH = -1970 * 12 + 12


class Days(NamedTuple):
    """Days as Excel shows them, and errors where there is none."""

    year: Ints
    month: Ints
    day: Ints
    failed: Tags | None


def _wrong(where: Any) -> Tags | None:
    return np.where(where, NUM_TAG, 0).astype(np.uint8) if np.count_nonzero(where) else None


def whole_days(setting: Any, num: Floats) -> tuple[Floats, Tags | None]:
    """Numbers without their hours; #NUM! below 0 and after 31 December 9999."""
    days = floored(num)
    beyond = (days < 0) | (days > serial_from_date(LAST, setting.date1904))
    return np.where(beyond, 0.0, days), _wrong(beyond)


def days_of(setting: Any, num: Floats) -> Days:
    """The days of numbers."""
    serial, failed = whole_days(setting, num)
    day = serial + FIRST_1904_DAY if setting.date1904 else serial + EPOCH_DAY + (serial < NEVER_WAS)
    dates = day.astype(np.int64).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    month = months.astype(np.int64)
    number = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    year, month = month // 12 + 1970, month % 12 + 1
    if not setting.date1904:
        for serial_of, (odd_month, odd_day) in {0: (1, 0), NEVER_WAS: (2, 29)}.items():
            odd = serial == serial_of
            if np.count_nonzero(odd):
                year, month, number = (
                    np.where(odd, value, held)
                    for value, held in ((1900, year), (odd_month, month), (odd_day, number))
                )
    return Days(year, month, number, failed)


def serials(setting: Any, days: Ints) -> tuple[Floats, Tags | None]:
    """Numbers of days counted from 1970; #NUM! before the first one of the date system."""
    if setting.date1904:
        found = (days - FIRST_1904_DAY).astype(np.float64)
        return found, _wrong(found < 0)
    found = (days - EPOCH_DAY).astype(np.float64)
    found = np.where(found <= NEVER_WAS, found - 1, found)
    return found, _wrong(found < 0)


def month_starts(months: Floats) -> tuple[Ints, Tags | None]:
    """First days of months, both counted from 1970; #NUM! outside the calendar."""
    beyond = (months < FIRST_MONTH) | (months > LAST_YEAR_MONTH)
    held = np.where(beyond, 0, months).astype(np.int64)
    return held.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64), _wrong(beyond)


def _by_day(found: Callable[[Floats], Vector], num: Floats) -> Vector:
    """What a function of a day gives; of many numbers of few days, it is asked once for each day."""
    if num.size < MANY:
        return found(num)
    first, last = float(num.min()), float(num.max())
    if not (last - first) * 2 < num.size or (np.rint(num) != num).any():
        return found(num)
    days = found(np.arange(first, last + 1))
    places = (num - first).astype(np.intp)
    return days[places]


MANY = 4096
"""Numbers that are worth a table of their days."""


def _moved(frame: Any, number: Vector, months: Vector, *, to_end: bool = False) -> Vector:
    """The same day some months later, or the last one of its month."""
    num, wrong = numbers(number, frame.pool)
    more, bad = whole_numbers(months, frame.pool)
    if more.size == 1 and bad is None:
        value = more.flat[0]
        found = _by_day(lambda days: _months_later(frame, days, np.full(days.shape, value), to_end), num)
    else:
        found = _months_later(frame, num, more, to_end)
    failed = first_error(wrong, bad, _booleans(number), _booleans(months))
    return with_errors(found.num, found.tag, failed)


def _months_later(frame: Any, num: Floats, more: Floats, to_end: bool) -> Vector:
    day = days_of(frame.setting, num)
    month = (day.year - 1970) * 12.0 + day.month - 1 + more
    first, beyond = month_starts(month)
    after, _ = month_starts(np.minimum(month + 1, LAST_YEAR_MONTH))
    last = np.where(month >= LAST_YEAR_MONTH, 31, after - first)
    start, early = serials(frame.setting, first)
    found = start + (last if to_end else np.minimum(day.day, last)) - 1
    return result(found, first_error(day.failed, beyond, early))


def _booleans(vector: Vector) -> Tags | None:
    """#VALUE! where a boolean stands: what came with the Analysis ToolPak takes none."""
    if vector.tag is None or not np.count_nonzero(vector.tag == BOOLEAN):
        return None
    return np.where(vector.tag == BOOLEAN, VALUE_TAG, 0).astype(np.uint8)


@kernel("DATE", "value", "value", "value")
def date_(frame: Any, year: Vector, month: Vector, day: Vector) -> Vector:
    """Serial of a date; months and days may overflow, years below 1900 count from there."""
    (years, first), (months, second), (days, third) = (
        whole_numbers(one, frame.pool) for one in (year, month, day)
    )
    beyond = _wrong((years < 0) | (years > LAST.year))
    start, outside = month_starts((np.where(years < 1900, years + 1900, years) - 1970) * 12 + months - 1)
    serial, early = serials(frame.setting, start)
    found, late = whole_days(frame.setting, serial + days - 1)
    failed = first_error(first, second, third)
    shape = np.broadcast_shapes(years.shape, found.shape)
    spread = None if beyond is None else np.broadcast_to(beyond, shape)
    return result(found, first_error(failed, spread, outside, early, late))


def _part(frame: Any, number: Vector, name: str) -> Vector:
    """The year, the month or the day of dates."""
    num, failed = numbers(number, frame.pool)

    def part(days: Floats) -> Vector:
        day = days_of(frame.setting, days)
        return result(getattr(day, name).astype(np.float64), day.failed)

    found = _by_day(part, num)
    return with_errors(found.num, found.tag, failed)


@kernel("YEAR", "value")
def year(frame: Any, number: Vector) -> Vector:
    """Year of a date."""
    return _part(frame, number, "year")


@kernel("MONTH", "value")
def month(frame: Any, number: Vector) -> Vector:
    """Month of a date."""
    return _part(frame, number, "month")


@kernel("DAY", "value")
def day(frame: Any, number: Vector) -> Vector:
    """Day of a date."""
    return _part(frame, number, "day")


@kernel("EDATE", "value", "value", toolpak=True)
def months_later(frame: Any, number: Vector, months: Vector) -> Vector:
    """The same day some months later."""
    return _moved(frame, number, months)


@kernel("EOMONTH", "value", "value", toolpak=True)
def month_end(frame: Any, number: Vector, months: Vector) -> Vector:
    """The last day of the month some months later."""
    return _moved(frame, number, months, to_end=True)


def whole_day(setting: Any, number: float) -> int:
    """A number without its hours, when it is one of a day.

    Raises:
        Failure: #NUM! below 0 and after 31 December 9999.
    """
    found = floor15(number)
    if not 0 <= found <= serial_from_date(LAST, setting.date1904):
        raise Failure(NUM)
    return found


@native("WEEKDAY", "number", "integer", framed=True)
def weekday(setting: Any, number: float, kind: int = 1) -> int:
    """Day of the week: from 0 on Monday (3), from 1 on Sunday (1), on Monday (2 and 11)… on Sunday (17)."""
    left = serial_from_date(LAST, setting.date1904) - whole_day(setting, number)
    monday = int(LAST.weekday() - left) % 7
    if kind == 3:
        return monday
    first = {1: 6, 2: 0}.get(kind, kind - 11)
    if not 0 <= first < 7:
        raise Failure(NUM)
    return (monday - first) % 7 + 1


@native("DAYS", "number", "number", framed=True)
def days(setting: Any, end: float, start: float) -> int:
    """Days between two dates."""
    return whole_day(setting, end) - whole_day(setting, start)


@native("DATEDIF", "number", "number", "text", framed=True)
def between(setting: Any, start: float, end: float, unit: str) -> int:
    """Whole years (Y), months (M) or days (D) between two dates; MD, YM and YD leave the larger units out."""
    unit = unit.upper()
    serials_ = [float(whole_day(setting, one)) for one in (start, end)]
    if serials_[0] > serials_[1] or unit not in ("Y", "M", "D", "MD", "YM", "YD"):
        raise Failure(NUM)
    if unit == "D":
        return int(serials_[1] - serials_[0])
    days = days_of(setting, np.array(serials_))
    (first_day, day), (first_month, month) = days.day.tolist(), (days.year * 12 + days.month - 1).tolist()
    months = month - first_month - (day < first_day)
    if unit in ("Y", "M", "YM"):
        return int({"Y": months // 12, "M": months, "YM": months % 12}[unit])
    past = first_month + (months if unit == "MD" else months // 12 * 12)
    anniversary = date_at(setting, past, first_day)
    if anniversary is None or serials_[0] <= NEVER_WAS:
        # no such day, where Microsoft relies on no result; or a year with the 29 February that never was
        raise Unsupported("DATEDIF")
    return int(serials_[1] - anniversary)


def date_at(setting: Any, month: int, day: int) -> float | None:
    """The serial of a day of a month, counted from year 0; None where the month has no such day."""
    months = np.array([month - 1970 * 12.0, month + 1 - 1970 * 12.0])
    (first, following), _ = month_starts(months)
    if first + day > following:
        return None
    serial, _ = serials(setting, np.array([first + day - 1]))
    return float(serial[0])


DAY_MS = 86_400_000


@native("DATEVALUE", "text", framed=True)
def date_in(setting: Any, value: str) -> int:
    """The date that a text writes, without its hours."""
    return math.floor(_moment(setting, value))


@native("TIMEVALUE", "text", framed=True)
def time_in(setting: Any, value: str) -> float:
    """The time that a text writes, without its date."""
    return round(_moment(setting, value) % 1 * DAY_MS) / DAY_MS % 1


def _moment(setting: Any, value: str) -> float:
    found = moment_in(value, setting.language, setting.date1904)
    if found is None or isinstance(found, ErrorValue):
        raise Failure(VALUE)
    return found


@native("YEARFRAC", "any", "any", "integer", framed=True, toolpak=True)
def year_fraction(setting: Any, start: Any, end: Any, basis: int = 0) -> float:
    """Years between two dates, in either order, by one of Excel's five bases."""
    if str(basis) not in BASES:
        raise Failure(NUM)
    dates = [number(one, setting.language, setting.date1904) for one in (start, end)]
    days = [whole_day(setting, one) for one in dates]
    if not setting.date1904 and min(days) <= NEVER_WAS:
        raise Unsupported("YEARFRAC")
    origin = np.datetime64(FIRST_1904 if setting.date1904 else EPOCH)
    first, last = (origin + day for day in days)
    return abs(float(fraction(first, last, str(basis))))


@native("TODAY", framed=True)
def today(setting: Any) -> float:
    """The date given to the evaluation."""
    return float(serial_from_date(setting.today, setting.date1904))


@native("NOW", framed=True)
def now(setting: Any) -> float:
    """The date given to the evaluation, at midnight."""
    return float(serial_from_date(setting.today, setting.date1904))
