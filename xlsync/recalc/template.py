"""A workbook as a function: sets of inputs in, a table of results out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from xlsync.recalc.engine import NotRecalculated, evaluate, plan
from xlsync.recalc.ours import CATALOGUE, Functions
from xlsync.recalc.references import parse_cell
from xlsync.recalc.view import Book, book_of
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address


@dataclass(slots=True)
class Members:
    """Results of one template for several members.

    Attributes:
        table: A row a member, in the order of the inputs; a column a cell, under its `Address`. An error is
            an `ErrorValue`, a blank None.
        not_recalculated: Cells that no member could compute, and why; their columns hold the cached values.
    """

    table: pd.DataFrame
    not_recalculated: list[NotRecalculated] = field(default_factory=list)

    def __len__(self) -> int:
        """Number of members."""
        return len(self.table)

    def __getitem__(self, cell: Address | str) -> pd.Series[Any]:
        """Values of a cell, one a member."""
        return self.table[parse_cell(cell) if isinstance(cell, str) else cell]


class Template:
    """The formulas of a workbook, made ready once for any number of members.

    Args:
        book: A workbook of the template, or its view.
        functions: Our functions by identity.

    Examples:
        >>> from xlsync.recalc.view import CellView
        >>> book = Book({"F": {(1, 1): CellView(2.0), (1, 2): CellView(None, "A1*21")}})
        >>> template = Template(book)
        >>> [*map(str, template.inputs)], [*map(str, template.outputs)]
        (['F!A1'], ['F!B1'])
        >>> template.evaluate({"F!A1": [1.0, 2.0, 3.0]})["F!B1"].tolist()
        [21.0, 42.0, 63.0]
    """

    def __init__(self, book: Workbook | Book, functions: Functions = CATALOGUE) -> None:
        self.book = book_of(book)
        self._functions = functions
        work = plan(self.book, functions)
        self.outputs: tuple[Address, ...] = tuple(work.graph)
        areas = {area for ready in work.prepared.values() for area in ready.reads}
        self.inputs: dict[Address, Any] = {
            Address(sheet, *place): view.value
            for sheet, cells in self.book.sheets.items()
            for place, view in cells.items()
            if view.formula is None and any(area.holds(Address(sheet, *place)) for area in areas)
        }

    def evaluate(
        self,
        inputs: pd.DataFrame | Mapping[Any, Sequence[Any]],
        outputs: Iterable[Address | str] | None = None,
        date: datetime.date | None = None,
    ) -> Members:
        """Computes every member.

        Args:
            inputs: A column for each cell that varies, an `Address` or `Sheet!A1`, a row a member. The cell
                of a formula then holds the given value.
            outputs: Cells wanted, every formula cell by default.
            date: What TODAY and NOW give.

        Raises:
            ValueError: a column names no cell, or columns differ in length.
        """
        frame = inputs if isinstance(inputs, pd.DataFrame) else pd.DataFrame(dict(inputs), dtype=object)
        wanted = [parse_cell(one) if isinstance(one, str) else one for one in outputs or self.outputs]
        rows, missing = [], []
        for values in frame.itertuples(index=False, name=None):
            overrides = {str(cell): value for cell, value in zip(frame.columns, values, strict=True)}
            found = evaluate(self.book, date=date, overrides=overrides, functions=self._functions)
            rows.append([found.values.get(cell, self.book.cell(cell).value) for cell in wanted])
            missing = found.not_recalculated
        return Members(pd.DataFrame(rows, columns=pd.Index(wanted, dtype=object)), missing)
