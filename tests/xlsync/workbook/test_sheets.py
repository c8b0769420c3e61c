"""Sheets that leave and come: ranks, names, titles and parts follow; formulas replaced by their values."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName

from xlsync.workbook import Workbook
from xlsync.workbook.constants import freeze
from xlsync.workbook.markup import decode_part
from xlsync.workbook.sheets import mentions, refresh_titles, with_sheet, without_sheets

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>7</v></c></row></sheetData></worksheet>'
)


@pytest.fixture
def book() -> Workbook:
    made = openpyxl.Workbook()
    made.active.title = "Première"
    for name in ("L’annexe 2", "Troisième"):
        made.create_sheet(name)
    second, third = made["L’annexe 2"], made["Troisième"]
    second["A1"] = 1
    chart = BarChart()
    chart.add_data(Reference(second, min_col=1, min_row=1, max_row=1))
    second.add_chart(chart, "C3")
    third["A1"], third["A2"] = "=1+1", '="a"&"b"'
    third.print_title_rows = "2:2"
    made.active = 2
    made.defined_names["deux"] = DefinedName("deux", attr_text="'L’annexe 2'!$A$1")
    made.defined_names["trois"] = DefinedName("trois", attr_text="Troisième!$A$1")
    stream = io.BytesIO()
    made.save(stream)
    return Workbook.from_bytes(stream.getvalue())


def test_a_sheet_leaves_with_its_parts_and_its_names(book):
    found, gone = without_sheets(book, ["L’annexe 2"])
    assert [one.name for one in found.sheets] == ["Première", "Troisième"]
    assert {re.sub(r"\d", "", one) for one in gone} == {
        "xl/worksheets/sheet.xml", "xl/drawings/drawing.xml", "xl/charts/chart.xml",
    }  # fmt: skip
    assert {(one.name, one.sheet) for one in found.names} == {
        ("trois", None),
        ("_xlnm.Print_Titles", "Troisième"),
    }
    opened = openpyxl.load_workbook(io.BytesIO(found.to_bytes()))
    assert opened.active.title == "Troisième"
    assert opened["Troisième"].print_title_rows == "$2:$2"
    types = decode_part(found.package.read("[Content_Types].xml"), "")
    assert not [one for one in gone if one in types]


def test_without_such_a_sheet_nothing_changes(book):
    found, gone = without_sheets(book, ["Ailleurs"])
    assert found is book
    assert not gone


def test_a_sheet_comes_after_the_others(book):
    found = with_sheet(book, "Jours & fêtes", SHEET)
    refresh_titles(found)
    assert [one.name for one in found.sheets][-1] == "Jours & fêtes"
    assert openpyxl.load_workbook(io.BytesIO(found.to_bytes()))["Jours & fêtes"]["A1"].value == 7


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM('L’annexe 2'!A1)", True),
        ("l’annexe", False),
        ('"Troisième!A1"', False),
        ("troisième!A1*2", True),
        ("'C''est dit'!A1", False),
    ],
)
def test_a_formula_mentions_a_sheet(formula, expected):
    assert mentions(formula, ["L’annexe 2", "Troisième"]) == expected


def test_formulas_become_what_they_show(book):
    sheet = book.sheet("Troisième")
    sheet.set_cached("A1", 2)
    sheet.set_cached("A2", "ab")
    assert freeze(sheet, [(2, 1)]) == 1
    assert sheet.cell("A1").formula == "1+1"
    assert (sheet.cell("A2").value, sheet.cell("A2").kind) == ("ab", "")
    assert freeze(sheet) == 1
    assert sheet.cell("A1").value == 2
    opened = openpyxl.load_workbook(io.BytesIO(book.to_bytes()))["Troisième"]
    assert [opened["A1"].value, opened["A2"].value] == [2, "ab"]
