"""Recalculation of a workbook with the engine `formulas`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from udfs.errors import Text
from xlsync.recalc.compile import Program, program, supports
from xlsync.recalc.faults import error_of
from xlsync.recalc.frame import Frame, State
from xlsync.recalc.graph import levels, ordered, precedents
from xlsync.recalc.ours import CATALOGUE, Call, Catalogue, Functions, identity
from xlsync.recalc.prepass import UNREADABLE, Prepared, prepare
from xlsync.recalc.references import Area, parse_cell
from xlsync.recalc.values import VALUE, Grid, Unsupported, held
from xlsync.recalc.view import Book, CellView, book_of
from xlsync.workbook import Workbook
from xlsync.workbook.values import MAX_TEXT, Address

CIRCULAR = "référence circulaire"


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


@dataclass(slots=True)
class Plan:
    """The formulas of a workbook, resolved and put in order; engines share it.

    Attributes:
        prepared: Formulas that could be resolved.
        refused: What could not be computed, by cell: its own reasons, not those of its precedents.
        graph: Formula cells that each one reads.
        order: Every formula cell, precedents first.
        circles: Groups of cells that read one another.
        owners: For a cell filled by an array formula, the cell of that formula.
    """

    prepared: dict[Address, Prepared]
    refused: dict[Address, str]
    graph: dict[Address, tuple[Address, ...]]
    order: list[Address]
    circles: list[tuple[Address, ...]]
    owners: dict[Address, Address]


def plan(book: Book, functions: Functions = CATALOGUE) -> Plan:
    """Resolves every formula of a workbook and orders them."""
    prepared: dict[Address, Prepared] = {}
    refused: dict[Address, str] = {}
    reads: dict[Address, tuple[Area, ...]] = {}
    for cell, formula in book.formulas().items():
        try:
            ready = prepare(book, formula, cell)
        except Unsupported as unsupported:
            refused[cell], reads[cell] = unsupported.function, ()
            continue
        prepared[cell], reads[cell] = ready, ready.reads
        unknown = next((name for name in ready.functions if not supports(name, functions)), None)
        if unknown is not None:
            refused[cell] = unknown
    owners = _owners(book)
    graph = precedents(reads, owners)
    order, circles = ordered(graph)
    for circle in circles:
        for cell in circle:
            refused.setdefault(cell, f"{CIRCULAR} ({', '.join(map(str, circle))})")
    return Plan(prepared, refused, graph, order, circles, owners)


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
        before = [other for other in work.graph.get(one, ()) if other not in seen]
        seen.update(before)
        waiting += before
    return found


def _owners(book: Book) -> dict[Address, Address]:
    return {
        Address(sheet, row, column): Address(sheet, *place)
        for sheet, cells in book.sheets.items()
        for place, view in cells.items()
        if view.array is not None
        for row in range(view.array.top, view.array.bottom + 1)
        for column in range(view.array.left, view.array.right + 1)
        if (row, column) != place
    }


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
    work = plan(view, functions)
    holders: dict[str, set[Address]] = defaultdict(set)
    for cell, ready in work.prepared.items():
        for name in ready.functions:
            holders[name].add(cell)
    state = State.of(view, functions, holders, date)
    result = Evaluation(circles=work.circles, calls=state.calls, formulas=len(work.graph))
    programs: dict[tuple[str, bool], Program] = {}
    failed: dict[Address, NotRecalculated] = {}
    for cell in _in_turn(view, work, state, programs, failed):
        problem = _blocked(cell, work, failed)
        if problem is None:
            try:
                _compute(cell, view, work.prepared[cell], state, programs, result)
                continue
            except Unsupported as unsupported:
                problem = NotRecalculated(cell, unsupported.function)
        failed[cell] = problem
        _keep(cell, view, result)
    result.not_recalculated = [failed[cell] for cell in work.graph if cell in failed]
    return result


def _in_turn(
    book: Book,
    work: Plan,
    state: State,
    programs: dict[tuple[str, bool], Program],
    failed: Mapping[Address, NotRecalculated],
) -> Iterator[Address]:
    """Every cell, precedents first; before those of a level, the calls that their formulas begin with."""
    catalogue = state.functions
    if not isinstance(catalogue, Catalogue):
        yield from work.order
        return
    known = {name: identity(name, catalogue) for name in state.formulas_with}
    gathered = {name for name, own in known.items() if own is not None and catalogue.gathers(own)}
    holders = {cell for name in gathered for cell in state.formulas_with[name]}
    for level in levels(work.order, work.graph):
        ready = [cell for cell in level if cell in holders and _blocked(cell, work, failed) is None]
        formulas = [partial(_found, cell, book, work.prepared[cell], state, programs) for cell in ready]
        state.gathered.gather(formulas, catalogue)
        yield from level


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
    return Book(sheets, book.tables, book.names, book.date1904)


def _blocked(cell: Address, work: Plan, failed: Mapping[Address, NotRecalculated]) -> NotRecalculated | None:
    """Why a cell cannot even be tried."""
    if cell in work.refused:
        return NotRecalculated(cell, work.refused[cell])
    before = next((failed[other] for other in work.graph[cell] if other in failed), None)
    if before is None:
        return None
    return NotRecalculated(cell, before.function, before.through or before.cell)


def _compute(
    cell: Address,
    book: Book,
    ready: Prepared,
    state: State,
    programs: dict[tuple[str, bool], Program],
    result: Evaluation,
) -> None:
    area = book.cell(cell).array
    try:
        found = _found(cell, book, ready, state, programs)
    except Unsupported:
        raise
    except RecursionError:
        raise Unsupported(UNREADABLE) from None
    except Exception as error:
        found = error_of(error, f"the formula of {cell}")
    if area is None:
        _store(cell, Frame(state, cell, ready.operands).one(found), state, result)
        return
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            value = _spilled(found, row - area.top, column - area.left)
            _store(Address(cell.sheet, row, column), value, state, result)


def _found(
    cell: Address, book: Book, ready: Prepared, state: State, programs: dict[tuple[str, bool], Program]
) -> Any:
    """What the formula of a cell gives."""
    in_array = book.cell(cell).array is not None
    key = (ready.template, in_array)
    if key not in programs:
        programs[key] = program(ready.template, state.functions, in_array=in_array)
    return programs[key](Frame(state, cell, ready.operands))


def _spilled(found: Any, row: int, column: int) -> Any:
    return found.at(row, column) if isinstance(found, Grid) else found


def _store(cell: Address, value: Any, state: State, result: Evaluation) -> None:
    """A formula has no blank value: it shows 0. No text is longer than a cell takes."""
    shown = 0.0 if value is None else held(value)
    if isinstance(shown, int) and not isinstance(shown, bool):
        shown = float(shown)
    if isinstance(shown, str) and len(shown) > MAX_TEXT:
        shown = VALUE
    state.values[cell.sheet][cell.row, cell.column] = shown
    result.values[cell] = shown


def _keep(cell: Address, book: Book, result: Evaluation) -> None:
    area = book.cell(cell).array or Area(cell.sheet, cell.row, cell.column, cell.row, cell.column)
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            place = Address(cell.sheet, row, column)
            result.values[place] = book.cell(place).value
            result.kept.add(place)
