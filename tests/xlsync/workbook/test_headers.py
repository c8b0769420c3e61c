"""Headings of a table and texts of names that change while no cell moves."""

import pytest

from tests.xlsync.workbook.templates import SHEET, annex, by_openpyxl, parts
from xlsync.errors import MissingInWorkbook
from xlsync.workbook import Workbook
from xlsync.workbook.headers import rename_headers, set_name_text


def test_headings_change_in_the_table_and_in_its_cells():
    book = Workbook.from_bytes(annex())
    rename_headers(book, "tblPlan", 3, ["Poste <A> & « B »", 'Montant "TTC"'])
    found = by_openpyxl(book.to_bytes())[SHEET]
    expected = ["Année", "Montant HT", "Poste <A> & « B »", 'Montant "TTC"', "Cumul"]
    assert [column.name for column in found.tables["tblPlan"].tableColumns] == expected
    assert [cell.value for cell in found[4]] == expected


def test_only_the_sheet_and_the_table_change():
    before = annex()
    book = Workbook.from_bytes(before)
    rename_headers(book, "TBLPLAN", 1, ["An"])
    after = parts(book.to_bytes())
    changed = {name for name, content in parts(before).items() if after[name] != content}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/tables/table1.xml"}


def test_formulas_and_totals_of_the_columns_stay():
    book = Workbook.from_bytes(annex())
    before = book.find_table("tblPlan")
    rename_headers(book, "tblPlan", 5, ["Total"])
    after = book.find_table("tblPlan")
    assert after.ref == before.ref
    assert [(column.id, column.formula, column.totals_function) for column in after.columns] == [
        (column.id, column.formula, column.totals_function) for column in before.columns
    ]
    assert [column.name for column in after.columns][-1] == "Total"


def test_a_line_break_in_a_heading():
    """Excel writes it `_x000a_` in the table and as it is in the cell."""
    book = Workbook.from_bytes(annex())
    rename_headers(book, "tblPlan", 2, ["Montant\nHT"])
    assert book.find_table("tblPlan").columns[1].name == "Montant\nHT"
    assert book.sheet(SHEET).cell("B4").value == "Montant\nHT"
    assert b"Montant_x000a_HT" in parts(book.to_bytes())["xl/tables/table1.xml"]


def test_a_name_takes_another_text():
    book = Workbook.from_bytes(annex())
    set_name_text(book, "Total_HT", '"mixeur/a&b"')
    set_name_text(book, "Montants", f"'{SHEET}'!$B$5:$B$6")
    names = by_openpyxl(book.to_bytes()).defined_names
    assert names["Total_HT"].attr_text == '"mixeur/a&b"'
    assert names["Montants"].attr_text == f"'{SHEET}'!$B$5:$B$6"


def test_what_does_not_exist_is_refused():
    book = Workbook.from_bytes(annex())
    with pytest.raises(MissingInWorkbook, match="tblAutre"):
        rename_headers(book, "tblAutre", 1, ["A"])
    with pytest.raises(MissingInWorkbook, match=r"_xlnm\.Print_Area"):
        set_name_text(book, "_xlnm.Print_Area", "A1")
    assert book.to_bytes() == Workbook.from_bytes(annex()).to_bytes()
