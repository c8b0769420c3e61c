"""One bad cell is one error: whatever a formula holds, the others are computed.

Values of dates: Excel's documentation of DATE ("year: 0 to 9999", "#NUM!" outside), of DAYS ("#NUM!" where a
date is outside the range of valid dates), and of date serials (0 to 2958465; 60 is 29 February 1900). Excel
refuses the entry of a call with too few arguments: such a cell keeps what it held.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.shared import shared_path
from tests.xlsync.recalc.test_engine import book_with
from xlsync.errors import UnsupportedWorkbook
from xlsync.recalc import evaluate, faults
from xlsync.recalc.explain import explain, render
from xlsync.recalc.functions import NATIVE
from xlsync.recalc.functions.declare import Native
from xlsync.recalc.functions.operators import BINARY
from xlsync.recalc.values import DIV0, NUM, VALUE
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.values import MAX_TEXT


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """What a developer is told; nothing was told before."""
    monkeypatch.setattr(faults, "_told", set())
    caplog.set_level(logging.DEBUG, "xlsync.recalc")
    return caplog


# --- dates outside the calendar


def test_a_date_of_the_year_20024_is_its_cells_error() -> None:
    evaluation = evaluate(Workbook.open(shared_path("faults/01-date-year-10000-crash/annee-20024.xlsx")))
    assert evaluation["Feuille!B2"] == NUM
    assert evaluation["Feuille!B3"] == 2
    assert evaluation.not_recalculated == []


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("DATE(20024,6,30)", NUM),
        ("DATE(10000,1,1)", NUM),
        ("DATE(9999,12,31)", 2_958_465),
        ("DATE(9999,12,32)", NUM),
        ("DATE(9999,12,400)", NUM),
        ("DATE(9999,13,1)", NUM),
        ("DATE(1900,1,0)", 0),
        ("DATE(1900,1,-1)", NUM),
        ("DATE(1900,0,1)", NUM),
        ("DATE(1900,2,29)", 60),
        ("DATE(-1,1,1)", NUM),
        ("DATE(1E+300,1,1)", NUM),
        ("DATE(2024,1E+300,1)", NUM),
        ("DATE(2024,1,-1E+300)", NUM),
        ("DAYS(2958466,1)", NUM),
        ("DAYS(1,-1)", NUM),
        ("DAYS(2958465,0)", 2_958_465),
        ("YEAR(2958465.9)", 9999),
        ("YEAR(2958466)", NUM),
        ("MONTH(-0.5)", NUM),
        ("DAY(20251231)", NUM),
        ("YEAR(0)", 1900),
        ("MONTH(60)", 2),
        ("DAY(60)", 29),
        ("WEEKDAY(1)", 1),
        ("WEEKDAY(60)", 4),
        ("WEEKDAY(-1)", NUM),
        ("WEEKDAY(2958466,2)", NUM),
        ("EDATE(2958465,1)", NUM),
        ("EDATE(0,1)", 31),
        ("EDATE(61,-2)", 1),
        ("EDATE(31,-1)", NUM),
        ("EDATE(45628,1E+300)", NUM),
        ("EOMONTH(2958465,0)", 2_958_465),
        ("EOMONTH(2958465,1)", NUM),
        ("EOMONTH(0,0)", 31),
        ("EOMONTH(-5,1)", NUM),
        ("YEARFRAC(-5,10)", NUM),
        ("YEARFRAC(10,2958466)", NUM),
        ("YEARFRAC(45292,45658,7)", NUM),
        ('TEXT(2958466,"yyyy")', VALUE),
        ('TEXT(-1,"dd/mm/yyyy")', VALUE),
        ('TEXT(0,"dd/mm/yyyy")', "00/01/1900"),
        ('TEXT(2958465,"yy")', "99"),
    ],
)
def test_the_ends_of_the_calendar(formula: str, value: Any, told: pytest.LogCaptureFixture) -> None:
    evaluation = evaluate(book_with({"A1": f"={formula}", "A2": "=1+1"}))
    assert evaluation["F!A1"] == value
    assert isinstance(evaluation["F!A1"], ErrorValue) == isinstance(value, ErrorValue)
    assert evaluation["F!A2"] == 2
    assert told.records == []


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("DATE(9999,12,31)", 2_957_003),
        ("DATE(10000,1,1)", NUM),
        ("DATE(1903,12,31)", NUM),
        ("YEAR(2957003)", 9999),
        ("YEAR(2957004)", NUM),
        ("WEEKDAY(0)", 6),
        ("YEARFRAC(0,366,1)", 1),
    ],
)
def test_the_ends_of_the_1904_calendar(formula: str, value: Any) -> None:
    """1 January 1904 was a Friday, and 1904 a leap year."""
    assert evaluate(book_with({"A1": f"={formula}"}, date1904=True))["F!A1"] == value


@pytest.mark.parametrize(
    ("start", "end", "basis", "value"),
    [
        ("DATE(2023,6,30)", "DATE(2024,6,30)", 1, 1),
        ("DATE(2024,12,2)", "DATE(2025,6,30)", 1, 210 / 365),
        ("DATE(2024,2,29)", "DATE(2025,2,28)", 0, 1),
        ("DATE(2025,2,28)", "DATE(2024,2,29)", 0, 1),
    ],
)
def test_yearfrac_is_that_of_openformula(start: str, end: str, basis: int, value: float) -> None:
    """OpenFormula 1.2, 4.11.7; the three values are those of `faults/08-yearfrac`."""
    assert evaluate(book_with({"A1": f"=YEARFRAC({start},{end},{basis})"}))["F!A1"] == pytest.approx(value)


# --- numbers beyond all numbers, calls without their arguments


@pytest.mark.parametrize(
    "formula",
    [
        *('LEFT("a","1E400")', '"1E400"+1', "1E400", '-"1E400"', "SUM(C1:C2)", "MAX(C1)", "C1", "9" * 400),
        *("DAYS(C1,1)", "1E+308*10", "ROUNDUP(5,-400)", "NPV(-1,1)", "EXP(1000)", "SUMSQ(1E+300)"),
        "MOD(1E+300,1E-300)",
    ],
    ids=lambda formula: formula[:20],
)
def test_no_number_is_infinite(formula: str, told: pytest.LogCaptureFixture) -> None:
    evaluation = evaluate(book_with({"C1": float("inf"), "C2": float("-inf"), "A1": f"={formula}"}))
    assert evaluation["F!A1"] == NUM
    assert told.records == []


def test_a_text_beyond_all_numbers_in_a_range_spoils_no_count() -> None:
    cells = {"C1": "1E400", "C2": 5.0, "C3": "5", "A1": "=COUNTIF(C1:C3,5)", "A2": '=COUNTIF(C1:C3,"<1E400")'}
    evaluation = evaluate(book_with(cells))
    assert evaluation["F!A1"] == 2
    assert evaluation["F!A2"] == 1


@pytest.mark.parametrize(
    "call",
    [
        *("SUMIFS(C1)", "AVERAGEIFS(C1)", "MAXIFS(C1)", "MINIFS(C1)", "SUMIFS(C1:C2,C1:C2)", "COUNTIFS()"),
        *(
            "SUMPRODUCT()",
            "SUM()",
            "AND()",
            "CONCATENATE()",
            'TEXTJOIN(",",TRUE)',
            "NPV(1)",
            "PI(1)",
            "NOT()",
        ),
    ],
)
def test_a_call_without_its_arguments_keeps_its_cell(call: str, told: pytest.LogCaptureFixture) -> None:
    evaluation = evaluate(book_with({"A1": f"={call}", "A2": "=1+1", "C1": 1.0}))
    assert [one.function for one in evaluation.not_recalculated] == [call.partition("(")[0]]
    assert evaluation["F!A1"] == -1
    assert evaluation["F!A2"] == 2
    assert told.records == []


def test_a_text_longer_than_a_cell_is_an_error() -> None:
    evaluation = evaluate(book_with({"C1": "x" * MAX_TEXT, "A1": '=C1&"y"', "A2": "=C1"}))
    assert evaluation["F!A1"] == VALUE
    assert evaluation["F!A2"] == "x" * MAX_TEXT


def test_an_area_larger_than_a_workbook_keeps_its_cell() -> None:
    evaluation = evaluate(book_with({"A1": "=SUM(A2:XFC1048575)", "B1": "=1+1"}))
    assert [one.function for one in evaluation.not_recalculated] == ["$A$2:$XFC$1048575"]
    assert evaluation["F!B1"] == 2


def test_names_that_double_at_each_step_keep_their_cell() -> None:
    names = {(None, f"fois_{rank}"): f"fois_{rank + 1}+fois_{rank + 1}" for rank in range(30)}
    names[None, "fois_30"] = "F!$B$1"
    evaluation = evaluate(book_with({"A1": "=fois_0", "A2": "=fois_28", "B1": 3.0}, names=names))
    assert [str(one.cell) for one in evaluation.not_recalculated] == ["F!A1"]
    assert evaluation["F!A2"] == 12


def test_a_formula_deeper_than_python_goes_keeps_its_cell() -> None:
    deep = "(" * 4000 + "1" + ")" * 4000
    evaluation = evaluate(book_with({"A1": f"={deep}", "A2": "=1+1"}))
    assert evaluation["F!A2"] == 2
    assert evaluation["F!A1"] in (1, -1)


# --- the net


def broken(error: Exception) -> Any:
    def call(*arguments: Any) -> Any:
        raise error

    return call


@pytest.mark.parametrize(
    ("error", "value"), [(RuntimeError("panne"), VALUE), (TypeError(), VALUE), (OverflowError(), NUM)]
)
def test_a_fault_of_a_function_is_an_error_value(
    error: Exception, value: ErrorValue, told: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NATIVE, "ABS", Native("ABS", broken(error), ("number",)))
    monkeypatch.setitem(BINARY, "^", broken(error))
    monkeypatch.setitem(NATIVE, "LN", Native("LN", broken(error), ("value",), vectors=True))
    formulas = ["ABS(1)", "IFERROR(ABS(1),7)", "2^3", "LN(2)", "IFERROR(LN(2),7)", "TEST.PANNE()", "1+1"]
    cells = {f"A{row}": f"={formula}" for row, formula in enumerate(formulas, 1)}
    evaluation = evaluate(book_with(cells), functions={"TEST.PANNE": broken(error)})
    assert [evaluation[f"F!A{row}"] for row in range(1, 8)] == [value, 7, value, value, 7, value, 2]
    assert evaluation.not_recalculated == []
    assert render(explain(book_with(cells), "F!A7"), "fr").startswith("F!A7 = 2")


def test_a_fault_is_told_once_to_whoever_develops(
    told: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LN", "EXP"):
        monkeypatch.setitem(NATIVE, name, Native(name, broken(KeyError("clé")), ("number",)))
    evaluate(book_with({f"A{row}": "=LN(2)" for row in range(1, 9)} | {"B1": "=EXP(1)"}))
    assert [record.args[0] for record in told.records if record.args] == ["LN", "EXP"]
    assert all(record.levelno == logging.WARNING and record.exc_info for record in told.records)


def test_a_formula_that_cannot_be_read_at_all_keeps_its_cell(
    told: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xlsync.recalc.linking._Walk._ref", broken(RuntimeError()))
    book = book_with({"A1": "=C1+1", "A2": "=1+1"})
    evaluation = evaluate(book)
    assert [one.text.en for one in evaluation.not_recalculated] == ["unreadable formula"]
    assert evaluation["F!A2"] == 2
    assert "unreadable" in render(explain(book, "F!A1", evaluation=evaluation), "en") or told.records


def test_steps_that_cannot_be_given_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("udfs.explain", broken(RuntimeError()), raising=False)
    text = render(explain(book_with({"A1": "=PRET.ECHEANCE(1000,0.02,2)"}), "F!A1"), "en")
    assert "a fault of the program" in text


# --- what files hold


def write_hostile(path: Path, cells: str) -> Workbook:
    """A workbook whose sheet holds these cells, written by hand."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    book.add_worksheet("F").write("A1", 1)
    book.close()
    opened = Workbook.open(path)
    sheet = opened.sheet("F")
    sheet.text = sheet.text.replace("</sheetData>", f"{cells}</sheetData>")
    opened.save(path)
    return Workbook.open(path)


