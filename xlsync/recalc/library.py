"""The `formulas` library as a second opinion: its parser and its functions, with ours registered in it.

It has neither names nor structured references: it is given each formula with plain references, in a
workbook of its own. A call that leaves an argument out hands our functions 0 there, and numbers in texts have
a decimal point whatever the language.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Day
from pathlib import Path
from typing import Any

import formulas
import schedula
from formulas.errors import FormulaError
from formulas.functions import wrap_ufunc
from formulas.ranges import Ranges
from formulas.tokens.operand import XlError

from udfs.hosts.headless import register
from udfs.serials import serial_from_date
from xlsync.recalc.carried import under_carried
from xlsync.recalc.linking import Prepared
from xlsync.recalc.opinions import changing, evaluation
from xlsync.recalc.planning import Plan, plan
from xlsync.recalc.references import Area
from xlsync.recalc.results import Evaluation
from xlsync.recalc.syntax import UNREADABLE, Ref, spelled
from xlsync.recalc.values import ERRORS, VALUE
from xlsync.recalc.view import Book, book_of
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address, ErrorValue

BOOK = "BOOK.XLSX"
PREFIX = "_XLFN."
DATES_1904 = "1904"


def evaluations(paths: Sequence[Path], date: Day | None) -> Iterator[Evaluation | Exception]:
    """What the library finds for each file.

    Args:
        paths: Workbooks.
        date: What TODAY and NOW give.
    """
    for path in paths:
        try:
            yield evaluate(book_of(Workbook.open(path)), date)
        except Exception as error:
            yield error


def evaluate(book: Book, date: Day | None = None) -> Evaluation:
    """What the library finds for a workbook.

    Args:
        book: Its view.
        date: What TODAY and NOW give.

    Raises:
        UnsupportedWorkbook: the versions of parameters that the workbook carries cannot be read.

    Examples:
        >>> from xlsync.recalc.view import CellView
        >>> evaluate(Book({"F": {(1, 1): CellView(2.0), (1, 2): CellView(None, "A1*21")}}))["F!B1"]
        42.0
    """
    work = plan(book)
    known = _functions(date)
    reasons = changing(work, date) | _unknown(work, known)
    cells = {cell: _plain(work, ready) for cell, ready in work.prepared.items() if cell not in reasons}
    unreadable = _unreadable(cells)
    reasons |= dict.fromkeys(unreadable, UNREADABLE)
    with under_carried(book):
        found = _solved(work, {cell: text for cell, text in cells.items() if cell not in unreadable})
    missing = {cell for cell in cells if cell not in found and cell not in reasons}
    reasons |= {cell: next(iter(work.prepared[cell].functions), UNREADABLE) for cell in missing}
    return evaluation(work, found, reasons)


def _functions(date: Day | None) -> Mapping[str, Any]:
    """The functions of the library, and ours; those of today as the date has it."""
    known: dict[str, Any] = formulas.get_functions()
    register(known)
    for name in [*known]:
        if name.startswith(PREFIX):
            known.setdefault(name.removeprefix(PREFIX), known[name])
    if date is not None:
        serial = float(serial_from_date(date))
        known["TODAY"] = known["NOW"] = wrap_ufunc(lambda: serial)
    return known


def _unknown(work: Plan, known: Mapping[str, Any]) -> dict[Address, str]:
    found = {
        cell: DATES_1904 if work.book.date1904 else next((n for n in ready.functions if n not in known), "")
        for cell, ready in work.prepared.items()
    }
    return {cell: name for cell, name in found.items() if name}


def _unreadable(cells: Mapping[Address, str]) -> set[Address]:
    """The formulas that its parser refuses."""
    parser = formulas.Parser()
    refused = set()
    for cell, text in cells.items():
        try:
            parser.ast(text)
        except (FormulaError, ValueError, TypeError, KeyError, IndexError, RecursionError):
            refused.add(cell)
    return refused


def _solved(work: Plan, cells: Mapping[Address, str]) -> dict[Address, Any]:
    """The value of each cell that a formula fills, where the library found one."""
    given = {
        _key(work, Area(sheet, *place, *place)): _typed(view.value)
        for sheet, views in work.book.sheets.items()
        for place, view in views.items()
        if view.formula is None and view.value is not None and Address(sheet, *place) not in work.owners
    }
    keys = {cell: _key(work, _place(work, cell)) for cell in cells}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = formulas.ExcelModel().from_dict(given | {keys[cell]: text for cell, text in cells.items()})
        solution = model.calculate()
    found: dict[Address, Any] = {}
    for cell, key in keys.items():
        if key in solution:
            rows = solution[key].value
            area = _place(work, cell)
            found |= {
                place: _received(rows[place.row - area.top, place.column - area.left])
                for place in area.cells()
            }
    return found


def _key(work: Plan, area: Area) -> str:
    """The name that the library gives to cells."""
    return str(Ranges().push(f"'[{BOOK}]{_sheet(work, area.sheet)}'!{area.local}").ranges[0]["name"])


def _sheet(work: Plan, name: str) -> str:
    """A sheet as the library is told it: it cannot read every name."""
    return f"S{[*work.book.sheets].index(name)}"


def _plain(work: Plan, ready: Prepared) -> str:
    """A formula with plain references to the sheets as the library is told them."""

    def reference(ref: Ref) -> str:
        area = ref.area(*ready.cell)
        return f"'{_sheet(work, area.sheet)}'!{area.local}"

    return f"={spelled(ready.linked.tree, reference)}"


def _place(work: Plan, cell: Address) -> Area:
    """The cells that a formula fills."""
    own = Area(cell.sheet, cell.row, cell.column, cell.row, cell.column)
    return work.filled.get(cell, own)


def _typed(value: Any) -> Any:
    """A value that the library takes for no formula."""
    if isinstance(value, ErrorValue):
        return f"={value}"
    if isinstance(value, str) and value.startswith(("=", "#")):
        doubled = value.replace('"', '""')
        return f'="{doubled}"'
    return value


def _received(value: Any) -> Any:
    if value is schedula.EMPTY:
        return 0.0
    if isinstance(value, XlError):
        return ERRORS.get(str(value), VALUE)
    value = value.item() if hasattr(value, "item") else value
    return float(value) if type(value) is int else value
