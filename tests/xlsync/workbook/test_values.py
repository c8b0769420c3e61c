"""Names, values and texts, against openpyxl and against themselves."""

import datetime as dt
import io
import math

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import time_to_days

from xlsync.errors import UnwritableValue
from xlsync.workbook import Workbook, values
from xlsync.workbook.sheet import Sheet


@given(st.integers(1, values.MAX_COLUMN))
def test_columns_are_openpyxls(number):
    letters = values.column_letters(number)
    assert letters == get_column_letter(number)
    assert values.column_number(letters.lower()) == number


@pytest.mark.parametrize("date1904", [False, True])
def test_a_date_without_serial_cannot_be_written(date1904):
    with pytest.raises(UnwritableValue) as caught:
        values.plain_value(dt.date(1899, 12, 31), date1904)
    assert "31/12/1899" in caught.value.text.fr


def test_a_date_without_serial_that_a_file_writes_out_is_a_text():
    assert values.serial_or_text(dt.date(2024, 12, 2)) == 45628
    assert values.serial_or_text(dt.datetime(1903, 5, 12), date1904=True) == "12/05/1903"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12:30:00", 12.5 / 24),
        ("12:30:15.250", (12.5 + 15.25 / 3600) / 24),
        ("1899-12-30T06:00:00", 0.25),
        ("1899-12-30", 0),
        ("2024-12-02T06:00:00Z", 45628.25),
        ("24:00:00", "24:00:00"),
        ("2024", "2024"),
        ("à midi", "à midi"),
    ],
)
def test_moments_in_iso_8601(raw, value):
    found = values.moment_or_text(raw)
    assert found == (pytest.approx(value, abs=1e-12) if isinstance(value, float) else value)


@given(st.times())
def test_times_that_openpyxl_writes_out(time):
    book = openpyxl.Workbook()
    book.iso_dates = True
    book.active["A1"], book.active["A2"] = time, 7
    buffer = io.BytesIO()
    book.save(buffer)
    cells = Workbook.from_bytes(buffer.getvalue()).worksheets()[0].cells
    assert cells[1, 1].value == pytest.approx(time_to_days(time), abs=2e-8)
    assert cells[2, 1].value == 7


@pytest.mark.parametrize(("raw", "value"), [("", None), (" ", None), ("à midi", "à midi")])
def test_a_cell_of_dates_that_holds_none_hinders_no_other(raw, value):
    rows = f'<row r="1"><c r="A1" t="d"><v>{raw}</v></c><c r="B1"><v>7</v></c></row>'
    sheet = Sheet("F", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    assert (sheet.cell("A1").value, sheet.values.get((1, 1)), sheet.cell("B1").value) == (value, value, 7)


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


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_several_numbers_are_written_as_each(numbers):
    assert values.number_texts(numbers) == [values.number_text(number).encode() for number in numbers]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_written_nowhere(number):
    with pytest.raises(UnwritableValue):
        values.number_texts([1.0, number])
