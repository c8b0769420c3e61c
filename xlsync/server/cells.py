"""Cells as JSON writes them, to cells as `udfs` reads them and back."""

from __future__ import annotations

from typing import Any

from udfs.coerce import Cell, CellError
from udfs.coerce.cells import ERRORS


def cell_of(value: Any) -> Cell:
    """The cell of a JSON value: null is a blank, `{"error": "#N/A"}` an error, a list a range.

    Examples:
        >>> cell_of([[1, None], [{"error": "#N/A"}, "a"]])
        [[1, None], [CellError(code='#N/A'), 'a']]
    """
    if isinstance(value, list):
        return [cell_of(part) for part in value]
    if isinstance(value, dict):
        code = value.get("error")
        return CellError(code if isinstance(code, str) and code in ERRORS else "#VALUE!")
    return value


def json_of(cell: Cell) -> Any:
    """The JSON value of a computed cell or of a list of rows.

    Examples:
        >>> json_of([[1, CellError("#N/A")]])
        [[1, {'error': '#N/A'}]]
    """
    if isinstance(cell, list | tuple):
        return [json_of(part) for part in cell]
    return {"error": cell.code} if isinstance(cell, CellError) else cell
