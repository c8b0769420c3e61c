"""Dates that a cell can hold, and day-count bases, for properties."""

from __future__ import annotations

import datetime

import numpy as np
from hypothesis import strategies as st

from udfs import calendar

DATES = st.dates(datetime.date(1900, 3, 1), datetime.date(2200, 12, 31))
NEAR_MONTH_ENDS = st.builds(
    lambda year, month, shift: datetime.date(year, month, 1) + datetime.timedelta(days=shift),
    st.integers(1901, 2199),
    st.integers(1, 12),
    st.integers(-4, 1),
)
ANY_DATES = DATES | NEAR_MONTH_ENDS
BASES = st.sampled_from(sorted(calendar.BASES))


def days(*dates: datetime.date) -> np.ndarray:
    """The dates as rules take them."""
    return np.array(dates, "datetime64[D]")
