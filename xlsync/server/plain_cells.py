"""The plain cells of one argument: numbers within bounds, texts and dates read before, blanks.

Anything else is a doubt: `DOUBT` stands for its value, and the whole call is then read by `udfs.registry`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from udfs.coerce import coerce
from udfs.errors import UdfError
from udfs.registry import Argument, Kind

DOUBT: Final = object()

_MEASURES: Final = frozenset({Kind.AMOUNT, Kind.RATE, Kind.NUMBER})
_WHOLES: Final = frozenset({Kind.COUNT, Kind.BRACKET})

_SURE = 1e15
"""Below it a whole number has no digit that a cell does not mean."""

_TEXTS, _DATES = 4096, 16384
"""Texts and dates kept for each argument."""

_FEW = 16
"""Cells that are read sooner one by one than as an array."""

_NUMBERS = frozenset({int, float})
_TELL_APART = frozenset({int, float, str, type(None)})
"""Types whose equal cells, in a column of one type, have the same value."""


class PlainCells:
    """Reads the cells of one argument.

    Args:
        argument: Its declaration.

    Attributes:
        blank: The value of the argument left out, a doubt where it cannot be.
        one: From a cell, as JSON has it, to its value.
    """

    def __init__(self, argument: Argument) -> None:
        self.blank = blank_value(argument)
        self._numbers = _Numbers(argument)
        self.one = self._one_by_one(_text_reader(argument), self._number_reader(argument))

    def column(self, cells: Sequence[Any]) -> Sequence[Any]:
        """The value of each cell.

        Args:
            cells: Those of this argument in several calls.
        """
        kinds = set(map(type, cells))
        if self._numbers.known and kinds <= _NUMBERS and len(cells) > _FEW:
            values = self._numbers.column(cells)
            if values is not None:
                return values
        if len(kinds) == 1 and kinds <= _TELL_APART:
            values_of = {cell: self.one(cell) for cell in set(cells)}
            return [values_of[cell] for cell in cells]
        return [self.one(cell) for cell in cells]

    def _one_by_one(self, text: Callable[[str], Any], number: Callable[[Any], Any]) -> Callable[[Any], Any]:
        blank = self.blank

        def read(cell: Any) -> Any:
            kind = cell.__class__
            if cell is None:
                return blank
            if kind is float or kind is int:
                return number(cell)
            return text(cell) if kind is str else DOUBT

        return read

    def _number_reader(self, argument: Argument) -> Callable[[Any], Any]:
        if self._numbers.known:
            return self._numbers.one
        return _day_reader(argument) if argument.kind is Kind.DATE else lambda cell: DOUBT


class _Numbers:
    """From numbers to the values of an argument that is one; a 0 that may be a blank is a doubt.

    Attributes:
        known: The argument is a number.
    """

    def __init__(self, argument: Argument) -> None:
        bounds = argument.bounds
        self._low = -_SURE if bounds is None else max(bounds.low, -_SURE)
        self._high = _SURE if bounds is None else min(bounds.high, _SURE)
        self._allowed, self._zero = argument.allowed, not argument.zero_is_blank
        self._is_whole = argument.kind in _WHOLES
        self.known = self._is_whole or argument.kind in _MEASURES

    def one(self, cell: Any) -> Any:
        """The value of one number."""
        inside = (
            self._low <= cell <= self._high
            and (self._zero or cell != 0)
            and (not self._allowed or cell in self._allowed)
        )
        if not inside:
            return DOUBT
        if not self._is_whole:
            return float(cell)
        return int(cell) if cell == int(cell) else DOUBT

    def column(self, cells: Sequence[float]) -> list[Any] | None:
        """The value of each number, None where one of them is a doubt."""
        try:
            numbers = np.array(cells, "float64")
        except OverflowError:
            return None
        if not self._are_inside(numbers):
            return None
        return list((numbers.astype("int64") if self._is_whole else numbers).tolist())

    def _are_inside(self, numbers: NDArray[np.float64]) -> bool:
        """True when no number is a doubt; the comparisons say no to what is not a number."""
        return bool(
            self._low <= numbers.min()
            and numbers.max() <= self._high
            and (self._zero or numbers.all())
            and (not self._is_whole or (numbers == np.trunc(numbers)).all())
            and (not self._allowed or np.isin(numbers, self._allowed).all())
        )


def blank_value(argument: Argument) -> Any:
    """The value of an argument left out, a doubt where it cannot be."""
    try:
        return coerce(argument, None)
    except UdfError:
        return DOUBT


def _text_reader(argument: Argument) -> Callable[[str], Any]:
    @lru_cache(_TEXTS)
    def read(cell: str) -> Any:
        if cell.startswith("#"):
            return DOUBT
        try:
            return coerce(argument, cell)
        except Exception:  # the registry will raise it again, for this call alone
            return DOUBT

    return read


def _day_reader(argument: Argument) -> Callable[[Any], Any]:
    @lru_cache(_DATES, typed=True)
    def read(cell: Any) -> Any:
        try:
            return coerce(argument, cell)
        except Exception:  # the registry will raise it again, for this call alone
            return DOUBT

    return read
