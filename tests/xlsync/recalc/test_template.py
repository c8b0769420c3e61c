"""Members of a template: what each would have alone, whatever the others hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.xlsync.recalc.test_engine import book_with
from xlsync.errors import UnwritableValue
from xlsync.recalc import Area, Book, CellView, evaluate
from xlsync.recalc.template import Template
from xlsync.recalc.values import DIV0, NA, NUM, VALUE

COLUMNS = {"A1": 1.0, "A2": 2.0, "A3": 3.0, "B1": 10.0, "B2": 20.0, "B3": 30.0}


def array(book: Book, place: str, formula: str, area: Area) -> Book:
    """The workbook with an array formula."""
    for row, column in ((one.row, one.column) for one in area.cells()):
        book.sheets["F"][row, column] = CellView(-1.0)
    book.sheets["F"][area.top, area.left] = CellView(-1.0, formula, area)
    return book


@pytest.mark.parametrize(
    ("formula", "given"),
    [
        ("SUM(IF(D1>0,A1:A3,B1:B2))", {"F!D1": [1.0, -1.0]}),
        ("SUM(IF(D1>0,A1:A3,5))", {"F!D1": [1.0, -1.0, DIV0]}),
        ("SUM(IFERROR(D1,A1:A3))", {"F!D1": [7.0, NA]}),
        ("IF(D1>0,A1:A3,B1:B2)", {"F!D1": [1.0, -1.0]}),
        ("SUM(CHOOSE(D1,A1:A3,B1:B2))", {"F!D1": [1.0, 2.0, 9.0]}),
        ("MATCH(2,A1:A3,1)", {"F!A1": [5.0, "x"], "F!A2": [1.0, 2.0]}),
        ("MIN(A1:A3)", {"F!A1": [DIV0, 1.0], "F!A2": [5.0, NA]}),
    ],
)
def test_each_member_is_what_it_is_alone(formula: str, given: dict[str, list[Any]]) -> None:
    """In a formula and in an array formula; the engine with one member is the other way to the same."""
    book = array(book_with({**COLUMNS, "C9": "=" + formula}), "H1", formula, Area("F", 1, 8, 3, 8))
    cells = ["F!C9", "F!H1", "F!H2", "F!H3"]
    members = Template(book).evaluate(given, cells)
    assert members.not_recalculated == []
    for rank in range(len(members)):
        alone = evaluate(book, overrides={cell: column[rank] for cell, column in given.items()})
        assert [members[cell][rank] for cell in cells] == [alone[cell] for cell in cells]


def test_the_cell_of_a_formula_may_be_given_whatever_it_says() -> None:
    book = book_with({"A1": "=B1", "B1": "=A1", "C1": "=A1+1", "D1": "=inconnu", "E1": "=D1*2"})
    members = Template(book).evaluate({"F!A1": [1.0, 2.0], "F!D1": [5.0, 6.0]})
    assert members["F!B1"].tolist() == [1.0, 2.0]
    assert members["F!C1"].tolist() == [2.0, 3.0]
    assert members["F!E1"].tolist() == [10.0, 12.0]
    assert members.not_recalculated == []


def test_a_part_of_an_array_may_be_given() -> None:
    book = array(book_with({**COLUMNS, "C9": "=SUM(H1:H3)"}), "H1", "A1:A3", Area("F", 1, 8, 3, 8))
    template = Template(book)
    for cell, wanted in (("F!H1", 7.0 + 2 + 3), ("F!H2", 1.0 + 7 + 3)):
        assert evaluate(book, overrides={cell: 7})["F!C9"] == wanted
        assert evaluate(book, overrides={cell: 7})[cell] == 7
        assert template.evaluate({cell: [7.0, 8.0]}, ["F!C9"])["F!C9"].tolist() == [wanted, wanted + 1]


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        (pd.Series([1.0, np.nan]), ["1x", "x"]),
        (pd.Series([1.0, np.nan], dtype=object), ["1x", "x"]),
        (pd.Series([1, None], dtype="Int64"), ["1x", "x"]),
        (pd.Series(["a", None], dtype="string"), ["ax", "x"]),
        (pd.to_datetime(pd.Series(["2026-07-01", None])), ["46204x", "x"]),
        ([date(2026, 7, 1), None], ["46204x", "x"]),
        ([float("nan"), float("inf")], ["x", NUM]),
        (np.array([True, False]), ["TRUEx", "FALSEx"]),
        ([NA, VALUE], [NA, VALUE]),
    ],
)
def test_inputs_as_pandas_and_numpy_hold_them(column: Any, wanted: list[Any]) -> None:
    """What is missing is blank; 1/7/2026 is day 46204, says Excel."""
    template = Template(book_with({"A1": 1.0, "B1": '=A1&"x"'}))
    inputs = pd.DataFrame({"F!A1": column}) if isinstance(column, pd.Series) else {"F!A1": column}
    found = template.evaluate(inputs)["F!B1"].tolist()
    assert [(type(one), one) for one in found] == [(type(one), one) for one in wanted]


def test_a_cell_that_holds_nothing_may_vary() -> None:
    template = Template(book_with({"A1": "=SUM(B:B)+Z9+COUNTBLANK(D1:D3)"}))
    members = template.evaluate({"F!B7": [1.0, 2.0], "F!Z9": [1.0, 10.0], "F!D2": [None, 1.0]})
    assert members["F!A1"].tolist() == [1 + 1 + 3, 2 + 10 + 2]


def test_overrides_are_values_of_cells() -> None:
    book = book_with({"A1": 1.0, "B1": "=A1+1", "C1": '=A1&""'})
    assert evaluate(book, overrides={"F!A1": date(2026, 7, 1)})["F!B1"] == 46205
    assert evaluate(book, overrides={"F!A1": np.bool_(True)})["F!C1"] == "TRUE"
    with pytest.raises(ValueError, match="no such sheet"):
        evaluate(book, overrides={"G!A1": 1.0})
    with pytest.raises(UnwritableValue):
        evaluate(book, overrides={"F!A1": {}})


def test_an_override_keeps_the_hidden_rows() -> None:
    book = book_with({**COLUMNS, "C9": "=SUBTOTAL(109,A1:A3)"}, hidden={"F": frozenset({2})})
    assert evaluate(book, overrides={"F!A1": 10.0})["F!C9"] == 13
