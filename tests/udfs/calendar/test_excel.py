"""Excel's bases 0 to 4 against LibreOffice, which computes YEARFRAC by the same published algorithm."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import openpyxl
import pytest

import udfs
from tests.oracle import libreoffice_values
from tests.udfs.calendar.strategies import days
from udfs import calendar
from udfs.errors import WrongValue

PAIRS = 300


def near_month_ends(chance: random.Random) -> list[tuple[datetime.date, datetime.date]]:
    """Pairs of dates, many of them near the end of a month, within a year or years apart."""
    found = []
    for rank in range(PAIRS):
        start = datetime.date(chance.randrange(1990, 2040), chance.randrange(1, 13), 1)
        start += datetime.timedelta(days=chance.randrange(-4, 2))
        end = start + datetime.timedelta(days=chance.randrange(0, 366 if rank % 2 else 5000))
        if rank % 3 == 0:
            end = end.replace(day=1) + datetime.timedelta(days=chance.randrange(-4, 2))
        found.append((min(start, end), max(start, end)))
    return found


@pytest.mark.libreoffice
def test_libreoffice_agrees(tmp_path: Path) -> None:
    pairs = near_month_ends(random.Random(3))
    book = openpyxl.Workbook()
    for row, pair in enumerate(pairs, 1):
        dates = ",".join(f"DATE({day.year},{day.month},{day.day})" for day in pair)
        for basis in range(5):
            book.active.cell(row, basis + 1, f"=YEARFRAC({dates},{basis})")
    book.save(tmp_path / "years.xlsx")
    values = libreoffice_values(tmp_path / "years.xlsx")
    assert len(values) == 5 * PAIRS
    for row, pair in enumerate(pairs, 1):
        for basis, column in enumerate("ABCDE"):
            expected = values["Sheet", f"{column}{row}"]
            found = calendar.fraction(*days(*pair), str(basis))
            assert found == pytest.approx(expected, rel=1e-12, abs=1e-12), (pair, basis)


@pytest.mark.parametrize("cell", [1, 1.0, "1", " 1 "])
def test_a_number_or_a_text_selects_a_base(cell: object) -> None:
    """91 days of a period with a 29 February, over 366."""
    assert udfs.call("JOURS.FRACTION", "15/12/2023", "15/03/2024", cell) == 91 / 366


def test_the_number_zero_is_a_blank_cell_and_its_text_is_not() -> None:
    """From 13 to 31 December, 17 days in 30E/360, the default, and 18 in Excel's base 0."""
    found = [udfs.call("JOURS.NOMBRE", "13/12/2024", "31/12/2024", cell) for cell in (0, None, "0")]
    assert found == [17, 17, 18]


@pytest.mark.parametrize("cell", [5, 1.5, True, "01"])
def test_other_numbers_select_nothing(cell: object) -> None:
    with pytest.raises(WrongValue, match="30E/360"):
        udfs.call("JOURS.NOMBRE", "13/12/2024", "31/12/2024", cell)
