"""A file of others as grids: a CSV, an .xlsx or an .ods, its headings found under the titles of an export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xlsync.errors import CannotRead, FileMissing, Notice
from xlsync.tables.csv_files import TAKEN, csv_grid
from xlsync.tables.grid import Grid, Score
from xlsync.tables.workbooks import sheet_grid
from xlsync.workbook import Workbook

TEXTS = (".csv", ".txt", ".tsv")
ODS = ".ods"
WORKBOOKS = (".xlsx", ".xlsm", ODS)
DEPTH = 40
"""Lines among which the headings are looked for: exports begin with titles and what was asked for."""
_TAB = "\t"

Found = tuple[Grid, bool | None]
"""A table, and whether its numbers count dates from 1904: None where numbers are no dates."""


def read_grids(path: Path, score: Score, readable: int) -> tuple[list[Found], list[Notice]]:
    """The tables of a file, and what is worth saying of how it was read.

    Args:
        path: A CSV file (semicolons, commas or tabs, UTF-8 or Windows-1252), an .xlsx or an .ods.
        score: How much a line looks like the headings that are expected.
        readable: The least that headings of such a table score.

    Returns:
        The one of a CSV file; of a workbook, those of the sheets with such headings, the first one of all
        where there are none.

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
        return [(grid, None)], notices
    if suffix not in WORKBOOKS:
        raise CannotRead(
            f"{path} : ni CSV, ni .xlsx, ni .ods", f"{path}: neither CSV, .xlsx nor .ods", path=path
        )
    found: list[Found] = list(_sheets(path, score))
    if not found:
        raise CannotRead(f"{path} : classeur vide", f"{path}: empty workbook", path=path)
    return [one for one in found if score(one[0].headings) >= readable] or found[:1], []


def _sheets(path: Path, score: Score) -> Iterator[tuple[Grid, bool]]:
    if path.suffix.lower() == ODS:
        from xlsync.annexbook.ods import read_ods

        book = read_ods(path)
    else:
        book = Workbook.open(path)
    for sheet in book.worksheets():
        grid = sheet_grid(path, sheet, book.date1904, score, DEPTH)
        if grid is not None:
            yield grid, book.date1904
