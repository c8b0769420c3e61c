"""The general engine behind plain data: what goes in, what comes out, what breaks.

Expected figures are those of exact arithmetic or of Microsoft's documentation of each function, unless a
test says another source.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from xlsync.recalc.general import Calculator, Uncomputed, supports
from xlsync.recalc.language import Language
from xlsync.recalc.references import Area
from xlsync.workbook.values import Address, ErrorValue, parse_cell

BREAKING = "XNPV(1,1)"  # IronCalc 0.9.1: index out of bounds


def at(name: str, sheet: str = "F") -> Address:
    return Address(sheet, *parse_cell(name))


def area(name: str, sheet: str = "F") -> Area:
    first, _, last = name.partition(":")
    return Area(sheet, *at(first)[1:], *at(last)[1:])


def computed(
    formulas: dict[str, str], values: dict[str, Any] | None = None, language: Language = "en"
) -> dict[str, Any]:
    """Values of the formulas of one sheet."""
    calculator = Calculator(["F"], language=language)
    for name, value in (values or {}).items():
        calculator.put(at(name), value)
    for name, text in formulas.items():
        calculator.formula(at(name), text)
    calculator.evaluate()
    return {name: calculator.value(at(name)) for name in formulas}


def one(text: str, values: dict[str, Any] | None = None, language: Language = "en") -> Any:
    """Value of one formula, far from the values."""
    return computed({"Z99": text}, values, language)["Z99"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        0.0,
        -2.5,
        1e300,
        True,
        False,
        "",
        "a",
        "=1+1",
        "'a",
        "#N/A",
        "12",
        "3,5",
        "L’été œuvré",
        ErrorValue("#N/A"),
        ErrorValue("#DIV/0!"),
        ErrorValue("#SPILL!"),
    ],
)
def test_a_value_comes_back_as_it_was_put(value: Any) -> None:
    calculator = Calculator(["F"], language="fr")
    calculator.put(at("A1"), value)
    calculator.formula(at("B1"), "Sheet1!$A$1")
    calculator.evaluate()
    for name in ("A1", "B1") if value is not None else ("A1",):
        found = calculator.value(at(name))
        assert found == value
        assert type(found) is type(value)


def test_a_formula_on_a_blank_shows_zero() -> None:
    assert one("$A$1") == 0.0
    assert one("ISBLANK($A$1)") is True


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 10**400])
def test_a_number_that_no_cell_holds_is_num(value: float) -> None:
    assert one("$A$1", {"A1": value}) == ErrorValue("#NUM!")


def test_no_negative_zero() -> None:
    assert math.copysign(1, one("-1*$A$1", {"A1": 0.0})) == 1


def test_a_text_that_looks_like_an_error_is_a_text() -> None:
    found = one('"#N"&"/A"')
    assert found == "#N/A"
    assert not isinstance(found, ErrorValue)


def test_sheets_by_their_own_names_and_safe_ones() -> None:
    calculator = Calculator(["L'été", "A1", "Sheet1"])
    for rank, sheet in enumerate(["L'été", "A1", "Sheet1"], 1):
        calculator.put(Address(sheet, 1, 1), float(rank))
    text = "&".join(f"{calculator.safe(sheet)}!$A$1" for sheet in ("Sheet1", "A1", "L'été"))
    calculator.formula(Address("A1", 2, 1), text)
    calculator.evaluate()
    assert calculator.value(Address("A1", 2, 1)) == "321"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1+", "unreadable"),
        ("ABS(1,2)", "unreadable"),
        ("[1]Sheet1!A1", "unreadable"),
        ("SUM(SMALL({1,2,3},{1,2}))", "unsupported"),
        ("$Z$99+1", "circular"),
        ("#GETTING_DATA", "unreadable"),
        ("", "unreadable"),
    ],
)
def test_what_the_engine_cannot_compute_is_no_value(text: str, reason: str) -> None:
    assert one(text) == Uncomputed(reason)


@pytest.mark.parametrize("name", ["SUMIFS", "STDEV.S", "LET", "XLOOKUP", "ROMAN"])
def test_a_function_that_the_engine_has(name: str) -> None:
    assert supports(name)


@pytest.mark.parametrize("name", ["GROUPBY", "NOSUCH", "PRET.ECHEANCE", "sumifs", "A1+B1", ""])
def test_what_is_no_function_of_the_engine(name: str) -> None:
    assert not supports(name)


# Arrays


def test_an_array_spills_and_is_blocked() -> None:
    calculator = Calculator(["F"])
    calculator.formula(at("A1"), "{1;2;3}*2")
    calculator.formula(at("B1"), "SUM($A$1#)")
    calculator.evaluate()
    assert [calculator.value(at(name)) for name in ("A1", "A2", "A3", "A4", "B1")] == [2, 4, 6, None, 12]
    calculator.put(at("A2"), "x")
    calculator.evaluate()
    assert calculator.value(at("A1")) == ErrorValue("#SPILL!")
    assert calculator.value(at("A2")) == "x"
    calculator.put(at("A2"), None)
    calculator.evaluate()
    assert [calculator.value(at(name)) for name in ("A1", "A2", "B1")] == [2, 4, 12]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{1,2}", [[1, 2, "#N/A"], [1, 2, "#N/A"]]),
        ("{1;2}", [[1, 1, 1], [2, 2, 2]]),
        ("{1,2,3,4;5,6,7,8;9,9,9,9}", [[1, 2, 3], [5, 6, 7]]),
        ("7", [[7, 7, 7], [7, 7, 7]]),
        ("1/0", [["#DIV/0!"] * 3] * 2),
        ('{"a",TRUE,#N/A}', [["a", True, "#N/A"]] * 2),
        ("$A$9:$C$10", [[1, 0, 0], [2, 0, 0]]),
    ],
)
def test_an_array_formula_fills_its_area(text: str, expected: list[list[Any]]) -> None:
    """As Microsoft's "Guidelines and examples of array formulas" has it: one row, column or value repeats."""
    calculator = Calculator(["F"])
    calculator.put(at("A9"), 1.0)
    calculator.put(at("A10"), 2.0)
    calculator.array(area("A1:C2"), text)
    calculator.formula(at("E1"), "COUNTA($A$1:$C$2)")
    calculator.evaluate()
    assert [[calculator.value(at(f"{c}{r}")) for c in "ABC"] for r in (1, 2)] == expected
    assert calculator.value(at("E1")) == 6


