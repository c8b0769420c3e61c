"""Where references point, seen from the cells of formulas of one form, as the numbers of cells in `State`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xlsync.recalc.state import State
from xlsync.recalc.syntax import Bound, Ref
from xlsync.recalc.values import Unsupported
from xlsync.recalc.vectors import Apart
from xlsync.workbook.cells import MAX_CELLS
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Address

MOST = 30_000_000
"""Values of an area times cells times members, read at once."""
Rows = NDArray[np.int64]


class Line:
    """The rows of formulas, or their columns.

    Args:
        places: One a formula.
        end: The last of a sheet.

    Attributes:
        first, last: The least and the greatest.
    """

    __slots__ = ("_array", "end", "first", "last", "places")

    def __init__(self, places: tuple[int, ...], end: int) -> None:
        self.places, self.end = places, end
        self.first, self.last = places * 2 if len(places) == 1 else (min(places), max(places))
        self._array: Rows | None = None

    @property
    def array(self) -> Rows:
        """Its places."""
        if self._array is None:
            self._array = np.array(self.places, np.int64)
        return self._array

    def seen(self, bound: Bound) -> Rows:
        """A side of a reference for each formula; one for all where it is the same."""
        if not bound.relative or self.first == self.last:
            return np.array([bound.of(self.first, self.end)])
        found = self.array + bound.at
        if self.first + bound.at < 1 or self.last + bound.at > self.end:
            found = (found - 1) % self.end + 1
        return found

    def between(self, one: Bound, other: Bound) -> tuple[Rows, Rows]:
        """The first and the last of two sides."""
        seen = self.seen(one)
        if one == other:
            return seen, seen
        beside = self.seen(other)
        return np.minimum(seen, beside), np.maximum(seen, beside)

    def spanned(self, one: Bound, other: Bound, used: int) -> tuple[Rows, int]:
        """The first of two sides, and how many rows or columns they hold; 0 where formulas differ.

        Args:
            one: A side.
            other: The other one.
            used: The last row or column of the workbook, where whole columns and rows stop.
        """
        first, last = sorted((one.at, other.at))
        if one.relative and other.relative and self.first + first >= 1 and self.last + last < self.end:
            return self.array + first, last - first + 1
        starts, ends = self.between(one, other)
        if (ends == self.end).all():
            ends = np.maximum(starts, used)
        sizes = ends - starts + 1
        return starts, int(sizes[0]) if (sizes == sizes[0]).all() else 0

    def alone(self, one: Bound, other: Bound) -> tuple[int, int] | None:
        """The same where all formulas see the same; None where they do not."""
        if self.first != self.last and (one.relative or other.relative):
            return None
        seen = one.of(self.first, self.end)
        beside = seen if other == one else other.of(self.first, self.end)
        return (seen, beside) if seen <= beside else (beside, seen)

    def each(self, bound: Bound) -> list[int]:
        """The same as `seen`, as Python’s numbers."""
        if not bound.relative or self.first == self.last:
            return [bound.of(self.first, self.end)]
        if self.first + bound.at < 1 or self.last + bound.at > self.end:
            return [bound.of(place, self.end) for place in self.places]
        at = bound.at
        return [place + at for place in self.places]


class Numbers:
    """The numbers of the cells that references mean, one a formula.

    Args:
        state: The cells of the workbook.
        cells: Those of the formulas.
        is_sorted: They come a sheet after the other, and in the order of their rows.
    """

    def __init__(self, state: State, cells: Sequence[Address], *, is_sorted: bool = False) -> None:
        sheets, rows, columns = zip(*cells, strict=True)
        self._state, self._cells = state, cells
        self.down, self.across = Line(rows, MAX_ROW), Line(columns, MAX_COLUMN)
        self._sheet = sheets[0] if sheets.count(sheets[0]) == len(sheets) else ""
        self._is_column = is_sorted and self._sheet != "" and self.across.first == self.across.last
        self._here: list[dict[tuple[int, int], int]] = []
        self._own: Any = None
        self._known: dict[Ref, Any] = {}

    @property
    def own(self) -> Any:
        """Those of the cells of the formulas."""
        if self._own is None:
            if self._is_column:
                places = self._state.places[self._sheet]
                self._own = self._downwards(places, self.down.places, self.across.first)
            else:
                self._own = np.array(self._state.ids(self._cells))
        return self._own

    def of(self, ref: Ref) -> Any:
        """Those of a reference to one cell; a single one where all formulas mean the same."""
        found = self._known.get(ref)
        if found is None:
            found = self._known[ref] = self._of(ref)
        return found

    def _of(self, ref: Ref) -> Any:
        down, across = self.down.each(ref.top), self.across.each(ref.left)
        sheet = ref.sheet or self._sheet
        if sheet and len(across) == 1:
            return self._downwards(self._state.on(sheet), down, across[0])
        total = len(across) if sheet else len(self._cells)
        if len(down) < total:
            down *= total
        if len(across) < total:
            across *= total
        if sheet:
            get = self._state.on(sheet).get
            return np.array([get(spot, 0) for spot in zip(down, across, strict=True)])
        if not self._here:
            self._here = [self._state.on(cell.sheet) for cell in self._cells]
        spots = zip(down, across, strict=True)
        return np.array([here.get(spot, 0) for here, spot in zip(self._here, spots, strict=True)])

    def _downwards(self, places: dict[tuple[int, int], int], rows: Sequence[int], column: int) -> Any:
        """Those of cells of a column; the cells of a stretch are not looked up one by one."""
        further = len(rows) - 1
        if self._is_column and further > 1 and rows[-1] - rows[0] == further:
            first, last = places.get((rows[0], column), 0), places.get((rows[-1], column), 0)
            if first and last - first == further:
                return np.arange(first, last + 1)
        return np.array([places.get((row, column), 0) for row in rows])


class Places:
    """The cells of formulas, and those that their references mean.

    Args:
        state: The cells of the workbook.
        cells: Those of the formulas, a sheet after the other.
        numbers: What references mean, where it is known of more formulas of the same form.
        start: Which of these is the first one here.
    """

    def __init__(
        self, state: State, cells: Sequence[Address], numbers: Numbers | None = None, start: int = 0
    ) -> None:
        self._state, self._cells = state, cells
        self._sheet = cells[0].sheet if cells[0].sheet == cells[-1].sheet else ""
        self._numbers = Numbers(state, cells, is_sorted=True) if numbers is None else numbers
        self._lines = (self._numbers.down, self._numbers.across) if numbers is None else None
        self._span = slice(start, start + len(cells))
        self._areas: dict[Ref, Any] = {}

    @property
    def _down(self) -> Line:
        return self._both()[0]

    @property
    def _across(self) -> Line:
        return self._both()[1]

    def _both(self) -> tuple[Line, Line]:
        if self._lines is None:
            _, rows, columns = zip(*self._cells, strict=True)
            self._lines = Line(rows, MAX_ROW), Line(columns, MAX_COLUMN)
        return self._lines

    @property
    def sheets(self) -> list[tuple[str, int, int]]:
        """The sheets of the formulas: name, rank of its first formula, number of formulas."""
        names = [cell.sheet for cell in self._cells]
        return [(sheet, names.index(sheet), names.count(sheet)) for sheet in dict.fromkeys(names)]

    @property
    def rows(self) -> Rows:
        """The row of each formula."""
        return self._down.array

    @property
    def columns(self) -> Rows:
        """The column of each formula."""
        return self._across.array

    @property
    def own(self) -> Any:
        """The numbers of the cells of the formulas."""
        return self._numbers.own[self._span]

    def one(self, ref: Ref) -> Any:
        """The numbers of one cell a formula."""
        found = self._numbers.of(ref)
        return found if len(found) == 1 else found[self._span]

    def area(self, ref: Ref) -> Any:
        """The numbers of the cells of a range: rows and columns of the range, then formulas.

        Raises:
            Apart: ranges of several sizes, or too many values at once.
            Unsupported: a range of more cells than a workbook.
        """
        found = self._areas.get(ref)
        if found is None:
            found = self._areas[ref] = self._area(ref)
        return found

    def _area(self, ref: Ref) -> Any:
        if ref.is_cell:
            return self.one(ref)[None, None]
        down, across = self._down.alone(ref.top, ref.bottom), self._across.alone(ref.left, ref.right)
        return self._several(ref) if down is None or across is None else self._same(ref, down, across)

    def _same(self, ref: Ref, down: tuple[int, int], across: tuple[int, int]) -> Any:
        """The numbers of a range that is the same for all formulas, its sheet apart."""
        state, (top, bottom), (left, right) = self._state, down, across
        sheet = ref.sheet or self._sheet
        if bottom == MAX_ROW:
            bottom = max(top, state.last_row)
        if right == MAX_COLUMN:
            right = max(left, state.last_column)
        height, width = bottom - top + 1, right - left + 1
        if height * width > MAX_CELLS:
            raise Unsupported(ref.area(*self._cells[0]).local)
        if sheet and width == 1 and height > 1:
            get = state.on(sheet).get
            first, last = get((top, left), 0), get((bottom, left), 0)
            if first and last - first == height - 1:
                return slice(first, last + 1)
        if sheet:
            return state.grid(sheet).block(top, bottom, left, right)[:, :, None]
        blocks = [
            np.repeat(state.grid(one).block(top, bottom, left, right)[:, :, None], count, axis=2)
            for one, _, count in self.sheets
        ]
        return np.concatenate(blocks, axis=2)

    def _several(self, ref: Ref) -> Any:
        """The numbers of a range that each formula sees elsewhere."""
        tops, height = self._down.spanned(ref.top, ref.bottom, self._state.last_row)
        lefts, width = self._across.spanned(ref.left, ref.right, self._state.last_column)
        if height * width > MAX_CELLS:
            raise Unsupported(ref.area(*self._cells[0]).local)
        if not (height and width):
            raise Apart
        count = max(len(tops), len(lefts))
        if count > 1 and height * width * count * self._state.members > MOST:
            raise Apart
        down = tops[None] + np.arange(height)[:, None]
        across = lefts[None] + np.arange(width)[:, None]
        return self.numbers(ref, down[:, None], across[None])

    def numbers(self, ref: Ref, down: Any, across: Any) -> Any:
        """The numbers of cells, formulas on the last axis; where no sheet is written, it is the formula’s."""
        sheet = ref.sheet or self._sheet
        if sheet:
            return self._state.grid(sheet).at(down, across)
        down, across = np.broadcast_arrays(down, across)
        parts = []
        for sheet, start, count in self.sheets:
            own = slice(start, start + count) if down.shape[-1] > 1 else slice(None)
            ids = self._state.grid(sheet).at(down[..., own], across[..., own])
            parts.append(np.broadcast_to(ids, (*down.shape[:-1], count)))
        return np.concatenate(parts, axis=-1)

    def sides(self, ref: Ref) -> tuple[Rows, Rows, Rows, Rows]:
        """First and last rows, first and last columns."""
        return (*self._down.between(ref.top, ref.bottom), *self._across.between(ref.left, ref.right))
