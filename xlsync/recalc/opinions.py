"""What another program computed of a workbook, told as the engine tells what it computes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date as Day
from pathlib import Path
from typing import Any

from xlsync.recalc.frame import CLOCK, NEVER
from xlsync.recalc.planning import Plan
from xlsync.recalc.results import Evaluation, NotRecalculated
from xlsync.recalc.values import held
from xlsync.workbook.values import Address

Evaluator = Callable[[Sequence[Path], Day | None], Iterator[Evaluation | Exception]]
"""Computes some files: an evaluation each, or why there is none. What it raises befalls them all."""


def changing(work: Plan, date: Day | None) -> dict[Address, str]:
    """The formulas that no second computation gives again, with the function that makes them so.

    Args:
        work: The formulas.
        date: What TODAY and NOW give, where it is known.
    """
    names = NEVER if date is not None else NEVER | CLOCK
    found = {
        cell: next((name for name in ready.functions if name in names), "")
        for cell, ready in work.prepared.items()
    }
    return {cell: name for cell, name in found.items() if name}


def evaluation(work: Plan, values: Mapping[Address, Any], reasons: Mapping[Address, str]) -> Evaluation:
    """The values of another program, but for the cells that it could not compute and all that reads them.

    Args:
        work: The formulas.
        values: What it found for each cell that a formula fills.
        reasons: What it could not compute, by the cell of the formula.

    Examples:
        >>> from xlsync.recalc.planning import plan
        >>> from xlsync.recalc.view import Book, CellView
        >>> book = Book({"F": {(1, 1): CellView(1.0, "ABSENT()"), (1, 2): CellView(2.0, "A1+1")}})
        >>> found = evaluation(plan(book), {}, {Address("F", 1, 1): "ABSENT"})
        >>> [(str(one.cell), one.function, str(one.through)) for one in found.not_recalculated]
        [('F!A1', 'ABSENT', 'None'), ('F!B1', 'ABSENT', 'F!A1')]
    """
    told = Evaluation(circles=work.circles, formulas=len(work.cells))
    failed = _failed(work, reasons)
    for cell in work.cells:
        area = work.filled.get(cell)
        for place in (cell,) if area is None else area.cells():
            if cell in failed:
                told.kept.add(place)
                told.values[place] = work.book.cell(place).value
            else:
                told.values[place] = held(values.get(place))
    told.not_recalculated = [failed[cell] for cell in work.cells if cell in failed]
    return told


def _failed(work: Plan, reasons: Mapping[Address, str]) -> dict[Address, NotRecalculated]:
    failed = {cell: NotRecalculated(cell, reason) for cell, reason in work.refused.items()}
    if not failed and not reasons:
        return failed
    for step in work.ordered.steps:
        for cell in step.cells:
            before = next((failed[one] for one in work.precedents(cell) if one in failed), None)
            if before is not None:
                failed[cell] = NotRecalculated(cell, before.function, before.through or before.cell)
            elif cell in reasons:
                failed[cell] = NotRecalculated(cell, reasons[cell])
    return failed
