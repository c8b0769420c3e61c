"""The versions of the parameters of a kind as a workbook that people fill in, and `import` takes.

A row a version, or a row an entry where the value is a table. What the program has stands in grey, what the
model has in black; rows are added under them.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import xlsxwriter

from udfs import parameters
from udfs.errors import Text
from udfs.parameters import EnteredVersion, Value
from udfs.parameters.entered import read_value, version_of
from xlsync.annexes import Column
from xlsync.model.versions import TITLE
from xlsync.tables.versions import LABEL, LAYER, UNIT, sheet_shape
from xlsync.tables.workbooks import KIND

TABLE = "tblTarifs"
ORDER = ("code", LABEL, "debut", "valeur", UNIT, "document", "article", "decision", "pour", "note", LAYER)
WIDTHS = (44, 52, 13, 14, 18, 30, 14, 13, 24, 24, 12)
LONGEST = 2_000
"""Rows in which a parameter is chosen from a list."""

PROGRAM, MODEL = Text("programme", "program"), Text("modèle", "model")
A4 = 9
HEADINGS = 32
"""Height of the line of headings, in points: two lines, for which LibreOffice makes no room by itself."""
PRIMARY, _GREY = "#1F5C7A", "#707070"

Cells = dict[str, Any]


def tariffs_bytes(kind: str, codes: Iterable[str], entered: Iterable[EnteredVersion], lang: str) -> bytes:
    """The workbook.

    Args:
        kind: The kind of convention.
        codes: Its parameters that are listed.
        entered: Versions of the model.
        lang: "fr" or "en", of the headings.
    """
    rows = [row for code in codes for row in _rows(code, [one for one in entered if one.code == code], lang)]
    columns = {column.name: column for column in sheet_shape(kind).columns}
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_custom_property(KIND, kind)
    sheet = book.add_worksheet(TITLE.in_language(lang))
    formats = {
        (kind, grey): book.add_format(
            {"num_format": code, "valign": "top", **({"font_color": _GREY} if grey else {})}
        )
        for kind, code in (("date", "dd/mm/yyyy"), ("text", "@"), ("number", "General"))
        for grey in (True, False)
    }
    wrapped = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "font_color": "white", "bg_color": PRIMARY}
    )
    longest = max((len(str(row[LABEL] or "")) for row in rows), default=0)
    for at, (name, least) in enumerate(zip(ORDER, WIDTHS, strict=True)):
        width = max(least, longest) if name == LABEL else least
        sheet.set_column(at, at, width, formats[_type(columns[name]), False])
    shown = [{"header": columns[name].label.in_language(lang), "header_format": wrapped} for name in ORDER]
    sheet.add_table(0, 0, max(len(rows), 1), len(ORDER) - 1, {"name": TABLE, "columns": shown})
    for line, row in enumerate(rows, start=1):
        grey = row[LAYER] == PROGRAM.in_language(lang)
        for at, name in enumerate(ORDER):
            _write(sheet, line, at, row[name], formats, grey)
    sheet.set_row(0, HEADINGS)
    listed = f"=$A$2:$A${len(rows) + 1}"
    known = {"validate": "list", "source": listed, "error_type": "warning"}
    sheet.data_validation(1, 0, LONGEST, 0, known)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return stream.getvalue()


def _type(column: Column) -> str:
    if column.name == "valeur":
        return "number"
    return "date" if column.type == "date" else "text"


def _write(
    sheet: Any, line: int, at: int, value: Any, formats: Mapping[tuple[str, bool], Any], grey: bool
) -> None:
    """A text is always a text: never a formula, a link or a number."""
    if isinstance(value, datetime.date):
        sheet.write_datetime(line, at, value, formats["date", grey])
    elif isinstance(value, Decimal):
        sheet.write_number(line, at, float(value), formats["number", grey])
    elif value:
        sheet.write_string(line, at, value, formats["text", grey])


def _rows(code: str, entered: list[EnteredVersion], lang: str) -> Iterator[Cells]:
    """The rows of a parameter in the order of days; of two of a day for every convention, the model's."""
    with parameters.handing(()):
        found = parameters.parameter(code)
    replaced = {one.start for one in entered if not one.convention}
    shipped = [
        (one.start, "", one.value, one.source, PROGRAM) for one in found.versions if one.start not in replaced
    ]
    kept = [
        (one.start, one.convention, read_value(one.value, found.like, code),
         version_of(one, found).source, MODEL)
        for one in entered
    ]  # fmt: skip
    for start, own, value, source, layer in sorted([*shipped, *kept], key=lambda row: row[:2]):
        for name, item in _entries(code, value):
            yield {
                "code": name,
                LABEL: found.description.in_language(lang),
                "debut": start,
                "valeur": item,
                UNIT: found.unit,
                "document": source.document,
                "article": source.article,
                "decision": source.decided,
                "pour": own,
                "note": source.note.in_language(lang) if source.note else "",
                LAYER: layer.in_language(lang),
            }


def _entries(code: str, value: Value) -> Iterator[tuple[str, Decimal | str]]:
    if isinstance(value, Mapping):
        yield from ((f"{code}.{key}", item) for key, item in value.items())
    else:
        yield code, value
