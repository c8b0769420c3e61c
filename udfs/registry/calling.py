"""One call from end to end: cells to arguments, arguments to a rule, its result to cells.

The four steps stand apart, so that an engine that already holds typed arrays enters at the one it needs:

    bind          cells, by position or name   ->  {argument: cell}       (`udfs.registry.binding`)
    values        {argument: cell}             ->  {argument: value}      (`udfs.coerce`)
    compute       {argument: value or array}   ->  what the rule returns  (nothing is forced to a scalar)
    result_cells  what the rule returned       ->  a scalar or a list of rows
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from udfs.coerce import Cell, coerce, to_cell
from udfs.declaration import Function, Kind
from udfs.errors import OutOfRange, WrongValue
from udfs.registry.binding import bind
from udfs.registry.catalogue import find

if TYPE_CHECKING:
    from udfs.rules.steps import Step

Values = dict[str, Any]


def call(name: str, cells: Sequence[Cell], named: Mapping[str, Cell]) -> Cell:
    """The value of one call. See `udfs.call`."""
    function = find(name)
    return result_cells(function, compute(function, values(function, bind(function, cells, named))))


def explain(name: str, cells: Sequence[Cell], named: Mapping[str, Cell]) -> list[Step]:
    """The steps of one call. See `udfs.explain`."""
    function = find(name)
    arguments = values(function, bind(function, cells, named))
    return cast("list[Step]", resolve(function.explanation)(**keywords(function, arguments)))


def values(function: Function, bound: Mapping[str, Cell]) -> Values:
    """Each argument as its rule takes it, defaults included.

    Raises:
        UdfError: A cell that its argument does not accept.
    """
    return {a.name: bound[a.name] if a.variadic else coerce(a, bound.get(a.name)) for a in function.arguments}


def compute(function: Function, arguments: Mapping[str, Any]) -> Any:
    """What the rule returns for arguments already coerced, scalars or arrays of shape (N,)."""
    return resolve(function.rule)(**keywords(function, arguments))


def keywords(function: Function, arguments: Mapping[str, Any]) -> Values:
    """The arguments under the keywords of the rule, those that make a whole put together."""
    found: Values = {}
    wholes: dict[str, tuple[str, Values]] = {}
    for argument in function.arguments:
        whole = argument.part_of
        if whole is not None:
            wholes.setdefault(whole.name, (whole.kind, {}))[1][argument.name] = arguments[argument.name]
        elif argument.passed:
            found[argument.name] = arguments[argument.name]
    return found | {name: _made(*parts) for name, parts in wholes.items()}


def result_cells(function: Function, result: Any) -> Cell:
    """A scalar, or a list of rows; a vector is a column; dates are serials, NaN and NaT are ""."""
    if result.__class__ is float and math.isfinite(result) and function.result.kind is not Kind.COUNT:
        return result + 0.0  # what most cells hold, the soonest
    columns = function.result.columns
    if hasattr(result, "_fields"):
        result = list(zip(*(getattr(result, column.name) for column in columns), strict=True))
    elif isinstance(result, np.ndarray) and result.ndim == 1:
        result = [[value] for value in result]
    if not isinstance(result, list) and np.ndim(result) == 0:
        return _cell(result, function.result.kind)
    kinds = [column.kind for column in columns] or repeat(Kind.CELL)
    return [[_cell(value, kind) for value, kind in zip(row, kinds, strict=False)] for row in result]


@cache
def resolve(path: str) -> Any:
    """The function or the class behind a dotted path, imported when first needed."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def steps_of(fonction: str, arguments: tuple[Cell, ...]) -> list[Step]:
    """The steps of the call of another function.

    Raises:
        WrongValue: That function explains a call itself.
    """
    function = find(fonction)
    if resolve(function.explanation) is steps_of:
        raise WrongValue(
            f"fonction : {function.name} n’a pas d’étapes à elle ; donner la fonction qu’elle explique",
            f"fonction (function): {function.name} has no steps of its own; give the function it explains",
            argument="fonction",
            value=fonction,
        )
    return explain(fonction, arguments, {})


def rows_of_steps(fonction: str, arguments: tuple[Cell, ...]) -> list[tuple[str, Cell, str]]:
    """The same steps as rows: label, value, source (the rule of CONVENTION.EXPLIQUER)."""
    return [(step.label.fr, to_cell(step.value), step.source) for step in steps_of(fonction, arguments)]


def _cell(value: Any, kind: Kind) -> Cell:
    cell = to_cell(value)
    if not isinstance(cell, float):
        return cell
    if math.isinf(cell):
        raise OutOfRange(
            "le résultat dépasse ce qu’une cellule peut contenir", "the result is beyond what a cell can hold"
        )
    return int(cell) if kind is Kind.COUNT else cell


def _made(kind: str, parts: Values) -> Any:
    """A whole; of the same scalars, asked one time after the other, the same one."""
    try:
        return _kept(kind, *parts.items())
    except TypeError:  # arrays, for which none is kept
        return resolve(kind).of(**parts)


@lru_cache(maxsize=1024)
def _kept(kind: str, *parts: tuple[str, Any]) -> Any:
    return resolve(kind).of(**dict(parts))
