"""The cells of a call to the values of its rule: `udfs.coerce`, with a short way for plain cells.

A number within bounds, a text read before, a range read before need no second look. Any other cell is a
doubt, and the whole call then goes through `udfs.registry` as `udfs.call` does: same values, same errors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from udfs.coerce import coerce, is_blank, unwrap
from udfs.coerce.cells import refuse_errors
from udfs.coerce.fiche import read_fiche
from udfs.errors import UdfError
from udfs.registry import Argument, Function, Kind, calling
from udfs.registry.binding import bind
from xlsync.server.cells import cell_of
from xlsync.server.memory import Memory

Values: TypeAlias = tuple[Any, ...]
"""The values of a call, in the order of the arguments."""

DOUBT: Final = object()
_MEASURES = (Kind.AMOUNT, Kind.RATE, Kind.NUMBER)
_WHOLES = (Kind.COUNT, Kind.BRACKET)
_SURE = 1e15
"""Below it a whole number has no digit that a cell does not mean."""

_TEXTS, _DATES, _RANGES = 4096, 16384, 8_000_000
"""Texts and dates kept for each argument; characters of ranges kept for each function."""


class Reader:
    """Reads the calls of one function.

    Args:
        function: Its declaration.
    """

    def __init__(self, function: Function) -> None:
        self.function = function
        self._most = function.most
        self._ranges: Memory[Any] = Memory(_RANGES)
        self._readers = tuple(self._reader(argument) for argument in function.arguments)
        self._tails = [self._blanks(function.arguments[n:]) for n in range(len(self._readers) + 1)]
        self._fiche = next((n for n, one in enumerate(function.arguments) if one.takes_fiche), None)
        slots = function.with_fiche
        self._slots = tuple(function.arguments.index(one) for one in slots)
        self._held = tuple(one for one in function.arguments if one.in_fiche)
        self._has_vectors = any(one.many for one in function.arguments)

    def values(self, cells: Sequence[Any]) -> Values:
        """The values of a call.

        Args:
            cells: As JSON has them.

        Raises:
            UdfError: As `udfs.call`.
        """
        quick = self._quick(cells) if self._most is not None else None
        return self._slow(cells) if quick is None else quick

    def key(self, values: Values) -> Values:
        """What tells two calls apart: the same values, hashable."""
        if not self._has_vectors:
            return values
        return tuple(_hashable(value) if hasattr(value, "dtype") else value for value in values)

    def _slow(self, cells: Sequence[Any]) -> Values:
        found = calling.values(self.function, bind(self.function, [cell_of(cell) for cell in cells], {}))
        return tuple(found[argument.name] for argument in self.function.arguments)

    def _quick(self, cells: Sequence[Any]) -> Values | None:
        """The values where every cell is plain, None at the first doubt."""
        rank = self._fiche
        if rank is not None and len(cells) > rank and cells[rank].__class__ is list:
            return self._quick_fiche(cells)
        if len(cells) >= len(self._tails):
            return None
        tail = self._tails[len(cells)]
        if tail is None:
            return None
        found = []
        for read, cell in zip(self._readers, cells, strict=False):
            value = read(cell)
            if value is DOUBT:
                return None
            found.append(value)
        return (*found, *tail)

    def _quick_fiche(self, cells: Sequence[Any]) -> Values | None:
        """The same where a fiche holds the loan."""
        assert self._fiche is not None
        if len(cells) > len(self._slots):
            return None
        held = self._remembered("fiche", cells[self._fiche], self._fiche_values)
        if held is DOUBT:
            return None
        found = dict(held)
        for rank, slot in enumerate(self._slots):
            if rank != self._fiche:
                found[slot] = self._readers[slot](cells[rank] if rank < len(cells) else None)
        values = tuple(found[n] for n in range(len(self._readers)))
        return None if any(value is DOUBT for value in values) else values

    def _fiche_values(self, cell: Any) -> Any:
        """The values that a fiche holds, by rank of their argument."""
        fiche = unwrap(cell_of(cell))
        if not isinstance(fiche, list) or is_blank(fiche):
            return DOUBT
        refuse_errors([(self._held[0].name, fiche)])
        bound = read_fiche(self._held, fiche)
        ranks = {one.name: n for n, one in enumerate(self.function.arguments)}
        return {ranks[one.name]: coerce(one, bound.get(one.name)) for one in self._held}

    def _remembered(self, what: str, cell: Any, read: Callable[[Any], Any]) -> Any:
        """What is read in a range, read once; a doubt where it is refused."""
        key = what, json.dumps(cell)
        found = self._ranges.get(key)
        if found is None:
            try:
                found = read(cell)
            except UdfError:
                found = DOUBT
            self._ranges.put(key, found, len(key[1]))
        return found

    def _reader(self, argument: Argument) -> Callable[[Any], Any]:
        if argument.many:
            return self._vector_reader(argument)
        return _scalar_reader(argument)

    def _vector_reader(self, argument: Argument) -> Callable[[Any], Any]:
        def vector(cell: Any) -> Any:
            refuse_errors([(argument.name, cell)])
            return coerce(argument, cell)

        def read(cell: Any) -> Any:
            if cell is None:
                return blank
            if cell.__class__ is not list:
                return DOUBT
            return self._remembered(argument.name, cell, lambda one: vector(cell_of(one)))

        blank = _blank(argument)
        return read

    def _blanks(self, arguments: Sequence[Argument]) -> Values | None:
        """The values of arguments left out, None where one cannot be."""
        found = tuple(_blank(argument) for argument in arguments if not argument.variadic)
        return None if any(value is DOUBT for value in found) else found


def _blank(argument: Argument) -> Any:
    try:
        return coerce(argument, None)
    except UdfError:
        return DOUBT


def _scalar_reader(argument: Argument) -> Callable[[Any], Any]:
    blank, text, number = _blank(argument), _text_reader(argument), _number_reader(argument)

    def read(cell: Any) -> Any:
        kind = cell.__class__
        if cell is None:
            return blank
        if kind is float or kind is int:
            return number(cell)
        return text(cell) if kind is str else DOUBT

    return read


def _text_reader(argument: Argument) -> Callable[[str], Any]:
    @lru_cache(_TEXTS)
    def read(cell: str) -> Any:
        if cell.startswith("#"):
            return DOUBT
        try:
            return coerce(argument, cell)
        except UdfError:
            return DOUBT

    return read


def _number_reader(argument: Argument) -> Callable[[Any], Any]:
    """From a number to a value; a 0 that may be a blank is a doubt."""
    bounds = argument.bounds
    low = -_SURE if bounds is None else max(bounds.low, -_SURE)
    high = _SURE if bounds is None else min(bounds.high, _SURE)
    allowed, zero = argument.allowed, not argument.zero_is_blank

    def measure(cell: Any) -> Any:
        inside = low <= cell <= high and (zero or cell != 0) and (not allowed or cell in allowed)
        return float(cell) if inside else DOUBT

    def whole(cell: Any) -> Any:
        inside = low <= cell <= high and (zero or cell != 0) and (not allowed or cell in allowed)
        return int(cell) if inside and cell == int(cell) else DOUBT

    @lru_cache(_DATES, typed=True)
    def day(cell: Any) -> Any:
        try:
            return coerce(argument, cell)
        except UdfError:
            return DOUBT

    if argument.kind in _MEASURES:
        return measure
    if argument.kind in _WHOLES:
        return whole
    return day if argument.kind is Kind.DATE else lambda cell: DOUBT


def _hashable(array: Any) -> Any:
    return array.dtype.str, array.shape, tuple(array.tolist()) if array.dtype == object else array.tobytes()
