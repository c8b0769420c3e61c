"""Arithmetic: sums, means, extremes, rounding."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from xlsync.recalc.functions.declare import native, numbers_in
from xlsync.recalc.values import (
    DIV0,
    NUM,
    VALUE,
    Failure,
    Grid,
    Unsupported,
    floor15,
    guarded,
    is_number,
    number,
    total,
)
from xlsync.workbook.values import ErrorValue


@native("SUM", "range", repeat=1)
def sum_(*arguments: Any) -> float:
    """Exact sum, rounded once."""
    return total(numbers_in(arguments))


@native("SUMSQ", "range", repeat=1)
def sum_of_squares(*arguments: Any) -> float:
    """Sum of squares."""
    return total([found * found for found in numbers_in(arguments)])


@native("PRODUCT", "range", repeat=1)
def product(*arguments: Any) -> float:
    """Product; 0 without any number."""
    found = numbers_in(arguments)
    return math.prod(found) if found else 0.0


@native("AVERAGE", "range", repeat=1)
def average(*arguments: Any) -> float:
    """Mean; #DIV/0! without any number."""
    return mean(numbers_in(arguments))


def mean(found: list[float]) -> float:
    """Mean of numbers.

    Raises:
        Failure: #DIV/0! when there are none.
    """
    if not found:
        raise Failure(DIV0)
    return total(found) / len(found)


@native("MIN", "range", repeat=1)
def minimum(*arguments: Any) -> float:
    """Smallest number, 0 without any."""
    return min(numbers_in(arguments), default=0.0)


@native("MAX", "range", repeat=1)
def maximum(*arguments: Any) -> float:
    """Largest number, 0 without any."""
    return max(numbers_in(arguments), default=0.0)


@native("COUNT", "range", repeat=1)
def count(*arguments: Any) -> int:
    """How many numbers."""
    found = 0
    for argument in arguments:
        if isinstance(argument, Grid):
            found += sum(map(is_number, argument))
        else:
            found += is_number(guarded(number, argument))
    return found


@native("COUNTA", "range", repeat=1)
def count_filled(*arguments: Any) -> int:
    """How many values that are not blank, errors and empty texts included."""
    return sum(
        sum(value is not None for value in argument) if isinstance(argument, Grid) else 1
        for argument in arguments
    )


@native("COUNTBLANK", "range")
def count_blank(argument: Any) -> int:
    """How many blanks and empty texts."""
    if not isinstance(argument, Grid):
        raise Failure(VALUE)
    return sum(value is None or value == "" for value in argument)


@native("SUMPRODUCT", "array", repeat=1)
def sum_product(*arguments: Any) -> float:
    """Sum of products of elements at the same place; what is no number counts as 0."""
    grids = [argument if isinstance(argument, Grid) else Grid([[argument]]) for argument in arguments]
    shape = (grids[0].height, grids[0].width)
    if any((grid.height, grid.width) != shape for grid in grids):
        raise Failure(VALUE)
    return total([math.prod(map(_factor, values)) for values in zip(*grids, strict=True)])


def _factor(value: Any) -> float:
    if isinstance(value, ErrorValue):
        raise Failure(value)
    return value if is_number(value) else 0.0


def rounded(value: float, digits: int, direction: str) -> float:
    """Rounding of a number's fifteen-digit decimal.

    Args:
        value: The number.
        digits: Decimals kept; negative for tens, hundreds…
        direction: `decimal.ROUND_HALF_UP` (half away from zero), `ROUND_UP` or `ROUND_DOWN`.
    """
    if digits > 20 or value == 0:
        return value
    exact = Decimal(f"{value:.15g}")
    if digits < -exact.adjusted() - 1 and direction != ROUND_UP:
        return 0.0
    return float((exact.scaleb(digits).to_integral_value(direction)).scaleb(-digits))


@native("ROUND", "number", "integer")
def round_(value: float, digits: int) -> float:
    """Half away from zero."""
    return rounded(value, digits, ROUND_HALF_UP)


@native("ROUNDUP", "number", "integer")
def round_up(value: float, digits: int) -> float:
    """Away from zero."""
    return rounded(value, digits, ROUND_UP)


@native("ROUNDDOWN", "number", "integer")
def round_down(value: float, digits: int) -> float:
    """Towards zero."""
    return rounded(value, digits, ROUND_DOWN)


@native("TRUNC", "number", "integer")
def truncate(value: float, digits: int = 0) -> float:
    """Towards zero."""
    return rounded(value, digits, ROUND_DOWN)


@native("ABS", "number")
def absolute(value: float) -> float:
    """Absolute value."""
    return abs(value)


@native("SIGN", "number")
def sign(value: float) -> int:
    """-1, 0 or 1."""
    return (value > 0) - (value < 0)


@native("INT", "number")
def integer_part(value: float) -> float:
    """Largest whole number that is not above."""
    return float(floor15(value))


@native("MOD", "number", "number")
def modulo(value: float, divisor: float) -> float:
    """Remainder, of the sign of the divisor."""
    if divisor == 0:
        raise Failure(DIV0)
    return value - divisor * floor15(value / divisor)


@native("SQRT", "number")
def square_root(value: float) -> float:
    """Square root; #NUM! of a negative number."""
    if value < 0:
        raise Failure(NUM)
    return math.sqrt(value)


SUBTOTALS = {
    1: average,
    2: count,
    3: count_filled,
    4: maximum,
    5: minimum,
    6: product,
    9: sum_,
}


@native("SUBTOTAL", "integer", "range", repeat=1, framed=True)
def subtotal(frame: Any, code: int, *ranges: Any) -> float:
    """A total that leaves out the cells holding subtotals themselves; hidden rows count."""
    aggregate = SUBTOTALS.get(code % 100 if code > 100 else code)
    if aggregate is None:
        raise Unsupported("SUBTOTAL")
    if any(not isinstance(argument, Grid) or argument.area is None for argument in ranges):
        raise Failure(VALUE)
    return aggregate(*(frame.without(argument, "SUBTOTAL") for argument in ranges))
