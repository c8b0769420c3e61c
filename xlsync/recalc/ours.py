"""Calls of our own functions, and the record of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
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


class Catalogue(Mapping[str, Callable[..., Any]]):
    """The functions of `udfs`, by identity."""

    def __getitem__(self, name: str) -> Callable[..., Any]:
        if name not in udfs.FUNCTIONS:
            raise KeyError(name)
        return lambda *arguments: udfs.call(name, *arguments)

    def __iter__(self) -> Any:
        return iter(udfs.FUNCTIONS)

    def __len__(self) -> int:
        return len(udfs.FUNCTIONS)

    def gathers(self, name: str) -> bool:
        """Whether calls of a function can be computed together."""
        return not udfs.FUNCTIONS[name].alone


CATALOGUE: Functions = Catalogue()


class Later(BaseException):
    """A formula is left at its first call, which is made with others before it is computed."""


Made = tuple[tuple[Any, ...], Any]
"""The arguments of a call, and its result."""


class Gathered:
    """The calls that formulas begin with, made together before the formulas are computed."""

    def __init__(self) -> None:
        self._asked: list[tuple[Hashable, str, tuple[Any, ...]]] | None = None
        self._known: dict[Hashable, Made] = {}

    def made(
        self, place: Hashable, name: str, functions: Functions, read: Callable[[], tuple[Any, ...]]
    ) -> Made:
        """A call that a formula makes.

        Args:
            place: The cell of the formula, and where the call stands in it.
            name: Of the function.
            functions: Where it is.
            read: What computes the arguments.

        Raises:
            Later: Calls are being gathered.
        """
        known = self._known.pop(place, None)
        if known is not None:
            return known
        arguments = read()
        if self._asked is None:
            return arguments, invoke(functions[name], arguments, name)
        self._asked.append((place, name, arguments))
        raise Later

    def gather(self, formulas: Iterable[Callable[[], Any]], catalogue: Catalogue) -> None:
        """Makes the first call of each of several formulas that do not read one another.

        Args:
            formulas: What computes each; one that fails says it again in its turn.
            catalogue: The functions.
        """
        self._asked = []
        for formula in formulas:
            with suppress(Later, Exception):
                formula()
        asked, self._asked = self._asked, None
        for name in {name for _, name, _ in asked if catalogue.gathers(name)}:
            calls = [(place, arguments) for place, other, arguments in asked if other == name]
            rows = [tuple(map(handed, arguments)) for _, arguments in calls]
            with suppress(Exception):  # a fault is that of one formula, which meets it in its turn
                for (place, arguments), result in zip(calls, udfs.call_many(name, rows), strict=True):
                    self._known[place] = arguments, _shown(result)


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
        return _shown(function(*map(handed, arguments)))
    except UdfError as error:
        return _shown(error)
    except Exception as error:
        return error_of(error, name)


def _shown(result: Any) -> Any:
    """What a call gave or raised, as formulas hold it."""
    if isinstance(result, UdfError):
        return ERRORS.get(result.excel, VALUE)
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
