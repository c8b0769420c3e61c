"""Criteria, and the sums, counts and means that take them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from xlsync.recalc.functions.declare import native
from xlsync.recalc.functions.numbers import mean
from xlsync.recalc.values import (
    ERRORS,
    VALUE,
    Failure,
    Grid,
    Unsupported,
    guarded,
    is_number,
    kind,
    order,
    plain_number,
    total,
)
from xlsync.workbook.values import ErrorValue

OPERATOR = re.compile(r"(>=|<=|<>|>|<|=)(.*)", re.DOTALL)
Predicate = Callable[[Any], bool]


def criterion(wanted: Any) -> Predicate:
    """The test that a criterion stands for: a value, or a text such as `>=10`, `<>`, `Bât*`."""
    if wanted is None:
        wanted = 0.0
    if not isinstance(wanted, str) or isinstance(wanted, ErrorValue):
        return lambda value: _equal(value, wanted)
    match = OPERATOR.fullmatch(wanted)
    operator, operand = (match[1], match[2]) if match else ("", wanted)
    if operand == "":
        return _blank_test(operator)
    facing = _constant(operand)
    if operator in ("", "=", "<>"):
        same = _text_test(facing) if kind(facing) == "text" else lambda value: _equal(value, facing)
        return same if operator != "<>" else lambda value: not same(value)
    return _order_test(operator, facing)


def _constant(operand: str) -> Any:
    if operand.upper() in ("TRUE", "FALSE"):
        return operand.upper() == "TRUE"
    if operand.upper() in ERRORS:
        return ERRORS[operand.upper()]
    written = plain_number(operand)
    return operand if written is None else written


def _equal(value: Any, wanted: Any) -> bool:
    if kind(wanted) == "number" and kind(value) == "text":
        written = plain_number(value)
        return written is not None and order(written, wanted) == 0
    if isinstance(value, ErrorValue) or isinstance(wanted, ErrorValue):
        return kind(value) == kind(wanted) and value == wanted
    return kind(value) == kind(wanted) and order(value, wanted) == 0


def _blank_test(operator: str) -> Predicate:
    if operator == "":
        return lambda value: value is None or value == ""
    if operator in ("=", "<>"):
        return lambda value: (value is None) == (operator == "=")
    return lambda value: False


def _order_test(operator: str, facing: Any) -> Predicate:
    accepted = {">": (1,), "<": (-1,), ">=": (0, 1), "<=": (-1, 0)}[operator]
    return lambda value: kind(value) == kind(facing) and order(value, facing) in accepted


def _text_test(wanted: str) -> Predicate:
    pattern = wildcards(wanted)
    return lambda value: kind(value) == "text" and pattern.fullmatch(value) is not None


@lru_cache(maxsize=1024)
def wildcards(wanted: str) -> re.Pattern[str]:
    """The pattern of a text with `*`, `?` and `~` (which takes the next sign as it is).

    What stands between two stars is found at its first place and never looked for again: no pattern takes
    longer than the text is long.
    """
    parts, signs = [""], iter(wanted)
    for sign in signs:
        if sign == "*":
            parts.append("")
        elif sign == "~":
            parts[-1] += re.escape(next(signs, "~"))
        else:
            parts[-1] += "." if sign == "?" else re.escape(sign)
    first, *middle = parts
    last = f".*{middle.pop()}" if middle else ""
    held = enumerate(filter(None, middle))
    between = "".join(f"(?=(?P<_{rank}>.*?{part}))(?P=_{rank})" for rank, part in held)
    return re.compile(f"{first}{between}{last}", re.IGNORECASE | re.DOTALL)


def _grid(argument: Any) -> Grid:
    if isinstance(argument, ErrorValue):
        raise Failure(argument)
    if not isinstance(argument, Grid):
        raise Failure(VALUE)
    return argument


def matching(pairs: tuple[Any, ...]) -> list[bool]:
    """For each place, whether every (range, criterion) pair accepts it.

    Raises:
        Failure: the ranges differ in shape.
    """
    grids = [_grid(argument) for argument in pairs[::2]]
    if any((grid.height, grid.width) != (grids[0].height, grids[0].width) for grid in grids):
        raise Failure(VALUE)
    tests = [criterion(wanted) for wanted in pairs[1::2]]
    return [
        all(test(value) for test, value in zip(tests, values, strict=True))
        for values in zip(*grids, strict=True)
    ]


def _kept(target: Any, pairs: tuple[Any, ...]) -> list[float]:
    grid, accepted = _grid(target), matching(pairs)
    first = _grid(pairs[0])
    if (grid.height, grid.width) != (first.height, first.width):
        raise Failure(VALUE)
    return _numbers(value for value, keep in zip(grid, accepted, strict=True) if keep)


def _numbers(values: Iterable[Any]) -> list[float]:
    found = []
    for value in values:
        if isinstance(value, ErrorValue):
            raise Failure(value)
        if is_number(value):
            found.append(value)
    return found


def _one_pair(name: str, tested: Any, wanted: Any, target: Any) -> list[float]:
    grid = _grid(tested)
    other = grid if target is None else _grid(target)
    if (grid.height, grid.width) != (other.height, other.width):
        raise Unsupported(name)
    return _kept(other, (grid, wanted))


@native("SUMIF", "range", "any", "range")
def sum_if(tested: Any, wanted: Any, target: Any = None) -> float:
    """Sum under one criterion; the ranges must have one shape."""
    return total(_one_pair("SUMIF", tested, wanted, target))


@native("AVERAGEIF", "range", "any", "range")
def average_if(tested: Any, wanted: Any, target: Any = None) -> float:
    """Mean under one criterion; the ranges must have one shape."""
    return mean(_one_pair("AVERAGEIF", tested, wanted, target))


@native("COUNTIF", "range", "any")
def count_if(tested: Any, wanted: Any) -> int:
    """How many values a criterion accepts."""
    return sum(map(criterion(wanted), _grid(tested)))


@native("SUMIFS", "range", "range", "any", repeat=2)
def sum_ifs(target: Any, *pairs: Any) -> float:
    """Sum under every criterion."""
    return total(_kept(target, pairs))


@native("COUNTIFS", "range", "any", repeat=2)
def count_ifs(*pairs: Any) -> int:
    """How many places every criterion accepts."""
    return sum(matching(pairs))


@native("AVERAGEIFS", "range", "range", "any", repeat=2)
def average_ifs(target: Any, *pairs: Any) -> float:
    """Mean under every criterion; #DIV/0! where none is accepted."""
    return mean(_kept(target, pairs))


@native("MAXIFS", "range", "range", "any", repeat=2)
def maximum_ifs(target: Any, *pairs: Any) -> float:
    """Largest number under every criterion, 0 without any."""
    return max(_kept(target, pairs), default=0.0)


@native("MINIFS", "range", "range", "any", repeat=2)
def minimum_ifs(target: Any, *pairs: Any) -> float:
    """Smallest number under every criterion, 0 without any."""
    return min(_kept(target, pairs), default=0.0)


def first_equal(wanted: Any, values: Iterable[Any]) -> int | None:
    """Place, from 0, of the first value that is the one wanted; texts without case, with wildcards."""
    wanted = 0.0 if wanted is None else wanted
    if kind(wanted) == "text" and any(sign in wanted for sign in "*?~"):
        test = _text_test(wanted)
    else:

        def test(value: Any) -> bool:
            return kind(value) == kind(wanted) and guarded(order, value, wanted) == 0

    return next((place for place, value in enumerate(values) if test(value)), None)
