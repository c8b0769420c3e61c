"""Computed cells whose formula is no longer the one that the schema gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xlsync.annexbook.cells import ReadCell
from xlsync.annexbook.formulas import ExpectedFormula, expected_formulas, same_text
from xlsync.annexbook.identify import Identity
from xlsync.annexbook.names import FORMULAS
from xlsync.annexbook.origin import is_typed
from xlsync.annexbook.places import Places, TablePlace, locate
from xlsync.annexbook.reading import Side
from xlsync.errors import Problem, sentence
from xlsync.model import ROW, Where, shapes
from xlsync.recalc import book_of
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.contents import folded, formulas_of
from xlsync.workbook.references import rename_columns, rewrite
from xlsync.workbook.values import Address


def examine(book: Workbook, identity: Identity, side: Side, base: Mapping[Where, str], writes: bool) -> None:
    """Says of a side which of its computed cells lost their formula, or hold another one.

    A formula that was changed is an override, like a value typed over it. An empty cell holds nobody's work:
    its formula comes back when the workbook is written.

    Args:
        book: The workbook.
        identity: What it says it is.
        side: What was read of it.
        base: What both sides last agreed on.
        writes: The command writes the workbook.
    """
    for place, cell in side.computed.items():
        if cell.formula is None and place not in side.overrides:
            side.emptied.add(place)
            _tell_emptied(identity, side, place, cell, base, writes)
    if book.custom_properties.get(FORMULAS) == formulas_of(book):
        return
    expected, view = expected_text(book, identity), book_of(book)
    for place, cell in side.computed.items():
        text = expected.get(cell.home)
        if cell.formula is None or text is None or folded(cell.formula) == folded(text):
            continue
        if not same_text(cell.formula, text, cell.home, view):
            side.altered.add(place)
            side.overrides[place] = replace(cell, value=f"={cell.formula}")


def _tell_emptied(
    identity: Identity, side: Side, place: Where, cell: ReadCell, base: Mapping[Where, str], writes: bool
) -> None:
    """A problem, but for a record that has just come or an error pasted there: then it is only said."""
    table, key, _ = place
    what = sentence(
        f"la formule de « {cell.column.label.fr} » est effacée",
        f"the formula of “{cell.column.label.en}” is gone",
    )
    kind = identity.schema.kind
    is_new = table in shapes(kind) and is_typed(kind, table) and (table, key, ROW) not in base
    if not (writes or isinstance(cell.value, ErrorValue) or is_new):
        fix = sentence("« xlsync push » la remet", "“xlsync push” puts it back")
        side.problems.append(Problem(cell.address, what, fix, cell.column.source, side.file))
    else:
        side.notices.append(
            sentence(
                f"{cell.address} : {what.fr} ; push et sync la remettent",
                f"{cell.address}: {what.en}; push and sync put it back",
            )
        )


# --- the formula that each cell should hold


def expected_text(book: Workbook, identity: Identity) -> dict[Address, str]:
    """The formula that each computed cell should hold, by sheet, row and column."""
    places = locate(identity.schema, book)
    return {one.cell: as_headed(book, places, one) for one in expected_formulas(places, identity.host)}


def as_headed(book: Workbook, places: Places, one: ExpectedFormula) -> str:
    """The formula with the headings that people gave to columns."""
    named = {
        place.table.excel: _headings(book, place)
        for place in places.tables.values()
        if place.table.layout == "rows" and f"{place.table.excel}[" in one.formula
    }
    if not any(named.values()):
        return one.formula
    return rewrite(one.formula, structured=lambda table, text: rename_columns(text, named.get(table, {})))


def _headings(book: Workbook, place: TablePlace) -> dict[str, str]:
    """Headings that are no longer those of the schema."""
    names = [column.name for column in book.find_table(place.table.excel).columns]
    found = {
        column.label.fr: names[place.column_of(column.name) - place.left]
        for column in place.table.columns
        if place.has(column.name)
    }
    return {old: new for old, new in found.items() if old != new}
