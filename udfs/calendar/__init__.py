"""Days: counting them, counting them in years, and keeping to working days.

Dates are datetime64[D], scalars or arrays; NaT stands for no date and gives NaN or NaT. A day-count base is
one entry of `BASES`, a calendar one entry of `CALENDARS`. Tables of the days that a cell can hold make both
fast; each is built by the first question that needs it.
"""

from udfs.calendar.bases import BASES, Base, fraction, jours, reference
from udfs.calendar.dates import (
    FIRST_DAY,
    LAST_DAY,
    Dates,
    Floats,
    add_months,
    months_between,
    readable,
    refuse_reversed,
)
from udfs.calendar.exact import coupons_of, days_isda, parts_afb
from udfs.calendar.excel import year_excel
from udfs.calendar.feries import CALENDARS, Calendar, feries, weekday_holidays
from udfs.calendar.ouvres import ajuster, decaler, ouvre
from udfs.calendar.parts import day, february

__all__ = [
    "BASES",
    "CALENDARS",
    "FIRST_DAY",
    "LAST_DAY",
    "Base",
    "Calendar",
    "Dates",
    "Floats",
    "add_months",
    "ajuster",
    "coupons_of",
    "day",
    "days_isda",
    "decaler",
    "february",
    "feries",
    "fraction",
    "jours",
    "months_between",
    "ouvre",
    "parts_afb",
    "readable",
    "reference",
    "refuse_reversed",
    "weekday_holidays",
    "year_excel",
]
