"""What a call comes to, in the same terms for every host, and what `udfs.call` says of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import udfs
from tests.parity.calls import OMITTED, flat
from udfs.coerce import CellError
from udfs.errors import UdfError

RELATIVE: Final = 1e-9
ABSOLUTE: Final = 1e-12
NA: Final = CellError("#N/A")

Outcome = Any
"""A number, a text ("" for a blank), a `CellError`, or rows of those."""


def outcome(value: Any) -> Outcome:
    """A result in those terms; a table of one cell is that cell, a table of one same error that error."""
    if not isinstance(value, list | tuple):
        return _single(value)
    rows = [[_single(part) for part in row] for row in value]
    cells = flat(rows)
    if cells and isinstance(cells[0], CellError) and all(cell == cells[0] for cell in cells):
        return cells[0]
    return cells[0] if len(cells) == 1 else rows


def _single(value: Any) -> Any:
    if value is None:
        return ""
    return float(value) if isinstance(value, int | float) else value


def called(function: str, cells: Sequence[Any]) -> Outcome:
    """What `udfs.call` gives for the cells, or the error of its refusal."""
    given = [None if cell is OMITTED else cell for cell in cells]
    try:
        return outcome(udfs.call(function, *given))
    except UdfError as error:
        return CellError(error.excel)


def same(found: Outcome, expected: Outcome) -> bool:
    """Equal texts and errors, numbers to 1e-9; tables of the same height and width."""
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and [len(row) for row in found] == [len(row) for row in expected]
            and all(map(same, flat(found), flat(expected)))
        )
    if isinstance(expected, float):
        return isinstance(found, float) and math.isclose(found, expected, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return type(found) is type(expected) and bool(found == expected)


def shape(value: Outcome) -> tuple[int, int]:
    """Rows and columns that a result takes on a sheet."""
    return (len(value), len(value[0])) if isinstance(value, list) else (1, 1)
