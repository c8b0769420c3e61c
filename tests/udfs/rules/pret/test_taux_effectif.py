"""Effective rates against published examples and other programs.

"Report of January 2015": European Commission, DG FISMA, "Examples for the calculation of the annual
percentage rate of charge for credit agreements for consumers relating to residential immovable property". Its
formula and its remark (c) are those of directive 2008/48/EC, annex I. It gives each rate to one decimal, and
the solution of its Excel simulator, whose Goal Seek stops at 0,001 €.
"""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import numpy_financial
import pytest
import pyxirr
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from udfs import calendar, money
from udfs.errors import NotAvailable, OutOfRange, WrongValue
from udfs.rules import pret
from udfs.rules.pret import Conditions
from udfs.rules.pret.actuariel import taux_continu
from udfs.rules.pret.flux import IRREGULAR, MONTHS, WEEKLY, YEARS, durees


def days(*texts: str) -> Any:
    return np.array(texts, "datetime64[D]")


def dates(start: str, first: str, count: int, months: int = 1) -> Any:
    later = calendar.add_months(np.datetime64(first), months * np.arange(count))
    return np.concatenate([days(start), later])


CARD = [160.81, 134.91, 134.01, 133.11, 132.21, 131.31, 130.41, 129.5, 128.6, 127.7, 126.8, 125.9]
REPORT = [
    ("1", [196000] + [-1432.86] * 240, dates("2012-01-15", "2012-02-15", 240), 6.434412, 6),
    ("2, case 1", [196000] + [-1433.57] * 240, dates("2012-01-12", "2012-02-15", 240), 6.434185, 6),
    ("2, case 2", [196000] + [-1433.56] * 240, dates("2013-01-12", "2013-02-15", 240), 6.434111, 6),
    ("2, case 3", [196000] + [-16541.86] * 20, dates("2012-01-12", "2012-02-15", 20, 12), 6.282070, 6),
    ("37", [1470, *(-paid for paid in CARD)], dates("2012-01-01", "2012-02-01", 12), 17.0, 1),
    ("38", [2940, -24.12, -24.12, -3024.12], dates("2012-01-01", "2012-02-01", 3), 19.4, 1),
    ("39", [2940, -3132.09], dates("2012-01-31", "2012-07-31", 1), 13.4942, 4),
    ("40", [196000, -207618.17], dates("2012-01-31", "2012-07-31", 1), 12.206644, 6),
    ("41", [188500, -200000], dates("2012-01-31", "2012-07-31", 1), 12.57379, 5),
    ("42", [196000] + [-1250] * 11 + [-201250], dates("2012-01-01", "2012-02-01", 12), 10.039962, 6),
]


@pytest.mark.parametrize(
    ("flows", "when", "published", "digits"), [row[1:] for row in REPORT], ids=[row[0] for row in REPORT]
)
def test_examples_of_the_report_of_january_2015(
    flows: list[float], when: Any, published: float, digits: int
) -> None:
    """To the digits that its payments, rounded to the cent, and its solver determine."""
    assert money.round_half_up(pret.taeg(flows, when) * 100, digits) == published


def test_examples_of_directive_98_7() -> None:
    """Directive 98/7/EC, annex III, part A: years of 365 days; 12,96 %, 16,9 % and 0,1306623."""
    once, twice = np.array([[0.0, 546 / 365]]), np.array([[0.0, 365 / 365, 730 / 365]])
    assert round(np.expm1(taux_continu(np.array([[1000.0, -1200.0]]), once))[0], 4) == 0.1296
    assert round(np.expm1(taux_continu(np.array([[950.0, -1200.0]]), once))[0], 3) == 0.169
    solved = np.expm1(taux_continu(np.array([[1000.0, -600.0, -600.0]]), twice))[0]
    assert abs(solved - 0.1306623) < 1e-7


