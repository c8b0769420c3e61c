"""The versions of a parameter as a native formula: a constant from each of their dates."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from udfs import parameters
from udfs.errors import UdfError
from udfs.parameters import Version
from xlsync.copies.native.asked import VARIES, Asked, Beyond
from xlsync.recalc.syntax import written

Say = Callable[[Version], str]


def literal(value: Any) -> str:
    """A value of a parameter as a formula writes it.

    Examples:
        >>> literal(Decimal("0.005")), literal("12-15")
        ('0.005', '"12-15"')
    """
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if not isinstance(value, int | float | str):
        raise Beyond("ce paramètre est un tableau", "this parameter is a table")
    return written(value)


def versions_of(*codes: str) -> list[Sequence[Version]]:
    """The versions of each parameter.

    Raises:
        Beyond: an unknown code.
    """
    try:
        return [parameters.parameter(code).versions for code in codes]
    except UdfError as error:
        raise Beyond(error.text.fr, error.text.en) from error


def by_date(
    asked: Asked, codes: Sequence[str], say: Callable[[datetime.date], str], date: str = "date"
) -> str:
    """What parameters say at the date of a call, from each day on which one of them changes.

    Args:
        asked: The call.
        codes: The parameters, all of them needed.
        say: The formula on a day.
        date: Name of the argument.

    Raises:
        Beyond: no date, and several versions.
    """
    found = versions_of(*codes)
    if not all(found):
        return "NA()"  # what no document gives, and nobody entered
    days = _days(found)
    asked_day = asked.constant(date)
    if asked_day is None:
        if len(days) > 1:
            raise Beyond("plusieurs versions, et pas de date", "several versions, and no date")
        return say(days[0])
    if asked_day is not VARIES:
        day = parameters.as_day(asked_day)
        return say(day) if day is not None and _covered(found, day) else "NA()"
    text = "NA()"
    for day in days:
        value = say(day) if _covered(found, day) else "NA()"
        since = f"{date}>=DATE({day.year},{day.month},{day.day})"
        test = f'OR({date}="",{since})' if len(days) == 1 else since
        text = f"IF({test},{value},{text})"
    return text


def _days(found: Sequence[Sequence[Version]]) -> list[datetime.date]:
    """The days on which something changes, once every parameter has a version."""
    first = max(versions[0].start for versions in found)
    later = {one.start for versions in found for one in versions if one.start > first}
    ends = {one.end + datetime.timedelta(days=1) for versions in found for one in versions if one.end}
    return sorted({first, *later, *(day for day in ends if day > first)})


def _covered(found: Sequence[Sequence[Version]], day: datetime.date) -> bool:
    return all(any(one.covers(day) for one in versions) for versions in found)


def by_year(code: str, year: str, *keys: str) -> str:
    """A number of a parameter on the first of January of a year, from each year in which it changes.

    Args:
        code: The parameter.
        year: How the template says the year.
        *keys: Path to the number when the value is a table.
    """
    (versions,) = versions_of(code)
    text = ""
    for one in versions:
        wanted: Any = one.value
        for key in keys:
            wanted = wanted[key] if isinstance(wanted, Mapping) else None
        since = first_year(one)
        text = literal(wanted) if not text else f"IF({year}>={since},{literal(wanted)},{text})"
        if one.end is not None and not any(two.start > one.end for two in versions):
            text = f"IF({year}>{one.end.year},NA(),{text})"
    return text or "NA()"


def first_year(version: Version) -> int:
    """The first year whose first of January a version covers."""
    start = version.start
    return start.year if (start.month, start.day) == (1, 1) else start.year + 1
