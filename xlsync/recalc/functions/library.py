"""Functions that the `formulas` library computes as LibreOffice does, taken from it as they are.

The list is short on purpose: a function enters it when the test over `SUPPORTED` finds no difference.
"""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

from xlsync.recalc.faults import error_of
from xlsync.recalc.values import ERRORS, NUM, Grid, Unsupported, held
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
        "XNPV",
    }
)


def call(name: str, arguments: list[Any]) -> Any:
    """One call of a function of the library.

    Args:
        name: One of `LIBRARY`.
        arguments: Values or grids.

    Raises:
        Unsupported: the library takes no such arguments.
    """
    import numpy as np
    from formulas.errors import BroadcastError

    function = _function(name)
    try:
        with np.errstate(all="ignore"):
            return _from_library(function(*map(_to_library, arguments)))
    except BroadcastError:
        raise Unsupported(name) from None
    except Exception as error:
        if not _takes(function, len(arguments)):
            raise Unsupported(name) from None
        return error_of(error, name)


def _takes(function: Any, count: int) -> bool:
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    return True


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
    return NUM if isinstance(value, complex) else held(value)
