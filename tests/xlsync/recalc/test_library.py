"""The `formulas` library as a second opinion: what it is given, what comes back, what is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.members import WORKBOOKS
from xlsync.recalc import Area, Book, CellView, book_of, evaluate, library
from xlsync.recalc.cached import same
from xlsync.recalc.library import DATES_1904
from xlsync.recalc.syntax import UNREADABLE
from xlsync.workbook import Workbook


def sheet(**cells: Any) -> dict[tuple[int, int], CellView]:
    """Cells of column A and B by name; a text with an equals sign is a formula whose cached value is 1."""
    found = {}
    for name, value in cells.items():
        place = int(name[1:]), "AB".index(name[0]) + 1
        formula = isinstance(value, str) and value.startswith("=")
        found[place] = CellView(1.0, value[1:]) if formula else CellView(value)
    return found


def test_texts_are_no_formulas_and_blanks_are_zeros() -> None:
    typed = {(1, 1): CellView("=A2"), (2, 1): CellView("#N/A"), (3, 1): CellView('"')}
    book = Book({"L'été": {**typed, **sheet(B1='=A1&"x"', B2="=A2", B3="=A3", B4="=A4")}})
    found = library.evaluate(book)
    assert [found[f"'L''été'!B{row}"] for row in range(1, 5)] == ["=A2x", "#N/A", '"', 0.0]


def test_an_array_formula_fills_its_cells_and_others_read_them() -> None:
    cells = sheet(A1=2.0, A2=3.0, A3="=SUM(B1:B2)")
    cells[1, 2] = CellView(None, "A1:A2*2", Area("F", 1, 2, 2, 2))
    found = library.evaluate(Book({"F": cells}))
    assert (found["F!B1"], found["F!B2"], found["F!A3"]) == (4.0, 6.0, 10.0)


def test_what_it_lacks_is_named_and_keeps_its_value() -> None:
    book = Book({"F": sheet(A1="=ABSENT(1)", A2="=A1+1", A3="=SUM(1", A4="=RAND()", A5="=A5", A6="=1+1")})
    found = library.evaluate(book)
    named = {str(one.cell): one.function for one in found.not_recalculated}
    assert named.pop("F!A5").startswith("référence circulaire")
    assert named == {"F!A1": "ABSENT", "F!A2": "ABSENT", "F!A3": UNREADABLE, "F!A4": "RAND"}
    assert found["F!A1"] == 1.0
    assert found["F!A6"] == 2.0


def test_today_is_the_day_that_is_given() -> None:
    book = Book({"F": sheet(A1="=TODAY()+1")})
    assert library.evaluate(book)["F!A1"] == 1.0
    assert library.evaluate(book, date(2026, 7, 1))["F!A1"] == 46205  # 1 July 2026 is 46204 in Excel


def test_dates_counted_from_1904_are_not_computed() -> None:
    found = library.evaluate(Book({"F": sheet(A1="=1+1")}, date1904=True))
    assert [one.function for one in found.not_recalculated] == [DATES_1904]


@pytest.mark.parametrize("kind", ["avelo3", "chauffage_urbain", "mixeur"])
def test_it_agrees_on_a_shipped_workbook(kind: str) -> None:
    book = book_of(Workbook.open(WORKBOOKS / f"{kind}.xlsx"))
    ours, theirs = evaluate(book), library.evaluate(book)
    assert theirs.not_recalculated == []
    assert {
        str(cell): value for cell, value in ours.values.items() if not same(value, theirs.values[cell])
    } == {}
