"""Recalculation of a workbook: formulas in order, each form at once, the general engine for what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from xlsync.recalc.carried import under_carried
from xlsync.recalc.faults import error_of
from xlsync.recalc.foreign import Foreign
from xlsync.recalc.frame import Frame
from xlsync.recalc.functions import NATIVE
from xlsync.recalc.graph import Step
from xlsync.recalc.linking import Linked
from xlsync.recalc.ours import CATALOGUE, Functions
from xlsync.recalc.places import Numbers, Places
from xlsync.recalc.planning import Plan, plan, uncollected
from xlsync.recalc.references import Area, parse_cell
from xlsync.recalc.results import Evaluation, NotRecalculated
from xlsync.recalc.state import Setting, State
from xlsync.recalc.syntax import UNREADABLE
from xlsync.recalc.values import AMBIGUOUS, NA, Unsupported, given
from xlsync.recalc.vectors import Apart, Vector, raising, stored, tag_of, with_errors
from xlsync.recalc.view import Book, CellView, book_of
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address

NESTED = frozenset({"SUBTOTAL", "AGGREGATE"})
"""Functions that leave out the cells whose formula calls one of them."""


@uncollected()
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
        overrides: Values by `Sheet!A1`, in place of what the cells hold; the other cells of an array formula
            keep their part of it.
        functions: Our functions by identity; those of `udfs` by default.

    Returns:
        Values, and what could not be computed.

    Raises:
        ValueError: an override names no cell.
        UnwritableValue: no cell can hold a value.

    Examples:
        >>> book = Book({"F": {(1, 1): CellView(2.0), (1, 2): CellView(None, "A1*21")}})
        >>> evaluate(book)["F!B1"], evaluate(book, overrides={"F!A1": 3})["F!B1"]
        (42.0, 63.0)
    """
    view = book_of(book)
    values = {cell_in(view, name): given(value, view.date1904) for name, value in (overrides or {}).items()}
    computation = Computation(plan(overridden(view, values)), functions, values)
    return computation.evaluation(date, values)


def cell_in(book: Book, name: Address | str) -> Address:
    """The cell of a workbook that a caller names.

    Raises:
        ValueError: it names no cell, or a sheet that is not there.
    """
    cell = parse_cell(name) if isinstance(name, str) else name
    sheet = book.sheet_named(cell.sheet)
    if sheet is None:
        raise ValueError(f"no such sheet: {name!r}")
    return cell._replace(sheet=sheet)


