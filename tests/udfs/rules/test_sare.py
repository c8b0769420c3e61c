"""SARE acts: figures worked out by hand, and what must hold of any, in exact fractions of the decimals."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs import money
from udfs.errors import OutOfRange
from udfs.rules import plafond, sare

cents = st.integers(0, 10**9)
ceilings = st.one_of(st.just(math.inf), st.integers(0, 10**9).map(lambda c: c / 100))


def exact(amount: float) -> Fraction:
    """The cents that a double stands for."""
    return money.decimal15(float(amount)) * 100


# The year 2025 of the example, by hand


def test_the_acts_of_a_year_under_their_ceilings() -> None:
    """A1 1 100 × 8 = 8 800 held to 8 000; A2 230 × 50 = 11 500 held to 10 000; A3 18 × 200 = 3 600;
    A4 24 × 800 = 19 200 held to 16 000; A4bis 10 × 1 200 = 12 000; C1 6 × 500 = 3 000 without a ceiling:
    52 600, held to the 50 000 of the year."""
    numbers, prices = [1100, 230, 18, 24, 10, 6], [8, 50, 200, 800, 1200, 500]
    tops = [8000, 10000, 4000, 16000, 12000, math.inf]
    assert sare.budget(numbers, prices, tops) == 52600
    assert sare.budget(numbers, prices, tops, 50000) == 50000


def test_the_funders_of_that_year() -> None:
    """Certificates half of 50 000, held to 20 000; the Région 20 %, 10 000; the last one the rest, 20 000."""
    found = sare.cofinancement(50000, [0.5, 0.2, 0.3], [20000, math.nan, math.nan])
    assert found.tolist() == [20000, 10000, 20000]


# Properties


@given(st.lists(cents, min_size=1, max_size=12), ceilings)
def test_entries_one_after_the_other_never_exceed_the_ceiling(entries: list[int], ceiling: float) -> None:
    """Counted in turn they are all that the ceiling lets through: min(ceiling, Σ), to the cent."""
    before = np.concatenate(([0], np.cumsum(entries)[:-1]))
    counted = plafond.retenu(np.array(entries) / 100, before / 100, ceiling)
    total = sum(exact(one) for one in counted)
    assert total == (sum(entries) if math.isinf(ceiling) else min(exact(ceiling), sum(entries)))
    assert all(0 <= exact(one) <= entry for one, entry in zip(counted, entries, strict=True))


@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 10**6), ceilings), min_size=1, max_size=8),
    ceilings,
)
def test_the_budget_consumed_is_that_of_fractions(acts: list[tuple[int, int, float]], yearly: float) -> None:
    """Numbers of a quarter, prices of a hundredth of a cent; never above a ceiling."""
    numbers, prices, tops = (np.array(column, float) for column in zip(*acts, strict=True))
    numbers, prices = numbers / 4, prices / 10_000
    found = sare.budget(numbers, prices, tops, yearly)
    each = [
        min(
            money.half_up(Fraction(number, 4) * Fraction(price, 10_000) * 100),
            math.inf if math.isinf(top) else exact(top),
        )
        for number, price, top in acts
    ]
    assert exact(found) == min(sum(each), math.inf if math.isinf(yearly) else exact(yearly))
    assert found <= yearly


@given(cents, st.lists(st.integers(0, 20), min_size=1, max_size=6).filter(any), st.data())
def test_funders_pay_all_of_it_and_no_more_than_their_ceilings(
    total: int, weights: list[int], data: st.DataObject
) -> None:
    whole = sum(weights)
    tops = [data.draw(ceilings) for _ in weights[1:]] + [math.inf]
    paid = sare.cofinancement(total / 100, [weight / whole for weight in weights], tops)
    assert sum(exact(one) for one in paid) == total
    assert (paid >= 0).all()
    assert (paid <= np.array(tops)).all()
    left = Fraction(total)
    for rank, (weight, top) in enumerate(zip(weights, tops, strict=True)):
        share = money.decimal15(weight / whole)
        owed = (
            left
            if rank == len(weights) - 1
            else min(money.half_up(total * share), math.inf if math.isinf(top) else exact(top), left)
        )
        assert exact(paid[rank]) == owed
        left -= owed


def test_ten_thousand_at_once_are_ten_thousand_alone() -> None:
    rng = np.random.default_rng(15)
    numbers, tops = rng.integers(0, 500, (10_000, 6)), rng.integers(0, 20_000, (10_000, 6)).astype(float)
    prices, yearly = np.array([8, 50, 200, 800, 1200, 0.25]), rng.integers(0, 90_000, 10_000)
    totals = sare.budget(numbers, prices, tops, yearly)
    shares = np.array([0.5, 0.3, 0.2])
    paid = sare.cofinancement(totals, shares, np.array([10_000, 5_000, math.nan]))
    counted = plafond.retenu(totals, yearly / 2, yearly)
    assert totals.shape == counted.shape == (10_000,)
    assert paid.shape == (10_000, 3)
    for i in rng.integers(0, 10_000, 50):
        assert sare.budget(numbers[i], prices, tops[i], yearly[i]) == totals[i]
        assert sare.cofinancement(totals[i], shares, [10_000, 5_000, math.nan]).tolist() == paid[i].tolist()
        assert plafond.retenu(totals[i], yearly[i] / 2, yearly[i]) == counted[i]


def test_each_of_a_batch_has_its_own_shares() -> None:
    with pytest.raises(OutOfRange, match="0,9"):
        sare.cofinancement([100, 100], [[0.5, 0.5], [0.5, 0.4]])
