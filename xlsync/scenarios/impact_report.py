"""The report of an impact: a line a figure, totals by year, and a native chart, before and after."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from udfs.errors import Text
from xlsync.annexbook.styles import PETROL, Styles
from xlsync.scenarios.impact import Impact
from xlsync.scenarios.pages import YEAR, Page, Writer, amounts, dressed, font, percent

MARK = "xlsync_impact"
"""Property of the document that says what it is."""
WIDTHS = (46, 34, 12, *[18] * 4)
BEFORE, AFTER = Text("Avant (€)", "Before (EUR)"), Text("Après (€)", "After (EUR)")
OCHRE = "#E0A458"
GAP, SHARE = Text("Écart (€)", "Difference (EUR)"), Text("Écart (%)", "Difference (%)")
RENEWED = Text("reconduite", "renewed")


def impact_bytes(found: Impact, *, about: Text, lang: str) -> bytes:
    """The report of an impact as a workbook.

    Args:
        found: The impact.
        about: Which versions it is about.
        lang: "fr" or "en".
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_custom_property(MARK, "1")
    writer = Writer(book, Styles(book), lang, about)
    page = writer.page(Text("Effet", "Impact"), Text("Effet d’un tarif", "Impact of a tariff"), WIDTHS)
    if found.totals:
        _totals(writer, page, found)
    writer.caption(page, Text("Par convention", "By agreement"))
    writer.headings(
        page,
        [Text("Convention", "Agreement"), Text("Chiffre", "Figure"), YEAR, BEFORE, AFTER, GAP, SHARE],
        28,
    )
    form = _form([one.after for one in found.lines], lang)
    for one in found.lines:
        more = f" ({writer.said(RENEWED)})" if one.renewed else ""
        writer.line(
            page,
            f"{one.convention}{more}",
            [
                (f"{writer.said(one.column)} – {writer.said(one.row)}", ""),
                (one.year, "0"),
                *_figures(one.before, one.after, form, lang),
            ],
        )
    if found.unchanged:
        page.row += 1
        writer.caption(
            page,
            Text(
                f"Sans changement : {', '.join(found.unchanged)}", f"Unchanged: {', '.join(found.unchanged)}"
            ),
        )
    book.close()
    return stream.getvalue()


def _form(values: Sequence[float | None], lang: str) -> str:
    """Amounts with their cents."""
    return f"{amounts([1000.0], lang)}.00" if values else amounts([1.0], lang)


def _figures(
    before: float | None, after: float | None, form: str, lang: str
) -> list[tuple[float | str | None, str]]:
    known = before is not None and after is not None
    gap = after - before if before is not None and after is not None else None
    share = gap / before if known and gap is not None and before else None
    return [(before, form), (after, form), (gap, form), (share, percent(lang))]


def _totals(writer: Writer, page: Page, found: Impact) -> None:
    """A line a year and the chart."""
    writer.caption(page, Text("Total des chiffres qui changent", "Total of the figures that change"))
    writer.headings(
        page, [Text("Conventions", "Agreements"), Text("", ""), YEAR, BEFORE, AFTER, GAP, SHARE], 28
    )
    everyone = writer.said(Text("Toutes celles qui changent", "All those that change"))
    first, form = page.row, _form([0.0], writer.lang)
    for year, before, after in found.totals:
        figures = _figures(before, after, form, writer.lang)
        writer.line(page, everyone, [("", ""), (year, "0"), *figures])
    last, name = page.row - 1, page.sheet.get_name()
    bars = writer.book.add_chart({"type": "column"})
    for column, said, color in ((3, BEFORE, OCHRE), (4, AFTER, PETROL)):
        bars.add_series(
            {
                "name": writer.said(said),
                "categories": [name, first, 2, last, 2],
                "values": [name, first, column, last, column],
                "fill": {"color": color},
                "border": {"none": True},
                "gap": 80,
            }
        )
    title = Text("Total par année, avant et après", "Total by year, before and after")
    positive = all(value >= 0 for _, *values in found.totals for value in values)
    dressed(writer, bars, title, YEAR, Text("€", "EUR"), from_zero=positive)
    bars.set_legend({"position": "bottom", "font": font(9)})
    page.row += 1
    writer.place(page, bars)
    page.row += 1
