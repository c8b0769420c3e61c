"""Grants and financing plans: figures worked out by hand, and what must hold of any household."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs import money, parameters
from udfs.errors import OutOfRange
from udfs.rules import aides, plafond, pret

DAY = "2025-10-01"
CLASSES = ("tres_modeste", "modeste", "intermediaire", "superieur")
cents = st.integers(0, 10**9)
ceilings = st.one_of(st.just(math.inf), st.integers(0, 10**9).map(lambda c: c / 100))


def exact(amount: float) -> Fraction:
    """The cents that a double stands for."""
    return money.decimal15(float(amount)) * 100


def test_the_household_of_the_example() -> None:
    """Class 2; 2 000 + 1 000 + 60 % of 40 000; 15 200 left, 5 200 of its own, 10 000 over 180 months."""
    limits = [
        parameters.number(f"plan_financement.ressources_{name}", DAY, "3")
        for name in ("tres_modestes", "modestes", "intermediaires")
    ]
    rank = aides.classe(35000, limits)
    assert (limits, rank) == ([30206, 38719, 54592], 2)
    share = parameters.number("plan_financement.part_ampleur", DAY, CLASSES[int(rank) - 1])
    ceiling = parameters.number("plan_financement.plafond_ampleur", DAY, "3")
    grants = aides.montant(42200, 0.1, math.inf, 2000) + 1000 + aides.montant(40000, share, ceiling)
    assert grants == 27000
    assert pret.echeance(pret.Conditions.of(42200 - grants - 5200, 0, 180, 12)) == 55.56


@given(cents, st.integers(0, 10**6), ceilings, ceilings)
def test_a_grant_is_that_of_fractions(expense: int, share: int, top: float, largest: float) -> None:
    found = aides.montant(expense / 100, share / 10**6, top, largest)
    counted = expense if math.isinf(top) else min(Fraction(expense), exact(top))
    owed = money.half_up(counted * Fraction(share, 10**6))
    assert exact(found) == (owed if math.isinf(largest) else min(Fraction(owed), exact(largest)))
    assert 0 <= exact(found) <= expense


@given(st.integers(0, 200_000), st.lists(st.integers(0, 100_000), min_size=1, max_size=4).map(sorted))
def test_a_class_is_the_first_whose_ceiling_holds_the_income(income: int, limits: list[int]) -> None:
    held = [rank for rank, limit in enumerate(limits, 1) if income <= limit]
    assert aides.classe(income, limits) == (held[0] if held else len(limits) + 1)


def test_ceilings_of_another_household_of_a_batch() -> None:
    assert aides.classe([20000, 20000], [[17000, 22000], [10000, 15000]]).tolist() == [2, 3]
    with pytest.raises(OutOfRange):
        aides.classe([1, 1], [[1, 2], [2, 1]])


def test_the_plans_of_ten_thousand_households_at_once() -> None:
    """Works = grants + own funds + loans, to the cent; no grant above its ceilings, no loan above its own."""
    rng = np.random.default_rng(9)
    count = 10_000
    works = rng.integers(1_000_00, 90_000_00, count) / 100
    income = rng.integers(0, 90_000, count)
    rank = aides.classe(income, [17173, 22015, 30844]).astype(int) - 1
    shares = np.array([0.8, 0.6, 0.45, 0.1])[rank]
    allowed = money.round_half_up(works * np.array([1, 0.9, 0.8, 0.5])[rank])
    first = aides.montant(works, 0.1, math.inf, 2000)
    second = aides.montant(works, shares, 40000)
    kept = np.stack([plafond.retenu(first, 0, allowed), plafond.retenu(second, first, allowed)])
    grants = money.units(kept)[0].sum(axis=0)
    total = money.units(works)[0]
    assert (grants <= money.units(allowed)[0]).all()
    own = np.minimum(rng.integers(0, 20_000_00, count), total - grants)
    borrowed = (total - grants - own) / 100
    zero_rate = plafond.retenu(20000, 0, borrowed)
    bank = plafond.retenu(works, 20000, borrowed)
    assert (grants + own + money.units(zero_rate)[0] + money.units(bank)[0] == total).all()
    assert zero_rate.max() <= 20000
    monthly = pret.echeance(pret.Conditions.of(np.maximum(bank, 0.01), 0.04, 120, 12))
    for i in rng.integers(0, count, 40):
        assert aides.montant(works[i], shares[i], 40000) == second[i]
        assert plafond.retenu(second[i], first[i], allowed[i]) == kept[1][i]
        assert pret.echeance(pret.Conditions.of(max(bank[i], 0.01), 0.04, 120, 12)) == monthly[i]
