"""Records by columns that are added and removed, checked by openpyxl and by LibreOffice."""

import pytest

from tests.xlsync.workbook.templates import by_libreoffice, by_openpyxl, fiches, parts, through_libreoffice
from xlsync.errors import CannotResize
from xlsync.workbook import Workbook
from xlsync.workbook.resize_columns import resize_columns

HEADERS = ["CRD 3", "Intérêts 3", "CRD 4", "Intérêts 4"]


def grown(data: bytes | None = None, **options) -> Workbook:
    book = Workbook.from_bytes(data or fiches())
    resize_columns(book, "tblPrets", 4, 2, 2, HEADERS, **options)
    return book


def test_everything_follows():
    after = grown().to_bytes()
    book = by_openpyxl(after)
    sheet = book["Prêts"]
    table = sheet.tables["tblPrets"]
    assert (table.ref, table.autoFilter.ref, sheet.dimensions) == ("A6:I8", "A6:I8", "A1:I11")
    assert [column.name for column in table.tableColumns][5:] == HEADERS
    assert [column.id for column in table.tableColumns] == list(range(1, 10))
    assert [cell.value for cell in sheet[6]][5:] == HEADERS
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:I1", "B2:C2", "D2:E2", "F2:G2", "H2:I2"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["D7:D8 F7:F8 H7:H8"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "E3 G3 I3"
    assert sheet.print_area == "'Prêts'!$A$1:$I$8"
    assert book.defined_names["Tous"].attr_text == "Prêts!$B$7:$I$8"
    assert book["Synthèse"]["A1"].value == "=SUM(Prêts!B7:I7)"
    assert {sheet.column_dimensions[letter].width for letter in "FGHI"} == {
        sheet.column_dimensions["D"].width
    }
    assert "Prêts!$B$7:$I$7</c:f></c:numRef>" in parts(after)["xl/charts/chart1.xml"].decode()


def test_new_records_are_copies_of_the_last():
    sheet = grown().sheet("Prêts")
    assert [sheet.cell(name).formula for name in ("F4", "G7", "I8")] == [
        "F3*100",
        "tblPrets[[#This Row],[CRD 3]]*F$3",
        "tblPrets[[#This Row],[CRD 4]]*H$3",
    ]
    assert [sheet.cell(name).value for name in ("F2", "F3", "G3", "F7")] == ["École", None, "révisable", None]
    assert sheet.cell("H7").style == sheet.cell("D7").style


def test_rows_of_inputs_are_blank():
    sheet = grown(inputs=[2, 3]).sheet("Prêts")
    assert [sheet.cell(name).value for name in ("F2", "F3", "G3")] == [None, None, None]


def test_growing_then_shrinking_keeps_every_cell():
    data = fiches()
    book = grown(data)
    resize_columns(book, "tblPrets", 2, 2, 2)
    assert book.sheet("Prêts").cells == Workbook.from_bytes(data).sheet("Prêts").cells
    before, after = parts(data), parts(book.to_bytes())
    changed = [name for name in before if before[name] != after[name]]
    assert changed == ["xl/worksheets/sheet1.xml", "xl/charts/chart1.xml"]


def test_one_record_left():
    book = Workbook.from_bytes(fiches())
    resize_columns(book, "tblPrets", 1, 2, 2)
    sheet = by_openpyxl(book.to_bytes())["Prêts"]
    assert (sheet.tables["tblPrets"].ref, sheet.dimensions) == ("A6:C8", "A1:C11")
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:C1", "B2:C2"]
    resize_columns(book, "tblPrets", 2, 2, 2, ["CRD 2", "Intérêts 2"])
    assert book.sheet("Prêts").cell("E7").formula == "tblPrets[[#This Row],[CRD 2]]*D$3"


@pytest.mark.libreoffice
@pytest.mark.parametrize("saved", [False, True])
def test_libreoffice_computes_the_new_records(tmp_path, saved):
    folders = [tmp_path / "un", tmp_path / "deux"]
    for folder in folders:
        folder.mkdir()
    book = grown(through_libreoffice(fiches(), folders[0]) if saved else None)
    sheet = book.sheet("Prêts")
    for name, value in {"H3": 0.05, "F3": 0, "F7": 10, "H7": 1000, "F8": 0, "H8": 0}.items():
        sheet.set_value(name, value)
    computed = by_libreoffice(book, folders[1])
    assert [computed["Prêts"][name].value for name in ("H4", "I7", "G7")] == [5, 50, 0]
    assert computed["Synthèse"]["A1"].value == 100 + 2 + 200 + 6 + 10 + 1000 + 50


@pytest.mark.parametrize(
    "headers", [HEADERS[:3], [*HEADERS[:3], "CRD 1"], [*HEADERS[:3], "crd 3"], [*HEADERS[:3], ""]]
)
def test_headers_missing_or_taken(headers):
    with pytest.raises(CannotResize, match="en-têtes"):
        resize_columns(Workbook.from_bytes(fiches()), "tblPrets", 4, 2, 2, headers)


@pytest.mark.parametrize(("first", "width"), [(2, 3), (6, 2), (2, 0)])
def test_records_that_do_not_fit(first, width):
    with pytest.raises(CannotResize):
        resize_columns(Workbook.from_bytes(fiches()), "tblPrets", 3, first, width, HEADERS[:2])


def test_something_to_the_right_is_refused():
    book = Workbook.from_bytes(fiches())
    book.sheet("Prêts").set_value("G1", "note")
    with pytest.raises(CannotResize, match="G1"):
        resize_columns(book, "tblPrets", 3, 2, 2, HEADERS[:2])


@pytest.mark.parametrize("formula", ["Prêts!D7", "SUM(tblPrets[CRD 2])"])
def test_a_record_that_a_formula_reads_is_not_removed(formula):
    book = Workbook.from_bytes(fiches())
    book.sheet("Synthèse").set_formula("A2", formula)
    before = book.to_bytes()
    with pytest.raises(CannotResize):
        resize_columns(book, "tblPrets", 1, 2, 2)
    assert book.to_bytes() == before


def test_a_span_of_columns_grows():
    book = Workbook.from_bytes(fiches())
    book.sheet("Synthèse").set_formula("A2", "SUM(tblPrets[[CRD 1]:[Intérêts 2]])")
    resize_columns(book, "tblPrets", 3, 2, 2, HEADERS[:2])
    assert book.sheet("Synthèse").cell("A2").formula == "SUM(tblPrets[[CRD 1]:[Intérêts 3]])"
