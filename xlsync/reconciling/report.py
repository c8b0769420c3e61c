"""The report of a lender's table: both tables side by side as a workbook, what differs in colour."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from udfs.errors import Text
from xlsync.annexbook.styles import CONFLICT_FILL, CONFLICT_INK, RULE, TOTAL_FILL, Styles
from xlsync.reconciling.aligning import Pair, expected, given
from xlsync.reconciling.comparing import LINE, Difference
from xlsync.reconciling.headings import AMOUNTS, YEAR
from xlsync.reconciling.reconciling import Reconciliation
from xlsync.reconciling.words import ABSENT, LABELS, said_reason, shown
from xlsync.scenarios.pages import Page, Writer

MARK = "xlsync_reconcile"
"""Property of the document that says what it is."""
RANK, NUMBER = Text("Rang", "Rank"), Text("Ligne du fichier", "Line of the file")
OURS, THEIRS, GAP = Text("modèle", "model"), Text("prêteur", "lender"), Text("écart", "difference")
EQUAL = Text("Tout concorde au centime.", "Everything agrees to the cent.")
UNEXPLAINED = Text("Aucune explication trouvée.", "No explanation found.")
CENTS = 100
NUMBER_WIDTH, AMOUNT_WIDTH = 9, 15
_FORMATS = {"fr": ("[$-40C]#,##0.00", "[$-40C]dd/mm/yyyy"), "en": ("#,##0.00", "yyyy-mm-dd")}


def report_bytes(found: Reconciliation, *, file: str, lang: str) -> bytes:
    """The report as a workbook.

    Args:
        found: Both tables.
        file: Name of the lender's file.
        lang: "fr" or "en".
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_custom_property(MARK, "1")
    about = Text(
        f"{found.loan.data.id}, {found.loan.title}, tableau {found.sort.fr}.   Prêteur : {file}.",
        f"{found.loan.data.id}, {found.loan.title}, {found.sort.en} table.   Lender: {file}.",
    )
    writer = Writer(book, Styles(book), lang, about)
    columns = found.found.columns
    widths = [NUMBER_WIDTH, NUMBER_WIDTH, *[AMOUNT_WIDTH] * len(_headings(columns)[2:])]
    title = Text("Rapprochement du tableau du prêteur", "The table of the lender, reconciled")
    page = writer.page(Text("Rapprochement", "Reconciliation"), title, widths)
    for text in _said(found):
        writer.caption(page, text)
    page.row += 1
    writer.headings(page, _headings(columns))
    page.sheet.freeze_panes(page.row, 2)
    for at, pair in enumerate(found.found.pairs):
        _line(writer, page, columns, pair, found.found.apart.get(at, ()))
    book.close()
    return stream.getvalue()


def _said(found: Reconciliation) -> list[Text]:
    if found.found.is_equal:
        return [EQUAL]
    said = [said_reason(one) for one in found.reasons] or [UNEXPLAINED]
    return [Text(one.fr[:1].upper() + one.fr[1:], one.en[:1].upper() + one.en[1:]) for one in said]


def _headings(columns: Sequence[str]) -> list[Text]:
    sides = [_of_side(column, side) for side in (OURS, THEIRS) for column in columns]
    return [RANK, NUMBER, *sides, *(_of_side(column, GAP) for column in columns if column in AMOUNTS)]


def _of_side(column: str, side: Text) -> Text:
    label = LABELS[column]
    return Text(f"{label.fr.capitalize()} – {side.fr}", f"{label.en.capitalize()} – {side.en}")


def _line(writer: Writer, page: Page, columns: Sequence[str], pair: Pair, own: Sequence[Difference]) -> None:
    row, line = pair
    apart = {one.column: one for one in own}
    whole = LINE in apart
    cells: list[tuple[Any, str, bool]] = [
        (None if row is None else row.rank, "", whole),
        (writer.said(ABSENT) if line is None else line.number, "", whole),
    ]
    for side in (row, line):
        for column in columns:
            value = None if side is None else _value(pair, side is row, column)
            cells.append((value, column, whole or column in apart))
    for column in columns:
        if column in AMOUNTS:
            gap = apart[column].gap if column in apart else None
            cells.append((gap, column, gap is not None))
    for at, (value, column, is_apart) in enumerate(cells):
        _write(writer, page, at, value, column, is_apart)
    page.row += 1


def _value(pair: Pair, is_ours: bool, column: str) -> object:
    row, line = pair
    if is_ours:
        return None if row is None else expected(row, column)
    return None if line is None else given(line, column)


def _write(writer: Writer, page: Page, at: int, value: object, column: str, is_apart: bool) -> None:
    amount, day = _FORMATS["en" if writer.lang == "en" else "fr"]
    colour: dict[str, Any] = {"bg_color": CONFLICT_FILL, "font_color": CONFLICT_INK} if is_apart else {}
    if not column and not is_apart:
        colour = {"bg_color": TOTAL_FILL}
    look = {"border": 1, "border_color": RULE, **colour}
    styles, sheet = writer.styles, page.sheet
    if isinstance(value, datetime.date):
        when = datetime.datetime.combine(value, datetime.time())
        sheet.write_datetime(page.row, at, when, styles.make(num_format=day, align="right", **look))
    elif isinstance(value, int) and column in AMOUNTS:
        sheet.write_number(page.row, at, value / CENTS, styles.make(num_format=amount, align="right", **look))
    elif isinstance(value, int):
        sheet.write_number(page.row, at, value, styles.make(num_format="0", align="center", **look))
    elif value is None:
        sheet.write_blank(page.row, at, None, styles.make(**look))
    else:
        sheet.write_string(page.row, at, writer.said(shown(value, column or YEAR)), styles.make(**look))