def test_an_array_formula_of_one_cell_gives_its_first_value() -> None:
    calculator = Calculator(["F"])
    calculator.array(area("A1:A1"), "{5;6}")
    calculator.array(area("B1:B1"), "SUM(IF({1;2;3}>1,{1;2;3}))")
    calculator.evaluate()
    assert [calculator.value(at(name)) for name in ("A1", "A2", "B1")] == [5, None, 5]


# Again and again


def test_values_set_between_evaluations_move_what_depends_on_them() -> None:
    calculator = Calculator(["F", "H"])
    calculator.formula(at("A1"), "Sheet2!$A$1*2")
    calculator.formula(at("A2"), "SUM($A$1:$A$1)+Sheet2!$A$1")
    expected = {3.0: (6, 9), True: (2, 3), "t": ("#VALUE!", "#VALUE!"), None: (0, 0), 5.0: (10, 15)}
    for value, (first, second) in expected.items():
        calculator.put(Address("H", 1, 1), value)
        calculator.evaluate()
        assert (calculator.value(at("A1")), calculator.value(at("A2"))) == (first, second)


def test_what_stands_in_a_cell_is_replaced() -> None:
    calculator = Calculator(["F"])
    calculator.array(area("A1:A2"), "{1;2}")
    calculator.formula(at("A1"), "5")
    calculator.put(at("A2"), "x")
    calculator.evaluate()
    assert [calculator.value(at(name)) for name in ("A1", "A2")] == [5, "x"]
    calculator.put(at("A1"), 6.0)
    calculator.evaluate()
    assert calculator.value(at("A1")) == 6


def test_what_replaces_a_spill_leaves_nothing_of_it() -> None:
    calculator = Calculator(["F"])
    calculator.formula(at("A1"), "{1;2;3}")
    calculator.formula(at("B1"), "SUM($A$1:$A$9)")
    calculator.evaluate()
    assert calculator.value(at("B1")) == 6
    calculator.formula(at("A1"), "5")
    calculator.evaluate()
    assert [calculator.value(at(name)) for name in ("A1", "A2", "A3", "B1")] == [5, None, None, 5]


def test_what_replaces_an_array_leaves_nothing_of_it() -> None:
    calculator = Calculator(["F"])
    calculator.array(area("A1:A3"), "{1;2;3}")
    calculator.evaluate()
    calculator.array(area("A1:A2"), "{8;9}")
    calculator.evaluate()
    assert [calculator.value(at(name)) for name in ("A1", "A2", "A3")] == [8, 9, None]
    calculator.put(at("A1"), None)
    calculator.evaluate()
    assert [calculator.value(at(name)) for name in ("A1", "A2", "A3")] == [None] * 3


def test_a_spill_shrinks_with_what_it_reads() -> None:
    calculator = Calculator(["F"])
    calculator.formula(at("A1"), "FILTER({1;2;3},{1;2;3}>$C$1)")
    calculator.formula(at("B1"), "SUM($A$1:$A$9)")
    for limit, total in ((0.0, 6), (2.0, 3), (1.0, 5)):
        calculator.put(at("C1"), limit)
        calculator.evaluate()
        assert calculator.value(at("B1")) == total


# A formula on which the engine breaks


def test_one_breaking_formula_is_that_cell_alone(capfd: pytest.CaptureFixture[str]) -> None:
    calculator = Calculator(["F"])
    for row in range(1, 31):
        text = BREAKING if row in (7, 20) else f"{row}" if row == 1 else f"$A$1+{row}"
        calculator.formula(Address("F", row, 1), text)
    calculator.formula(at("B1"), "SUM($A$8:$A$19)")
    calculator.evaluate()
    found = [calculator.value(Address("F", row, 1)) for row in range(1, 31)]
    broken = [row for row, value in enumerate(found, 1) if isinstance(value, Uncomputed)]
    assert broken == [7, 20]
    assert found[6] == Uncomputed("panic")
    assert found[7] == 9
    assert found[29] == 31
    assert calculator.value(at("B1")) == sum(range(9, 21))
    assert capfd.readouterr().err == ""


