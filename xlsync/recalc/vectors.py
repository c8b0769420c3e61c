"""Values of many cells and many members at once.

A `Vector` holds numbers and, only where something else than a number is among them, their tags. Two axes,
cells then members, for single values; four, rows and columns of the area first, for areas and arrays. An axis
of length 1 serves all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xlsync.recalc.numerals import number_in
from xlsync.recalc.values import ERRORS, NA, NEAR, NUM, VALUE, collation, held
from xlsync.workbook.values import MAX_TEXT, ErrorValue

NUMBER, BLANK, BOOLEAN, TEXT, ERROR = 0, 1, 2, 3, 4
"""Tags; an error has the tag `ERROR` and above, one for each kind."""

Floats = NDArray[np.float64]
Tags = NDArray[np.uint8]
Bools = NDArray[np.bool_]

_errors = list(ERRORS.values())


def tag_of(error: ErrorValue) -> int:
    """The tag of an error."""
    try:
        return ERROR + _errors.index(error)
    except ValueError:
        _errors.append(error)
        return ERROR + len(_errors) - 1


VALUE_TAG, NUM_TAG, NA_TAG = tag_of(VALUE), tag_of(NUM), tag_of(NA)


class Apart(Exception):
    """Formulas, or members, that cannot be computed together: each is, alone."""


class Pool:
    """The texts of an evaluation, by number.

    Args:
        language: "fr" or "en", which decides what texts and numbers are to one another; None where unknown.
        date1904: Dates count from 1904.

    Attributes:
        texts: By number.
        has_long: One of them is longer than a cell takes.
    """

    def __init__(self, language: str | None, date1904: bool = False) -> None:
        self.language, self.date1904 = language, date1904
        self.texts: list[str] = []
        self.has_long = False
        self._numbers: dict[str, int] = {}
        self._folds: list[int] = []
        self._folded: Floats = np.empty(0)
        self._fold: dict[str, int] = {}
        self._read: dict[int, Any] = {}
        self._ranks: Floats = np.empty(0)
        self._constants: dict[tuple[type, str], Vector] = {}
        self.empty = self.number("")

    def number(self, text: str) -> int:
        """The number of a text."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self.texts)
            self.has_long |= len(text) > MAX_TEXT
            self.texts.append(text)
            self._folds.append(self._fold.setdefault(text.casefold(), found))
        return found

    def folded(self, numbers: Floats) -> Floats:
        """One number for all the texts that differ by case only."""
        if len(self._folded) < len(self._folds):
            self._folded = np.array(self._folds, np.float64)
        return self._folded[numbers.astype(np.intp)]

    def ranked(self, numbers: Floats) -> Floats:
        """The rank of each text in the order of texts."""
        if len(self._ranks) < len(self.texts):
            keys = [collation(text) for text in self.texts]
            order = {key: rank for rank, key in enumerate(sorted(set(keys)))}
            self._ranks = np.array([order[key] for key in keys], np.float64)
        return self._ranks[numbers.astype(np.intp)]

    def read(self, number: int) -> float | ErrorValue:
        """The number that a text writes, or the error of a text that writes none.

        Raises:
            Unsupported: it depends on a language that is not known.
        """
        found = self._read.get(number)
        if found is None:
            found = self._read[number] = number_in(self.texts[number], self.language, self.date1904)
        return found

    def of(self, values: Sequence[Any]) -> Vector:
        """Values of one axis as a vector of cells."""
        return self.shaped(values, (len(values), 1))

    def shaped(self, values: Sequence[Any], shape: tuple[int, ...]) -> Vector:
        """Values in the order of an array of that shape."""
        held, kinds = [0.0] * len(values), bytearray(len(values))
        for place, value in enumerate(values):
            kind = value.__class__
            if kind is float or kind is int:
                held[place] = value
            elif value is None:
                kinds[place] = BLANK
            elif kind is bool:
                held[place], kinds[place] = value, BOOLEAN
            elif isinstance(value, ErrorValue):
                kinds[place] = tag_of(value)
            elif isinstance(value, str):
                held[place], kinds[place] = self.number(value), TEXT
            else:
                held[place] = value
        nums, tags = np.array(held, np.float64), np.frombuffer(kinds, np.uint8)
        if np.count_nonzero(np.isfinite(nums)) < nums.size:
            tags[~np.isfinite(nums)] = NUM_TAG
            nums[~np.isfinite(nums)] = 0
        return Vector(nums.reshape(shape), tags.reshape(shape) if np.count_nonzero(tags) else None)

    def const(self, value: Any) -> Vector:
        """One value, for all cells and members."""
        key = (value.__class__, repr(value))
        found = self._constants.get(key)
        if found is None:
            found = self._constants[key] = self.of([held(value)])
        return found

    def value(self, num: float, tag: int) -> Any:
        """A value as the rest of the program holds it."""
        if tag == NUMBER:
            return float(num)
        if tag == TEXT:
            return self.texts[int(num)]
        if tag == BLANK:
            return None
        return bool(num) if tag == BOOLEAN else _errors[tag - ERROR]

    def objects(self, num: Floats, tag: Tags) -> NDArray[Any]:
        """Values of one axis as the rest of the program holds them."""
        found = num.astype(object)
        for kind in np.unique(tag).tolist():
            where = tag == kind
            if kind == TEXT:
                numbers, places = np.unique(num[where], return_inverse=True)
                texts = np.empty(len(numbers), object)
                texts[:] = [self.texts[int(one)] for one in numbers.tolist()]
                found[where] = texts[places.reshape(-1)]
            elif kind == BOOLEAN:
                found[where] = (num[where] != 0).astype(object)
            elif kind != NUMBER:
                found[where] = self.value(0.0, kind)
        return found

    def values(self, vector: Vector) -> list[Any]:
        """The values of a vector, its last axis fastest."""
        nums = vector.num.reshape(-1).tolist()
        if vector.tag is None:
            return nums
        tags = vector.tag.reshape(-1).tolist()
        return [self.value(num, tag) if tag else num for num, tag in zip(nums, tags, strict=True)]


