"""Holidays: what the law of each year says, the library `holidays`, and Easter beyond it."""

from __future__ import annotations

import datetime
import subprocess
import sys

import numpy as np
import pytest

from udfs import calendar
from udfs.errors import NotAvailable, WrongValue

FIXED = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]


def easter(year: int) -> datetime.date:
    """The Gregorian algorithm that Jean Meeus gives in Astronomical Algorithms, chapter 8."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)


def law(year: int) -> set[datetime.date]:
    """Code du travail, article L3133-1, as in force since 1982."""
    moving = {easter(year) + datetime.timedelta(days=shift) for shift in (1, 39, 50)}
    return {datetime.date(year, month, day) for month, day in FIXED} | moving


@pytest.mark.parametrize("year", range(1982, 2201))
def test_the_eleven_days_of_the_law(year: int) -> None:
    national = law(year)
    assert set(calendar.feries(year).tolist()) == national
    friday = easter(year) - datetime.timedelta(days=2)
    assert set(calendar.feries(year, "FR-ALSACE-MOSELLE").tolist()) == national | {
        friday,
        datetime.date(year, 12, 26),
    }


@pytest.mark.parametrize("year", range(2002, 2201))
def test_the_six_days_of_target(year: int) -> None:
    """European Central Bank, decision of 14 December 2000: the long-term calendar."""
    fixed = [datetime.date(year, month, day) for month, day in ((1, 1), (5, 1), (12, 25), (12, 26))]
    moving = [easter(year) + datetime.timedelta(days=shift) for shift in (-2, 1)]
    assert calendar.feries(year, "TARGET").tolist() == sorted({*fixed, *moving})


def test_the_first_years_of_target() -> None:
    """European Central Bank, 3 September 1998, 15 July 1999 and 25 May 2000."""
    assert calendar.feries(1999, "TARGET").astype(str).tolist() == ["1999-01-01", "1999-12-25", "1999-12-31"]
    assert "2001-12-31" in calendar.feries(2001, "TARGET").astype(str)


@pytest.mark.parametrize(
    ("years", "days"),
    [
        (range(1901, 1919), {(7, 14), (8, 15), (11, 1), (12, 25), (1, 1)}),
        (range(1922, 1953), {(5, 1), (11, 11)}),
        (range(1953, 1960), {(5, 8)}),
    ],
)
def test_days_of_former_laws(years: range, days: set[tuple[int, int]]) -> None:
    for year in years:
        held = {(day.month, day.day) for day in calendar.feries(year).tolist()}
        assert days <= held


@pytest.mark.parametrize("year", [1901, 1918, 1946, 1952, 1960, 1981])
def test_the_8_may_of_other_years_is_a_working_day(year: int) -> None:
    """Laws of 20 March 1953 and 2 October 1981, decree of 11 April 1959."""
    assert datetime.date(year, 5, 8) not in calendar.feries(year).tolist()


@pytest.mark.parametrize("name", sorted(calendar.CALENDARS))
def test_the_library_agrees_on_the_years_that_it_covers(name: str) -> None:
    """But for the three Whit Mondays that stayed holidays while worked."""
    import holidays

    kept = calendar.CALENDARS[name]
    maker = getattr(holidays, kept.family)
    for year in range(max(kept.first, 1900), 2101):
        theirs = set(maker(kept.name, subdiv=kept.subdivision, years=[year]))
        assert set(calendar.feries(year, name).tolist()) == theirs | {
            day for day in map(datetime.date.fromisoformat, kept.added) if day.year == year
        }


@pytest.mark.parametrize(
    ("year", "name"),
    [(1700, "FR"), (1899, "FR"), (2201, "FR"), (1998, "TARGET"), (1918, "FR-ALSACE-MOSELLE")],
)
def test_a_year_not_covered_is_refused_with_those_that_are(year: int, name: str) -> None:
    first = calendar.CALENDARS[name].first
    for question in (
        lambda: calendar.feries(year, name),
        lambda: calendar.ajuster(np.datetime64(f"{year}-06-01"), "suivant", name),
        lambda: calendar.ouvre(np.datetime64(f"{year}-06-01"), name),
        lambda: calendar.decaler(np.datetime64(f"{year}-06-01"), 1, "jours_ouvres", name),
    ):
        with pytest.raises(NotAvailable, match=f"{year} .de {first} à 2200") as caught:
            question()
        assert caught.value.excel == "#N/A"


def test_unknown_calendar() -> None:
    with pytest.raises(WrongValue, match="FR-ALSACE-MOSELLE"):
        calendar.feries(2025, "UK")


def test_holidays_are_not_to_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        calendar.feries(2025)[0] = np.datetime64("2025-01-02")


def test_importing_does_not_load_holidays() -> None:
    code = "import sys, udfs.calendar; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
