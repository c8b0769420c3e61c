"""What number formats show, against openpyxl, another program that tells dates from numbers."""

from __future__ import annotations

import re

import pytest
from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from tests.shared import ROOT
from xlsync.workbook import Workbook
from xlsync.workbook.number_formats import DATE, RATE, shown_by, shown_by_formats

SHIPPED = sorted((ROOT / "workbooks").glob("*.xlsx"))
HOURS_ALONE = re.compile(r"[^ydj]*[hs][^ydj]*", re.IGNORECASE)


@pytest.mark.parametrize(
    "code", [*BUILTIN_FORMATS.values(), "jj/mm/aaaa", 'yyyy"."mm', r"dd\-mm\-yy;@", "#,##0"]
)
def test_dates_are_those_of_openpyxl_but_for_hours_alone(code: str) -> None:
    expected = is_date_format(code.replace("j", "d").replace("a", "y") if "jj" in code else code)
    assert (shown_by(code) == DATE) == (expected and not HOURS_ALONE.fullmatch(code))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_cells_of_the_annexes_are_dates_where_openpyxl_says_so(path) -> None:
    book, other = Workbook.open(path), load_workbook(path)
    shown = shown_by_formats(book)
    for sheet in book.worksheets():
        for (row, column), cell in sheet.cells.items():
            peer = other[sheet.name].cell(row, column)
            assert (shown[cell.style] == DATE) == is_date_format(peer.number_format), peer
            assert (shown[cell.style] == RATE) == ("%" in peer.number_format), peer


@pytest.mark.parametrize("code", ["0%", "0.00%", r"[$-40C]0.0\ %", "0 %"])
def test_a_percentage_is_a_rate(code: str) -> None:
    assert shown_by(code) == RATE


@pytest.mark.parametrize("code", ["General", "@", '0" % du total"', "hh:mm", "[h]:mm:ss", "[Red]0.0"])
def test_what_is_between_quotes_or_brackets_says_nothing(code: str) -> None:
    assert shown_by(code) not in (DATE, RATE)
