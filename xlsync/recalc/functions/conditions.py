"""Criteria, and the sums, counts and means that take them."""

from __future__ import annotations

import math
import re
import sys
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from xlsync.recalc.functions.declare import kernel
from xlsync.recalc.functions.logic import area_errors
from xlsync.recalc.functions.totals import extreme, how_many, mean, summed
from xlsync.recalc.numerals import is_yearless, number_in
from xlsync.recalc.values import ERRORS, NUM, VALUE, Unsupported, truth_in
from xlsync.recalc.vectors import (
    BLANK,
    BOOLEAN,
    ERROR,
    NUMBER,
    TEXT,
    Bools,
    Floats,
    Pool,
    Tags,
    Vector,
    below,
    close,
    errors,
    first_error,
    result,
    same,
    tag_of,
    with_errors,
)
from xlsync.workbook.values import ErrorValue

OPERATOR = re.compile(r"(>=|<=|<>|>|<|=)(.*)", re.DOTALL)
MOST = 20_000_000
"""Comparisons made at once."""


class Criterion(NamedTuple):
    """The test that a value such as 12, `>=10`, `<>` or `Bât*` stands for; `operator` is "" without one."""

    operator: str
    operand: Any


def criterion(wanted: Any, pool: Pool) -> Criterion:
    """Reads a criterion.

    Raises:
        Unsupported: it depends on the language, which is not known.
    """
    if wanted is None:
        return Criterion("=", 0.0)
    if isinstance(wanted, ErrorValue) or not isinstance(wanted, str):
        return Criterion("=", wanted)
    match = OPERATOR.fullmatch(wanted)
    operator, operand = (match[1], match[2]) if match else ("", wanted)
    if operand == "":
        return Criterion(operator, None)
    return Criterion(operator or "=", _constant(operand, pool))


def _constant(operand: str, pool: Pool) -> Any:
    truth = truth_in(operand, pool.language)
    if truth is not None:
        return truth
    if operand.upper() in ERRORS:
        return ERRORS[operand.upper()]
    if is_yearless(operand):
        return operand  # a day without a year is the same text in a cell
    found = number_in(operand, pool.language, pool.date1904)
    if found == NUM:
        return sys.float_info.max
    return operand if isinstance(found, ErrorValue) else found


def accepted(area: Vector, test: Criterion, pool: Pool) -> Bools:
    """Which values of an area a criterion accepts."""
    operator, operand = test
    tags = area.tags
    if operand is None:
        if operator == "":
            return np.asarray((tags == BLANK) | ((tags == TEXT) & (area.num == pool.empty)))
        blank: Bools = tags == BLANK
        return blank if operator == "=" else ~blank if operator == "<>" else np.zeros(area.shape, bool)
    if operator in ("=", "<>"):
        found = _equal(area, tags, operand, pool, figures=operator == "<>")
        return ~found if operator == "<>" else found
    facing = pool.const(operand)
    alike = tags == facing.tags.flat[0]
    if operator in (">", "<"):
        ordered = below(facing, area, pool) if operator == ">" else below(area, facing, pool)
    else:
        ordered = ~below(area, facing, pool) if operator == ">=" else ~below(facing, area, pool)
    both: Bools = alike & ordered
    return both


def _equal(area: Vector, tags: Tags, operand: Any, pool: Pool, *, figures: bool) -> Bools:
    """Which values a criterion means; `figures` where a text that writes a number is no number."""
    if isinstance(operand, ErrorValue):
        return np.asarray(tags == tag_of(operand))
    if isinstance(operand, bool):
        return np.asarray((tags == BOOLEAN) & (area.num == operand))
    if isinstance(operand, str):
        return _texts(area, tags, lambda text: wildcards(operand).fullmatch(text) is not None, pool)
    number = (tags == NUMBER) & close(area.num, np.array(float(operand)))
    if figures or not (tags == TEXT).any():
        return np.asarray(number)

    def written(text: str) -> bool:
        try:
            found = number_in(text, pool.language, pool.date1904)
        except Unsupported:
            return False
        return not isinstance(found, ErrorValue) and bool(close(np.array(found), np.array(float(operand))))

    return np.asarray(number | _texts(area, tags, written, pool))


