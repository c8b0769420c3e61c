"""Workbooks alike a model: told as by reading them whole, written to the same bytes."""

from __future__ import annotations

import io
import random
from pathlib import Path

import openpyxl
import pytest

from tests.members import WORKBOOKS, fields
from tests.xlsync.workbook.templates import SHEET, annex
from xlsync.errors import UnwritableValue
from xlsync.recalc import book_of
from xlsync.recalc.template import Template
from xlsync.workbook import Workbook
from xlsync.workbook.alike import Alike, Model
from xlsync.workbook.package import Package
from xlsync.workbook.values import Address, ErrorValue, cell_name, parse_cell

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
        assert found.put(new)
        assert found.package.to_bytes() == whole.to_bytes()


@pytest.mark.parametrize("kind", sorted(path.stem for path in WORKBOOKS.glob("*.xlsx")))
def test_copies_of_a_shipped_workbook_that_hold_other_values(kind: str, tmp_path: Path) -> None:
    """The bytes are those of the same changes made one by one; openpyxl reads the values that were put."""
    path, draw = WORKBOOKS / f"{kind}.xlsx", random.Random(kind)
    opened = Workbook.open(path)
    tables = {(table.sheet, table.ref.first_row) for table in opened.tables.values()}
    inputs = [one for one in fields(path, Template(opened)) if (one.cell.sheet, one.cell.row) not in tables]
    formulas, model = [*book_of(opened).formulas()], Model(opened)
    for values in ((round(draw.random() * 1e5, 2), -0.0, 12.0, 1.5e-7), NEW):
        typed = {one.cell: draw.choice(values) for one in draw.sample(inputs, len(inputs) // 2)}
        computed = {cell: draw.choice(values) for cell in formulas}
        copy, whole = model.copy(), Workbook.open(path)
        assert copy.put(computed, typed)
        for cell, value in typed.items():
            whole.sheet(cell.sheet).set_value((cell.row, cell.column), value)
        for cell, value in computed.items():
            whole.sheet(cell.sheet).set_cached((cell.row, cell.column), value)
        new = copy.package.to_bytes()
        assert new == whole.to_bytes()
        read = openpyxl.load_workbook(io.BytesIO(new), data_only=True)
        for cell, value in {**typed, **computed}.items():
            found = read[cell.sheet].cell(cell.row, cell.column)
            if found.data_type != "d" and value is not None:
                assert found.value == value, cell
    assert model.copy().package.to_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", ["A4", "D5", "B8", "A90"])
def test_a_heading_a_formula_and_a_cell_that_is_not_there_are_not_typed_over(name: str) -> None:
    copy = model_of(annex()).copy()
    assert not copy.put({}, {Address(SHEET, *parse_cell(name)): 1.0, Address(SHEET, 5, 2): 2.0})
    assert copy.package.to_bytes() == annex()
    assert copy.put({}, {Address(SHEET, 5, 2): 2.0})


def test_a_value_that_no_cell_can_hold_changes_nothing() -> None:
    copy = model_of(annex()).copy()
    with pytest.raises(UnwritableValue):
        copy.put({}, {Address(SHEET, 5, 2): 2.0, Address(SHEET, 6, 2): float("nan")})
    assert copy.package.to_bytes() == annex()


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
    assert not found.put({Address(SHEET, 90, 1): 1.0})
    assert found.package.to_bytes() == annex()
