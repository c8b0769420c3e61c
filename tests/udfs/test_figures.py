"""Values as a reader writes them; figures were worked out by hand."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from udfs.figures import english, figure, french

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "in_french", "in_english"),
    [
        (14980.12, f"14{NBSP}980,12", "14,980.12"),
        (0.1 + 0.2, "0,3", "0.3"),
        (-1045373, f"-1{NBSP}045{NBSP}373", "-1,045,373"),
        (Decimal("170000.5"), f"170{NBSP}000,5", "170,000.5"),
        (1e20, "1E+20", "1E+20"),
        (10**400, "inf", "inf"),
        (-(10**400), "-inf", "-inf"),
    ],
)
def test_a_figure_has_fifteen_digits_and_its_thousands_apart(
    value: float | Decimal, in_french: str, in_english: str
) -> None:
    assert figure(value, "fr") == in_french
    assert figure(value, "en") == figure(value, "en_GB") == in_english


def test_decimals_are_as_many_as_asked_for() -> None:
    assert figure(875, "fr", decimals=2) == "875,00"
    assert figure(Decimal("0.00123"), "fr", decimals=5) == "0,00123"
    assert figure(1234567.891, "en", decimals=0) == "1,234,568"


@example(Decimal("2.67500"), 2)
@example(Decimal("-0.12500"), 2)
@given(st.decimals(-(10**9), 10**9, places=5), st.integers(0, 4))
def test_decimals_are_those_that_a_cell_shows(value: Decimal, decimals: int) -> None:
    """Ties go away from zero, as TEXT of Excel and of LibreOffice have them; the oracle is a fraction."""
    units = Fraction(value) * 10**decimals
    nearest = math.floor(abs(units) + Fraction(1, 2))
    sign = "-" if value < 0 and nearest else ""
    due = f"{sign}{nearest // 10**decimals:,}"
    due += f".{nearest % 10**decimals:0{decimals}}" if decimals else ""
    assert figure(float(value), "en", decimals=decimals) == figure(value, "en", decimals=decimals) == due


def test_a_year_stands_in_one_piece() -> None:
    assert figure(2025, "fr", apart=False) == figure(2025, "en", apart=False) == "2025"
    assert figure(1234.5, "fr", apart=False) == "1234,5"


@pytest.mark.parametrize(
    ("value", "in_french", "in_english"),
    [
        (True, "VRAI", "TRUE"),
        (2000, f"2{NBSP}000", "2,000"),
        (date(2025, 6, 30), "30/06/2025", "2025-06-30"),
        ("moitié", "« moitié »", "“moitié”"),
    ],
)
def test_a_value_in_a_sentence(value: object, in_french: str, in_english: str) -> None:
    assert (french(value), english(value)) == (in_french, in_english)
