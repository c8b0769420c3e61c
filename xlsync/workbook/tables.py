"""Tables of a worksheet, as their parts declare them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from xlsync.errors import UnsupportedWorkbook
from xlsync.workbook.markup import (
    ATTRIBUTES,
    Element,
    first_element,
    mask_of,
    parse_attributes,
    plain_text,
    with_attribute,
)
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Range, Value, decode_text

_EMPTY = ("insertRow", "insertRowShift")
"""What a table says when all its records are gone: its row is not one yet."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table.

    Attributes:
        id: Its number, which a change of header keeps.
        name: Its header.
        formula: Formula of a calculated column, without the equals sign, or None.
        totals_function: "sum", "average"… or "".
        totals_label: Text of its totals cell, or "".
        totals_formula: Formula of its totals cell when it is none of the functions, or None.
    """

    id: int
    name: str
    formula: str | None = None
    totals_function: str = ""
    totals_label: str = ""
    totals_formula: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name, display_name: Its two names; formulas use the second.
        sheet: Name of the sheet that it is on.
        part: Its part.
        ref: Its cells, header and totals included.
        header_rows, totals_rows: 0 or 1.
        columns: From left to right.
        kind: "" for cells that people type, else "queryTable" or "xml".
        is_empty: Whether it says that its one row is where its first record will be typed.
    """

    name: str
    display_name: str
    sheet: str
    part: str
    ref: Range
    header_rows: int
    totals_rows: int
    columns: tuple[TableColumn, ...]
    kind: str = ""
    is_empty: bool = False

    @property
    def data(self) -> Range:
        """The cells between header and totals."""
        return self.ref._replace(
            first_row=self.ref.first_row + self.header_rows, last_row=self.ref.last_row - self.totals_rows
        )


class TableCell(NamedTuple):
    """A cell of a table, as a reader wants it.

    Attributes:
        value: As in `Cell`.
        formula: As in `Cell`.
        cell: Where it is, `Sheet!A1`.
    """

    value: Value
    formula: str | None
    cell: str


def read_table(text: str, part: str, sheet: str) -> Table | None:
    """The table that a part declares, or None when it declares none.

    Args:
        text: The part.
        part: Its name.
        sheet: Sheet that the table is on.

    Raises:
        UnsupportedWorkbook: Its range, its rows or its columns make no sense.

    Examples:
        >>> found = read_table('<table name="t" ref="A1:B4" totalsRowCount="1"></table>', "", "Prêt")
        >>> found and str(found.data)
        'A2:B3'
    """
    mask = mask_of(text)
    root = first_element(mask, "table")
    if root is None or "ref" not in root.attributes:
        return None
    about = root.attributes
    try:
        return _table(text, mask, root, part, sheet)
    except ValueError as error:
        name = about.get("displayName", part)
        raise UnsupportedWorkbook(
            f"le tableau {name} est illisible ({error}) : ouvrez le classeur et enregistrez-le",
            f"the table {name} cannot be read ({error}): open the workbook and save it again",
            part=part,
        ) from error


def _table(text: str, mask: str, root: Element, part: str, sheet: str) -> Table:
    about = root.attributes
    name = decode_text(about.get("name", ""))
    return Table(
        name=name,
        display_name=decode_text(about.get("displayName", name)),
        sheet=sheet,
        part=part,
        ref=_ordered(Range.parse(about["ref"])),
        header_rows=_rows(about.get("headerRowCount", "1")),
        totals_rows=_rows(about.get("totalsRowCount", "0")),
        columns=tuple(_column(text, mask, match) for match in _COLUMN.finditer(mask, root.open_end)),
        kind="" if about.get("tableType", "worksheet") == "worksheet" else about["tableType"],
        is_empty=about.get(_EMPTY[0]) in ("1", "true"),
    )


def filled_table(text: str) -> str:
    """The part of a table that no longer says to be empty.

    Examples:
        >>> filled_table('<table ref="A1:B2" insertRow="1" insertRowShift="1"/>')
        '<table ref="A1:B2"/>'
    """
    root = first_element(mask_of(text), "table")
    if root is None:
        return text
    tag = text[root.start : root.open_end]
    for name in _EMPTY:
        tag = with_attribute(tag, name, None)
    return text[: root.start] + tag + text[root.open_end :]


def _ordered(area: Range) -> Range:
    """A range whose ends are in order and on a sheet."""
    inside = area.last_row <= MAX_ROW and area.last_column <= MAX_COLUMN
    if not inside or area.first_row > area.last_row or area.first_column > area.last_column:
        raise ValueError(f"not a range: {area}")
    return area


def _rows(text: str) -> int:
    """Rows of headings or of totals."""
    if text not in ("0", "1"):
        raise ValueError(f"not 0 or 1 row: {text!r}")
    return int(text)


_PREFIX = r"(?:[^\s<>/:!?]++:)?"
_COLUMN = re.compile(
    rf"<{_PREFIX}tableColumn({ATTRIBUTES})\s*+"
    rf"(?:/>|>((?:[^<]++|<(?!/{_PREFIX}tableColumn\s*+>))*)</{_PREFIX}tableColumn\s*+>)"
)


_FORMULA = {
    name: re.compile(rf"<{_PREFIX}{name}(?:{ATTRIBUTES})\s*+>([^<]*+)</")
    for name in ("calculatedColumnFormula", "totalsRowFormula")
}


def _column(text: str, mask: str, match: re.Match[str]) -> TableColumn:
    about = parse_attributes(match[1])
    inside = match.span(2) if match[2] else None
    return TableColumn(
        id=int(about.get("id", "0")),
        name=decode_text(about.get("name", "")),
        formula=_formula(text, mask, inside, "calculatedColumnFormula"),
        totals_function=about.get("totalsRowFunction", ""),
        totals_label=decode_text(about.get("totalsRowLabel", "")),
        totals_formula=_formula(text, mask, inside, "totalsRowFormula"),
    )


def _formula(text: str, mask: str, inside: tuple[int, int] | None, name: str) -> str | None:
    if inside is None:
        return None
    found = _FORMULA[name].search(mask, *inside)
    return plain_text(text[slice(*found.span(1))]) if found else None
