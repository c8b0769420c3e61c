"""Calls of one function of the general engine, for all cells and members of a frame."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from udfs.serials import FIRST_1904, serial_from_date
from xlsync.recalc.borrowed import (
    BOUNDS,
    DATED,
    DATES,
    FITTED,
    GIVING_DATES,
    LEFT_OUT,
    MATRICES,
    MOST_VALUES,
    ORDERED,
    PAIRED,
    RANGES,
    REFUSED,
    SELECTING,
    SINGLE_WORDS,
    SIZES,
    STEPS,
    STRICT,
    UNITS,
    Borrowed,
)
from xlsync.recalc.faults import note
from xlsync.recalc.general import Calculator, Uncomputed
from xlsync.recalc.numerals import integer
from xlsync.recalc.references import Area
from xlsync.recalc.syntax import written
from xlsync.recalc.values import DIV0, NA, NUM, REF, VALUE, Unsupported, is_number
from xlsync.recalc.values import text as text_of
from xlsync.recalc.vectors import NUMBER, TEXT, Vector, errors
from xlsync.workbook.cells import MAX_CELLS
from xlsync.workbook.values import MAX_ROW, Address, ErrorValue

if TYPE_CHECKING:
    from xlsync.recalc.frame import Frame

WHOLE = frozenset("was")
FIRST_DAYS = 61
"""Serials of the days before 1/3/1900, where two calendars differ."""
DAYS_TO_1904 = int(serial_from_date(FIRST_1904))
LAST_FACTORIAL = 171
SIZED = ("EXPAND", "TAKE")
"""Functions whose numbers of rows and columns are those of the array where they are left out."""
TRUTHS = ("TRUE", "FALSE")
_FORMULAS, _VALUES = "formulas", "values"
_BLANK = Area(_VALUES, 1, 1, 1, 1)


class Calls:
    """One call for each cell and member of a frame; those that are alike are made once.

    Args:
        frame: The formulas.
        function: What is called.
        kinds: Of each argument.
        arguments: Evaluated, ranges as areas; None where left out.
    """

    def __init__(
        self, frame: Frame, function: Borrowed, kinds: Sequence[str], arguments: Sequence[Vector | None]
    ) -> None:
        self._frame, self._function, self._name, self._kinds = frame, function, function.name, kinds
        self._arguments = [*arguments]
        if function.is_array or function.name in ("T.TEST", "TTEST"):
            sizes = [
                one.shape[:2]
                for one, kind in zip(arguments, kinds, strict=True)
                if one is not None and one.is_area and kind not in WHOLE
            ]
            if any(size != (1, 1) for size in sizes):
                raise Unsupported(self._name)
            self._arguments = [
                one[0, 0] if one is not None and one.is_area and kind not in WHOLE else one
                for one, kind in zip(arguments, kinds, strict=True)
            ]
        self._shift = DAYS_TO_1904 if frame.setting.date1904 and self._name in DATES else 0
        self._calculator = Calculator((_FORMULAS, _VALUES), language=_spoken(frame.setting.language))
        self._next = 2
        self._held = 0
        self._codes: dict[str, str] = {}

    def found(self) -> Vector:
        """The results.

        Raises:
            Apart: the cells or the members must be computed one by one.
            Unsupported: the engine does not compute such a call.
        """
        frame = self._frame
        if self._name in PAIRED and len(self._areas()) == 2:
            if len({int(np.prod(one.shape[:2])) for one in self._areas()}) > 1:
                return frame.pool.const(NA)
            wrong = self._pair()
            looked = self._arguments[0]
            if wrong is not None and (looked is None or looked.is_area or errors(looked) is None):
                return frame.pool.const(wrong)
        if self._name in MATRICES and any(one.tag is not None for one in self._areas()):
            frame.halve()
            if self._name in FITTED:
                return frame.pool.const(VALUE)
            given = [one for part in self._areas() if part.tag is not None for one in frame.pool.values(part)]
            return frame.pool.const(next((one for one in given if isinstance(one, ErrorValue)), VALUE))
        if self._name in FITTED and self._is_ill_sized():
            return frame.pool.const(REF)
        upright = self._name in FITTED and not self._is_row()
        if self._name in FITTED and not upright:
            self._arguments = [_transposed(one) for one in self._arguments]
        if self._name in SIZES and self._is_too_large():
            self._refuse()
        self._code()
        shapes = [
            one.shape[-2:] if kind in WHOLE else one.shape
            for one, kind in zip(self._arguments, self._kinds, strict=True)
            if one is not None
        ]
        shape = np.broadcast_shapes((1, 1), *shapes)
        wanted = None
        if frame.active is not None:
            shape = np.broadcast_shapes(shape, frame.active.shape)
            wanted = np.broadcast_to(frame.active, shape).reshape(-1).tolist()
        count = int(np.prod(shape))
        places = [place for place in range(count) if wanted is None or wanted[place]]
        columns = [self._column(position, one, shape, places) for position, one in enumerate(self._arguments)]
        texts = (
            [self._text(parts) for parts in zip(*columns, strict=True)] if columns else [f"{self._name}()"]
        )
        if not columns:
            texts *= len(places)
        distinct = [*dict.fromkeys(text for text in texts if not isinstance(text, ErrorValue))]
        results: dict[Any, Any] = (
            self._spilled(distinct) if self._function.is_array else self._computed(distinct)
        )
        found = [text if isinstance(text, ErrorValue) else results[text] for text in texts]
        if self._shift and self._name in GIVING_DATES:
            found = [self._shifted(one, -self._shift) for one in found]
        gathered = self._gathered(found, places, shape)
        turned = self._name in ("GROWTH", "TREND") and not upright
        return (_transposed(gathered) if turned else None) or gathered

    def _areas(self) -> list[Vector]:
        return [one for one in self._arguments if one is not None and one.is_area]

    def _pair(self) -> ErrorValue | None:
        """Leaves the pairs of numbers, as two columns; the error of those where there is one, or no pair."""
        pool, is_mixed = self._frame.pool, any(one.tag is not None for one in self._areas())
        if is_mixed:
            self._frame.halve()
        first, second = (one.flat_area() for one in self._areas())
        for pair in range(len(first.num)):
            for value in (*pool.values(first[pair]), *pool.values(second[pair])) if is_mixed else ():
                if isinstance(value, ErrorValue):
                    return value
        kept = np.ones(len(first.num), bool)
        for one in (first, second):
            if one.tag is not None:
                kept &= (one.tag == NUMBER).reshape(len(kept), -1).all(axis=1)
        parts = iter(one[kept].reshape(int(kept.sum()), 1, *one.shape[1:]) for one in (first, second))
        if not kept.any():
            return DIV0
        self._arguments = [next(parts) if one is not None and one.is_area else one for one in self._arguments]
        return None

    def _is_ill_sized(self) -> bool:
        """The new values of TREND or GROWTH have not the columns, or the rows, of the known ones."""
        if self._name not in ("GROWTH", "TREND") or len(self._areas()) < 3:
            return False
        _, known, new = self._areas()[:3]
        axis = 0 if self._is_row() else 1
        return known.shape[axis] != new.shape[axis]

    def _is_row(self) -> bool:
        first = self._arguments[0] if self._arguments else None
        return first is not None and first.is_area and first.shape[0] == 1 < first.shape[1]

    # --- arguments

    def _column(
        self, position: int, argument: Vector | None, shape: tuple[int, ...], places: Sequence[int]
    ) -> list[str | ErrorValue]:
        """What is written for an argument at each place; the error that is the result."""
        if argument is None:
            return [self._left_out(position)] * len(places)
        kind = self._kinds[position]
        if kind in WHOLE and argument.is_area:
            tail = argument.shape[-2:]
            which = _spread(tail, shape)
            areas = {
                one: self._put(position, argument, divmod(one, tail[1])) for one in {which[p] for p in places}
            }
            return [areas[which[place]] for place in places]
        values = self._frame.pool.values(argument)
        which = _spread(argument.shape, shape)
        known = {one: self._argument(position, values[one]) for one in {which[place] for place in places}}
        return [known[which[place]] for place in places]

    def _is_too_large(self) -> bool:
        """More values are asked for than are handed over, or a text says how many."""
        wanted = SIZES[self._name]
        asked = [one for rank, one in enumerate(self._arguments) if rank in wanted and one is not None]
        if any(one.tag is not None and (one.tag == TEXT).any() for one in asked):
            return True
        return math.prod(max(1.0, float(np.abs(one.num).max())) for one in asked) > MOST_VALUES

    def _left_out(self, position: int) -> str:
        """What is written for an argument left out between commas."""
        if self._name in SIZED and self._areas() and position in (1, 2):
            return str(self._areas()[0].shape[position - 1])
        return LEFT_OUT.get(self._name, {}).get(position, "0" if "DIST" in self._name else "")

    def _argument(self, position: int, value: Any) -> str | ErrorValue:
        """A single value as the formula writes it, or an error that is the result."""
        kind = self._kinds[position]
        self._check(position, value)
        if isinstance(value, ErrorValue) and kind not in "vwas":
            return value
        if isinstance(value, bool) and self._name in STRICT and self._name != "ACCRINT":
            return VALUE
        if kind == "w" and position in DATED.get(self._name, ()):
            value = self._shifted(value)
        if value is None and self._name.startswith("IM") and len(self._kinds) == 1:
            value = 0.0
        if kind == "s":
            value = self._number(value)
            if isinstance(value, str):
                return VALUE
            return written(float(value)) if isinstance(value, bool) else written(value)
        if self._name == "CONVERT" and isinstance(value, str) and UNITS.fullmatch(value):
            self._refuse()
        if kind == "t":
            value = self._told(lambda: text_of(value, self._frame.pool.language))
        elif kind in "nid":
            value = self._figure(position, value)
            if isinstance(value, ErrorValue):
                return value
        elif isinstance(value, str):
            value = self._codes.get(value, value)
        return f"{self._calculator.safe(_VALUES)}!{_BLANK.local}" if value is None else written(value)

    def _figure(self, position: int, value: Any) -> Any:
        """What a number is for one value, or the error that is the result."""
        name, value = self._name, self._number(value)
        self._check(position, value)
        if isinstance(value, str):
            return value.upper() == "TRUE" if name.endswith("DIST") and value.upper() in TRUTHS else VALUE
        if isinstance(value, bool):
            return value if name == "ROMAN" else float(value)
        if self._kinds[position] == "d":
            value = self._shifted(value)
            if isinstance(value, ErrorValue):
                return value
        part_of_a_period = name == "VDB" and position == 3 and value != int(value)
        early = self._kinds[position] == "d" and 0 <= value < FIRST_DAYS
        if part_of_a_period or early or (name == "REGEXEXTRACT" and value):
            self._refuse()
        if self._kinds[position] == "i":
            return float(integer(value))
        return NUM if name == "FACT" and value >= LAST_FACTORIAL else value

    def _shifted(self, value: Any, days: int | None = None) -> Any:
        """A date that counts from 1904 as the engine counts it, or back; #NUM! before the first one."""
        days = self._shift if days is None else days
        if not days or not is_number(value):
            return value
        return NUM if min(value, value + days) < 0 else value + days

    def _check(self, position: int, value: Any) -> None:
        """The engine is given no more steps than it can take."""
        counts = position in STEPS.get(self._name, (position,))
        if counts and is_number(value) and abs(value) > BOUNDS.get(self._name, np.inf):
            self._refuse()

    def _number(self, value: Any) -> Any:
        """The number of a text that writes one; the text itself, which another reader may understand."""
        if value is None:
            return 0.0
        if not isinstance(value, str):
            return value
        pool = self._frame.pool
        read = self._told(lambda: pool.read(pool.number(value)))
        return value if isinstance(read, ErrorValue) else read

    def _told(self, read: Callable[[], Any]) -> Any:
        """What depends on the language, where it is known."""
        try:
            return read()
        except Unsupported:
            self._frame.halve()
            raise

    def _put(self, position: int, area: Vector, place: tuple[int, int]) -> str | ErrorValue:
        """The cells where the values of an area stand, for one cell and member."""
        part = area[:, :, place[0], place[1]]
        height, width = part.shape
        self._held += height * width
        if self._held > MAX_CELLS or self._next + height > MAX_ROW:
            self._refuse()
        values = self._frame.pool.values(part)
        if self._name == "XMATCH" and len({type(one) for one in values if one is not None}) > 1:
            self._refuse()
        if self._name in SELECTING and position and height * width > 1 and len(self._arguments) > 2:
            self._refuse()
        if self._name in SINGLE_WORDS and height * width > 1:
            self._refuse()
        if self._name in SELECTING and position:
            wrong = next((one for one in values if isinstance(one, ErrorValue)), None)
            if wrong is not None:
                return wrong
        if self._name == "MULTINOMIAL" and sum(abs(v) for v in values if is_number(v)) > BOUNDS[self._name]:
            self._refuse()
        for rank, value in enumerate(values):
            if position and self._name in SELECTING and not isinstance(value, ErrorValue):
                value = self._number(value)
            elif self._name == "TEXTSPLIT" and value is not None and not isinstance(value, ErrorValue):
                value = self._told(partial(text_of, value, self._frame.pool.language))
            if position in DATED.get(self._name, ()):
                value = self._shifted(value)
            if value is not None:
                if isinstance(value, str) and self._is_ordered(position):
                    value = self._codes.get(value, value)
                row, column = divmod(rank, width)
                self._calculator.put(Address(_VALUES, self._next + row, column + 1), value)
        cells = Area(_VALUES, self._next, 1, self._next + height - 1, width)
        self._next += height
        local = cells.local
        if cells.is_cell and (
            self._kinds[position] == "s" or self._name in PAIRED or position in RANGES.get(self._name, ())
        ):
            local = f"{local}:{local}"
        return f"{self._calculator.safe(_VALUES)}!{local}"

    def _text(self, parts: Sequence[str | ErrorValue]) -> str | ErrorValue:
        wrong = next((one for one in parts if isinstance(one, ErrorValue)), None)
        return f"{self._name}({','.join(map(str, parts))})" if wrong is None else wrong

    def _refuse(self) -> None:
        """The call is not made: this cell, or member, alone."""
        self._frame.halve()
        raise Unsupported(self._name)

    # --- texts in order

    def _is_ordered(self, position: int) -> bool:
        positions = ORDERED.get(self._name, ())
        return position in positions

    def _code(self) -> None:
        """Texts that are compared become texts that the engine compares as Excel does."""
        positions = [place for place in range(len(self._arguments)) if self._is_ordered(place)]
        mode = {"XMATCH": 2}.get(self._name, len(self._arguments))
        asked = self._arguments[mode] if mode < len(self._arguments) else None
        if asked is not None and (asked.tag is not None or (np.abs(asked.num) > 1).any()):
            return
        pool = self._frame.pool
        numbers: dict[int, None] = {}
        for place in positions:
            one = self._arguments[place]
            if one is not None and one.tag is not None:
                numbers.update(dict.fromkeys(one.num[one.tag == TEXT].astype(int).tolist()))
        if not numbers:
            return
        ranks = pool.ranked(np.array([*numbers], np.float64)).astype(int).tolist()
        for number, rank in zip(numbers, ranks, strict=True):
            apart = f"-{number:09d}" if self._name == "SORT" else ""
            self._codes[pool.texts[number]] = f"k{rank:09d}{apart}"

    # --- results

    def _computed(self, texts: Sequence[str]) -> dict[str, Any]:
        """The value of each formula."""
        cells = [Address(_FORMULAS, rank % MAX_ROW + 1, rank // MAX_ROW + 1) for rank in range(len(texts))]
        for cell, text in zip(cells, texts, strict=True):
            self._calculator.formula(cell, text)
        self._calculator.evaluate()
        return {
            text: self._value(self._calculator.value(cell)) for cell, text in zip(cells, texts, strict=True)
        }

    def _spilled(self, texts: Sequence[str]) -> dict[str, Any]:
        """The rows of each formula's array, one formula after the other: each needs its room."""
        first = Address(_FORMULAS, 1, 1)
        found: dict[str, Any] = {}
        for text in texts:
            self._calculator.formula(first, text)
            self._calculator.evaluate()
            value = self._value(self._calculator.value(first))
            area = self._calculator.filled(first)
            rows = [
                [
                    value
                    if (row, column) == (1, 1)
                    else self._value(self._calculator.value(Address(_FORMULAS, row, column)))
                    for column in range(1, area.right + 1)
                ]
                for row in range(1, area.bottom + 1)
            ]
            found[text] = value if area.is_cell else rows
        return found

    def _value(self, value: Any) -> Any:
        if isinstance(value, Uncomputed):
            if value.reason != "panic":
                self._refuse()
            note(RuntimeError(value.reason), self._name, "its result is #VALUE!")
            return VALUE
        if isinstance(value, ErrorValue):
            return self._error(value)
        if isinstance(value, str) and self._codes:
            return self._decoded.get(value, value)
        if isinstance(value, str) and self._name.startswith("IM"):
            return complex_text(value)
        return value

    def _error(self, error: ErrorValue) -> ErrorValue:
        """The error that Excel shows."""
        if error in REFUSED.get(self._name, ()):
            self._refuse()
        if self._name in ("AVEDEV", "DEVSQ") and error == DIV0:
            return NUM
        return NUM if (self._name.startswith("IM") or self._name == "DECIMAL") and error == VALUE else error

    @property
    def _decoded(self) -> dict[str, str]:
        back: dict[str, str] = {}
        for text, code in self._codes.items():
            back.setdefault(code, text)
        return back

    def _gathered(self, found: Sequence[Any], places: Sequence[int], shape: tuple[int, ...]) -> Vector:
        """Results in their places, blank elsewhere."""
        count = int(np.prod(shape))
        sizes = {(len(one), len(one[0])) if isinstance(one, list) else (1, 1) for one in found}
        pool = self._frame.pool
        if sizes <= {(1, 1)}:
            values: list[Any] = [None] * count
            for place, value in zip(places, found, strict=True):
                values[place] = value
            return pool.shaped(values, shape)
        if len(sizes) > 1:
            self._refuse()
        height, width = next(iter(sizes))
        held = dict(zip(places, found, strict=True))
        blank = [[None] * width] * height
        flat = [
            held.get(place, blank)[row][column]
            for row, column in product(range(height), range(width))
            for place in range(count)
        ]
        return pool.shaped(flat, (height, width, *shape))


_PART = re.compile(r"([+-]?)(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|inf|NaN)?([ij]?)")
_SMALL = 1e-5
"""Below it, the parts of a complex number are written with an exponent."""


def complex_text(text: str) -> str | ErrorValue:
    """A complex number as Excel writes it.

    Examples:
        >>> complex_text("0.00000224-0.5j"), complex_text("-inf")
        ('2.24E-06-0.5j', '#NUM!')
    """

    def part(match: re.Match[str]) -> str:
        sign, digits, unit = match.groups()
        if not digits or digits in ("inf", "NaN") or not 0 < float(digits) < _SMALL:
            return match[0]
        mantissa, _, exponent = f"{float(digits):.14e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".")
        return f"{sign}{mantissa}E{exponent[0]}{int(exponent[1:]):02d}{unit}"

    return NUM if "inf" in text or "nan" in text.lower() else _PART.sub(part, text)


def _transposed(value: Vector | None) -> Vector | None:
    if value is None or not value.is_area:
        return value
    tag = None if value.tag is None else value.tag.swapaxes(0, 1)
    return Vector(value.num.swapaxes(0, 1), tag)


def _spoken(language: str | None) -> Any:
    return "fr" if language == "fr" else "en"


def _spread(shape: tuple[int, ...], wanted: tuple[int, ...]) -> list[int]:
    """For each place of a shape, that of the array that serves it."""
    places: list[int] = (
        np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), wanted).reshape(-1).tolist()
    )
    return places
