"""Day counts by their definitions, pair by pair, against pyxirr, and in their properties.

The published examples are cases: tests/cases/jours.
"""

from __future__ import annotations

import calendar as months
import csv
import datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.shared import shared_path
from tests.udfs.calendar.strategies import ANY_DATES, BASES, days
from udfs import calendar
from udfs.calendar.parts import BLOCK
from udfs.errors import OutOfRange, WrongValue
from udfs.registry import common

PYXIRR = {
    "30E/360": "30E/360",
    "30A/360": "30/360 ISDA",
    "30U/360": "30U/360",
    "EXACT/360": "ACT/360",
    "EXACT/365": "ACT/365F",
    "EXACT/EXACT ISDA": "ACT/ACT ISDA",
    "2": "ACT/360",
    "3": "ACT/365F",
    "4": "30E/360",
}
PAIRS = st.lists(st.tuples(ANY_DATES, ANY_DATES), min_size=1, max_size=5)


def last_of_february(day: datetime.date) -> bool:
    return day.month == 2 and day.day == months.monthrange(day.year, 2)[1]


def thirty(first: datetime.date, last: datetime.date, base: str) -> int:
    """Days of 30-day months, one condition after the other as the definitions have them."""
    start, end = first.day, last.day
    if base == "30U/360":
        if last_of_february(first):
            end = 30 if last_of_february(last) else end
            start = 30
        end = 30 if end == 31 and start >= 30 else end
        start = min(start, 30)
    elif base == "30A/360":
        start = min(start, 30)
        end = 30 if end == 31 and start == 30 else end
    elif base == "30E/360 ISDA":
        start = 30 if start == 31 or last_of_february(first) else start
        end = 30 if end == 31 or last_of_february(last) else end
    else:
        start, end = min(start, 30), min(end, 30)
    return 360 * (last.year - first.year) + 30 * (last.month - first.month) + end - start


@pytest.mark.parametrize("base", ["30E/360", "30E/360 ISDA", "30A/360", "30U/360", "4"])
@given(pairs=PAIRS)
def test_thirty_day_months_by_definition(base: str, pairs: list[tuple[datetime.date, datetime.date]]) -> None:
    ordered = [sorted(pair) for pair in pairs]
    first, last = (days(*column) for column in zip(*ordered, strict=True))
    assert calendar.jours(first, last, base).tolist() == [thirty(a, b, base) for a, b in ordered]


@pytest.mark.parametrize(
    "base", ["EXACT/360", "EXACT/365", "EXACT/EXACT ISDA", "EXACT/EXACT AFB", "1", "2", "3"]
)
@given(pairs=PAIRS)
def test_exact_days_by_definition(base: str, pairs: list[tuple[datetime.date, datetime.date]]) -> None:
    first, last = (days(*column) for column in zip(*pairs, strict=True))
    assert calendar.jours(first, last, base).tolist() == [(b - a).days for a, b in pairs]


@given(ANY_DATES, ANY_DATES)
def test_each_year_weighs_its_own_days(first: datetime.date, last: datetime.date) -> None:
    """ISDA 2006, 4.16 (b), in exact arithmetic, one calendar year after the other."""
    first, last = sorted((first, last))
    expected = Fraction(0)
    for year in range(first.year, last.year + 1):
        start, end = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
        expected += Fraction((min(last, end) - max(first, start)).days, (end - start).days)
    assert calendar.fraction(*days(first, last), "EXACT/EXACT ISDA") == float(expected)


@given(ANY_DATES, ANY_DATES)
def test_years_counted_back_from_the_end(first: datetime.date, last: datetime.date) -> None:
    """AFB by stepping back a year at a time."""
    first, last = sorted((first, last))
    whole, reached = 0, last
    while (earlier := year_before(reached)) >= first:
        whole, reached = whole + 1, earlier
    leap = any(
        first <= datetime.date(year, 2, 29) < reached
        for year in range(first.year, reached.year + 1)
        if months.isleap(year)
    )
    expected = whole + Fraction((reached - first).days, 366 if leap else 365)
    assert calendar.fraction(*days(first, last), "EXACT/EXACT AFB") == float(expected)


def year_before(day: datetime.date) -> datetime.date:
    if day.month == 2 and day.day >= 28:
        return datetime.date(day.year - 1, 2, months.monthrange(day.year - 1, 2)[1])
    return day.replace(year=day.year - 1)


