"""Changes of cells, gathered into the rectangles that Excel writes in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from xlsync.workbook import Workbook
from xlsync.workbook.cells import BLANK, Cell
from xlsync.workbook.values import Address, ErrorValue, Value, cell_name

_BOOLEANS: Final = frozenset({"vrai", "faux", "true", "false"})


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells and what they are to hold.

    Attributes:
        sheet: Name of the sheet.
        row, column: Its first cell.
        rows: What Excel takes: values, or formulas with their equals sign.
        formulas: They are formulas.
    """

    sheet: str
    row: int
    column: int
    rows: tuple[tuple[object, ...], ...]
    formulas: bool

    @property
    def end(self) -> tuple[int, int]:
        """Row and column of the last cell."""
        return self.row + len(self.rows) - 1, self.column + len(self.rows[0]) - 1

    def __len__(self) -> int:
        return len(self.rows) * len(self.rows[0])

    def __str__(self) -> str:
        first, last = cell_name(self.row, self.column), cell_name(*self.end)
        return f"{self.sheet}!{first}" if first == last else f"{self.sheet}!{first}:{last}"


def areas(book: Workbook, places: Iterable[Address]) -> list[Area]:
    """What cells of a workbook hold, as few rectangles.

    Args:
        book: The workbook.
        places: The cells.
    """
    held = {place: book.sheet(place[0]).cells.get(place[1:], BLANK) for place in places}
    lines = sorted(_lines(held), key=lambda line: (line.sheet, line.column, len(line.rows[0]), line.row))
    return _stacked(lines)


def _lines(held: dict[Address, Cell]) -> Iterator[Area]:
    """Neighbours of one row, formulas apart from values."""
    ordered = sorted(held)
    runs = groupby(
        enumerate(ordered), lambda one: (*one[1][:2], one[1][2] - one[0], held[one[1]].formula is not None)
    )
    for (sheet, row, _, formulas), run in runs:
        places = [place for _, place in run]
        yield Area(sheet, row, places[0][2], (tuple(_content(held[place]) for place in places),), formulas)


def _stacked(lines: list[Area]) -> list[Area]:
    """Lines of the same columns that follow each other, as one rectangle."""
    found: list[Area] = []
    for line in lines:
        last = found[-1] if found else None
        if last is not None and _follows(last, line):
            found[-1] = Area(last.sheet, last.row, last.column, (*last.rows, *line.rows), last.formulas)
        else:
            found.append(line)
    return found


def _follows(above: Area, line: Area) -> bool:
    return (
        above.sheet == line.sheet
        and above.column == line.column
        and len(above.rows[0]) == len(line.rows[0])
        and above.end[0] + 1 == line.row
        and above.formulas == line.formulas
    )


def _content(cell: Cell) -> object:
    return typed(cell.value) if cell.formula is None else f"={cell.formula}"


def typed(value: Value) -> object:
    """A value as Excel must be given it to hold that very value: a text stays a text.

    Examples:
        >>> typed("0012"), typed("=1+1"), typed("Commune"), typed(None), typed(0.02)
        ("'0012", "'=1+1", 'Commune', '', 0.02)
    """
    if value is None:
        return ""
    if isinstance(value, ErrorValue) or not isinstance(value, str):
        return str(value) if isinstance(value, ErrorValue) else value
    plain = value[:1].isalpha() and not any(letter.isdigit() for letter in value)
    return value if not value or (plain and value.casefold() not in _BOOLEANS) else f"'{value}"
