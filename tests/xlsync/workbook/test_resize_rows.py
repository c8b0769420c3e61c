"""Tables by rows that grow and shrink, checked by openpyxl and by LibreOffice."""

import pytest

from tests.xlsync.workbook.templates import (
    SHEET,
    annex,
    by_libreoffice,
    by_openpyxl,
    parts,
    through_libreoffice,
    with_part,
)
from xlsync.errors import CannotResize
from xlsync.workbook import Workbook
from xlsync.workbook.resize_rows import resize_rows


def resized(count: int, data: bytes | None = None) -> Workbook:
    book = Workbook.from_bytes(data or annex())
    resize_rows(book, "tblPlan", count)
    return book


@pytest.mark.parametrize(("count", "last"), [(1, 5), (2, 6), (4, 8), (40, 44)])
def test_everything_that_ended_on_the_last_row_follows(count, last):
    data = annex()
    if count < 3:
        book = Workbook.from_bytes(data)
        book.sheet("Synthèse").set_value("A4", None, over_formula=True)
        data = book.to_bytes()
    after = resized(count, data).to_bytes()
    book = by_openpyxl(after)
    sheet = book[SHEET]
    assert sheet.tables["tblPlan"].ref == f"A4:E{last + 1}"
    assert sheet.tables["tblPlan"].autoFilter.ref == f"A4:E{last}"
    assert sheet.dimensions == f"A1:E{last + 1}"
    assert str(next(iter(sheet.conditional_formatting)).sqref) in (f"B5:B{last}", "B5")
    assert str(sheet.data_validations.dataValidation[0].sqref) in (f"C5:C{last}", "C5")
    assert sheet.print_area == f"'{SHEET}'!$A$1:$E${last + 1}"
    assert book.defined_names["Montants"].attr_text == f"'{SHEET}'!$B$5:$B${last}"
    assert book.defined_names["Total_HT"].attr_text == f"'{SHEET}'!$B${last + 1}"
    assert book["Synthèse"]["A1"].value == f"=SUM('{SHEET}'!B5:B{last})"
    assert book["Synthèse"]["A2"].value == f"='{SHEET}'!B{last + 1}"
    assert sheet.cell(last + 1, 1).value == "Total"
    chart = parts(after)["xl/charts/chart1.xml"].decode()
    assert f"$B$5:$B${last}</c:f></c:numRef>" in chart
    x14 = parts(after)["xl/worksheets/sheet1.xml"].decode()
    assert f"<xm:sqref>{'D5' if last == 5 else f'D5:D{last}'}</xm:sqref>" in x14


def test_new_rows_are_copies_of_the_last():
    book = resized(5)
    sheet = book.sheet(SHEET)
    assert [sheet.cell(f"{column}9").formula for column in "BDE"] == [
        None,
        "tblPlan[[#This Row],[Montant HT]]*1.2",
        "SUM(B$5:B9)",
    ]
    assert sheet.cell("E7").formula == "SUM(B$5:B7)"
    assert (sheet.cell("B9").value, sheet.cell("B9").style) == (None, sheet.cell("B7").style)
    assert by_openpyxl(book.to_bytes())[SHEET].row_dimensions[9].height == 30


def test_growing_then_shrinking_changes_the_chart_memory_only():
    data = annex()
    book = resized(9, data)
    resize_rows(book, "tblPlan", 3)
    before, after = parts(data), parts(book.to_bytes())
    assert [name for name in before if before[name] != after[name]] == ["xl/charts/chart1.xml"]


def test_the_same_count_is_no_change():
    data = annex()
    assert resized(3, data).to_bytes() == data


def filled(book: Workbook, count: int) -> Workbook:
    for row in range(5, 5 + count):
        book.sheet(SHEET).set_value((row, 2), 100)
    return book


@pytest.mark.libreoffice
def test_libreoffice_computes_the_new_rows(tmp_path):
    sheets = by_libreoffice(filled(resized(6), 6), tmp_path)
    assert [sheets[SHEET][f"D{row}"].value for row in (5, 10)] == [120, 120]
    assert [sheets[SHEET][f"E{row}"].value for row in (5, 8, 10)] == [100, 400, 600]
    assert [sheets[SHEET]["B11"].value, sheets[SHEET]["D11"].value] == [600, 720]
    assert [sheets["Synthèse"][name].value for name in ("A1", "A2", "A3")] == [600, 600, 600]


