"""Dates that must be working days in France: neither a Saturday, nor a Sunday, nor a holiday."""

from __future__ import annotations

import datetime
from typing import cast

import numpy as np

from udfs import calendar


def is_working_day(day: datetime.date) -> bool:
    """Whether a date is a working day; a date that the calendar does not cover is taken as it is.

    Examples:
        >>> is_working_day(datetime.date(2024, 12, 1)), is_working_day(datetime.date(2024, 12, 2))
        (False, True)
    """
    found = np.datetime64(day, "D")
    if not calendar.FIRST_DAY <= found <= calendar.LAST_DAY:
        return True
    return bool(calendar.ouvre(found))


def working_days_around(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The working days before and after one that is not.

    Examples:
        >>> [str(found) for found in working_days_around(datetime.date(2024, 12, 1))]
        ['2024-11-29', '2024-12-02']
    """
    before, after = (calendar.ajuster(np.datetime64(day, "D"), rule) for rule in ("precedent", "suivant"))
    return cast(datetime.date, before.item()), cast(datetime.date, after.item())
