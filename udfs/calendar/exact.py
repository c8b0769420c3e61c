"""Exact days: the calendar's own, over years of fixed or of true length.

A fraction of a year is one division of whole numbers, so that it is the number nearest to the true one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from udfs.calendar.dates import Dates, in_month, split
from udfs.calendar.parts import (
    either_way,
    leap_days,
    new_year,
    number,
    where_known,
    year,
    year_length,
)
from udfs.errors import OutOfRange


def exact(debut: Dates, fin: Dates, terme: Dates | None = None) -> Any:
    """The days of the calendar, whatever the length of the year.

    Source:
        ISDA 2006 Definitions, section 4.16 (d) "Actual/365 (Fixed)" and (e) "Actual/360".
    """
    return number.gap(debut, fin)


# ISDA: each day weighs according to its year


def years_isda(debut: Dates, fin: Dates) -> Any:
    """EXACT/EXACT ISDA: days in leap years over 366, other days over 365.

    Source:
        ISDA 2006 Definitions, section 4.16 (b), "Actual/Actual".
    """
    start, start_year = number(debut) - new_year(debut), year_length(debut)
    end, end_year = number(fin) - new_year(fin), year_length(fin)
    both = start_year * end_year
    return ((year(fin) - year(debut)) * both + end * start_year - start * end_year) / both


def days_isda(debut: Dates, fin: Dates) -> tuple[Any, Any]:
    """What EXACT/EXACT ISDA divides: the days in ordinary years, the days in leap years."""
    leap = _in_leap_years(fin) - _in_leap_years(debut)
    return exact(debut, fin) - leap, leap


def _in_leap_years(dates: Dates) -> Any:
    """Days of leap years that came before, from one origin for all days."""
    start = dates.astype("datetime64[Y]").astype("datetime64[D]")
    own = np.where(year_length(dates) == 366, number(dates) - new_year(dates), 0)
    return 366 * leap_days(start) + own


# AFB: whole years counted back from the end


@either_way
@where_known
def years_afb(debut: Dates, fin: Dates) -> Any:
    """EXACT/EXACT AFB: whole years back from the end, then the days left over 366 or 365.

    They are over 366 when a 29 February is among them.

    Source:
        Association française des banques, then Fédération bancaire française, master agreement on forward
        transactions, "Exact/Exact"; ISDA, "EMU and Market Conventions: Recent Developments", 1998.
    """
    whole, left, length = parts_afb(debut, fin)
    return (whole * length + left) / length


def parts_afb(debut: Dates, fin: Dates) -> tuple[Any, Any, Any]:
    """Whole years counted back from `fin`, days left after `debut`, and days of the year of those."""
    whole = (fin.astype("datetime64[Y]") - debut.astype("datetime64[Y]")).astype(np.int64)
    whole = whole - (_years_back(fin, whole) < debut)
    reached = np.asarray(_years_back(fin, whole))
    return whole, exact(debut, reached), 365 + (leap_days(reached) > leap_days(debut))


def _years_back(fin: Dates, years: Any) -> Any:
    """So many years before; before an end of February, the last day of that month."""
    months, ahead = split(fin)
    end_of_february = (months.astype(np.int64) % 12 == 1) & (ahead >= 27) & (years > 0)
    return in_month(months - 12 * years, np.where(end_of_february, 30, ahead))


# ICMA: periods of a coupon


@where_known
def years_icma(debut: Dates, fin: Dates, debut_reference: Dates, fin_reference: Dates) -> Any:
    """EXACT/EXACT ICMA: days over those of their coupon period, times the length of that period in years.

    The reference period gives the others, before and after it, each as many months long; when it starts and
    ends on the last day of a month, they all do.

    Source:
        ICMA Rules and Recommendations, rule 251.1; ISDA 2006 Definitions, section 4.16 (c),
        "Actual/Actual (ICMA)".
    """
    coupons = coupons_of(debut_reference, fin_reference)
    start, start_days, start_rank = coupons.around(debut)
    end, end_days, end_rank = coupons.around(fin)
    both = start_days * end_days
    gone = (end_rank - start_rank) * both + end * start_days - start * end_days
    return gone * coupons.months / (12 * both)


@dataclass(frozen=True, slots=True)
class Coupons:
    """The dates of a coupon, from the reference period, of rank 0, to any before or after it.

    Attributes:
        month: Month in which the reference period starts.
        ahead: Days from the first of the month to the date of a coupon; 30 for the last day of any month.
        months: Months from one to the next.
    """

    month: Any
    ahead: Any
    months: Any

    def date(self, rank: Any) -> Any:
        """The day on which the period of that rank starts."""
        return in_month(self.month + rank * self.months, self.ahead)

    def around(self, date: Dates) -> tuple[Any, Any, Any]:
        """Days since the period of a date started, days of that period, and its rank."""
        rank = (date.astype("datetime64[M]") - self.month).astype(np.int64) // self.months
        rank = rank - (self.date(rank) > date)
        start, end = self.date(rank), self.date(rank + 1)
        return (date - start).astype(np.int64), (end - start).astype(np.int64), rank


def coupons_of(debut_reference: Dates, fin_reference: Dates) -> Coupons:
    """The coupons of a reference period.

    Raises:
        OutOfRange: A period that is not a whole number of months.
    """
    (first, ahead), (last, last_ahead) = split(debut_reference), split(fin_reference)
    ends = (in_month(first, 30) == debut_reference) & (in_month(last, 30) == fin_reference)
    months = (last - first).astype(np.int64)
    coupons = Coupons(first, np.where(ends, 30, np.maximum(ahead, last_ahead)), months)
    whole = (coupons.date(0) == debut_reference) & (coupons.date(1) == fin_reference)
    if np.any((months < 1) | ~whole):
        raise OutOfRange(
            "debut_reference, fin_reference : la base EXACT/EXACT ICMA demande la période de coupon, d’un "
            "nombre entier de mois",
            "debut_reference (reference_start), fin_reference (reference_end): EXACT/EXACT ICMA needs the "
            "coupon period, a whole number of months",
            argument="debut_reference",
        )
    return coupons
