"""What a write would change, as a value: cells, references, caches, parts."""

import hashlib

from tests.xlsync.workbook.templates import SHEET, annex
from tests.xlsync.workbook.test_outside import CACHE
from xlsync.workbook import Workbook
from xlsync.workbook.plan import ChangedCell, plan_of, receipt_of
from xlsync.workbook.relations import add_part
from xlsync.workbook.resize_rows import resize_rows

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"


def with_a_pivot_table() -> bytes:
    book = Workbook.from_bytes(annex())
    add_part(book.package, "xl/pivotCache/d1.xml", CACHE.format('name="tblPlan"').encode(), KIND)
    return book.to_bytes()


def test_a_cell_and_nothing_else():
    before = annex()
    book = Workbook.from_bytes(before)
    book.sheet(SHEET).set_value("C5", "études")
    found = plan_of(before, book.to_bytes())
    assert found.cells == (ChangedCell(f"{SHEET}!C5", "travaux", "études"),)
    assert (found.references, found.stale) == ((), ())
    assert found.receipt.parts == ("xl/worksheets/sheet1.xml",)
    assert found.receipt.before == hashlib.sha256(before).hexdigest()


def test_a_table_that_grows():
    before = with_a_pivot_table()
    book = Workbook.from_bytes(before)
    resize_rows(book, "tblPlan", 4)
    found = plan_of(before, book.to_bytes())
    cells = {one.cell: (one.before, one.after) for one in found.cells}
    assert cells["Synthèse!A1"] == (f"=SUM('{SHEET}'!B5:B7)", f"=SUM('{SHEET}'!B5:B8)")
    assert cells[f"{SHEET}!A9"] == (None, "Total")
    followed = {(one.part, one.place): (one.before, one.after) for one in found.references}
    assert followed["xl/tables/table1.xml", "table/@ref"] == ("A4:E8", "A4:E9")
    assert followed["xl/worksheets/sheet1.xml", "dataValidation/@sqref"] == ("C5:C7", "C5:C8")
    assert found.stale == ("xl/pivotCache/d1.xml",)
    assert set(found.receipt.parts) >= {"xl/workbook.xml", "xl/charts/chart1.xml", "xl/pivotCache/d1.xml"}


def test_the_same_file_is_no_change():
    data = annex()
    assert receipt_of(data, data).parts == ()
    assert plan_of(data, data).cells == ()
