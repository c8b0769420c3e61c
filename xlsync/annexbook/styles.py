"""How annex workbooks look: colours, number formats, cell formats.

Inputs stand on pale yellow in blue ink, computed cells on white in black ink, headings on petrol blue.
Number and date formats carry the French locale, so that LibreOffice shows them as Excel does in France.
"""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from xlsync.annexes import Column

PETROL, INK, PAPER, RULE = "#1F5C7A", "#1B2A33", "#FFFFFF", "#C9D3D8"
INPUT_FILL, INPUT_INK, TOTAL_FILL, NOTE_INK = "#FFF8DC", "#1A3E8C", "#E8EEF1", "#5B6B73"
CONFLICT_FILL, CONFLICT_INK = "#F8CBAD", "#9C2A00"
DEROGATION_FILL, DEROGATION_INK = "#E4DAF0", "#5B2C83"
LINK_INK = "#1A3E8C"
FONT = "Calibri"

PARTIES = '=titre&" – "&operateur&" / "&membre'
"""Formula of the line under each title."""

FOOTER = "&L&9&F&C&9&A&R&9Page &P / &N"
"""File, sheet and page number at the foot of each page."""


def number_format(column: Column) -> str:
    """Excel number format of a column, at its displayed decimals."""
    if column.type == "date":
        return "[$-40C]dd/mm/yyyy;@"
    if column.type == "year":
        return "0"
    if column.type in ("text", "choice", "flag"):
        return "@" if column.type == "text" and column.is_input else "General"
    decimals = column.displayed if column.displayed is not None else column.decimals
    if decimals is None:
        return "General"
    tail = "." + "0" * decimals if decimals else ""
    if column.type == "rate":
        return f"[$-40C]0{tail}\\ %"
    return f"[$-40C]#,##0{tail}"


class Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def make(self, **properties: Any) -> Format:
        """A format with these XlsxWriter properties, on the common font."""
        full = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter", **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(full)
        return self._made[key]

    def heading_of_sheet(self, wrapped: bool = False) -> tuple[Format, Format]:
        """Title of a sheet, and the line of the parties under it."""
        more = {"text_wrap": True} if wrapped else {}
        title = self.make(bold=True, font_size=15, font_color=PETROL, **more)
        return title, self.make(font_color=NOTE_INK, italic=True, **more)

    @property
    def caption(self) -> Format:
        """Caption of a table or heading of a group of fields."""
        return self.make(bold=True, font_size=11, font_color=PETROL)

    @property
    def note(self) -> Format:
        """Small explanation."""
        return self.make(font_size=9, font_color=NOTE_INK, italic=True, indent=1)

    def link(self, **more: Any) -> Format:
        """A link to another place."""
        return self.make(font_color=LINK_INK, underline=1, **more)

    @property
    def text(self) -> Format:
        """Running text."""
        return self.make(text_wrap=True, valign="top")

    @property
    def label(self) -> Format:
        """Label of a single field."""
        return self.make(bottom=1, bottom_color=RULE, text_wrap=True)

    @property
    def heading(self) -> Format:
        """Heading of a column."""
        return self.make(
            bold=True, font_color=PAPER, bg_color=PETROL, align="center", text_wrap=True,
            border=1, border_color=PAPER,
        )  # fmt: skip

    @property
    def band(self) -> Format:
        """Heading over several columns."""
        return self.make(
            bold=True, font_color=PETROL, bg_color=TOTAL_FILL, align="center", border=1, border_color=PAPER
        )

    def cell(self, column: Column, **more: Any) -> Format:
        """Cell of a column: input, computed or generated."""
        properties: dict[str, Any] = {
            "num_format": number_format(column), "border": 1, "border_color": RULE,
            **_alignment(column), **more,
        }  # fmt: skip
        if column.is_input:
            properties |= {"bg_color": INPUT_FILL, "font_color": INPUT_INK, "locked": False}
        return self.make(**properties)

    def total(self, column: Column | None = None) -> Format:
        """Cell of a totals row."""
        return self._total(column, top=2, top_color=PETROL)

    def side_total(self, column: Column) -> Format:
        """Cell of a totals column."""
        return self._total(column)

    def _total(self, column: Column | None, **more: Any) -> Format:
        properties: dict[str, Any] = {
            "bold": True,
            "bg_color": TOTAL_FILL,
            "border": 1,
            "border_color": RULE,
            **more,
        }
        if column is not None:
            properties |= {"num_format": number_format(column), **_alignment(column)}
        return self.make(**properties)


def _alignment(column: Column) -> dict[str, Any]:
    if column.type in ("text", "choice"):
        return {"align": "left", "text_wrap": True, "indent": 1}
    if column.type in ("date", "year") or column.key:
        return {"align": "center"}
    return {"align": "right"}
