"""Which month a cell of a supplier's list means: `2026-03`, `03/2026`, `mars 2026`, `01/03/2026`, a date."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import NamedTuple

from udfs.coerce.cells import plain
from udfs.errors import Text
from udfs.figures import MONTHS, english, french
from xlsync.annexes import Column
from xlsync.errors import sentence
from xlsync.readings.headings import END, MONTH, START, YEAR
from xlsync.tables.days import month_named
from xlsync.tables.grid import Grid, is_blank

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_NAMED = re.compile(r"([a-z]+)\.? ?(\d{4}|\d{2})")
_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{1,2}-\d{1,2}")
_DATE = Column("date", Text("Date", "Date"), "date")
MONTHS_OF_YEAR = len(MONTHS["fr"])
_NUMBER = Column("mois", Text("Mois", "Month"), "integer", minimum=1, maximum=MONTHS_OF_YEAR)
FIRST, LAST = 2000, 2100
_YEAR = Column("annee", Text("Année", "Year"), "year", minimum=FIRST, maximum=LAST)


class Month(NamedTuple):
    """A month, and the day by which it was said: None for the whole month."""

    year: int
    month: int
    day: datetime.date | None = None

    @property
    def text(self) -> Text:
        """The month as a reader writes it."""
        return Text(f"{self.month:02}/{self.year}", f"{self.year}-{self.month:02}")


def month_of(grid: Grid, cells: dict[str, object]) -> Month | Text:
    """The month of a line, or why none is known.

    Args:
        grid: The file.
        cells: Its cells that say when, by role.
    """
    start, end = cells.get(START), cells.get(END)
    if not is_blank(start) and not is_blank(end):
        return _between(_day(grid, start), _day(grid, end))
    when = cells.get(MONTH)
    if not is_blank(when) and YEAR in cells:
        return _of_year(grid, when, cells[YEAR])
    if not is_blank(when):
        return _written(grid, when)
    if not is_blank(start) or not is_blank(end):
        return sentence(
            "période sans son début ou sans sa fin", "a period without its start or without its end"
        )
    return sentence("mois absent", "no month")


def _written(grid: Grid, cell: object) -> Month | Text:
    """A month written in one cell."""
    text = plain(cell) if isinstance(cell, str) else ""
    bare = cell.strip() if isinstance(cell, str) else ""
    if found := _YEAR_FIRST.fullmatch(bare):
        return _checked(int(found[1]), int(found[2]), bare)
    if found := _MONTH_FIRST.fullmatch(bare):
        return _checked(int(found[2]), int(found[1]), bare)
    if found := _NAMED.fullmatch(text):
        year = int(found[2]) + (FIRST if len(found[2]) == 2 else 0)
        return _checked(year, month_named(found[1]) or 0, bare)
    days = _DAY.findall(bare)
    if len(days) == 2:
        return _between(*(_day(grid, day) for day in days))
    found_day = _day(grid, cell)
    if isinstance(found_day, Text):
        return _unreadable(cell)
    return _checked(found_day.year, found_day.month, str(cell), found_day)


def _of_year(grid: Grid, cell: object, year: object) -> Month | Text:
    """A month whose year stands in another column."""
    read = grid.read(year, _YEAR)
    if read.wrong is not None:
        return read.wrong
    name = month_named(cell) if isinstance(cell, str) else None
    number = grid.read(cell, _NUMBER)
    if name is None and (number.text is None or number.wrong is not None):
        whole = _written(grid, cell)
        if isinstance(whole, Text) or read.text in (None, str(whole.year)):
            return whole
        return sentence(
            f"le mois « {cell} » n’est pas de l’année {read.text}",
            f"the month “{cell}” is not of {read.text}",
        )
    if read.text is None:
        return sentence("année absente", "no year")
    return _checked(int(read.text), name or int(str(number.text)), str(cell))


def _between(start: datetime.date | Text, end: datetime.date | Text) -> Month | Text:
    """The month that a period covers: to its last day, or to the first day of the next."""
    if isinstance(start, Text):
        return start
    if isinstance(end, Text):
        return end
    last = start.replace(day=calendar.monthrange(start.year, start.month)[1])
    if start.day == 1 and end in (last, last + datetime.timedelta(days=1)):
        return _checked(start.year, start.month, french(start))
    return sentence(
        f"la période du {french(start)} au {french(end)} n’est pas un mois entier",
        f"the period from {english(start)} to {english(end)} is not one whole month",
    )


def _day(grid: Grid, cell: object) -> datetime.date | Text:
    read = grid.read(cell, _DATE)
    if read.wrong is not None or read.text is None:
        return read.wrong or _unreadable(cell)
    return datetime.date.fromisoformat(read.text)


def _checked(year: int, month: int, written: str, day: datetime.date | None = None) -> Month | Text:
    is_month = 1 <= month <= MONTHS_OF_YEAR and FIRST <= year <= LAST
    return Month(year, month, day) if is_month else _unreadable(written)


def _unreadable(cell: object) -> Text:
    return sentence(
        f"mois illisible : « {cell} » (03/2026, mars 2026 ou 01/03/2026 attendu)",
        f"unreadable month: “{cell}” (2026-03, March 2026 or 2026-03-01 is expected)",
    )