def test_the_guarantee_of_the_report_has_two_rates() -> None:
    """Example 43 (8,269278 %): what is paid before the loan makes the sign change twice, at 19 000 % too."""
    when = dates("2015-01-01", "2016-01-01", 121)
    with pytest.raises(NotAvailable, match="2 fois"):
        pret.taeg([-150, 29550] + [-356.11] * 120, when)
    times = np.array([[0.0, *(1 + np.arange(121) / 12)]])
    flows = np.array([-150, 29550] + [-356.11] * 120)
    for low, high in ((0.0826, 0.0828), (100.0, 300.0)):
        assert (flows / (1 + low) ** times).sum() * (flows / (1 + high) ** times).sum() < 0


@pytest.mark.parametrize(
    ("when", "years", "unit"),
    [
        (days("2012-01-12", "2012-02-15", "2012-03-15"), [3 / 365 + 1 / 12, 3 / 365 + 2 / 12], MONTHS),
        (days("2013-01-12", "2013-02-15", "2013-03-15"), [3 / 366 + 1 / 12, 3 / 366 + 2 / 12], MONTHS),
        (days("2012-01-12", "2012-02-15", "2013-02-15"), [34 / 365, 1 + 34 / 365], YEARS),
        (days("2024-12-31", "2025-02-28", "2025-03-31"), [2 / 12, 3 / 12], MONTHS),
        (days("2025-01-30", "2025-02-28", "2025-03-30"), [1 / 12, 2 / 12], MONTHS),
        (days("2025-01-01", "2025-01-15", "2025-01-29"), [2 / 52, 4 / 52], WEEKLY),
        (days("2025-01-01", "2025-01-17", "2025-01-24"), [2 / 52 + 2 / 366, 3 / 52 + 2 / 366], WEEKLY),
        (days("2025-01-01", "2025-02-10", "2025-03-12"), [1 / 12 + 9 / 366, 2 / 12 + 11 / 366], IRREGULAR),
        (days("2025-03-31", "2025-05-15", "2025-07-01"), [1 / 12 + 15 / 365, 3 / 12 + 1 / 365], IRREGULAR),
    ],
)
def test_years_by_remark_c(when: Any, years: list[float], unit: int) -> None:
    """The first three are example 2 of the report of January 2015; the others follow its rule by hand."""
    found = durees(when[None])
    assert found.unite[0] == unit
    np.testing.assert_allclose(found.annees[0, 1:], years, rtol=1e-14)


# Other programs


RATES = st.integers(1, 3000).map(lambda points: points / 1e4)
LOANS = st.tuples(
    st.integers(10**4, 10**9).map(lambda cents: cents / 100),
    RATES,
    st.integers(1, 40),
    st.sampled_from([1, 2, 4, 12]),
)


@settings(max_examples=60)
@given(LOANS)
def test_numpy_financial_irr_agrees(loan: tuple[float, float, int, int]) -> None:
    """Whole periods: the rate of the period is the internal rate of return of numpy-financial."""
    capital, rate, count, periods = loan
    payment = pret.echeance(Conditions.of(capital, rate, count, periods, arrondi="theorique"))
    flows = np.array([capital, *[-payment] * count])
    when = dates("2024-02-29", "2025-02-28", 1)[:1]
    when = calendar.add_months(when[0], 12 // periods * np.arange(count + 1))
    expected = numpy_financial.irr(flows)
    assume(np.isfinite(expected))
    if count > 1:
        assert abs(pret.teg(flows, when) - expected * periods) < 1e-9
    assert abs(pret.taeg(flows, when) - ((1 + expected) ** periods - 1)) < 1e-9


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 4000), st.integers(1, 10**8)), min_size=1, max_size=12),
    st.integers(10**4, 10**9),
)
def test_pyxirr_agrees_on_exact_days(later: list[tuple[int, int]], lent: int) -> None:
    """The solver against pyxirr, on days over 365, which is what XIRR counts."""
    start = datetime.date(2024, 12, 13)
    flows = [(start, float(lent)), *((start + datetime.timedelta(d), -float(paid)) for d, paid in later)]
    theirs = pyxirr.xirr([day for day, _ in flows], [amount for _, amount in flows])
    assume(theirs is not None and 1e-6 < abs(theirs) < 1e3 and theirs > -0.99)
    years = np.array([[(day - start).days / 365 for day, _ in flows]])
    amounts = np.array([[amount for _, amount in flows]])
    order = np.argsort(years, axis=1)
    found = np.expm1(taux_continu(np.take_along_axis(amounts, order, 1), np.take_along_axis(years, order, 1)))
    assert theirs is not None
    assert abs(found[0] - theirs) <= 1e-6 * max(1.0, abs(theirs))