def overridden(book: Book, values: Mapping[Address, Any]) -> Book:
    """The workbook with values typed in some cells; an array formula goes on filling its other cells."""
    if not values:
        return book
    sheets = {name: dict(cells) for name, cells in book.sheets.items()}
    for cell, value in values.items():
        before = book.cell(cell)
        fills = before.array is not None and not before.array.is_cell
        sheets[cell.sheet][cell.row, cell.column] = before if fills else CellView(value)
    return replace(book, sheets=sheets)


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
        spilled = {place for cell in work.filled for place in work.places(cell)}
        computed = len(work.cells) + len(spilled)
        setting = Setting(book.date1904, None, book.language, book.signs)
        self.state = State(book, {*spilled, *filled}, functions, setting, computed)
        for step in work.ordered.steps:
            if not NESTED.isdisjoint(step.linked.functions):
                self.state.subtotals[self.state.ids(step.cells)] = True
        self.failed: dict[Address, NotRecalculated] = {}
        self._general = Foreign(self.state)
        self._frames: dict[tuple[int, Address, int], Frame] = {}
        self._shared = _shared(self.state, work.ordered.steps)
        self._given: frozenset[int] = frozenset()

    def evaluation(self, today: date | None, given: Mapping[Address, Any]) -> Evaluation:
        """The one member that the workbook itself is, with values in some cells."""
        self.run(1, {cell: [value] for cell, value in given.items()}, today)
        work, state = self.work, self.state
        found = Evaluation(circles=work.circles, calls=[*state.calls], formulas=len(work.cells))
        places = [(cell, place) for cell in work.cells for place in work.places(cell)]
        held = state.values(state.ids(place for _, place in places))
        for (cell, place), value in zip(places, held, strict=True):
            if cell in self.failed:
                found.values[place] = work.book.cell(place).value
                found.kept.add(place)
            else:
                found.values[place] = value
        found.not_recalculated = [self.failed[cell] for cell in work.cells if cell in self.failed]
        return found

    def run(self, members: int, given: Mapping[Address, Sequence[Any]], today: date | None) -> None:
        """Computes every formula.

        Args:
            members: How many.
            given: Of cells without a formula of their own in the plan, a value for each member.
            today: What TODAY and NOW give.

        Raises:
            UnsupportedWorkbook: the versions of parameters that the workbook carries cannot be read.
        """
        with under_carried(self.work.book):
            self._run(members, given, today)

    def _run(self, members: int, given: Mapping[Address, Sequence[Any]], today: date | None) -> None:
        state = self.state
        state.setting = replace(state.setting, today=today)
        numbers = {state.id(cell): values for cell, values in given.items()}
        self._given = frozenset(numbers)
        state.begin(members, numbers)
        self.failed = {}
        for cell, reason in self.work.refused.items():
            self._fail(NotRecalculated(cell, reason))
        with raising():
            for step in self.work.ordered.steps:
                self._step(step)

    def _fail(self, problem: NotRecalculated) -> None:
        self.failed[problem.cell] = problem
        self.state.spoil(self.state.id(place) for place in self.work.places(problem.cell))

    def _step(self, step: Step) -> None:
        cells = step.cells
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
            places = None if in_array else self._places(linked, cells)
            frame = self._frames[key] = Frame(self.state, linked, cells, in_array=in_array, places=places)
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
            apart = self._apart_or_none(frame) if reason == AMBIGUOUS or reason in NATIVE else None
            if apart is None:
                for cell in cells:
                    self._fail(NotRecalculated(cell, reason))
                return
            found = apart
        except Exception as error:
            if len(cells) > 1:
                for cell in cells:
                    self._compute(linked, [cell], in_array=in_array)
                return
            wrong = error_of(error, f"the formula of {cells[0]}")
            found = Vector(np.zeros((1, 1)), np.full((1, 1), tag_of(wrong), np.uint8))
        self._store(frame, found)

    def _places(self, linked: Linked, cells: list[Address]) -> Places | None:
        """What the references of a whole step mean, where its form has other steps."""
        numbers, start, count = self._shared.get((id(linked), cells[0]), (None, 0, 0))
        return Places(self.state, cells, numbers, start) if len(cells) == count else None

    def _halved(self, linked: Linked, cells: list[Address], in_array: bool) -> None:
        half = len(cells) // 2
        self._compute(linked, cells[:half], in_array=in_array)
        self._compute(linked, cells[half:], in_array=in_array)

    def _found(self, frame: Frame) -> Vector:
        """The results of formulas; of those that the batch engine lacks something for, by the general one."""
        try:
            return self._once(frame.found)
        except (Unsupported, RecursionError):
            if len(frame.places.sheets) > 1:
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

    def _apart_or_none(self, frame: Frame) -> Vector | None:
        """What members give one by one; None where one of them cannot be computed, or there is only one."""
        if self.state.members == 1:
            return None
        try:
            return self._members_apart(frame)
        except (Unsupported, Apart, RecursionError):
            return None

    def _members_apart(self, frame: Frame) -> Vector:
        """One formula, one member after the other; an array as large as what it fills."""
        found = []
        area = self.work.filled.get(frame.cells[0])
        try:
            for member in range(self.state.count):
                self.state.only = member
                one = self._found(frame)
                found.append(one if area is None else _over(one, area))
        finally:
            self.state.only = None
        return beside(found)

    def _store(self, frame: Frame, found: Vector) -> None:
        state = self.state
        if not frame.in_array:
            state.put(frame.places.own, stored(found, state.pool))
            return
        area = self.work.filled[frame.cells[0]]
        whole = _over(found, area)
        numbers = np.array(state.ids(area.cells()))
        flat = whole.reshape(numbers.size, whole.shape[-1])
        if self._given:
            free = np.array([number not in self._given for number in numbers.tolist()])
            numbers, flat = numbers[free], flat[free]
        state.put(numbers, stored(flat, state.pool))


def _shared(state: State, steps: Iterable[Step]) -> dict[tuple[int, Address], tuple[Numbers, int, int]]:
    """Of the steps of forms that have several: what their references mean, their first formula, how many."""
    forms: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        forms[id(step.linked)].append(step)
    found = {}
    for form, several in forms.items():
        if len(several) > 1:
            numbers, start = Numbers(state, [cell for step in several for cell in step.cells]), 0
            for step in several:
                found[form, step.cells[0]] = numbers, start, len(step.cells)
                start += len(step.cells)
    return found


def _over(value: Vector, area: Area) -> Vector:
    """An array in the cells that it fills: a single row or column serves all, beyond it they are #N/A."""
    whole = value if value.is_area else value.reshape(1, 1, *value.shape)
    height, width = area.bottom - area.top + 1, area.right - area.left + 1
    if whole.shape[:2] == (height, width):
        return whole
    rows, columns = (
        np.arange(size) if held > 1 else np.zeros(size, np.intp)
        for size, held in zip((height, width), whole.shape[:2], strict=True)
    )
    down, across = (
        np.minimum(one, held - 1) for one, held in zip((rows, columns), whole.shape, strict=False)
    )
    found = whole[down[:, None], across[None]]
    beyond = (rows != down)[:, None] | (columns != across)[None]
    if not beyond.any():
        return found
    outside = np.where(beyond, tag_of(NA), 0).astype(np.uint8)[:, :, None, None]
    return with_errors(found.num, found.tag, np.broadcast_to(outside, found.shape))


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
