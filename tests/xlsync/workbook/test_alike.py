"""Workbooks alike a model: told as by reading them whole, written to the same bytes."""

from __future__ import annotations

import random

import pytest

from tests.members import WORKBOOKS, fields
from tests.xlsync.workbook.templates import SHEET, annex
from xlsync.recalc import book_of
from xlsync.recalc.template import Template
from xlsync.workbook import Workbook
from xlsync.workbook.alike import Alike, Model
from xlsync.workbook.package import Package
from xlsync.workbook.values import Address, ErrorValue, cell_name

NEW = (1234.5, "un texte & <autre>", True, ErrorValue("#N/A"), None, -0.1)


def model_of(data: bytes) -> Model:
    book = Workbook.from_bytes(data)
    book_of(book)
    return Model(book)


def values_of(data: bytes) -> dict[Address, object]:
    sheets = Workbook.from_bytes(data).worksheets()
    return {
        Address(sheet.name, *place): cell.value for sheet in sheets for place, cell in sheet.cells.items()
    }


def told(model: bytes, data: bytes) -> Alike:
    """What sets a workbook apart; it is all that the two do not share."""
    found = model_of(model).alike(Package(data))
    assert found is not None
    own, mine = values_of(data), values_of(model)
    assert {**mine, **found.values} == own
    assert [*own] == [*mine]
    return found


@pytest.mark.parametrize("kind", sorted(path.stem for path in WORKBOOKS.glob("*.xlsx")))
def test_a_shipped_workbook_with_other_figures(kind: str) -> None:
    path = WORKBOOKS / f"{kind}.xlsx"
    model, draw = path.read_bytes(), random.Random(kind)
    opened = Workbook.open(path)
    tables = {(table.sheet, table.ref.first_row) for table in opened.tables.values()}
    inputs = [one for one in fields(path, Template(opened)) if (one.cell.sheet, one.cell.row) not in tables]
    formulas = [*book_of(Workbook.open(path)).formulas()]
    for wild in (False, True):
        book = Workbook.open(path)
        for one in draw.sample(inputs, len(inputs) // 3):
            value = one.beyond(draw) if wild else one.within(draw)
            book.sheet(one.cell.sheet).set_value((one.cell.row, one.cell.column), value)
        for cell in draw.sample(formulas, 20):
            book.sheet(cell.sheet).set_cached((cell.row, cell.column), draw.choice(NEW))
        data = book.to_bytes()
        new = {cell: draw.choice(NEW) for cell in draw.sample(formulas, len(formulas) // 2)}
        whole = Workbook.from_bytes(data)
        for cell, value in new.items():
            whole.sheet(cell.sheet).set_cached(cell_name(cell.row, cell.column), value)
        found = told(model, data)
        assert found.set_cached(new)
        assert found.package.to_bytes() == whole.to_bytes()


def edited(part: str, old: str, new: str) -> bytes:
    package = Package(annex())
    text = package.read(part).decode()
    assert old in text
    package.replace(part, text.replace(old, new, 1).encode())
    return package.to_bytes()


def part_of(name: str) -> str:
    return Workbook.from_bytes(annex()).sheet(name).part


PART = part_of(SHEET)
STRINGS = "xl/sharedStrings.xml"


def test_the_same_workbook() -> None:
    assert told(annex(), annex()).values == {}


def test_shared_strings_that_are_others() -> None:
    found = told(annex(), edited(STRINGS, "travaux", "chantier"))
    assert set(found.values.values()) >= {"chantier", "études"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sheetData>", "<sheetFormatPr/><sheetData>"),
        ("<v>1000.5</v>", "<v>7</v>"),
        ("<v>1000.5</v>", ""),
    ],
)
def test_what_is_alike(old: str, new: str) -> None:
    told(annex(), edited(PART, old, new))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (PART, "SUM(B$5:B5)", "SUM(B$5:B6)"),
        (PART, "<f>SUM(B$5:B5)</f>", ""),
        (PART, '<row r="5"', '<row hidden="1" r="5"'),
        (PART, '<c r="B5"', '<c r="Z5"/><c r="B5"'),
        (PART, '<c r="B5"', '<c r="BB5"'),
        (PART, "<v>1000.5</v>", "<v><!-- </c> -->7</v>"),
        (PART, "<v>1000.5</v>", "<v>1&nbsp;</v>"),
        (PART, "</sheetData>", "</sheetData><sheetProtection/>"),
        (PART, "<sheetData>", "<!-- --><sheetData>"),
        ("xl/workbook.xml", "<calcPr", "<calcPr iterate='1'"),
        ("xl/tables/table1.xml", "Nature", "Natures"),
    ],
)
def test_what_is_not(part: str, old: str, new: str) -> None:
    assert model_of(annex()).alike(Package(edited(part, old, new))) is None


def test_a_damaged_part_is_not_hidden_by_what_the_model_has() -> None:
    damaged = edited(PART, "<v>1000.5</v>", "<v>1000.5<v>")
    assert model_of(annex()).alike(Package(damaged)) is None


def test_a_cell_that_the_file_has_not_is_not_written() -> None:
    found = told(annex(), annex())
    assert not found.set_cached({Address(SHEET, 90, 1): 1.0})
    assert found.package.to_bytes() == annex()
