"""The operators, on vectors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xlsync.recalc.values import DIV0, NUM, Failure, Unsupported, guarded
from xlsync.recalc.values import text as text_of
from xlsync.recalc.vectors import (
    BLANK,
    NUM_TAG,
    NUMBER,
    Bools,
    Floats,
    Pool,
    Tags,
    Vector,
    below,
    booleans,
    close,
    errors,
    first_error,
    mapped,
    numbers,
    result,
    same,
    tag_of,
)

DIV0_TAG = tag_of(DIV0)


def _both(left: Vector, right: Vector, pool: Pool) -> tuple[Floats, Floats, Tags | None]:
    if left.tag is None and right.tag is None:
        return left.num, right.num, None
    first, wrong = numbers(left, pool)
    second, bad = numbers(right, pool)
    return first, second, first_error(wrong, bad)


def add(left: Vector, right: Vector, pool: Pool) -> Vector:
    """Sum; 0 where nothing but the last binary digits is left, as 0.1+0.2-0.3."""
    first, second, failed = _both(left, right, pool)
    found = first + second
    dust = _dust(found, first)
    if dust is not None:
        found = np.where(dust & close(first, -second), 0.0, found)
    return result(found, failed)


def subtract(left: Vector, right: Vector, pool: Pool) -> Vector:
    """Difference; 0 where nothing but the last binary digits is left."""
    first, second, failed = _both(left, right, pool)
    found = first - second
    dust = _dust(found, first)
    if dust is not None:
        found = np.where(dust & close(first, second), 0.0, found)
    return result(found, failed)


def _dust(found: Floats, first: Floats) -> Bools | None:
    """Where sums or differences are so small that they may be 0; None where none is."""
    dust: Bools = np.abs(found) < np.abs(first) * 2.0**-47
    return dust if np.count_nonzero(dust) else None


def multiply(left: Vector, right: Vector, pool: Pool) -> Vector:
    """Product."""
    first, second, failed = _both(left, right, pool)
    return result(first * second, failed)


def divide(left: Vector, right: Vector, pool: Pool) -> Vector:
    """Quotient; #DIV/0! by zero."""
    first, second, failed = _both(left, right, pool)
    zero = second == 0
    if np.count_nonzero(zero):
        shape = np.broadcast_shapes(first.shape, second.shape)
        by_zero = np.broadcast_to(np.where(zero, DIV0_TAG, 0).astype(np.uint8), shape)
        failed = first_error(failed, by_zero)
        second = np.where(zero, 1.0, second)
    return result(first / second, failed)


def power(left: Vector, right: Vector, pool: Pool) -> Vector:
    """Power; #NUM! for 0^0 and for roots of negative numbers, #DIV/0! for 0 to a negative power."""
    first, second, failed = _both(left, right, pool)
    zero, root = (first == 0) & (second <= 0), (first < 0) & (second != np.floor(second))
    if np.count_nonzero(zero | root):
        wrong = np.where(zero & (second < 0), DIV0_TAG, np.where(zero | root, NUM_TAG, 0)).astype(np.uint8)
        failed = first_error(failed, wrong)
        first = np.where(zero | root, 1.0, first)
    return result(np.power(first, second), failed)


def join(left: Vector, right: Vector, pool: Pool) -> Vector:
    """Texts one after the other."""

    def joined(first: object, second: object) -> object:
        return guarded(lambda: text_of(first, pool.language) + text_of(second, pool.language))

    return mapped(joined, [left, right], pool)


def negative(value: Vector, pool: Pool) -> Vector:
    """The opposite."""
    found, failed = numbers(value, pool)
    return result(-found, failed)


def percent(value: Vector, pool: Pool) -> Vector:
    """A hundredth."""
    found, failed = numbers(value, pool)
    return result(found / 100, failed)


def unchanged(value: Vector, pool: Pool) -> Vector:
    """Unary plus: the value itself, whatever its kind."""
    return value


def _compared(test: Callable[[Vector, Vector, Pool], Bools]) -> Callable[[Vector, Vector, Pool], Vector]:
    def compare(left: Vector, right: Vector, pool: Pool) -> Vector:
        failed = first_error(errors(left), errors(right))
        return booleans(test(left, right, pool), failed)

    return compare


BINARY: dict[str, Callable[[Vector, Vector, Pool], Vector]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "^": power,
    "&": join,
    "=": _compared(same),
    "<>": _compared(lambda left, right, pool: ~same(left, right, pool)),
    "<": _compared(below),
    ">": _compared(lambda left, right, pool: below(right, left, pool)),
    "<=": _compared(lambda left, right, pool: ~below(right, left, pool)),
    ">=": _compared(lambda left, right, pool: ~below(left, right, pool)),
}
UNARY: dict[str, Callable[[Vector, Pool], Vector]] = {"u-": negative, "u+": unchanged, "%": percent}

__all__ = ["BINARY", "BLANK", "NUM", "NUMBER", "UNARY", "Failure", "Unsupported"]
