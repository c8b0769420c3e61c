"""Functions of the annexes of energy-transition conventions, callable from a cell or from Python.

    >>> import udfs
    >>> udfs.call("PRET.ECHEANCE", 170000, 0.02, 13)
    14980.12

Importing this package loads nothing else; the rules come with the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from udfs.errors import UdfError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from udfs.declaration import Function
    from udfs.rules.steps import Step

    FUNCTIONS: Mapping[str, Function]

__all__ = ["FUNCTIONS", "UdfError", "call", "call_columns", "call_many", "explain"]


def call(name: str, *cells: object, **named: object) -> object:
    """The value of a function for cell-like arguments.

    Args:
        name: The function, in any spelling: `PRET.ECHEANCE`, `PRET_ECHEANCE`, `_xldudf_PRET_ECHEANCE`.
        *cells: Numbers, texts, dates or serials, lists of rows, None for a blank, by position.
        **named: The same by argument name, French or English.

    Returns:
        A scalar or a list of rows. Dates are serials, a blank is "".

    Raises:
        UdfError: The call has no value; `.excel` is the error of the cell, `.text` says why.

    Examples:
        >>> call("CEE.VOLUME", "58 268", "0,005")
        11653600.0
        >>> call("JOURS.NOMBRE", "02/12/2024", "30/06/2025")
        208
    """
    from udfs.registry import calling

    return calling.call(name, cells, named)


def call_many(name: str, rows: Iterable[Sequence[object]]) -> list[object]:
    """The values of calls of one function, each that of `call` to the bit, computed together where it can be.

    Args:
        name: The function, in any spelling.
        rows: The cells of each call, by position.

    Returns:
        For each row a scalar, a list of rows, or the `UdfError` that `call` would raise.

    Raises:
        UdfError: No function has that name.

    Examples:
        >>> volume, refused = call_many("CEE.VOLUME", [("58 268", "0,005"), (58268, -1)])
        >>> volume, refused.excel
        (11653600.0, '#NUM!')
    """
    from udfs.registry import batching

    return list(batching.call_many(name, rows))


def call_columns(name: str, columns: Sequence[object], count: int) -> NDArray[np.float64] | list[object]:
    """The values of calls of one function whose numbers stand in arrays, each that of `call` to the bit.

    Args:
        name: The function, in any spelling.
        columns: For each argument, by position, a `float64` array of a number a call, or one cell for all.
        count: How many calls.

    Returns:
        A `float64` array where every call gives a number, else a list as that of `call_many`.

    Raises:
        UdfError: No function has that name.

    Examples:
        >>> import numpy as np
        >>> call_columns("CEE.VOLUME", [np.array([58268.0, 1.0]), 0.005], 2)
        array([1.16536e+07, 2.00000e+02])
    """
    from udfs.registry import batching

    return batching.call_columns(name, columns, count)


def explain(name: str, *cells: object, **named: object) -> list[Step]:
    """The steps of the same call: amounts, parameters, rule, article.

    Raises:
        UdfError: As `call`.
    """
    from udfs.registry import calling

    return calling.explain(name, cells, named)


def __getattr__(name: str) -> object:
    if name == "FUNCTIONS":
        from udfs.registry.catalogue import FUNCTIONS

        return FUNCTIONS
    raise AttributeError(f"module 'udfs' has no attribute {name!r}")
