"""A workbook read through its relationships, and the few parts outside the sheets that a write may touch."""

import pytest

from tests.xlsync.workbook.templates import SHEET, annex, by_openpyxl, parts, rezip
from xlsync.errors import MissingInWorkbook
from xlsync.workbook import Workbook
from xlsync.workbook.resize_rows import resize_rows

CHAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"


def changed(before: bytes, after: bytes) -> list[str]:
    old, new = parts(before), parts(after)
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def test_lists():
    book = Workbook.from_bytes(annex())
    assert [(entry.name, entry.state) for entry in book.sheets] == [
        (SHEET, "visible"),
        ("Synthèse", "visible"),
        ("_xlsync", "veryHidden"),
        ("Conflits", "visible"),
    ]
    assert {(name.name, name.text, name.sheet) for name in book.names} >= {
        ("Montants", "'Annexe 2'!$B$5:$B$7", None),
        ("_xlnm.Print_Area", "'Annexe 2'!$A$1:$E$8", SHEET),
    }
    assert book.charts() == ["xl/charts/chart1.xml"]
    assert not book.date1904


def test_a_table_as_rows():
    book = Workbook.from_bytes(annex())
    table = book.find_table("TBLPLAN")
    assert (str(table.ref), str(table.data), table.totals_rows) == ("A4:E8", "A5:E7", 1)
    assert table.columns[3].formula == "[[#This Row],[Montant HT]]*1.2"
    rows = book.table("tblPlan")
    assert [row["Montant HT"].value for row in rows] == [1000.5, 2000.25, 3000]
    assert (rows[1]["TTC"].formula, rows[1]["TTC"].cell) == (
        "tblPlan[[#This Row],[Montant HT]]*1.2",
        f"{SHEET}!D6",
    )


def test_every_cell_is_openpyxls():
    data = annex()
    book, values, formulas = Workbook.from_bytes(data), by_openpyxl(data, values=True), by_openpyxl(data)
    for entry in book.sheets:
        for (row, column), cell in book.sheet(entry.name).cells.items():
            assert cell.value == values[entry.name].cell(row, column).value
            if cell.formula:
                assert "=" + cell.formula == formulas[entry.name].cell(row, column).value


def test_what_is_not_there():
    book = Workbook.from_bytes(annex())
    for call in (
        lambda: book.sheet("Absente"),
        lambda: book.table("absent"),
        lambda: book.cell("Absente!A1"),
    ):
        with pytest.raises(MissingInWorkbook):
            call()
    assert book.cell(f"{SHEET}!Z99").value is None


def test_targets_may_be_absolute():
    contents = parts(annex())
    links = "xl/_rels/workbook.xml.rels"
    contents[links] = contents[links].replace(b'Target="worksheets/', b'Target="/xl/worksheets/')
    assert Workbook.from_bytes(rezip(contents)).cell(f"{SHEET}!B5").value == 1000.5


def test_properties_touch_one_part():
    data = annex()
    book = Workbook.from_bytes(data)
    assert book.custom_properties == {"xlsync.revision": "01J000", "xlsync.schema": 3}
    book.set_custom_properties({"xlsync.revision": "01J001", "xlsync.host": "office"})
    after = book.to_bytes()
    assert changed(data, after) == ["docProps/custom.xml"]
    found = {item.name: item.value for item in by_openpyxl(after).custom_doc_props.props}
    assert found == {"xlsync.revision": "01J001", "xlsync.schema": 3, "xlsync.host": "office"}


def test_our_sheets_are_rewritten_whole():
    data = annex()
    book = Workbook.from_bytes(data)
    book.set_sheet_data("_xlsync", [["table", "key"], ["prêt", "=1"], ["x", 2.5]])
    after = book.to_bytes()
    assert changed(data, after) == ["xl/worksheets/sheet3.xml"]
    assert list(by_openpyxl(after)["_xlsync"].values) == [("table", "key"), ("prêt", "=1"), ("x", 2.5)]
    assert by_openpyxl(after)["_xlsync"]["B2"].data_type == "s"


def test_the_calculation_flag():
    data = annex()
    book = Workbook.from_bytes(data)
    assert book.full_calculation
    book.set_full_calculation(False)
    cleared = book.to_bytes()
    assert changed(data, cleared) == ["xl/workbook.xml"]
    assert not Workbook.from_bytes(cleared).full_calculation
    book.set_full_calculation(True)
    assert parts(book.to_bytes()) == parts(data)


