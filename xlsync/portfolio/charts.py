"""Charts under the lists of a report."""

from __future__ import annotations

from udfs.errors import Text
from xlsync.annexbook.styles import PETROL
from xlsync.portfolio.listing import Listing
from xlsync.scenarios.pages import Page, Writer, dressed, font

OCHRE = "#E0A458"
COLORS = (PETROL, OCHRE)


def bars(
    writer: Writer, page: Page, listing: Listing, first: int, columns: tuple[str, ...], title: Text
) -> None:
    """Columns of amounts beside the first column of a list, as stacked bars from 0.

    Args:
        writer: The report.
        page: Its sheet.
        listing: The list that was just written on the page.
        first: Row of its first record, from 0.
        columns: Codes of the columns that are drawn.
        title: What the chart shows.
    """
    codes = [heading.code for heading in listing.headings]
    last, name = first + len(listing.rows) - 1, page.sheet.get_name()
    chart = writer.book.add_chart({"type": "column", "subtype": "stacked"})
    for code, color in zip(columns, COLORS, strict=False):
        at = codes.index(code)
        chart.add_series(
            {
                "name": writer.said(listing.headings[at].label),
                "categories": [name, first, 0, last, 0],
                "values": [name, first, at, last, at],
                "fill": {"color": color},
                "border": {"none": True},
                "gap": 60,
            }
        )
    positive = all((row[codes.index(code)] or 0) >= 0 for row in listing.rows for code in columns)
    dressed(writer, chart, title, listing.headings[0].label, Text("€", "EUR"), from_zero=positive)
    chart.set_legend({"position": "bottom", "font": font(9)})
    writer.place(page, chart)
