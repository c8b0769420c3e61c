"""Cells in, values for a rule out: what a blank, a text, a serial or a range means, once for all hosts.

A host hands cells over as it has them. `coerce` reads one cell against the declaration of its argument
and returns what the rules take: floats, ints, `datetime64[D]`, canonical options, vectors, None.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from udfs.coerce.cells import Cell, CellError, Grid, grid, is_blank, is_range, to_cell, unwrap
from udfs.coerce.choices import read_bracket, read_flag, read_key, read_option, read_text
from udfs.coerce.dates import read_date
from udfs.coerce.evenements import read_events
from udfs.coerce.messages import missing, refuse
from udfs.coerce.numbers import read_number
from udfs.declaration import Argument, Kind

__all__ = ["Cell", "CellError", "Grid", "coerce", "grid", "is_blank", "is_range", "to_cell", "unwrap"]

_READERS: Final[dict[Kind, Callable[[Argument, Cell], object]]] = {
    Kind.AMOUNT: read_number,
    Kind.RATE: read_number,
    Kind.NUMBER: read_number,
    Kind.COUNT: read_number,
    Kind.DATE: read_date,
    Kind.OPTION: read_option,
    Kind.FLAG: read_flag,
    Kind.TEXT: read_text,
    Kind.BRACKET: read_bracket,
    Kind.KEY: read_key,
}
_DTYPES: Final = {Kind.DATE: "datetime64[D]", Kind.COUNT: "int64", Kind.KEY: "object"}


def coerce(argument: Argument, cell: Cell) -> object:
    """The value of one cell, or of one range, for the rule.

    Args:
        argument: Declaration of the argument.
        cell: None, a number, a boolean, a text, a date, or a range (rows of cells).

    Returns:
        A scalar; a vector when the argument takes a range; the argument's default when left out.

    Raises:
        WrongValue: Wrong type, unknown option, required value left blank, range where one cell is due.
        OutOfRange: A number or a date outside the bounds.

    Examples:
        >>> from udfs.registry import FUNCTIONS
        >>> capital, taux, *_ = FUNCTIONS["PRET.ECHEANCE"].arguments
        >>> coerce(capital, "170 000 €"), coerce(taux, "2 %")
        (170000.0, 0.02)
    """
    if argument.kind is Kind.TABLE:
        return read_events(argument, cell, _READERS)
    return _vector(argument, cell) if argument.many else _scalar(argument, unwrap(cell))


def _scalar(argument: Argument, cell: Cell) -> object:
    if is_range(cell) and not is_blank(cell):
        rows = grid(cell)
        size = f"{len(rows)} × {max(len(row) for row in rows)}"
        raise refuse(
            argument,
            cell,
            f"une seule cellule attendue, reçu une plage de {size}",
            f"a single cell is expected, got a range of {size}",
        )
    if is_blank(cell) or (argument.zero_is_blank and _is_zero(cell)):
        return _left_out(argument)
    return _READERS[argument.kind](argument, cell)


def _left_out(argument: Argument) -> object:
    if argument.blank_is_zero:
        return 0 if argument.kind is Kind.COUNT else 0.0
    if argument.required:
        raise missing(argument)
    return argument.default


def _is_zero(cell: Cell) -> bool:
    """True for a number 0 and for FAUX, which some hosts hand over as 0."""
    return (isinstance(cell, int | float) or getattr(cell, "ndim", None) == 0) and cell == 0


def _vector(argument: Argument, cell: Cell) -> object:
    """A blank range is left out, unless its blanks are zeros, or unknown values that a call must give."""
    meant = argument.blank_is_zero or (argument.blank_is_unknown and argument.required)
    if is_blank(cell) and not (meant and is_range(cell)):
        if argument.required:
            raise missing(argument)
        return argument.default
    parts = [part for row in grid(cell) for part in row]
    values = [_element(argument, part, rank) for rank, part in enumerate(parts, 1)]
    import numpy as np  # which one cell alone does not need

    return np.array(values, dtype=_DTYPES.get(argument.kind, "float64"))


def _element(argument: Argument, cell: Cell, rank: int) -> object:
    if not is_blank(cell) and not (argument.zero_is_blank and _is_zero(cell)):
        return _READERS[argument.kind](argument, cell)
    if argument.blank_is_zero:
        return 0.0
    if argument.blank_is_unknown:
        return None if argument.kind is Kind.DATE else math.nan
    raise refuse(
        argument, None, f"la cellule {rank} de la plage est vide", f"cell {rank} of the range is blank"
    )
