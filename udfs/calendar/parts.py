"""What a count needs to know of a day, read in tables, and counts over arrays of any size.

All of it is float64, exact for whole numbers, so that a missing date is NaN from end to end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs.calendar.dates import FIRST_DAY, LAST_DAY, Dates, Floats

BLOCK = 16_384
"""Items computed at once: few enough for what they pass through to stay in the processor's cache."""

_EVE = int(FIRST_DAY.astype(np.int64)) - 1


def position(dates: Dates) -> NDArray[np.int64]:
    """Where the days stand in a table of the days of cells; NaT and other days fall outside."""
    return dates.view(np.int64) - _EVE


class Daily:
    """A number that depends on one day: read in a table for the days of cells, computed for any other."""

    def __init__(self, definition: Callable[[Dates], Any]) -> None:
        self.definition = definition

    @cached_property
    def table(self) -> Floats:
        """The number of each day of cells, NaN at both ends."""
        days = np.arange(FIRST_DAY, LAST_DAY + 1)
        return np.concatenate([[np.nan], self.definition(days), [np.nan]])

    @cached_property
    def recent(self) -> Floats:
        """The same by days since 1970-01-01, which is NaN here: it stands for NaT and all days before."""
        table = self.table[-_EVE:].copy()
        table[0] = np.nan
        return table

    def __call__(self, dates: Dates) -> Any:
        """The numbers of some days, NaN for NaT."""
        found = self.table.take(position(dates), mode="clip")
        beyond = np.isnan(found)
        if beyond.any():
            beyond &= ~np.isnat(dates)
            found = np.where(beyond, self.definition(np.where(beyond, dates, FIRST_DAY)), found)
        return found

    def gap(self, first: Dates, last: Dates) -> Any:
        """The number of some days less that of others."""
        read = self.recent.take
        gap = read(last.view(np.int64), mode="clip") - read(first.view(np.int64), mode="clip")
        return self(last) - self(first) if np.isnan(np.sum(gap)) else gap


def _year(dates: Dates) -> Any:
    return dates.astype("datetime64[Y]").astype(np.int64) + 1970


def _day(dates: Dates) -> Any:
    return (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1


def _month(dates: Dates) -> Any:
    return dates.astype("datetime64[M]").astype(np.int64)


def _to_end_of_february(dates: Dates) -> Any:
    last = (_month(dates) % 12 == 1) & (_day(dates + 1) == 1)
    return np.where(last, 30 - _day(dates), 0)


def _leap_days(dates: Dates) -> Any:
    passed = _year(dates) - (_month(dates) % 12 < 2)
    return passed // 4 - passed // 100 + passed // 400


def _new_year(dates: Dates) -> Any:
    return dates.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)


def _year_length(dates: Dates) -> Any:
    years = dates.astype("datetime64[Y]")
    return ((years + 1).astype("datetime64[D]") - years.astype("datetime64[D]")).astype(np.int64)


number = Daily(lambda dates: dates.astype(np.int64))
"""Days since 1970-01-01."""
day = Daily(_day)
"""Day of the month."""
year = Daily(_year)
"""Calendar year."""
month_and_day = Daily(lambda dates: 31 * (_month(dates) % 12) + _day(dates))
"""Grows from day to day within a year, the same in any year."""
new_year = Daily(_new_year)
"""The first of January of its year, as `number`."""
year_length = Daily(_year_length)
"""Days of its calendar year."""
thirty = Daily(lambda dates: 30 * _month(dates) + np.minimum(_day(dates), 30))
"""Days of 30-day months, where the 31st counts as the 30th."""
february = Daily(_to_end_of_february)
"""On the last day of February, the days that lack to make 30; 0 on any other day."""
leap_days = Daily(_leap_days)
"""How many 29 February came before it, from one origin for all days."""


def in_blocks(compute: Callable[..., Any], dtype: Any, *arrays: Any, divisor: float = 1.0) -> Any:
    """A computation over broadcast arrays, by blocks of them when they are large.

    Args:
        compute: Takes the arrays, or a slice of each, and returns one of the same shape.
        dtype: Of its result.
        *arrays: Arrays of dates, or None for an argument left out.
        divisor: What a result in float64 is divided by.
    """
    shape = np.broadcast_shapes(*(array.shape for array in arrays if array is not None))
    size = math.prod(shape)
    if size <= BLOCK:
        return compute(*arrays) if divisor == 1.0 else compute(*arrays) / divisor
    flat = [one if one is None or one.ndim == 0 else np.broadcast_to(one, shape).ravel() for one in arrays]
    result = np.empty(size, dtype)
    for start in range(0, size, BLOCK):
        part = slice(start, start + BLOCK)
        found = compute(*(one if one is None or one.ndim == 0 else one[part] for one in flat))
        if divisor == 1.0:
            result[part] = found
        else:
            np.divide(found, divisor, out=result[part])
    return result.reshape(shape)


def either_way(count: Callable[..., Any]) -> Callable[..., Any]:
    """A count whose rule tells the first date from the last, made to count backwards with a minus sign."""

    def counted(debut: Dates, fin: Dates, *others: Any) -> Any:
        backwards = debut > fin
        if not backwards.any():
            return count(debut, fin, *others)
        forwards = count(np.minimum(debut, fin), np.maximum(debut, fin), *others)
        return np.where(backwards, -forwards, forwards)

    counted.__doc__ = count.__doc__
    return counted


def where_known(compute: Callable[..., Any]) -> Callable[..., Any]:
    """A computation on dates that never sees a missing one: its result is NaN there."""

    def computed(*dates: Dates) -> Any:
        missing = np.logical_or.reduce(np.broadcast_arrays(*(np.isnat(one) for one in dates)))
        if not missing.any():
            return compute(*dates)
        months = (np.datetime64(f"2000-{rank:02d}-01") for rank in range(1, len(dates) + 1))
        filled = (np.where(missing, month, one) for month, one in zip(months, dates, strict=True))
        return np.where(missing, np.nan, compute(*filled))

    computed.__doc__ = compute.__doc__
    return computed
