"""A file of readings: a list of a supplier or a load curve, told apart by what it says of time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xlsync.errors import Notice, sentence
from xlsync.readings.curves import is_curve, read_curve
from xlsync.readings.files import Source, read_file
from xlsync.readings.headings import Columns, columns_of
from xlsync.readings.lines import FileReadings
from xlsync.readings.lists import read_list
from xlsync.readings.steps import Asked
from xlsync.tables.headings import refused


def read_readings(path: Path, asked: Asked = Asked()) -> FileReadings:  # noqa: B008
    """The readings of a file.

    Args:
        path: As `read_lists`.
        asked: What is said of load curves, and the unit of lists, beside the files.

    Returns:
        A line a meter and a month.

    Raises:
        TablesRefused: no column of consumption or of time, or one twice.
        XlsyncError: a file that cannot be read.

    Source:
        Intracting, articles 7.3 and 7.4, annexe 4 (Plateforme de Suivi Énergétique).
    """
    sources, notices = read_file(path)
    found = [_read(source, asked) for source in sources]
    return FileReadings(
        tuple(line for one in found for line in one.lines),
        sum(one.rows for one in found),
        tuple(problem for one in found for problem in one.problems),
        (*notices, *(notice for one in found for notice in one.notices)),
    )


def _read(source: Source, asked: Asked) -> FileReadings:
    columns, problems = columns_of(source.grid)
    if problems:
        raise refused(problems)
    curve = is_curve(source.grid, columns)
    read = read_curve(source, columns, asked) if curve else read_list(source.grid, columns, asked.unit)
    said = _said(source, columns, read.lines and not curve and all(line.unit is None for line in read.lines))
    return FileReadings(read.lines, read.rows, read.problems, (*said, *read.notices))


def _said(source: Source, columns: Columns, without_unit: object) -> Iterator[Notice]:
    """The columns that are not read, and a unit that nothing says."""
    name = source.grid.file.name
    if columns.ignored:
        listed = ", ".join(columns.ignored)
        yield Notice(name, sentence(f"colonnes non lues : {listed}", f"columns not read: {listed}"))
    if without_unit:
        yield Notice(
            name,
            sentence(
                "l’unité n’est pas dite : kWh, ou ce que dit le coefficient du compteur ; --unit la donne",
                "the unit is not said: kWh, or what the coefficient of the meter says; --unit gives it",
            ),
        )
