"""Roundings against rational and decimal arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import money

AMOUNTS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)


def decimal_rounding(x: float, digits: int) -> float:
    """The same rounding by the standard library's decimals."""
    return float(Decimal(f"{x:.15g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("x", "expected"),
    [(2.675, 2.68), (1.005, 1.01), (-1.005, -1.01), (0.285, 0.29), (1.00499999999999, 1.0), (0.0, 0.0)],
)
def test_half_cents_go_away_from_zero(x: float, expected: float) -> None:
    assert money.round_half_up(x) == expected
    assert money.round_half_up(np.array([x])).tolist() == [expected]


def test_a_number_means_its_fifteen_digits() -> None:
    assert money.decimal15(0.1 + 0.2) == Fraction(3, 10)
    assert money.decimal15(np.float64(1e22)) == 10**22
    assert money.decimal15(2**60 + 1) == 2**60 + 1
    assert money.decimal15(np.int64(2**60 + 1)) == 2**60 + 1


@given(AMOUNTS, st.integers(0, 4))
def test_round_half_up_is_decimal_rounding(x: float, digits: int) -> None:
    assert money.round_half_up(x, digits) == decimal_rounding(x, digits)


@given(st.integers(-(10**13), 10**13), st.integers(0, 3))
def test_every_tie(units: int, digits: int) -> None:
    x = float(Fraction(2 * units + 1, 2 * 10**digits))
    assert money.round_half_up(x, digits) == decimal_rounding(x, digits)


def test_what_is_not_finite_stays() -> None:
    result = money.round_half_up(np.array([np.nan, np.inf, -np.inf, 1.5]), 0)
    assert np.array_equal(result, [np.nan, np.inf, -np.inf, 2.0], equal_nan=True)


def test_tens_and_zero_without_sign() -> None:
    assert money.round_half_up(1250.0, -2) == 1300.0
    assert str(money.round_half_up(-0.001)) == "0.0"


def test_a_guess_near_a_tie_is_decided_exactly() -> None:
    exact = [Fraction(1, 200), Fraction(1, 200) - Fraction(1, 10**30)]
    guess = np.array([0.005 * (1 - 1e-15), 0.005])
    assert money.round_guess(guess, exact.__getitem__).tolist() == [0.01, 0.0]


def test_units_and_back() -> None:
    units, whole = money.units(np.array([14980.12, 0.1 + 0.2, 1.005, -2.5, 1e17]))
    assert units.tolist() == [1498012, 30, 101, -250, 10**19]
    assert whole.tolist() == [True, True, False, True, True]
    assert money.amounts(units).tolist() == [14980.12, 0.3, 1.01, -2.5, 1e17]


@given(st.integers(0, 2**62))
def test_amounts_are_the_nearest_doubles(units: int) -> None:
    assert money.amounts(np.array(units)) == units / 100


@settings(max_examples=300)
@given(
    st.lists(st.integers(-(2**52), 2**52), min_size=1, max_size=5),
    st.integers(0, 2**40),
    st.integers(1, 2**63 - 1),
)
def test_multiply_round_is_rational(units: list[int], top: int, bottom: int) -> None:
    result = money.multiply_round(np.array(units), np.array(top), np.array(bottom))
    assert [int(x) for x in result] == [money.half_up(Fraction(u * top, bottom)) for u in units]


@given(st.integers(0, 2**49), st.integers(1, 10**8))
def test_multiply_round_on_ties(half: int, bottom: int) -> None:
    odd = 2 * half + 1
    assert int(money.multiply_round(np.array(odd), 1, 2)) == half + 1
    assert int(money.multiply_round(np.array(bottom), odd % 1000, 2 * bottom)) == money.half_up(
        Fraction(odd % 1000, 2)
    )


@given(st.floats(0, 1), st.sampled_from([1, 2, 4, 12]))
def test_ratio_is_the_rate_of_a_period(rate: float, periods: int) -> None:
    top, bottom = money.ratio(np.array(rate), periods)
    assert Fraction(int(top), int(bottom)) == money.decimal15(rate) / periods


def test_same_number() -> None:
    left = [0.1 + 0.2, 1.0, 123456789.123456, np.nan]
    right = [0.3, 1.0 + 1e-13, 123456789.1234560001, np.nan]
    assert money.same_number(left, right).tolist() == [True, False, True, False]
