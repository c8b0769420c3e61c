"""Looking a value up, and places."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from xlsync.recalc.functions.conditions import MOST, wildcards
from xlsync.recalc.functions.declare import kernel, native
from xlsync.recalc.values import NA, REF, VALUE, Unsupported
from xlsync.recalc.vectors import (
    BLANK,
    ERROR,
    NUMBER,
    TEXT,
    Bools,
    Floats,
    Pool,
    Tags,
    Vector,
    below,
    errors,
    first_error,
    numbers,
    result,
    same,
    tag_of,
    whole_numbers,
    with_errors,
)

ORDER = np.array([0, 3, 2, 1] + [4] * 252)
"""Of the tags: numbers, then texts, booleans, blanks."""
MANY = 10_000
"""Comparisons in whose place an area is put in order first."""
NA_TAG, REF_TAG, VALUE_TAG = tag_of(NA), tag_of(REF), tag_of(VALUE)


def _area(argument: Vector) -> Vector:
    return argument if argument.is_area else argument.reshape(1, 1, *argument.shape)


@kernel("INDEX", "array", "value", "value")
def index(frame: Any, source: Vector, row: Vector | None = None, column: Vector | None = None) -> Vector:
    """A cell of a range or array; row 0 or column 0 means all of them."""
    area = _area(source)
    height, width = area.shape[:2]
    none = frame.pool.const(0.0)
    if column is None:
        along = height == 1 and width > 1
        row, column = (none, row) if along else (row, none if width > 1 else frame.pool.const(1.0))
    rows, wrong = whole_numbers(none if row is None else row, frame.pool)
    columns, bad = whole_numbers(none if column is None else column, frame.pool)
    if rows.ndim > 2 or columns.ndim > 2:
        raise Unsupported("INDEX")
    failed = first_error(errors(source) if not source.is_area else None, wrong, bad)
    if failed is not None:  # whatever stands there, an error comes out
        rows, columns = np.where(failed != 0, 1.0, rows), np.where(failed != 0, 1.0, columns)
    shape = np.broadcast_shapes(rows.shape, columns.shape)
    below_0, too_far = (rows < 0) | (columns < 0), (rows > height) | (columns > width)
    if np.count_nonzero(below_0 | too_far):
        beyond = np.where(np.broadcast_to(below_0, shape), VALUE_TAG, np.where(too_far, REF_TAG, 0))
        failed = first_error(failed, beyond.astype(np.uint8))
    one_row, one_column = np.count_nonzero(rows), np.count_nonzero(columns)
    all_rows, all_columns = not one_row, not one_column
    if 0 < one_row < rows.size or 0 < one_column < columns.size:
        frame.halve()
    down = np.minimum(np.maximum(rows, 1), height).astype(np.intp) - 1
    across = np.minimum(np.maximum(columns, 1), width).astype(np.intp) - 1
    found = _picked(
        area, None if all_rows and height > 1 else down, None if all_columns and width > 1 else across
    )
    return with_errors(found.num, found.tag, failed)


def _picked(area: Vector, down: Any, across: Any) -> Vector:
    if down is None and across is None:
        return area
    if down is None or across is None:
        axis, places = (1, across) if down is None else (0, down)
        if (places == places.flat[0]).all():
            place = int(places.flat[0])
            return area[:, place : place + 1] if axis else area[place : place + 1]
        tail = np.broadcast_shapes(area.shape[2:], places.shape)
        spread = np.broadcast_to(places, (1, 1, *tail))
        shape = (area.shape[0] if axis else 1, 1 if axis else area.shape[1], *tail)

        def taken(values: Any) -> Any:
            held = np.broadcast_to(values, (*area.shape[:2], *tail))
            return np.take_along_axis(held, np.broadcast_to(spread, shape), axis=axis)

        return Vector(taken(area.num), None if area.tag is None else taken(area.tag))
    cells, members = area.shape[2:]
    tail = np.broadcast_shapes((cells, members), down.shape, across.shape)
    which = np.arange(tail[0])[:, None] if cells > 1 else 0
    who = np.arange(tail[1])[None] if members > 1 else 0
    return area[down, across, which, who]


def _position(frame: Any, wanted: Vector, area: Vector, mode: int) -> tuple[Floats, Bools]:
    """Place from 0 of a value in a row or a column, and where there is none.

    Mode 0 wants an equal value; 1 the last that is not above (ascending values), -1 the last that is not
    below (descending values).
    """
    if wanted.is_area:
        raise Unsupported("MATCH")
    flat = area.flat_area()
    tail = np.broadcast_shapes(flat.shape[1:], wanted.shape)
    if len(flat.num) * math.prod(tail) > MOST and tail[0] > 1:
        frame.halve()
    if (
        mode == 0
        and flat.tag is None
        and wanted.tag is None
        and flat.shape[1:] == (1, 1)
        and wanted.num.size * len(flat.num) > MANY
    ):
        return _in_figures(flat.num[:, 0, 0], wanted.num)
    facing = Vector(wanted.num[None], None if wanted.tag is None else wanted.tag[None])
    if facing.tag is not None and (facing.tag == BLANK).any():
        facing = Vector(facing.num, np.where(facing.tag == BLANK, NUMBER, facing.tag).astype(np.uint8))
    alike: Any = True if flat.tag is None and facing.tag is None else flat.tags == facing.tags
    if mode == 0:
        met = alike & (same(flat, facing, frame.pool) | _wild(flat, facing, frame.pool))
        met = np.asarray(np.broadcast_to(met, (len(flat.num), *tail)))
        none: Bools = np.asarray(~met.any(axis=0))
        return met.argmax(axis=0).astype(np.float64), none
    alike = np.broadcast_to(alike, (len(flat.num), *tail))
    even = alike.all(axis=0)
    if mode > 0 and even.all():
        return _halved(flat, facing, tail, frame.pool)
    beyond = alike & (below(facing, flat, frame.pool) if mode > 0 else below(flat, facing, frame.pool))
    places = np.arange(len(flat.num))[:, None, None]
    first = np.where(beyond.any(axis=0), beyond.argmax(axis=0), len(flat.num))
    kept = np.where(alike & (places < first), places, -1).max(axis=0)
    found, none = np.maximum(kept, 0).astype(np.float64), kept < 0
    if mode > 0 and even.any():
        halved, nowhere = _halved(flat, facing, tail, frame.pool)
        return np.where(even, halved, found), np.where(even, nowhere, none)
    return found, none


def _halved(flat: Vector, facing: Vector, tail: tuple[int, ...], pool: Pool) -> tuple[Floats, Bools]:
    """The last value that is not above, found by halves as Excel does, even where values are in no order."""
    above = np.broadcast_to(below(facing, flat, pool), (len(flat.num), *tail))
    first, last = np.zeros(tail, np.intp), np.full(tail, len(flat.num) - 1)
    while (first <= last).any():
        middle = (first + last) // 2
        too_high = np.take_along_axis(above, np.clip(middle, 0, None)[None], axis=0)[0]
        left = first <= last
        last = np.where(left & too_high, middle - 1, last)
        first = np.where(left & ~too_high, middle + 1, first)
    return np.maximum(last, 0).astype(np.float64), last < 0


def _in_figures(held: Floats, wanted: Floats) -> tuple[Floats, Bools]:
    """The first place of each number, in an area that is the same for all."""
    keys, first = np.unique(held, return_index=True)
    found = np.searchsorted(keys, wanted)
    best = np.full(wanted.shape, len(held))
    for step in (-1, 0):
        near = np.clip(found + step, 0, len(keys) - 1)
        met = same(Vector(keys[near]), Vector(wanted), _NO_TEXTS)
        best = np.where(met, np.minimum(best, first[near]), best)
    none = best == len(held)
    return np.where(none, 0, best).astype(np.float64), none


_NO_TEXTS = Pool("en")


def _wild(flat: Vector, facing: Vector, pool: Pool) -> Any:
    """Texts that a wanted text with wildcards means."""
    if facing.tag is None or flat.tag is None or not (facing.tag == TEXT).any():
        return False
    asked = {
        one: pool.texts[int(one)]
        for one in np.unique(facing.num[facing.tag == TEXT]).tolist()
        if any(sign in pool.texts[int(one)] for sign in "*?~")
    }
    if not asked:
        return False
    held: list[float] = np.unique(flat.num[flat.tag == TEXT]).tolist()
    found = np.zeros(np.broadcast_shapes(flat.shape, facing.shape), bool)
    for one, pattern in asked.items():
        met = [text for text in held if wildcards(pattern).fullmatch(pool.texts[int(text)])]
        found |= (facing.num == one) & np.isin(flat.num, met)
    return found


def _mode(frame: Any, given: Vector | None) -> tuple[int, Tags | None]:
    if given is None:
        return 1, None
    num, failed = numbers(given, frame.pool)
    signs = np.sign(num)
    if (signs != signs.flat[0]).any():
        frame.halve()
        raise Unsupported("MATCH")
    return int(signs.flat[0]), failed


@kernel("MATCH", "any", "array", "value")
def match(frame: Any, wanted: Vector, source: Vector, mode: Vector | None = None) -> Vector:
    """Place of a value in a row or a column; #N/A without one."""
    area = _area(source)
    kind, failed = _mode(frame, mode)
    if min(area.shape[:2]) > 1:
        return with_errors(np.zeros((1, 1)), None, np.full((1, 1), NA_TAG, np.uint8))
    place, none = _position(frame, wanted, area, kind)
    missing = np.where(none, NA_TAG, 0).astype(np.uint8)
    whole = None if source.is_area else errors(source)
    return result(place + 1, first_error(errors(wanted), whole, failed, missing if none.any() else None))


