"""What a cell moves: the formula cells that read it, level by level, and those that some results need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Any

from xlsync.recalc.engine import cell_in, evaluate
from xlsync.recalc.labels import SHOWN_VALUES, Labels
from xlsync.recalc.planning import Plan, plan
from xlsync.recalc.presenting import Presenter
from xlsync.recalc.references import Area, stretches
from xlsync.recalc.view import Book, CellView, book_of
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address


class Dependents:
    """Who reads whom, in a workbook.

    Args:
        book: The workbook, or its view.
        work: Its plan, where there is one already.

    Examples:
        >>> cells = {(1, 1): CellView(2.0), (1, 2): CellView(4.0, "A1*2"), (1, 3): CellView(8.0, "B1*2")}
        >>> found = Dependents(Book({"F": cells})).levels([Address("F", 1, 1)])
        >>> [[str(cell) for cell in level] for level in found]
        [['F!B1'], ['F!C1']]
    """

    def __init__(self, book: Workbook | Book, work: Plan | None = None) -> None:
        self.book = book_of(book)
        self._plan = work or plan(self.book)
        self._readers: dict[Address, list[Address]] = defaultdict(list)
        self._areas: dict[str, dict[Area, list[Address]]] = defaultdict(dict)
        for cell, ready in self._plan.prepared.items():
            for area in dict.fromkeys(ready.reads):
                if area.is_cell:
                    self._readers[area.first].append(cell)
                else:
                    self._areas[area.sheet].setdefault(area, []).append(cell)

    def direct(self, cell: Address) -> list[Address]:
        """The formula cells that read a cell; those that read the array that its formula fills."""
        filled = self.book.cell(cell).array if self.book.cell(cell).formula is not None else None
        if filled is None:
            found = list(self._readers.get(cell, ()))
            found += (
                one for area, cells in self._areas[cell.sheet].items() if area.holds(cell) for one in cells
            )
            return found
        found = [one for at, cells in self._readers.items() if filled.holds(at) for one in cells]
        found += (
            one for area, cells in self._areas[cell.sheet].items() if area.meets(filled) for one in cells
        )
        return found

    def levels(self, cells: Iterable[Address], depth: int | None = None) -> list[list[Address]]:
        """The formula cells that some cells move: those that read them, those that read these, and so on.

        Args:
            cells: Inputs, or formula cells.
            depth: Number of levels; all of them where it is left out.

        Returns:
            Each formula cell once, at the first level that reaches it, in the order of the sheets.
        """
        order = {sheet: rank for rank, sheet in enumerate(self.book.sheets)}
        reached = set(cells)
        last: Iterable[Address] = tuple(reached)
        found: list[list[Address]] = []
        while depth is None or len(found) < depth:
            level = {one for cell in last for one in self.direct(cell)} - reached
            if not level:
                break
            reached |= level
            last = sorted(level, key=lambda cell: (order[cell.sheet], cell.row, cell.column))
            found.append(list(last))
        return found

    def moved(self, cells: Iterable[Address]) -> set[Address]:
        """Every formula cell that some cells move."""
        return {cell for level in self.levels(cells) for cell in level}

    def needed(self, cells: Iterable[Address]) -> set[Address]:
        """The formula cells that some cells are made of, themselves included."""
        graph = self._plan.graph
        owners = self._plan.owners
        waiting = [owners.get(cell, cell) for cell in cells]
        found: set[Address] = set()
        while waiting:
            cell = waiting.pop()
            if cell in graph and cell not in found:
                found.add(cell)
                waiting += graph[cell]
        return found

    def narrowed(self, cells: Iterable[Address], *, values: bool = False) -> Book:
        """The workbook with only the formulas that some cells need; the others stand as their values.

        Args:
            cells: The cells.
            values: Formulas keep the values stored with them; without, a cell that is not computed shows a
                blank.
        """
        kept = self.needed(cells)
        filled = {cell for cell, owner in self._plan.owners.items() if owner in kept}
        sheets = {
            sheet: {
                place: CellView(view.value if values else None, view.formula, view.array)
                if (cell := Address(sheet, *place)) in kept
                else CellView(None if cell in filled and not values else view.value)
                for place, view in held.items()
            }
            for sheet, held in self.book.sheets.items()
        }
        return replace(self.book, sheets=sheets)


@dataclass(frozen=True, slots=True)
class Moved:
    """Formula cells one under the other that a cell moves.

    Attributes:
        area: The cells.
        label: Heading of their table column, or name; empty when there is none.
        formula: That of the first one, without "=".
        values: What they hold, at most `SHOWN_VALUES`.
    """

    area: Area
    label: str
    formula: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Influence:
    """What a cell moves.

    Attributes:
        cell: The cell.
        label: Heading of its table column, or its name.
        value: What it holds.
        formula: Its formula, None for an input.
        levels: What reads it, what reads these, and so on; each formula cell once.
        further: Formula cells beyond the last level.
    """

    cell: Address
    label: str
    value: Any
    formula: str | None
    levels: tuple[tuple[Moved, ...], ...]
    further: int


def influence(book: Workbook | Book, address: str, *, depth: int = 1, date: Day | None = None) -> Influence:
    """What a cell moves, level by level.

    Args:
        book: The workbook, or its view.
        address: `Sheet!A1`.
        depth: Number of levels.
        date: What TODAY and NOW give.

    Raises:
        ValueError: the address names no cell of the workbook.
    """
    view = book_of(book)
    cell = cell_in(view, address)
    dependents = Dependents(view)
    found = dependents.levels([cell])
    told = [cell, *(one for level in found[:depth] for one in level)]
    values = evaluate(dependents.narrowed(told, values=True), date=date).values
    labels, presented = Labels(view), Presenter(book)

    def shown(place: Address) -> Any:
        return presented(place, values.get(place, view.cell(place).value))

    levels = tuple(
        tuple(
            Moved(
                area,
                labels.of(area.first),
                view.cell(area.first).formula or "",
                tuple(
                    shown(area.first._replace(row=row))
                    for row in range(area.top, min(area.bottom, area.top + SHOWN_VALUES - 1) + 1)
                ),
            )
            for area in stretches(level)
        )
        for level in found[:depth]
    )
    return Influence(
        cell,
        labels.of(cell),
        shown(cell),
        view.cell(cell).formula,
        levels,
        sum(map(len, found[depth:])),
    )
