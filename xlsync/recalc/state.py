"""The values of a workbook while it is computed, for one member or many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xlsync.recalc.functions.declare import convert
from xlsync.recalc.ours import Call, Functions
from xlsync.recalc.values import Unsupported, held
from xlsync.recalc.vectors import Pool, Vector
from xlsync.recalc.view import Book
from xlsync.workbook.values import Address

Ids = NDArray[np.int32]
MAX_GRID = 20_000_000
"""Places of the used rectangle of a sheet; a sheet with more is computed by the general engine."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What functions may need to know beside their arguments."""

    date1904: bool = False
    today: date | None = None
    language: str | None = "en"
    signs: str = "cp1252"

    def converted(self, value: Any, kind: str) -> Any:
        """A value as an argument of that kind takes it."""
        return convert(value, kind, self.language, self.date1904)


@dataclass(slots=True)
class SheetIds:
    """Numbers of the cells of a sheet, 0 where there is none, from the first used row and column."""

    ids: Ids
    top: int
    left: int

    def at(self, rows: Any, columns: Any) -> Any:
        """The numbers of cells; 0 outside of what is used."""
        down, across = np.asarray(rows) - self.top, np.asarray(columns) - self.left
        height, width = self.ids.shape
        inside = (down >= 0) & (down < height) & (across >= 0) & (across < width)
        if inside.all():
            return self.ids[down, across]
        found = self.ids[np.clip(down, 0, height - 1), np.clip(across, 0, width - 1)]
        return np.where(inside, found, 0)

    def block(self, top: int, bottom: int, left: int, right: int) -> Ids:
        """The numbers of a rectangle."""
        down, across = top - self.top, left - self.left
        height, width = bottom - self.top + 1, right - self.left + 1
        if down < 0 or across < 0 or height > self.ids.shape[0] or width > self.ids.shape[1]:
            found: Ids = self.at(np.arange(top, bottom + 1)[:, None], np.arange(left, right + 1))
            return found
        return self.ids[down:height, across:width]