@pytest.mark.libreoffice
def test_a_workbook_saved_by_libreoffice_still_grows(tmp_path):
    (tmp_path / "un").mkdir()
    (tmp_path / "deux").mkdir()
    saved = through_libreoffice(annex(), tmp_path / "un")
    sheets = by_libreoffice(filled(resized(5, saved), 5), tmp_path / "deux")
    assert sheets[SHEET]["E9"].value == 500
    assert sheets["Synthèse"]["A1"].value == 500


@pytest.mark.libreoffice
def test_a_range_that_says_its_sheet_twice_grows_and_a_name_like_a_cell_stays(tmp_path):
    book = Workbook.from_bytes(annex())
    name = '<definedName name="YTD2024">2</definedName></definedNames>'
    book.replace_text(book.text.replace("</definedNames>", name))
    book = Workbook.from_bytes(book.to_bytes())
    book.sheet("Synthèse").set_formula("A5", f"SUM('{SHEET}'!$B$5:'{SHEET}'!$B$7)*YTD2024")
    book.sheet(SHEET).set_formula("E7", "SUM(B$5:B7)*YTD2024")
    book = Workbook.from_bytes(book.to_bytes())
    resize_rows(book, "tblPlan", 6)
    sheets = by_libreoffice(filled(book, 6), tmp_path)
    assert sheets["Synthèse"]["A5"].value == 1200
    assert [sheets[SHEET][f"E{row}"].value for row in (7, 8, 10)] == [600, 800, 1200]


@pytest.mark.parametrize("count", [2, 4, 5, 8])
@pytest.mark.libreoffice
def test_a_range_that_goes_past_the_table_still_holds_its_end(count, tmp_path):
    """A blank row below is often read along. On rows of 100, LibreOffice finds twice the sum, and the sum."""
    book = Workbook.from_bytes(annex())
    other = book.sheet("Synthèse")
    other.set_value("A4", None, over_formula=True)
    for name, read in (("B1", "B5:B9"), ("B2", "B8:B9"), ("B3", "$B$8:$B$1048576"), ("B4", "A5:H10")):
        letters = f"SUM('{SHEET}'!{read})" if name != "B4" else f"COUNTA('{SHEET}'!{read})"
        other.set_formula(name, letters)
    book = Workbook.from_bytes(book.to_bytes())
    resize_rows(book, "tblPlan", count)
    for row in range(5, 5 + count):
        for column in (1, 2, 3):
            book.sheet(SHEET).set_value((row, column), 100)
    found = by_libreoffice(book, tmp_path)["Synthèse"]
    assert [found[name].value for name in ("B1", "B2", "B3")] == [200 * count, 100 * count, 100 * count]
    assert found["B4"].value == 5 * count + 3


def test_new_rows_are_seen_where_the_last_is_filtered_out():
    book = with_markup('<row r="7"', '<row r="7" hidden="1"')
    resize_rows(book, "tblPlan", 5)
    rows = by_openpyxl(book.to_bytes())[SHEET].row_dimensions
    assert [bool(rows[number].hidden) for number in (6, 7, 8, 9, 10)] == [False, True, False, False, False]
    assert rows[9].height == 30


def test_one_row_below_is_refused_and_nothing_changes():
    book = Workbook.from_bytes(annex())
    book.sheet(SHEET).set_value("C12", "note")
    before = book.to_bytes()
    with pytest.raises(CannotResize, match="C12"):
        resize_rows(book, "tblPlan", 5)
    assert book.to_bytes() == before


def test_a_row_that_a_formula_reads_is_not_removed():
    book = Workbook.from_bytes(annex())
    before = book.to_bytes()
    with pytest.raises(CannotResize, match="Synthèse!A4"):
        resize_rows(book, "tblPlan", 1)
    assert book.to_bytes() == before
    assert book.sheet(SHEET).cell("B7").value == 3000