# Properties


@given(LOANS)
@example((170000.0, 0.02, 13, 1))
@example((170000.0, 0.02, 1, 12))
def test_the_teg_of_a_plain_loan_is_its_rate(loan: tuple[float, float, int, int]) -> None:
    """Article R314-2, without charges, over whole periods; a single payment makes its own period."""
    capital, rate, count, periods = loan
    table = pret.tableau(
        capital,
        rate,
        count,
        periods,
        np.datetime64("2024-12-31"),
        arrondi="theorique",
        profil="echeances_constantes",
    )
    flows, when = np.append(capital, -table.echeance), np.append(np.datetime64("2024-12-31"), table.date)
    assert abs(pret.teg(flows, when) - rate) < 1e-11
    assert abs(pret.taeg(flows, when) - ((1 + rate / periods) ** periods - 1)) < 1e-11


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(1, 9000), st.integers(1, 10**8)), min_size=1, max_size=20),
    st.integers(1, 10**9),
)
def test_the_taeg_brings_the_flows_to_nothing(later: list[tuple[int, int]], lent: int) -> None:
    """Any loan, any payments: discounted at the rate, over the years of remark (c), they add up to 0."""
    start = np.datetime64("2024-12-13")
    when = np.array([start, *(start + gap for gap, _ in later)])
    flows = np.array([lent / 100, *(-paid / 100 for _, paid in later)])
    try:
        rate = pret.taeg(flows, when)
    except OutOfRange:
        steepest = np.log(-flows[1:].sum() / flows[0]) / (min(gap for gap, _ in later) / 365)
        assert not -29 < steepest < 690  # e to that power, a rate of -100 % or one that no number holds
        return
    assert abs(pret.taeg(flows[::-1], when[::-1]) - rate) <= 1e-13 * (1 + abs(rate))
    assume(rate > -0.99)  # nearer to -1, a double has few digits left
    order = np.argsort(when, kind="stable")
    unique, place = np.unique(when[order], return_inverse=True)
    years = durees(unique[None]).annees[0][place]
    values = flows[order] * np.exp(-np.log1p(rate) * years)
    assert abs(values.sum()) <= 1e-9 * np.abs(values).sum()


def test_a_batch_is_its_loans() -> None:
    """Loans of different lengths, rates, calendars and numbers of payments, padded with NaN."""
    flows = np.array(
        [
            [1000.0, -600.0, -600.0, np.nan],
            [1000.0, -5.0, -5.0, -1005.0],
            [500.0, -300.0, 500.0, -800.0],
            [1000.0, -1200.0, 0.0, np.nan],
        ]
    )
    when = np.array(
        [
            ["1994-01-01", "1995-01-01", "1996-01-01", "NaT"],
            ["2025-01-15", "2025-04-15", "2025-07-15", "2025-10-15"],
            ["2024-12-31", "2025-01-20", "2025-03-02", "2026-12-31"],
            ["2024-12-13", "2026-06-13", "2027-12-31", "NaT"],
        ],
        "datetime64[D]",
    )
    for rule in (pret.taeg, pret.teg):
        found = rule(flows, when)
        for i in range(len(flows)):
            kept = ~np.isnat(when[i])
            assert found[i] == rule(flows[i, kept], when[i, kept])
    assert [len(step.value) for step in pret.expliquer_teg(flows, when)] == [4] * 7  # type: ignore[arg-type]


