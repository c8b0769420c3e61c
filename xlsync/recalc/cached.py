"""Cached values against computed ones, and their surgical refresh."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsync.recalc.values import kind
from xlsync.recalc.view import Book, book_of
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address, cell_name

if TYPE_CHECKING:
    from xlsync.recalc.results import Evaluation

RELATIVE = 1e-9
ABSOLUTE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose cached value is not the computed one."""

    cell: Address
    cached: Any
    computed: Any


def same(first: Any, second: Any) -> bool:
    """Numbers within 1e-9, relative or absolute (the dust of sums); anything else exactly, kind included."""
    if kind(first) != kind(second):
        return False
    if kind(first) == "number":
        return math.isclose(first, second, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return bool(first == second)


def compare(book: Workbook | Book, evaluation: Evaluation) -> list[Difference]:
    """Cells whose cached value differs from the computed one, in the order of the sheets.

    Args:
        book: The workbook that was evaluated, or its view.
        evaluation: Its evaluation; cells that it could not compute are left out.

    Examples:
        >>> from xlsync.recalc.engine import evaluate
        >>> from xlsync.recalc.view import CellView
        >>> book = Book({"F": {(1, 1): CellView(41.0, "6*7")}})
        >>> [(str(one.cell), one.cached, one.computed) for one in compare(book, evaluate(book))]
        [('F!A1', 41.0, 42.0)]
    """
    view = book_of(book)
    held = {cell: view.cell(cell).value for cell in evaluation.values}
    return differences(held, stale(held, evaluation), [*view.sheets])


def stale(held: Mapping[Address, Any], evaluation: Evaluation) -> dict[Address, Any]:
    """The computed values that are not just the cached ones.

    Args:
        held: What each cell of the evaluation holds.
        evaluation: Cells that it could not compute are left out.
    """
    found = {}
    for cell, computed in evaluation.values.items():
        cached = held[cell]
        if cached.__class__ is computed.__class__ and cached == computed:
            continue
        if (kind(cached) != kind(computed) or cached != computed) and cell not in evaluation.kept:
            found[cell] = computed
    return found


def differences(
    held: Mapping[Address, Any], found: Mapping[Address, Any], sheets: Sequence[str]
) -> list[Difference]:
    """Of the values that `stale` found, those beyond the tolerance, in the order of the sheets."""
    order = {sheet: rank for rank, sheet in enumerate(sheets)}
    return sorted(
        (Difference(cell, held[cell], value) for cell, value in found.items() if not same(held[cell], value)),
        key=lambda one: (order[one.cell.sheet], one.cell.row, one.cell.column),
    )


def refresh(workbook: Workbook, evaluation: Evaluation) -> list[Difference]:
    """Writes the computed values into the open workbook wherever they are not just the cached ones.

    A value within the tolerance of `compare` is written too: an amount in whole cents stays in whole cents.
    Nothing is saved. The workbook asks for a recalculation on opening only when a cell could not be computed.

    Args:
        workbook: The workbook.
        evaluation: Its evaluation.

    Returns:
        What changed beyond the tolerance.
    """
    view = book_of(workbook)
    held = {cell: view.cell(cell).value for cell in evaluation.values}
    found = stale(held, evaluation)
    put(workbook, found, bool(evaluation.not_recalculated))
    return differences(held, found, [*view.sheets])


def put(workbook: Workbook, values: Mapping[Address, Any], is_incomplete: bool) -> None:
    """Writes computed values into the open workbook; where some are missing, it asks for a recalculation."""
    for cell, value in values.items():
        workbook.sheet(cell.sheet).set_cached(cell_name(cell.row, cell.column), value)
    workbook.set_full_calculation(is_incomplete)
