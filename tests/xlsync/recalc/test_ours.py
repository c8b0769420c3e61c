"""Our functions in a recalculation: each call is what `udfs.call` gives, and calls that can be are one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import udfs
from udfs.registry import calling
from xlsync.recalc import Book, CellView, Evaluation, evaluate
from xlsync.recalc.values import NUM
from xlsync.workbook.values import Address, ErrorValue

COUNT = 20


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of the function, each time that a rule is called."""
    made: list[str] = []
    compute = calling.compute

    def counted(function: Any, arguments: Any) -> Any:
        made.append(function.name)
        return compute(function, arguments)

    monkeypatch.setattr(calling, "compute", counted)
    return made


def column(formula: str, **more: str) -> Evaluation:
    """Column A holds 1, 2, 3…; column B the formula, {A} for the cell of its row; others by letter."""
    formulas = {"B": formula, **more}
    cells = {(row, 1): CellView(float(row)) for row in range(1, COUNT + 1)}
    for letter, text in formulas.items():
        place = ord(letter) - ord("A") + 1
        cells |= {(row, place): CellView(None, _in_row(text, row)) for row in range(1, COUNT + 1)}
    return evaluate(Book({"F": cells}))


def _in_row(text: str, row: int) -> str:
    return text.format(**{letter: f"{letter}{row}" for letter in "ABCD"})


def shown(found: Evaluation, letter: str = "B") -> list[Any]:
    return [found[f"F!{letter}{row}"] for row in range(1, COUNT + 1)]


def test_calls_of_a_column_are_one(computed: list[str]) -> None:
    found = column("CEE.VOLUME({A},0.5)")
    assert computed == ["CEE.VOLUME"]
    assert shown(found) == [2.0 * row for row in range(1, COUNT + 1)]
    assert [(call.cell, call.arguments, call.result) for call in found.calls] == [
        (Address("F", row, 2), (float(row), 0.5), 2.0 * row) for row in range(1, COUNT + 1)
    ]


def test_calls_that_read_other_calls_wait_for_them(computed: list[str]) -> None:
    found = column("CEE.VOLUME({A},0.5)", C="1+CEE.VOLUME({B},0.25)", D="{B}+{C}")
    assert computed == ["CEE.VOLUME"] * 2
    assert shown(found, "C") == [8.0 * row + 1.0 for row in range(1, COUNT + 1)]
    assert shown(found, "D") == [10.0 * row + 1.0 for row in range(1, COUNT + 1)]


def test_a_call_inside_another_is_made_first(computed: list[str]) -> None:
    """The inner calls are one, the outer ones another."""
    found = column("CEE.VOLUME(CEE.VOLUME({A},0.5),0.25)")
    assert len(computed) == 2
    assert shown(found) == [8.0 * row for row in range(1, COUNT + 1)]
    assert len(found.calls) == 2 * COUNT


def test_only_the_calls_that_a_condition_asks_for_are_made(computed: list[str]) -> None:
    found = column('IF({A}>10,CEE.VOLUME({A},0.5),"")')
    assert computed == ["CEE.VOLUME"]
    assert shown(found) == [2.0 * row if row > 10 else "" for row in range(1, COUNT + 1)]
    assert len(found.calls) == COUNT - 10


def test_a_refused_call_is_the_error_of_its_cell() -> None:
    found = column("IFERROR(CEE.VOLUME({A}-3,0.5),-1)", C="CEE.VOLUME({A}-3,0.5)")
    assert shown(found) == [-1.0] * 2 + [2.0 * (row - 3) for row in range(3, COUNT + 1)]
    assert shown(found, "C")[:3] == [NUM, NUM, 0.0]
    assert isinstance(found["F!C1"], ErrorValue)


def test_calls_that_are_alike_are_made_once(computed: list[str]) -> None:
    found = column(
        'CONVENTION.PARAMETRE("intracting.majoration_retard")', C='PRET.LIGNE("crd",{A},100000,0.02,20)'
    )
    assert computed.count("CONVENTION.PARAMETRE") == 1, "calls that are alike are made once"
    assert computed.count("PRET.LIGNE") == 1
    assert shown(found) == [0.03] * COUNT
    assert shown(found, "C") == [
        udfs.call("PRET.LIGNE", "crd", row, 100000, 0.02, 20) for row in range(1, COUNT + 1)
    ]


def test_ranges_by_month_and_by_action() -> None:
    """A column in a cell, a condition on its months, a call beside a function of the general engine."""
    months = [(2000.0, 36000.0, 400.0, 360.0), (2000.0, 18000.0, 200.0, 190.0), (2000.0, 900.0, 0.0, 10.0)]
    cells = {
        (row, place): CellView(value)
        for row, month in enumerate(months, 1)
        for place, value in enumerate(month, 1)
    }
    cells[1, 6] = CellView(46295.0)
    expected = {
        "SUM(ENERGIE.REFERENCE_MENSUELLE(A1:A3,B1:B3,C1:C3,D1:D3))": 56340.0,
        "INDEX(ENERGIE.REFERENCE_MENSUELLE(A1:A3,B1:B3,C1:C3,D1:D3),2,1)": 19100.0,
        "SUM(ENERGIE.REFERENCE_MENSUELLE(A1:A3,IF(C1:C3>0,B1:B3,0),C1:C3,D1:D3))": 55500.0,
        'IFNA(ENERGIE.INDICATEUR(A1,2,1),"incomplet")': "incomplet",
        "INTRACTING.REALISATION(D1:D3,C1:C3)": 560 / 600,
        "INTRACTING.OBJECTIF(2026,A1:A3,F1:F3)": 500.0,
        "BESSELJ(0,0)+INTRACTING.OBJECTIF(2027,A1:A3,F1:F3)": 2001.0,
    }
    cells |= {(row, 5): CellView(None, text) for row, text in enumerate(expected, 1)}
    found = evaluate(Book({"F": cells}))
    assert [found[f"F!E{row}"] for row in range(1, len(expected) + 1)] == [*expected.values()]


def test_a_cell_that_keeps_its_value_asks_for_nothing(computed: list[str]) -> None:
    found = column("CEE.VOLUME({A}+RAND(),0.5)", C="CEE.VOLUME({B},0.5)")
    assert computed == []
    assert len(found.not_recalculated) == 2 * COUNT


def test_a_rule_that_fails_on_arrays_is_called_for_each_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = calling.compute

    def faulty(function: Any, arguments: Mapping[str, Any]) -> Any:
        if isinstance(arguments["contribution"], np.ndarray):
            raise ZeroDivisionError
        return compute(function, arguments)

    monkeypatch.setattr(calling, "compute", faulty)
    assert shown(column("CEE.VOLUME({A},0.5)")) == [2.0 * row for row in range(1, COUNT + 1)]


def test_functions_of_another_catalogue_are_called_one_by_one() -> None:
    asked: list[float] = []
    book = Book(
        {"F": {(1, 1): CellView(3.0), (1, 2): CellView(None, "A.B(A1)"), (1, 3): CellView(None, "A.B(A1)")}}
    )

    def own(value: float) -> float:
        asked.append(value)
        return value + len(asked)

    found = evaluate(book, functions={"A.B": own})
    assert (found["F!B1"], found["F!C1"]) == (4.0, 5.0)
