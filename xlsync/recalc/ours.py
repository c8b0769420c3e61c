"""Calls of our own functions, and the record of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import udfs
from udfs.coerce import CellError
from udfs.errors import UdfError
from udfs.registry.names import canonical_among
from xlsync.recalc.faults import error_of
from xlsync.recalc.values import ERRORS, VALUE, Unsupported, held
from xlsync.recalc.vectors import Vector
from xlsync.workbook.values import Address, ErrorValue

if TYPE_CHECKING:
    from xlsync.recalc.frame import Frame

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


def identity(name: str, functions: Functions) -> str | None:
    """The identity behind any spelling of one of our functions; None for another name."""
    return canonical_among(name, functions)


def called(frame: Frame, name: str, arguments: Sequence[Vector | None]) -> Vector:
    """The results of one of our functions for every formula and member.

    Args:
        frame: The formulas.
        name: Identity of the function.
        arguments: Evaluated, ranges whole; None where left out.

    Raises:
        Apart: results are tables of several sizes.
        Unsupported: dates count from 1904.
    """
    if frame.setting.date1904:
        raise Unsupported(name)
    tails = [one.shape[-2:] for one in arguments if one is not None]
    shape = np.broadcast_shapes((1, 1), *tails)
    active = None
    if frame.active is not None:
        shape = np.broadcast_shapes(shape, frame.active.shape)
        active = np.broadcast_to(frame.active, shape).reshape(-1).tolist()
    if frame.state.members == 1:
        shape = (len(frame.cells), 1)
        active = None if frame.active is None else np.broadcast_to(frame.active, shape).reshape(-1).tolist()
    if shape[1] > 1 and isinstance(frame.state.functions, Catalogue):
        found = _in_columns(frame, name, arguments, shape)
        if found is not None:
            return found
    columns = [_column(frame, one, shape) for one in arguments]
    count = shape[0] * shape[1]
    rows = [*zip(*columns, strict=True)] if columns else [()] * count
    wanted = range(count) if active is None else [place for place in range(count) if active[place]]
    kept = _made(name, [rows[place] for place in wanted], frame.state.functions)
    if frame.state.members == 1:
        frame.state.calls += [
            Call(frame.cells[place], name, rows[place], result)
            for place, result in zip(wanted, kept, strict=True)
        ]
    return _gathered(frame, kept, wanted, shape)


def _in_columns(
    frame: Frame, name: str, arguments: Sequence[Vector | None], shape: tuple[int, int]
) -> Vector | None:
    """Many members at once, where what varies from one to the other are numbers; None elsewhere."""
    single = [
        one[0, 0] if one is not None and one.is_area and one.shape[:2] == (1, 1) else one for one in arguments
    ]
    if any(one is not None and one.is_area for one in single):
        return None
    active = np.full(shape, True) if frame.active is None else np.broadcast_to(frame.active, shape)
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row in np.flatnonzero(active.any(axis=1)).tolist():
        keys = tuple(_of_row(frame, one, row) for one in single)
        if MIXED in keys:
            return None
        groups.setdefault(keys, []).append(row)
    num, tag = np.zeros(shape), np.zeros(shape, np.uint8)
    for keys, rows in groups.items():
        where = np.zeros(shape, bool)
        where[rows] = active[rows]
        columns = [
            np.broadcast_to(one.num, shape)[where] if key is VARIES and one is not None else handed(key[1])
            for one, key in zip(single, keys, strict=True)
        ]
        try:
            found = udfs.call_columns(name, columns, int(where.sum()))
        except Exception:  # a fault is that of one call, which meets it alone
            return None
        if isinstance(found, np.ndarray):
            num[where] = found
            continue
        given = [_shown(one) for one in found]
        if any(isinstance(one, list) for one in given):
            return None
        values = frame.pool.of(given)
        num[where], tag[where] = values.num[:, 0], values.tags[:, 0]
    return Vector(num, tag if tag.any() else None)


VARIES, MIXED = ("varies",), ("mixed",)
"""What an argument is over the members: numbers; values of several kinds."""


def _of_row(frame: Frame, argument: Vector | None, row: int) -> tuple[Any, ...]:
    """An argument of one formula over the members: its one value with its type, `VARIES` or `MIXED`."""
    if argument is None:
        return (None, None)
    line = argument[row if argument.shape[0] > 1 else 0]
    if line.shape[0] > 1:
        if line.tag is None or not line.tag.any():
            return VARIES
        if (line.tag != line.tag[0]).any() or (line.num != line.num[0]).any():
            return MIXED
    value = frame.pool.value(line.num[0], 0 if line.tag is None else int(line.tag[0]))
    return (value.__class__, value)


def _gathered(frame: Frame, kept: list[Any], wanted: Sequence[int], shape: tuple[int, int]) -> Vector:
    """Results in their places, blank elsewhere; tables of one size as areas."""
    count = shape[0] * shape[1]
    tables = [one for one in kept if isinstance(one, list)]
    if not tables:
        found: list[Any] = [None] * count
        for place, result in zip(wanted, kept, strict=True):
            found[place] = result
        return frame.pool.shaped(found, shape)
    if len(tables) < len(kept) or len({(len(one), len(one[0]) if one else 0) for one in tables}) > 1:
        frame.halve()
        raise Unsupported("")
    height, width = len(tables[0]), len(tables[0][0]) if tables[0] else 0
    if not height or not width:
        return frame.pool.shaped([VALUE] * count, shape)
    blank = [[None] * width] * height
    held = dict(zip(wanted, tables, strict=True))
    ordered = [held.get(place, blank) for place in range(count)]
    if all(one is ordered[0] for one in ordered):
        return frame.pool.shaped([value for row in ordered[0] for value in row], (height, width, 1, 1))
    values = [table[row][column] for row in range(height) for column in range(width) for table in ordered]
    return frame.pool.shaped(values, (height, width, *shape))


def _column(frame: Frame, argument: Vector | None, shape: tuple[int, int]) -> Sequence[Any]:
    """An argument of each call: a value, or the rows of a range."""
    count = shape[0] * shape[1]
    if argument is None:
        return [None] * count
    if argument.is_area and argument.shape[:2] == (1, 1):
        argument = argument[0, 0]
    if not argument.is_area:
        values = frame.pool.values(argument)
        if len(values) == count:
            return values
        if len(values) == 1:
            return values * count
        return [values[place] for place in _spread(argument.shape, shape)]
    height, width, *tail = argument.shape
    flat = frame.pool.values(argument.reshape(height * width, -1))
    each = len(flat) // (height * width)
    tables = [
        [[flat[(row * width + column) * each + place] for column in range(width)] for row in range(height)]
        for place in range(each)
    ]
    return [tables[place] for place in _spread(tuple(tail), shape)]


def _spread(shape: tuple[int, ...], wanted: tuple[int, int]) -> list[int]:
    places: list[int] = (
        np.broadcast_to(np.arange(shape[0] * shape[1]).reshape(shape), wanted).reshape(-1).tolist()
    )
    return places


def _made(name: str, rows: Sequence[tuple[Any, ...]], functions: Functions) -> list[Any]:
    """The result of each call; those of the catalogue that are alike are made once."""
    if not isinstance(functions, Catalogue):
        return [invoke(functions[name], row, name) for row in rows]
    ranks: dict[Any, int] = {}
    distinct: list[tuple[Any, ...]] = []
    which = []
    for row in rows:
        key = tuple((one.__class__, id(one) if one.__class__ is list else one) for one in row)
        rank = ranks.get(key)
        if rank is None:
            rank = ranks[key] = len(distinct)
            distinct.append(row)
        which.append(rank)
    if len(distinct) > 1 and functions.gathers(name):
        tables = {id(one): handed(one) for row in distinct for one in row if isinstance(one, list)}
        handed_rows = [
            tuple(tables[id(one)] if isinstance(one, list) else handed(one) for one in row)
            for row in distinct
        ]
        try:
            found = [_shown(one) for one in udfs.call_many(name, handed_rows)]
        except Exception:  # a fault is that of one call, which meets it alone
            found = [invoke(functions[name], row, name) for row in distinct]
    else:
        found = [invoke(functions[name], row, name) for row in distinct]
    return [found[rank] for rank in which]


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
