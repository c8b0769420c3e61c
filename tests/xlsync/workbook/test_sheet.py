"""One sheet read and edited: every trap of hand-made XML, and properties of any edit."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xlsync.workbook.templates import SHEET, annex
from xlsync.errors import FormulaCell, UnsafeWorkbook, UnsupportedWorkbook, UnwritableValue
from xlsync.workbook import Workbook
from xlsync.workbook.cells import shared_strings
from xlsync.workbook.markup import decode_part
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.values import ErrorValue

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def sheet_of(rows: str, head: str = HEAD, prefix: str = "", tail: str = "") -> Sheet:
    data = f"<{prefix}sheetData>{rows}</{prefix}sheetData>"
    return Sheet("Prêt", f"{head}{data}{tail}</{prefix}worksheet>", strings=lambda: ["partagé", "deux"])


def values(sheet: Sheet) -> dict:
    return {where: cell.value for where, cell in sheet.cells.items()}


ROWS = [
    ('<row r="1"><c r="A1"><v>1.5</v></c><c r="C1" t="s"><v>1</v></c></row>', {(1, 1): 1.5, (1, 3): "deux"}),
    ("<row r='2'><c t='b' r='B2' ><v>1</v></c ></row >", {(2, 2): True}),
    (
        '<row><c><v>1</v></c><c><v>2</v></c></row><row><c r="B2"><v>3</v></c></row>',
        {(1, 1): 1, (1, 2): 2, (2, 2): 3},
    ),
    ('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>', {(1, 1): ErrorValue("#N/A")}),
    ('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1" s="3"/></row>', {(1, 1): "", (1, 2): None}),
    (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t>b&amp;c</t></r>'
        "<rPh><t>non</t></rPh></is></c></row>",
        {(1, 1): "ab&c"},
    ),
    ('<row r="1"><!-- <c r="Z9"><v>9</v></c> --><c r="A1"><v>1<!-- x -->2</v></c></row>', {(1, 1): 12}),
    ('<row r="1"><c r="A1" t="str"><v><![CDATA[<c r="B1">&]]>&lt;</v></c></row>', {(1, 1): '<c r="B1">&<'}),
    ('<row r="1"><?pi <c?><c r="A1"><v>1</v></c></row>', {(1, 1): 1}),
    ('<row r="1" x="a>b"><c r="A1" y="/>"><v>1</v></c></row>', {(1, 1): 1}),
    ('<row r="1"><c r="A1" t="str"><v>a_x000D_b&#10;c</v></c></row>', {(1, 1): "a\rb\nc"}),
    ('<row r="1"><c r="A1" t="d"><v>2024-12-02T12:00:00</v></c></row>', {(1, 1): 45628.5}),
    ('<row r="1"><c r="A1"/></row><row r="3"/>', {(1, 1): None}),
]


@pytest.mark.parametrize(("rows", "expected"), ROWS)
def test_reads(rows, expected):
    found = values(sheet_of(rows))
    assert found == expected
    assert [type(value) for value in found.values()] == [
        float if type(value) is int else type(value) for value in expected.values()
    ]


def test_reads_prefixes_and_a_byte_order_mark():
    head = '\ufeff<?xml version="1.0"?><x:worksheet xmlns:x="urn:a">'
    sheet = sheet_of('<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row>', head, "x:")
    assert values(sheet) == {(1, 1): "partagé"}
    sheet.set_value("A1", "é")
    sheet.set_value("B2", 2)
    assert sheet.text == (
        head + '<x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr">'
        '<x:is><x:t xml:space="preserve">é</x:t></x:is></x:c>'
        '</x:row><x:row r="2"><x:c r="B2"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )


SHARED = (
    '<row r="1"><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>1</v></c></row>'
    '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="3"><c r="B3"><f t="shared" si="0"/></c></row>'
)


def test_shared_formulas_are_expanded():
    cells = sheet_of(SHARED).cells
    assert [cells[row, 2].formula for row in (1, 2, 3)] == ["A1*2", "A2*2", "A3*2"]


def test_overwriting_the_first_of_a_shared_formula_frees_the_others():
    sheet = sheet_of(SHARED)
    sheet.set_value("B1", 5, over_formula=True)
    assert 'r="B1"><v>5</v>' in sheet.text
    assert '<c r="B2"><f>A2*2</f><v>2</v></c>' in sheet.text
    assert '<c r="B3"><f>A3*2</f></c>' in sheet.text
    assert sheet.removed_formulas


def test_the_first_of_a_shared_formula_may_leave_out_its_range():
    """ECMA-376 part 1, 18.3.1.40: `ref` is optional; openpyxl reads the text of the first all the same."""
    sheet = sheet_of(SHARED.replace(' ref="B1:B3"', ""))
    sheet.set_value("B1", 5, over_formula=True)
    assert [sheet.cell((row, 2)).formula for row in (1, 2, 3)] == [None, "A2*2", "A3*2"]
    assert "shared" not in sheet.text


def test_a_reworded_formula_stays_volatile_and_keeps_its_spaces():
    """ECMA-376 part 1, 18.3.1.40: `ca` asks for a calculation at each recalculation."""
    sheet = sheet_of(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0" ca="1">B1</f></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0" ca="1"/></c>'
        '<c r="C2"><f xml:space="preserve"> B2</f></c></row>'
    )
    sheet.set_formula_text("A1", "B3")
    sheet.set_formula_text("C2", " B4")
    assert '<f ca="1">B3</f>' in sheet.text
    assert '<f ca="1">B2</f>' in sheet.text
    assert '<f xml:space="preserve"> B4</f>' in sheet.text


def test_another_computed_value_is_no_longer_the_rich_one():
    """ECMA-376 part 1, 18.3.1.4: `vm` is metadata of the value, `cm` of the cell."""
    sheet = sheet_of('<row r="1"><c r="A1" t="e" cm="1" vm="2"><f>B1</f><v>#VALUE!</v></c></row>')
    sheet.set_cached("A1", 5)
    assert '<c r="A1" cm="1"><f>B1</f><v>5</v></c>' in sheet.text


ARRAY = (
    '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c></row>'
)


@pytest.mark.parametrize("where", ["A1", "A2"])
def test_a_part_of_an_array_is_refused(where):
    with pytest.raises(FormulaCell):
        sheet_of(ARRAY).set_value(where, 1, over_formula=True)


def test_cached_values_of_an_array_are_refreshed():
    sheet = sheet_of(ARRAY)
    sheet.set_cached("A2", 7)
    assert '<c r="A2"><v>7</v></c>' in sheet.text


def test_cells_that_an_array_fills_may_come():
    sheet = sheet_of(ARRAY.replace('<c r="A2"><v>2</v></c>', ""))
    sheet.set_cached("A2", None)
    assert 'r="A2"' not in sheet.text
    sheet.set_cached("A2", "deux")
    assert '<row r="2"><c r="A2" t="str"><v>deux</v></c></row>' in sheet.text
    with pytest.raises(FormulaCell):
        sheet.set_cached("A3", 7)


def test_a_formula_is_refused_unless_asked():
    sheet = sheet_of('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')
    with pytest.raises(FormulaCell, match=r"Prêt!A1"):
        sheet.set_value("A1", 1)
    assert not sheet.removed_formulas


@pytest.mark.parametrize(
    ("value", "markup"),
    [
        (12, '<c r="A1" s="4"><f>X</f><v>12</v></c>'),
        ("d<e", '<c r="A1" s="4" t="str"><f>X</f><v>d&lt;e</v></c>'),
        (True, '<c r="A1" s="4" t="b"><f>X</f><v>1</v></c>'),
        (ErrorValue("#NUM!"), '<c r="A1" s="4" t="e"><f>X</f><v>#NUM!</v></c>'),
        (None, '<c r="A1" s="4"><f>X</f></c>'),
    ],
)
def test_cached_values(value, markup):
    sheet = sheet_of('<row r="1"><c r="A1" s="4" t="str"><f>X</f><v>a</v></c></row>')
    sheet.set_cached("A1", value)
    assert markup in sheet.text


@pytest.mark.parametrize(
    ("value", "content"),
    [
        (dt.date(2024, 12, 2), 's="4"><v>45628</v></c>'),
        (0.1, 's="4"><v>0.1</v></c>'),
        (False, 's="4" t="b"><v>0</v></c>'),
        (None, 's="4"/>'),
        ("=HYPERLINK(1)", 's="4" t="inlineStr"><is><t xml:space="preserve">=HYPERLINK(1)</t></is></c>'),
        (" a\x01", 's="4" t="inlineStr"><is><t xml:space="preserve"> a_x0001_</t></is></c>'),
    ],
)
@pytest.mark.parametrize("cell", ['<c r="A1" s="4" t="s" vm="1"><v>0</v></c>', '<c r="A1" s="4"/>'])
def test_constants_keep_the_style(value, content, cell):
    sheet = sheet_of(f'<row r="1">{cell}<c r="B1"/></row>')
    sheet.set_value("A1", value)
    assert f'<row r="1"><c r="A1" {content}<c r="B1"/></row>' in sheet.text


def test_absent_cells_and_rows_are_put_in_order():
    sheet = sheet_of('<row r="2" spans="2:2"><c r="B2"/></row><row r="4"/><row r="9"></row>')
    for name in ("C2", "A2", "A1", "B3", "A3", "D4", "A9", "A10"):
        sheet.set_value(name, 1)
    cell = '<c r="{}"><v>1</v></c>'.format
    assert sheet.text == HEAD + (
        f'<sheetData><row r="1">{cell("A1")}</row>'
        f'<row r="2" spans="2:2">{cell("A2")}<c r="B2"/>{cell("C2")}</row>'
        f'<row r="3">{cell("A3")}{cell("B3")}</row><row r="4">{cell("D4")}</row><row r="9">{cell("A9")}</row>'
        f'<row r="10">{cell("A10")}</row></sheetData></worksheet>'
    )


def test_an_empty_sheet_gets_its_first_cell():
    sheet = Sheet("a", f"{HEAD}<sheetData/></worksheet>")
    sheet.set_formula("B2", "=1+1", 2, style=3)
    assert '<sheetData><row r="2"><c r="B2" s="3"><f>1+1</f><v>2</v></c></row></sheetData>' in sheet.text


def test_unnumbered_cells_are_edited_in_place_and_others_come_after_them():
    """A row or a cell without a number follows the one before it, so that nothing comes between the two."""
    sheet = sheet_of('<row><c><v>1</v></c><c><v>2</v></c></row><row r="4"><c r="C4"><v>5</v></c></row>')
    sheet.set_value("B1", 3)
    assert "<row><c><v>1</v></c><c><v>3</v></c></row>" in sheet.text
    sheet.set_value("C1", 6)
    sheet.set_value("A2", 7)
    assert '<c><v>3</v></c><c r="C1"><v>6</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>' in sheet.text
    assert {cell.value for cell in sheet.cells.values()} == {1, 3, 5, 6, 7}


def test_a_row_without_a_number_is_where_its_cells_say():
    sheet = sheet_of('<row><c r="A3"><v>1</v></c></row>')
    sheet.set_value("A3", 2)
    sheet.set_value("B3", 4)
    assert '<row><c r="A3"><v>2</v></c><c r="B3"><v>4</v></c></row>' in sheet.text


@pytest.mark.parametrize("where", ["XFE1", "A1048577", "A0", "Prêt!A1", "", (0, 1), (1, 16_385)])
def test_an_address_that_is_none_is_refused(where):
    with pytest.raises(UnwritableValue):
        sheet_of("").set_value(where, 1)


def test_a_number_too_large_for_a_cell_is_refused():
    with pytest.raises(UnwritableValue):
        sheet_of("").set_value("A1", 10**400)


@pytest.mark.parametrize("raw", ["NaN", "1_000", "٣", "1e999", "-inf", "un"])
def test_what_no_spreadsheet_reads_as_a_number_is_a_text(raw):
    """Python reads the first five as numbers; a text is the problem of a cell that takes numbers."""
    rows = f'<row r="1"><c r="A1"><v>{raw}</v></c><c r="B1"><v>1.5E-3</v></c></row>'
    sheet = sheet_of(rows)
    assert (sheet.cell("A1").value, sheet.values[1, 1]) == (raw, raw)
    assert sheet.cell("B1").value == 0.0015


@pytest.mark.parametrize("raw", ["-1", "2"])
def test_a_shared_string_that_is_not_there_is_refused(raw):
    text = f'{HEAD}<sheetData><row r="1"><c r="A1" t="s"><v>{raw}</v></c></row></sheetData></worksheet>'
    with pytest.raises(UnsupportedWorkbook):
        _ = Sheet("a", text, strings=lambda: ["un", "deux"]).cells


def test_a_heading_of_a_table_is_not_written_over():
    book = Workbook.from_bytes(annex())
    sheet = book.sheet(SHEET)
    for value in (12, "Autre", None):
        with pytest.raises(UnwritableValue, match="Montant HT"):
            sheet.set_value("B4", value)
    with pytest.raises(UnwritableValue):
        sheet.set_formula("B4", "=1+1")
    sheet.set_value("B4", "Montant HT")
    assert book.sheet(SHEET).cell("B4").value == "Montant HT"


def test_a_cell_that_is_there_twice_is_refused():
    with pytest.raises(UnsupportedWorkbook):
        sheet_of('<row r="1"><c r="A1"/><c r="A1"/></row>').set_value("A1", 1)


def test_a_refused_value_leaves_the_sheet_as_it_was():
    sheet = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    before = sheet.text
    for value in (float("nan"), "x" * 40_000, object()):
        with pytest.raises(UnwritableValue):
            sheet.set_value("A1", value)
    assert sheet.text == before


def test_a_sheet_rewritten_keeps_what_surrounds_its_cells():
    sheet = sheet_of('<row r="1"><c r="A1" s="1"/></row><row r="2"><c r="A2" s="2"/></row>', tail="<x/>")
    sheet.set_data([["Titre", 1], ["=1", None], [3.5, True]])
    assert sheet.text.startswith(HEAD + "<sheetData>")
    assert sheet.text.endswith("</sheetData><x/></worksheet>")
    assert values(sheet) == {(1, 1): "Titre", (1, 2): 1, (2, 1): "=1", (3, 1): 3.5, (3, 2): True}
    assert [sheet.cell(name).style for name in ("A1", "A2", "A3")] == [1, 2, 2]


@pytest.mark.parametrize("p", ["", "x:"])
@pytest.mark.parametrize(
    ("rows", "extent"),
    [
        ([["a", "b"], [None, None, 3]], "A1:C2"),
        ([[None, "b"]], "B1"),
        ([], "A1"),
        ([[None], ["a"]], "A2"),
    ],
)
def test_a_sheet_rewritten_says_how_far_it_extends(p, rows, extent):
    row = f'<{p}row r="9"><{p}c r="Z9"><{p}v>1</{p}v></{p}c></{p}row>'
    text = f'<{p}worksheet><{p}dimension ref="Z9"/><{p}sheetData>{row}</{p}sheetData></{p}worksheet>'
    sheet = Sheet("F", text)
    sheet.set_data(rows)
    assert sheet.text.startswith(f'<{p}worksheet><{p}dimension ref="{extent}"/><{p}sheetData>')


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', UnsafeWorkbook),
        ('<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"), UnsupportedWorkbook),
        ('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'.encode("latin-1"), UnsupportedWorkbook),
        (b"<a><b></a>", UnsupportedWorkbook),
        (b"<a>\xff</a>", UnsupportedWorkbook),
        (b"", UnsupportedWorkbook),
    ],
)
def test_parts_that_are_refused(data, error):
    with pytest.raises(error):
        decode_part(data, "xl/a.xml")


def test_shared_strings_of_all_sorts():
    text = (
        "<sst><si><t>a</t></si><si/>"
        "<si><r><t xml:space='preserve'> b</t></r><r><t>c</t></r><rPh><t>x</t></rPh></si>"
        "<si><t><![CDATA[<si>]]></t></si><!-- <si><t>z</t></si> --><si><t/></si><si><t>_x0041_</t></si></sst>"
    )
    assert shared_strings(text) == ["a", "", " bc", "<si>", "", "A"]


cell_values = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
places = st.tuples(st.integers(1, 6), st.integers(1, 6))


@given(st.dictionaries(places, cell_values), st.dictionaries(places, cell_values))
def test_what_is_set_is_read_and_the_rest_stays(first, second):
    sheet = sheet_of("")
    for where, value in first.items():
        sheet.set_value(where, value)
    once = sheet.text
    for where, value in second.items():
        sheet.set_value(where, value)
    found = values(sheet)
    assert found == {**first, **second}
    for where, value in second.items():
        sheet.set_value(where, first.get(where, value))
    if second.keys() <= first.keys():
        assert sheet.text == once


def test_an_instruction_that_is_no_declaration_holds_no_cell():
    sheet = '<sheetData><row r="1"><c r="A1"><v>{}</v></c></row></sheetData>'
    for start in ("<?x ", "<?xml-stylesheet "):
        text = f"{start}{sheet.format(666)}?><worksheet>{sheet.format(1)}</worksheet>"
        assert Sheet("S", text).cell("A1").value == 1


def test_a_cell_that_says_to_be_of_another_row_is_not_written_over():
    sheet = sheet_of('<row r="5"><c r="A1"><v>0</v></c></row>')
    with pytest.raises(UnsupportedWorkbook, match="désordre"):
        sheet.set_value("A5", 6)
    assert sheet.cell("A1").value == 0