@kernel("XMATCH", "any", "array", "value", "value")
def x_match(
    frame: Any, wanted: Vector, source: Vector, mode: Vector | None = None, search: Vector | None = None
) -> Vector:
    """Place of a value in a row or a column; of the nearest below (-1) or above (1) where none is equal."""
    area = _area(source)
    if min(area.shape[:2]) > 1:
        return with_errors(np.zeros((1, 1)), None, np.full((1, 1), VALUE_TAG, np.uint8))
    kind, way = (_option(frame, one, usual) for one, usual in ((mode, 0), (search, 1)))
    if wanted.is_area or kind not in (-1, 0, 1, 2) or way not in (-1, 1):
        raise Unsupported("XMATCH")
    flat = area.flat_area()
    facing = Vector(wanted.num[None], None if wanted.tag is None else wanted.tag[None])
    tail = np.broadcast_shapes(flat.shape[1:], wanted.shape)
    if len(flat.num) * math.prod(tail) > MOST and tail[0] > 1:
        frame.halve()
    alike = flat.tags == facing.tags
    met = alike & same(flat, facing, frame.pool)
    if kind == 2:
        met = met | (alike & _wild(flat, facing, frame.pool))
    met = np.broadcast_to(met, (len(flat.num), *tail))
    if kind in (-1, 1):
        ranks, asked = _ranks(flat, facing, frame.pool)
        close = ranks < asked if kind < 0 else ranks > asked
        near = np.where(np.broadcast_to(close & (flat.tags < ERROR), met.shape), -kind * ranks, -np.inf)
        best = near.max(axis=0)
        nearest = (near == best) & np.isfinite(near)
        met = np.where(met.any(axis=0), met, nearest)
    none = ~met.any(axis=0)
    place = met.argmax(axis=0) if way > 0 else len(flat.num) - 1 - met[::-1].argmax(axis=0)
    missing = np.where(none, NA_TAG, 0).astype(np.uint8)
    whole = None if source.is_area else errors(source)
    failed = first_error(errors(wanted), whole, missing if none.any() else None)
    return result(np.where(none, 0, place).astype(np.float64) + 1, failed)


