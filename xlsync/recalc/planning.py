"""The formulas of a workbook, read, linked and put in order, whatever computes them."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from xlsync.recalc.borrowed import BORROWED
from xlsync.recalc.frame import CLOCK, LAZY, NEVER, PLACES
from xlsync.recalc.functions import NATIVE
from xlsync.recalc.graph import Columns, Order, ordered
from xlsync.recalc.linking import Linker, Prepared
from xlsync.recalc.ours import Functions, identity
from xlsync.recalc.references import Area
from xlsync.recalc.results import CIRCULAR, TOO_WIDE, NotRecalculated
from xlsync.recalc.values import Unsupported
from xlsync.recalc.view import Book
from xlsync.workbook.values import Address

NATIVES = tuple(sorted({*NATIVE, *LAZY, *PLACES}))
"""The native functions of the batch engine; the general engine has others."""


@dataclass
class Plan:
    """The formulas of a workbook, resolved and put in order; engines share it.

    Attributes:
        book: The workbook.
        prepared: Formulas that could be resolved.
        refused: What could not be resolved, by cell, circles included.
        ordered: The others, in the order of their computation.
        filled: Cells that array formulas and data tables fill, by the cell of the formula.
        computed: Those of them that are not too many to compute.
        cells: Every formula cell, in the order of the sheets.
    """

    book: Book
    prepared: dict[Address, Prepared]
    refused: dict[Address, str]
    ordered: Order
    filled: dict[Address, Area]
    computed: dict[Address, Area]
    cells: list[Address]

    @property
    def circles(self) -> list[tuple[Address, ...]]:
        """Groups of cells that read one another."""
        return self.ordered.circles

    @cached_property
    def owners(self) -> dict[Address, Address]:
        """For a cell filled by an array formula elsewhere, the cell of that formula."""
        return {place: cell for cell in self.filled for place in self.places(cell) if place != cell}

    def places(self, cell: Address) -> Iterable[Address]:
        """The cells that the formula of a cell fills; its own alone where they are too many to compute."""
        area = self.computed.get(cell)
        return (cell,) if area is None else area.cells()

    def is_never_computed(self, problem: NotRecalculated) -> bool:
        """Whatever the cells hold: what is missing is in the formula, not in the values that it reads."""
        cell, function = problem.through or problem.cell, problem.function
        if cell in self.refused or function in NEVER or function in CLOCK:
            return True
        called = self.prepared[cell].functions
        return function in called and function not in NATIVES and function not in BORROWED

    @cached_property
    def _spots(self) -> Columns:
        spans = (
            (rank, self.filled.get(cell, Area(cell.sheet, cell.row, cell.column, cell.row, cell.column)))
            for rank, cell in enumerate(self.cells)
        )
        return Columns(spans)

    def precedents(self, cell: Address) -> tuple[Address, ...]:
        """The formula cells that the formula of a cell reads."""
        ready = self.prepared.get(cell)
        if ready is None:
            return ()
        ranks = dict.fromkeys(rank for area in ready.reads for rank in self._spots.inside(area))
        return tuple(self.cells[rank] for rank in ranks)

    @cached_property
    def graph(self) -> dict[Address, tuple[Address, ...]]:
        """The formula cells that each one reads."""
        return {cell: self.precedents(cell) for cell in self.cells}


NAMED = 12
"""Cells of a circle that its reason names."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's search for circles of objects: it would go again and again over what has none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@uncollected()
def plan(book: Book) -> Plan:
    """Resolves every formula of a workbook and orders them."""
    linker = Linker(book)
    prepared: dict[Address, Prepared] = {}
    refused: dict[Address, str] = {}
    formulas = book.formulas()
    for cell, formula in formulas.items():
        try:
            prepared[cell] = linker.prepared(formula, cell)
        except Unsupported as unsupported:
            refused[cell] = unsupported.function
    filled = book.arrays()
    computed = book.computed_arrays() if filled else {}
    for cell in filled.keys() - computed.keys():
        prepared.pop(cell, None)
        refused[cell] = f"{TOO_WIDE}{filled[cell].local.replace('$', '')}"
    found = ordered({cell: one.linked for cell, one in prepared.items()}, filled)
    for circle in found.circles:
        named = [*map(str, circle[:NAMED]), *(["…"] if len(circle) > NAMED else [])]
        refused |= dict.fromkeys(circle, f"{CIRCULAR} ({', '.join(named)})")
    return Plan(book, prepared, refused, found, filled, computed, [*formulas])


def read_through(work: Plan, cell: Address, areas: Iterable[Area]) -> set[Area]:
    """Those of some areas that the formula of a cell reads, itself or through the formulas that it reads."""
    left, found = set(areas), set[Area]()
    seen, waiting = {cell}, [cell]
    while waiting and left:
        one = waiting.pop()
        ready = work.prepared.get(one)
        if ready is not None:
            met = {area for area in left if any(area.meets(read) for read in ready.reads)}
            found |= met
            left -= met
        before = [other for other in work.precedents(one) if other not in seen]
        seen.update(before)
        waiting += before
    return found


def supports(name: str, functions: Functions) -> bool:
    """Whether a function is computed here: native, or one of ours."""
    return name not in NEVER and (name in NATIVES or identity(name, functions) is not None)
