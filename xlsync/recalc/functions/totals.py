"""Sums, means, extremes and counts. A sum adds its terms from the first to the last, as spreadsheets do."""

from __future__ import annotations

from typing import Any

import numpy as np

from xlsync.recalc.functions.declare import kernel, native
from xlsync.recalc.functions.logic import area_errors
from xlsync.recalc.values import DIV0, NA, VALUE, Failure, Grid, Unsupported, is_number, total
from xlsync.recalc.vectors import (
    BLANK,
    NUMBER,
    TEXT,
    Bools,
    Floats,
    Tags,
    Vector,
    errors,
    first_error,
    numbers,
    result,
    tag_of,
    with_errors,
)
from xlsync.workbook.values import ErrorValue

DIV0_TAG, VALUE_TAG = tag_of(DIV0), tag_of(VALUE)

Terms = tuple[Floats, "Bools | None", "Tags | None"]
"""Numbers on three axes, the terms first; which of them count (None: all); errors of each cell and member."""


def terms(frame: Any, arguments: tuple[Vector, ...]) -> Terms:
    """The numbers of areas (texts, booleans and blanks left out) and of single values (converted)."""
    nums: list[Floats] = []
    counted: list[Bools | None] = []
    failed: Tags | None = None
    for one in arguments:
        if one.is_area:
            flat = one.flat_area()
            nums.append(flat.num)
            counted.append(None if flat.tag is None else flat.tag == NUMBER)
            failed = first_error(failed, area_errors(flat))
        else:
            num, wrong = numbers(one, frame.pool)
            nums.append(num[None])
            counted.append(None)
            failed = first_error(failed, wrong)
    if len(nums) == 1:
        return nums[0], counted[0], failed
    tails = {num.shape[1:] for num in nums}
    tail = tails.pop() if len(tails) == 1 else np.broadcast_shapes(*tails)
    found = np.concatenate(
        [num if num.shape[1:] == tail else np.broadcast_to(num, (len(num), *tail)) for num in nums]
    )
    if all(one is None for one in counted):
        return found, None, failed
    counts = [
        np.broadcast_to(True if one is None else one, (len(num), *tail))
        for num, one in zip(nums, counted, strict=True)
    ]
    return found, np.concatenate(counts), failed


def summed(nums: Floats, counted: Bools | None) -> Floats:
    """The sum over the first axis, from the first term to the last."""
    if counted is not None:
        nums = np.where(counted, nums, 0.0)
    if not len(nums):
        return np.zeros(nums.shape[1:])
    if nums.size == len(nums):  # one sum: NumPy would add by pairs
        total: Floats = np.add.accumulate(nums, axis=0)[-1]
        return total
    found: Floats = np.add.reduce(nums, axis=0)
    return found


def how_many(nums: Floats, counted: Bools | None) -> Floats:
    """How many terms count."""
    shape = nums.shape[1:]
    return np.full(shape, float(len(nums))) if counted is None else counted.sum(axis=0).astype(np.float64)


@kernel("SUM", "range", repeat=1)
def sum_(frame: Any, *arguments: Vector) -> Vector:
    """Sum."""
    nums, counted, failed = terms(frame, arguments)
    return result(summed(nums, counted), failed)


@kernel("PRODUCT", "range", repeat=1)
def product(frame: Any, *arguments: Vector) -> Vector:
    """Product; 0 without any number."""
    nums, counted, failed = terms(frame, arguments)
    found = np.multiply.accumulate(nums if counted is None else np.where(counted, nums, 1.0), axis=0)
    none = how_many(nums, counted) == 0
    return result(np.where(none, 0.0, found[-1]) if len(found) else np.zeros(nums.shape[1:]), failed)


@kernel("AVERAGE", "range", repeat=1)
def average(frame: Any, *arguments: Vector) -> Vector:
    """Mean; #DIV/0! without any number."""
    nums, counted, failed = terms(frame, arguments)
    return mean(summed(nums, counted), how_many(nums, counted), failed)


def mean(total: Floats, count: Floats, failed: Tags | None) -> Vector:
    """A mean; #DIV/0! of nothing."""
    none = count == 0
    if np.count_nonzero(none):
        failed = first_error(failed, np.where(none, DIV0_TAG, 0).astype(np.uint8))
        count = np.where(none, 1.0, count)
    return result(total / count, failed)


def extreme(nums: Floats, counted: Bools | None, least: bool) -> Floats:
    """The smallest or the largest of the terms that count; 0 without any."""
    found = _edge(nums, counted, least)
    return np.where(np.isinf(found), 0.0, found)


def _edge(nums: Floats, counted: Bools | None, least: bool) -> Floats:
    """The smallest or the largest of the terms that count; infinite without any."""
    beyond = np.inf if least else -np.inf
    held = nums if counted is None else np.where(counted, nums, beyond)
    found: Floats = (np.minimum if least else np.maximum).reduce(held, axis=0, initial=beyond)
    return found


def _extreme_of(frame: Any, arguments: tuple[Vector, ...], *, least: bool) -> Vector:
    """The smallest or the largest number of areas and single values, 0 without any."""
    found: Floats | None = None
    failed: Tags | None = None
    for one in arguments:
        if one.is_area:
            flat = one.flat_area()
            num = _edge(flat.num, None if flat.tag is None else flat.tag == NUMBER, least)
            wrong = area_errors(flat)
        else:
            num, wrong = numbers(one, frame.pool)
        failed = first_error(failed, wrong)
        found = num if found is None else (np.minimum if least else np.maximum)(found, num)
    assert found is not None
    none = np.isinf(found)
    return result(np.where(none, 0.0, found) if np.count_nonzero(none) else found, failed)


