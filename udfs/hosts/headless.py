"""The functions inside the `formulas` library, which recalculates workbooks without any spreadsheet.

`formulas` hands a blank cell as `schedula.EMPTY`, an error as an `XlError`, any cell or range as an array,
and an argument that a formula leaves out as a bare 0, exactly as the literal 0.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

import numpy as np
import schedula
from formulas.functions import Array, Error, wrap_ranges_func
from formulas.tokens.operand import XlError

from udfs.coerce import Cell, CellError
from udfs.errors import UdfError, WrongValue
from udfs.hosts.names import spellings
from udfs.registry import FUNCTIONS, Argument, Function, Kind, calling


def register(functions: MutableMapping[str, Callable[..., Any]]) -> None:
    """Puts every function, under every spelling, among those that `formulas` knows.

    Args:
        functions: `formulas.get_functions()`.

    Examples:
        >>> import formulas
        >>> register(formulas.get_functions())
        >>> float(formulas.Parser().ast("=CEE.VOLUME(58268,0.005)")[1].compile()())
        11653600.0
    """
    for name, function in FUNCTIONS.items():
        host_function = wrap_ranges_func(_host_function(function))
        for spelling in spellings(name):
            functions[spelling.upper()] = host_function


def _host_function(function: Function) -> Callable[..., Any]:
    def host_function(*arguments: Any) -> Any:
        try:
            _refuse_doubtful_zeros(function, arguments)
            return _host_value(calling.call(function.name, [_cell(value) for value in arguments], {}))
        except UdfError as error:
            return Error.errors.get(error.excel, Error.errors["#VALUE!"])

    return host_function


def _cell(value: Any) -> Cell:
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return _cell(value.item())
        return [[_cell(part) for part in row] for row in np.atleast_2d(value).tolist()]
    if value is schedula.EMPTY:
        return None
    return CellError(str(value)) if isinstance(value, XlError) else value


def _host_value(value: Cell) -> Any:
    return np.asarray(value, object).view(Array) if isinstance(value, list) else value


def _refuse_doubtful_zeros(function: Function, arguments: tuple[Any, ...]) -> None:
    """A bare 0 where VRAI is the default is either FAUX or an argument left out: no amount from a guess."""
    for argument, value in zip(function.arguments, arguments, strict=False):
        if _is_doubtful(argument, value):
            raise WrongValue(
                f"{argument.name} : écrire VRAI ou FAUX, un 0 se confond ici avec un argument omis",
                f"{argument.label_en}: write TRUE or FALSE, a 0 here is the same as an argument left out",
                argument=argument.name,
                value=value,
            )


def _is_doubtful(argument: Argument, value: Any) -> bool:
    return argument.kind is Kind.FLAG and argument.default is True and type(value) is int and value == 0
