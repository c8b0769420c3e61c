"""The cells of calls to the values of their rule: `udfs.coerce`, with a short way for plain cells.

Plain cells are read a column at a time, or one by one for a call that comes alone. Any doubt sends the whole
call through `udfs.registry` as `udfs.call` does: same values, same errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from udfs.coerce import coerce, is_blank, unwrap
from udfs.coerce.cells import refuse_errors
from udfs.coerce.fiche import read_fiche
from udfs.registry import Argument, Function, calling
from udfs.registry.binding import bind
from udfs.registry.lots import Lot, Values
from xlsync.server.cells import cell_of
from xlsync.server.plain_cells import DOUBT, PlainCells
from xlsync.server.range_cells import RangeCells, Ranges

Cells = Sequence[Any]
"""The cells of a call, as JSON has them."""

_COMPARED = frozenset({int, float, str, bool})
"""Types of values that can be equal without being the same object."""


class Asked(NamedTuple):
    """Calls of one function with as many cells each, as they came.

    Attributes:
        ranks: Which calls of the request they are.
        rows: The cells of each.
    """

    ranks: list[int]
    rows: list[Cells]


class Reader:
    """Reads the calls of one function.

    What a call gives is the values of its arguments without the last ones that are as if left out, so that
    equal calls give the same.

    Args:
        function: Its declaration.
    """

    def __init__(self, function: Function) -> None:
        self.function = function
        self._ranges = Ranges()
        self._readers = tuple(self._reader(argument) for argument in function.arguments)
        self._blanks = tuple(reader.blank for reader in self._readers)
        required = [rank for rank, blank in enumerate(self._blanks, 1) if blank is DOUBT]
        self._least, self._most = max(required, default=0), function.most
        self._fiche = next((n for n, one in enumerate(function.arguments) if one.takes_fiche), None)
        self._slots = tuple(function.arguments.index(one) for one in function.with_fiche)
        self._held = tuple(one for one in function.arguments if one.in_fiche)

    def given(self, cells: Cells) -> Values:
        """What one call gives.

        Raises:
            UdfError: As `udfs.call`.
        """
        quick = None if self._most is None else self._quick(cells)
        return self._slow(cells) if quick is None else self._without_blanks(quick)

    def complete(self, given: Values) -> Values:
        """The values of all the arguments of a call."""
        return (*given, *self._blanks[len(given) :])

    def lots(self, asked: Asked) -> tuple[list[Lot], Asked]:
        """The calls whose cells are plain, and those to read one by one."""
        count = len(asked.rows[0])
        if self._most is None or not max(self._least, 1) <= count <= self._most:
            return [], asked
        cells = zip(*asked.rows, strict=True)
        columns = [reader.column(column) for reader, column in zip(self._readers, cells, strict=False)]
        doubts = {rank for column in columns for rank, value in enumerate(column) if value is DOUBT}
        lot = Lot(asked.ranks, columns, self._blanks[count:])
        if not doubts:
            return list(self._alike(lot)), Asked([], [])
        sure = lot.taken([rank for rank in range(len(asked.rows)) if rank not in doubts])
        others = Asked([asked.ranks[rank] for rank in doubts], [asked.rows[rank] for rank in doubts])
        return list(self._alike(sure)), others

    def lot(self, ranks: Sequence[int], given: Sequence[Values]) -> Lot:
        """The calls that were read one by one and give as many values each."""
        columns = list(zip(*given, strict=True))
        return Lot(ranks, columns, self._blanks[len(columns) :])

    def _alike(self, lot: Lot) -> Iterator[Lot]:
        """The same calls, without the last columns that are as if left out."""
        if not lot.ranks:
            return
        left_out = self._left_out(lot)
        if len(left_out) == len(lot.ranks):
            count = len(lot.columns) - 1
            yield from self._alike(Lot(lot.ranks, lot.columns[:count], self._blanks[count:]))
        elif left_out:
            given = set(range(len(lot.ranks))).difference(left_out)
            yield lot.taken(sorted(given))
            yield from self._alike(lot.taken(left_out))
        else:
            yield lot

    def _left_out(self, lot: Lot) -> list[int]:
        """The calls whose last value is that of an argument left out."""
        rank = len(lot.columns) - 1
        if rank < self._least:
            return []
        blank = self._blanks[rank]
        return [place for place, value in enumerate(lot.columns[rank]) if _is_same(value, blank)]

    def _without_blanks(self, values: Values) -> Values:
        """What is left of the values of a call without the last ones that are as if left out."""
        count = len(values)
        while count > self._least and _is_same(values[count - 1], self._blanks[count - 1]):
            count -= 1
        return values[:count]

    def _slow(self, cells: Cells) -> Values:
        found = calling.values(self.function, bind(self.function, [cell_of(cell) for cell in cells], {}))
        values = tuple(found[argument.name] for argument in self.function.arguments)
        return values if self._most is None else self._without_blanks(values)

    def _quick(self, cells: Cells) -> Values | None:
        """The values of the first arguments where every cell is plain, None at the first doubt."""
        rank = self._fiche
        if rank is not None and len(cells) > rank and cells[rank].__class__ is list:
            return self._quick_fiche(cells)
        if not self._least <= len(cells) <= len(self._readers):
            return None
        found = []
        for reader, cell in zip(self._readers, cells, strict=False):
            value = reader.one(cell)
            if value is DOUBT:
                return None
            found.append(value)
        return tuple(found)

    def _quick_fiche(self, cells: Cells) -> Values | None:
        """The values of all arguments where a fiche holds the loan."""
        assert self._fiche is not None
        if len(cells) > len(self._slots):
            return None
        held = self._ranges.read("fiche", cells[self._fiche], self._fiche_values)
        if held is DOUBT:
            return None
        found = dict(held)
        for rank, slot in enumerate(self._slots):
            if rank != self._fiche:
                found[slot] = self._readers[slot].one(cells[rank] if rank < len(cells) else None)
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

    def _reader(self, argument: Argument) -> PlainCells | RangeCells:
        return RangeCells(argument, self._ranges) if argument.many else PlainCells(argument)


def _is_same(value: Any, blank: Any) -> bool:
    if value is blank:
        return True
    kind = value.__class__
    return kind is blank.__class__ and kind in _COMPARED and value == blank
