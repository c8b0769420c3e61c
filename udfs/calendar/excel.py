"""Excel's basis 1: exact days over a year whose length follows from the two dates."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.calendar.dates import Dates
from udfs.calendar.exact import exact
from udfs.calendar.parts import either_way, leap_days, month_and_day, new_year, year, year_length


@either_way
def years_excel(debut: Dates, fin: Dates) -> Any:
    """Excel's basis 1: exact days over the mean length of the years.

    Source:
        Excel, YEARFRAC, basis 1 "Actual/actual", as OpenFormula 1.2, section 4.11.7, writes it down.
    """
    days, years = year_excel(debut, fin)
    return exact(debut, fin) * years / days


def year_excel(debut: Dates, fin: Dates) -> tuple[Any, Any]:
    """The days that basis 1 divides by, and the years that they make.

    Up to one year from date to date, they are 366 when both dates are in one leap year or a 29 February is
    among them, else 365. Beyond, all the days of all the calendar years touched count.
    """
    touched = year(fin) - year(debut) + 1
    short = (touched == 1) | ((touched == 2) & (month_and_day(fin) <= month_and_day(debut)))
    leap = leap_days(fin + 1) > leap_days(debut)
    leap |= (touched == 1) & (year_length(fin) == 366)
    all_days = new_year(fin) + year_length(fin) - new_year(debut)
    return np.where(short, 365 + leap, all_days), np.where(short, 1, touched)