class Vector:
    """Numbers, and their tags where one of them is no number.

    Attributes:
        num: The number; 0 for a blank or an error, 1 for TRUE, the number of a text in the pool.
        tag: Of the same shape; None where all are numbers.
    """

    __slots__ = ("num", "tag")

    def __init__(self, num: Floats, tag: Tags | None = None) -> None:
        if tag is not None and tag.shape != num.shape:
            num, tag = np.broadcast_arrays(num, tag)
        self.num, self.tag = num, tag

    @property
    def shape(self) -> tuple[int, ...]:
        """Of its numbers."""
        return self.num.shape

    @property
    def is_area(self) -> bool:
        """Four axes: rows and columns of an area before cells and members."""
        return self.num.ndim == 4

    @property
    def tags(self) -> Tags:
        """The tags, made where there is none."""
        return np.zeros(self.num.shape, np.uint8) if self.tag is None else self.tag

    def __getitem__(self, place: Any) -> Vector:
        """A part, as NumPy takes it."""
        return Vector(self.num[place], None if self.tag is None else self.tag[place])

    def reshape(self, *shape: int) -> Vector:
        """The same values in another shape."""
        return Vector(self.num.reshape(shape), None if self.tag is None else self.tag.reshape(shape))

    def flat_area(self) -> Vector:
        """An area as cells one after the other, row by row: three axes."""
        return self.reshape(-1, *self.num.shape[2:])


def errors(vector: Vector) -> Tags | None:
    """Tags of errors, 0 elsewhere; None without any."""
    if vector.tag is None or not np.count_nonzero(found := vector.tag >= ERROR):
        return None
    return np.where(found, vector.tag, 0).astype(np.uint8)


def first_error(*found: Tags | None) -> Tags | None:
    """The leftmost error of each place."""
    result: Tags | None = None
    for one in found:
        if one is not None:
            result = one if result is None else np.where(result != 0, result, one).astype(np.uint8)
    return result


def numbers(vector: Vector, pool: Pool) -> tuple[Floats, Tags | None]:
    """What an operator or a numeric argument sees, and the errors where it sees none."""
    tag = vector.tag
    if tag is None or not np.count_nonzero(tag >= TEXT):
        return vector.num, None
    failed = np.where(tag >= ERROR, tag, 0).astype(np.uint8)
    texts = tag == TEXT
    num = vector.num
    if texts.any():
        num = num.copy()
        wanted, places = np.unique(num[texts], return_inverse=True)
        read = [pool.read(int(one)) for one in wanted.tolist()]
        num[texts] = np.array([0.0 if isinstance(one, ErrorValue) else one for one in read])[
            places.reshape(-1)
        ]
        tags = np.array([tag_of(one) if isinstance(one, ErrorValue) else 0 for one in read], np.uint8)
        failed[texts] = tags[places.reshape(-1)]
    return num, failed if failed.any() else None


def whole_numbers(vector: Vector, pool: Pool) -> tuple[Floats, Tags | None]:
    """What an index or a count sees: truncated towards zero, by fifteen digits."""
    num, failed = numbers(vector, pool)
    return np.trunc(num * (1 + 2.0**-50)), failed


class Checks:
    """Whether results are looked through for what is no number.

    Operations on numbers raise `FloatingPointError` where one of them gives none, so that nothing has to be
    looked through; what raised is computed again with `on`, and the infinite numbers become errors.
    """

    on = False


