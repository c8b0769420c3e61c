"""The lists of a file that people or other programs made, as grids; titles may stand over the headings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from xlsync.errors import CannotRead, FileMissing, Notice, sentence
from xlsync.files import ODS, READ, either
from xlsync.tables.csv_files import TAKEN, csv_grid
from xlsync.tables.days import reading_days
from xlsync.tables.grid import Grid, Score
from xlsync.tables.workbooks import sheet_grid
from xlsync.workbook import Workbook
from xlsync.workbook.contents import hidden_rows

TEXTS = (".csv", ".txt", ".tsv")
DEPTH = 40
"""Lines among which the headings are looked for: exports begin with titles and what was asked for."""
SHOWN = 10
"""Numbers of hidden lines told one by one."""
_TAB = "\t"

Readable = Callable[[list[str]], bool]
"""Whether headings say enough for a list to be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A list of a file.

    Attributes:
        grid: Its headings and its lines.
        date1904: The workbook counts its dates from 1904; None where numbers are no dates.
        hidden: Numbers of its lines that do not show, filtered out or not: they are lines as the others.
    """

    grid: Grid
    date1904: bool | None = None
    hidden: tuple[int, ...] = ()


def read_lists(path: Path, score: Score, readable: Readable) -> tuple[list[Source], list[Notice]]:
    """The lists of a file, and what is worth saying of how it was read.

    Args:
        path: A CSV file (semicolons, commas or tabs; UTF-8, Windows-1252, or UTF-16 with its mark), or a
            workbook of any kind that is read.
        score: How much a line looks like the headings that are expected.
        readable: Whether headings say enough.

    Returns:
        The one of a CSV file; of a workbook, those of the sheets whose headings can be read, the first one of
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
        grid, notices = csv_grid(path, score, taken=(*TAKEN, _TAB), depth=DEPTH, marked=True)
        return [Source(_of_others(grid))], notices
    if suffix not in READ:
        raise CannotRead(
            f"{path} : ni CSV, ni {either('ou')}", f"{path}: neither CSV nor {either('or')}", path=path
        )
    found = list(_sheets(path, score))
    if not found:
        raise CannotRead(f"{path} : classeur vide", f"{path}: empty workbook", path=path)
    sources = [source for source in found if readable(source.grid.headings)] or found[:1]
    return sources, [_said_hidden(source) for source in sources if source.hidden]


def _said_hidden(source: Source) -> Notice:
    rows = ", ".join(map(str, source.hidden[:SHOWN])) + (" …" if len(source.hidden) > SHOWN else "")
    said = f"{source.grid.sheet} : {len(source.hidden)} ({rows})"
    return Notice(
        source.grid.file.name,
        sentence(
            f"lignes masquées, prises comme les autres, de la feuille {said}",
            f"hidden rows, taken as the others, of the sheet {said}",
        ),
    )


def _sheets(path: Path, score: Score) -> Iterator[Source]:
    if path.suffix.lower() == ODS:
        from xlsync.annexbook.ods import read_ods

        book = read_ods(path)
    else:
        book = Workbook.open(path)
    for sheet in book.worksheets():
        grid = sheet_grid(path, sheet, book.date1904, score, DEPTH)
        if grid is not None:
            rows = frozenset(hidden_rows(sheet))
            hidden = tuple(number for number, _ in grid.lines if number in rows)
            yield Source(_of_others(grid), book.date1904, hidden)


def _of_others(grid: Grid) -> Grid:
    return replace(grid, read=reading_days(grid.read))