class State:
    """Values of cells: one for all members, or one for each where they differ.

    Args:
        book: The workbook.
        filled: Cells that will hold something, beside those of the workbook.
        functions: Our functions.
        setting: Date system, date, language.
        computed: How many cells are computed at most.
    """

    def __init__(
        self, book: Book, filled: Iterable[Address], functions: Functions, setting: Setting, computed: int = 0
    ) -> None:
        self.book, self.functions, self.setting = book, functions, setting
        self.pool = Pool(setting.language, setting.date1904)
        self.calls: list[Call] = []
        self.count = 1
        self.only: int | None = None
        places: dict[str, dict[tuple[int, int], int]] = {}
        typed: list[Any] = [None]
        more: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for cell in filled:
            more[cell.sheet].append((cell.row, cell.column))
        for sheet, cells in book.sheets.items():  # one column after the other: an area of one is one stretch
            columns: dict[int, list[int]] = defaultdict(list)
            for row, column in {*cells, *more[sheet]} if sheet in more else cells:
                columns[column].append(row)
            order = [(row, column) for column in sorted(columns) for row in sorted(columns[column])]
            places[sheet] = dict(zip(order, range(len(typed), len(typed) + len(order)), strict=True))
            typed += [held(cells[place].value) if place in cells else None for place in places[sheet]]
        self.places = places
        self.grids: dict[str, SheetIds | None] = {sheet: _grid(here) for sheet, here in places.items()}
        values = self.pool.of(typed)
        self.num = values.num[:, 0].copy()
        self.tag = values.tags[:, 0].copy()
        self.slot = np.full(len(typed), -1, np.int32)
        self.varied = Vector(np.empty((0, 1)), np.empty((0, 1), np.uint8))
        self._room = self.varied
        self.mixed = np.empty(0, bool)
        self.used = 0
        self.bad = np.zeros(len(typed), bool)
        self.subtotals = np.zeros(len(typed), bool)
        self.hidden, self.filtered = (
            _in_rows(rows, places, len(typed)) for rows in (book.hidden, book.filtered)
        )
        self.any_bad = False
        grids = [grid for grid in self.grids.values() if grid is not None and grid.ids.size]
        self.last_row = max((grid.top + grid.ids.shape[0] - 1 for grid in grids), default=1)
        self.last_column = max((grid.left + grid.ids.shape[1] - 1 for grid in grids), default=1)
        self._typed = (self.num.copy(), self.tag.copy())
        self.computed = computed

    @property
    def members(self) -> int:
        """How many are computed together: one while `only` says which."""
        return self.count if self.only is None else 1

    def id(self, cell: Address) -> int:
        """The number of a cell; 0 for one that holds nothing."""
        return self.places[cell.sheet].get((cell.row, cell.column), 0)

    def ids(self, cells: Iterable[Address]) -> list[int]:
        """The numbers of cells, as `id`."""
        places = self.places
        return [places[sheet].get((row, column), 0) for sheet, row, column in cells]

    def grid(self, sheet: str) -> SheetIds:
        """The cells of a sheet.

        Raises:
            Unsupported: they spread over too large a rectangle.
        """
        found = self.grids.get(sheet)
        if found is None:
            raise Unsupported(f"{sheet}!")
        return found

    def on(self, sheet: str) -> dict[tuple[int, int], int]:
        """The numbers of the cells of a sheet, by row and column.

        Raises:
            Unsupported: as `grid`.
        """
        if self.grids.get(sheet) is None:
            self.grid(sheet)
        return self.places[sheet]

    def begin(self, members: int, given: Mapping[int, Sequence[Any]]) -> None:
        """The typed values again, and those of each member in some cells.

        Args:
            members: How many.
            given: By the number of a cell, a value for each member.
        """
        self.num, self.tag = self._typed[0].copy(), self._typed[1].copy()
        self.count, self.only = members, None
        self.slot[:] = -1
        self.used = 0
        rows = self.computed + len(given) if members > 1 else 0
        if self._room.num.shape[0] != rows or self._room.num.shape[1] < members:
            self._room = Vector(np.zeros((rows, members)), np.zeros((rows, members), np.uint8))
            self.mixed = np.zeros(rows, bool)
        self.varied = self._room[:, :members]
        self.bad[:] = False
        self.any_bad = False
        self.calls.clear()
        for number, values in given.items():
            vector = self._column(values)
            self.put(np.array([number]), vector)

    def _column(self, values: Sequence[Any]) -> Vector:
        if isinstance(values, np.ndarray) and values.dtype == np.float64 and np.isfinite(values).all():
            return Vector(values.reshape(1, -1))
        return self.pool.shaped([held(value) for value in values], (1, len(values)))

    def take(self, ids: Any) -> Vector:
        """The values of cells: the shape of their numbers, and one more axis for members.

        Args:
            ids: Their numbers; a stretch of them stands for an area of one column and one formula.
        """
        if isinstance(ids, slice):
            if not self.used:
                tag = self.tag[ids]
                kinds = tag[:, None, None, None] if np.count_nonzero(tag) else None
                return Vector(self.num[ids][:, None, None, None], kinds)
            ids = np.arange(ids.start, ids.stop)[:, None, None]
        if self.used:
            slots = self.slot[ids]
            varied = slots >= 0
            if varied.any():
                return self._varied(ids, slots, varied)
        tag = self.tag[ids]
        return Vector(self.num[ids][..., None], tag[..., None] if np.count_nonzero(tag) else None)

    def _varied(self, ids: Any, slots: Ids, varied: Any) -> Vector:
        held = self.varied if self.only is None else self.varied[:, self.only : self.only + 1]
        assert held.tag is not None
        if varied.all():
            mixed = self.mixed[slots].any()
            first, count = int(slots.flat[0]), slots.size
            if int(slots.flat[-1]) - first == count - 1 and (np.diff(slots.reshape(-1)) == 1).all():
                shape = (*slots.shape, held.num.shape[1])  # one stretch of memory, which is not copied
                num, tag = (one[first : first + count].reshape(shape) for one in (held.num, held.tag))
                return Vector(num, tag if mixed else None)
            return Vector(held.num[slots], held.tag[slots] if mixed else None)
        num = np.where(varied[..., None], held.num[slots], self.num[ids][..., None])
        tag = np.where(varied, 0, self.tag[ids]).astype(np.uint8)
        mixed = self.mixed[slots] & varied
        if not mixed.any():
            return Vector(num, np.broadcast_to(tag[..., None], num.shape) if tag.any() else None)
        kinds = np.where(mixed[..., None], held.tag[slots], tag[..., None])
        return Vector(num, kinds)

    def put(self, ids: Any, vector: Vector) -> None:
        """Gives values to cells: two axes, cells and members; a single row serves all cells."""
        if vector.shape[1] == 1:
            self.num[ids] = vector.num[:, 0]
            self.tag[ids] = 0 if vector.tag is None else vector.tag[:, 0]
            if self.used:
                self.slot[ids] = -1
            return
        first, self.used = self.used, self.used + len(ids)
        slots = slice(first, self.used)
        self.varied.num[slots] = vector.num
        assert self.varied.tag is not None
        self.mixed[slots] = vector.tag is not None
        if vector.tag is not None:
            self.varied.tag[slots] = vector.tag
        self.slot[ids] = np.arange(first, self.used)

    def value(self, number: int, member: int = 0) -> Any:
        """What a cell holds for a member."""
        slot = self.slot[number]
        if slot < 0:
            return self.pool.value(self.num[number], int(self.tag[number]))
        tag = 0
        if self.mixed[slot]:
            assert self.varied.tag is not None
            tag = int(self.varied.tag[slot, member])
        return self.pool.value(self.varied.num[slot, member], tag)

    def values(self, numbers: Sequence[int]) -> list[Any]:
        """What cells hold, where one member is computed."""
        ids = np.array(numbers, np.intp)
        return self.pool.values(Vector(self.num[ids], self.tag[ids]))

    def column(self, number: int) -> NDArray[Any]:
        """The values of a cell for every member: floats, until the next `begin`, or objects."""
        slot = self.slot[number]
        if slot < 0:
            value = self.value(number)
            if isinstance(value, float):
                return np.full(self.count, value)
            same = np.empty(self.count, object)
            same[:] = [value] * self.count
            return same
        num: NDArray[Any] = self.varied.num[slot]
        if not self.mixed[slot]:
            return num
        assert self.varied.tag is not None
        return self.pool.objects(num, self.varied.tag[slot])

    def spoil(self, ids: Iterable[int]) -> None:
        """These cells keep their cached values, and what reads them too."""
        for one in ids:
            self.bad[one] = self.any_bad = True


def _in_rows(
    rows: Mapping[str, frozenset[int]], places: Mapping[str, Mapping[tuple[int, int], int]], count: int
) -> NDArray[np.bool_]:
    """Which cells stand in some rows."""
    found = np.zeros(count, bool)
    for sheet, wanted in rows.items():
        if wanted:
            found[[number for (row, _), number in places[sheet].items() if row in wanted]] = True
    return found


def _grid(here: Mapping[tuple[int, int], int]) -> SheetIds | None:
    if not here:
        return SheetIds(np.zeros((1, 1), np.int32), 1, 1)
    rows, columns = np.array([*here]).T
    top, left = int(rows.min()), int(columns.min())
    height, width = int(rows.max()) - top + 1, int(columns.max()) - left + 1
    if height * width > MAX_GRID:
        return None
    ids = np.zeros((height, width), np.int32)
    ids[rows - top, columns - left] = np.fromiter(here.values(), np.int32, len(here))
    return SheetIds(ids, top, left)
