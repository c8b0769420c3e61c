"""Rounding of a number's fifteen-digit decimal, as cells show it, and other arithmetic of one number."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

import numpy as np

from xlsync.recalc.functions.declare import kernel, native
from xlsync.recalc.values import DIV0, NUM, Failure, floor15
from xlsync.recalc.vectors import NUM_TAG, Floats, Vector, first_error, numbers, result, tag_of

DIV0_TAG = tag_of(DIV0)
NEAR_HALF = 2.0**-48
"""Numbers nearer than that to a half, or to a whole, are rounded by their decimals."""
EXACT_POWERS = 15
"""Decimals with which the power of ten, and the quotient, are the nearest numbers."""


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


def _rounded(frame: Any, value: Vector, digits: Vector, direction: str) -> Vector:
    num, wrong = numbers(value, frame.pool)
    asked, bad = numbers(digits, frame.pool)
    failed = first_error(wrong, bad)
    single = asked.size == 1 and asked.ndim <= num.ndim
    shape = num.shape if single else np.broadcast_shapes(num.shape, asked.shape)
    kept = math.trunc(asked.item(0))
    if not (single or (np.trunc(asked) == kept).all()) or not 0 <= kept <= EXACT_POWERS:
        found = _by_decimals(np.broadcast_to(num, shape), np.broadcast_to(asked, shape), direction)
        return result(found, failed, check=True)
    scale = 10.0**kept
    size = np.abs(num)
    size *= scale
    most = float(size.max(initial=0.0))
    if direction == ROUND_HALF_UP:
        size += 0.5
    found = np.floor(size)
    size -= found  # what is left: near 0 or 1, the decimals decide
    if direction == ROUND_UP:
        found += size > 0
    size -= 0.5
    np.abs(size, out=size)
    near = size >= 0.5 - most * NEAR_HALF
    found /= scale
    np.copysign(found, num, out=found)
    if most >= 2.0**40:
        near |= np.abs(num) * scale >= 2.0**40
    if np.count_nonzero(near):
        found[near] = [rounded(one, kept, direction) for one in num[near].tolist()]
    found += 0.0
    return result(found if single else np.broadcast_to(found, shape), failed)


def _by_decimals(num: Floats, places: Floats, direction: str) -> Floats:
    pairs = zip(num.reshape(-1).tolist(), places.reshape(-1).tolist(), strict=True)
    return np.array([_one(one, kept, direction) for one, kept in pairs]).reshape(num.shape)


def _one(value: float, kept: float, direction: str) -> float:
    try:
        return rounded(value, int(max(min(kept, 400), -400)), direction)
    except OverflowError:
        return math.inf


@kernel("ROUND", "value", "value")
def round_(frame: Any, value: Vector, digits: Vector) -> Vector:
    """Half away from zero."""
    return _rounded(frame, value, digits, ROUND_HALF_UP)


@kernel("ROUNDUP", "value", "value")
def round_up(frame: Any, value: Vector, digits: Vector) -> Vector:
    """Away from zero."""
    return _rounded(frame, value, digits, ROUND_UP)


@kernel("ROUNDDOWN", "value", "value")
def round_down(frame: Any, value: Vector, digits: Vector) -> Vector:
    """Towards zero."""
    return _rounded(frame, value, digits, ROUND_DOWN)


@kernel("TRUNC", "value", "value")
def truncate(frame: Any, value: Vector, digits: Vector | None = None) -> Vector:
    """Towards zero."""
    return _rounded(frame, value, frame.pool.const(0.0) if digits is None else digits, ROUND_DOWN)


@kernel("ABS", "value")
def absolute(frame: Any, value: Vector) -> Vector:
    """Absolute value."""
    num, failed = numbers(value, frame.pool)
    return result(np.abs(num), failed)


@kernel("SIGN", "value")
def sign(frame: Any, value: Vector) -> Vector:
    """-1, 0 or 1."""
    num, failed = numbers(value, frame.pool)
    return result(np.sign(num), failed)


def floored(num: Floats) -> Floats:
    """Floor of each number's fifteen-digit decimal: 2.9999999999999996 gives 3."""
    found = np.floor(num)
    size = np.abs(num)
    near = ((found + 1 - num) <= size * NEAR_HALF) | ((size >= 2.0**40) & np.isfinite(size))
    if np.count_nonzero(near):
        found[near] = [float(floor15(one)) for one in num[near].tolist()]
    return found


@kernel("INT", "value")
def integer_part(frame: Any, value: Vector) -> Vector:
    """Largest whole number that is not above."""
    num, failed = numbers(value, frame.pool)
    return result(floored(num), failed)


MOST_TIMES = 2.0**53
"""Beyond, no number says how many times the divisor goes in."""


@kernel("MOD", "value", "value")
def modulo(frame: Any, value: Vector, divisor: Vector) -> Vector:
    """Remainder, of the sign of the divisor."""
    first, wrong = numbers(value, frame.pool)
    second, bad = numbers(divisor, frame.pool)
    failed = first_error(wrong, bad)
    zero = second == 0
    if zero.any():
        shape = np.broadcast_shapes(first.shape, second.shape)
        failed = first_error(failed, np.broadcast_to(np.where(zero, DIV0_TAG, 0).astype(np.uint8), shape))
        second = np.where(zero, 1.0, second)
    too_many = np.abs(np.asarray(first / second)) > MOST_TIMES
    if too_many.any():
        failed = first_error(failed, np.where(too_many, NUM_TAG, 0).astype(np.uint8))
    whole = (np.trunc(first) == first) & (np.trunc(second) == second)
    left = np.asarray(first - second * floored(np.asarray(first / second)))
    return result(np.where(whole, np.mod(first, second), left) + 0.0, failed)  # -0.0 is 0


@native("SQRT", "number")
def square_root(value: float) -> float:
    """Square root; #NUM! of a negative number."""
    if value < 0:
        raise Failure(NUM)
    return math.sqrt(value)


@kernel("POWER", "value", "value")
def power(frame: Any, base: Vector, exponent: Vector) -> Vector:
    """As the operator `^`."""
    from xlsync.recalc.functions.operators import power as raised

    return raised(base, exponent, frame.pool)


@native("EXP", "number")
def exponential(value: float) -> float:
    """E to a power."""
    return math.exp(value)


@native("LN", "number")
def natural_logarithm(value: float) -> float:
    """Natural logarithm; #NUM! of what is not above 0."""
    if value <= 0:
        raise Failure(NUM)
    return math.log(value)


@native("LOG10", "number")
def decimal_logarithm(value: float) -> float:
    """Logarithm to base 10; #NUM! of what is not above 0."""
    if value <= 0:
        raise Failure(NUM)
    return math.log10(value)


@native("PI")
def pi() -> float:
    """π."""
    return math.pi
