"""Many scenarios through one template: chunk by chunk, over processes where that helps."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlsync.recalc import Address, Book, NotRecalculated
from xlsync.recalc.template import Members, Template
from xlsync.recalc.values import is_number
from xlsync.running import Runner, Task
from xlsync.scenarios.distributions import Values
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, ErrorValue

CHUNK = 2_000
"""Scenarios that are computed at once."""

Progress = Callable[[int, int], object]
"""Hears how many scenarios are computed, of how many."""


@dataclass(slots=True)
class Results:
    """What some cells gave, a row a scenario.

    Attributes:
        cells: The cells.
        numbers: Their numbers, (scenarios, cells); NaN where a cell held something else.
        errors: Where a cell held an error.
        not_recalculated: Cells that no scenario could compute; they hold their stored values.
    """

    cells: tuple[Address, ...]
    numbers: NDArray[np.float64]
    errors: NDArray[np.bool_]
    not_recalculated: list[NotRecalculated]


def run(
    book: Book,
    inputs: Mapping[Address, Values],
    cells: Sequence[Address],
    *,
    count: int,
    date: datetime.date | None = None,
    jobs: int = 1,
    chunk: int = CHUNK,
    progress: Progress | None = None,
) -> Results:
    """Computes some cells of a workbook for every scenario.

    Args:
        book: The workbook.
        inputs: Values of the cells that vary, one a scenario; none computes one scenario for all.
        cells: What to compute.
        count: Number of scenarios.
        date: What TODAY and NOW give.
        jobs: Number of processes.
        chunk: Scenarios that are computed at once.
        progress: Told after each chunk.
    """
    if not inputs:
        still = run(book, _still(book), cells, count=1, date=date)
        return Results(
            still.cells,
            np.repeat(still.numbers, count, axis=0),
            np.repeat(still.errors, count, axis=0),
            still.not_recalculated,
        )
    frame = pd.DataFrame({str(cell): values.tolist() for cell, values in inputs.items()}, dtype=object)
    chunks = [frame.iloc[start : start + chunk] for start in range(0, count, chunk)]
    done, numbers, errors = 0, [], []
    missing: list[NotRecalculated] = []
    task = Task(_evaluate, _prepare, (book, tuple(cells), date))
    for one in Runner(min(jobs, len(chunks))).run(task, chunks):
        members = one.get()
        held, wrong = _read(members)
        numbers.append(held)
        errors.append(wrong)
        missing = members.not_recalculated
        done += len(members)
        if progress is not None:
            progress(done, count)
    wanted = set(cells)
    found = np.concatenate(numbers)
    for rank, cell in enumerate(cells):
        if cell in inputs:
            found[:, rank] = [one if is_number(one) else np.nan for one in inputs[cell].tolist()]
    return Results(
        tuple(cells),
        found,
        np.concatenate(errors),
        [one for one in missing if one.cell in wanted],
    )


def _still(book: Book) -> dict[Address, Values]:
    """A typed cell with what it holds: one scenario in which nothing varies."""
    for sheet, held in book.sheets.items():
        for place, view in held.items():
            if view.formula is None:
                return {Address(sheet, *place): np.array([view.value], dtype=object)}
    return {Address(next(iter(book.sheets)), MAX_ROW, MAX_COLUMN): np.array([None], dtype=object)}


def _read(members: Members) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The numbers of a table of results, and where it holds errors."""
    shape = (len(members), len(members.cells))
    numbers, errors = np.empty(shape), np.zeros(shape, dtype=bool)
    for rank, cell in enumerate(members.cells):
        column = members[cell]
        if column.dtype == np.float64:
            numbers[:, rank] = column
            continue
        values = column.tolist()
        numbers[:, rank] = [one if is_number(one) else np.nan for one in values]
        errors[:, rank] = [isinstance(one, ErrorValue) for one in values]
    return numbers, errors


_PREPARED: dict[str, tuple[Template, tuple[Address, ...], datetime.date | None]] = {}
"""The template that the chunks of a process go through."""


def _prepare(book: Book, cells: tuple[Address, ...], date: datetime.date | None) -> None:
    _PREPARED["here"] = (Template(book), cells, date)


def _evaluate(chunk: pd.DataFrame) -> Members:
    template, cells, date = _PREPARED["here"]
    return template.evaluate(chunk, cells, date)
