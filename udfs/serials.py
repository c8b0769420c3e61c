"""Days as spreadsheets number them: one epoch and one range, for every file, host and function.

In the 1900 system, 1 is 1 January 1900, and 60 is the day 29 February 1900 that never was; from 61 on, a
serial counts the days from `EPOCH`. In the 1904 system, 0 is 1 January 1904. Both end on 31 December 9999.
"""

from __future__ import annotations

import datetime
import math
from typing import Final

from udfs.errors import OutOfRange, Text
from udfs.figures import english, french

EPOCH: Final = datetime.date(1899, 12, 30)
FIRST: Final = datetime.date(1900, 1, 1)
FIRST_1904: Final = datetime.date(1904, 1, 1)
LAST: Final = datetime.date.max
NEVER_WAS: Final = 60
"""Serial of 29 February 1900 in the 1900 system."""

FIRST_ACCEPTED: Final = datetime.date(1900, 3, 1)
"""The first day that a function takes: before it, spreadsheets disagree, because of that 29 February."""
LAST_ACCEPTED: Final = datetime.date(2200, 12, 31)

_DAY: Final = datetime.timedelta(days=1)


def serial_from_date(date: datetime.date, date1904: bool = False) -> float:
    """Serial of a date or of a date and time.

    Args:
        date: A date; a datetime keeps its hours as a fraction.
        date1904: Whether the workbook counts from 1904.

    Raises:
        OutOfRange: The date comes before the first one that the system knows.

    Source:
        ECMA-376 part 1, 18.17.4.1.

    Examples:
        >>> serial_from_date(datetime.date(2024, 12, 2)), serial_from_date(datetime.date(1900, 2, 28))
        (45628.0, 59.0)
    """
    day = date.date() if isinstance(date, datetime.datetime) else date
    if day < first_day(date1904):
        raise _outside(day, date1904)
    days = (day - (FIRST_1904 if date1904 else EPOCH)).days
    serial = float(days if date1904 or days > NEVER_WAS else days - 1)
    if isinstance(date, datetime.datetime):
        serial += (date - datetime.datetime.combine(day, datetime.time(), date.tzinfo)) / _DAY
    return serial


def date_from_serial(serial: float, date1904: bool = False) -> datetime.date:
    """The day of a serial; hours are dropped.

    Args:
        serial: Any number.
        date1904: Whether the workbook counts from 1904.

    Raises:
        OutOfRange: The number is no day of that system, 29 February 1900 included.

    Examples:
        >>> date_from_serial(45628).isoformat(), date_from_serial(2_958_465.9).isoformat()
        ('2024-12-02', '9999-12-31')
    """
    if not serial_from_date(first_day(date1904), date1904) <= serial < serial_from_date(LAST, date1904) + 1:
        raise _outside(serial, date1904)
    day = math.floor(serial)
    if date1904:
        return FIRST_1904 + day * _DAY
    if day == NEVER_WAS:
        raise OutOfRange(
            f"date attendue ; {day} serait le 29/02/1900, qui n’a pas existé",
            f"a date is expected; {day} would be 1900-02-29, which never was",
            value=serial,
        )
    return EPOCH + (day + (day < NEVER_WAS)) * _DAY


def first_day(date1904: bool = False) -> datetime.date:
    """The first day that a date system knows."""
    return FIRST_1904 if date1904 else FIRST


def expected(first: datetime.date, last: datetime.date, value: object) -> Text:
    """What is said of something that is no day between two others.

    Examples:
        >>> expected(FIRST, LAST, 20251231.0).en
        'a date between 1900-01-01 and 9999-12-31 is expected; got 20,251,231'
    """
    return Text(
        f"date attendue entre le {french(first)} et le {french(last)} ; reçu {french(value)}",
        f"a date between {english(first)} and {english(last)} is expected; got {english(value)}",
    )


def _outside(value: float | datetime.date, date1904: bool) -> OutOfRange:
    text = expected(first_day(date1904), LAST, value)
    return OutOfRange(text.fr, text.en, value=value)
