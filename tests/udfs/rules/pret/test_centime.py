"""Loans: published tables, and rational arithmetic."""

from __future__ import annotations

import csv
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shared import shared_path
from udfs import calendar, money
from udfs.errors import OutOfRange
from udfs.rules import pret
from udfs.rules.pret import centime
from udfs.rules.pret.conditions import Conditions

LOANS = {1: (170000.0, 13, 2025), 2: (170000.0, 12, 2026), 3: (160000.0, 11, 2027)}
COLUMNS = ("crd", "interets", "amortissement", "echeance")

CENTS = st.integers(1, 10**11)
RATES = st.one_of(st.just(0), st.integers(1, 10**7))
"""In units of 10**-8."""


def reference(cents: int, rate: Fraction, n: int) -> list[list[int]]:
    """The schedule in cents, by fractions: crd, interest, principal, payment."""
    exact = Fraction(cents, n) if rate == 0 else cents * rate * (1 + rate) ** n / ((1 + rate) ** n - 1)
    payment = money.half_up(exact)
    rows: list[list[int]] = []
    for rank in range(1, n + 1):
        interest = money.half_up(cents * rate)
        principal = cents if rank == n else min(payment - interest, cents)
        rows.append([cents, interest, principal, interest + principal])
        cents -= principal
    return [list(column) for column in zip(*rows, strict=True)]


def in_cents(table: pret.Tableau, index: int | None = None) -> list[list[int]]:
    columns = [getattr(table, name) if index is None else getattr(table, name)[index] for name in COLUMNS]
    return [
        [money.half_up(money.decimal15(float(x)) * 100) for x in column if not np.isnan(x)]
        for column in columns
    ]


@pytest.mark.parametrize("tranche", LOANS)
def test_published_tables_in_cents(tranche: int) -> None:
    """The tables of rational arithmetic published for the three tranches, every cell."""
    capital, n, year = LOANS[tranche]
    table = pret.tableau(capital, 0.02, n)
    path = shared_path(f"tables/intracting_{tranche}_TR_cent_exact_calendar_free.csv")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["annee"]) for row in rows] == list(range(year, year + n))
    for name, column in zip(COLUMNS, ("crd", "int", "amort", "ech"), strict=True):
        assert getattr(table, name).tolist() == [float(row[column]) for row in rows]


def test_theoretical_tables_display_annex_2e() -> None:
    """144 cells of annex 2-E, rounded to the euro half up."""
    with shared_path("tables/intracting_2E_amortissement.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    compared = 0
    for tranche, (capital, n, year) in LOANS.items():
        table = pret.tableau(capital, 0.02, n, arrondi="theorique")
        shown = [row for row in rows if row["tranche"] == f"{tranche}_TR" and int(row["annee"]) < year + n]
        names = ("crd_debut", "interets", "amortissement", "echeance")
        for name, column in zip(COLUMNS, names, strict=True):
            computed = money.round_half_up(getattr(table, name), 0).tolist()
            published = [float(row[column]) for row in shown]
            assert computed == published
            compared += len(published)
    assert compared == 144


def test_theoretical_payments() -> None:
    """The unrounded payments of the three tranches, from rational arithmetic."""
    for capital, n, _ in LOANS.values():
        rate = Fraction(2, 100)
        exact = int(capital) * rate * (1 + rate) ** n / ((1 + rate) ** n - 1)
        assert abs(
            Fraction(pret.echeance(Conditions.of(capital, 0.02, n, arrondi="theorique"))) - exact
        ) < Fraction(1, 10**10)


@given(CENTS, RATES, st.integers(1, 40), st.sampled_from([1, 2, 4, 12]))
def test_one_loan_is_rational_arithmetic(cents: int, rate: int, n: int, periods: int) -> None:
    table = pret.tableau(cents / 100, rate / 1e8, n, periods)
    expected = reference(cents, Fraction(rate, 10**8) / periods, n)
    assert in_cents(table) == expected
    assert (
        pret.echeance(Conditions.of(cents / 100, rate / 1e8, n, periods))
        == centime.echeance_entiere(cents, *(Fraction(rate, 10**8) / periods).as_integer_ratio(), n) / 100
    )


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(CENTS, RATES, st.integers(1, 30), st.sampled_from([1, 2, 4, 12])), min_size=1, max_size=8
    )
)
def test_a_batch_is_its_loans(loans: list[tuple[int, int, int, int]]) -> None:
    cents, rates, lengths, periods = (np.array(column) for column in zip(*loans, strict=True))
    table = pret.tableau(cents / 100, rates / 1e8, lengths, periods)
    payments = pret.echeance(Conditions.of(cents / 100, rates / 1e8, lengths, periods))
    for i, (amount, rate, n, yearly) in enumerate(loans):
        alone = pret.tableau(amount / 100, rate / 1e8, n, yearly)
        for name in COLUMNS:
            assert getattr(table, name)[i, :n].tolist() == getattr(alone, name).tolist()
            assert np.isnan(getattr(table, name)[i, n:]).all()
        assert in_cents(table, i) == reference(amount, Fraction(rate, 10**8) / yearly, n)
        assert payments[i] == pret.echeance(Conditions.of(amount / 100, rate / 1e8, n, yearly))


