"""Day counts against the standard library, working days against a day-by-day walk."""

from __future__ import annotations

import csv
import datetime
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import shared_path
from udfs import calendar
from udfs.errors import NotAvailable, OutOfRange, WrongValue

DATES = st.dates(datetime.date(1999, 3, 1), datetime.date(2090, 12, 31))


def thirty(first: datetime.date, last: datetime.date) -> int:
    """30E/360 from its definition."""
    days = min(last.day, 30) - min(first.day, 30)
    return 360 * (last.year - first.year) + 30 * (last.month - first.month) + days


@given(st.lists(st.tuples(DATES, DATES), min_size=1, max_size=5))
def test_days_by_definition(pairs: list[tuple[datetime.date, datetime.date]]) -> None:
    first, last = (np.array(column, "datetime64[D]") for column in zip(*pairs, strict=True))
    assert calendar.jours(first, last).tolist() == [thirty(a, b) for a, b in pairs]
    assert calendar.jours(first, last, "EXACT/365").tolist() == [(b - a).days for a, b in pairs]


def test_fraction_and_missing_dates() -> None:
    day = np.datetime64("2025-01-01")
    assert calendar.fraction(day, np.datetime64("2025-12-31"), "EXACT/365") == 364 / 365
    result = calendar.fraction(np.array(["NaT", "2024-01-01"], "datetime64[D]"), day)
    assert np.array_equal(result, [np.nan, 1.0], equal_nan=True)


def test_published_periods() -> None:
    with shared_path("tables/intracting_prorata_examples.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    for row in rows:
        assert calendar.jours(np.datetime64(row[0]), np.datetime64(row[1])) == float(row[2])


def test_eleven_national_days_and_the_others() -> None:
    national = set(calendar.feries(2025).tolist())
    assert len(national) == 11
    alsace = set(calendar.feries(2025, "FR-ALSACE-MOSELLE").tolist())
    assert alsace - national == {datetime.date(2025, 4, 18), datetime.date(2025, 12, 26)}
    target = ["2025-01-01", "2025-04-18", "2025-04-21", "2025-05-01", "2025-12-25", "2025-12-26"]
    assert calendar.feries(2025, "TARGET").astype(str).tolist() == target


@pytest.mark.parametrize(("year", "name"), [(1700, "FR"), (2101, "FR"), (1998, "TARGET"), (2101, "TARGET")])
def test_a_year_not_covered_is_refused(year: int, name: str) -> None:
    with pytest.raises(NotAvailable):
        calendar.feries(year, name)
    with pytest.raises(NotAvailable):
        calendar.ajuster(np.datetime64(f"{year}-06-01"), "suivant", name)


def test_a_move_out_of_the_years_covered_is_refused() -> None:
    with pytest.raises(NotAvailable):
        calendar.decaler(np.datetime64("2100-12-30"), 30)


@pytest.mark.parametrize(("day", "n"), [("1900-03-01", -1), ("2200-12-31", 1), ("2025-01-01", 36600)])
@pytest.mark.parametrize("unit", ["jours", "mois", "annees"])
def test_a_move_to_a_date_that_no_cell_can_hold(day: str, n: int, unit: str) -> None:
    """36 600 days after 2025 is 2125: a cell holds it."""
    if (n, unit) == (36600, "jours"):
        assert calendar.decaler(np.datetime64(day), n, unit) == np.datetime64(day) + 36600
        return
    with pytest.raises(OutOfRange):
        calendar.decaler(np.array([day, "NaT"], "datetime64[D]"), n, unit)


def test_the_first_and_last_days_stay() -> None:
    days = np.array([calendar.FIRST_DAY, calendar.LAST_DAY])
    assert calendar.decaler(days, 0, "jours").tolist() == days.tolist()


@given(DATES, st.integers(-40, 40), st.sampled_from(sorted(calendar.CALENDARS)))
def test_working_days_by_walking(day: datetime.date, n: int, name: str) -> None:
    """One day at a time, over the days that the calendar does not exclude."""
    walked, left = day, abs(n)
    while left:
        walked += datetime.timedelta(days=1 if n > 0 else -1)
        left -= walked.weekday() < 5 and walked not in calendar.feries(walked.year, name).tolist()
    assert calendar.decaler(np.datetime64(day), n, "jours_ouvres", name) == np.datetime64(walked)


@given(DATES, st.integers(-30, 30))
def test_months_clamp_to_the_last_day(day: datetime.date, n: int) -> None:
    months = day.year * 12 + day.month - 1 + n
    after = datetime.date((months + 1) // 12, (months + 1) % 12 + 1, 1) - datetime.timedelta(days=1)
    expected = after.replace(day=min(day.day, after.day))
    assert calendar.decaler(np.datetime64(day), n, "mois") == np.datetime64(expected)


def test_arrays_and_missing_dates() -> None:
    days = np.array(["2025-04-19", "NaT", "2024-12-31"], "datetime64[D]")
    assert calendar.ajuster(days).astype(str).tolist() == ["2025-04-22", "NaT", "2024-12-31"]
    assert calendar.decaler(days, np.array([1, 1, -1])).astype(str).tolist() == [
        "2025-04-22",
        "NaT",
        "2024-12-30",
    ]
    assert np.isnat(calendar.decaler(np.datetime64("NaT"), 3))


def test_end_of_year_holiday_of_the_next_year_is_seen() -> None:
    assert calendar.ajuster(np.datetime64("2022-12-31")) == np.datetime64("2023-01-02")
    assert calendar.ajuster(np.datetime64("2021-01-01"), "precedent") == np.datetime64("2020-12-31")


@pytest.mark.parametrize("name", ["jours", "fraction"])
def test_unknown_base(name: str) -> None:
    with pytest.raises(WrongValue):
        getattr(calendar, name)(np.datetime64("2025-01-01"), np.datetime64("2025-02-01"), "30/360")


def test_importing_does_not_load_holidays() -> None:
    code = "import sys, udfs.calendar; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
