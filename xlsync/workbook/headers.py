"""Names that change without any cell moving: headings of a table, text of a defined name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xlsync.errors import MissingInWorkbook, UnsupportedWorkbook
from xlsync.workbook.book import Workbook
from xlsync.workbook.markup import (
    decode_part,
    elements,
    mask_of,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.outside import Held, follow_everywhere
from xlsync.workbook.references import rename_columns as renamed_brackets
from xlsync.workbook.references import rewrite
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.tables import Table
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


def rename_columns(book: Workbook, table_name: str, names: Mapping[str, str]) -> None:
    """Gives columns of a table other headings, as a spreadsheet does: every formula that names them follows.

    Args:
        book: The workbook, changed in memory.
        table_name: Display name of the table.
        names: New headings by those that the table has.

    Raises:
        MissingInWorkbook: no such table.
        UnsupportedWorkbook: two columns would have the same heading.
    """
    table = book.find_table(table_name)
    headings = [names.get(column.name, column.name) for column in table.columns]
    twice = next((one for one in headings if [h.lower() for h in headings].count(one.lower()) > 1), None)
    if twice is not None:
        raise UnsupportedWorkbook(
            f"deux colonnes du tableau {table.display_name} auraient le titre « {twice} » : renommez l’autre",
            f"two columns of the table {table.display_name} would be headed “{twice}”: rename the other one",
            name=twice,
        )
    with book.unchanged_on_refusal():
        for sheet in book.worksheets():
            _rename_in_cells(sheet, table, names)
        _rename_outside(book, table, names)
        for column, heading in enumerate(headings, table.ref.first_column):
            if heading != table.columns[column - table.ref.first_column].name:
                rename_headers(book, table.display_name, column, [heading])


def _follows(table: Table, names: Mapping[str, str], own: bool) -> Callable[[str], str]:
    """What becomes of a formula; inside the table, a column may be named without it."""
    known = (table.display_name.lower(), *([""] if own else []))

    def structured(name: str, brackets: str) -> str:
        return renamed_brackets(brackets, dict(names)) if name.lower() in known else brackets

    return lambda formula: rewrite(formula, structured=structured)


def _rename_in_cells(sheet: Sheet, table: Table, names: Mapping[str, str]) -> None:
    for where, cell in list(sheet.cells.items()):
        if cell.formula and "[" in cell.formula:
            own = sheet.name == table.sheet and table.ref.holds(*where)
            new = _follows(table, names, own)(cell.formula)
            if new != cell.formula:
                sheet.set_formula_text(where, new)


def _rename_outside(book: Workbook, table: Table, names: Mapping[str, str]) -> None:
    def follow(held: Held) -> str:
        if held.place.kind not in ("formula", "series"):
            return held.value
        return _follows(table, names, held.part == table.part)(held.value)

    follow_everywhere(book, follow, [f"{table.display_name}["], table.sheet)


def set_name_text(book: Workbook, name: str, formula: str, sheet: str | None = None) -> None:
    """Gives a defined name of the workbook, or of one of its sheets, another formula.

    Raises:
        MissingInWorkbook: No such name.
    """
    text = book.text
    for found in elements(mask_of(text), "definedName"):
        about = found.attributes
        rank = about.get("localSheetId")
        if about.get("name") == name and sheet == (None if rank is None else book.sheets[int(rank)].name):
            book.replace_text(replace_spans(text, [(found.open_end, found.close_start, escape(formula))]))
            return
    raise MissingInWorkbook(
        f"le nom « {name} » n’est pas dans ce classeur", f"the name “{name}” is not in this workbook"
    )
