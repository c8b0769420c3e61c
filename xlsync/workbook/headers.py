"""Names that change without any cell moving: headings of a table, text of a defined name."""

from __future__ import annotations

from collections.abc import Sequence

from xlsync.errors import MissingInWorkbook
from xlsync.workbook.book import Workbook
from xlsync.workbook.markup import decode_part, elements, mask_of, replace_spans, with_attribute
from xlsync.workbook.values import escape


def rename_headers(book: Workbook, table_name: str, first: int, headers: Sequence[str]) -> None:
    """Gives the columns of a table other headings, in its part and in its cells.

    Formulas that name the old headings stay as they are: for tables that no structured reference reads.

    Args:
        book: The workbook, changed in memory.
        table_name: Display name of the table.
        first: Sheet column of the first heading to change, from 1.
        headers: Headings from there, left to right.

    Raises:
        MissingInWorkbook: No such table.
    """
    table = book.find_table(table_name)
    start = first - table.ref.first_column
    text = decode_part(book.package.read(table.part), table.part)
    columns = list(elements(mask_of(text), "tableColumn"))[start : start + len(headers)]
    spans = [
        (
            found.start,
            found.open_end,
            with_attribute(text[found.start : found.open_end], "name", header),
        )
        for found, header in zip(columns, headers, strict=True)
    ]
    book.package.replace(table.part, replace_spans(text, spans).encode())
    sheet = book.sheet(table.sheet)
    for offset, header in enumerate(headers):
        sheet.set_value((table.ref.first_row, first + offset), header)


def set_name_text(book: Workbook, name: str, formula: str) -> None:
    """Gives a defined name of the workbook another formula.

    Raises:
        MissingInWorkbook: No such name.
    """
    text = book.text
    for found in elements(mask_of(text), "definedName"):
        about = found.attributes
        if about.get("name") == name and "localSheetId" not in about:
            book.replace_text(replace_spans(text, [(found.open_end, found.close_start, escape(formula))]))
            return
    raise MissingInWorkbook(
        f"le nom « {name} » n’est pas dans ce classeur", f"the name “{name}” is not in this workbook"
    )
