"""The public workbooks beside the repository, and the edits that are tried on each."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.shared import ROOT
from tests.xlsync.workbook.templates import parts
from xlsync import errors
from xlsync.workbook import Workbook
from xlsync.workbook.rows import Grid
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.values import cell_name

REFUSED = {
    "093_poi_clusterfuzz-testcase-minimized-POIXSSFFuzzer-4828727001088000.xlsx": errors.TruncatedWorkbook,
    "095_poi_clusterfuzz-testcase-minimized-POIXSSFFuzzer-5937385319563264.xlsx": errors.TruncatedWorkbook,
    "097_poi_clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-6594557414080512.xlsx": errors.TruncatedWorkbook,
    "107_poi_hello-world-signed.xlsx": errors.UnsupportedWorkbook,
    "143_excelize_encryptSHA1.xlsx": errors.EncryptedWorkbook,
}
"""Files that no edit can keep whole."""

UNREAD_BY_OPENPYXL = {
    "020_closedxml_pivottable_duplicated_member_filter.xlsx",
    "026_closedxml_universal-content-strict.xlsx",
    "146_calamine_pivots.xlsx",
    "148_calamine_strict_iso_paths.xlsx",
}

EDITS = ("changed", "added", "cleared")


class Edited(NamedTuple):
    """A workbook after one edit: its bytes, the sheet as it was, the cell, what it holds now."""

    data: bytes
    sheet: Sheet
    where: tuple[int, int]
    new: object


def folder() -> Path:
    """Where the corpus is, when it is there."""
    return Path(os.environ.get("XLSYNC_SHARED", ROOT.parent / "shared")) / "corpus"


def files() -> list[str]:
    """Its files; the manifest alone where it is absent, for a test that then skips."""
    manifest = folder() / "MANIFEST.csv"
    if not manifest.exists():
        return [manifest.name]
    with manifest.open(encoding="utf-8") as lines:
        return [row["file"] for row in csv.DictReader(lines)]


def constants(book: Workbook) -> Iterator[tuple[Sheet, tuple[int, int]]]:
    """Cells that hold a constant, headings of tables left out."""
    headings = {
        (table.sheet, table.ref.first_row, column)
        for table in book.tables.values()
        if table.header_rows
        for column in range(table.ref.first_column, table.ref.last_column + 1)
    }
    for sheet in book.worksheets():
        for where, cell in sheet.cells.items():
            if (sheet.name, *where) in headings or cell.kind or cell.value is None:
                continue
            if sheet._area(*where) is None:
                yield sheet, where


def free(sheet: Sheet, where: tuple[int, int]) -> tuple[int, int]:
    """A cell that the file does not hold, in the same row."""
    return where[0], max(column for _, column in sheet.cells) + 1


def edited(data: bytes, edit: str) -> Edited:
    """The workbook after one edit of a cell of its first sheet that holds a constant.

    Raises:
        XlsyncError: It is refused.
    """
    book = Workbook.from_bytes(data)
    sheet, where = next(constants(book))
    as_it_was = Sheet(sheet.name, sheet.text, sheet.part, book.strings, book.date1904)
    new: object = "=1+1 & <é>" if isinstance(sheet.cell(where).value, str) else 42.5
    if edit == "added":
        where = free(sheet, where)
    elif edit == "cleared":
        new = None
    sheet.set_value(where, new)
    return Edited(book.to_bytes(), as_it_was, where, new)


def broken(data: bytes, after: Edited) -> str:
    """What an edit changed besides its cell; "" when nothing."""
    old_parts, new_parts = parts(data), parts(after.data)
    if list(old_parts) != list(new_parts):
        return "parts lost or added"
    changed = [part for part in old_parts if old_parts[part] != new_parts[part]]
    if changed != [after.sheet.part]:
        return f"other parts changed: {changed}"
    before, now = after.sheet.text, new_parts[after.sheet.part].decode()
    start, end, name = _place(after.sheet, after.where)
    tail = len(before) - end
    if (now[:start], now[len(now) - tail :]) != (before[:start], before[end:]):
        return "the sheet changed outside the cell"
    if after.new is not None and f'r="{name}"' not in now[start : len(now) - tail].replace("'", '"'):
        unnumbered = after.sheet.cell(after.where).value is not None
        return "" if unnumbered else "the cell is not where it was put"
    return ""


def _place(sheet: Sheet, where: tuple[int, int]) -> tuple[int, int, str]:
    """The span of a cell, or of the gap where one comes."""
    grid: Grid = sheet._located()
    found = grid.cell(*where)
    name = cell_name(*where)
    if found is not None:
        return found.start, found.end, name
    row = grid.row(where[0])
    assert row is not None, "it is in the row of another cell"
    return row.close_start, row.close_start, name