def test_many_loans_with_ties() -> None:
    """Rates in steps of 0.05 %, where half cents are routine, against fractions."""
    random = np.random.default_rng(7)
    cents = random.integers(1, 10**9, 3000)
    rates = random.integers(0, 200, 3000) * 5
    lengths = random.integers(1, 25, 3000)
    table = pret.tableau(cents / 100, rates / 1e4, lengths)
    for i in range(0, 3000, 3):
        assert in_cents(table, i) == reference(int(cents[i]), Fraction(int(rates[i]), 10**4), int(lengths[i]))


def test_ties_of_the_payment() -> None:
    """25.25 at 2 % over 2 years is exactly 13.005."""
    assert pret.echeance(Conditions.of(np.array([25.25, 170000.0]), 0.02, np.array([2, 13]))).tolist() == [
        13.01,
        14980.12,
    ]
    assert pret.tableau(np.array([25.25]), 0.02, 2).echeance[0, 0] == 13.01


@pytest.mark.parametrize(
    ("capital", "rate", "n", "periods"),
    [
        (1e13, 0.5, 5, 1),
        (9_007_199_254_740.93, 0.0333, 7, 4),
        (170000.0, 0.0123456789012345, 13, 12),
        (0.07, 0.0, 13, 1),
        (0.01, 0.02, 360, 12),
        (1e9, 1.0, 60, 12),
    ],
)
def test_beyond_int64_and_very_small(capital: float, rate: float, n: int, periods: int) -> None:
    """Huge capitals, long rates, and balances used up before the end."""
    expected = reference(money.half_up(money.decimal15(capital) * 100), money.decimal15(rate) / periods, n)
    assert in_cents(pret.tableau(capital, rate, n, periods)) == expected
    table = pret.tableau(np.array([capital, 170000.0]), rate, np.array([n, 13]), periods)
    assert in_cents(table, 0) == expected
    assert in_cents(table, 1) == reference(17000000, money.decimal15(rate) / periods, 13)


@given(CENTS, RATES, st.integers(1, 40))
def test_principal_sums_to_the_capital(cents: int, rate: int, n: int) -> None:
    principal = in_cents(pret.tableau(cents / 100, rate / 1e8, n))[2]
    assert sum(principal) == cents
    assert min(principal) >= 0


def test_theoretical_batch_is_the_closed_form() -> None:
    """Against fractions, 1 000 loans over 60 rows: 1e-12 of the capital at most."""
    random = np.random.default_rng(3)
    capital, rate = random.integers(1, 10**6, 1000).astype(float), random.integers(0, 1000, 1000) / 1e4
    table = pret.tableau(capital, rate, 60, 12, arrondi="theorique")
    for i in range(0, 1000, 100):
        r = money.decimal15(rate[i]) / 12
        balance = Fraction(capital[i])
        payment = balance / 60 if r == 0 else balance * r * (1 + r) ** 60 / ((1 + r) ** 60 - 1)
        for row in range(60):
            assert abs(table.crd[i, row] - balance) <= capital[i] * 1e-12
            assert abs(table.interets[i, row] - balance * r) <= capital[i] * 1e-12
            balance += balance * r - payment
    mixed = pret.tableau(capital, rate, np.where(capital > 5e5, 60, 20), 12, arrondi="theorique")
    assert np.isnan(mixed.crd[capital <= 5e5, 20:]).all()
    np.testing.assert_allclose(mixed.crd[capital > 5e5], table.crd[capital > 5e5], rtol=1e-12)


