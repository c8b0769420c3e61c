"""The files of readings, as grids whose headings are found under the titles of an export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlsync.errors import CannotRead, FileMissing, Notice
from xlsync.readings.headings import DEPTH, score
from xlsync.readings.stamps import epoch
from xlsync.tables.csv_files import TAKEN, csv_grid
from xlsync.tables.grid import Grid
from xlsync.tables.workbooks import sheet_grid
from xlsync.workbook import Workbook

TEXTS = (".csv", ".txt", ".tsv")
ODS = ".ods"
WORKBOOKS = (".xlsx", ".xlsm", ODS)
_TAB = "\t"


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
    """The tables of a file, and what is worth saying of how it was read.

    Args:
        path: A CSV file (semicolons, commas or tabs, UTF-8 or Windows-1252), an .xlsx or an .ods.

    Returns:
        The one of a CSV file; of a workbook, those of the sheets with headings of readings, the first one of
        all where there are none.

    Raises:
        FileMissing: no such file.
        CannotRead: a file of another sort, or a workbook without anything in it.
        TablesRefused: no CSV.
        XlsyncError: no workbook, damaged, unsafe.
    """
    if not path.is_file():
        raise FileMissing(f"{path} n’existe pas", f"{path} does not exist", path=path)
    suffix = path.suffix.lower()
    if suffix in TEXTS:
        grid, notices = csv_grid(path, score, taken=(*TAKEN, _TAB), depth=DEPTH)
        return [Source(grid)], notices
    if suffix not in WORKBOOKS:
        raise CannotRead(
            f"{path} : ni CSV, ni .xlsx, ni .ods", f"{path}: neither CSV, .xlsx nor .ods", path=path
        )
    found = list(_sheets(path))
    if not found:
        raise CannotRead(f"{path} : classeur vide", f"{path}: empty workbook", path=path)
    return [source for source in found if score(source.grid.headings) >= _READABLE] or found[:1], []


def _sheets(path: Path) -> Iterator[Source]:
    if path.suffix.lower() == ODS:
        from xlsync.annexbook.ods import read_ods

        book = read_ods(path)
    else:
        book = Workbook.open(path)
    for sheet in book.worksheets():
        grid = sheet_grid(path, sheet, book.date1904, score, DEPTH)
        if grid is not None:
            yield Source(grid, epoch(book.date1904))


_READABLE = score(["Mois", "kWh"])
"""What headings are that say when and how much."""