def test_the_calculation_flag_where_nothing_is_said_of_calculation():
    contents = parts(annex())
    contents["xl/workbook.xml"] = contents["xl/workbook.xml"].replace(
        b'<calcPr calcId="124519" fullCalcOnLoad="1"/>', b""
    )
    book = Workbook.from_bytes(rezip(contents))
    book.set_full_calculation(True)
    assert '</definedNames><calcPr fullCalcOnLoad="1"/></workbook>' in book.text


def with_chain() -> bytes:
    contents = parts(annex())
    contents["xl/calcChain.xml"] = b'<calcChain><c r="D5" i="1"/></calcChain>'
    types, links = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{CHAIN}"/></Types>'.encode()
    contents[types] = contents[types].replace(b"</Types>", override)
    link = b'<Relationship Id="rId99" Type="http://x/calcChain" Target="calcChain.xml"/></Relationships>'
    contents[links] = contents[links].replace(b"</Relationships>", link)
    return rezip(contents)


def test_the_chain_stays_until_a_formula_goes():
    book = Workbook.from_bytes(with_chain())
    book.sheet(SHEET).set_value("B5", 1)
    book.sheet(SHEET).set_cached("D5", 1.2)
    assert "xl/calcChain.xml" in parts(book.to_bytes())
    book.sheet(SHEET).set_value("D5", 7, over_formula=True)
    after = parts(book.to_bytes())
    assert "xl/calcChain.xml" not in after
    assert all(b"calcChain" not in content for content in after.values())


def test_a_cell_edit_touches_its_sheet_only():
    data = annex()
    book = Workbook.from_bytes(data)
    book.sheet(SHEET).set_value("B6", 2500)
    book.sheet(SHEET).set_cached("D6", 3000)
    after = book.to_bytes()
    assert changed(data, after) == ["xl/worksheets/sheet1.xml"]
    old, new = (parts(one)["xl/worksheets/sheet1.xml"].decode() for one in (data, after))
    assert new == old.replace("<v>2000.25</v>", "<v>2500</v>", 1).replace(
        "<v>2400.2999999999997</v>", "<v>3000</v>"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_a_table_whose_records_are_all_gone_is_no_longer_empty_once_typed_in(count):
    """ECMA-376 part 1, 18.5.1.2: `insertRow` is true while the row for a first record shows."""
    book = Workbook.from_bytes(annex())
    book.sheet("Synthèse").set_value("A4", None, over_formula=True)
    resize_rows(book, "tblPlan", 1)
    for column in range(1, 6):
        book.sheet(SHEET).set_value((5, column), None, over_formula=True)
    part = book.find_table("tblPlan").part
    text = book.package.read(part).decode()
    book.package.replace(part, text.replace("<table ", '<table insertRow="1" insertRowShift="1" ').encode())
    book = Workbook.from_bytes(book.to_bytes())
    book.sheet(SHEET).set_value("A2", "note")
    assert "insertRow" in parts(book.to_bytes())[part].decode()
    book.sheet(SHEET).set_value("B5", 12)
    resize_rows(book, "tblPlan", count)
    table = by_openpyxl(book.to_bytes())[SHEET].tables["tblPlan"]
    assert (table.insertRow, table.insertRowShift, table.ref) == (None, None, f"A4:E{5 + count}")


def test_a_table_that_says_to_be_empty_stays_as_it_is_unless_one_types_in_it():
    """A row for a first record may hold a formula: typing beside it, or computing it anew, is no record."""
    book = Workbook.from_bytes(annex())
    part = book.find_table("tblPlan").part
    text = book.package.read(part).decode().replace("<table ", '<table insertRow="1" ', 1)
    book.package.replace(part, text.encode())
    data = book.to_bytes()
    book = Workbook.from_bytes(data)
    book.sheet(SHEET).set_value("A2", "note")
    book.sheet(SHEET).set_value("B5", None)
    book.sheet(SHEET).set_cached("D5", 0)
    assert parts(book.to_bytes())[part] == parts(data)[part]
    book.sheet(SHEET).set_value("B5", 12)
    assert b"insertRow" not in parts(book.to_bytes())[part]
