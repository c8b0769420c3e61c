"""The sheet `Conflits`: one line a cell that waits for a choice, and one a derogation that was granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from xlsync.build.hidden import CONFLICT_HEADINGS, CONFLICT_SHEET
from xlsync.workbook import Sheet, Workbook
from xlsync.workbook.markup import first_element, replace_spans
from xlsync.workbook.values import Value, escape_attribute, split_address

_BEFORE_LINKS = (
    "dataValidations", "conditionalFormatting", "phoneticPr", "mergeCells", "customSheetViews",
    "dataConsolidate", "sortState", "autoFilter", "scenarios", "protectedRanges", "sheetProtection",
    "sheetCalcPr", "sheetData",
)  # fmt: skip
"""Elements of a worksheet that stand before its links, the last one first."""


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One line of the sheet, as it shows.

    Attributes:
        cell: `Sheet!A1`, a link to the cell; "" for a record that the workbook does not hold.
        table, key, column: Its name in the model.
        base, workbook, model: Its three contents.
        author: Who last changed it in the model.
        choice: What a person wrote.
        reason, article: Why a derogation is granted.
    """

    cell: str
    table: str
    key: str
    column: str
    base: str = ""
    workbook: str = ""
    model: str = ""
    author: str = ""
    choice: Value = ""
    reason: str = ""
    article: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Table, key and column."""
        return self.table, self.key, self.column


def has_conflict_sheet(book: Workbook) -> bool:
    """The workbook has a sheet `Conflits`."""
    return any(entry.name == CONFLICT_SHEET for entry in book.sheets)


def read_lines(book: Workbook) -> list[ConflictLine]:
    """The lines of the sheet, from top to bottom; none where there is no such sheet."""
    if not has_conflict_sheet(book):
        return []
    cells = book.sheet(CONFLICT_SHEET).cells
    lines = []
    for row in range(2, max((row for row, _ in cells), default=1) + 1):
        held = [cells[row, at].value if (row, at) in cells else None for at in range(1, 12)]
        if held[1] is not None:
            texts = ["" if value is None else str(value) for value in held]
            cell, table, key, column, base, workbook, model, author, _, reason, article = texts
            about = (base, workbook, model, author, held[8] or "", reason, article)
            lines.append(ConflictLine(cell, table, key, column, *about))
    return lines


def write_lines(book: Workbook, lines: Sequence[ConflictLine]) -> None:
    """Rewrites the sheet; nothing changes when it holds these lines already.

    Raises:
        MissingInWorkbook: the workbook has no such sheet.
    """
    if read_lines(book) == list(lines):
        return
    headings = [title for title, _ in CONFLICT_HEADINGS]
    rows = [[value if value != "" else None for value in astuple(line)] for line in lines]
    book.set_sheet_data(CONFLICT_SHEET, [headings, *rows])
    places = {f"A{row}": line.cell for row, line in enumerate(lines, start=2) if line.cell}
    _set_links(book.sheet(CONFLICT_SHEET), places)


def _set_links(sheet: Sheet, places: Mapping[str, str]) -> None:
    """Links from cells of a sheet to places of the same workbook, in place of those it had."""
    links = "".join(_link(sheet.prefix, cell, place) for cell, place in places.items())
    p = sheet.prefix
    markup = f"<{p}hyperlinks>{links}</{p}hyperlinks>" if links else ""
    found = first_element(sheet.mask, "hyperlinks", sheet.data.end)
    if found is not None:
        sheet.text = replace_spans(sheet.text, [(found.start, found.end, markup)])
    elif markup:
        at = _end_of_last(sheet)
        sheet.text = replace_spans(sheet.text, [(at, at, markup)])


def _link(prefix: str, cell: str, place: str) -> str:
    name, at = split_address(place)
    quoted = name.replace("'", "''")
    location = escape_attribute(f"'{quoted}'!{at}")
    return f'<{prefix}hyperlink ref="{cell}" location="{location}" display="{escape_attribute(place)}"/>'


def _end_of_last(sheet: Sheet) -> int:
    ends = [sheet.data.end]
    for name in _BEFORE_LINKS[:-1]:
        start = sheet.data.end
        while (found := first_element(sheet.mask, name, start)) is not None:
            ends.append(found.end)
            start = found.end
    return max(ends)
