"""Columns of numbers, as others write them: the decimal mark is that of the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from udfs.coerce.cells import CellError, error_in
from udfs.coerce.numbers import read_number
from udfs.declaration import Argument, Kind
from udfs.errors import Text, UdfError
from udfs.figures import english, french
from xlsync.annexes import Column
from xlsync.errors import sentence
from xlsync.tables.csv_files import COMMA
from xlsync.tables.grid import Grid, is_blank
from xlsync.workbook import ErrorValue

_POINT = re.compile(r"\.(\d+)(?!\d)")
_POINTED = re.compile(r"[\d.]*\.\d[\d.]*")
_OF_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_COMMA = re.compile(r",\d")
_ENGLISH = re.compile(r"[-+−]?\d{1,3}(?:,\d{3})+\.\d+(?!\d)")
"""Thousands after commas, decimals after a point."""
_CONTINENTAL = re.compile(r"[-+−]?\d{1,3}(?:\.\d{3})+,\d+(?!\d)")
"""Thousands after points, decimals after a comma."""
_APOSTROPHES = re.compile(r"(?<=\d)['’](?=\d{3}(?!\d))")
_CURRENCY = re.compile(r"^\s*(?:€|eur(?:os?)?)\s*(?=[-+−\d])", re.IGNORECASE)
"""Before an amount; after it, it is read as typed."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a column.

    Attributes:
        values: One a line, None where there is none.
        wrong: Why a cell means no number, by its rank among the lines; blank cells are not there.
    """

    values: list[float | None]
    wrong: dict[int, Text]


def read_numbers(grid: Grid, at: int, column: Column, *, signed: bool = False) -> Numbers:
    """The numbers of a column of a file.

    Args:
        grid: The file.
        at: Rank of the column.
        column: What its cells are.
        signed: A number may be negative; else it is refused.
    """
    kind = Kind.AMOUNT if column.type == "amount" else Kind.NUMBER
    argument = Argument(column.name, column.name, kind, column.label)
    cells = [cells[at] if at < len(cells) else None for _, cells in grid.lines]
    texts = [cell for cell in cells if isinstance(cell, str)]
    english_ones = has_thousands(texts)
    pointed = not english_ones and has_pointed_thousands(texts)
    apart = "," if english_ones else "." if pointed else ""
    points = not pointed and (grid.separator == COMMA or english_ones or has_points(texts))
    known: dict[object, float | Text] = {}
    values: list[float | None] = []
    wrong: dict[int, Text] = {}
    for rank, cell in enumerate(cells):
        if unread := grid.unread.get((grid.lines[rank][0], at)):
            wrong[rank] = unread
        if unread or is_blank(cell):
            values.append(None)
            continue
        place = (type(cell), cell)
        if place not in known:
            known[place] = _read(argument, _bare(cell, apart, kind), points, signed)
        found = known[place]
        values.append(None if isinstance(found, Text) else found)
        if isinstance(found, Text):
            wrong[rank] = found
    return Numbers(values, wrong)


def _bare(cell: object, apart: str, kind: Kind) -> object:
    """A cell without what stands between its thousands, nor a currency before it."""
    if not isinstance(cell, str):
        return cell
    text = _APOSTROPHES.sub("", cell.replace(apart, "") if apart else cell)
    return _CURRENCY.sub("", text, count=1) if kind is Kind.AMOUNT else text


def has_points(texts: Iterable[str]) -> bool:
    """Decimals of a column stand after a point: no comma anywhere, and a point that cannot be of thousands.

    Examples:
        >>> has_points(["1.500", "2.25"]), has_points(["1.500", "2.250"]), has_points(["1.500,25"])
        (True, False, False)
    """
    sure = False
    for text in texts:
        if _COMMA.search(text):
            return False
        sure = sure or any(len(digits) != 3 for digits in _POINT.findall(text))
    return sure


def has_thousands(texts: Iterable[str]) -> bool:
    """Commas of a column stand between thousands: some number says so, and none says otherwise.

    Examples:
        >>> has_thousands(["1,234.56", "12.00"]), has_thousands(["1,234", "1,2"]), has_thousands(["1,234"])
        (True, False, False)
    """
    with_commas = [text for text in texts if _COMMA.search(text)]
    return bool(with_commas) and all(_ENGLISH.search(text) for text in with_commas)


def has_pointed_thousands(texts: Iterable[str]) -> bool:
    """Points of a column stand between thousands: some number says so, and none says otherwise.

    Examples:
        >>> [has_pointed_thousands(["1.234,56", other]) for other in ("1.500", "1.5", "0.125", "1234.567")]
        [True, False, False, False]
    """
    with_points = [text for text in texts if _POINT.search(text)]
    sure = any(_CONTINENTAL.search(text) for text in with_points)
    return sure and all(
        _OF_THOUSANDS.fullmatch(one) for text in with_points for one in _POINTED.findall(text)
    )


def _read(argument: Argument, cell: object, points: bool, signed: bool) -> float | Text:
    if isinstance(cell, ErrorValue) or error_in(cell) or isinstance(cell, CellError | bool):
        return sentence(
            f"{argument.name} : la cellule montre {cell}", f"{argument.name}: the cell shows {cell}"
        )
    written = cell.replace(".", ",") if isinstance(cell, str) and points else cell
    try:
        found = read_number(argument, written)
    except UdfError as error:
        return sentence(error.text.fr, error.text.en)
    if found < 0 and not signed:
        return sentence(
            f"{argument.name} : valeur négative, {french(found)}",
            f"{argument.name}: negative value, {english(found)}",
        )
    return found