def result(num: Floats, failed: Tags | None = None, *, check: bool = False) -> Vector:
    """Numbers computed, with their errors; an infinite one is #NUM!.

    Args:
        num: The numbers.
        failed: Tags of errors.
        check: They come from elsewhere than operations on arrays, which would have raised.
    """
    if (check or Checks.on) and not (finite := np.isfinite(num)).all():
        beyond = np.where(finite, 0, NUM_TAG).astype(np.uint8)
        failed = beyond if failed is None else first_error(failed, beyond)
        num = np.where(finite, num, 0.0)
    return Vector(num, None) if failed is None else with_errors(num, None, failed)


@contextmanager
def raising() -> Iterator[None]:
    """Operations raise where a number is too large, or none."""
    with np.errstate(over="raise", invalid="raise", divide="raise", under="ignore"):
        yield


@contextmanager
def checking() -> Iterator[None]:
    """Operations go on where a number is too large, or none; `result` makes it an error."""
    before, Checks.on = Checks.on, True
    try:
        with np.errstate(all="ignore"):
            yield
    finally:
        Checks.on = before


def with_errors(num: Floats, tag: Tags | None, failed: Tags | None) -> Vector:
    """Values, errors put in their place."""
    if failed is None:
        return Vector(num, tag)
    if tag is None:
        shape = np.broadcast_shapes(num.shape, failed.shape)
        found = np.broadcast_to(failed, shape)
        return Vector(np.where(found != 0, 0.0, num), found.copy())
    found = np.where(failed != 0, failed, tag).astype(np.uint8)
    return Vector(np.where(failed != 0, 0.0, num), found)


def booleans(truth: Bools, failed: Tags | None = None) -> Vector:
    """Booleans computed, with their errors."""
    tags = np.empty(truth.shape, np.uint8)
    tags.fill(BOOLEAN)
    return with_errors(truth.astype(np.float64), tags, failed)


def chosen(condition: Bools, yes: Vector, no: Vector) -> Vector:
    """One value or the other."""
    num = np.where(condition, yes.num, no.num)
    if yes.tag is None and no.tag is None:
        return Vector(num)
    zero = np.uint8(0)
    return Vector(
        num, np.where(condition, zero if yes.tag is None else yes.tag, zero if no.tag is None else no.tag)
    )


def close(first: Floats, second: Floats) -> Bools:
    """Equal as far as fifteen digits tell."""
    few = first.size + second.size
    if first.size * second.size > 8 * few and _are_whole(first) and _are_whole(second):
        return np.asarray(first == second)
    gap = np.asarray(first - second)
    np.abs(gap, out=gap)
    found: Bools = gap <= np.abs(first if first.size <= second.size else second) * NEAR
    return found


def _are_whole(values: Floats) -> bool:
    """Whole numbers, which fifteen digits tell apart."""
    return bool((np.rint(values) == values).all()) and bool((np.abs(values) < 2.0**46).all())


def _less(first: Floats, second: Floats) -> Bools:
    """Below, by more than the last binary digits."""
    found: Bools = (second - first) > np.abs(first) * NEAR
    return found


def facing(first: Vector, second: Vector, pool: Pool) -> tuple[Floats, Tags, Floats, Tags]:
    """Two vectors as a comparison takes them: a blank is what faces it, empty."""
    tags = first.tags, second.tags
    return (*_filled(first.num, *tags, pool), *_filled(second.num, tags[1], tags[0], pool))


def _filled(num: Floats, tag: Tags, other: Tags, pool: Pool) -> tuple[Floats, Tags]:
    blank = tag == BLANK
    if not np.count_nonzero(blank):
        return num, tag
    kind = np.where((other == TEXT) | (other == BOOLEAN), other, NUMBER)
    return (
        np.where(blank, np.where(kind == TEXT, float(pool.empty), 0.0), num),
        np.where(blank, kind, tag).astype(np.uint8),
    )


def same(first: Vector, second: Vector, pool: Pool) -> Bools:
    """Equality as `=` has it, errors apart."""
    if first.tag is None and second.tag is None:
        return close(first.num, second.num)
    a, ta, b, tb = facing(first, second, pool)
    texts = (ta == TEXT) & (tb == TEXT)
    if not np.count_nonzero(texts):
        return np.asarray((ta == tb) & close(a, b))
    found: Bools = (ta == tb) & np.where(texts, False, close(a, b))
    if texts.any():
        left = pool.folded(np.where(ta == TEXT, a, 0.0))
        right = pool.folded(np.where(tb == TEXT, b, 0.0))
        found = np.asarray(found | (texts & (left == right)), bool)
    return found


RANKS = np.array([0, 0, 2, 1] + [3] * 252)


