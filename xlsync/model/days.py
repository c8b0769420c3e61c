"""Dates that must be working days in France: neither a Saturday, nor a Sunday, nor a holiday."""

from __future__ import annotations

import datetime

from udfs.errors import Text
from udfs.figures import english, french
from udfs.serials import FIRST_ACCEPTED, LAST_ACCEPTED
from xlsync.annexes import Column
from xlsync.errors import sentence


def is_working_day(day: datetime.date) -> bool:
    """Whether a date is a working day; a date that the calendar does not cover is taken as it is.

    Examples:
        >>> is_working_day(datetime.date(2024, 12, 1)), is_working_day(datetime.date(2024, 12, 2))
        (False, True)
    """
    if not FIRST_ACCEPTED <= day <= LAST_ACCEPTED:
        return True
    import numpy as np

    from udfs import calendar

    return bool(calendar.ouvre(np.datetime64(day, "D")))


def day_off(column: Column, day: datetime.date) -> tuple[Text, Text] | None:
    """What to say of a date that must be a working day and is not, and what to do; None for any other.

    Examples:
        >>> from udfs.errors import Text
        >>> column = Column("date_valeur", Text("Date de valeur", "Value date"), "date", working_day=True)
        >>> [said.en for said in day_off(column, datetime.date(2024, 12, 1))]
        ['Value date: 2024-12-01 is not a working day', 'choose a working day, 2024-11-29 or 2024-12-02']
    """
    if not column.working_day or is_working_day(day):
        return None
    import numpy as np

    from udfs import calendar

    before, after = (
        calendar.ajuster(np.datetime64(day, "D"), rule).item() for rule in ("precedent", "suivant")
    )
    label = column.label
    return (
        sentence(
            f"{label.fr} : {french(day)}, jour non ouvré", f"{label.en}: {english(day)} is not a working day"
        ),
        sentence(
            f"choisir un jour ouvré, le {french(before)} ou le {french(after)}",
            f"choose a working day, {english(before)} or {english(after)}",
        ),
    )
