"""Columns that come into tables, and headings that take their formulas along."""

from __future__ import annotations

import pytest

from tests.xlsync.workbook.templates import SHEET, annex, by_libreoffice, by_openpyxl
from xlsync.errors import UnsupportedWorkbook
from xlsync.workbook import Range, Workbook
from xlsync.workbook.columns import declare_formulas, extend, insert_columns, number_columns
from xlsync.workbook.headers import rename_columns
from xlsync.workbook.surroundings import add_child, add_merge, set_width, width_of


def with_columns(at: int, headers: list[str], across: tuple[int, int] | None = None) -> Workbook:
    book = Workbook.from_bytes(annex())
    insert_columns(book, "tblPlan", at, headers, across)
    return book


@pytest.mark.parametrize("at", [1, 3, 6])
@pytest.mark.parametrize("across", [None, (4, 8)])
def test_columns_come_where_they_are_asked(at, across):
    after = with_columns(at, ["Un", "Deux"], across).to_bytes()
    sheet = by_openpyxl(after)[SHEET]
    names = ["Année", "Montant HT", "Nature", "TTC", "Cumul"]
    names[at - 1 : at - 1] = ["Un", "Deux"]
    table = sheet.tables["tblPlan"]
    assert (table.ref, table.autoFilter.ref) == ("A4:G8", "A4:G7")
    assert [cell.value for cell in sheet[4]][:7] == names == [column.name for column in table.tableColumns]
    ids = [column.id for column in table.tableColumns]
    assert len(set(ids)) == 7
    assert ids[at - 1 : at + 1] == [6, 7]


@pytest.mark.libreoffice
def test_libreoffice_computes_the_same_beside_a_new_column(tmp_path_factory):
    before, after = (
        by_libreoffice(book, tmp_path_factory.mktemp("calc"))[SHEET]
        for book in (Workbook.from_bytes(annex()), with_columns(3, ["Note"]))
    )
    for row in range(4, 9):
        old = [before.cell(row, column).value for column in (1, 2, 3, 4, 5)]
        assert [after.cell(row, column).value for column in (1, 2, 4, 5, 6)] == old


def test_a_heading_that_is_taken():
    with pytest.raises(UnsupportedWorkbook) as error:
        with_columns(3, ["ttc"])
    assert "« ttc »" in error.value.text.fr.replace("\xa0", " ")


def test_numbers_and_formulas_of_columns():
    book = Workbook.from_bytes(annex())
    number_columns(book, "tblPlan", {0: 2, 1: 1, 3: 4})
    assert [column.id for column in book.find_table("tblPlan").columns] == [2, 1, 5, 4, 6]
    declare_formulas(book, "tblPlan", {2: ("UPPER(B5)", "COUNTA(tblPlan[Nature])"), 3: (None, None)})
    columns = book.find_table("tblPlan").columns
    assert (columns[2].formula, columns[2].totals_formula, columns[2].totals_function) == (
        "UPPER(B5)", "COUNTA(tblPlan[Nature])", "custom",
    )  # fmt: skip
    assert (columns[3].formula, columns[3].totals_function) == (None, "sum")
    assert by_openpyxl(book.to_bytes())[SHEET].tables["tblPlan"].tableColumns[2].name == "Nature"


def test_a_table_that_gets_another_range():
    book = Workbook.from_bytes(annex())
    extend(book, "tblPlan", Range.parse("A4:E9"))
    table = by_openpyxl(book.to_bytes())[SHEET].tables["tblPlan"]
    assert (table.ref, table.autoFilter.ref) == ("A4:E9", "A4:E8")


# --- headings


def test_every_formula_that_names_a_heading_follows():
    book = Workbook.from_bytes(annex())
    book.sheet("Synthèse").set_formula("B1", "SUM(tblPlan[Montant HT])+SUM(tblAutre[Montant HT])")
    rename_columns(book, "tblPlan", {"Montant HT": "Montant [€]", "Nature": "Montant HT"})
    found = by_openpyxl(book.to_bytes())
    sheet = found[SHEET]
    assert [cell.value for cell in sheet[4]][:3] == ["Année", "Montant [€]", "Montant HT"]
    assert sheet["D5"].value == "=tblPlan[[#This Row],[Montant '[€']]]*1.2"
    assert found["Synthèse"]["B1"].value == "=SUM(tblPlan[Montant '[€']])+SUM(tblAutre[Montant HT])"
    column = sheet.tables["tblPlan"].tableColumns[3]
    assert "Montant '[€']" in str(column.calculatedColumnFormula.attr_text)


def test_two_columns_never_get_one_heading():
    book = Workbook.from_bytes(annex())
    before = book.to_bytes()
    with pytest.raises(UnsupportedWorkbook):
        rename_columns(book, "tblPlan", {"Nature": "TTC"})
    assert book.to_bytes() == before


def test_headings_that_stay_are_not_touched():
    book = Workbook.from_bytes(annex())
    rename_columns(book, "tblPlan", {"Année": "An"})
    before, after = (Workbook.from_bytes(one).sheet(SHEET) for one in (annex(), book.to_bytes()))
    assert after.cell("A4").value == "An"
    same = set(before.cells) - {(4, 1)}
    assert {where: after.markup(where, "") for where in same} == {
        where: before.markup(where, "") for where in same
    }


# --- what surrounds the cells


def test_lists_come_in_the_order_of_the_format():
    book = Workbook.from_bytes(annex())
    sheet = book.sheet("Synthèse")
    add_child(sheet, "hyperlinks", "hyperlink", 'ref="A1" location="Synthèse!A2"')
    add_child(sheet, "dataValidations", "dataValidation", 'type="whole" sqref="A1"', "<formula1>1</formula1>")
    add_merge(sheet, Range.parse("C1:D1"))
    add_merge(sheet, Range.parse("C2:D2"))
    found = by_openpyxl(book.to_bytes())["Synthèse"]
    assert [str(area) for area in found.merged_cells.ranges] == ["C1:D1", "C2:D2"]
    order = [
        sheet.text.index(f"<{name}")
        for name in ("mergeCells", "dataValidations", "hyperlinks", "pageMargins")
    ]
    assert order == sorted(order)
    assert '<mergeCells count="2">' in sheet.text


def test_a_width_is_that_of_one_column():
    book = Workbook.from_bytes(annex())
    sheet = book.sheet("Conflits")
    assert {width_of(sheet, column) for column in (1, 2, 3)} == {"20.7109375"}
    set_width(sheet, 2, 33)
    set_width(sheet, 9, 12)
    assert [width_of(sheet, column) for column in (1, 2, 3, 4, 9)] == [
        "20.7109375",
        "33",
        "20.7109375",
        None,
        "12",
    ]
    assert by_openpyxl(book.to_bytes())["Conflits"].column_dimensions["B"].width == 33
