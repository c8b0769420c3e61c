"""What a cell can hold before anyone knows what it means: blanks, errors, ranges."""

from __future__ import annotations

import datetime
import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from udfs.errors import PropagatedError
from udfs.serials import EPOCH

Cell: TypeAlias = object
Grid: TypeAlias = list[list[Cell]]

ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
    | {"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!"}
)
_FRENCH_ERRORS = {"#VALEUR!": "#VALUE!", "#NOM?": "#NAME?", "#NOMBRE!": "#NUM!", "#NUL!": "#NULL!"}


@dataclass(frozen=True, slots=True)
class CellError:
    """An error that a host hands over as such, "#N/A" for instance."""

    code: str

    def __str__(self) -> str:
        return self.code


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A text without accents, case, or any difference between spaces, hyphens, underscores and apostrophes.

    Examples:
        >>> plain("Durée d’amortissement"), plain("echeances_constantes")
        ('duree d amortissement', 'echeances constantes')
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    for separator in "_-’'`\u2010\u2011\u2013":
        letters = letters.replace(separator, " ")
    return " ".join(letters.split())


def is_range(cell: Cell) -> bool:
    """True for a list, a tuple or an array with at least one dimension."""
    return isinstance(cell, (list, tuple)) or getattr(cell, "ndim", 0) > 0


def is_numpy_date(cell: Cell) -> bool:
    """True for a date of NumPy, which what has no array of its own to read does not load."""
    return getattr(getattr(cell, "dtype", None), "kind", "") == "M"


def is_blank(cell: Cell) -> bool:
    """True for nothing, an empty text, a missing date. A range is blank when all its cells are."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return not cell.strip()
    if is_range(cell):
        return all(is_blank(part) for row in grid(cell) for part in row)
    return is_numpy_date(cell) and bool(cell != cell)


def grid(cell: Any) -> Grid:
    """A range as rows; a scalar is a range of one cell, a flat list one row."""
    if not is_range(cell):
        return [[cell]]
    rows = list(cell)
    if any(is_range(row) for row in rows):
        return [list(row) if is_range(row) else [row] for row in rows]
    return [rows] if rows else []


def unwrap(cell: Any) -> Cell:
    """The cell inside a range of one cell, None for an empty range, anything else unchanged."""
    if getattr(cell, "shape", None) == ():
        cell = cell[()]  # the scalar of an array without dimension
    if not is_range(cell):
        return cell
    parts = [part for row in grid(cell) for part in row]
    return unwrap(parts[0]) if len(parts) == 1 else cell if parts else None


def error_in(cell: Cell) -> str | None:
    """The code of the first error in a cell or a range, row by row; None when there is none."""
    return next(_errors(cell), None)


def _errors(cell: Cell) -> Iterator[str]:
    if isinstance(cell, CellError):
        yield cell.code
    elif isinstance(cell, str) and cell.startswith("#"):
        code = "".join(cell.split()).upper()
        code = _FRENCH_ERRORS.get(code, code)
        if code in ERRORS:
            yield code
    elif is_range(cell):
        for row in grid(cell):
            for part in row:
                yield from _errors(part)


def refuse_errors(cells: Iterable[tuple[str, Cell]]) -> None:
    """Stops at the first error argument.

    Args:
        cells: Name of the argument and its cell, in the order of the call.

    Raises:
        PropagatedError: One of them is an error; the call has the same one.
    """
    for name, cell in cells:
        code = error_in(cell)
        if code is not None:
            raise PropagatedError(code, argument=name)


def float_of(number: Any) -> float:
    """The float of a number; infinite for a whole one of hundreds of digits.

    Examples:
        >>> float_of(3), float_of(10**400)
        (3.0, inf)
    """
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def to_cell(value: Any) -> Cell:
    """A computed value as a host writes it: Python types, dates as serials, "" for a blank.

    Examples:
        >>> import numpy as np
        >>> to_cell(np.datetime64("2026-12-31")), to_cell(float("nan")), to_cell(np.float64(1.5))
        (46387, '', 1.5)
    """
    if is_numpy_date(value):
        value = value.astype("datetime64[D]")
    if hasattr(value, "dtype"):
        value = value.item()
    if isinstance(value, datetime.date):
        return (value - EPOCH).days
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return value + 0.0 if isinstance(value, float) else value