def test_numbers_areas_and_dates_that_no_spreadsheet_writes(tmp_path: Path) -> None:
    book = write_hostile(
        tmp_path / "hostile.xlsx",
        '<row r="3"><c r="E3" t="d"><v>1895-05-12</v></c><c r="F3"><f>1/0</f><v>0</v></c></row>'
        '<row r="4"><c r="B4"><f t="array" ref="B4:XFD1048576">1+1</f><v>0</v></c>'
        '<c r="C4"><f t="array" ref="D9:C4">1+1</f><v>0</v></c><c r="D4"><f>E3&amp;"!"</f><v>0</v></c></row>',
    )
    evaluation = evaluate(book)
    assert [evaluation[f"F!{place}"] for place in ("F3", "D4")] == [DIV0, "12/05/1895!"]
    assert evaluation["F!C4"] == 2
    assert [str(one.cell) for one in evaluation.not_recalculated] == ["F!B4"]


@pytest.mark.parametrize(("number", "sum_of_it"), [("1E400", NUM), ("NaN", VALUE)])
def test_a_number_that_is_none_is_the_text_that_stands_there(
    tmp_path: Path, number: str, sum_of_it: ErrorValue
) -> None:
    row = f'<row r="3"><c r="A3"><v>{number}</v></c><c r="B3"><f>A3+1</f><v>0</v></c></row>'
    assert evaluate(write_hostile(tmp_path / "hostile.xlsx", row))["F!B3"] == sum_of_it


def test_an_area_that_is_none_refuses_the_workbook(tmp_path: Path) -> None:
    row = '<row r="3"><c r="A3"><f t="array" ref="nulle part">1+1</f><v>0</v></c></row>'
    book = write_hostile(tmp_path / "hostile.xlsx", row)
    with pytest.raises(UnsupportedWorkbook, match="nulle part"):
        evaluate(book)
