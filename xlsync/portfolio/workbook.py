"""Lists as a workbook: a native table a sheet, its totals under it, ready to print."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from udfs.errors import Text
from xlsync.annexbook.measures import height_of, lines_of
from xlsync.annexbook.styles import RULE, Styles
from xlsync.portfolio.listing import AMOUNT, DAY, INTEGER, NUMBER, RATE, YEAR, Heading, Listing, total
from xlsync.scenarios.pages import Page, Writer

WIDTHS = {AMOUNT: 16, NUMBER: 15, RATE: 11, INTEGER: 11, YEAR: 9, DAY: 12}
TEXT_WIDTHS = (14, 44)
"""Least and greatest width of a column of texts, in characters."""
SIGNS = 1.15
"""Signs of a text beside the figures by which widths are counted."""
Drawing = Callable[[Writer, Page, Listing, int], None]
"""What stands under a table: the report, its page, the list, and the row of its first record, from 0."""


def workbook_bytes(
    listings: Sequence[Listing],
    *,
    mark: str,
    about: Text,
    lang: str,
    drawings: dict[str, Drawing] | None = None,
) -> bytes:
    """Lists as an .xlsx.

    Args:
        listings: A sheet each, in order; one without records says so.
        mark: Property of the document that says what it is.
        about: The line under each title.
        lang: "fr" or "en".
        drawings: By code of a list, what else stands under its table: a chart.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    book.set_custom_property(mark, "1")
    writer = Writer(book, Styles(book), lang, about)
    for rank, listing in enumerate(listings, start=1):
        page = writer.page(listing.name, listing.title, _widths(listing, writer))
        if not listing.rows:
            writer.caption(page, Text("rien", "nothing"))
            continue
        first = _table(writer, page, listing, f"t{rank}_{listing.code}")
        if drawings and listing.code in drawings:
            page.row += 1
            drawings[listing.code](writer, page, listing, first)
    book.close()
    return stream.getvalue()


def _widths(listing: Listing, writer: Writer) -> list[int]:
    return [_width(heading, at, listing, writer) for at, heading in enumerate(listing.headings)]


def _width(heading: Heading, at: int, listing: Listing, writer: Writer) -> int:
    if heading.kind in WIDTHS:
        return WIDTHS[heading.kind]
    longest = max((len(str(row[at] or "")) for row in listing.rows), default=0)
    least, most = TEXT_WIDTHS
    return min(most, max(least, longest + 2, len(writer.said(heading.label)) // 2 + 2))


def _table(writer: Writer, page: Page, listing: Listing, name: str) -> int:
    """Writes a list as a native table; the row of its first record."""
    forms = [_format(writer, heading) for heading in listing.headings]
    has_totals = any(heading.is_summed for heading in listing.headings)
    first, last = page.row, page.row + len(listing.rows) + has_totals
    columns = []
    for at, heading in enumerate(listing.headings):
        column: dict[str, Any] = {
            "header": _unique(writer, listing, at),
            "format": forms[at],
            "header_format": writer.styles.heading,
        }
        if heading.is_summed:
            column |= {"total_function": "sum", "total_value": total(row[at] for row in listing.rows)}
        elif at == 0 and has_totals:
            column["total_string"] = writer.said(Text("Total", "Total"))
        columns.append(column)
    page.sheet.set_row(first, 42)
    page.sheet.add_table(
        first, 0, last, len(columns) - 1,
        {"name": name, "columns": columns, "total_row": has_totals, "style": "Table Style Light 1"},
    )  # fmt: skip
    widths = _widths(listing, writer)
    for down, row in enumerate(listing.rows, start=first + 1):
        if (lines := _lines(listing, row, widths)) > 1:
            page.sheet.set_row(down, height_of(lines))
        for at, value in enumerate(row):
            _cell(page, down, at, value, forms[at])
    if has_totals:
        _totals(writer, page, listing, last, name)
    page.sheet.repeat_rows(first)
    page.sheet.freeze_panes(first + 1, 1)
    page.row = last + 1
    return first + 1


def _lines(listing: Listing, row: Sequence[Any], widths: Sequence[int]) -> int:
    """Lines of the longest text of a row: LibreOffice does not make room by itself for what wraps."""
    texts = (
        lines_of(str(value), width * SIGNS)
        for value, width, heading in zip(row, widths, listing.headings, strict=True)
        if heading.kind not in WIDTHS and value is not None
    )
    return max(texts, default=1)


def _unique(writer: Writer, listing: Listing, at: int) -> str:
    """A heading that no other column of the table bears, which Excel asks for."""
    labels = [writer.said(heading.label) for heading in listing.headings]
    again = labels[:at].count(labels[at])
    return f"{labels[at]} ({again + 1})" if again else labels[at]


def _totals(writer: Writer, page: Page, listing: Listing, row: int, table: str) -> None:
    """The totals once more, in their format, by the name of the table: LibreOffice wants it."""
    for at, heading in enumerate(listing.headings):
        form = writer.styles.make(
            bold=True, top=2, border_color=RULE, num_format=_number_format(heading, writer.lang)
        )
        if heading.is_summed:
            shown = _unique(writer, listing, at)
            column = "".join(f"'{one}" if one in "[]#'" else one for one in shown)
            value = total(line[at] for line in listing.rows)
            page.sheet.write_formula(row, at, f"=SUBTOTAL(109,{table}[{column}])", form, value)
        elif at == 0:
            page.sheet.write_string(row, at, writer.said(Text("Total", "Total")), form)
        else:
            page.sheet.write_blank(row, at, None, form)


def _cell(page: Page, row: int, at: int, value: Any, form: Format) -> None:
    if value is None or value == "":
        page.sheet.write_blank(row, at, None, form)
    elif isinstance(value, datetime.date):
        page.sheet.write_datetime(row, at, datetime.datetime.combine(value, datetime.time()), form)
    elif isinstance(value, int | float):
        page.sheet.write_number(row, at, value, form)
    else:
        page.sheet.write_string(row, at, str(value), form)


def _format(writer: Writer, heading: Heading) -> Format:
    more: dict[str, Any] = {"border": 1, "border_color": RULE}
    if heading.kind in WIDTHS:
        return writer.styles.make(num_format=_number_format(heading, writer.lang), align="right", **more)
    return writer.styles.make(text_wrap=True, **more)


def _number_format(heading: Heading, lang: str) -> str:
    french = "[$-40C]" if lang == "fr" else ""
    forms = {
        AMOUNT: f"{french}#,##0.00", NUMBER: f"{french}#,##0.##", RATE: f"{french}0.0\\ %", INTEGER: "0",
        YEAR: "0", DAY: "[$-40C]dd/mm/yyyy;@" if lang == "fr" else "yyyy-mm-dd;@",
    }  # fmt: skip
    return forms.get(heading.kind, "General")
