"""Exact roundings: what a cell shows is what rational arithmetic gives.

A number in a cell means its decimal of 15 significant digits: 0.1 + 0.2 is 0.3. Ties round half away from
zero, as Excel's ROUND does. Arrays are rounded at array speed from a float guess; the few elements too close
to a tie to be trusted are decided with fractions.

Units are whole numbers of 10**-digits (cents when digits is 2): int64 where they are safe, Python integers in
an object array elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[Any]
"""int64, or Python integers in an object array where int64 would be unsafe."""

UNIT_ROUNDOFF = 2.0**-53
EXACT_DIGITS = 10.0**15
"""Below it, every whole number of units is told from its neighbours by 15 significant digits."""
SAFE_UNITS = 2**50
SAFE_DENOMINATOR = 2**61
RATE_DIGITS = 8


def decimal15(x: float | int | Decimal | Fraction) -> Fraction:
    """The number that a cell holding `x` means: its decimal of 15 significant digits.

    Integers, decimals and fractions are exact already and stay what they are.

    Raises:
        ValueError, OverflowError: `x` is not finite.

    Examples:
        >>> decimal15(0.1 + 0.2)
        Fraction(3, 10)
    """
    if isinstance(x, float | np.floating):
        return Fraction(Decimal(f"{float(x):.15g}"))
    return Fraction(int(x)) if isinstance(x, np.integer) else Fraction(x)


def same_number(a: ArrayLike, b: ArrayLike) -> NDArray[np.bool_]:
    """Where two numbers are the same decimal of 15 significant digits.

    Examples:
        >>> bool(same_number(0.1 + 0.2, 0.3)), bool(same_number(0.3, 0.300000000000001))
        (True, False)
    """
    left, right = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(b, np.float64))
    same = np.array(left == right)
    close = ~same & (np.abs(left - right) <= 1e-14 * np.abs(left))
    for index in np.argwhere(close):
        place = tuple(index)
        same[place] = decimal15(float(left[place])) == decimal15(float(right[place]))
    return same


def half_up(x: Fraction) -> int:
    """The nearest whole number, ties away from zero."""
    magnitude = (2 * abs(x.numerator) + x.denominator) // (2 * x.denominator)
    return -magnitude if x < 0 else magnitude


def round_fraction(x: Fraction, digits: int = 2) -> float:
    """The double nearest to `x` rounded half away from zero to `digits` decimals."""
    scale = Fraction(10) ** digits
    return float(half_up(x * scale) / scale)


def round_half_up(x: ArrayLike, digits: int = 2) -> Any:
    """`x` rounded to `digits` decimals, ties away from zero, exact on the decimal that each number means.

    Args:
        x: Amounts, scalar or any shape. NaN and infinities stay.
        digits: Decimals kept; negative rounds to tens, hundreds…

    Returns:
        float for a scalar, else float64 of the same shape.

    Examples:
        >>> round_half_up(2.675), round_half_up(-1.005), round_half_up(1234.5, 0)
        (2.68, -1.01, 1235.0)
    """
    values = np.asarray(x, np.float64)
    flat = values.reshape(-1)
    return round_guess(values, lambda i: decimal15(float(flat[i])), digits, ulps=100.0)


def round_guess(
    guess: ArrayLike, exact: Callable[[int], Fraction], digits: int = 2, ulps: float = 64.0
) -> Any:
    """Round amounts known by a close float guess; `exact` decides where the guess is too near a tie.

    Args:
        guess: Amounts, scalar or any shape.
        exact: Exact amount of the element at a flat index.
        digits: Decimals kept.
        ulps: Bound on the error of the guess, in units of 2**-53 of its size.

    Returns:
        float for a scalar, else float64 of the same shape.

    Examples:
        >>> round_guess(np.array([1.0 / 3.0, 0.125]), lambda i: [Fraction(1, 3), Fraction(1, 8)][i])
        array([0.33, 0.13])
    """
    values = np.asarray(guess, np.float64)
    flat = values.reshape(-1)
    scale = 10.0 ** abs(digits)
    scaled = np.abs(flat * scale if digits >= 0 else flat / scale)
    with np.errstate(invalid="ignore"):
        shifted = scaled + 0.5
        whole = np.copysign(np.floor(shifted), flat)
        rounded = whole / scale if digits >= 0 else whole * scale
        doubtful = np.abs(shifted - np.rint(shifted)) <= scaled * (ulps * UNIT_ROUNDOFF) + 1e-9
    for i in np.flatnonzero(doubtful & np.isfinite(flat)):
        rounded[i] = round_fraction(exact(int(i)), digits)
    rounded = np.where(np.isfinite(flat), rounded + 0.0, flat)
    return float(rounded[0]) if values.ndim == 0 else rounded.reshape(values.shape)


def units(x: ArrayLike, digits: int = 2) -> tuple[Integers, NDArray[np.bool_]]:
    """Amounts as whole units, and where they are not whole.

    Args:
        x: Finite amounts, scalar or any shape.
        digits: 2 for cents.

    Returns:
        The units, rounded half up where the decimal has more digits (int64, or object beyond its range), and
        a mask: True where the amount is a whole number of units. Shapes of `x`.

    Examples:
        >>> units([0.1 + 0.2, 1.005])
        (array([ 30, 101]), array([ True, False]))
    """
    values = np.asarray(x, np.float64)
    scale = 10.0**digits
    scaled = np.rint(values * scale)
    plain = (scaled / scale == values) & (np.abs(scaled) < EXACT_DIGITS)
    if plain.all():
        return scaled.astype(np.int64), plain
    exact = np.array(scaled, dtype=object)
    whole = np.array(plain)
    for index in np.ndindex(values.shape):
        fraction = decimal15(float(values[index])) * 10**digits
        exact[index] = half_up(fraction)
        whole[index] = fraction.denominator == 1
    return narrow(exact), whole


def narrow(integers: Integers) -> Integers:
    """The same integers as int64 when all fit, else as they are."""
    if integers.dtype != object:
        return integers
    fits = all(-(2**63) <= value < 2**63 for value in integers.flat)
    return integers.astype(np.int64) if fits else integers


def amounts(integers: Integers, digits: int = 2) -> Any:
    """Units back to amounts: the double nearest to each decimal. A float for a scalar.

    Examples:
        >>> amounts(np.array([1498012]))
        array([14980.12])
    """
    values = np.asarray(integers)
    if values.dtype != object and np.abs(values).max(initial=0) >= 2**53:
        values = values.astype(object)
    result = np.asarray(values / 10**digits, np.float64)
    return float(result) if result.ndim == 0 else result


def ratio(x: ArrayLike, divisor: ArrayLike = 1) -> tuple[Integers, Integers]:
    """Rates as fractions in lowest terms.

    Args:
        x: Rates, finite, scalar or any shape; each means its decimal of 15 digits.
        divisor: Whole numbers that divide the rates (payments a year), broadcast with them.

    Returns:
        Numerators and denominators: int64 where they fit, else Python integers in object arrays. Rates of at
        most 8 decimals are converted at array speed.

    Examples:
        >>> ratio([0.03], 12)
        (array([1]), array([400]))
    """
    values, parts = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(divisor, np.int64))
    numerators, whole = units(values, RATE_DIGITS)
    if whole.all() and numerators.dtype != object:
        denominators = parts * 10**RATE_DIGITS
        common = np.gcd(numerators, denominators)
        return numerators // common, denominators // common
    tops, bottoms = np.empty(values.shape, object), np.empty(values.shape, object)
    for index in np.ndindex(values.shape):
        fraction = decimal15(float(values[index])) / int(parts[index])
        tops[index], bottoms[index] = fraction.numerator, fraction.denominator
    return narrow(tops), narrow(bottoms)


def multiply_round(integers: Integers, numerator: ArrayLike, denominator: ArrayLike) -> Integers:
    """Units times a fraction, rounded to the nearest unit, ties away from zero, exactly.

    Where int64 cannot hold the intermediate product, its remainder modulo 2**64 is still exact while the
    quotient stays below 2**50 and the denominator below 2**61; beyond, Python integers compute.

    Args:
        integers: Units, any shape.
        numerator: Whole numbers, broadcast with the units.
        denominator: Whole numbers > 0, likewise.

    Returns:
        Units, int64 where they fit.

    Examples:
        >>> multiply_round(np.array([25, -25]), 1, 10)
        array([ 3, -3])
    """
    left, top, bottom = np.broadcast_arrays(
        np.asarray(integers), np.asarray(numerator), np.asarray(denominator)
    )
    if is_safe(left, top, bottom):
        magnitude = multiply_round_safe(np.abs(left), np.abs(top), bottom, np.abs(top) / bottom)
        return np.asarray(magnitude * np.sign(left) * np.sign(top))
    result = np.empty(left.shape, object)
    for index in np.ndindex(left.shape):
        result[index] = half_up(Fraction(int(left[index]) * int(top[index]), int(bottom[index])))
    return narrow(result)


def is_safe(integers: Integers, numerator: Integers, denominator: Integers) -> bool:
    """Whether the wrapped remainder is exact for these int64 units and fractions."""
    if any(part.dtype == object for part in (integers, numerator, denominator)) or integers.size == 0:
        return integers.size == 0
    largest = np.abs(integers).max()
    quotient = np.abs(integers.astype(np.float64) * numerator / denominator).max()
    return bool(largest < SAFE_UNITS and quotient < SAFE_UNITS and denominator.max() < SAFE_DENOMINATOR)


def multiply_round_safe(
    integers: Integers, numerator: Integers, denominator: Integers, factor: Floats
) -> NDArray[np.int64]:
    """`multiply_round` on units >= 0 known to be safe; `factor` is the float numerator / denominator."""
    nearest = np.rint(integers * factor).astype(np.int64)
    with np.errstate(over="ignore"):
        remainder = (integers * numerator - nearest * denominator) * 2
    nearest += remainder >= denominator
    nearest -= remainder < -denominator
    return nearest
