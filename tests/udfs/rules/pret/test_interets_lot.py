"""Interest of many balances in cents, against fractions: ties, and the edge of what floats decide."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs import money
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.interets_lot import BIAS, ROUNDINGS, Interets, facteurs

STEPS = 10**6
PERIODS = (1, 2, 4, 12)


def found(cents: list[int], taux: list[float], periods: int) -> list[int]:
    """Interest of the first period, by the rule."""
    factors = facteurs(Conditions.of(np.full(len(taux), 1.0), np.array(taux), 13, periods))
    balances = np.array(cents, np.float64)
    out = np.empty(balances.size)
    Interets(factors, float((balances * factors.floats[0]).max())).ecrire(balances, 0, out)
    return [int(interest) for interest in out]


def expected(cents: list[int], taux: list[float], periods: int) -> list[int]:
    """The same, in exact arithmetic."""
    rates = [money.decimal15(rate) / periods for rate in taux]
    return [money.half_up(balance * rate) for balance, rate in zip(cents, rates, strict=True)]


@given(
    st.lists(st.tuples(st.integers(0, 10**10), st.integers(0, STEPS)), min_size=1, max_size=50),
    st.sampled_from(PERIODS),
)
def test_rates_in_steps(loans: list[tuple[int, int]], periods: int) -> None:
    cents, taux = [balance for balance, _ in loans], [step / STEPS for _, step in loans]
    assert found(cents, taux, periods) == expected(cents, taux, periods)


@pytest.mark.parametrize("periods", PERIODS)
def test_ties_go_away_from_zero(periods: int) -> None:
    """Balances whose interest is a whole number of cents and a half, in fractions."""
    random = np.random.default_rng(6)
    cents, taux = [], []
    for step in random.integers(1, STEPS, 4000).tolist():
        rate = Fraction(step, STEPS * periods)
        if rate.denominator % 2 == 0:
            inverse = pow(rate.numerator, -1, rate.denominator)
            cents.append(inverse * (rate.denominator // 2) % rate.denominator)
            taux.append(step / STEPS)
    ties = [balance * money.decimal15(rate) / periods for balance, rate in zip(cents, taux, strict=True)]
    assert len(ties) > 1000
    assert all(tie % 1 == Fraction(1, 2) for tie in ties)
    assert found(cents, taux, periods) == expected(cents, taux, periods)


@given(st.integers(1, STEPS), st.sampled_from(PERIODS), st.integers(-2, 2), st.booleans())
def test_at_the_edge_of_what_floats_decide(step: int, periods: int, away: int, other: bool) -> None:
    """Next to a tie, with an interest as large as the raised factor may bear, and a little more."""
    rate = Fraction(step, STEPS * periods)
    largest = Fraction(1, 2 * STEPS * periods) / Fraction(BIAS + ROUNDINGS)
    balance = int(largest * (2 if other else Fraction(99, 100)) / rate)
    tied = [balance]
    if rate.denominator % 2 == 0:
        inverse = pow(rate.numerator, -1, rate.denominator)
        wanted = inverse * (rate.denominator // 2 + away) % rate.denominator
        tied.append(balance - (balance - wanted) % rate.denominator)
    tied = [cents for cents in tied if 0 <= cents < money.SAFE_UNITS]
    taux = [step / STEPS] * len(tied)
    if tied:
        assert found(tied, taux, periods) == expected(tied, taux, periods)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.floats(1e-6, 0.5)), min_size=1, max_size=20))
def test_any_rate(loans: list[tuple[int, float]]) -> None:
    cents, taux = [balance for balance, _ in loans], [float(f"{rate:.9g}") for _, rate in loans]
    assert found(cents, taux, 12) == expected(cents, taux, 12)