@given(
    ANY_DATES,
    ANY_DATES,
    st.dates(datetime.date(1990, 1, 1), datetime.date(2050, 1, 1)),
    st.sampled_from([1, 3, 6, 12]),
)
def test_coupons_one_after_the_other(
    first: datetime.date, last: datetime.date, start: datetime.date, length: int
) -> None:
    """ICMA rule 251 in exact arithmetic, walking from coupon to coupon."""
    assume(start.day < 28)
    first, last = sorted((first, last))
    end = coupon(start, length)
    expected, here = Fraction(0), coupon(start, -length * (12 * 300 // length))
    while here < last:
        following = coupon(here, length)
        shared = (min(last, following) - max(first, here)).days
        expected += Fraction(max(shared, 0) * length, 12 * (following - here).days)
        here = following
    found = calendar.fraction(*days(first, last), "EXACT/EXACT ICMA", None, *days(start, end))
    assert found == pytest.approx(float(expected), rel=1e-15, abs=1e-15)


def coupon(day: datetime.date, length: int) -> datetime.date:
    years, month = divmod(day.month - 1 + length, 12)
    return day.replace(year=day.year + years, month=month + 1)


@pytest.mark.parametrize("base", sorted(PYXIRR))
@given(first=ANY_DATES, last=ANY_DATES)
def test_pyxirr_agrees(base: str, first: datetime.date, last: datetime.date) -> None:
    first, last = sorted((first, last))
    expected = pyxirr.year_fraction(first, last, PYXIRR[base])
    assert calendar.fraction(*days(first, last), base) == pytest.approx(expected, rel=1e-12, abs=1e-12)


# Properties


@given(ANY_DATES, ANY_DATES, BASES)
def test_backwards_is_the_same_with_a_minus_sign(
    first: datetime.date, last: datetime.date, base: str
) -> None:
    start, end = days(first, last)
    coupons = days(datetime.date(2020, 1, 15), datetime.date(2020, 7, 15))
    assert calendar.jours(end, start, base) == -calendar.jours(start, end, base)
    there = calendar.fraction(start, end, base, None, *coupons)
    assert calendar.fraction(end, start, base, None, *coupons) == -there


@given(
    st.tuples(ANY_DATES, ANY_DATES, ANY_DATES),
    st.sampled_from(["30E/360", "30E/360 ISDA", "EXACT/360", "EXACT/365", "EXACT/EXACT ISDA", "4", "2", "3"]),
)
def test_two_periods_end_to_end_make_one(dates: tuple[datetime.date, ...], base: str) -> None:
    first, middle, last = days(*sorted(dates))
    parts = calendar.jours(first, middle, base) + calendar.jours(middle, last, base)
    assert parts == calendar.jours(first, last, base)
    years = calendar.fraction(first, middle, base) + calendar.fraction(middle, last, base)
    assert years == pytest.approx(calendar.fraction(first, last, base), rel=1e-14, abs=1e-14)


@given(ANY_DATES, ANY_DATES, BASES)
def test_a_year_is_about_a_year(first: datetime.date, last: datetime.date, base: str) -> None:
    """No base strays by more than six days a year or a fortnight from the calendar."""
    coupons = days(datetime.date(2020, 1, 15), datetime.date(2020, 7, 15))
    found = calendar.fraction(*days(first, last), base, None, *coupons)
    true = (last - first).days / 365.2425
    assert abs(found - true) <= 0.04 + 6 / 360 * abs(true)


@given(ANY_DATES, BASES)
def test_no_days_are_no_years(day: datetime.date, base: str) -> None:
    assert calendar.jours(*days(day, day), base) == 0
    assert calendar.fraction(*days(day, day), base) == 0


@pytest.mark.parametrize("base", sorted(calendar.BASES))
def test_arrays_are_counted_like_scalars(base: str) -> None:
    """More dates than a block, some of them missing, some pairs in the wrong order."""
    random = np.random.default_rng(7)
    first = np.datetime64("1900-03-01") + random.integers(0, 109_000, BLOCK + 100)
    last = np.datetime64("1900-03-01") + random.integers(0, 109_000, BLOCK + 100)
    first[::50], last[::70] = "NaT", "NaT"
    coupons = days(datetime.date(2020, 1, 15), datetime.date(2020, 7, 15))
    found = calendar.fraction(first, last, base, None, *coupons)
    counted = calendar.jours(first, last, base)
    missing = np.isnat(first) | np.isnat(last)
    assert np.array_equal(np.isnan(found), missing)
    assert np.array_equal(np.isnan(counted), missing)
    for row in random.integers(0, first.size, 30):
        one = calendar.fraction(first[row], last[row], base, None, *coupons)
        assert np.array_equal(one, found[row], equal_nan=True)
        assert np.array_equal(calendar.jours(first[row], last[row], base), counted[row], equal_nan=True)


@pytest.mark.parametrize("base", sorted(calendar.BASES))
def test_shapes_are_broadcast(base: str) -> None:
    first = days(*(datetime.date(2024, month, 29) for month in range(1, 5)))[:, None]
    last = days(*(datetime.date(2025 + rank, 4, 30) for rank in range(3)))
    coupons = days(datetime.date(2020, 1, 15), datetime.date(2020, 7, 15))
    assert calendar.fraction(first, last, base, None, *coupons).shape == (4, 3)


def test_the_term_of_each_contract() -> None:
    """30E/360 ISDA: the same period ends one contract and not the other."""
    terms = days(datetime.date(2025, 2, 28), datetime.date(2030, 2, 28))
    first, last = days(datetime.date(2024, 8, 31), datetime.date(2025, 2, 28))
    assert calendar.jours(first, last, "30E/360 ISDA", terms).tolist() == [178.0, 180.0]


def test_dates_beyond_those_of_cells_are_counted_too() -> None:
    first, last = days(datetime.date(1850, 1, 31), datetime.date(2250, 1, 31))
    assert calendar.jours(first, last) == 400 * 360
    assert calendar.jours(first, last, "EXACT/365") == (last - first).astype(int)


def test_published_periods() -> None:
    columns = {"30E": "30E/360", "30E_ISDA": "30E/360 ISDA", "30A_bond": "30A/360", "30U_nasd": "30U/360"}
    with shared_path("tables/intracting_prorata_examples.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        first, last = np.datetime64(row["date_valeur"]), np.datetime64(row["date_echeance"])
        for column, base in columns.items():
            assert calendar.jours(first, last, base) == float(row[column]), row


def test_icne_of_the_first_tranche() -> None:
    """170 000 € at 2 % from 13/12/2024 to 31/12/2024: the two amounts of the convention's analysis."""
    first, last = days(datetime.date(2024, 12, 13), datetime.date(2024, 12, 31))
    amounts = [170_000 * 0.02 * calendar.fraction(first, last, base) for base in ("30E/360", "30U/360")]
    assert [f"{amount:.2f}" for amount in amounts] == ["160.56", "170.00"]


@pytest.mark.parametrize("name", ["jours", "fraction"])
def test_unknown_base(name: str) -> None:
    with pytest.raises(WrongValue):
        getattr(calendar, name)(*days(datetime.date(2025, 1, 1), datetime.date(2025, 2, 1)), "30/360")


@pytest.mark.parametrize("name", ["jours", "fraction"])
def test_reversed_dates_are_refused_on_demand(name: str) -> None:
    first = np.full(BLOCK + 10, np.datetime64("2025-01-01"))
    last = first + 1
    last[BLOCK + 5] = np.datetime64("2024-12-31")
    with pytest.raises(OutOfRange, match="31/12/2024"):
        getattr(calendar, name)(first, last, ordered=True)


def test_the_reference_period_is_whole() -> None:
    dates = days(datetime.date(2024, 1, 15), datetime.date(2024, 7, 15))
    with pytest.raises(OutOfRange):
        calendar.fraction(*dates, "EXACT/EXACT ICMA", None, dates[0], dates[1] + 5)
    with pytest.raises(WrongValue):
        calendar.fraction(*dates, "EXACT/EXACT ICMA", None, dates[0])


def test_every_base_has_its_source() -> None:
    for base in calendar.BASES.values():
        text: Any = base.source
        assert text.fr
        assert text.en
        assert base.days.__doc__
        assert "Source:" in (base.years or base.days).__doc__


def test_the_registry_offers_the_same_bases() -> None:
    assert tuple(calendar.BASES) == common.BASE.options
