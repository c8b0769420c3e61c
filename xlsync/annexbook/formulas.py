"""The formula that the schema gives each computed cell, and whether a cell still holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from udfs.hosts.names import Host, rewrite
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.render import render, total_formula
from xlsync.annexes import Column
from xlsync.workbook.values import Address

if TYPE_CHECKING:
    from xlsync.recalc.view import Book

_TRUTH_CALL = re.compile(r"\b(TRUE|FALSE)\(\)")


@dataclass(frozen=True, slots=True)
class ExpectedFormula:
    """A computed cell and its formula, without the equals sign."""

    sheet: str
    row: int
    at: int
    column: Column
    table: str
    formula: str

    @property
    def cell(self) -> Address:
        """The cell, as the recalculation names it."""
        return Address(self.sheet, self.row, self.at)


def expected_formulas(places: Places, host: Host) -> Iterator[ExpectedFormula]:
    """Every computed cell of a workbook with the formula that the schema gives it."""
    for name, column in places.schema.fields.items():
        if column.formula and name in places.fields:
            field = places.fields[name]
            text = render(column.formula, places, None, host=host)
            yield ExpectedFormula(field.sheet, field.row, field.value_column, column, "champs", text)
    for place in places.tables.values():
        yield from _of_table(places, place, host)


def _of_table(places: Places, place: TablePlace, host: Host) -> Iterator[ExpectedFormula]:
    table, name = place.table, place.table.name
    for column in (column for column in table.columns if place.has(column.name)):
        if column.formula:
            for record in range(place.count):
                text = render(column.formula, places, place, record, host=host)
                yield ExpectedFormula(place.sheet, *place.cell(column.name, record), column, name, text)
        if column.total and (place.has_totals_row or place.total_column):
            text = total_formula(place, column.name, places, host)
            yield ExpectedFormula(place.sheet, *place.total_cell(column.name), column, f"{name}.total", text)
    for block in range(place.blocks):
        yield from _of_block(places, place, block, host)


def _of_block(places: Places, place: TablePlace, block: int, host: Host) -> Iterator[ExpectedFormula]:
    blocks, name = place.table.blocks, place.table.name
    assert blocks is not None
    for line in blocks.fiche:
        if line.formula:
            text = render(line.formula, places, place, 0, block, host=host)
            at = (place.fiche_row(line.name), place.block_left(block) + 1)
            yield ExpectedFormula(place.sheet, *at, line, f"{name}.fiche", text)
    for column in (column for column in blocks.columns if column.formula):
        for record in range(place.count):
            text = render(column.formula, places, place, record, block, host=host)
            yield ExpectedFormula(place.sheet, *place.cell(column.name, record, block), column, name, text)


def same_formula(found: str, expected: ExpectedFormula, book: Book) -> bool:
    """The two formulas read the same cells and do the same with them.

    Case, spaces, the spelling of our functions, `[@x]` for `[[#This Row],[x]]` and structured references
    written as cells make no difference, nor does TRUE written TRUE().
    """
    return same_text(found, expected.formula, expected.cell, book)


def same_text(found: str, expected: str, cell: Address, book: Book) -> bool:
    """As `same_formula`, for two texts in the same cell."""
    if _plain(found) == _plain(expected):
        return True
    return _resolved(found, cell, book) == _resolved(expected, cell, book)


def _plain(formula: str) -> str:
    parts = rewrite(formula.removeprefix("="), "calc").split('"')
    return '"'.join(part if index % 2 else _outside_texts(part) for index, part in enumerate(parts))


def _outside_texts(part: str) -> str:
    """LibreOffice writes the truth values as calls."""
    return _TRUTH_CALL.sub(r"\1", "".join(part.split()).upper())


def _resolved(formula: str, cell: Address, book: Book) -> str:
    from xlsync.recalc.linking import prepare
    from xlsync.recalc.values import Unsupported

    try:
        return _plain(prepare(book, formula.removeprefix("="), cell).plain)
    except Unsupported:
        return f"?{formula}"
