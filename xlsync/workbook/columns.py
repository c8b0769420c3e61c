"""Columns that come into a table: the cells that make room, and the part that declares them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from xlsync.errors import UnsupportedWorkbook
from xlsync.workbook.book import Workbook
from xlsync.workbook.insertion import insert, inserted
from xlsync.workbook.markup import (
    Element,
    decode_part,
    elements,
    first_element,
    mask_of,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.tables import Table
from xlsync.workbook.values import Range, escape

Span = tuple[int, int, str]


def insert_columns(
    book: Workbook, table_name: str, at: int, headers: Sequence[str], across: tuple[int, int] | None = None
) -> None:
    """Gives a table more columns before sheet column `at`, blank but for their headings.

    Args:
        book: The workbook, changed in memory.
        table_name: Display name of the table.
        at: Where they come; one after the last column for columns at the right end.
        headers: Their headings, from left to right.
        across: First and last row of the cells that move right; whole columns of the sheet when left out.

    Raises:
        CannotResize: something on the sheet cannot move. The workbook is then as it was.
        UnsupportedWorkbook: a column of the table has one of these headings.
    """
    table = book.find_table(table_name)
    taken = {column.name.lower() for column in table.columns}
    for header in headers:
        if header.lower() in taken:
            raise UnsupportedWorkbook(
                f"le tableau {table.display_name} a déjà une colonne « {header} » : renommez-la",
                f"the table {table.display_name} has a column “{header}” already: rename it",
                name=header,
            )
    with book.unchanged_on_refusal():
        insert(book, inserted(table.sheet, False, at, len(headers), across), table.display_name)
        _declare(book, table, at - table.ref.first_column, headers)
        sheet = book.sheet(table.sheet)
        for offset, header in enumerate(headers):
            sheet.set_value((table.ref.first_row, at + offset), header)


def _declare(book: Workbook, table: Table, rank: int, headers: Sequence[str]) -> None:
    """New columns in the part of a table, whose range grows where the insertion did not make it."""
    text = decode_part(book.package.read(table.part), table.part)
    mask = mask_of(text)
    columns = list(elements(mask, "tableColumn"))
    listed = first_element(mask, "tableColumns")
    assert listed is not None, "a table lists its columns"
    number = max(int(one.attributes["id"]) for one in columns)
    new = ""
    for offset, header in enumerate(headers, start=1):
        tag = with_attribute(f'<{listed.prefix}tableColumn id="{number + offset}"/>', "name", header)
        new += tag
    at = columns[rank].start if rank < len(columns) else listed.close_start
    total = len(columns) + len(headers)
    tag = with_attribute(text[listed.start : listed.open_end], "count", str(total))
    spans: list[Span] = [(listed.start, listed.open_end, tag), (at, at, new)]
    ref = table.ref._replace(last_column=table.ref.first_column + total - 1)
    spans += _refs(text, mask, ref, table)
    book.package.replace(table.part, replace_spans(text, spans).encode())


def extend(book: Workbook, table_name: str, ref: Range) -> None:
    """Gives a table another range, when rows came right under it."""
    table = book.find_table(table_name)
    text = decode_part(book.package.read(table.part), table.part)
    book.package.replace(
        table.part, replace_spans(text, list(_refs(text, mask_of(text), ref, table))).encode()
    )


def _refs(text: str, mask: str, ref: Range, table: Table) -> Iterator[Span]:
    """The range of the table and that of its filter, which leaves the totals out."""
    filtered = ref._replace(last_row=ref.last_row - table.totals_rows)
    for name, area in (("table", ref), ("autoFilter", filtered)):
        for found in elements(mask, name):
            yield (
                found.start,
                found.open_end,
                with_attribute(text[found.start : found.open_end], "ref", str(area)),
            )


def number_columns(book: Workbook, table_name: str, numbers: Mapping[int, int]) -> None:
    """Gives columns of a table, told by rank, their numbers; the others get those that follow."""
    table = book.find_table(table_name)
    others = itertools.count(max([0, *numbers.values()]) + 1)
    text = decode_part(book.package.read(table.part), table.part)
    spans = [
        (
            found.start,
            found.open_end,
            with_attribute(text[found.start : found.open_end], "id", str(numbers.get(rank) or next(others))),
        )
        for rank, found in enumerate(elements(mask_of(text), "tableColumn"))
    ]
    book.package.replace(table.part, replace_spans(text, spans).encode())


def declare_formulas(
    book: Workbook, table_name: str, formulas: Mapping[int, tuple[str | None, str | None]]
) -> None:
    """Gives columns of a table, told by rank, the formula of their cells and that of their total.

    Args:
        book: The workbook, changed in memory.
        table_name: Display name of the table.
        formulas: Both formulas, without the equals sign, None for none.
    """
    table = book.find_table(table_name)
    text = decode_part(book.package.read(table.part), table.part)
    spans = []
    for rank, found in enumerate(elements(mask_of(text), "tableColumn")):
        held = table.columns[rank]
        if rank in formulas and formulas[rank] != (held.formula, held.totals_formula):
            spans.append((found.start, found.end, _column(text, found, *formulas[rank])))
    if spans:
        book.package.replace(table.part, replace_spans(text, spans).encode())


def _column(text: str, found: Element, formula: str | None, total: str | None) -> str:
    p = found.prefix
    tag = text[found.start : found.open_end]
    if total is not None:
        tag = with_attribute(tag, "totalsRowFunction", "custom")
    elif found.attributes.get("totalsRowFunction") == "custom":
        tag = with_attribute(tag, "totalsRowFunction", None)
    body = ""
    for name, value in (("calculatedColumnFormula", formula), ("totalsRowFormula", total)):
        body += f"<{p}{name}>{escape(value)}</{p}{name}>" if value is not None else ""
    opening = tag[:-2].rstrip() if tag.endswith("/>") else tag[:-1].rstrip()
    return f"{opening}>{body}</{p}tableColumn>" if body else f"{opening}/>"
