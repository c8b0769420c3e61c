"""Rows of a table that go, move or come, each with all that it holds: formats, formulas, unknown columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsync.annexbook.places import TablePlace
from xlsync.errors import CannotResize
from xlsync.workbook import Range, Sheet, Table, Workbook, ripple
from xlsync.workbook.references import Reference, rewrite, translate
from xlsync.workbook.resize_rows import resize_rows
from xlsync.workbook.values import MAX_COLUMN, Address, cell_name

Sources = Sequence[int | None]
"""For each row of the table to be, the row that it was (from 0), None for a new one."""


def rearrange_rows(book: Workbook, place: TablePlace, sources: Sources) -> None:
    """Gives a table other rows, in memory.

    Args:
        book: The workbook.
        place: The table, laid out by rows.
        sources: One or more. A new row has the formats and the formulas of the others, and is blank.

    Raises:
        CannotResize: something stands in the way, or would be lost. The workbook is then as it was.
    """
    kept = [source for source in sources if source is not None]
    if list(sources[: place.count]) == list(range(place.count)):
        resize_rows(book, place.table.excel, len(sources))
        return
    _check(book, place, sources)
    if kept == list(range(len(sources))):
        resize_rows(book, place.table.excel, len(sources))
        return
    with book.unchanged_on_refusal():
        _Move(book, place, sources).carry_out()


@dataclass(slots=True)
class _Move:
    book: Workbook
    place: TablePlace
    sources: Sources

    def carry_out(self) -> None:
        sheet = self.book.sheet(self.place.sheet)
        ripple.release_shared(sheet)
        model = next((source for source in self.sources if source is not None), 0)
        before = {
            (source, column): (self._markup(sheet, source, column), self._formula(sheet, source, column))
            for source in {model, *(source for source in self.sources if source is not None)}
            for column in self._columns()
        }
        resize_rows(self.book, self.place.table.excel, max(len(self.sources), self.place.count))
        moves = [
            (target, source, column)
            for target, source in enumerate(self.sources)
            for column in self._columns()
            if source != target
        ]
        for target, source, column in moves:
            where = (self.place.first + target, column)
            markup = before[model if source is None else source, column][0]
            sheet.set_markup(where, markup.replace('r="A1"', f'r="{cell_name(*where)}"', 1))
        sheet.text = sheet.text
        for target, source, column in moves:
            origin = model if source is None else source
            markup, formula = before[origin, column]
            where = (self.place.first + target, column)
            if formula is not None:
                sheet.set_formula_text(where, translate(formula, target - origin, 0))
            elif source is None and markup:
                sheet.set_value(where, None)
        resize_rows(self.book, self.place.table.excel, len(self.sources))

    def _columns(self) -> range:
        return range(self.place.left, self.place.right + 1)

    def _markup(self, sheet: Sheet, record: int, column: int) -> str:
        return sheet.markup((self.place.first + record, column), "A1")

    def _formula(self, sheet: Sheet, record: int, column: int) -> str | None:
        cell = sheet.cells.get((self.place.first + record, column))
        return cell.formula if cell else None


def _check(book: Workbook, place: TablePlace, sources: Sources) -> None:
    """Refuses what would lose something, or leave it beside another record."""
    moved = [rank for rank in range(place.count) if sources[rank : rank + 1] != [rank]]
    zone = Range(place.first + moved[0], place.left, place.last, place.right)
    sheet = book.sheet(place.sheet)
    beside = "cette cellule est à côté d’une ligne du tableau qui bouge : déplacez-la"
    english = "this cell is beside a row of the table that moves: move it"
    left, right = zone._replace(first_column=1, last_column=place.left - 1), place.right + 1
    ripple.refuse_content(sheet, left, beside, english)
    ripple.refuse_content(sheet, zone._replace(first_column=right, last_column=MAX_COLUMN), beside, english)
    ripple.refuse_arrays(sheet, zone)
    ripple.refuse_comments(book, sheet, zone)
    for _, area in ripple.merges(sheet):
        if zone.meets(area):
            raise ripple.refuse(f"{sheet.name}!{area}", "cellules fusionnées", "merged cells")
    _check_unknown(sheet, book.find_table(place.table.excel), place, sources)
    _check_references(book, place, zone)


def _check_unknown(sheet: Sheet, table: Table, place: TablePlace, sources: Sources) -> None:
    """Refuses to delete a row in which people wrote something that the model does not know."""
    known = {place.column_of(column.name) for column in place.table.columns if place.has(column.name)}
    gone = set(range(place.count)) - set(sources)
    for record in sorted(gone):
        for column in range(table.ref.first_column, table.ref.last_column + 1):
            cell = sheet.cells.get((place.first + record, column))
            if column not in known and cell is not None and cell.value is not None and not cell.formula:
                raise ripple.refuse(
                    str(Address(sheet.name, place.first + record, column)),
                    "cette note disparaîtrait avec sa ligne : déplacez-la",
                    "this note would go with its row: move it",
                )


def _check_references(book: Workbook, place: TablePlace, zone: Range) -> None:
    """Refuses when a formula elsewhere, or a name, reads one row of those that move."""

    def check(formula: str, where: str, own: str) -> None:
        def area(reference: Reference) -> str:
            sheet = (reference.sheet or own).lower()
            whole = reference.range.first_row <= place.first and reference.range.last_row >= place.last
            if sheet == place.sheet.lower() and zone.meets(reference.range) and not whole:
                raise ripple.refuse(
                    where,
                    f"cette formule lit {reference}, une ligne qui bouge",
                    f"this formula reads {reference}, a row that moves",
                )
            return str(reference)

        rewrite(formula, area)

    for sheet in book.worksheets():
        for at, cell in sheet.cells.items():
            inside = sheet.name == place.sheet and place.first <= at[0] <= place.last
            if cell.formula and not (inside and place.left <= at[1] <= place.right):
                check(cell.formula, str(Address(sheet.name, *at)), sheet.name)
    for name in book.names:
        check(name.text, name.name, name.sheet or "")


def refuse_moved(sheet: str, at: tuple[int, int]) -> CannotResize:
    """The refusal of records side by side that would move a formula or a value typed over one."""
    return ripple.refuse(
        str(Address(sheet, *at)),
        "cette saisie par formule, ou cette dérogation, changerait de place : remettez une valeur",
        "this input by formula, or this override, would move: put a value back",
    )
