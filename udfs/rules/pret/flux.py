"""Flows of a loan, received and paid, and the years between them as the directive counts them.

Directive 2008/48/EC, annex I, remark (c), as completed by directive 2011/90/EU and repeated by directive
2014/17/EU; Code de la consommation, annex to article R314-3:

- intervals are years or fractions of a year of 12 equal months, 52 weeks, or 365 days (366 in a leap year);
- an interval that is not a whole number of the period of the payments is a whole number of these periods,
  counted backwards from the payment, then days counted from the first drawdown, divided by the days of the
  complete year that ends where the days end.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar
from udfs.errors import OutOfRange, Text, WrongValue

Dates = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

NO_DATE = np.datetime64("NaT", "D")
WEEKS = 52
CANCELLED = 2.0**-50
"""Flows of one day whose sum is below this part of their size cancel each other."""


class Flux(NamedTuple):
    """The flows of N loans, one a date, in order, then 0 at NaT.

    Attributes:
        montants: EUR, received positive, paid negative, (N, k).
        dates: Their dates, (N, k).
    """

    montants: Floats
    dates: Dates


class Durees(NamedTuple):
    """Years from the first flow of N loans.

    Attributes:
        annees: (N, k), 0 where there is no flow.
        unite: Key of `UNITES`, (N,).
    """

    annees: Floats
    unite: Integers


UNITES = (
    Text("mois normalisés", "equal months"),
    Text("années", "years"),
    Text("semaines", "weeks"),
    Text("mois normalisés et jours, versement par versement", "equal months and days, payment by payment"),
)
MONTHS, YEARS, WEEKLY, IRREGULAR = range(len(UNITES))


def flows(flux: ArrayLike, dates: ArrayLike) -> Flux:
    """The flows brought to one a date, in order; NaN, 0 and NaT are no flow.

    Args:
        flux: EUR, (k,) or (N, k).
        dates: (k,) or (N, k).

    Raises:
        WrongValue: Not as many dates as flows.
        OutOfRange: Nothing received, nothing paid, or all on one day.
    """
    amounts, days = np.asarray(flux, np.float64), np.asarray(dates, "datetime64[D]")
    if amounts.shape[-1:] != days.shape[-1:] or amounts.ndim == 0:
        raise WrongValue(
            f"dates : {days.size} dates pour {amounts.size} flux",
            f"dates: {days.size} dates for {amounts.size} flows",
            argument="dates",
            value=days.size,
        )
    amounts, days = np.broadcast_arrays(np.atleast_2d(amounts), np.atleast_2d(days))
    absent = np.isnan(amounts) | np.isnat(days) | (amounts == 0.0)
    found = _one_a_date(np.where(absent, 0.0, amounts), np.where(absent, NO_DATE, days))
    lonely = ~((found.montants > 0.0).any(axis=1) & (found.montants < 0.0).any(axis=1))
    if lonely.any() or amounts.size == 0:
        raise OutOfRange(
            "flux : il faut une somme reçue (positive) et une somme payée (négative), à deux dates",
            "flux (flows): a received amount (positive) and a paid one (negative) are needed, at two dates",
            argument="flux",
        )
    return found


def _one_a_date(amounts: Floats, days: Dates) -> Flux:
    """Sorted, the flows of a day added up; what cancels leaves no date."""
    order = np.argsort(days, axis=1, kind="stable")
    amounts, days = np.take_along_axis(amounts, order, 1), np.take_along_axis(days, order, 1)
    rows, new = np.arange(len(days))[:, None], np.ones(days.shape, np.bool_)
    new[:, 1:] = days[:, 1:] != days[:, :-1]
    place = np.cumsum(new, axis=1) - 1
    sums, sizes = np.zeros(days.shape), np.zeros(days.shape)
    np.add.at(sums, (rows, place), amounts)
    np.add.at(sizes, (rows, place), np.abs(amounts))
    first = np.full(days.shape, NO_DATE)
    first[np.broadcast_to(rows, days.shape)[new], place[new]] = days[new]
    gone = np.abs(sums) <= sizes * CANCELLED
    sums[gone], first[gone] = 0.0, NO_DATE
    order = np.argsort(first, axis=1, kind="stable")
    return Flux(np.take_along_axis(sums, order, 1), np.take_along_axis(first, order, 1))


def durees(dates: Dates) -> Durees:
    """Years from the first flow, by the unit that suits the dates of each loan.

    Args:
        dates: In order, NaT at the end, (N, k), k >= 2, two dates at least a loan.

    Examples:
        >>> days = np.array([["2012-01-12", "2012-02-15", "2013-02-15"]], "datetime64[D]")
        >>> durees(days).annees * 365
        array([[  0.,  34., 399.]])
    """
    origin, later = dates[:, :1], dates[:, 1:]
    first, known = later[:, :1], ~np.isnat(later)
    filled = np.where(known, later, first)
    unit = _unit(filled, known)
    months = _months(filled) - _months(first)
    weeks = (filled - first).astype(np.int64) // 7
    start = _interval(origin, first, unit[:, None])
    years = start + np.where(unit[:, None] == WEEKLY, weeks / WEEKS, months / 12)
    irregular = unit == IRREGULAR
    if irregular.any():
        alone = np.full((int(irregular.sum()), 1), MONTHS)
        years[irregular] = _interval(origin[irregular], filled[irregular], alone)
    return Durees(np.hstack([np.zeros(origin.shape), np.where(known, years, 0.0)]), unit)


def _unit(later: Dates, known: Mask) -> Integers:
    """What the dates after the first flow have in common; a date alone counts in months."""
    several = known.sum(axis=1) > 1
    monthly = _aligned(later)
    yearly = monthly & several & ((_months(later) - _months(later[:, :1])) % 12 == 0).all(axis=1)
    weekly = ~monthly & ((later - later[:, :1]).astype(np.int64) % 7 == 0).all(axis=1)
    return np.asarray(np.select([yearly, monthly, weekly], [YEARS, MONTHS, WEEKLY], IRREGULAR))


def _months(dates: Dates) -> Integers:
    return dates.astype("datetime64[M]").astype(np.int64)


def _day(dates: Dates) -> Integers:
    since: Integers = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    return since


def _aligned(dates: Dates) -> Mask:
    """Where dates are whole months apart: one day of the month, or the last one of a shorter month."""
    day = _day(dates)
    last = _day(dates + 1) == 0
    return np.asarray(((day == day.max(axis=1, keepdims=True)) | last).all(axis=1), np.bool_)


def _interval(start: Dates, end: Dates, unit: Integers) -> Floats:
    """Years from a date to a later one: whole periods backwards from the end, then days.

    Args:
        start: (N, 1).
        end: (N, k).
        unit: (N, 1): years, weeks, or months for anything else.
    """
    months = _months(end) - _months(start)
    whole = _aligned_pairs(start, end)
    complete = months - (~whole & (_day(end) < _day(start)))
    complete = np.where((unit == YEARS) & ~whole, complete - complete % 12, complete)
    weeks = np.where(unit == WEEKLY, (end - start).astype(np.int64) // 7, 0)
    by_months = np.asarray(calendar.add_months(end, -complete))
    rest = np.where(unit == WEEKLY, end - 7 * weeks, by_months)
    length = (rest - np.asarray(calendar.add_months(rest, -12))).astype(np.int64)
    days = np.where(whole & (unit != WEEKLY), 0, (rest - start).astype(np.int64))
    periods = np.where(unit == WEEKLY, weeks / WEEKS, complete / 12)
    return np.asarray(periods + days / length, np.float64)


def _aligned_pairs(start: Dates, end: Dates) -> Mask:
    pairs = np.stack(np.broadcast_arrays(start, end), axis=-1)
    return _aligned(pairs.reshape(-1, 2)).reshape(pairs.shape[:-1])


def in_cells(values: Any, given: ArrayLike) -> Any:
    """A float for the flows of one loan, else the values of N loans."""
    return float(values[0]) if np.ndim(given) == 1 else values
