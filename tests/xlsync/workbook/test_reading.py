"""The faster ways to read give what the slower ones give."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared import ROOT
from tests.xlsync.workbook.templates import annex
from xlsync.errors import UnsupportedWorkbook
from xlsync.workbook import Cell, Workbook
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.tables import read_table

SHIPPED = sorted((ROOT / "workbooks").glob("*.xlsx"))
BOOKS = [pytest.param(path, id=path.stem) for path in SHIPPED]


def values_of(sheet: Sheet) -> dict[tuple[int, int], object]:
    return {where: cell.value for where, cell in sheet.cells.items() if cell.value is not None}


@pytest.mark.parametrize("path", BOOKS)
def test_values_are_those_of_the_cells(path: Path) -> None:
    for sheet in Workbook.open(path).worksheets():
        found = sheet.values
        assert found == values_of(sheet)
        assert {where: type(value) for where, value in found.items()} == {
            where: type(value) for where, value in values_of(sheet).items()
        }


@pytest.mark.parametrize("path", BOOKS)
def test_values_of_a_table_are_those_of_its_rows(path: Path) -> None:
    book = Workbook.open(path)
    for name, table in book.tables.items():
        rows = book.rows(table)
        assert rows == book.table(name)
        assert book.values(table) == [{key: cell.value for key, cell in row.items()} for row in rows]


def sheet_of(rows: str) -> Sheet:
    return Sheet("F", f"<worksheet><sheetData>{rows}</sheetData></worksheet>", strings=lambda: ["été"])


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ('<c r="B2"/>', None),
        ('<c r="B2" t="s"><v/></c>', None),
        ('<c r="B2" t="s"><v></v></c>', None),
        ('<c r="B2" t="b"><v/></c>', None),
        ('<c r="B2" t="b"><v></v></c>', None),
        ('<c r="B2" t="e"><v/></c>', None),
        ('<c r="B2" t="e"><v> </v></c>', None),
        ('<c r="B2" t="d"><v/></c>', None),
        ('<c r="B2" s="3"/>', None),
        ('<c r="B2" s="3"></c>', None),
        ('<c r="B2"><v>1.5</v></c>', 1.5),
        ('<c r="B2" t="n"><v>1.5</v></c>', 1.5),
        ('<c r="B2" t="s"><v>0</v></c>', "été"),
        ('<c r="B2" t="b"><v>1</v></c>', True),
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B2" t="str"><f>A1</f><v></v></c>', ""),
        ('<c r="B2" t="str"><f>A1</f></c>', ""),
        ('<c r="B2" t="inlineStr"><is><t>a &amp; b</t></is></c>', "a & b"),
        ('<c r="B2" t="inlineStr"><is><t xml:space="preserve"> _x0041_ </t></is></c>', " A "),
        ('<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
        ('<c r="B2"><f t="array" ref="B2:B3">A1&gt;2</f><v>4</v></c>', 4.0),
        ('<c r="B2"><f a="x>y">A1</f><v>4</v></c>', 4.0),
        ('<c r="B2"><f a="x>y"/><v>4</v></c>', 4.0),
        ('<c r="B2"><f t="shared" si="0"/><v>4</v></c>', 4.0),
        ("<c r='B2' ><v>4</v></c >", 4.0),
        ('<c s="1" r="B2"><v>4</v></c>', 4.0),
        ('<c r="B2"><!-- <v>1</v> --><v>4</v></c>', 4.0),
        ('<c r="B2"><v><![CDATA[4]]></v></c>', 4.0),
    ],
)
def test_each_form_of_a_cell(markup: str, value: object) -> None:
    sheet = sheet_of(f'<row r="2"><c r="A2"><v>7</v></c>{markup}</row>')
    expected = {(2, 1): 7.0} | ({} if value is None else {(2, 2): value})
    assert sheet.values == expected
    assert values_of(sheet) == expected


def test_cells_that_do_not_say_their_place_are_counted() -> None:
    sheet = sheet_of("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert sheet.values == {(1, 1): 1.0, (1, 3): 2.0, (2, 1): 3.0} == values_of(sheet)


def test_values_follow_edits() -> None:
    sheet = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert sheet.values == {(1, 1): 1.0}
    sheet.set_value("A1", 2)
    assert sheet.values == {(1, 1): 2.0}


@pytest.mark.parametrize("markup", ['<c r="A1" t="s"><v>7</v></c>', '<c r="ZZZ1"><v>1</v></c>'])
def test_a_cell_that_makes_no_sense(markup: str) -> None:
    with pytest.raises(UnsupportedWorkbook):
        sheet_of(f'<row r="1">{markup}</row>').values  # noqa: B018


def test_blanks_of_one_style_are_one_cell() -> None:
    cells = sheet_of('<row r="1"><c r="A1" s="4"/><c r="B1" s="4"/><c r="C1"/></row>').cells
    assert cells == {(1, 1): Cell(style=4), (1, 2): Cell(style=4), (1, 3): Cell()}


def test_a_table_is_read_again_only_when_its_part_changes() -> None:
    book = Workbook.from_bytes(annex())
    table = book.find_table("tblPlan")
    assert book.find_table("tblPlan") is table
    text = book.package.read(table.part).decode()
    book.package.replace(table.part, text.replace('name="TTC"', 'name="Toutes taxes"').encode())
    assert "Toutes taxes" in [column.name for column in book.find_table("tblPlan").columns]


def test_formulas_of_columns_in_every_form() -> None:
    found = read_table(
        '<x:table name="t" ref="A1:D4"><x:tableColumns><x:tableColumn id="1" name="a &amp; b"/>'
        "<x:tableColumn id='2' name='c'><x:calculatedColumnFormula>[[#This Row],[a]]&gt;0"
        "</x:calculatedColumnFormula></x:tableColumn>"
        '<x:tableColumn id="3" name="d" totalsRowFunction="custom">'
        '<x:totalsRowFormula array="1">SUM(1)</x:totalsRowFormula></x:tableColumn>'
        '<x:tableColumn id="4" name="e"></x:tableColumn></x:tableColumns></x:table>',
        "",
        "F",
    )
    assert found is not None
    assert [(one.id, one.name, one.formula, one.totals_formula) for one in found.columns] == [
        (1, "a & b", None, None),
        (2, "c", "[[#This Row],[a]]>0", None),
        (3, "d", None, "SUM(1)"),
        (4, "e", None, None),
    ]
