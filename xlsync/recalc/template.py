"""A workbook as a function: sets of inputs in, a table of results out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xlsync.recalc.engine import Computation, cell_in, overridden
from xlsync.recalc.graph import Columns
from xlsync.recalc.ours import CATALOGUE, Functions
from xlsync.recalc.planning import plan
from xlsync.recalc.references import Area, parse_cell
from xlsync.recalc.results import NotRecalculated
from xlsync.recalc.values import given
from xlsync.recalc.view import Book, book_of, template_key
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address

if TYPE_CHECKING:
    import pandas as pd  # loaded once results are asked for as columns

MOST_VALUES, MOST_MEMBERS = 4_000_000, 5_000
"""Values held at once, and members computed together: more would leave the processor's memory."""

Inputs: TypeAlias = "pd.DataFrame | Mapping[Any, Sequence[Any]]"


class Members:
    """Results of one template for several members.

    Attributes:
        cells: The cells whose results were asked for.
        not_recalculated: Cells that could not be computed, be it for one member, and why; their columns hold
            the cached values.
    """

    def __init__(self, cells: Sequence[Address], count: int) -> None:
        self.cells = tuple(cells)
        self.not_recalculated: list[NotRecalculated] = []
        self._ranks = {cell: rank for rank, cell in enumerate(self.cells)}
        self._numbers = np.empty((len(self.cells), count))
        self._others: dict[int, NDArray[Any]] = {}

    def __len__(self) -> int:
        """Number of members."""
        return self._numbers.shape[1]

    def __getitem__(self, cell: Address | str) -> pd.Series[Any]:
        """Values of a cell, one a member: numbers, or objects (an error is an `ErrorValue`, a blank None)."""
        import pandas as pd

        rank = self._ranks[parse_cell(cell) if isinstance(cell, str) else cell]
        column = self._column(rank)
        return pd.Series(column, dtype=column.dtype, copy=False)

    def _column(self, rank: int) -> NDArray[Any]:
        other = self._others.get(rank)
        return self._numbers[rank] if other is None else other

    def put(self, rank: int, start: int, values: NDArray[Any]) -> None:
        """The values of some members in the cell of that rank."""
        end = start + len(values)
        if values.dtype == object and rank not in self._others:
            other = self._others[rank] = np.empty(len(self), object)
            other[:start], other[end:] = self._numbers[rank, :start], self._numbers[rank, end:]
        self._column(rank)[start:end] = values

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a member, in the order of the inputs; a column a cell, under its `Address`."""
        import pandas as pd

        columns = {rank: self[cell] for rank, cell in enumerate(self.cells)}
        table = pd.DataFrame(columns, index=pd.RangeIndex(len(self)))
        table.columns = pd.Index(list(self.cells), dtype=object, tupleize_cols=False)
        return table


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
        self.plan = plan(self.book)
        self.outputs: tuple[Address, ...] = tuple(self.plan.cells)
        self._functions = functions
        self._last: tuple[tuple[frozenset[Address], frozenset[Address]], Computation] | None = None

    @cached_property
    def key(self) -> str:
        """The same for two workbooks that can be computed together."""
        return template_key(self.book)

    @cached_property
    def inputs(self) -> dict[Address, Any]:
        """The typed cells that a formula reads, with their values, in the order of the sheets."""
        typed = [
            (Address(sheet, *place), view.value)
            for sheet, cells in self.book.sheets.items()
            for place, view in cells.items()
            if view.formula is None
        ]
        found = Columns(
            (rank, Area(cell.sheet, cell.row, cell.column, cell.row, cell.column))
            for rank, (cell, _) in enumerate(typed)
        )
        areas = {area for ready in self.plan.prepared.values() for area in ready.reads}
        read = {rank for area in areas for rank in found.inside(area)}
        return dict(typed[rank] for rank in sorted(read))

    def evaluate(
        self,
        inputs: Inputs,
        outputs: Iterable[Address | str] | None = None,
        date: datetime.date | None = None,
    ) -> Members:
        """Computes every member.

        Args:
            inputs: A column for each cell that varies, an `Address` or `Sheet!A1`, a row a member. What is
                missing is blank, a date is its serial. The cell of a formula then holds the given value.
            outputs: Cells wanted, every formula cell by default.
            date: What TODAY and NOW give.

        Raises:
            ValueError: a column names no cell, or columns differ in length.
            UnwritableValue: no cell can hold a value.
        """
        columns = {
            cell_in(self.book, name): _typed(column, self.book.date1904)
            for name, column in _columns(inputs).items()
        }
        lengths = {len(column) for column in columns.values()}
        if len(lengths) > 1:
            raise ValueError("columns differ in length")
        count = lengths.pop() if lengths else 1
        wanted = [*self.outputs] if outputs is None else [cell_in(self.book, one) for one in outputs]
        computation = self._computation(frozenset(columns), frozenset(wanted))
        members = Members(wanted, count)
        chunk = max(1, min(MOST_VALUES // max(1, len(self.outputs)), MOST_MEMBERS))
        for start in range(0, count, chunk):
            end = min(start + chunk, count)
            computation.run(end - start, {cell: column[start:end] for cell, column in columns.items()}, date)
            for rank, cell in enumerate(wanted):
                members.put(rank, start, self._found(computation, cell))
        members.not_recalculated = [
            computation.failed[cell] for cell in self.plan.cells if cell in computation.failed
        ]
        return members

    def _computation(self, given: frozenset[Address], wanted: frozenset[Address]) -> Computation:
        """The computation that these cells were asked of last, or a new one."""
        if self._last is None or self._last[0] != (given, wanted):
            replaced = dict.fromkeys(cell for cell in given if self.book.cell(cell).formula is not None)
            work = plan(overridden(self.book, replaced)) if replaced else self.plan
            self._last = (given, wanted), Computation(work, self._functions, filled=given | wanted)
        return self._last[1]

    def _found(self, computation: Computation, cell: Address) -> Any:
        if cell in computation.failed:
            kept = np.empty(computation.state.count, object)
            kept[:] = [self.book.cell(cell).value] * computation.state.count
            return kept
        return computation.state.column(computation.state.id(cell))


def _columns(inputs: Inputs) -> dict[Any, Any]:
    import pandas as pd

    if not isinstance(inputs, pd.DataFrame):
        return dict(inputs)
    return {name: inputs.iloc[:, rank] for rank, name in enumerate(inputs.columns)}


def _dtype(column: Any) -> Any:
    """What NumPy says a column holds; of a list, values as they are: an error is no text."""
    return getattr(column, "dtype", object)


def _typed(column: Any, date1904: bool) -> Any:
    """A column as cells hold it."""
    import pandas as pd

    series = column if isinstance(column, pd.Series) else pd.Series(column, dtype=_dtype(column))
    missing = series.isna()
    if series.dtype == np.float64 and not missing.any():
        return series.to_numpy()
    values = zip(series.astype(object).tolist(), missing.tolist(), strict=True)
    return [None if is_missing else given(value, date1904) for value, is_missing in values]
