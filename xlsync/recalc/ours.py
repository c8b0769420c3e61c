"""Calls of our own functions, and the record of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import udfs
from udfs.coerce import CellError
from udfs.errors import UdfError
from udfs.registry.names import canonical_among
from xlsync.recalc.faults import error_of
from xlsync.recalc.values import ERRORS, VALUE, Failure, Grid, held
from xlsync.workbook.values import Address, ErrorValue

Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one of our functions.

    Attributes:
        cell: The cell whose formula it stands in.
        name: Identity, as `PRET.ECHEANCE`.
        arguments: As the formula computed them: values, lists of rows, None where left out.
        result: A value or a list of rows.
    """

    cell: Address
    name: str
    arguments: tuple[Any, ...]
    result: Any


class _Catalogue(Mapping[str, Callable[..., Any]]):
    """The functions of `udfs`, by identity."""

    def __getitem__(self, name: str) -> Callable[..., Any]:
        if name not in udfs.FUNCTIONS:
            raise KeyError(name)
        return lambda *arguments: udfs.call(name, *arguments)

    def __iter__(self) -> Any:
        return iter(udfs.FUNCTIONS)

    def __len__(self) -> int:
        return len(udfs.FUNCTIONS)


CATALOGUE: Functions = _Catalogue()


def identity(name: str, functions: Functions) -> str | None:
    """The identity behind any spelling of one of our functions; None for another name."""
    return canonical_among(name, functions)


def plain(value: Any) -> Any:
    """An evaluated argument as a list of rows; a single cell, or a value, as the value itself."""
    if not isinstance(value, Grid):
        return value
    rows = [list(row) for row in value.rows]
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def invoke(function: Callable[..., Any], arguments: tuple[Any, ...], name: str = "") -> Any:
    """The result of one of our functions: a value, an error value or a list of rows."""
    try:
        result = function(*map(handed, arguments))
    except UdfError as error:
        return ERRORS.get(error.excel, VALUE)
    except Exception as error:
        return error_of(error, name)
    return (
        [[_received(value) for value in row] for row in result]
        if isinstance(result, list)
        else _received(result)
    )


def handed(argument: Any) -> Any:
    """An argument as `udfs` takes it: its errors are of another class."""
    if isinstance(argument, list):
        return [[handed(value) for value in row] for row in argument]
    return CellError(str(argument)) if isinstance(argument, ErrorValue) else argument


def _received(value: Any) -> Any:
    if isinstance(value, CellError):
        return ERRORS.get(value.code, VALUE)
    return held(value.item() if hasattr(value, "item") else value)


def as_grid(result: Any) -> Any:
    """A recorded result as formulas go on with it.

    Raises:
        Failure: an array without any element.
    """
    if not isinstance(result, list):
        return result
    if not result or not result[0]:
        raise Failure(VALUE)
    return Grid([list(row) for row in result])
