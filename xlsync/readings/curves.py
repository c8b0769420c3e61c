"""Load curves: a value every 10, 15, 30 or 60 minutes, of a meter or of several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from xlsync.errors import Notice, Problem, sentence
from xlsync.model import shape
from xlsync.readings.files import Source
from xlsync.readings.headings import (
    ACTUAL,
    ESTIMATED,
    HOUR,
    KIND,
    METER,
    MONTH,
    READINGS,
    STAMP,
    START,
    UNIT,
    VALUE,
    Columns,
    said_above,
)
from xlsync.readings.lines import FileReadings, Line
from xlsync.readings.natures import is_estimated
from xlsync.readings.paris import Flags
from xlsync.readings.stamps import Stamps, read_stamps, with_hours
from xlsync.readings.steps import CORRECT, ENDS, Asked, Curve, at_most, cannot_read
from xlsync.readings.units import POWERS, VOLUMES, read_unit
from xlsync.tables.grid import Grid, is_blank
from xlsync.tables.numbers import Numbers, read_numbers

_LOOKED_AT = 50
"""Lines in which a time of day is looked for."""
_TIME = re.compile(r"\d{1,2}:\d{2}")


def is_curve(grid: Grid, columns: Columns) -> bool:
    """The file says times of day: it is no list of months."""
    if STAMP in columns.at or HOUR in columns.at or columns.unit in POWERS:
        return True
    at = columns.at.get(START, columns.at.get(MONTH))
    if at is None:
        return False
    cells = [cells[at] for _, cells in islice(grid.lines, _LOOKED_AT) if at < len(cells)]
    return any(
        bool(_TIME.search(cell)) if isinstance(cell, str) else isinstance(cell, float) and cell % 1 != 0
        for cell in cells
    )


def read_curve(source: Source, columns: Columns, asked: Asked) -> FileReadings:
    """The months of a load curve, each with its exact energy.

    Args:
        source: The file.
        columns: Its columns.
        asked: What is said beside it.

    Returns:
        A line a meter and a month. A month without a value is one that cannot be taken: it lacks steps, or
        holds a stamp twice with two values, or one that is no step of the others.

    Raises:
        CannotRead: no unit, no stamp, or a step that is none that is known.
    """
    grid = source.grid
    at = next(columns.at[role] for role in (STAMP, START, MONTH) if role in columns.at)
    cells: list[object] = [_cell(line, at) for _, line in grid.lines]
    if HOUR in columns.at:
        cells = with_hours(cells, [_cell(line, columns.at[HOUR]) for _, line in grid.lines])
    stamps = read_stamps(cells, source.first_day, ends=asked.stamp == ENDS)
    declared = next(column for column in shape(KIND, READINGS).columns if column.name == VALUE)
    numbers = read_numbers(grid, columns.at[VALUE], declared)
    if stamps.unread.all():
        raise cannot_read(grid, "aucune horodate lisible", "no readable time stamp")
    problems = [*_unread(grid, at, cells, stamps), *_not_numbers(grid, columns.at[VALUE], numbers)]
    unit = _unit(grid, columns, asked)
    values = np.array([np.nan if value is None else value for value in numbers.values], np.float64)
    estimated = _estimated(grid, columns)
    lines: list[Line] = []
    notices: list[Notice] = []
    for meter, own in _meters(grid, columns):
        one = Curve(grid, meter, own, stamps, values, estimated, unit, asked)
        lines += one.lines()
        problems += one.problems
        notices += one.notices
    return FileReadings(tuple(lines), len(grid.lines), tuple(problems), tuple(notices))


def _estimated(grid: Grid, columns: Columns) -> Flags:
    """The lines that a column says to be estimated; a code that it does not say in words says nothing."""
    role = next((one for one in (ESTIMATED, ACTUAL) if one in columns.at), None)
    if role is None:
        return np.zeros(len(grid.lines), bool)
    cells = [_cell(line, columns.at[role]) for _, line in grid.lines]
    known = {cell: not is_blank(cell) and bool(is_estimated(grid, cell, role)) for cell in set(cells)}
    return np.array([known[cell] for cell in cells], bool)


def _meters(grid: Grid, columns: Columns) -> Iterator[tuple[str | None, Flags]]:
    """Each meter of a file with its lines: that of a column, else the one that is named over the headings."""
    at = columns.at.get(METER)
    if at is None:
        above = said_above(grid, METER)
        yield (None if above is None else _name(above)), np.ones(len(grid.lines), bool)
        return
    names = np.array([_name(_cell(line, at)) for _, line in grid.lines], dtype=object)
    for name in dict.fromkeys(names):
        yield name or None, names == name


def _name(cell: object) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) else "" if cell is None else str(cell).strip()


def _unit(grid: Grid, columns: Columns, asked: Asked) -> str:
    """The unit of the values: that of their heading, of their column of units, of the lines above, or asked.

    Raises:
        CannotRead: none, several, or one that is no energy.
    """
    written = (
        {_name(_cell(line, columns.at[UNIT])) for _, line in grid.lines} if UNIT in columns.at else set()
    )
    found = columns.unit or next(iter(written - {""}), None) or said_above(grid, UNIT) or asked.unit
    if len(written - {""}) > 1:
        listed = ", ".join(sorted(written))
        raise cannot_read(grid, f"plusieurs unités : {listed}", f"several units: {listed}")
    if found is None:
        raise cannot_read(
            grid,
            "l’unité n’est pas dite : kW ou kWh dans l’en-tête, ou --unit",
            "the unit is not said: kW or kWh in the heading, or --unit",
        )
    unit = read_unit(str(found))
    if unit in VOLUMES:
        raise cannot_read(grid, f"une courbe en {unit}", f"a load curve in {unit}")
    return unit


def _unread(grid: Grid, at: int, cells: Sequence[object], stamps: Stamps) -> Iterator[Problem]:
    ranks = [int(rank) for rank in np.flatnonzero(stamps.unread)]
    told = (
        grid.problem(
            sentence("horodate absente", "no time stamp")
            if is_blank(cells[rank])
            else sentence(
                f"horodate illisible : « {cells[rank]} »", f"unreadable time stamp: “{cells[rank]}”"
            ),
            CORRECT,
            grid.lines[rank][0],
            at,
        )
        for rank in ranks
    )
    yield from at_most(grid, told, len(ranks))


def _not_numbers(grid: Grid, at: int, numbers: Numbers) -> Iterator[Problem]:
    told = (grid.problem(what, CORRECT, grid.lines[rank][0], at) for rank, what in numbers.wrong.items())
    yield from at_most(grid, told, len(numbers.wrong))


def _cell(line: Sequence[object], at: int) -> object:
    return line[at] if at < len(line) else None