def _ranks(flat: Vector, facing: Vector, pool: Pool) -> tuple[Floats, Floats]:
    """Places in one order of all kinds: numbers, texts, booleans, blanks."""
    parts = []
    for one in (flat, facing):
        texts = one.tags == TEXT
        parts.append(np.where(texts, pool.ranked(np.where(texts, one.num, 0)), one.num))
    held = np.unique(np.concatenate([part.reshape(-1) for part in parts]))
    first, second = (
        np.searchsorted(held, part) + ORDER[one.tags] * (len(held) + 1.0)
        for part, one in zip(parts, (flat, facing), strict=True)
    )
    return first, second


def _option(frame: Any, given: Vector | None, usual: int) -> int:
    """A whole number that is the same for all."""
    if given is None or (given.tag is not None and (given.tag == BLANK).all()):
        return usual
    num, failed = whole_numbers(given, frame.pool)
    if failed is not None or (num != num.flat[0]).any():
        frame.halve()
        raise Unsupported("XMATCH")
    return int(num.flat[0])


def _looked_up(
    frame: Any, wanted: Vector, source: Vector, rank: Vector, approximate: Vector | None, *, by_row: bool
) -> Vector:
    area = _area(source)
    asked, failed = whole_numbers(rank, frame.pool)
    if asked.ndim > 2 or (asked != asked.flat[0]).any():
        frame.halve()
        raise Unsupported("VLOOKUP")
    near, wrong = (1, None) if approximate is None else _mode(frame, approximate)
    failed = first_error(errors(wanted), None if source.is_area else errors(source), failed, wrong)
    count = area.shape[1] if by_row else area.shape[0]
    at = int(asked.flat[0])
    if not 1 <= at <= count:
        beyond = np.full((1, 1), VALUE_TAG if at < 1 else REF_TAG, np.uint8)
        return with_errors(np.zeros((1, 1)), None, first_error(failed, beyond))
    keys = area[:, :1] if by_row else area[:1]
    place, none = _position(frame, wanted, keys, 1 if near else 0)
    found = place.astype(np.intp)
    other = np.full(found.shape, at - 1)
    picked = _picked(area, *((found, other) if by_row else (other, found)))
    missing = np.where(none, NA_TAG, 0).astype(np.uint8)
    return with_errors(picked.num, picked.tag, first_error(failed, missing if none.any() else None))


