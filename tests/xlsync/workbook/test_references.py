"""Formulas copied elsewhere, against openpyxl's translator, and what it gets wrong."""

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from tests.oracle import libreoffice_values
from xlsync.recalc import Area, Book, CellView, TableView, evaluate
from xlsync.workbook.references import (
    column_items,
    escape_heading,
    rename_columns,
    rewrite,
    translate,
    unescape_heading,
)

FORMULAS = [
    "A1+$B$2*C$3-$D4",
    "SUM(A1:B2,Tarifs!C3,'L''annexe 2'!D4:E5)",
    'IF(A1="B2","C3",LOG10(D4))',
    "SUM(A:A)+SUM(2:3)",
    "tblPlan[[#This Row],[A1]]+B2",
    "_xldudf_PRET_ECHEANCE(B3:C9)",
    "1E5+A1",
    "Taux_A1*B2",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_as_openpyxl(formula):
    expected = Translator("=" + formula, origin="H20").translate_formula("J23")
    assert "=" + translate(formula, 3, 2) == expected


@pytest.mark.parametrize("name", ["YTD2024", "ZON1", "XFE1", "LOT2024001", "A1048577", "ZZZ1:XFE2"])
def test_a_name_that_would_be_a_cell_beyond_the_sheet_is_a_name(name):
    """Excel, « Specifications and limits »: columns end with XFD, rows with 1048576."""
    assert translate(f"{name}*A1+SUM(A1:{name})", 1, 0).startswith(f"{name}*A2+SUM(A2:{name}")
    assert translate("XFD1048575+XEZ1+A1048575:XFD1", 1, 0) == "XFD1048576+XEZ2+A1048576:XFD2"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM('L''été'!A1:'L''été'!B$2)", "SUM('L''été'!A3:'L''été'!B$2)"),
        ("SUM(Prêt!A1:prêt!B2)", "SUM(Prêt!A3:prêt!B4)"),
        ("SUM(Prêt!$A:Prêt!B,Prêt!1:Prêt!2)", "SUM(Prêt!$A:Prêt!B,Prêt!3:Prêt!4)"),
    ],
)
def test_a_range_whose_both_ends_say_the_sheet_is_one(formula, expected):
    found = []
    rewrite(formula, area=lambda one: found.append((one.sheet, one.range.is_cell)) or "")
    assert [is_cell for _, is_cell in found] == [False] * formula.count(":")
    assert translate(formula, 2, 0) == expected


@pytest.mark.parametrize("formula", ["Prix 3!B8", "Prix€!B8:C9", "!$B$8", "\\B8*\\taux1"])
def test_what_follows_an_unread_sheet_or_begins_a_name_is_no_cell_of_its_own_sheet(formula):
    """Excel, « Names in formulas »: a name may begin with a backslash; other sheets are in quotes."""
    assert rewrite(f"A1+{formula}", area=lambda one: f"<{one}>") == f"<A1>+{formula}"


def test_what_stays_is_as_written():
    assert translate("sum(a$1:b$2)*c3+rId9", 0, 0) == "sum(a$1:b$2)*c3+rId9"
    assert translate("sum(a$1:b$2)*c3+Prêt!$d$4", 1, 0) == "sum(a$1:b$2)*C4+Prêt!$d$4"


def test_a_range_between_two_sheets_is_two_references():
    assert rewrite("SUM(Prêt!A1:Autre!B2)", area=lambda one: f"<{one}>") == "SUM(<Prêt!A1>:<Autre!B2>)"


def test_off_the_sheet():
    assert translate("A1+Tarifs!B2", -1, 0) == "#REF!+Tarifs!B1"


def test_quotes_and_brackets_hide_references():
    assert translate("\"A1\"&[1]Feuil!A1&t[[#All],['[A1']]]", 1, 0) == "\"A1\"&[1]Feuil!A2&t[[#All],['[A1']]]"


@pytest.mark.parametrize(
    ("brackets", "expected"),
    [
        ("[CRD 1]", "[CRD 2]"),
        ("[@[CRD 1]]", "[@[CRD 2]]"),
        ("[[#This Row],[crd 1]:[Autre]]", "[[#This Row],[CRD 2]:[Autre]]"),
        ("[@Autre]", "[@Autre]"),
        ("[#Totals]", "[#Totals]"),
    ],
)
def test_columns_renamed(brackets, expected):
    assert rename_columns(brackets, {"CRD 1": "CRD 2"}) == expected


def test_columns_named():
    assert column_items("[@[Coût '[€']]]") == ["coût [€]"]
    assert column_items("[[#Totals],['#1]]") == ["#1"]
    assert column_items("[#Totals]") == []


def test_special_signs_take_an_apostrophe():
    """Excel, « Using structured references »: `[`, `]`, `#`, `'` and `@` need an escape character."""
    assert escape_heading("Part [%] d'APE #1 @2") == "Part '[%'] d''APE '#1 '@2"


HEADINGS = st.text("[]#'@ ab%€", min_size=1, max_size=12).filter(lambda name: name == name.strip())


@given(HEADINGS)
def test_an_escaped_heading_is_read_back_everywhere(heading):
    escaped = escape_heading(heading)
    assert unescape_heading(escaped) == heading
    for brackets in (f"[{escaped}]", f"[[#This Row],[{escaped}]]", f"[@[{escaped}]]"):
        assert column_items(brackets) == [heading.lower()]
        assert column_items(rename_columns(brackets, {heading: "x]'["})) == ["x]'["]
        assert rewrite(f"1+t{brackets}&A1", structured=lambda table, text: "[]") == "1+t[]&A1"


@given(HEADINGS)
def test_an_escaped_heading_names_its_column_in_a_recalculation(heading):
    table = TableView("t", Area("F", 1, 1, 2, 2), ("autre", heading))
    escaped = escape_heading(heading)
    cells = {(2, 2): CellView(7.0), (2, 3): CellView(0.0, f"t[[#This Row],[{escaped}]]+SUM(t[{escaped}])")}
    assert evaluate(Book({"F": cells}, tables={"t": table}))["F!C2"] == 14


@pytest.mark.libreoffice
def test_libreoffice_reads_the_same_columns(tmp_path):
    """But for a heading that ends with an apostrophe, which LibreOffice 7.4 does not find."""
    headings = ["Part [%]", "d'APE", "#1", "a@b", "'x'[#]", "[["]
    book = xlsxwriter.Workbook(tmp_path / "titres.xlsx")
    sheet = book.add_worksheet("F")
    sheet.add_table(0, 0, 1, 5, {"name": "t", "columns": [{"header": one} for one in headings]})
    for rank, heading in enumerate(headings):
        sheet.write(1, rank, rank + 1)
        sheet.write_formula(3, rank, f"=SUM(t[{escape_heading(heading)}])")
    book.close()
    found = libreoffice_values(tmp_path / "titres.xlsx")
    assert [found["F", f"{letter}4"] for letter in "ABCDEF"] == [1, 2, 3, 4, 5, 6]
