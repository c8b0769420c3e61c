"""Functions that the `formulas` library computes as LibreOffice does, taken from it as they are.

The list is short on purpose: a function enters it when the test over `SUPPORTED` finds no difference.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from xlsync.recalc.values import ERRORS, NUM, Grid, Unsupported
from xlsync.workbook.values import ErrorValue

LIBRARY = frozenset(
    {
        "CEILING",
        "CUMIPMT",
        "CUMPRINC",
        "EXP",
        "FLOOR",
        "IRR",
        "LARGE",
        "LN",
        "LOG10",
        "MEDIAN",
        "NPER",
        "PI",
        "POWER",
        "RATE",
        "SMALL",
        "STDEV",
        "SUMSQ",
        "XNPV",
        "YEARFRAC",
    }
)


def call(name: str, arguments: list[Any]) -> Any:
    """One call of a function of the library.

    Args:
        name: One of `LIBRARY`.
        arguments: Values or grids.

    Raises:
        Unsupported: the library could not compute it.
    """
    try:
        return _from_library(_function(name)(*map(_to_library, arguments)))
    except Unsupported:
        raise
    except Exception as error:
        raise Unsupported(name) from error


@cache
def _function(name: str) -> Any:
    from formulas.functions import get_functions

    found = get_functions()[name]
    return found["function"] if isinstance(found, dict) else found


def _to_library(value: Any) -> Any:
    import numpy as np
    from formulas.functions import Array

    if isinstance(value, Grid):
        rows = np.empty((value.height, value.width), object)
        for row, line in enumerate(value.rows):
            for column, element in enumerate(line):
                rows[row, column] = _to_library(element)
        return rows.view(Array)
    import schedula
    from formulas.tokens.operand import Error

    if value is None:
        return schedula.EMPTY
    return Error.errors[value] if isinstance(value, ErrorValue) else value


def _from_library(result: Any) -> Any:
    import numpy as np

    if isinstance(result, np.ndarray):
        if result.size == 1:
            return _plain(result.reshape(-1)[0])
        return Grid([[_plain(value) for value in row] for row in np.atleast_2d(result).tolist()])
    return _plain(result)


def _plain(value: Any) -> Any:
    import schedula
    from formulas.tokens.operand import XlError

    if isinstance(value, XlError):
        return ERRORS[str(value)]
    if value is schedula.EMPTY:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value != value:
        return NUM
    return value