def _texts(area: Vector, tags: Tags, test: Any, pool: Pool) -> Bools:
    texts = tags == TEXT
    wanted = [one for one in np.unique(area.num[texts]).tolist() if test(pool.texts[int(one)])]
    return np.asarray(texts & np.isin(area.num, wanted))


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


class _Selection:
    """The places of areas that every criterion accepts, for each cell and member."""

    def __init__(self, frame: Any, pairs: tuple[Vector, ...]) -> None:
        self.failed: Tags | None = None
        self.areas: list[Vector] = []
        self.tests: list[Vector] = []
        self._pool = frame.pool
        for area, wanted in zip(pairs[::2], pairs[1::2], strict=True):
            if wanted.is_area:
                raise Unsupported("")
            if not area.is_area:
                failed = errors(area)
                wrong = np.full(area.shape, VALUE_TAG, np.uint8)
                self.failed = first_error(
                    self.failed, wrong if failed is None else np.where(failed, failed, wrong)
                )
                continue
            self.areas.append(area)
            self.tests.append(wanted)
        if len({area.shape[:2] for area in self.areas}) > 1:
            self.failed = first_error(self.failed, np.full((1, 1), VALUE_TAG, np.uint8))
            self.areas = []

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns of the areas."""
        return self.areas[0].shape[:2]

    @property
    def tail(self) -> tuple[int, ...]:
        """Cells and members."""
        return np.broadcast_shapes(*(one.shape[-2:] for one in (*self.areas, *self.tests)))

    def chosen(self) -> Bools:
        """Three axes: places, cells, members."""
        found: Bools | None = None
        for area, wanted in zip(self.areas, self.tests, strict=True):
            one = self._matching(area.flat_area(), wanted)
            found = one if found is None else found & one
        assert found is not None
        return found

    def _matching(self, flat: Vector, wanted: Vector) -> Bools:
        if flat.tag is None and wanted.tag is None:
            return close(flat.num, wanted.num[None])
        values = self._pool.values(wanted)
        tests = {
            key: criterion(key[1], self._pool)
            for key in dict.fromkeys((one.__class__, one) for one in values)
        }
        if len(tests) == 1:
            return accepted(flat, next(iter(tests.values())), self._pool)
        tail = np.broadcast_shapes(flat.shape[1:], wanted.shape)
        found = np.zeros((flat.shape[0], *tail), bool)
        spread = np.broadcast_to(np.arange(len(values)).reshape(wanted.shape), tail)
        ranks = {key: rank for rank, key in enumerate(tests)}
        which = np.array([ranks[one.__class__, one] for one in values])[spread]
        for key, rank in ranks.items():
            found |= accepted(flat, tests[key], self._pool) & (which == rank)
        return found


VALUE_TAG = tag_of(VALUE)


def _selected(frame: Any, target: Vector | None, pairs: tuple[Vector, ...], name: str) -> Any:
    """Numbers of a target that criteria select, with what they are counted by."""
    selection = _Selection(frame, pairs)
    if not selection.areas or selection.failed is not None:
        return selection.failed, None, None, None
    if target is not None and (not target.is_area or target.shape[:2] != selection.shape):
        tail = np.broadcast_shapes(target.shape[-2:], selection.tail)
        wrong = errors(target) if not target.is_area else None
        return (np.full(tail, VALUE_TAG, np.uint8) if wrong is None else wrong), None, None, None
    places = math.prod(selection.shape) * math.prod(selection.tail)
    if places > MOST and selection.tail[0] > 1:
        frame.halve()
    chosen = selection.chosen()
    if target is None:
        return None, chosen, None, None
    flat = target.flat_area()
    held = chosen if flat.tag is None else chosen & (flat.tag == NUMBER)
    failed = None
    if flat.tag is not None and (flat.tag >= ERROR).any():
        tags = np.where(chosen, flat.tag, 0).astype(np.uint8)
        failed = area_errors(Vector(np.zeros(tags.shape), tags))
    return failed, chosen, np.broadcast_to(flat.num, np.broadcast_shapes(flat.num.shape, held.shape)), held


def _total(frame: Any, target: Vector | None, pairs: tuple[Vector, ...], name: str) -> Any:
    """Sum and count of what criteria select, and errors; the sum is None where there is nothing else."""
    grouped = _grouped(frame.pool, target, pairs)
    if grouped is not None:
        return grouped
    failed, chosen, nums, held = _selected(frame, target, pairs, name)
    if chosen is None:
        return None, None, failed
    if target is None:
        return chosen.sum(axis=0).astype(np.float64), None, None
    return summed(nums, held), how_many(nums, held), failed


FEW = 200_000
"""Comparisons that are made rather than avoided."""


def _grouped(
    pool: Pool, target: Vector | None, pairs: tuple[Vector, ...]
) -> tuple[Floats, Floats, None] | None:
    """Where many criteria ask the same areas for equal values: each cell of the areas is read once."""
    areas, tests = pairs[::2], pairs[1::2]
    held = [*areas] if target is None else [*areas, target]
    if not all(one.is_area and one.shape[2:] == (1, 1) and one.shape == areas[0].shape for one in held):
        return None
    if any(one.is_area or one.shape[1] > 1 for one in tests):
        return None
    count = max(len(one.num) for one in tests)
    if count * areas[0].num.size < FEW or (
        target is not None and area_errors(target.flat_area()) is not None
    ):
        return None
    kept, asked = np.zeros(areas[0].num.size, np.int64), np.zeros(count, np.int64)
    for area, wanted in zip(areas, tests, strict=True):
        values = [criterion(one, pool) for one in pool.values(wanted)]
        codes = _codes(pool, area, values)
        if codes is None:
            return None
        both = np.concatenate([kept, asked]) * (max(codes[0].max(), codes[1].max()) + 2)
        both += np.concatenate([codes[0], np.broadcast_to(codes[1], count)]) + 1
        both = np.unique(both, return_inverse=True)[1].reshape(-1)
        kept, asked = both[: len(kept)], both[len(kept) :]
    size = int(max(kept.max(), asked.max())) + 1
    if target is None:
        met: Floats = np.bincount(kept, minlength=size)[asked].astype(np.float64)
        return met[:, None], np.zeros(0), None
    counted = np.ones(len(kept), bool) if target.tag is None else target.tag.reshape(-1) == NUMBER
    sums: Any = np.bincount(kept[counted], target.num.reshape(-1)[counted], size)
    counts = np.bincount(kept[counted], minlength=size).astype(np.float64)
    return sums[asked][:, None], counts[asked][:, None], None


def _codes(pool: Pool, area: Vector, tests: list[Criterion]) -> tuple[Any, Any] | None:
    """One number for all values that are equal, in an area and among criteria; None for other criteria."""
    plain = all(
        test.operator == "=" and test.operand is not None and not isinstance(test.operand, ErrorValue)
        for test in tests
    )
    if not plain or any(isinstance(test.operand, str) and set(test.operand) & set("*?~") for test in tests):
        return None
    tags, nums = area.tags.reshape(-1), area.num.reshape(-1)
    figures = np.unique(nums[tags == NUMBER])
    if len(figures) > 1 and close(figures[1:], figures[:-1]).any():
        return None
    ranks: dict[Any, int] = {}

    def code(value: Any) -> int:
        if isinstance(value, int | float) and not isinstance(value, bool) and len(figures):
            place = int(np.searchsorted(figures, value))
            for near in (place - 1, place):
                if 0 <= near < len(figures) and close(figures[near], np.array(value)):
                    return near
        key = (type(value), value.casefold() if isinstance(value, str) else value)
        return ranks.setdefault(key, len(figures) + len(ranks))

    found = np.searchsorted(figures, nums)
    for tag in np.unique(tags[tags != NUMBER]).tolist():
        where = tags == tag
        if tag != TEXT:
            found[where] = (
                code(bool(1)) if tag == BOOLEAN else ranks.setdefault(tag, len(figures) + len(ranks))
            )
            if tag == BOOLEAN:
                found[where & (nums == 0)] = code(False)
            continue
        for number in np.unique(nums[where]).tolist():
            found[where & (nums == number)] = code(_constant(pool.texts[int(number)], pool))
    return found, np.array([code(test.operand) for test in tests])


def _failed(failed: Tags) -> Vector:
    return with_errors(np.zeros(failed.shape), None, failed)


def _pair(
    area: Vector, wanted: Vector, target: Vector | None, name: str
) -> tuple[Vector, tuple[Vector, Vector]]:
    other = area if target is None else target
    if area.is_area and other.is_area and area.shape[:2] != other.shape[:2]:
        raise Unsupported(name)
    return other, (area, wanted)


@kernel("SUMIF", "range", "any", "range")
def sum_if(frame: Any, area: Vector, wanted: Vector, target: Vector | None = None) -> Vector:
    """Sum under one criterion; the ranges must have one shape."""
    other, pair = _pair(area, wanted, target, "SUMIF")
    return sum_ifs(frame, other, *pair)


@kernel("AVERAGEIF", "range", "any", "range")
def average_if(frame: Any, area: Vector, wanted: Vector, target: Vector | None = None) -> Vector:
    """Mean under one criterion; the ranges must have one shape."""
    other, pair = _pair(area, wanted, target, "AVERAGEIF")
    return average_ifs(frame, other, *pair)


@kernel("COUNTIF", "range", "any", blanks=True)
def count_if(frame: Any, area: Vector, wanted: Vector) -> Vector:
    """How many values a criterion accepts."""
    return count_ifs(frame, area, wanted)


@kernel("SUMIFS", "range", "range", "any", repeat=2)
def sum_ifs(frame: Any, target: Vector, *pairs: Vector) -> Vector:
    """Sum under every criterion."""
    total, _, failed = _total(frame, target, pairs, "SUMIFS")
    return _failed(failed) if total is None else result(total, failed)


@kernel("COUNTIFS", "range", "any", repeat=2, blanks=True)
def count_ifs(frame: Any, *pairs: Vector) -> Vector:
    """How many places every criterion accepts."""
    total, _, failed = _total(frame, None, pairs, "COUNTIFS")
    return _failed(failed) if total is None else Vector(total)


@kernel("AVERAGEIFS", "range", "range", "any", repeat=2)
def average_ifs(frame: Any, target: Vector, *pairs: Vector) -> Vector:
    """Mean under every criterion; #DIV/0! where none is accepted."""
    total, count, failed = _total(frame, target, pairs, "AVERAGEIFS")
    return _failed(failed) if total is None else mean(total, count, failed)


def _extreme(frame: Any, target: Vector, pairs: tuple[Vector, ...], *, least: bool) -> Vector:
    failed, chosen, nums, held = _selected(frame, target, pairs, "MINIFS" if least else "MAXIFS")
    return _failed(failed) if chosen is None else result(extreme(nums, held, least), failed)


@kernel("MAXIFS", "range", "range", "any", repeat=2)
def maximum_ifs(frame: Any, target: Vector, *pairs: Vector) -> Vector:
    """Largest number under every criterion, 0 without any."""
    return _extreme(frame, target, pairs, least=False)


@kernel("MINIFS", "range", "range", "any", repeat=2)
def minimum_ifs(frame: Any, target: Vector, *pairs: Vector) -> Vector:
    """Smallest number under every criterion, 0 without any."""
    return _extreme(frame, target, pairs, least=True)


__all__ = ["Criterion", "accepted", "criterion", "same", "wildcards"]
