"""The dates that a cell can hold, and the months between them."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.errors import OutOfRange
from udfs.serials import FIRST_ACCEPTED, LAST_ACCEPTED

Dates: TypeAlias = NDArray[np.datetime64]
Floats: TypeAlias = NDArray[np.float64]

FIRST_DAY = np.datetime64(FIRST_ACCEPTED, "D")
LAST_DAY = np.datetime64(LAST_ACCEPTED, "D")


def as_dates(dates: ArrayLike) -> Dates:
    """An array of days, of no dimension for a scalar."""
    return np.asarray(dates, "datetime64[D]")


def readable(dates: Any, argument: str) -> Any:
    """The same dates, when a cell can hold each of them; NaT is a blank.

    Args:
        dates: datetime64[D], scalar or array, computed from arguments that a cell can hold.
        argument: Which of them leads too far.

    Raises:
        OutOfRange: A date before `FIRST_DAY` or after `LAST_DAY`.

    Examples:
        >>> readable(np.datetime64("2026-12-31"), "n")
        np.datetime64('2026-12-31')
    """
    if np.any((dates < FIRST_DAY) | (dates > LAST_DAY)):
        raise OutOfRange(
            f"{argument} : une date obtenue sort des dates acceptées, du 01/03/1900 au 31/12/2200",
            f"{argument}: a resulting date is not among those accepted, 1900-03-01 to 2200-12-31",
            argument=argument,
        )
    return dates


def refuse_reversed(debut: ArrayLike, fin: ArrayLike) -> None:
    """Stops at a period that ends before it starts; a missing date is no period.

    Raises:
        OutOfRange: `fin` before `debut`.
    """
    first, last = as_dates(debut), as_dates(fin)
    wrong = first > last
    if wrong.any():
        start, end = (side[wrong].flat[0] for side in np.broadcast_arrays(first, last))
        raise OutOfRange(
            f"fin : le {end.item():%d/%m/%Y} précède debut, le {start.item():%d/%m/%Y}",
            f"fin (end): {end} comes before debut (start), {start}",
            argument="fin",
            value=end,
        )


def add_months(date: ArrayLike, n: ArrayLike) -> Any:
    """So many months later, on the same day or the last one of a shorter month.

    Examples:
        >>> add_months(np.datetime64("2025-12-31"), -3)
        np.datetime64('2025-09-30')
    """
    months, ahead = split(as_dates(date))
    return in_month(months + np.asarray(n, np.int64), ahead)[()]


def split(dates: Dates) -> tuple[Any, Any]:
    """The month, datetime64[M], and the days after its first."""
    months = dates.astype("datetime64[M]")
    return months, (dates - months.astype("datetime64[D]")).astype(np.int64)


def in_month(months: Any, ahead: Any) -> Any:
    """The day that stands so many days after the first of a month, or the last one of a shorter month.

    Args:
        months: datetime64[M].
        ahead: Days after the first, 30 or more for the last of any month.
    """
    last = (months + 1).astype("datetime64[D]") - 1
    return np.minimum(months.astype("datetime64[D]") + ahead, last)


def months_between(first: Dates, last: Dates) -> Any:
    """Months from the month of a date to that of another."""
    return (last.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64)
