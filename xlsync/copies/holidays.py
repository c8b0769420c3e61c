"""The list of holidays that a native copy shows, since WORKDAY needs one."""

from __future__ import annotations

from typing import Any, Final

from udfs import calendar
from udfs.serials import serial_from_date
from xlsync.copies.native.jours import CALENDAR
from xlsync.copies.native.templates import HOLIDAYS
from xlsync.recalc.view import CellView
from xlsync.workbook import Workbook
from xlsync.workbook.carrying import add_names
from xlsync.workbook.number_formats import DATE, shown_by_formats
from xlsync.workbook.sheets import with_sheet
from xlsync.workbook.values import encode_text

SHEET: Final = "Jours fériés"
FIRST_YEAR, LAST_YEAR = 2010, 2070
"""Years of the list: those of the conventions, with some before and after."""

_TOP: Final = 4
_TITLE = f"Jours fériés légaux de {FIRST_YEAR} à {LAST_YEAR} ({calendar.CALENDARS[CALENDAR].source.fr})"
_NOTE = (
    "Les formules de jours ouvrés lisent cette liste ; hors de ces années, il n’y a que des fins de semaine."
)


def days() -> list[int]:
    """Serials of the holidays, in order."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return [int(serial_from_date(day.item())) for year in years for day in calendar.feries(year, CALENDAR)]


def view_of() -> dict[str, Any]:
    """The sheet and its name as a recalculation sees them."""
    cells = {(_TOP + rank, 1): CellView(float(day)) for rank, day in enumerate(days())}
    return {"sheets": {SHEET: cells}, "names": {(None, HOLIDAYS): _reference(len(cells))}}


def _reference(count: int) -> str:
    return f"'{SHEET}'!$A${_TOP}:$A${_TOP + count - 1}"


def with_holidays(book: Workbook) -> Workbook:
    """The workbook with the list and its name, after the other sheets."""
    listed = days()
    style = date_style(book)
    shown = f' s="{style}"' if style else ""
    texts = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{encode_text(text)}</t></is></c></row>'
        for row, text in ((1, _TITLE), (2, _NOTE))
    )
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"{shown}><v>{day}</v></c></row>' for row, day in enumerate(listed, _TOP)
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cols><col min="1" max="1" width="14" customWidth="1"/></cols>'
        f"<sheetData>{texts}{rows}</sheetData></worksheet>"
    )
    found = with_sheet(book, SHEET, text)
    add_names(found, [(HOLIDAYS, _reference(len(listed)), None)])
    return found


def date_style(book: Workbook) -> int:
    """The first cell format of the workbook that shows a whole date, 0 when it has none."""
    return next((rank for rank, shown in enumerate(shown_by_formats(book)) if shown == DATE), 0)
