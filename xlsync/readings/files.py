"""The files of readings, as grids whose headings are found under the titles of an export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlsync.errors import Notice
from xlsync.readings.headings import score
from xlsync.readings.stamps import epoch
from xlsync.tables.files import read_lists
from xlsync.tables.grid import Grid


@dataclass(frozen=True, slots=True)
class Source:
    """A table of a file.

    Attributes:
        grid: Its headings and its lines.
        first_day: Serial of 1 January 1970, None where numbers are no dates.
    """

    grid: Grid
    first_day: float | None = None


def read_file(path: Path) -> tuple[list[Source], list[Notice]]:
    """The tables of a file with headings of readings, and what is worth saying of how it was read.

    Raises:
        As `read_lists`.
    """
    found, notices = read_lists(path, score, lambda headings: score(headings) >= _READABLE)
    return [Source(one.grid, None if one.date1904 is None else epoch(one.date1904)) for one in found], notices


_READABLE = score(["Mois", "kWh"])
"""What headings are that say when and how much."""
