"""Public workbooks of every origin: one cell changed, added or cleared, and nothing else."""

import pytest

from tests.shared import shared_path
from tests.xlsync.workbook.corpus import EDITS, REFUSED, UNREAD_BY_OPENPYXL, broken, edited, files
from tests.xlsync.workbook.templates import by_openpyxl
from xlsync.workbook import Workbook
from xlsync.workbook.values import decode_text

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("name", files())
def test_one_cell_and_nothing_else(name, edit):
    data = shared_path(f"corpus/{name}").read_bytes()
    if name in REFUSED:
        with pytest.raises(REFUSED[name]):
            edited(data, edit)
        return
    after = edited(data, edit)
    assert broken(data, after) == ""
    assert Workbook.from_bytes(after.data).sheet(after.sheet.name).cell(after.where).value == after.new
    if name not in UNREAD_BY_OPENPYXL:
        cell = by_openpyxl(after.data)[after.sheet.name].cell(*after.where)
        links = after.new is None and cell.hyperlink
        assert cell.value == after.new or (cell.is_date and after.new == 42.5) or links


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