@kernel("MIN", "range", repeat=1)
def minimum(frame: Any, *arguments: Vector) -> Vector:
    """Smallest number, 0 without any."""
    return _extreme_of(frame, arguments, least=True)


@kernel("MAX", "range", repeat=1)
def maximum(frame: Any, *arguments: Vector) -> Vector:
    """Largest number, 0 without any."""
    return _extreme_of(frame, arguments, least=False)


@kernel("COUNT", "range", repeat=1)
def count(frame: Any, *arguments: Vector) -> Vector:
    """How many numbers."""
    total: Any = 0.0
    for one in arguments:
        if one.is_area:
            flat = one.flat_area()
            total = total + how_many(flat.num, None if flat.tag is None else flat.tag == NUMBER)
        else:
            num, wrong = numbers(one, frame.pool)
            total = total + (np.ones(num.shape) if wrong is None else (wrong == 0) * 1.0)
    return Vector(total)


@kernel("COUNTA", "range", repeat=1)
def count_filled(frame: Any, *arguments: Vector) -> Vector:
    """How many values that are not blank, errors and empty texts included."""
    total: Any = 0.0
    for one in arguments:
        if one.is_area:
            flat = one.flat_area()
            total = total + how_many(flat.num, None if flat.tag is None else flat.tag != BLANK)
        else:
            total = total + np.ones(one.shape)
    return Vector(total)


@kernel("COUNTBLANK", "range", blanks=True)
def count_blank(frame: Any, argument: Vector) -> Vector:
    """How many blanks and empty texts."""
    if not argument.is_area:
        return with_errors(np.zeros(argument.shape), None, np.full(argument.shape, VALUE_TAG, np.uint8))
    flat = argument.flat_area()
    tags = flat.tags
    empty = (tags == BLANK) | ((tags == TEXT) & (flat.num == frame.pool.empty))
    return Vector(empty.sum(axis=0).astype(np.float64))


@kernel("SUMPRODUCT", "array", repeat=1)
def sum_product(frame: Any, *arguments: Vector) -> Vector:
    """Sum of products of elements at the same place; what is no number counts as 0."""
    areas = [one if one.is_area else one.reshape(1, 1, *one.shape) for one in arguments]
    if len({one.shape[:2] for one in areas}) > 1:
        tail = np.broadcast_shapes(*(one.shape[2:] for one in areas))
        return with_errors(np.zeros(tail), None, np.full(tail, VALUE_TAG, np.uint8))
    found: Floats | None = None
    failed: Tags | None = None
    for flat in (one.flat_area() for one in areas):
        num = flat.num if flat.tag is None else np.where(flat.tag == NUMBER, flat.num, 0.0)
        found = num if found is None else found * num
        failed = first_error(failed, area_errors(flat))
    return result(summed(np.zeros((0, 1, 1)) if found is None else found, None), failed)


def _pairs(first: Any, second: Any) -> list[tuple[float, float]]:
    """Numbers that face one another in two arrays."""
    left, right = ([*one] if isinstance(one, Grid) else [one] for one in (first, second))
    if len(left) != len(right):
        raise Failure(NA)
    for value in (*left, *right):
        if isinstance(value, ErrorValue):
            raise Failure(value)
    return [(one, two) for one, two in zip(left, right, strict=True) if is_number(one) and is_number(two)]


@native("SUMX2MY2", "array", "array")
def sum_of_differences_of_squares(first: Any, second: Any) -> float:
    """Sum of x² - y²."""
    return total([one * one - two * two for one, two in _pairs(first, second)])


@native("SUMX2PY2", "array", "array")
def sum_of_sums_of_squares(first: Any, second: Any) -> float:
    """Sum of x² + y²."""
    return total([one * one + two * two for one, two in _pairs(first, second)])


@native("SUMXMY2", "array", "array")
def sum_of_squares_of_differences(first: Any, second: Any) -> float:
    """Sum of (x - y)²."""
    return total([(one - two) ** 2 for one, two in _pairs(first, second)])


SUBTOTALS = {1: average, 2: count, 3: count_filled, 4: maximum, 5: minimum, 6: product, 9: sum_}


@kernel("SUBTOTAL", "integer", "range", repeat=1)
def subtotal(frame: Any, code: Vector, *areas: Vector) -> Vector:
    """A total that leaves out the cells holding subtotals themselves; hidden rows count."""
    asked, failed = numbers(code, frame.pool)
    kinds = {int(one) for one in asked.reshape(-1).tolist()}
    aggregate = SUBTOTALS.get(next(iter(kinds)) % 100) if len(kinds) == 1 and failed is None else None
    if aggregate is None:
        raise Unsupported("SUBTOTAL")
    if not all(one.is_area for one in areas):
        return with_errors(np.zeros((1, 1)), None, np.full((1, 1), VALUE_TAG, np.uint8))
    return aggregate(frame, *areas)


__all__ = ["errors", "extreme", "how_many", "mean", "summed", "terms"]
