"""Public workbooks of every origin: one cell changed, nothing else."""

import csv
import os
from pathlib import Path

import pytest

from tests.shared import ROOT, shared_path
from tests.xlsync.workbook.templates import by_openpyxl, parts
from xlsync import errors
from xlsync.workbook import Workbook
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.values import decode_text

pytestmark = pytest.mark.corpus

REFUSED = {
    "093_poi_clusterfuzz-testcase-minimized-POIXSSFFuzzer-4828727001088000.xlsx": errors.TruncatedWorkbook,
    "095_poi_clusterfuzz-testcase-minimized-POIXSSFFuzzer-5937385319563264.xlsx": errors.TruncatedWorkbook,
    "097_poi_clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-6594557414080512.xlsx": errors.TruncatedWorkbook,
    "107_poi_hello-world-signed.xlsx": errors.UnsupportedWorkbook,
    "143_excelize_encryptSHA1.xlsx": errors.EncryptedWorkbook,
}
UNREAD_BY_OPENPYXL = {
    "020_closedxml_pivottable_duplicated_member_filter.xlsx",
    "026_closedxml_universal-content-strict.xlsx",
    "146_calamine_pivots.xlsx",
    "148_calamine_strict_iso_paths.xlsx",
}


def files() -> list[str]:
    manifest = Path(os.environ.get("XLSYNC_SHARED", ROOT.parent / "shared")) / "corpus" / "MANIFEST.csv"
    if not manifest.exists():
        return ["MANIFEST.csv"]
    with manifest.open(encoding="utf-8") as lines:
        return [row["file"] for row in csv.DictReader(lines)]


def first_constant(book: Workbook) -> tuple[Sheet, tuple[int, int]]:
    """A cell that holds a constant, and its sheet."""
    for sheet in book.worksheets():
        for where, cell in sheet.cells.items():
            if not cell.kind and cell.value is not None and sheet._area(*where) is None:
                return sheet, where
    raise AssertionError("no constant")


def edit(data: bytes) -> tuple[bytes, Sheet, tuple[int, int], object]:
    book = Workbook.from_bytes(data)
    sheet, where = first_constant(book)
    new = "=1+1 & <é>" if isinstance(sheet.cell(where).value, str) else 42.5
    sheet.set_value(where, new)
    return book.to_bytes(), sheet, where, new


@pytest.mark.parametrize("name", files())
def test_one_cell_changes_and_nothing_else(name):
    data = shared_path(f"corpus/{name}").read_bytes()
    if name in REFUSED:
        with pytest.raises(REFUSED[name]):
            edit(data)
        return
    after, sheet, where, new = edit(data)
    old_parts, new_parts = parts(data), parts(after)
    assert list(old_parts) == list(new_parts)
    assert [part for part in old_parts if old_parts[part] != new_parts[part]] == [sheet.part]
    before, now = old_parts[sheet.part].decode(), new_parts[sheet.part].decode()
    place = Sheet(sheet.name, before)._located().cell(*where)
    assert place is not None
    tail = len(before) - place.end
    assert (now[: place.start], now[len(now) - tail :]) == (before[: place.start], before[place.end :])
    assert Workbook.from_bytes(after).sheet(sheet.name).cell(where).value == new
    if name not in UNREAD_BY_OPENPYXL:
        cell = by_openpyxl(after)[sheet.name].cell(*where)
        assert cell.value == new or (cell.is_date and new == 42.5)


@pytest.mark.parametrize("name", files())
def test_cells_are_openpyxls(name):
    data = shared_path(f"corpus/{name}").read_bytes()
    if name in REFUSED or name in UNREAD_BY_OPENPYXL:
        pytest.skip("refused, or not read by openpyxl")
    book, other = Workbook.from_bytes(data), by_openpyxl(data, values=True)
    for sheet in book.worksheets():
        cells = {where: cell.value for where, cell in sheet.cells.items() if cell.value is not None}
        theirs = {
            (cell.row, cell.column): cell.value
            for row in other[sheet.name].iter_rows()
            for cell in row
            if cell.value is not None and cell.data_type in ("n", "s", "b", "e")
        }
        for where, value in theirs.items():
            assert cells[where] == (decode_text(value) if isinstance(value, str) else value)
