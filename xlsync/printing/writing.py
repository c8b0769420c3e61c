"""Pages written as a workbook, with XlsxWriter: what LibreOffice turns into a PDF, line for line."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from xlsync.annexbook.styles import Styles
from xlsync.printing.lines import Line, Placed
from xlsync.printing.measuring import BODY, FONT, SMALL, UNIT, UNIT_PIXELS
from xlsync.printing.pages import Page, Paper

A4 = 9
MARK = "xlsync_print"
"""Keyword by which a file is known to be one of these prints."""
LONGEST = 90
"""Characters at the left of the top and of the foot of a page."""

_MARGINS = {"left": 0.4, "right": 0.35, "top": 0.75, "bottom": 0.65}


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands at the top and at the foot of each page.

    Attributes:
        title: Of the convention.
        parties: Who signs it.
        state: What it is as of now: a draft, a date; "" for nothing.
        today: The day of the print.
    """

    title: str
    parties: str
    state: str
    today: datetime.date

    @property
    def top(self) -> str:
        """In the codes of a header."""
        return f"&L{_small()}{_plain(self.title)}&R{_small('Bold')}{_plain(self.state)}"

    @property
    def foot(self) -> str:
        """In the codes of a footer."""
        said = f"{_plain(self.parties)} – imprimé le {self.today:%d/%m/%Y}"
        return f"&L{_small()}{said}&R{_small()}Page &P / &N"


def _small(weight: str = "Regular") -> str:
    return f'&"{FONT},{weight}"&{SMALL:.0f} '


def _plain(text: str) -> str:
    short = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
    return short.replace("&", "&&")


def write(pages: Sequence[Page], marks: Marks) -> bytes:
    """The pages as an .xlsx: a sheet for those of one form that follow one another."""
    stream = io.BytesIO()
    options = {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": BODY}}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": marks.title, "author": marks.parties, "keywords": MARK})
    styles = Styles(book)
    for number, (paper, group) in enumerate(groupby(pages, key=lambda page: page.paper), start=1):
        _sheet(book.add_worksheet(f"Annexes {number}"), styles, paper, list(group), marks)
    book.close()
    return stream.getvalue()


def _sheet(sheet: Worksheet, styles: Styles, paper: Paper, pages: Sequence[Page], marks: Marks) -> None:
    units = round(paper.width / UNIT)
    sheet.set_column_pixels(0, units - 1, UNIT_PIXELS)
    row, breaks = 0, []
    for page in pages:
        for line in page.lines:
            _line(sheet, styles, row, line)
            row += 1
        breaks.append(row)
    sheet.set_h_pagebreaks(breaks[:-1])
    sheet.print_area(0, 0, row - 1, units - 1)
    sheet.set_paper(A4)
    if paper.landscape:
        sheet.set_landscape()
    sheet.set_margins(**_MARGINS)
    sheet.set_print_scale(100)
    sheet.set_header(marks.top, {"margin": 0.35})
    sheet.set_footer(marks.foot, {"margin": 0.35})


def _line(sheet: Worksheet, styles: Styles, row: int, line: Line) -> None:
    sheet.set_row(row, line.height)
    for cell in line.cells:
        _cell(sheet, styles, row, cell)


def _cell(sheet: Worksheet, styles: Styles, row: int, cell: Placed) -> None:
    """A cell over the columns that it covers."""
    form = styles.make(**{"font_name": FONT, "font_size": BODY, **cell.style})
    first = round(cell.left / UNIT)
    last = max(first, round((cell.left + cell.width) / UNIT) - 1)
    if last > first:
        sheet.merge_range(row, first, row, last, "", form)
    if cell.value is None:
        sheet.write_blank(row, first, None, form)
    elif isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        sheet.write_number(row, first, cell.value, form)
    else:
        sheet.write_string(row, first, str(cell.value), form)
