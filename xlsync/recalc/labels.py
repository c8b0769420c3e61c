"""What a workbook prints for a cell: the heading of its table, its name, the text beside it."""

from __future__ import annotations

from functools import cached_property

from xlsync.recalc.linking import prepare
from xlsync.recalc.references import Area
from xlsync.recalc.values import Unsupported
from xlsync.recalc.view import Book, TableView
from xlsync.workbook.values import Address

SHOWN_VALUES = 8
"""Values of an area that are shown."""


class Labels:
    """The labels of the cells of a workbook.

    Args:
        book: Its view.

    Examples:
        >>> from xlsync.recalc.view import CellView
        >>> cells = {(1, 1): CellView("Taux"), (1, 2): CellView(0.02)}
        >>> labels = Labels(Book({"F": cells}, names={(None, "taux"): "F!$B$1"}))
        >>> labels.of(Address("F", 1, 2)), labels.line(Address("F", 1, 2))
        ('taux', 'Taux')
    """

    def __init__(self, book: Book) -> None:
        self._book = book

    def of(self, cell: Address) -> str:
        """Heading of the table column that a cell is in, else the name defined for it, else nothing."""
        table = self._table(cell)
        if table is not None:
            return f"{table.name}[{table.columns[cell.column - table.area.left]}]"
        return self._names.get((cell, cell.sheet), self._names.get((cell, None), ""))

    def line(self, cell: Address) -> str:
        """What its line begins with: the first cell of a row of a table, else the nearest text before."""
        table = self._table(cell)
        if table is not None:
            return _said(self._book.cell(cell._replace(column=table.area.left)).value)
        before = (self._book.cell(cell._replace(column=at)).value for at in range(cell.column - 1, 0, -1))
        return next((text for text in before if isinstance(text, str) and text.strip()), "")

    def _table(self, cell: Address) -> TableView | None:
        return next((one for one in self._book.tables.values() if one.area.holds(cell)), None)

    @cached_property
    def _names(self) -> dict[tuple[Address, str | None], str]:
        """The names of single cells, the first of each, by the sheet that they are limited to."""
        found: dict[tuple[Address, str | None], str] = {}
        for (scope, name), text in self._book.names.items():
            cell = self._cell(scope, text) if "!" in text else None
            if cell is not None:
                found.setdefault((cell, scope), name)
        return found

    def _cell(self, scope: str | None, text: str) -> Address | None:
        at = Address(scope or next(iter(self._book.sheets)), 1, 1)
        try:
            ready = prepare(self._book, text.removeprefix("="), at)
        except Unsupported:
            return None
        area: Area | None = ready.reads[0] if len(ready.reads) == 1 else None
        return area.first if area is not None and area.is_cell and ready.plain == str(area) else None


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)
