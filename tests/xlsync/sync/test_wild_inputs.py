"""Whatever is typed into an input is read, or said with its cell; no command ends on it.

The expectation is the property, not sentences: chance is seeded, the columns are those of every schema.
"""

from __future__ import annotations

import math
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kinds import essai_known
from tests.xlsync.sync.desks import INTRACTING, MIXEUR, MOBY, Desk
from xlsync.annexbook.cells import ReadCell, Reader
from xlsync.annexbook.checking import check
from xlsync.annexbook.identify import identify
from xlsync.annexbook.inputs import read_input
from xlsync.annexbook.locating import locate
from xlsync.annexes import Column, kinds
from xlsync.model import from_text, shapes, to_text
from xlsync.sync import status
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.values import cell_name

with essai_known():
    COLUMNS = {
        f"{kind}-{table}-{column.name}": column
        for kind in kinds()
        for table, found in shapes(kind).items()
        for column in found.columns
    }
TYPES = sorted({column.type for column in COLUMNS.values()})
WILD: list[Any] = [
    sys.float_info.max, -1e308, 1e-320, math.inf, 20251231, 2_958_466, 2_958_465, -5, 0, 60, 0.5, 1e15 + 0.5,
    12345678901234567.0, True, False, ErrorValue("#REF!"), ErrorValue("#GETTING_DATA"), "#N/A", "NaN", "inf",
    "1e999", "-", "abc", "=1+1", "x" * 32_767, "9" * 400, "\x07\x00é", "1.500", "1 000 000 000 000 000 000",
    "31/02/2026", "12/05/1895", "31/12/9999", "2025-W01-1", " ", "\n", "0", "-0", "1e5", "100%", "a;b=c",
    "_x0041_", "<&>\"'", "٣", "\u202e",
]  # fmt: skip
ANNEXES = [INTRACTING, MIXEUR, MOBY, "avelo3/programme", "chauffage_urbain/idf"]


def is_canonical(text: str, column: Column) -> bool:
    return to_text(from_text(text, column), column) == text


def check_read(value: Any, column: Column) -> None:
    for date1904 in (False, True):
        found = read_input(value, column, date1904)
        if found.wrong is not None:
            assert found.text is None
            assert found.wrong.fr
            assert found.wrong.en
        elif found.text is not None:
            assert is_canonical(found.text, column), (value, found.text)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_a_wild_value_is_read_or_said(column: Column) -> None:
    for value in WILD:
        check_read(value, column)


@pytest.mark.parametrize("kind", TYPES)
@given(value=st.floats() | st.text() | st.booleans())
def test_any_value_is_read_or_said(kind: str, value: Any) -> None:
    check_read(value, next(column for column in COLUMNS.values() if column.type == kind))


# --- in workbooks


def type_wildly(path: Path, chance: random.Random, *, keys: bool) -> dict[str, tuple[ReadCell, Any]]:
    """A wild value in one cell of every other column of a workbook; the cells by address."""
    book = Workbook.open(path)
    columns: dict[tuple[str, str], list[ReadCell]] = {}
    for cell in Reader(book, locate(identify(book).schema, book)).cells():
        if cell.is_input and cell.column.key == keys:
            columns.setdefault((cell.table, cell.column.name), []).append(cell)
    typed = {}
    for cells in columns.values():
        if keys or chance.random() < 0.5:
            cell, value = chance.choice(cells), chance.choice(WILD)
            typed[cell.address] = cell, write(book, cell, value)
    book.save(path)
    return typed


def write(book: Workbook, cell: ReadCell, value: Any) -> Any:
    """Some programs write what no spreadsheet does; what is read is told."""
    sheet, place = book.sheet(cell.sheet), (cell.row, cell.at)
    if value == math.inf:
        sheet.set_markup(place, f'<c r="{cell_name(*place)}"><v>1E400</v></c>')
        return "1E400"
    sheet.set_value(place, value, over_formula=True)
    return value


@pytest.mark.parametrize("rank", range(3))
@pytest.mark.parametrize("name", ANNEXES)
def test_a_workbook_of_wild_values_is_told_cell_by_cell(desk: Desk, name: str, rank: int) -> None:
    path = desk.path(name)
    typed = type_wildly(path, random.Random(f"{name} {rank}"), keys=False)
    wrong = {at for at, (cell, value) in typed.items() if read_input(value, cell.column).wrong is not None}
    assert wrong
    assert wrong <= {problem.where for problem in status(path, desk.store).problems}
    assert wrong <= {problem.where for problem in check([path])}


@pytest.mark.parametrize("name", ANNEXES)
def test_wild_keys_are_said(desk: Desk, name: str) -> None:
    path = desk.path(name)
    chance = random.Random(name)
    for _ in range(3):
        if type_wildly(path, chance, keys=True):
            found = status(path, desk.store)
            assert found.problems or found.workbook_changes
            check([path])