def below(first: Vector, second: Vector, pool: Pool) -> Bools:
    """Order as `<` has it, errors apart: numbers, then texts, then booleans."""
    if first.tag is None and second.tag is None:
        return _less(first.num, second.num)
    a, ta, b, tb = facing(first, second, pool)
    texts = (ta == TEXT) & (tb == TEXT)
    less = _less(a, b)
    if texts.any():
        left = pool.ranked(np.where(ta == TEXT, a, 0.0))
        right = pool.ranked(np.where(tb == TEXT, b, 0.0))
        less = np.where(texts, left < right, less)
    found: Bools = np.where(ta == tb, less, RANKS[ta] < RANKS[tb])
    return found


def mapped(
    function: Callable[..., Any], vectors: Sequence[Vector], pool: Pool, active: Bools | None = None
) -> Vector:
    """A function of single values, once for each set of arguments that differs.

    Args:
        function: From values to a value.
        vectors: The arguments.
        pool: Their texts.
        active: Places that matter; elsewhere, a blank.
    """
    wanted = [one.shape for one in vectors] + ([] if active is None else [active.shape])
    shape = np.broadcast_shapes((1, 1), *wanted)
    columns = [pool.values(one) for one in vectors]
    spread = [
        column if one.shape == shape else _spread(column, one.shape, shape)
        for column, one in zip(columns, vectors, strict=True)
    ]
    used = None if active is None else np.broadcast_to(active, shape).reshape(-1).tolist()
    known: dict[Any, Any] = {}
    found: list[Any] = []
    for place, arguments in enumerate(zip(*spread, strict=True) if spread else [()] * math.prod(shape)):
        if used is not None and not used[place]:
            found.append(None)
            continue
        key = tuple(map(_key, arguments))
        if key not in known:
            known[key] = function(*arguments)
        found.append(known[key])
    return pool.shaped(found, shape)


def _key(value: Any) -> Any:
    return (value.__class__, value)


def _spread(column: list[Any], shape: tuple[int, ...], wanted: tuple[int, ...]) -> list[Any]:
    if len(column) == 1:
        return column * math.prod(wanted)
    places = np.broadcast_to(np.arange(len(column)).reshape(shape), wanted).reshape(-1).tolist()
    return [column[place] for place in places]


def stored(vector: Vector, pool: Pool) -> Vector:
    """A result as a cell holds it: a blank shows 0, no text is longer than a cell takes."""
    if vector.tag is None:
        return vector
    tag = vector.tag
    if np.count_nonzero(tag == BLANK):
        tag = np.where(tag == BLANK, NUMBER, tag).astype(np.uint8)
    if pool.has_long:
        texts = tag == TEXT
        long = {
            int(one) for one in np.unique(vector.num[texts]).tolist() if len(pool.texts[int(one)]) > MAX_TEXT
        }
        if long:
            tag = np.where(texts & np.isin(vector.num, list(long)), VALUE_TAG, tag).astype(np.uint8)
            return Vector(np.where(tag == VALUE_TAG, 0.0, vector.num), tag)
    return Vector(vector.num, tag if np.count_nonzero(tag) else None)


def joined(parts: Iterable[Vector]) -> Vector:
    """Areas as cells one after the other, of all of them: three axes."""
    flat = [one.flat_area() if one.is_area else one.reshape(1, *one.shape) for one in parts]
    if len(flat) == 1:
        return flat[0]
    tail = np.broadcast_shapes(*(one.shape[1:] for one in flat))
    nums = [np.broadcast_to(one.num, (one.shape[0], *tail)) for one in flat]
    if all(one.tag is None for one in flat):
        return Vector(np.concatenate(nums))
    tags = [np.broadcast_to(one.tags, (one.shape[0], *tail)) for one in flat]
    return Vector(np.concatenate(nums), np.concatenate(tags))


def padded(vectors: Sequence[Vector]) -> list[Vector]:
    """Arrays brought to one size: what lies beyond one of them is #N/A; a single row or column serves all."""
    areas = [one for one in vectors if one.is_area]
    if len(areas) < 2:
        return list(vectors)
    sizes = [{one.shape[axis] for one in areas} - {1} for axis in (0, 1)]
    if max(map(len, sizes)) < 2:
        return list(vectors)
    height, width = (max(size, default=1) for size in sizes)
    return [_grown(one, height, width) if one.is_area else one for one in vectors]


def _grown(area: Vector, height: int, width: int) -> Vector:
    rows = height if area.shape[0] > 1 else 1
    columns = width if area.shape[1] > 1 else 1
    if area.shape[:2] == (rows, columns):
        return area
    shape = (rows, columns, *area.shape[2:])
    num, tag = np.zeros(shape), np.full(shape, NA_TAG, np.uint8)
    num[: area.shape[0], : area.shape[1]] = area.num
    tag[: area.shape[0], : area.shape[1]] = area.tags
    return Vector(num, tag)
