"""Formulas that tables declare for their columns and their totals, as the cells of a copy have them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from xlsync.workbook import Table, Workbook
from xlsync.workbook.markup import (
    Element,
    decode_part,
    elements,
    first_element,
    mask_of,
    plain_text,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.values import Address, escape

Span = tuple[int, int, str]
Said = Callable[[Address, str], str | None]
"""The formula of a cell in the copy, from that of the column; None where it goes."""

_DATA, _TOTALS = "calculatedColumnFormula", "totalsRowFormula"
_QUERY: Final = ("queryTableFieldId", "tableType", "connectionId")


def respell_tables(book: Workbook, said: Said, frozen: Collection[Address]) -> None:
    """Gives the columns of tables the formulas of their cells.

    Args:
        book: The workbook, changed in memory.
        said: What a formula becomes.
        frozen: Cells that hold a value in the place of a formula; a column that has one declares none.
    """
    for table in book.tables.values():
        text = decode_part(book.package.read(table.part), table.part)
        spans = list(_spans(text, table, said, frozen))
        new = replace_spans(text, spans)
        book.package.replace(table.part, new.encode())


def _spans(text: str, table: Table, said: Said, frozen: Collection[Address]) -> Iterator[Span]:
    mask = mask_of(text)
    data = table.data
    columns = list(elements(mask, "tableColumn"))
    for rank, found in enumerate(columns):
        column = table.ref.first_column + rank
        end = columns[rank + 1].start if rank + 1 < len(columns) else found.end
        places = [Address(table.sheet, row, column) for row in range(data.first_row, data.last_row + 1)]
        totals = Address(table.sheet, table.ref.last_row, column)
        for name, cells in ((_DATA, places), (_TOTALS, [totals])):
            formula = first_element(mask, name, found.open_end, end)
            if formula is not None:
                lost = any(cell in frozen for cell in cells)
                yield from _formula(text, formula, None if lost else said(cells[0], _text(text, formula)))
        if "totalsRowFunction" in found.attributes and totals in frozen:
            tag = with_attribute(text[found.start : found.open_end], "totalsRowFunction", None)
            yield found.start, found.open_end, tag


def _text(text: str, formula: Element) -> str:
    return plain_text(text[formula.open_end : formula.close_start])


def _formula(text: str, formula: Element, new: str | None) -> Iterator[Span]:
    if new is None:
        yield formula.start, formula.end, ""
    elif new != _text(text, formula):
        yield formula.open_end, formula.close_start, escape(new)


def unlink_queries(text: str) -> str:
    """A table that no longer asks anything of a query."""
    spans = []
    for found in (*elements(mask_of(text), "table"), *elements(mask_of(text), "tableColumn")):
        tag = text[found.start : found.open_end]
        for key in _QUERY:
            tag = with_attribute(tag, key, None)
        spans.append((found.start, found.open_end, tag))
    return replace_spans(text, spans)
