"""Serials of days, against openpyxl's, and the ends of both calendars.

Ends: ECMA-376 part 1, 18.17.4.1, and Excel's own limits: 2958465 is 31 December 9999 in the 1900 system,
1462 less in the 1904 one.
"""

import datetime as dt
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

from tests.shared import ROOT
from udfs.errors import OutOfRange
from udfs.serials import date_from_serial, first_day, serial_from_date

SYSTEMS = pytest.mark.parametrize("date1904", [False, True])
NUMBERS = (
    st.floats() | st.integers(-100, 3_000_000) | st.sampled_from([20251231, 2_958_465, 2_957_003, 1e308])
)


@given(st.dates(dt.date(1900, 1, 1)))
def test_days_are_openpyxls_and_come_back(day):
    serial = serial_from_date(day)
    assert serial == to_excel(day)
    assert date_from_serial(serial) == day


@given(st.dates(dt.date(1904, 1, 1)))
def test_days_from_1904(day):
    serial = serial_from_date(day, date1904=True)
    assert serial == to_excel(day, CALENDAR_MAC_1904)
    assert date_from_serial(serial, date1904=True) == day


@given(st.datetimes(dt.datetime(1900, 3, 1)))
def test_hours_are_a_fraction(moment):
    second = moment.replace(microsecond=0)
    serial = serial_from_date(second)
    assert serial == pytest.approx(to_excel(second), abs=1e-8)
    assert date_from_serial(serial) == second.date()


def test_the_hours_of_a_moment_with_a_time_zone_are_its_own():
    paris = dt.timezone(dt.timedelta(hours=2))
    assert serial_from_date(dt.datetime(2024, 12, 2, 18, tzinfo=paris)) == 45628.75


@pytest.mark.parametrize(("serial", "day"), [(1, (1900, 1, 1)), (59, (1900, 2, 28)), (61, (1900, 3, 1))])
def test_the_first_days(serial, day):
    assert date_from_serial(serial) == dt.date(*day)


@pytest.mark.parametrize(("serial", "date1904"), [(2_958_465, False), (2_957_003, True)])
def test_the_last_day(serial, date1904):
    assert serial_from_date(dt.date(9999, 12, 31), date1904) == serial
    assert date_from_serial(serial + 0.99, date1904) == dt.date(9999, 12, 31)
    with pytest.raises(OutOfRange) as caught:
        date_from_serial(serial + 1, date1904)
    assert "31/12/9999" in caught.value.text.fr
    assert "9999-12-31" in caught.value.text.en


@SYSTEMS
@pytest.mark.parametrize("serial", [-5, -0.5, 2_958_466, 20_251_231, 1e308, math.inf, -math.inf, math.nan])
def test_no_such_day(serial, date1904):
    with pytest.raises(OutOfRange):
        date_from_serial(serial, date1904)


@pytest.mark.parametrize("serial", [0, 0.5, 60, 60.5])
def test_no_such_day_from_1900(serial):
    with pytest.raises(OutOfRange):
        date_from_serial(serial)
    assert date_from_serial(serial, date1904=True) >= dt.date(1904, 1, 1)


@SYSTEMS
def test_too_early(date1904):
    with pytest.raises(OutOfRange):
        serial_from_date(first_day(date1904) - dt.timedelta(days=1), date1904)


@SYSTEMS
@given(number=NUMBERS)
def test_any_number_is_a_day_or_none(number, date1904):
    try:
        day = date_from_serial(number, date1904)
    except OutOfRange:
        return
    assert serial_from_date(day, date1904) == math.floor(number)


def test_no_other_module_has_an_epoch_of_its_own():
    """The years before the first days of both systems are written once; of the scripts, one knows 1970."""
    sources = [path for package in ("udfs", "xlsync") for path in (ROOT / package).rglob("*.py")]
    epoch = re.compile(r"\b1899\b|\b1904,|\b2_?958_?465\b")
    named = {path.name for path in sources if epoch.search(path.read_text("utf-8"))}
    assert named == {"serials.py"}
    scripts = [path.read_text("utf-8") for path in (ROOT / "xlsync" / "server").rglob("*.js")]
    known = {int(number) for text in scripts for number in re.findall(r"\b25\d{3}\b", text)}
    assert known == {serial_from_date(dt.date(1970, 1, 1))}
