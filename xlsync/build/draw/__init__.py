"""Draws the first workbook of a kind from its schema, with XlsxWriter.

A drawn workbook is a template: every cell, name, chart and rule is there, no value is. `build` stamps the
values of a convention into it and never draws again.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from io import BytesIO

import xlsxwriter

from udfs.hosts.names import Host
from xlsync.annexbook import names
from xlsync.annexbook.hidden import (
    BASE_HEADINGS,
    BASE_SHEET,
    CONFLICT_SHEET,
    MEMORY_COLUMN,
    MEMORY_HEADINGS,
)
from xlsync.annexbook.places import lay_out
from xlsync.annexbook.styles import Styles
from xlsync.annexes import Schema
from xlsync.annexes.pieces import fingerprint, pieces
from xlsync.build.draw.conflicts import draw_conflicts
from xlsync.build.draw.readme import README, draw_readme
from xlsync.build.draw.sheets import SheetDrawer, name_lines
from xlsync.build.draw.totals import with_totals

CREATED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
"""Date of creation of every drawn workbook, so that the same schema draws the same bytes."""


def draw(
    schema: Schema,
    counts: Mapping[str, int] | None = None,
    blocks: Mapping[str, int] | None = None,
    host: Host = "office",
) -> bytes:
    """The template of a kind.

    Args:
        schema: The kind.
        counts: Records to draw in each table; one where it is not given. `build` changes it as needed.
        blocks: Blocks to draw in each table of blocks; one where it is not given.
        host: Spelling of our functions, recorded in a property of the workbook.

    Returns:
        The bytes of an .xlsx file.
    """
    places = lay_out(schema, counts or {}, blocks or {})
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    styles = Styles(book)
    readme = book.add_worksheet(README)
    sheets = {declared.name: book.add_worksheet(declared.name) for declared in schema.sheets}
    for declared in schema.sheets:
        SheetDrawer(book, sheets[declared.name], declared, styles, places, host).draw()
    name_lines(book, places)
    draw_readme(book, readme, styles, schema)
    draw_conflicts(book.add_worksheet(CONFLICT_SHEET), styles)
    _base(book, schema)
    _properties(book, schema, host)
    book.close()
    return with_totals(stream.getvalue(), places, host)


def _base(book: xlsxwriter.Workbook, schema: Schema) -> None:
    """The hidden sheet: the headings of the base, and what the workbook remembers of its schema."""
    sheet = book.add_worksheet(BASE_SHEET)
    for column, title in enumerate(BASE_HEADINGS):
        sheet.write_string(0, column, title)
    for row, piece in enumerate([MEMORY_HEADINGS, *pieces(schema)]):
        for offset, text in enumerate(piece):
            if text:
                sheet.write_string(row, MEMORY_COLUMN - 1 + offset, text)
    sheet.very_hidden()


def _properties(book: xlsxwriter.Workbook, schema: Schema, host: Host) -> None:
    book.set_properties({"title": schema.title.fr, "subject": "Annexes de convention", "created": CREATED})
    values = {
        names.HOST: host,
        names.SCHEMA: f"{schema.kind} {schema.version}",
        names.FINGERPRINT: fingerprint(schema),
    }
    for name in names.DRAWN:
        book.set_custom_property(name, values.get(name, "-"), "text")
    book.define_name(names.CONVENTION, f'="{schema.kind}/-"')
    book.set_calc_mode("auto")