@kernel("VLOOKUP", "any", "array", "value", "value")
def look_up_row(
    frame: Any, wanted: Vector, source: Vector, column: Vector, approximate: Vector | None = None
) -> Vector:
    """Value in a column, on the row whose first column holds the key."""
    return _looked_up(frame, wanted, source, column, approximate, by_row=True)


@kernel("HLOOKUP", "any", "array", "value", "value")
def look_up_column(
    frame: Any, wanted: Vector, source: Vector, row: Vector, approximate: Vector | None = None
) -> Vector:
    """Value in a row, in the column whose first row holds the key."""
    return _looked_up(frame, wanted, source, row, approximate, by_row=False)


@kernel("ROWS", "array")
def row_count(frame: Any, source: Vector) -> Vector:
    """Number of rows of an array; that of a reference is known before anything is computed."""
    return Vector(np.full((1, 1), float(_area(source).shape[0])))


@kernel("COLUMNS", "array")
def column_count(frame: Any, source: Vector) -> Vector:
    """Number of columns of an array."""
    return Vector(np.full((1, 1), float(_area(source).shape[1])))


@native("HYPERLINK", "text", "any")
def hyperlink(address: str, friendly: Any = None) -> Any:
    """What the cell shows: the friendly name, else the address. The link is never followed."""
    return address if friendly is None else friendly
