"""Functions that the general engine is given, against exact arithmetic and what a French Excel caches."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest

from xlsync.recalc.general import Calculator
from xlsync.recalc.lambdas import lambdas
from xlsync.recalc.language import Language
from xlsync.workbook.values import Address, ErrorValue, Value

VALUE = ErrorValue("#VALUE!")


def results(text: str, values: list[Value], language: Language = "en") -> list[Any]:
    """What a formula on A1 gives for each value."""
    calculator = Calculator(["F"], language=language)
    for row, value in enumerate(values, 1):
        calculator.put(Address("F", row, 1), value)
        calculator.formula(Address("F", row, 2), text.replace("$A$1", f"$A${row}"))
    calculator.evaluate()
    return [calculator.value(Address("F", row, 2)) for row in range(1, len(values) + 1)]


def fifteen(value: float) -> str:
    """Fifteen digits of a number by Python's correctly rounded conversion, spelled as Excel does."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}".replace("e", "E")


def test_numbers_as_texts_have_fifteen_digits() -> None:
    numbers = random.Random(1)
    values = [0.0, 0.1 + 0.2, 1 / 3, 1e15, 1e-5, 1.5e-10, 123456789012345.6, -2.5, 1e20, 0.0001, 1e-4 / 3]
    values += [numbers.uniform(-1, 1) * 10.0 ** numbers.randint(-12, 20) for _ in range(500)]
    assert results("as_text($A$1)", list(values)) == [fifteen(value) for value in values]
    french = [fifteen(value).replace(".", ",") for value in values]
    assert results("as_text($A$1)", list(values), "fr") == french


def test_other_values_as_texts() -> None:
    values: list[Value] = [True, False, "3.5", "", None, ErrorValue("#N/A")]
    expected = ["TRUE", "FALSE", "3.5", "", "", ErrorValue("#N/A")]
    assert results("as_text($A$1)", values) == expected
    assert results("as_text($A$1)", values, "fr") == ["VRAI", "FAUX", *expected[2:]]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ('"Total : "&as_text($A$1)&" €"', 1234.5, "Total : 1234,5 €"),
        ("as_number($A$1)", "12:30", 12.5 / 24),
        ("as_number($A$1)", "3,5", 3.5),
        ("as_number($A$1)", True, VALUE),
        ("as_number($A$1)", "x", VALUE),
        ("as_date($A$1)", "1/2/2024", 45323),
        ("as_date($A$1)", "2024-02-01", 45323),
        ("as_date($A$1)", "12", VALUE),
        ("as_date($A$1)", 12.0, VALUE),
        ('COUNTIF($A$1:$A$1,criterion(">3,5"))', 1234.5, 1),
        ('COUNTIF($A$1:$A$1,criterion(">=3,5"))', 3.5, 1),
        ('COUNTIF($A$1:$A$1,criterion("3,5"))', 3.5, 1),
        ('COUNTIF($A$1:$A$1,criterion("*,5"))', "3,5", 1),
        ('COUNTIF($A$1:$A$1,criterion("a,b"))', "a,b", 1),
        ('COUNTIF($A$1:$A$1,criterion(">=01/02/2024"))', 45323.0, 1),
        ('COUNTIF($A$1:$A$1,criterion("<01/02/2024"))', 45322.0, 1),
        ("COUNTIF($A$1:$A$1,criterion($A$1))", 3.5, 1),
    ],
)
def test_texts_in_french(text: str, value: Value, expected: Any) -> None:
    """The fault `classeur-excel-francais`: values of a French Excel, and their neighbours."""
    assert results(text, [value], "fr") == [pytest.approx(expected) if type(expected) is float else expected]


def test_dates_in_english_have_the_month_first() -> None:
    assert results("as_date($A$1)", ["1/2/2024"]) == [45293]


def test_texts_are_in_the_order_of_a_dictionary() -> None:
    """The fault `accents`: Excel sorts Étampes between Dinan and Foix."""
    places = ["Dinan", "étampes", "Évreux", "Foix", "Gap", "Lézat", "Lèze", "Œuf", "Or"]
    texts = [f'in_order("{one}")<in_order("{two}")' for one, two in pairwise(places)]
    assert [results(text, [None])[0] for text in texts] == [True] * len(texts)
    calculator = Calculator(["F"])
    for row, place in enumerate(places, 1):
        calculator.put(Address("F", row, 1), place)
    calculator.formula(Address("F", 1, 2), 'MATCH(in_order("Foix"),MAP($A$1:$A$9,in_order),1)')
    calculator.evaluate()
    assert calculator.value(Address("F", 1, 2)) == 4


def test_what_is_no_text_keeps_its_order() -> None:
    values: list[Value] = [3.0, True, None, ErrorValue("#N/A")]
    assert results("in_order($A$1)", values) == [3, True, 0, ErrorValue("#N/A")]
    assert results('in_order($A$1)<in_order("a")', [3.0]) == [True]


def test_factorials() -> None:
    values: list[Value] = [0.0, 5.0, 170.0, 171.0, 1e300, -1.0]
    num = ErrorValue("#NUM!")
    assert results("factorial($A$1)", values) == [1, 120, pytest.approx(7.257415615307994e306), num, num, num]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_is_a_function_of_the_engine(language: Language) -> None:
    for name in lambdas(language):
        assert results(f'ISERROR({name}("1"))', [None], language)[0] in (True, False)