def test_a_formula_that_breaks_by_what_it_reads() -> None:
    calculator = Calculator(["F"], language="fr")
    calculator.formula(at("A1"), "1+0")
    calculator.formula(at("A2"), "$A$1+2")
    calculator.formula(at("A3"), "XNPV($A$1,1)")
    calculator.formula(at("A4"), '"3,5"+$A$2')
    calculator.evaluate()
    values = [calculator.value(at(name)) for name in ("A1", "A2", "A3", "A4")]
    assert values == [1, 3, Uncomputed("panic"), 6.5]


def test_a_formula_that_breaks_no_more() -> None:
    calculator = Calculator(["F"])
    calculator.formula(at("A1"), "IF($B$1=1,XNPV(1,1),2)")
    found = []
    for value in (1.0, 0.0, 1.0):
        calculator.put(at("B1"), value)
        calculator.evaluate()
        found.append(calculator.value(at("A1")))
    assert found == [Uncomputed("panic"), 2, Uncomputed("panic")]


def test_a_mended_formula_computes_again() -> None:
    calculator = Calculator(["F"])
    calculator.formula(at("A1"), BREAKING)
    calculator.evaluate()
    calculator.formula(at("A1"), "2")
    calculator.evaluate()
    assert calculator.value(at("A1")) == 2


def test_a_breaking_array_is_its_whole_area() -> None:
    calculator = Calculator(["F"])
    calculator.formula(at("B1"), "1")
    calculator.array(area("C1:C2"), "{1;2}")
    calculator.array(area("A1:A2"), BREAKING)
    calculator.array(area("D1:D2"), "{3;4}")
    calculator.evaluate()
    assert [calculator.value(at(name)) for name in ("A1", "A2")] == [Uncomputed("panic")] * 2
    assert [calculator.value(at(name)) for name in ("B1", "C1", "C2", "D1", "D2")] == [1, 1, 2, 3, 4]


# Languages: what a French Excel caches (the fault `classeur-excel-francais` and its LibreOffice in French)


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ('"3,5"*2', ErrorValue("#VALUE!"), 7.0),
        ('YEAR("31/12/2024")', ErrorValue("#VALUE!"), 2024.0),
        ('VALUE("3,5")', ErrorValue("#VALUE!"), 3.5),
        ('TEXT(45657,"mmmm")', "December", "décembre"),
        ('"2024-12-31"+0', 45657.0, 45657.0),
        ("SUM(1.5,2)", 3.5, 3.5),
        ("TRUE", True, True),
        ("1/0", ErrorValue("#DIV/0!"), ErrorValue("#DIV/0!")),
    ],
)
def test_texts_are_read_and_written_in_the_language(text: str, english: Any, french: Any) -> None:
    assert one(text) == english
    assert one(text, language="fr") == french


def test_formulas_keep_their_spelling_after_an_evaluation_in_french() -> None:
    calculator = Calculator(["F"], language="fr")
    calculator.formula(at("A1"), '"1,5"+0')
    calculator.evaluate()
    calculator.formula(at("A2"), "SUM($A$1,0.5)")
    calculator.evaluate()
    assert (calculator.value(at("A1")), calculator.value(at("A2"))) == (1.5, 2)


# Figures on which our functions taken from other libraries were wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("YEARFRAC(DATE(2023,6,30),DATE(2024,6,30),1)", 1),
        ("YEARFRAC(DATE(2024,12,2),DATE(2025,6,30),1)", 210 / 365),
        ("YEARFRAC(DATE(2024,2,29),DATE(2025,2,28),0)", 1),
        ("RATE(13,14980.12,170000)", ErrorValue("#NUM!")),
        ("NPER(0,-100,1000,50)", 10.5),
        ("IRR($A$1:$A$5)", 0.106516812429406),
        ("IRR({-100,230,-132},0.3)", 0.2),
        ("SUMSQ($B$1:$B$4)", 34),
        ("STDEV($B$1:$B$4)", math.sqrt(2)),
        ('SUMIFS($C$1:$C$2,$D$1:$D$2,">=2024-03-01")', 20),
        ('COUNTIF($D$1:$D$2,">2024-02-01")', 1),
        ('SUMIFS($C$1:$C$1,$D$1:$D$1,"<2024-02-01")', 10),
    ],
)
def test_figures_of_known_faults(text: str, expected: Any) -> None:
    """The folders `faults` 08, 10, 11, 12, 16: right values from LibreOffice, Microsoft and arithmetic."""
    values = {"A1": -1000.0, "A2": 500.0, "A4": 400.0, "A5": 300.0}
    values |= {"B1": 3.0, "B2": "4", "B3": "x", "B4": 5.0}
    values |= {"C1": 10.0, "C2": 20.0, "D1": 45292.0, "D2": 45352.0}
    found = one(text, values)
    assert found == expected if isinstance(expected, ErrorValue) else found == pytest.approx(expected)
