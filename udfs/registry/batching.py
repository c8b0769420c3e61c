"""Many calls of one function as one call of its rule on arrays, where the result is the same to the bit.

A declaration says why a function is called alone (`Function.alone`), or with which options
(`Argument.alone`); any other rule computes every element apart, by additions, products, comparisons or exact
numbers. A power is not the same to the last bit in an array and alone: what is unrounded is computed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from udfs.coerce import Cell, is_range, to_cell
from udfs.declaration import Argument, Function, Kind
from udfs.errors import UdfError
from udfs.registry import calling
from udfs.registry.binding import Binder, bind
from udfs.registry.catalogue import find
from udfs.registry.lots import Lot, Values
from udfs.serials import EPOCH

MOST: Final = 1024
"""Calls in one array, so that tables of 1 200 rows fit in memory and time is watched."""

FEW: Final = 16
"""Below, calls are made one by one rather than halved again when one of them fails."""

_DTYPES: Final = {float: "float64", int: "int64", np.datetime64: "datetime64[D]"}

Outcome: TypeAlias = Cell | UdfError
"""What a call gives: a cell, a list of rows, or the error that it raised."""


class _Unlike(Exception):
    """A rule gave something else than one value for each call."""


def call_many(name: str, rows: Iterable[Sequence[Cell]]) -> list[Outcome]:
    """The outcome of each call of one function. See `udfs.call_many`."""
    function = find(name)
    found: dict[int, Outcome] = {}
    read: dict[int, Values] = {}
    binder = Binder(function)
    for rank, cells in enumerate(rows):
        try:
            values = calling.values(function, binder.bind(cells))
        except UdfError as error:
            found[rank] = error
        else:
            read[rank] = tuple(values.values())
    lot = Lot(list(read), list(zip(*read.values(), strict=True)), ())
    for places, outcomes in Together(function).outcomes(lot):
        found.update(zip((lot.ranks[place] for place in places), outcomes, strict=True))
    return [found[rank] for rank in range(len(found))]


def call_columns(
    name: str, columns: Sequence[Cell | NDArray[np.float64]], count: int
) -> NDArray[np.float64] | list[Outcome]:
    """The outcome of calls whose numbers stand in arrays. See `udfs.call_columns`."""
    function = find(name)
    values = _columnar(function, columns, count)
    if values is not None:
        try:
            result = calling.compute(function, values)
        except Exception:  # one call at least has no value: each says its own
            result = None
        if isinstance(result, np.ndarray) and result.shape == (count,):
            if result.dtype.kind == "f" and np.isfinite(result).all():
                return result + 0.0
            if not (result.dtype.kind == "f" and np.isinf(result).any()):
                return _cells(function.result.kind, result)
    each = [one.tolist() if isinstance(one, np.ndarray) else [one] * count for one in columns]
    rows: Iterable[Sequence[Cell]] = zip(*each, strict=True) if each else [()] * count
    return call_many(name, rows)


def _columnar(
    function: Function, columns: Sequence[Cell | NDArray[np.float64]], count: int
) -> dict[str, Any] | None:
    """The values of the arguments, arrays where columns are; None where cells must be read one by one."""
    if function.alone or len(columns) > len(function.arguments):
        return None
    first = [column[0].item() if isinstance(column, np.ndarray) else column for column in columns]
    if any(is_range(cell) for cell in first):
        return None
    try:
        values = calling.values(function, bind(function, first, {}))
    except UdfError:
        return None
    options = {option for argument in function.arguments for option in argument.alone}
    if any(
        isinstance(value, np.ndarray) or (isinstance(value, str) and value in options)
        for value in values.values()
    ):
        return None
    wholes = {argument.part_of for argument in function.arguments if argument.part_of is not None}
    for argument, column in zip(function.arguments, columns, strict=False):
        if isinstance(column, np.ndarray):
            if not _reads(argument, column):
                return None
            wholes.discard(argument.part_of)
            values[argument.name] = column
    for argument in function.arguments:
        value = values[argument.name]
        dtype = _DTYPES.get(value.__class__)
        if dtype is not None and argument.part_of not in wholes:
            values[argument.name] = np.full(count, value, dtype)
    return values


_FIGURES: Final = frozenset({Kind.AMOUNT, Kind.RATE, Kind.NUMBER})


def _reads(argument: Argument, column: NDArray[np.float64]) -> bool:
    """Whether every number of a column is one that the argument takes as it is."""
    if argument.kind not in _FIGURES or argument.many or argument.variadic or argument.allowed:
        return False
    if argument.zero_is_blank and not column.all():
        return False
    bounds = argument.bounds
    return bool(bounds is None or ((column >= bounds.low) & (column <= bounds.high)).all())


def outcome_of(function: Function, values: Values) -> Outcome:
    """The outcome of one call, alone."""
    arguments = {one.name: value for one, value in zip(function.arguments, values, strict=True)}
    try:
        return calling.result_cells(function, calling.compute(function, arguments))
    except UdfError as error:
        return error


class Together:
    """The calls of one function, gathered.

    Args:
        function: Its declaration.
        alone: From the values of one call to its outcome.
        failed: Told what a rule raised on arrays beside a `UdfError`; its calls are then made alone. By
            default it is raised.
    """

    def __init__(
        self,
        function: Function,
        alone: Callable[[Values], Outcome] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._function, self._failed = function, failed
        self._alone = alone or (lambda values: outcome_of(function, values))
        self._passed = tuple(argument.passed for argument in function.arguments)
        self._parts = tuple(argument.part_of is not None for argument in function.arguments)
        self._options = frozenset(option for argument in function.arguments for option in argument.alone)

    def outcomes(
        self, lot: Lot, watch: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[Sequence[int], list[Outcome]]]:
        """The outcomes as they are computed, with the places in the lot of their calls.

        Args:
            lot: The calls.
            watch: Called before each array; what it raises stops the computation.
        """
        for places in self._gathered(lot):
            for start in range(0, len(places), MOST):
                some = places[start : start + MOST]
                yield some, self._halved(lot.taken(some), watch)

    def _gathered(self, lot: Lot) -> Iterable[Sequence[int]]:
        """The places of the calls that can be made in one array, together; those of the others alone."""
        places = range(len(lot.ranks))
        together = not self._function.alone and self._options.isdisjoint(lot.rest)
        marks = self._marks(lot) if together else None
        if marks is None:
            return [places[place : place + 1] for place in places]
        groups: dict[Hashable, list[int]] = {}
        for place, mark in zip(places, zip(*marks, strict=True), strict=False):
            groups.setdefault(mark if self._options.isdisjoint(mark) else place, []).append(place)
        return groups.values() if groups else [places]

    def _marks(self, lot: Lot) -> list[list[Any]] | None:
        """What cannot differ in one array, a column an argument; None where arguments are arrays already."""
        found = []
        for column, passed in zip(lot.columns, self._passed, strict=False):
            kinds = set(map(type, column))
            if np.ndarray in kinds:
                return None
            if passed and not (len(kinds) == 1 and kinds <= _DTYPES.keys()):
                found.append([value.__class__ if value.__class__ in _DTYPES else value for value in column])
        return found

    def _halved(self, lot: Lot, watch: Callable[[], None]) -> list[Outcome]:
        """The outcome of each call; the half that holds one without a value is halved again."""
        watch()
        count = len(lot.ranks)
        if count == 1:
            return [self._alone(lot.row(0))]
        step = 1
        try:
            return self._array(lot)
        except UdfError:
            step = count // 2 if count > FEW else 1
        except _Unlike:
            pass
        except Exception as error:
            if self._failed is None:
                raise
            self._failed(error)
        parts = [lot.taken(range(start, min(start + step, count))) for start in range(0, count, step)]
        return [outcome for part in parts for outcome in self._halved(part, watch)]

    def _array(self, lot: Lot) -> list[Outcome]:
        """All of them at once.

        Raises:
            UdfError: One of them has no value.
            _Unlike: The rule did not give one value for each, or one is beyond what a cell holds.
        """
        one_whole = self._is_of_one_whole(lot)
        columns = [
            column[0] if one_whole and is_part else _as_array(column)
            for column, is_part in zip(lot.columns, self._parts, strict=False)
        ]
        values = [*columns, *lot.rest]
        arguments = {one.name: value for one, value in zip(self._function.arguments, values, strict=True)}
        result = calling.compute(self._function, arguments)
        if not isinstance(result, np.ndarray) or result.shape != (len(lot.ranks),):
            raise _Unlike
        if result.dtype.kind == "f" and np.isinf(result).any():
            raise _Unlike
        return _cells(self._function.result.kind, result)

    def _is_of_one_whole(self, lot: Lot) -> bool:
        """Whether calls differ, but not by the parts of a whole: the cells of one loan share its table."""
        if not any(self._parts):
            return False
        alike = [column.count(column[0]) == len(column) for column in lot.columns]
        return not all(alike) and all(
            same or not is_part for same, is_part in zip(alike, self._parts, strict=False)
        )


def _as_array(column: Sequence[Any]) -> Any:
    """The values of one argument as an array, or what they all are."""
    dtype = _DTYPES.get(column[0].__class__)
    return column[0] if dtype is None else np.array(column, dtype)


def _cells(kind: Kind, result: NDArray[Any]) -> list[Outcome]:
    """Each element as `calling.result_cells` writes it."""
    if result.dtype.kind == "M":
        serials = (result.astype("datetime64[D]") - np.datetime64(EPOCH)).astype("int64").tolist()
        return ["" if blank else day for blank, day in zip(np.isnat(result), serials, strict=True)]
    if result.dtype.kind != "f":
        return [to_cell(value) for value in result]
    blank = np.isnan(result)
    if not blank.any():
        return _numbers(kind, (result + 0.0).tolist())
    return [
        "" if missing else _numbers(kind, [value + 0.0])[0]
        for missing, value in zip(blank.tolist(), result.tolist(), strict=True)
    ]


def _numbers(kind: Kind, values: list[float]) -> list[Outcome]:
    return [int(value) for value in values] if kind is Kind.COUNT else list(values)
