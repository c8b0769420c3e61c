"""Formulas that a schema changed, where the workbook still holds those that it was built with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from xlsync.annexbook.base import read_base
from xlsync.annexbook.cells import ReadCell, Reader
from xlsync.annexbook.computed import as_headed
from xlsync.annexbook.formulas import ExpectedFormula, expected_formulas, same_text
from xlsync.annexbook.forward.state import State
from xlsync.annexbook.inputs import read_input
from xlsync.annexbook.memory import PAST
from xlsync.annexbook.names import FORMULAS
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.render import render, total_formula
from xlsync.annexes import Column
from xlsync.recalc import book_of
from xlsync.workbook import Workbook
from xlsync.workbook.columns import declare_formulas
from xlsync.workbook.contents import folded, formulas_of

if TYPE_CHECKING:
    from xlsync.recalc.view import Book

Nth = tuple[str, str, int]
"""A computed cell: its table, its column, its rank among the cells of that column."""


def numbered(book: Workbook, places: Places, state: State) -> Iterator[tuple[Nth, ExpectedFormula, str]]:
    """Each computed cell with the formula that it should hold, under the headings of the workbook."""
    ranks: Counter[tuple[str, str]] = Counter()
    for one in expected_formulas(places, state.host):
        yield (
            (one.table, one.column.name, ranks[one.table, one.column.name]),
            one,
            as_headed(book, places, one),
        )
        ranks[one.table, one.column.name] += 1


def altered(state: State) -> set[Nth]:
    """Computed cells whose formula people changed, or replaced by a value; none in a template."""
    if state.strict:
        return set()
    book, view = state.book, book_of(state.book)
    untouched = book.custom_properties.get(FORMULAS) == formulas_of(book)
    found = set()
    for nth, one, text in numbered(book, state.places, state):
        cell = book.sheet(one.sheet).cell((one.row, one.at))
        if cell.formula is None:
            if cell.value not in (None, ""):
                found.add(nth)
        elif not untouched and not _is_same(cell.formula, text, one, view):
            found.add(nth)
    return found


def _is_same(held: str, text: str, one: ExpectedFormula, view: Book) -> bool:
    return folded(held) == folded(text) or same_text(held, text, one.cell, view)


def renew_formulas(state: State, kept: set[Nth]) -> None:
    """The formulas of today, but where people put theirs.

    Args:
        state: The workbook, which has by now all that the schema declares.
        kept: Cells that keep what they hold.
    """
    book, view, places = state.book, book_of(state.book), state.places
    changed = []
    for nth, one, text in numbered(book, places, state):
        cell = book.sheet(one.sheet).cell((one.row, one.at))
        if nth not in kept and (cell.formula is None or not _is_same(cell.formula, text, one, view)):
            changed.append((one, text))
    for one, text in changed:
        book.sheet(one.sheet).set_formula((one.row, one.at), text)
    for label in {
        one.column.label.fr: one.column.label for one, _ in changed if _is_new(state, one)
    }.values():
        state.say(f"formule de « {label.fr} » mise à jour", f"formula of “{label.en}” updated")
    for place in places.tables.values():
        if place.table.layout == "rows":
            _declare(state, places, place, kept)


def _is_new(state: State, one: ExpectedFormula) -> bool:
    """The schema gives another formula to a column that the workbook had: more than what it reads moved."""
    table, _, part = one.table.partition(".")
    kinds = ("total",) if part == "total" else ("column", "block", "fiche")
    paths = [f"{kind}/{table}/{one.column.name}" for kind in kinds]
    changed = filter(state.changed, [f"field/{one.column.name}", *paths])
    return any(state.before[path].formula != state.pieces[path].formula for path in changed)


def _declare(state: State, places: Places, place: TablePlace, kept: set[Nth]) -> None:
    """What the table copies into the rows that it gets, and its totals."""
    table = place.table
    held = state.book.find_table(table.excel).columns
    formulas: dict[int, tuple[str | None, str | None]] = {}
    for column in filter(lambda column: place.has(column.name), table.columns):
        rank = place.column_of(column.name) - place.left
        own, total = held[rank].formula, held[rank].totals_formula
        if any((table.name, column.name, record) not in kept for record in range(place.count)):
            text = render(column.formula, places, place, host=state.host)
            own = _headed(state, places, place, column, text) if column.formula else None
        if column.total and place.has_totals_row and (f"{table.name}.total", column.name, 0) not in kept:
            text = total_formula(place, column.name, places, state.host)
            total = _headed(state, places, place, column, text)
        formulas[rank] = (own, total)
    declare_formulas(state.book, table.excel, formulas)


def _headed(state: State, places: Places, place: TablePlace, column: Column, text: str) -> str:
    one = ExpectedFormula(place.sheet, *place.cell(column.name, 0), column, place.table.name, text)
    return as_headed(state.book, places, one)


def typed_and_unknown(state: State) -> set[Nth]:
    """Cells of columns that people typed and that are computed now, when the base has not what they hold."""
    if state.strict:
        return set()
    base, places, found = read_base(state.book), state.places, set()
    for cell in Reader(state.book, places).cells():
        column = _today(state, cell)
        if cell.column.generated == PAST and column is not None and column.formula:
            text = read_input(cell.value, column, state.book.date1904).text
            if text is not None and text != base.get((cell.table, cell.key_text, column.name)):
                found.add((cell.table, column.name, _rank(places.tables.get(cell.table), cell)))
    return found


def _today(state: State, cell: ReadCell) -> Column | None:
    """The declaration of today of a cell, None when the schema has it no more."""
    if not cell.key:
        return state.wanted.fields.get(cell.column.name)
    with suppress(KeyError):
        return state.wanted.table(cell.table).column(cell.column.name)
    return None


def _rank(place: TablePlace | None, cell: ReadCell) -> int:
    if place is None:
        return 0
    return cell.at - place.first_record if place.table.layout == "columns" else cell.row - place.first


def blank_inputs(state: State) -> None:
    """Columns that were computed and that people type from now on lose their formula."""
    for cell in Reader(state.book, state.places).cells():
        path = f"column/{cell.table}/{cell.column.name}" if cell.key else f"field/{cell.column.name}"
        before = state.before.get(path)
        if cell.is_input and before is not None and before.formula and cell.formula is not None:
            state.book.sheet(cell.sheet).set_value((cell.row, cell.at), None, over_formula=True)
