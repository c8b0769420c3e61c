"""Names, dates and texts, against openpyxl and against themselves."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

from xlsync.errors import UnwritableValue
from xlsync.workbook import values


@given(st.integers(1, values.MAX_COLUMN))
def test_columns_are_openpyxls(number):
    letters = values.column_letters(number)
    assert letters == get_column_letter(number)
    assert values.column_number(letters.lower()) == number


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)))
def test_dates_are_openpyxls_and_come_back(date):
    serial = values.serial_from_date(date)
    assert serial == to_excel(date)
    assert values.date_from_serial(serial) == date


@given(st.dates(dt.date(1904, 1, 1), dt.date(2200, 1, 1)))
def test_dates_from_1904(date):
    serial = values.serial_from_date(date, date1904=True)
    assert serial == to_excel(date, CALENDAR_MAC_1904)
    assert values.date_from_serial(serial, date1904=True) == date


def test_hours_are_a_fraction():
    assert values.serial_from_date(dt.datetime(2024, 12, 2, 18)) == 45628.75


@pytest.mark.parametrize("serial", [0, -1, 60])
def test_no_such_day(serial):
    with pytest.raises(ValueError, match="no such day"):
        values.date_from_serial(serial)


def test_too_early():
    with pytest.raises(UnwritableValue):
        values.serial_from_date(dt.date(1899, 12, 31))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_come_back(text):
    assert values.decode_text(values.unescape(values.encode_text(text))) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), "x" * 32_768])
def test_what_no_cell_holds(value):
    with pytest.raises(UnwritableValue):
        values.encode_text(value) if isinstance(value, str) else values.number_text(values.plain_value(value))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back(number):
    assert float(values.number_text(number)) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [("A1", (1, 1, 1, 1)), ("$B$2:C9", (2, 2, 9, 3)), ("A:B", (1, 1, 1048576, 2)), ("3:4", (3, 1, 4, 16384))],
)
def test_ranges(text, expected):
    assert tuple(values.Range.parse(text)) == expected


@pytest.mark.parametrize("text", ["", "A0", "1A", "ABCD1", "A1:B"])
def test_not_a_range(text):
    with pytest.raises(ValueError, match="not a cell"):
        values.Range.parse(text)
