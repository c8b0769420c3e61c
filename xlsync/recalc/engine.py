"""Recalculation of a workbook: formulas in order, each form at once, the general engine for what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import Any

import numpy as np

from udfs.errors import Text
from xlsync.recalc.carried import under_carried
from xlsync.recalc.faults import error_of
from xlsync.recalc.foreign import Foreign
from xlsync.recalc.frame import CLOCK, LAZY, NEVER, PLACES, Frame
from xlsync.recalc.functions import NATIVE
from xlsync.recalc.graph import Columns, Order, Step, ordered
from xlsync.recalc.linking import Linked, Linker, Prepared
from xlsync.recalc.ours import CATALOGUE, Call, Functions, identity
from xlsync.recalc.references import Area, parse_cell
from xlsync.recalc.state import Setting, State
from xlsync.recalc.syntax import UNREADABLE
from xlsync.recalc.values import AMBIGUOUS, NA, Unsupported
from xlsync.recalc.vectors import Apart, Vector, raising, stored, tag_of
from xlsync.recalc.view import Book, CellView, book_of
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address

CIRCULAR = "référence circulaire"
NESTED = frozenset({"SUBTOTAL", "AGGREGATE"})
"""Functions that leave out the cells whose formula calls one of them."""
NATIVES = tuple(sorted({*NATIVE, *LAZY, *PLACES}))
"""The native functions that are computed here; the general engine has others."""


@dataclass(frozen=True, slots=True)
class NotRecalculated:
    """A cell that keeps its cached value.

    Attributes:
        cell: The cell.
        function: What could not be computed: a function, a name, or the cells of a circle.
        through: The cell where that stands, when it is another one.
    """

    cell: Address
    function: str
    through: Address | None = None

    @property
    def text(self) -> Text:
        """Why, as a sentence in French and in English."""
        if self.function == UNREADABLE:
            reason = Text("formule illisible", "unreadable formula")
        elif self.function.startswith(CIRCULAR):
            cells = self.function.removeprefix(CIRCULAR).strip(" ()")
            reason = Text(f"référence circulaire : {cells}", f"circular reference: {cells}")
        else:
            reason = Text(f"« {self.function} » n’est pas calculé", f"“{self.function}” is not computed")
        if self.through is None:
            return reason
        return Text(f"{reason.fr} (en {self.through})", f"{reason.en} (in {self.through})")


@dataclass(slots=True)
class Evaluation:
    """A workbook computed.

    Attributes:
        values: Value of each formula cell, those filled by an array formula included; the cached one
            where it could not be computed.
        not_recalculated: Cells that could not be computed, and those that depend on them.
        circles: Groups of cells that read one another.
        calls: Each call of one of our functions.
        formulas: Number of formulas.
        kept: Every cell that keeps its cached value, those of array formulas included.
    """

    values: dict[Address, Any] = field(default_factory=dict)
    not_recalculated: list[NotRecalculated] = field(default_factory=list)
    circles: list[tuple[Address, ...]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    formulas: int = 0
    kept: set[Address] = field(default_factory=set)

    def __getitem__(self, address: str) -> Any:
        """Value of a formula cell written `Sheet!A1`."""
        return self.values[parse_cell(address)]


@dataclass
class Plan:
    """The formulas of a workbook, resolved and put in order; engines share it.

    Attributes:
        book: The workbook.
        prepared: Formulas that could be resolved.
        refused: What could not be resolved, by cell, circles included.
        ordered: The others, in the order of their computation.
        filled: Cells that array formulas and data tables fill, by the cell of the formula.
    """

    book: Book
    prepared: dict[Address, Prepared]
    refused: dict[Address, str]
    ordered: Order
    filled: dict[Address, Area]

    @property
    def circles(self) -> list[tuple[Address, ...]]:
        """Groups of cells that read one another."""
        return self.ordered.circles

    @cached_property
    def owners(self) -> dict[Address, Address]:
        """For a cell filled by an array formula elsewhere, the cell of that formula."""
        return {place: cell for cell, area in self.filled.items() for place in area.cells() if place != cell}

    @cached_property
    def cells(self) -> list[Address]:
        """Every formula cell, in the order of the sheets."""
        return [*self.book.formulas()]

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


def plan(book: Book) -> Plan:
    """Resolves every formula of a workbook and orders them."""
    linker = Linker(book)
    prepared: dict[Address, Prepared] = {}
    refused: dict[Address, str] = {}
    for cell, formula in book.formulas().items():
        try:
            prepared[cell] = linker.prepared(formula, cell)
        except Unsupported as unsupported:
            refused[cell] = unsupported.function
    filled = {
        Address(sheet, *place): view.array
        for sheet, cells in book.sheets.items()
        for place, view in cells.items()
        if view.array is not None
    }
    found = ordered({cell: one.linked for cell, one in prepared.items()}, filled)
    for circle in found.circles:
        for cell in circle:
            refused[cell] = f"{CIRCULAR} ({', '.join(map(str, circle))})"
    return Plan(book, prepared, refused, found, filled)


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


def evaluate(
    book: Workbook | Book,
    *,
    date: date | None = None,
    overrides: Mapping[str, Any] | None = None,
    functions: Functions = CATALOGUE,
) -> Evaluation:
    """Computes every formula of a workbook.

    Args:
        book: The workbook, or its view.
        date: What TODAY and NOW give; without it the cells that call them are not recalculated.
        overrides: Values by `Sheet!A1`, in place of what the cells hold.
        functions: Our functions by identity; those of `udfs` by default.

    Returns:
        Values, and what could not be computed.

    Raises:
        ValueError: an override names no cell.

    Examples:
        >>> book = Book({"F": {(1, 1): CellView(2.0), (1, 2): CellView(None, "A1*21")}})
        >>> evaluate(book)["F!B1"], evaluate(book, overrides={"F!A1": 3})["F!B1"]
        (42.0, 63.0)
    """
    view = _overridden(book_of(book), overrides or {})
    return Computation(plan(view), functions).evaluation(date)


def _overridden(book: Book, overrides: Mapping[str, Any]) -> Book:
    if not overrides:
        return book
    sheets = {name: dict(cells) for name, cells in book.sheets.items()}
    for address, value in overrides.items():
        cell = parse_cell(address)
        sheet = book.sheet_named(cell.sheet)
        if sheet is None:
            raise ValueError(f"no such sheet: {address!r}")
        sheets[sheet][cell.row, cell.column] = CellView(value)
    return Book(sheets, book.tables, book.names, book.date1904, book.language)


class Computation:
    """A plan being computed, for one member or many.

    Args:
        work: The formulas in order.
        functions: Our functions by identity.
        filled: Other cells that will hold something.
    """

    def __init__(self, work: Plan, functions: Functions = CATALOGUE, filled: Iterable[Address] = ()) -> None:
        self.work, self.functions = work, functions
        book = work.book
        spilled = {place for area in work.filled.values() for place in area.cells()}
        computed = len(work.cells) + len(spilled)
        setting = Setting(book.date1904, None, book.language, book.signs)
        self.state = State(book, {*spilled, *filled}, functions, setting, computed)
        for cell, ready in work.prepared.items():
            if not NESTED.isdisjoint(ready.functions):
                self.state.subtotals[self.state.id(cell)] = True
        self.failed: dict[Address, NotRecalculated] = {}
        self._general = Foreign(self.state)
        self._frames: dict[tuple[int, Address, int], Frame] = {}

    def evaluation(self, today: date | None) -> Evaluation:
        """The one member that the workbook itself is."""
        self.run(1, {}, today)
        work, state = self.work, self.state
        found = Evaluation(circles=work.circles, calls=[*state.calls], formulas=len(work.cells))
        for cell in work.cells:
            for place in self._places(cell):
                if cell in self.failed:
                    found.values[place] = work.book.cell(place).value
                    found.kept.add(place)
                else:
                    found.values[place] = state.value(state.id(place))
        found.not_recalculated = [self.failed[cell] for cell in work.cells if cell in self.failed]
        return found

    def _places(self, cell: Address) -> Iterable[Address]:
        area = self.work.filled.get(cell)
        return (cell,) if area is None else area.cells()

    def run(self, members: int, given: Mapping[int, Sequence[Any]], today: date | None) -> None:
        """Computes every formula.

        Args:
            members: How many.
            given: By the number of a cell, a value for each member, in place of what it holds.
            today: What TODAY and NOW give.

        Raises:
            UnsupportedWorkbook: the versions of parameters that the workbook carries cannot be read.
        """
        with under_carried(self.work.book):
            self._run(members, given, today)

    def _run(self, members: int, given: Mapping[int, Sequence[Any]], today: date | None) -> None:
        state = self.state
        state.setting = replace(state.setting, today=today)
        state.begin(members, given)
        self.failed = {}
        for cell, reason in self.work.refused.items():
            self._fail(NotRecalculated(cell, reason))
        with raising():
            for step in self.work.ordered.steps:
                self._step(step, given)

    def _fail(self, problem: NotRecalculated) -> None:
        self.failed[problem.cell] = problem
        self.state.spoil(self.state.id(place) for place in self._places(problem.cell))

    def _step(self, step: Step, given: Mapping[int, Sequence[Any]]) -> None:
        cells = step.cells
        if given:
            cells = [cell for cell in cells if self.state.id(cell) not in given]
        if self.state.any_bad:
            cells = [cell for cell in cells if not self._is_blocked(cell)]
        arrays = [cell for cell in cells if cell in self.work.filled] if self.work.filled else []
        for cell in arrays:
            self._compute(step.linked, [cell], in_array=True)
        plain = [cell for cell in cells if cell not in arrays] if arrays else cells
        if plain:
            self._compute(step.linked, plain)

    def _is_blocked(self, cell: Address) -> bool:
        """A cell that reads one that could not be computed cannot be either."""
        for other in self.work.precedents(cell):
            problem = self.failed.get(other)
            if problem is not None:
                self._fail(NotRecalculated(cell, problem.function, problem.through or problem.cell))
                return True
        return False

    def _compute(self, linked: Linked, cells: list[Address], *, in_array: bool = False) -> None:
        key = (id(linked), cells[0], len(cells))
        frame = self._frames.get(key)
        if frame is None or frame.cells != cells:
            frame = self._frames[key] = Frame(self.state, linked, cells, in_array=in_array)
        try:
            try:
                found = self._found(frame)
            except Apart:
                if len(cells) > 1:
                    self._halved(linked, cells, in_array)
                    return
                found = self._members_apart(frame)
        except (Unsupported, RecursionError) as error:
            reason = error.function if isinstance(error, Unsupported) else UNREADABLE
            if len(cells) > 1 and (reason == AMBIGUOUS or reason in NATIVE):  # because of what one cell reads
                self._halved(linked, cells, in_array)
                return
            for cell in cells:
                self._fail(NotRecalculated(cell, reason))
            return
        except Exception as error:
            if len(cells) > 1:
                for cell in cells:
                    self._compute(linked, [cell], in_array=in_array)
                return
            wrong = error_of(error, f"the formula of {cells[0]}")
            found = Vector(np.zeros((1, 1)), np.full((1, 1), tag_of(wrong), np.uint8))
        self._store(cells, found, in_array)

    def _halved(self, linked: Linked, cells: list[Address], in_array: bool) -> None:
        half = len(cells) // 2
        self._compute(linked, cells[:half], in_array=in_array)
        self._compute(linked, cells[half:], in_array=in_array)

    def _found(self, frame: Frame) -> Vector:
        """The results of formulas; of those that the batch engine lacks something for, by the general one."""
        try:
            return self._once(frame.found)
        except (Unsupported, RecursionError):
            if len(frame.sheets) > 1:
                raise Apart from None
            return self._once(partial(self._general.found, frame))

    def _once(self, compute: Callable[[], Vector]) -> Vector:
        """What is computed; the record of calls forgets those of a way that ends nowhere."""
        made = len(self.state.calls)
        try:
            return compute()
        except Exception:
            del self.state.calls[made:]
            raise

    def _members_apart(self, frame: Frame) -> Vector:
        """One formula, one member after the other."""
        found = []
        try:
            for member in range(self.state.count):
                self.state.only = member
                found.append(self._found(frame))
        finally:
            self.state.only = None
        return beside(found)

    def _store(self, cells: list[Address], found: Vector, in_array: bool) -> None:
        state = self.state
        if not in_array:
            value = stored(found, state.pool)
            members = value.shape[1]
            if value.shape[0] != len(cells):
                value = _tall(value, len(cells), members)
            state.put(np.array([state.id(cell) for cell in cells]), value)
            return
        area = self.work.filled[cells[0]]
        whole = found if found.is_area else found.reshape(1, 1, *found.shape)
        height, width = whole.shape[:2]
        for row in range(area.bottom - area.top + 1):
            for column in range(area.right - area.left + 1):
                down, across = 0 if height == 1 else row, 0 if width == 1 else column
                if down < height and across < width:
                    value = stored(whole[down, across], state.pool)
                else:
                    value = Vector(np.zeros((1, 1)), np.full((1, 1), tag_of(NA), np.uint8))
                place = Address(area.sheet, area.top + row, area.left + column)
                state.put(np.array([state.id(place)]), value)


def _tall(value: Vector, count: int, members: int) -> Vector:
    """A value of one row for several cells."""
    shape = (count, members)
    return Vector(
        np.broadcast_to(value.num, shape), None if value.tag is None else np.broadcast_to(value.tag, shape)
    )


def beside(found: Sequence[Vector]) -> Vector:
    """Values of members, one after the other on the last axis.

    Raises:
        Unsupported: they are areas of several shapes.
    """
    shapes = {one.shape[:-1] for one in found}
    if len(shapes) > 1:
        raise Unsupported("{}")
    num = np.concatenate([one.num for one in found], axis=-1)
    if all(one.tag is None for one in found):
        return Vector(num)
    return Vector(num, np.concatenate([one.tags for one in found], axis=-1))


def supports(name: str, functions: Functions) -> bool:
    """Whether a function is computed here: native, or one of ours."""
    return name not in NEVER and (name in NATIVES or identity(name, functions) is not None)


__all__ = ["CLOCK", "NATIVES", "Computation", "Evaluation", "NotRecalculated", "Plan", "evaluate", "plan"]
