"""The report of two annexes side by side: versions of parameters, then each annex with what differs in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal

import xlsxwriter

from udfs.errors import Text
from xlsync.annexbook.contrast import Change, Contrast, shown, shown_column
from xlsync.annexbook.handed import described, said
from xlsync.annexbook.styles import Styles, number_format
from xlsync.scenarios.pages import Page, Writer

MARK = "xlsync_diff"
"""Property of the document that says what it is."""
WIDTHS = (44, 36, 22, 11, 24, 24, 18)
SORTS = {
    "row": Text("ligne", "row"),
    "input": Text("saisie", "input"),
    "figure": Text("calculé", "computed"),
    "formula": Text("formule", "formula"),
    "other": Text("autre", "other"),
}
"""What each sort of change is called."""
TARIFF = Text("tarif", "tariff")
OTHERS = Text("Autour des saisies", "Beside the inputs")
EQUAL = Text(
    "Aucun écart : les deux annexes disent la même chose.", "No difference: both annexes say the same."
)
HEADINGS = (
    Text("Ligne", "Row"),
    Text("Rubrique", "Heading"),
    Text("Cellule", "Cell"),
    Text("Nature", "Sort"),
    Text("Avant", "Before"),
    Text("Après", "After"),
    Text("Écart", "Difference"),
)


def diff_bytes(found: Contrast, *, sides: tuple[Text, Text], lang: str) -> bytes:
    """The report as a workbook.

    Args:
        found: What differs.
        sides: What each side is.
        lang: "fr" or "en".
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_custom_property(MARK, "1")
    about = Text(
        f"Avant : {sides[0].fr}.   Après : {sides[1].fr}.",
        f"Before: {sides[0].en}.   After: {sides[1].en}.",
    )
    writer = Writer(book, Styles(book), lang, about)
    page = writer.page(
        Text("Écarts", "Differences"), Text("Écarts entre deux annexes", "Two annexes"), WIDTHS
    )
    if found.is_equal:
        writer.caption(page, EQUAL)
    if found.versions:
        _versions(writer, page, found)
    for title, changes in found.by_annex.items():
        writer.caption(page, Text(title, title) if title else OTHERS)
        _table(writer, page, changes)
    book.close()
    return stream.getvalue()


def _versions(writer: Writer, page: Page, found: Contrast) -> None:
    """The tariffs that are not those of both."""
    writer.caption(page, Text("Versions de paramètres (tarifs)", "Versions of parameters (tariffs)"))
    writer.headings(page, [Text("Paramètre", "Parameter"), *HEADINGS[1:]], 20)
    for pair in found.versions:
        one = pair[0] or pair[1]
        assert one is not None, "one side holds it"
        texts = [(writer.said(said(side)), "") for side in pair]
        sort = (writer.said(TARIFF), "")
        writer.line(page, writer.said(described(one)), [("", ""), ("", ""), sort, *texts, ("", "")])
    page.row += 1


def _table(writer: Writer, page: Page, changes: Sequence[Change]) -> None:
    """A line a change."""
    writer.headings(page, HEADINGS, 20)
    for one in changes:
        writer.line(
            page,
            one.record or "–",
            [
                (one.heading, ""),
                (one.cells[1] or one.cells[0], ""),
                (writer.said(SORTS[one.sort]), ""),
                _content(one, 0, writer.lang),
                _content(one, 1, writer.lang),
                (one.difference, _form(one)) if one.difference is not None else ("", ""),
            ],
        )
    page.row += 1


def _content(one: Change, side: Literal[0, 1], lang: str) -> tuple[float | str | None, str]:
    """A number as a number in the format of its column, anything else as it is read."""
    value = (one.before, one.after)[side]
    if isinstance(value, int | float) and one.column is not None and not isinstance(value, bool):
        return float(value), _form(one)
    return shown(one, side, lang), ""


def _form(one: Change) -> str:
    return number_format(shown_column(one.column)) if one.column is not None else "General"
