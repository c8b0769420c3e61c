"""Working days against a day-by-day walk and against NumPy; months, and the bounds of dates."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs import calendar
from udfs.calendar.ouvres import RULES, working_days
from udfs.calendar.parts import BLOCK
from udfs.errors import NotAvailable, OutOfRange, WrongValue

DATES = st.dates(datetime.date(1999, 3, 1), datetime.date(2190, 12, 31))
LATER = st.dates(datetime.date(2001, 1, 1), datetime.date(2190, 12, 31))
"""So late that 300 working days before, TARGET was open."""
NAMES = st.sampled_from(sorted(calendar.CALENDARS))
NUMPY = {"suivant": "following", "precedent": "preceding", "suivant_modifie": "modifiedfollowing"}


def holidays(name: str) -> np.ndarray:
    years = range(calendar.CALENDARS[name].first, 2201)
    return np.concatenate([calendar.feries(year, name) for year in years])


@given(DATES, st.integers(-40, 40), NAMES)
def test_working_days_by_walking(day: datetime.date, n: int, name: str) -> None:
    """One day at a time, over the days that the calendar does not exclude."""
    walked, left = day, abs(n)
    while left:
        walked += datetime.timedelta(days=1 if n > 0 else -1)
        left -= walked.weekday() < 5 and walked not in calendar.feries(walked.year, name).tolist()
    assert calendar.decaler(np.datetime64(day), n, "jours_ouvres", name) == np.datetime64(walked)


@pytest.mark.parametrize("name", sorted(calendar.CALENDARS))
@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_day_of_cells_is_moved_as_numpy_does(rule: str, name: str) -> None:
    first = working_days(name).days[0]
    every = np.arange(first, calendar.LAST_DAY)
    expected = np.busday_offset(every, 0, roll=NUMPY[rule], holidays=holidays(name))
    assert np.array_equal(calendar.ajuster(every, rule, name), expected)
    assert np.array_equal(calendar.ouvre(every, name), np.is_busday(every, holidays=holidays(name)))


@given(st.lists(st.tuples(LATER, st.integers(-300, 300)), min_size=1, max_size=20), NAMES)
def test_shifts_as_numpy_does(pairs: list[tuple[datetime.date, int]], name: str) -> None:
    """From a day off, NumPy first rolls against the way of the shift."""
    dates, n = np.array([day for day, _ in pairs], "datetime64[D]"), np.array([n for _, n in pairs])
    known = np.busdaycalendar(holidays=holidays(name))
    later = np.busday_offset(dates, np.maximum(n, 0), roll="preceding", busdaycal=known)
    earlier = np.busday_offset(dates, np.minimum(n, 0), roll="following", busdaycal=known)
    expected = np.where(n > 0, later, np.where(n < 0, earlier, dates))
    assert np.array_equal(calendar.decaler(dates, n, "jours_ouvres", name), expected)


@given(DATES, NAMES)
def test_the_three_rules_hold_together(day: datetime.date, name: str) -> None:
    """Next and previous are working days with none between; the modified one is either, in the month."""
    date = np.datetime64(day)
    rules = ("suivant", "precedent", "suivant_modifie")
    after, before, modified = (calendar.ajuster(date, rule, name) for rule in rules)
    assert before <= date <= after
    assert calendar.ouvre(np.array([before, after, modified]), name).all()
    assert not calendar.ouvre(np.arange(before + 1, after), name).any()
    assert modified in (before, after)
    assert modified.astype("datetime64[M]") == date.astype("datetime64[M]")


def test_a_large_array_is_moved_like_its_dates() -> None:
    random = np.random.default_rng(5)
    dates = np.datetime64("2000-01-01") + random.integers(0, 60_000, BLOCK + 33)
    dates[::9] = "NaT"
    found = calendar.ajuster(dates.reshape(-1, 1))
    assert found.shape == (dates.size, 1)
    assert np.array_equal(np.isnat(found.ravel()), np.isnat(dates))
    for row in random.integers(0, dates.size, 40):
        assert np.array_equal(calendar.ajuster(dates[row]), found[row, 0], equal_nan=True)


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
    assert np.isnat(calendar.ajuster(np.datetime64("NaT")))
    assert calendar.ouvre(days).tolist() == [False, False, True]


def test_end_of_year_holiday_of_the_next_year_is_seen() -> None:
    assert calendar.ajuster(np.datetime64("2022-12-31")) == np.datetime64("2023-01-02")
    assert calendar.ajuster(np.datetime64("2021-01-01"), "precedent") == np.datetime64("2020-12-31")


def test_a_move_out_of_the_years_covered_is_refused() -> None:
    with pytest.raises(NotAvailable, match="1998"):
        calendar.decaler(np.datetime64("1999-01-10"), -30, "jours_ouvres", "TARGET")
    with pytest.raises(NotAvailable, match="1998"):
        calendar.ajuster(np.datetime64("1999-01-01"), "precedent", "TARGET")


@pytest.mark.parametrize(("day", "n"), [("1900-03-01", -1), ("2200-12-31", 1), ("2025-01-01", 36600)])
@pytest.mark.parametrize("unit", ["jours", "mois", "annees", "jours_ouvres"])
def test_a_move_to_a_date_that_no_cell_can_hold(day: str, n: int, unit: str) -> None:
    """36 600 days after 2025 is 2125, and as many working days 2170: a cell holds them."""
    if n == 36600 and unit in ("jours", "jours_ouvres"):
        assert calendar.decaler(np.datetime64(day), n, unit) >= np.datetime64(day) + 36600
        return
    with pytest.raises(OutOfRange):
        calendar.decaler(np.array([day, "NaT"], "datetime64[D]"), n, unit)


def test_the_first_and_last_days_stay() -> None:
    days = np.array([calendar.FIRST_DAY, calendar.LAST_DAY])
    assert calendar.decaler(days, 0, "jours").tolist() == days.tolist()
    assert calendar.decaler(days, 0).tolist() == days.tolist()
    assert calendar.ajuster(days).tolist() == days.tolist()


def test_unknown_rule_and_unit() -> None:
    with pytest.raises(WrongValue, match="suivant_modifie"):
        calendar.ajuster(np.datetime64("2025-01-01"), "proche")
    with pytest.raises(WrongValue, match="jours_ouvres"):
        calendar.decaler(np.datetime64("2025-01-01"), 1, "semaines")
