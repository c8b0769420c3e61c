"""What a formula sees while it is computed: the values of the workbook, its own cell, the date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xlsync.recalc.ours import Call, Functions, Gathered
from xlsync.recalc.prepass import Operand
from xlsync.recalc.references import Area
from xlsync.recalc.values import VALUE, Grid, Unsupported, held
from xlsync.recalc.view import Book
from xlsync.workbook.cells import MAX_CELLS
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Address


@dataclass(slots=True)
class State:
    """Values known so far, shared by all formulas of a workbook.

    Attributes:
        values: By sheet, then by (row, column).
        formulas_with: For a function's name, the cells whose formula holds it.
        today: The date that TODAY and NOW take.
        calls: Record of the calls of our functions.
        gathered: Those made before the formula that holds them.
    """

    values: dict[str, dict[tuple[int, int], Any]]
    date1904: bool
    functions: Functions
    formulas_with: Mapping[str, set[Address]]
    today: date | None = None
    calls: list[Call] = field(default_factory=list)
    gathered: Gathered = field(default_factory=Gathered)
    grids: dict[Area, Grid] = field(default_factory=dict)
    last_row: int = 1
    last_column: int = 1

    @classmethod
    def of(
        cls, book: Book, functions: Functions, formulas_with: Mapping[str, set[Address]], today: date | None
    ) -> State:
        """The typed values of a workbook, before any formula is computed."""
        values = {
            sheet: {place: held(view.value) for place, view in cells.items()}
            for sheet, cells in book.sheets.items()
        }
        places = [place for cells in values.values() for place in cells]
        return cls(
            values=values,
            date1904=book.date1904,
            functions=functions,
            formulas_with=formulas_with,
            today=today,
            last_row=max((row for row, _ in places), default=1),
            last_column=max((column for _, column in places), default=1),
        )

    def grid(self, area: Area) -> Grid:
        """Values of an area; whole columns and rows stop where the workbook does.

        Raises:
            Unsupported: the area has more cells than a workbook.
        """
        found = self.grids.get(area)
        if found is None:
            cells = self.values.get(area.sheet, {})
            bottom = max(self.last_row, area.top) if area.bottom == MAX_ROW else area.bottom
            right = max(self.last_column, area.left) if area.right == MAX_COLUMN else area.right
            if area._replace(bottom=bottom, right=right).size > MAX_CELLS:
                raise Unsupported(area.local)
            columns = range(area.left, right + 1)
            rows = [[cells.get((row, column)) for column in columns] for row in range(area.top, bottom + 1)]
            found = self.grids[area] = Grid(rows, area)
        return found


@dataclass(slots=True)
class Frame:
    """One formula being computed."""

    state: State
    cell: Address
    operands: tuple[Operand, ...]

    @property
    def date1904(self) -> bool:
        """Dates count from 1904."""
        return self.state.date1904

    @property
    def today(self) -> date | None:
        """The date given to the evaluation."""
        return self.state.today

    def operand(self, position: int) -> Any:
        """Value of a placeholder: a constant, or the grid of an area."""
        operand = self.operands[position]
        if not isinstance(operand.value, Area):
            return operand.value
        if operand.position_only:
            return Grid([[None]], operand.value)
        return self.state.grid(operand.value)

    def one(self, value: Any) -> Any:
        """The single value that stands for a grid: in a range, the one on the formula's row or column."""
        if not isinstance(value, Grid):
            return value
        area = value.area
        if area is None or (value.height == 1 and value.width == 1):
            return value.rows[0][0]
        row, column = self.cell.row - area.top, self.cell.column - area.left
        if value.width == 1 and 0 <= row < value.height:
            return value.rows[row][0]
        if value.height == 1 and 0 <= column < value.width:
            return value.rows[0][column]
        return VALUE

    def element(self, value: Any) -> Any:
        """What an operator takes outside of array formulas: one value of a range, the whole of an array."""
        return self.one(value) if isinstance(value, Grid) and value.area is not None else value

    def without(self, grid: Grid, function: str) -> Grid:
        """The grid with the cells whose formula holds `function` left blank."""
        area = grid.area
        holders = self.state.formulas_with.get(function, set())
        if area is None or not any(area.holds(cell) for cell in holders):
            return grid
        return Grid(
            [
                [
                    None if Address(area.sheet, area.top + row, area.left + column) in holders else value
                    for column, value in enumerate(line)
                ]
                for row, line in enumerate(grid.rows)
            ],
            area,
        )