def test_one_calendar_for_many_flows() -> None:
    flows = np.array([[1000.0, -600.0, -600.0], [1000.0, -550.0, -550.0]])
    assert pret.taeg(flows, days("2025-01-01", "2026-01-01", "2027-01-01")).shape == (2,)


def test_a_loan_paid_out_in_parts() -> None:
    """Three changes of sign, one of the running total: 100 twice, a year apart, 5 % paid, all repaid."""
    when = days("2025-01-01", "2026-01-01", "2027-01-01", "2028-01-01", "2028-01-01")
    flows = [100, -5 + 100, -10, -10, -200]
    assert abs(pret.taeg(flows, when) - 0.05) < 1e-15
    flows = [100, -20, 100, -220]
    assert 0 < pret.taeg(flows, days("2025-01-01", "2025-07-01", "2026-01-01", "2027-01-01")) < 1


def test_charges_on_the_day_of_the_loan_add_to_it() -> None:
    when = days("2025-01-01", "2025-01-01", "2026-01-01")
    assert pret.taeg([1000, -50, -1000], when) == pret.taeg([950, -1000], days("2025-01-01", "2026-01-01"))


def test_signs_of_the_lender() -> None:
    when = days("2025-01-01", "2026-01-01", "2027-01-01")
    assert pret.teg([-1000, 600, 600], when) == pret.teg([1000, -600, -600], when)


def test_rates_of_nothing_and_below() -> None:
    when = days("2025-01-01", "2026-01-01")
    assert pret.taeg([1000, -1000], when) == 0.0
    assert abs(pret.taeg([1000, -900], when) + 0.1) < 1e-15


def test_the_period_is_a_month_at_least() -> None:
    """Article R314-2: payments a week apart are still counted by the month."""
    when = days("2025-01-06", "2025-01-13", "2025-01-20")
    steps = {step.label.en: step.value for step in pret.expliquer_teg([1000, -500, -505], when)}
    assert steps["period: smallest interval between two payments of the borrower, a month at least"] == 1 / 12


def test_the_period_is_that_of_the_payments_not_of_the_loan() -> None:
    """Article R314-2 speaks of the borrower's payments: a broken first period does not make it shorter."""
    when = days("2024-12-02", "2025-06-30", "2026-06-30", "2027-06-30")
    flows = [1000, -350, -350, -350]
    assert pret.teg(flows, when) == pytest.approx(pret.taeg(flows, when), abs=1e-15)


@pytest.mark.parametrize(
    ("flows", "when", "error"),
    [
        ([1000, -500], days("2025-01-01"), WrongValue),
        ([1000, 500], days("2025-01-01", "2026-01-01"), OutOfRange),
        ([-1000, -500], days("2025-01-01", "2026-01-01"), OutOfRange),
        ([1000, -1000], days("2025-01-01", "2025-01-01"), OutOfRange),
        ([], np.array([], "datetime64[D]"), OutOfRange),
        ([1e12, -0.01], days("2025-01-01", "2025-01-02"), OutOfRange),
        ([0.01, -1e12], days("2025-01-01", "2025-01-02"), OutOfRange),
        ([100, -300, 100, 150, -60], days(*(f"20{y}-01-01" for y in range(20, 25))), NotAvailable),
    ],
)
def test_refusals_name_the_argument(flows: list[float], when: Any, error: type[Exception]) -> None:
    for rule in (pret.taeg, pret.teg):
        with pytest.raises(error) as caught:
            rule(flows, when)
        assert caught.value.argument in ("flux", "dates")  # type: ignore[attr-defined]
        assert caught.value.text.en  # type: ignore[attr-defined]
