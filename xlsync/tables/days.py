"""Days as other people and programs write them, in the lists that they send."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from udfs.coerce.cells import plain
from udfs.figures import MONTHS, WEEKDAYS
from xlsync.annexbook.inputs import Input
from xlsync.annexes import Column

_NAMES = [tuple(plain(name) for name in names) for names in MONTHS.values()]
SHORTEST = 3
"""Letters by which a month is known, more where they leave two."""

_TIME = r"(?:[t ]+\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_WEEKDAY = (
    rf"(?:(?:{'|'.join(plain(name)[:3] for names in WEEKDAYS.values() for name in names)})[a-z]*[., ]+)?"
)
_FORMS = tuple(
    re.compile(form + _TIME)
    for form in (
        r"(?P<day>\d{1,2})(?P<mark>[/. ])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})",
        r"(?P<year>\d{4})(?P<mark>[/. ])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        _WEEKDAY + r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[. ]+(?P<month>[a-z]+)[., ]+(?P<year>\d{4})",
        _WEEKDAY + r"(?P<month>[a-z]+)[. ]+(?P<day>\d{1,2})(?:st|nd|rd|th)?[, ]+(?P<year>\d{4})",
    )
)


def month_named(word: str) -> int | None:
    """The month of a name or of its first letters, French or English; None for none or several.

    Examples:
        >>> month_named("févr"), month_named("jui"), month_named("July")
        (2, None, 7)
    """
    bare = plain(word).rstrip(".")
    found = {
        rank
        for names in _NAMES
        for rank, name in enumerate(names, start=1)
        if len(bare) >= SHORTEST and name.startswith(bare)
    }
    return found.pop() if len(found) == 1 else None


def day_written(text: str) -> datetime.date | None:
    """The day that a text says in figures or in words, a time of day dropped; None where it is none.

    The day stands before the month, as in France: 03/04/2026 is 3 April. A year of two digits is not guessed.

    Examples:
        >>> [str(day_written(text)) for text in ("13.12.2025", "1er août 2026", "March 3, 2026", "13/12/25")]
        ['2025-12-13', '2026-08-01', '2026-03-03', 'None']
    """
    bare = plain(text)
    for form in _FORMS:
        if (found := form.fullmatch(bare)) is None:
            continue
        said = found["month"]
        month = int(said) if said.isdecimal() else month_named(said)
        try:
            return datetime.date(int(found["year"]), month or 0, int(found["day"]))
        except ValueError:
            return None
    return None


def reading_days(read: Callable[[Any, Column], Input]) -> Callable[[Any, Column], Input]:
    """What a cell means for its column, days as others write them too."""

    def read_theirs(cell: Any, column: Column) -> Input:
        found = read(cell, column)
        if found.wrong is None or column.type != "date" or not isinstance(cell, str):
            return found
        day = day_written(cell)
        return found if day is None else read(day.isoformat(), column)

    return read_theirs