@pytest.mark.parametrize("count", [0, -1, 1_048_576])
def test_impossible_counts(count):
    with pytest.raises(CannotResize):
        resized(count)


def with_markup(old: str, new: str) -> Workbook:
    book = Workbook.from_bytes(annex())
    sheet = book.sheet(SHEET)
    assert old in sheet.text
    sheet.text = sheet.text.replace(old, new)
    return book


def test_merged_cells_are_refused():
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="B8:C8"/></mergeCells>'
    with pytest.raises(CannotResize, match="B8:C8"):
        resize_rows(with_markup("</sheetData>", merged), "tblPlan", 4)


def test_an_array_is_refused():
    book = with_markup("<f>SUM(B$5:B7)</f>", '<f t="array" ref="E7">SUM(B$5:B7)</f>')
    with pytest.raises(CannotResize, match="matricielle"):
        resize_rows(book, "tblPlan", 4)


def test_a_calculated_column_typed_over_on_its_last_row_is_still_calculated():
    book = Workbook.from_bytes(annex())
    book.sheet(SHEET).set_value("E7", 1, over_formula=True)
    resize_rows(book, "tblPlan", 4)
    assert book.sheet(SHEET).cell("E8").formula == "SUM(B$5:B8)"


def test_shared_formulas_become_plain():
    book = with_markup("<f>SUM(B$5:B5)</f>", '<f t="shared" ref="E5:E7" si="0">SUM(B$5:B5)</f>')
    sheet = book.sheet(SHEET)
    for row in (6, 7):
        sheet.text = sheet.text.replace(f"<f>SUM(B$5:B{row})</f>", '<f t="shared" si="0"/>')
    resize_rows(book, "tblPlan", 4)
    assert [sheet.cell(f"E{row}").formula for row in (5, 6, 7, 8)] == [
        f"SUM(B$5:B{row})" for row in (5, 6, 7, 8)
    ]
    assert "shared" not in sheet.text


def test_cells_beside_the_table_stay():
    book = Workbook.from_bytes(annex())
    for name in ("G7", "G8", "G9"):
        book.sheet(SHEET).set_value(name, name)
    resize_rows(book, "tblPlan", 6)
    assert [book.sheet(SHEET).cell(name).value for name in ("G7", "G8", "G9")] == ["G7", "G8", "G9"]


def with_several(formula: str) -> Workbook:
    """The annex with a formula over several sheets, written on a sheet outside them."""
    book = Workbook.from_bytes(annex())
    book.sheet("Conflits").set_formula("A5", formula)
    return Workbook.from_bytes(book.to_bytes())


@pytest.mark.parametrize(
    "reference", ["'Annexe 2:Synthèse'!B8", "'Synthèse:Annexe 2'!$A$5:$E$7", "'annexe 2:_xlsync'!D8"]
)
def test_cells_of_several_sheets_do_not_move_on_one_of_them(reference):
    book = with_several(f"1+SUM({reference})")
    before = book.to_bytes()
    with pytest.raises(CannotResize, match=r"Conflits!A5.*plusieurs feuilles"):
        resize_rows(book, "tblPlan", 5)
    assert book.to_bytes() == before


@pytest.mark.parametrize(
    "reference",
    [
        "'Synthèse:_xlsync'!B8",
        "'Annexe 2:Synthèse'!H8",
        "'Annexe 2:Synthèse'!A1:E4",
        "'Annexe 2:Synthèse'!B6",
        "'Annexe 2:Synthèse'!B5:B99",
    ],
)
def test_several_sheets_where_nothing_moves_are_no_hindrance(reference):
    book = with_several(f"SUM({reference})")
    resize_rows(book, "tblPlan", 5)
    assert book.sheet("Conflits").cell("A5").formula == f"SUM({reference})"


def test_a_name_over_several_sheets_refuses_too():
    text = parts(annex())["xl/workbook.xml"].decode()
    name = "<definedName name=\"Tout\">'Annexe 2:Synthèse'!$B$8</definedName>"
    data = with_part(
        annex(), "xl/workbook.xml", text.replace("</definedNames>", name + "</definedNames>").encode()
    )
    with pytest.raises(CannotResize, match="Tout"):
        resized(5, data)