def test_line_by_line() -> None:
    loan = (170000, 0.02, 13, 1, np.datetime64("2024-12-13"))
    table = pret.tableau(*loan)
    assert table.date[0] == np.datetime64("2025-12-13")
    assert table.nombre == 13
    ranks = np.arange(-1, 17)
    for name in pret.COLONNES:
        column = pret.ligne(name, ranks, Conditions.of(*loan))
        blank = np.isnat(column) if name.startswith("date") else np.isnan(column)
        expected = calendar.ajuster(table.date) if name == "date_paiement" else getattr(table, name)
        assert column[2:15].tolist() == expected.tolist()
        assert blank[:2].all()
        assert blank[16:].all()
        assert blank[15] == (name != "crd")
    assert pret.ligne("crd", 14, Conditions.of(*loan)) == 0.0
    assert np.isnan(pret.ligne("echeance", 0, Conditions.of(*loan)))


def test_line_of_a_batch() -> None:
    ranks, lengths = np.array([1, 2, 13, 3]), np.array([13, 13, 12, 1])
    result = pret.ligne("crd", ranks, Conditions.of(170000, 0.02, lengths))
    assert np.array_equal(result, [170000.0, 158419.88, 0.0, np.nan], equal_nan=True)
    assert np.isnat(pret.ligne("date", ranks, Conditions.of(170000, 0.02, lengths))).all()


def test_dates_of_a_batch() -> None:
    days = np.array(["2024-08-31", "NaT"], "datetime64[D]")
    table = pret.tableau(1200, 0.02, np.array([3, 2]), np.array([12, 12]), days)
    assert table.date[0].astype(str).tolist() == ["2024-09-30", "2024-10-31", "2024-11-30"]
    assert np.isnat(table.date[1]).all()
    assert table.rang[1].tolist()[:2] == [1.0, 2.0]
    assert np.isnan(table.rang[1, 2])


def test_the_day_of_payment_says_why_in_its_steps() -> None:
    """Article 6.2: 13/12/2025 is a Saturday; the interest stays 2 % of 170 000 over a whole year."""
    steps = pret.expliquer_ligne(
        "date_paiement", 1, Conditions.of(170000, 0.02, 13, 1, np.datetime64("2024-12-13"))
    )
    assert [step.value for step in steps[-4:]] == [
        np.datetime64("2025-12-13"),
        "suivant",
        "FR",
        np.datetime64("2025-12-15"),
    ]
    assert steps[-1].source == "Intracting, article 6.2"
    assert 3400.0 in [step.value for step in steps]


def test_dates_that_no_cell_can_hold() -> None:
    """A table of dates beyond 31/12/2200 is refused; its other figures and its first dates are not."""
    loan = (1000, 0.02, 300, 1, np.datetime64("2024-12-13"))
    with pytest.raises(OutOfRange) as caught:
        pret.tableau(*loan)
    assert caught.value.argument == "nombre_echeances"
    with pytest.raises(OutOfRange):
        pret.expliquer_tableau(Conditions.of(*loan))
    assert pret.ligne("date", 176, Conditions.of(*loan)) == np.datetime64("2200-12-13")
    with pytest.raises(OutOfRange):
        pret.ligne("date", 177, Conditions.of(*loan))
    assert pret.ligne("interets", 1, Conditions.of(*loan)) == 20.0


def test_conditions_share_one_shape() -> None:
    conditions = Conditions.of(np.ones(3), 0.02, 2, 1, None, None, "centime")
    assert conditions.shape == (3,)
    assert not conditions.dated


def test_interest_of_a_batch() -> None:
    """170 000 at 2 % over 208, 118 and 17 days of 30E/360."""
    start = np.array(["2024-12-02", "2024-10-31", "2024-12-13"], "datetime64[D]")
    end = np.array(["2025-06-30", "2025-02-28", "2024-12-31"], "datetime64[D]")
    result = money.round_half_up(pret.interets(170000, 0.02, start, end))
    assert result.tolist() == [1964.44, 1114.44, 160.56]
