"""Formats carried from one workbook to another."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

from tests.xlsync.workbook.templates import annex, by_openpyxl, parts, rezip
from xlsync.workbook import Workbook
from xlsync.workbook.styles import Styles
from xlsync.workbook.surroundings import set_style

FORMATS = {
    "A1": {"num_format": "[$-40C]#,##0.00", "bold": True, "bg_color": "#FFF8DC", "border": 1},
    "A2": {"num_format": "0 %", "align": "right", "italic": True, "locked": False},
    "A3": {"num_format": 14},
    "A4": {},
}


def drawn() -> Workbook:
    """A workbook of a few formats."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("Formats")
    for cell, about in FORMATS.items():
        sheet.write_number(cell, 1, book.add_format(about) if about else None)
    sheet.conditional_format(
        "A1", {"type": "cell", "criteria": ">", "value": 0, "format": book.add_format({"bold": True})}
    )
    book.close()
    return Workbook.from_bytes(stream.getvalue())


def carried(data: bytes) -> tuple[openpyxl.Workbook, bytes]:
    """The formats given to cells of another workbook, as openpyxl sees them."""
    source, target = drawn(), Workbook.from_bytes(data)
    styles = Styles(source, target)
    sheet = target.worksheets()[0]
    for row, cell in enumerate(FORMATS, start=30):
        sheet.set_value((row, 1), 1, style=styles.cell(source.sheet("Formats").cell(cell).style))
    assert styles.differential(0) == styles.differential(0)
    styles.write()
    content = target.to_bytes()
    return by_openpyxl(content), content


def look(cell) -> tuple[str, ...]:
    return (
        cell.number_format,
        *map(repr, (cell.font, cell.fill, cell.alignment, cell.border, cell.protection)),
    )


def test_a_format_looks_the_same_in_the_other_workbook():
    found, _ = carried(annex())
    expected = by_openpyxl(drawn().to_bytes())["Formats"]
    for row, cell in enumerate(FORMATS, start=30):
        assert look(found.worksheets[0].cell(row, 1)) == look(expected[cell]), cell


def test_formats_of_its_own_keep_their_numbers():
    before, after = (parts(one)["xl/styles.xml"].decode() for one in (annex(), carried(annex())[1]))
    old = by_openpyxl(annex()).worksheets[0]
    new = by_openpyxl(carried(annex())[1]).worksheets[0]
    for row in old.iter_rows():
        for cell in row:
            assert look(new[cell.coordinate]) == look(cell)
    assert before != after


def test_a_format_that_is_there_is_not_added_again():
    once = carried(annex())[1]
    assert parts(carried(once)[1])["xl/styles.xml"] == parts(once)["xl/styles.xml"]


def test_another_prefix_makes_no_difference():
    """As some programs write it: every element of the part under a prefix."""
    held = parts(annex())
    text = held["xl/styles.xml"].decode()
    namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    prefixed = text.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("<x:?", "<?")
    held["xl/styles.xml"] = prefixed.replace(namespace, namespace.replace("xmlns=", "xmlns:x=")).encode()
    found, content = carried(rezip(held))
    expected = by_openpyxl(drawn().to_bytes())["Formats"]
    for row, cell in enumerate(FORMATS, start=30):
        assert look(found.worksheets[0].cell(row, 1)) == look(expected[cell]), cell
    assert b"<xf " not in parts(content)["xl/styles.xml"]


@pytest.mark.parametrize("cell", ["A1", "A2", "A3"])
def test_the_number_format_alone(cell):
    """The rest of the format of the workbook stays."""
    source, target = drawn(), Workbook.from_bytes(annex())
    styles, sheet = Styles(source, target), target.worksheets()[0]
    before = by_openpyxl(annex()).worksheets[0]["A1"]
    set_style(
        sheet,
        (1, 1),
        styles.with_number_format(sheet.cell("A1").style, source.sheet("Formats").cell(cell).style),
    )
    styles.write()
    after = by_openpyxl(target.to_bytes()).worksheets[0]["A1"]
    expected = by_openpyxl(source.to_bytes())["Formats"][cell]
    assert after.number_format == expected.number_format
    assert look(after)[1:] == look(before)[1:]
    assert after.value == before.value
