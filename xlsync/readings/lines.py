"""What a file of readings says, before anyone knows which meters the convention has."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from udfs.errors import Text
from xlsync.errors import Notice, Problem
from xlsync.readings.months import Month
from xlsync.tables.grid import Grid
from xlsync.workbook.values import cell_name


@dataclass(frozen=True, slots=True)
class Line:
    """One month of one meter.

    Attributes:
        grid: The file.
        number: Its line; of a load curve, the first one of the month.
        meter, building, energy: What the file says of them, as written; None where it says nothing.
        month: The month.
        value: What was read, in `unit`, >= 0; None for a month that is there and cannot be taken.
        unit: A unit of energy; None where the file says none: the coefficient of the meter then counts.
        amount: EUR including VAT, None where the file says nothing.
        estimated: None where the file says nothing.
    """

    grid: Grid
    number: int
    meter: str | None
    building: str | None
    energy: str | None
    month: Month
    value: Fraction | None
    unit: str | None
    amount: float | None = None
    estimated: bool | None = None

    @property
    def place(self) -> str:
        """File and line, or file and cell."""
        name = self.grid.file.name
        if self.grid.sheet:
            return f"{name} {self.grid.sheet}!{cell_name(self.number, 1)}"
        return f"{name}:{self.number}"

    def problem(self, what: Text, fix: Text) -> Problem:
        """Something wrong with it."""
        return self.grid.problem(what, fix, self.number)


@dataclass(frozen=True, slots=True)
class FileReadings:
    """The readings of a file.

    Attributes:
        lines: The months.
        rows: Lines of the file that hold something, headings left out.
        problems: What is wrong.
        notices: What is worth saying.
    """

    lines: tuple[Line, ...]
    rows: int
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
