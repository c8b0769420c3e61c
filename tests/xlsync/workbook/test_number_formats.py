"""What number formats show, against openpyxl, another program that tells dates from numbers."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl import load_workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import BUILTIN_FORMATS, NumberFormat, is_date_format

from tests.shared import ROOT
from xlsync.copies.holidays import date_style
from xlsync.workbook import Workbook
from xlsync.workbook.number_formats import DATE, PERIOD, RATE, shown_by, shown_by_formats

SHIPPED = sorted((ROOT / "workbooks").glob("*.xlsx"))
HOURS_ALONE = re.compile(r"[^ydj]*[hs][^ydj]*", re.IGNORECASE)


@pytest.mark.parametrize(
    "code", [*BUILTIN_FORMATS.values(), "jj/mm/aaaa", 'yyyy"."mm', r"dd\-mm\-yy;@", "#,##0"]
)
def test_dates_are_those_of_openpyxl_but_for_hours_alone(code: str) -> None:
    expected = is_date_format(code.replace("j", "d").replace("a", "y") if "jj" in code else code)
    assert (shown_by(code) in (DATE, PERIOD)) == (expected and not HOURS_ALONE.fullmatch(code))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_cells_of_the_annexes_are_dates_where_openpyxl_says_so(path) -> None:
    book, other = Workbook.open(path), load_workbook(path)
    shown = shown_by_formats(book)
    for sheet in book.worksheets():
        for (row, column), cell in sheet.cells.items():
            peer = other[sheet.name].cell(row, column)
            assert (shown[cell.style] in (DATE, PERIOD)) == is_date_format(peer.number_format), peer
            assert (shown[cell.style] == RATE) == ("%" in peer.number_format), peer


@pytest.mark.parametrize("code", ["0%", "0.00%", r"[$-40C]0.0\ %", "0 %"])
def test_a_percentage_is_a_rate(code: str) -> None:
    assert shown_by(code) == RATE


@pytest.mark.parametrize("code", ["General", "@", '0" % du total"', "hh:mm", "[h]:mm:ss", "[Red]0.0"])
def test_what_is_between_quotes_or_brackets_says_nothing(code: str) -> None:
    assert shown_by(code) not in (DATE, PERIOD, RATE)


def _saved(book: OpenpyxlWorkbook) -> Workbook:
    buffer = io.BytesIO()
    book.save(buffer)
    return Workbook.from_bytes(buffer.getvalue())


def test_the_format_of_a_condition_is_not_that_of_a_cell_of_the_same_number() -> None:
    book = OpenpyxlWorkbook()
    book.active["B1"], book.active["B1"].number_format = 5, '0" jours"'
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=164, formatCode="dd/mm/yyyy"))
    book.active.conditional_formatting.add("B1", Rule(type="expression", dxf=style, formula=["B1>9"]))
    saved = _saved(book)
    assert DATE not in {shown_by_formats(saved)[cell.style] for cell in saved.worksheets()[0].cells.values()}


def test_a_whole_date_is_told_from_a_year_or_a_month() -> None:
    book = OpenpyxlWorkbook()
    for row, code in enumerate(("yyyy", "mmm-yy", "dd/mm/yyyy"), 1):
        cell = book.active.cell(row, 1, 45_658)
        cell.number_format = code
    saved = _saved(book)
    styles = [saved.worksheets()[0].cells[row, 1].style for row in (1, 2, 3)]
    assert [shown_by_formats(saved)[style] for style in styles] == [PERIOD, PERIOD, DATE]
    assert date_style(saved) == styles[2]
