"""Pages of reports: headings, tables and native charts in one style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from udfs.errors import Text
from xlsync.annexbook.styles import FONT, FOOTER, INK, NOTE_INK, RULE, Styles

A4 = 9
LAST_ROW = 20_000
"""Row after the last one that a page prints."""
WIDTHS = (42, *[17] * 8)
BY_YEAR = (14, *[17] * 8)
CHART_WIDTH, CHART_HEIGHT = 1060, 360
ROWS_OF_A_CHART = 19
YEAR = Text("Année", "Year")


@dataclass(slots=True)
class Page:
    """A sheet, and the row that is written next, from 0."""

    sheet: Worksheet
    row: int = 0


@dataclass(slots=True)
class Writer:
    """What every sheet is written with."""

    book: xlsxwriter.Workbook
    styles: Styles
    lang: str
    about: Text

    def said(self, text: Text) -> str:
        """A text in the language of the report."""
        return text.in_language(self.lang)

    def page(self, name: Text, title: Text, widths: Sequence[int] = WIDTHS) -> Page:
        """A sheet ready to print, under its title."""
        sheet = self.book.add_worksheet(_free(self.book, self.said(name)))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(FOOTER)
        sheet.print_area(0, 0, LAST_ROW, len(widths) - 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        heading, under = self.styles.heading_of_sheet()
        sheet.write_string(0, 0, self.said(title), heading)
        sheet.set_row(0, 24)
        sheet.write_string(1, 0, self.said(self.about), under)
        return Page(sheet, 3)

    def caption(self, page: Page, text: Text) -> None:
        """What a table is about."""
        page.sheet.write_string(page.row, 0, self.said(text), self.styles.caption)
        page.row += 1

    def note(self, page: Page, text: Text, height: int = 15) -> None:
        """A sentence across the page."""
        form = self.styles.make(font_size=9, font_color=NOTE_INK, italic=True, text_wrap=True, valign="top")
        page.sheet.merge_range(page.row, 0, page.row, len(WIDTHS) - 1, self.said(text), form)
        page.sheet.set_row(page.row, height)
        page.row += 1

    def headings(self, page: Page, texts: Sequence[Text], height: int = 42) -> None:
        """The headings of a table."""
        for column, text in enumerate(texts):
            page.sheet.write_string(page.row, column, self.said(text), self.styles.heading)
        page.sheet.set_row(page.row, height)
        page.row += 1

    def line(self, page: Page, label: str | int, cells: Sequence[tuple[float | str | None, str]]) -> None:
        """A label and figures, each with its number format."""
        label_format = self._cell(align="center" if isinstance(label, int) else "left", text_wrap=True)
        page.sheet.write(page.row, 0, label, label_format) if isinstance(label, int) else (
            page.sheet.write_string(page.row, 0, label, label_format)
        )
        for column, (value, form) in enumerate(cells, start=1):
            if isinstance(value, str):
                page.sheet.write_string(page.row, column, value, self._cell(text_wrap=True))
            elif value is None or not np.isfinite(value):
                page.sheet.write_blank(page.row, column, None, self._cell())
            else:
                page.sheet.write_number(page.row, column, value, self._cell(num_format=form, align="right"))
        page.row += 1

    def _cell(self, **more: Any) -> Format:
        return self.styles.make(border=1, border_color=RULE, **more)

    def place(self, page: Page, chart: Chart) -> None:
        """A chart under what is written."""
        chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
        chart.set_chartarea({"border": {"color": RULE}})
        page.sheet.insert_chart(page.row, 0, chart, {"object_position": 2, "x_offset": 2, "y_offset": 4})
        page.row += ROWS_OF_A_CHART


def _free(book: xlsxwriter.Workbook, name: str) -> str:
    """A name that a sheet may bear and that none has."""
    plain = "".join(" " if one in "[]:*?/\\'" else one for one in name)
    plain = " ".join(plain.split())[:28] or "1"
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    found, rank = plain, 2
    while found.casefold() in taken:
        found, rank = f"{plain} {rank}", rank + 1
    return found


def amounts(values: Sequence[float | None], lang: str) -> str:
    """The number format that suits some figures."""
    largest = max((abs(one) for one in values if one is not None and np.isfinite(one)), default=0)
    tail = "" if largest >= 1000 else ".00" if largest >= 1 else ".0000"
    return f"{'[$-40C]' if lang == 'fr' else ''}#,##0{tail}"


def percent(lang: str) -> str:
    """The number format of a share."""
    return "[$-40C]0.0\\ %" if lang == "fr" else "0.0%"


def font(size: int, **more: Any) -> dict[str, Any]:
    """The font of a chart."""
    return {"name": FONT, "size": size, "color": INK, **more}


def titled(text: str) -> dict[str, Any]:
    """A title; XlsxWriter would take `Sheet!A1` in it for a reference."""
    return {"name": text.replace("!", ", "), "name_font": font(12, bold=True), "overlay": False}


def dressed(
    writer: Writer,
    chart: Chart,
    title: Text,
    x_title: Text,
    y_title: Text,
    form: str | None = None,
    largest: float | None = None,
    *,
    from_zero: bool = False,
) -> None:
    """A chart with its title, its axes and their formats."""
    chart.set_title(titled(writer.said(title)))
    axis = {"num_font": font(9), "line": {"color": RULE}, "name_font": font(9, bold=False)}
    chart.set_x_axis(
        {**axis, "name": writer.said(x_title), "num_format": "0", "label_position": "low", "text_axis": True}
    )
    chart.set_y_axis(
        {
            **axis,
            "name": writer.said(y_title).replace("!", ", "),
            "num_format": form or ("[$-40C]#,##0" if writer.lang == "fr" else "#,##0"),
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
            **({} if largest is None else {"max": largest, "min": 0}),
            **({"min": 0} if from_zero else {}),
        }
    )
