"""Sheets, tables and charts carried whole, as openpyxl and LibreOffice see them."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

from tests.xlsync.workbook.templates import SHEET, annex, by_libreoffice, by_openpyxl, parts
from xlsync.errors import UnsupportedWorkbook
from xlsync.workbook import Workbook
from xlsync.workbook.carrying import add_names, carry_chart, carry_sheet, carry_table
from xlsync.workbook.styles import Styles


def other(**names: str) -> bytes:
    """A workbook that a sheet is carried into: two sheets, names local and not, a chart, a table."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    for rank, title in enumerate(("Un", "Deux")):
        sheet = book.add_worksheet(title)
        sheet.write_row("A1", ["x", "y"])
        sheet.write_row("A2", [rank, 2])
        sheet.print_area("A1:B2")
    sheet.add_table(
        "A1:B2", {"name": names.get("table", "tblAutre"), "columns": [{"header": "x"}, {"header": "y"}]}
    )
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Deux!$B$2:$B$2"})
    sheet.insert_chart("D2", chart)
    book.define_name("Ailleurs", "=Deux!$B$2")
    book.set_custom_property("xlsync.revision", "01J")
    book.close()
    return stream.getvalue()


def carried(before: int, data: bytes | None = None) -> bytes:
    source, target = Workbook.from_bytes(annex()), Workbook.from_bytes(data or other())
    styles = Styles(source, target)
    carry_sheet(source, target, SHEET, before, styles)
    styles.write()
    return target.to_bytes()


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_sheet_comes_with_all_that_it_holds(before):
    found, drawn = by_openpyxl(carried(before)), by_openpyxl(annex())
    assert found.sheetnames == [*["Un", "Deux"][:before], SHEET, *["Un", "Deux"][before:]]
    sheet, source = found[SHEET], drawn[SHEET]
    for row in source.iter_rows():
        for cell in row:
            same = sheet[cell.coordinate]
            assert same.value == cell.value, cell.coordinate
            assert (same.number_format, repr(same.font), repr(same.fill)) == (
                cell.number_format, repr(cell.font), repr(cell.fill),
            )  # fmt: skip
    assert sheet.tables["tblPlan"].ref == "A4:E8"
    assert sheet.tables["tblPlan"].id != found["Deux"].tables["tblAutre"].id
    assert (len(sheet._charts), len(found["Deux"]._charts)) == (1, 1)
    assert [repr(rule.dxf) for area in sheet.conditional_formatting for rule in area.rules] == [
        repr(rule.dxf) for area in source.conditional_formatting for rule in area.rules
    ]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C5:C7"


@pytest.mark.parametrize("before", [0, 1, 2])
def test_names_follow_their_sheets(before):
    found = by_openpyxl(carried(before))
    assert found.defined_names["Montants"].attr_text == f"'{SHEET}'!$B$5:$B$7"
    assert found.defined_names["Ailleurs"].attr_text == "Deux!$B$2"
    assert (found[SHEET].print_area, found[SHEET].print_title_rows) == (f"'{SHEET}'!$A$1:$E$8", "$4:$4")
    for title in ("Un", "Deux"):
        assert found[title].print_area == f"'{title}'!$A$1:$B$2"


def test_parts_that_were_there_stay_byte_for_byte():
    one = other()  # another would bear another time
    before, after = parts(one), parts(carried(1, one))
    changed = {name for name, content in before.items() if after[name] != content}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/styles.xml",
    }


@pytest.mark.libreoffice
def test_libreoffice_computes_a_sheet_that_was_carried(tmp_path_factory):
    found, drawn = (
        by_libreoffice(Workbook.from_bytes(one), tmp_path_factory.mktemp("calc"))
        for one in (carried(1), annex())
    )
    values = [[cell.value for cell in row] for row in found[SHEET].iter_rows(max_row=8, max_col=5)]
    assert values == [[cell.value for cell in row] for row in drawn[SHEET].iter_rows(max_row=8, max_col=5)]


def test_a_table_of_the_same_name_is_in_the_way():
    with pytest.raises(UnsupportedWorkbook) as error:
        carried(1, other(table="tblPlan"))
    assert "tblPlan" in error.value.text.fr


def test_a_table_alone():
    source, target = Workbook.from_bytes(annex()), Workbook.from_bytes(other())
    sheet = target.sheet("Un")
    for rank, name in enumerate(["Année", "Montant HT", "Nature", "TTC", "Cumul"], start=1):
        sheet.set_value((10, rank), name)
    styles = Styles(source, target)
    carry_table(source, target, "tblPlan", "Un", "A10:E14", styles)
    styles.write()
    table = by_openpyxl(target.to_bytes())["Un"].tables["tblPlan"]
    assert (table.ref, table.autoFilter.ref) == ("A10:E14", "A10:E14")
    assert [column.name for column in table.tableColumns] == ["Année", "Montant HT", "Nature", "TTC", "Cumul"]


@pytest.mark.parametrize("sheet", ["Un", "Deux"], ids=["no drawing yet", "under a drawing"])
def test_a_chart_alone(sheet):
    source, target = Workbook.from_bytes(annex()), Workbook.from_bytes(other())
    carry_chart(source, target, "xl/charts/chart1.xml", sheet, lambda _, text: text.replace(SHEET, "Un"))
    found = by_openpyxl(target.to_bytes())
    charts = found[sheet]._charts
    assert len(charts) == (1 if sheet == "Un" else 2)
    assert charts[-1].ser[0].val.numRef.f == "'Un'!$B$5:$B$7"
    if sheet == "Deux":
        first, second = charts
        assert second.anchor._from.row >= first.anchor.to.row + 2


def test_a_known_name_stays_what_it_is():
    book = Workbook.from_bytes(other())
    add_names(book, [("ailleurs", "Un!$A$1", None), ("Ici", "Un!$A$1", None), ("Ici", "Deux!$A$1", 1)])
    names = {(name.name, name.sheet): name.text for name in Workbook.from_bytes(book.to_bytes()).names}
    assert names["Ailleurs", None] == "Deux!$B$2"
    assert (names["Ici", None], names["Ici", "Deux"]) == ("Un!$A$1", "Deux!$A$1")
    assert openpyxl.load_workbook(io.BytesIO(book.to_bytes())).sheetnames == ["Un", "Deux"]
