"""Logic and information. IF, IFERROR, IFNA and CHOOSE, which compute only what they need, are in `frame`."""

from __future__ import annotations

from typing import Any

import numpy as np

from xlsync.recalc.functions.declare import kernel, native
from xlsync.recalc.values import NA, VALUE, Grid, truth_in
from xlsync.recalc.vectors import (
    BLANK,
    BOOLEAN,
    ERROR,
    NUMBER,
    TEXT,
    Bools,
    Tags,
    Vector,
    booleans,
    first_error,
    tag_of,
    with_errors,
)
from xlsync.workbook.values import ErrorValue

NA_TAG, VALUE_TAG = tag_of(NA), tag_of(VALUE)


def truths(frame: Any, vector: Vector) -> tuple[Bools, Tags | None]:
    """What conditions see: a text is one only where it says TRUE or FALSE in the language."""
    tag = vector.tag
    if tag is None or not np.count_nonzero(tag >= TEXT):
        return vector.num != 0, None
    truth, failed = vector.num != 0, np.where(tag >= ERROR, tag, 0).astype(np.uint8)
    texts = tag == TEXT
    if texts.any():
        said = {
            number: truth_in(frame.pool.texts[int(number)], frame.pool.language)
            for number in np.unique(vector.num[texts]).tolist()
        }
        truth = np.where(texts, np.isin(vector.num, [one for one, value in said.items() if value]), truth)
        unsaid = np.isin(vector.num, [one for one, value in said.items() if value is None])
        failed = np.where(texts & unsaid, VALUE_TAG, failed).astype(np.uint8)
    return truth & (failed == 0), failed if failed.any() else None


def _conditions(frame: Any, arguments: tuple[Vector, ...]) -> tuple[list[Bools], list[Bools], Tags | None]:
    """Of each argument, for every cell and member: whether one is true, whether one is false; errors."""
    true, false, failed = [], [], None
    for one in arguments:
        if one.is_area:
            flat = one.flat_area()
            counted = (
                np.ones(flat.shape, bool) if flat.tag is None else (flat.tag != BLANK) & (flat.tag != TEXT)
            )
            true.append((counted & (flat.num != 0)).any(axis=0))
            false.append((counted & (flat.num == 0)).any(axis=0))
            wrong = area_errors(flat)
        else:
            truth, wrong = truths(frame, one)
            true.append(truth)
            false.append(~truth)
        failed = first_error(failed, wrong)
    return true, false, failed


def area_errors(flat: Vector) -> Tags | None:
    """The first error among the cells of an area, of three axes."""
    if flat.tag is None or not np.count_nonzero(wrong := flat.tag >= ERROR):
        return None
    first = wrong.argmax(axis=0)[None]
    tags = np.where(wrong, flat.tag, 0)
    found: Tags = np.take_along_axis(tags, first, axis=0)[0].astype(np.uint8)
    return found


def _decided(frame: Any, arguments: tuple[Vector, ...], *, every: bool) -> Vector:
    true, false, failed = _conditions(frame, arguments)
    some_true, some_false = _any(true), _any(false)
    none = ~(some_true | some_false)
    if np.count_nonzero(none):
        failed = first_error(failed, np.where(none, VALUE_TAG, 0).astype(np.uint8))
    return booleans(~some_false if every else some_true, failed)


def _any(found: list[Bools]) -> Bools:
    total = found[0]
    for one in found[1:]:
        total = total | one
    return total


@kernel("AND", "range", repeat=1)
def and_(frame: Any, *arguments: Vector) -> Vector:
    """Whether all are true; #VALUE! without any condition."""
    return _decided(frame, arguments, every=True)


@kernel("OR", "range", repeat=1)
def or_(frame: Any, *arguments: Vector) -> Vector:
    """Whether one at least is true; #VALUE! without any condition."""
    return _decided(frame, arguments, every=False)


@kernel("NOT", "any")
def not_(frame: Any, value: Vector) -> Vector:
    """The contrary."""
    truth, failed = truths(frame, value)
    return booleans(~truth, failed)


@native("TRUE")
def true() -> bool:
    """TRUE."""
    return True


@native("FALSE")
def false() -> bool:
    """FALSE."""
    return False


@native("NA")
def not_available() -> Any:
    """#N/A."""
    return NA


@kernel("ISBLANK", "any")
def is_blank(frame: Any, value: Vector) -> Vector:
    """Whether the cell is blank; an empty text is not."""
    return booleans(value.tags == BLANK)


@kernel("ISNUMBER", "any")
def is_a_number(frame: Any, value: Vector) -> Vector:
    """Whether it is a number."""
    return booleans(value.tags == NUMBER)


@kernel("ISTEXT", "any")
def is_text(frame: Any, value: Vector) -> Vector:
    """Whether it is a text."""
    return booleans(value.tags == TEXT)


@kernel("ISNONTEXT", "any")
def is_not_text(frame: Any, value: Vector) -> Vector:
    """Whether it is no text."""
    return booleans(value.tags != TEXT)


@kernel("ISLOGICAL", "any")
def is_boolean(frame: Any, value: Vector) -> Vector:
    """Whether it is a boolean."""
    return booleans(value.tags == BOOLEAN)


@kernel("ISERROR", "any")
def is_error(frame: Any, value: Vector) -> Vector:
    """Whether it is an error."""
    return booleans(value.tags >= ERROR)


@kernel("ISNA", "any")
def is_not_available(frame: Any, value: Vector) -> Vector:
    """Whether it is #N/A."""
    return booleans(value.tags == NA_TAG)


@kernel("ISERR", "any")
def is_other_error(frame: Any, value: Vector) -> Vector:
    """Whether it is an error other than #N/A."""
    return booleans((value.tags >= ERROR) & (value.tags != NA_TAG))


@native("N", "any")
def as_number(value: Any) -> Any:
    """The number, 1 for TRUE, 0 for anything else; a range is linked as its first cell."""
    if isinstance(value, ErrorValue):
        return value
    return float(value) if isinstance(value, int | float) else 0.0


@native("T", "any")
def as_text(value: Any) -> Any:
    """The text, empty for anything else; a range is linked as its first cell."""
    return value if isinstance(value, str) else ""


__all__ = ["Grid", "area_errors", "truths", "with_errors"]
