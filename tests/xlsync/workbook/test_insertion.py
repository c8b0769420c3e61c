"""Rows, columns and cells inserted as a spreadsheet does, judged by openpyxl and by LibreOffice."""

from __future__ import annotations

import io
import re

import pytest
import xlsxwriter

from tests.oracle import libreoffice_values
from tests.xlsync.workbook.templates import SHEET, annex, by_libreoffice, by_openpyxl, fiches, parts
from xlsync.errors import CannotResize
from xlsync.workbook import Range, Workbook
from xlsync.workbook.insertion import insert, insert_rows, inserted
from xlsync.workbook.surroundings import add_child, add_merge


def below(data: bytes | None = None, at: int = 4, count: int = 2) -> Workbook:
    """The annex by rows with rows inserted over its table."""
    book = Workbook.from_bytes(data or annex())
    insert_rows(book, SHEET, at, count)
    return book


def test_cells_and_all_that_points_to_them_move_down():
    after = below().to_bytes()
    book = by_openpyxl(after)
    sheet = book[SHEET]
    table = sheet.tables["tblPlan"]
    assert (table.ref, sheet.dimensions) == ("A6:E10", "A1:E10")
    assert [cell.value for cell in sheet[6]] == ["Année", "Montant HT", "Nature", "TTC", "Cumul"]
    assert sheet["E9"].value == "=SUM(B$7:B9)"
    assert (sheet["A1"].value, sheet["A2"].value) == ("Plan de financement", "=1+1")
    assert sheet.row_dimensions[9].height == 30
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["B7:B9", "D7:D9"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C7:C9"
    assert (sheet.print_area, sheet.print_title_rows) == (f"'{SHEET}'!$A$1:$E$10", "$6:$6")
    assert book.defined_names["Montants"].attr_text == f"'{SHEET}'!$B$7:$B$9"
    assert [book["Synthèse"][f"A{row}"].value for row in (1, 2, 4)] == [
        f"=SUM('{SHEET}'!B7:B9)", f"='{SHEET}'!B10", f"='{SHEET}'!B8",
    ]  # fmt: skip
    chart = parts(after)["xl/charts/chart1.xml"].decode()
    assert f"'{SHEET}'!$B$7:$B$9" in chart
    assert f"'{SHEET}'!$B$6" in chart


def test_a_drawing_moves_with_its_rows_and_stretches_over_those_inside():
    anchor = re.compile(r"<xdr:row>(\d+)</xdr:row>")
    (top, bottom) = map(int, anchor.findall(parts(annex())["xl/drawings/drawing1.xml"].decode()))
    for at, expected in ((1, (top + 2, bottom + 2)), (6, (top, bottom + 2)), (60, (top, bottom))):
        drawing = parts(below(at=at).to_bytes())["xl/drawings/drawing1.xml"].decode()
        assert tuple(map(int, anchor.findall(drawing))) == expected


def test_what_stands_above_stays_byte_for_byte():
    before, after = Workbook.from_bytes(annex()).sheet(SHEET).text, below(at=9).sheet(SHEET).text
    assert before == after


def test_rows_inside_a_table_make_it_longer():
    book = below(at=7, count=1)
    assert str(book.find_table("tblPlan").ref) == "A4:E9"
    assert book.sheet(SHEET).cell("E9").formula is None
    assert by_openpyxl(book.to_bytes())[SHEET]["E8"].value == "=SUM(B$5:B8)"


def test_panes_breaks_links_and_merged_cells_follow():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("A")
    sheet.freeze_panes(5, 1)
    sheet.merge_range("A8:B9", "")
    sheet.set_h_pagebreaks([6])
    sheet.set_v_pagebreaks([3])
    sheet.write_url("A7", "internal:A!C8")
    sheet.set_column("C:D", 20)
    other = book.add_worksheet("B")
    other.write_url("A1", "internal:'A'!C8")
    book.close()
    made = Workbook.from_bytes(stream.getvalue())
    insert_rows(made, "A", 4, 2)
    insert(made, inserted("A", False, 2, 1))
    found = by_openpyxl(made.to_bytes())
    assert found["A"].freeze_panes == "B8"
    assert [str(area) for area in found["A"].merged_cells.ranges] == ["A10:C11"]
    assert [one.id for one in found["A"].row_breaks.brk] == [8]
    assert [one.id for one in found["A"].col_breaks.brk] == [4]
    assert found["A"]["A9"].hyperlink.location == "A!D10"
    assert found["B"]["A1"].hyperlink.location == "'A'!D10"
    wide = found["A"].column_dimensions["D"]  # openpyxl holds columns of one width together.
    assert (wide.min, wide.max) == (4, 5)
    assert wide.width == by_openpyxl(stream.getvalue())["A"].column_dimensions["C"].width


def test_a_whole_column_and_what_reads_over_it():
    book = Workbook.from_bytes(fiches())
    insert(book, inserted("Prêts", False, 4, 1), "tblPrets")
    found = by_openpyxl(book.to_bytes())
    assert sorted(map(str, found["Prêts"].merged_cells.ranges)) == ["A1:F1", "B2:C2", "E2:F2"]
    assert found["Prêts"]["E4"].value == "=E3*100"
    assert found["Synthèse"]["A1"].value == "=SUM(Prêts!B7:F7)"
    assert found.defined_names["Tous"].attr_text == "Prêts!$B$7:$F$8"


def test_cells_alone_move_right_and_the_rest_of_the_sheet_stays():
    book = Workbook.from_bytes(fiches())
    insert(book, inserted("Prêts", False, 4, 1, (6, 8)), "tblPrets")
    sheet = by_openpyxl(book.to_bytes())["Prêts"]
    assert (sheet["D3"].value, sheet["D4"].value) == (0.03, "=D3*100")
    assert [cell.value for cell in sheet[6]][:6] == [
        "Rang",
        "CRD 1",
        "Intérêts 1",
        None,
        "CRD 2",
        "Intérêts 2",
    ]
    assert sheet["F7"].value == "=tblPrets[[#This Row],[CRD 2]]*D$3"
    assert sheet["B10"].value == "=SUM(B7:F7)"
    assert "E7:E8" in {str(area.sqref) for area in sheet.conditional_formatting}


@pytest.mark.libreoffice
@pytest.mark.parametrize(("at", "count"), [(1, 3), (4, 2), (6, 1)])
def test_libreoffice_computes_the_same_after(at, count, tmp_path_factory):
    """Values are those of before, under their new addresses."""
    before = by_libreoffice(Workbook.from_bytes(annex()), tmp_path_factory.mktemp("calc"))
    after = by_libreoffice(below(at=at, count=count), tmp_path_factory.mktemp("calc"))
    old, new = before[SHEET], after[SHEET]
    for row in old.iter_rows():
        for cell in row:
            moved = new.cell(cell.row + (count if cell.row >= at else 0), cell.column)
            assert moved.value == cell.value, cell.coordinate
    assert [after["Synthèse"][f"A{row}"].value for row in range(1, 5)] == [
        before["Synthèse"][f"A{row}"].value for row in range(1, 5)
    ]


# --- what is refused


def refused(book: Workbook, *insertion: object) -> str:
    before = {sheet.name: sheet.text for sheet in book.worksheets()}
    with pytest.raises(CannotResize) as error:
        insert(book, inserted(*insertion))
    assert {sheet.name: sheet.text for sheet in book.worksheets()} == before
    return error.value.text.en.replace("\xa0", " ")


def test_a_column_through_a_table_that_is_not_named():
    assert "the table tblPrets" in refused(Workbook.from_bytes(fiches()), "Prêts", False, 3, 1)


def test_cells_that_would_tear_merged_cells_or_a_table():
    book = Workbook.from_bytes(fiches())
    add_merge(book.sheet("Prêts"), Range.parse("H12:H14"))
    assert "merged cells" in refused(book, "Prêts", False, 7, 1, (13, 15))
    assert "the table tblPrets" in refused(book, "Prêts", False, 3, 1, (6, 7))


@pytest.mark.parametrize("name", ["controls", "oleObjects", "customSheetViews"])
def test_what_nothing_here_moves(name):
    book = Workbook.from_bytes(annex())
    add_child(book.sheet(SHEET), name, "", "")
    assert "is in the way of the insertion" in refused(book, SHEET, True, 4, 1)


def test_a_full_sheet():
    book = Workbook.from_bytes(annex())
    book.sheet(SHEET).set_value((1_048_576, 1), 1)
    assert "the sheet is full" in refused(book, SHEET, True, 4, 1)


@pytest.mark.libreoffice
def test_a_data_table_still_varies_its_input(tmp_path):
    """Numbers put one after the other in A1, of which B1 takes the double."""
    book = Workbook.from_bytes(fiches())
    sheet = book.sheet("Synthèse")
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f></c></row>'
        '<row r="2"><c r="A2"><v>20</v></c><c r="B2"><f t="dataTable" ref="B2:B3" dt2D="0" dtr="0" r1="A1"/>'
        '<v>9</v></c></row><row r="3"><c r="A3"><v>30</v></c><c r="B3"><v>9</v></c></row>'
        '<row r="5"><c r="A5"><f t="array">1+1</f></c></row>'
    )
    sheet.text = sheet.text[: sheet.data.open_end] + rows + sheet.text[sheet.data.close_start :]
    insert_rows(book, "Synthèse", 1, 2)
    assert 'ref="B4:B5" dt2D="0" dtr="0" r1="A3"' in sheet.text
    book.save(tmp_path / "tables.xlsx")
    found = libreoffice_values(tmp_path / "tables.xlsx")
    assert [found["Synthèse", name] for name in ("B3", "B4", "B5")] == [2, 40, 60]
    assert sheet.cell("A7").formula == "1+1"


def test_a_pane_that_leaves_out_its_first_cell_grows():
    """ECMA-376 part 1, 18.3.1.66: `topLeftCell` is optional."""
    book = Workbook.from_bytes(annex())
    sheet = book.sheet(SHEET)
    pane = r'<sheetView \1><pane ySplit="4" state="frozen"/></sheetView>'
    sheet.text = re.sub(r"<sheetView ([^>]*?)/>", pane, sheet.text)
    insert_rows(book, SHEET, 2, 1)
    assert '<pane ySplit="5" state="frozen"/>' in sheet.text
