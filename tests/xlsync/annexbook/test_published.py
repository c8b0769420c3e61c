"""Figures of documents beside the cells that compute them."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from xlsync.annexbook.published import compare_published
from xlsync.model import Published

DAY = datetime.date(2022, 11, 13)
QUOTE = Published("champs", {}, "validite_devis", DAY)


@pytest.mark.parametrize(
    ("date1904", "serial"),
    [(False, (DAY - datetime.date(1899, 12, 30)).days), (True, (DAY - datetime.date(1904, 1, 1)).days)],
)
def test_a_date_counts_from_the_calendar_of_its_workbook(templates, date1904, serial):
    """Origins: ECMA-376 part 1, 18.17.4.1."""
    cell = replace(templates["moby"].cell("champs", "", "validite_devis"), value=float(serial))
    found = compare_published([cell], [QUOTE], date1904)
    assert (found.compared, found.different, found.missing) == (1, (), ())
    (difference,) = compare_published([cell], [QUOTE], not date1904).different
    assert abs((difference.computed - DAY).days) == 1462
