"""Texts that the template prints, titles, labels and notes: what people changed there is kept, and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from udfs.errors import Text, UdfError
from xlsync import __version__
from xlsync.annexbook.cells import Reader, plain
from xlsync.annexbook.hidden import BASE_SHEET, CONFLICT_SHEET
from xlsync.annexbook.identify import Identity
from xlsync.annexbook.names import VERSION, repeated_name
from xlsync.annexbook.places import Places, TablePlace, cells_of_names, locate
from xlsync.annexbook.stamp import full_records
from xlsync.annexbook.taking import data_of
from xlsync.annexbook.templates import template_path
from xlsync.annexes import Schema, schema
from xlsync.errors import XlsyncError, sentence
from xlsync.model import ConventionData, Where
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address

At = tuple[int, int]
SHOWN = 60
"""Characters of a text that a sentence quotes."""


def changed_texts(book: Workbook, identity: Identity, base: Mapping[Where, str]) -> Iterator[Text]:
    """A notice for each printed text that the workbook no longer holds as it was printed.

    Args:
        book: The workbook.
        identity: What it says it is.
        base: What both sides last agreed on: the records whose labels were printed.
    """
    declared, places = identity.schema, locate(identity.schema, book)
    if book.custom_properties.get(VERSION) != __version__:
        return
    names = {entry.name for entry in book.sheets}
    for drawn, texts in _printed(declared.kind).items():
        name = _home(declared, places, drawn)
        if name in names:
            yield from _changed(book, name, texts)
    with suppress(XlsyncError, UdfError):
        yield from _changed_labels(book, places, data_of(identity.convention, base))


def _changed_labels(book: Workbook, places: Places, data: ConventionData) -> Iterator[Text]:
    """Texts printed beside the keys of a table: labels of fixed lines, descriptions of parameters."""
    reader = Reader(book, places)
    for place in places.tables.values():
        printed_there = [one for one in place.table.columns if one.generated and not one.key]
        columns = [one for one in printed_there if place.table.layout == "rows" and place.has(one.name)]
        if not columns:
            continue
        names = [one.name for one in place.table.columns if one.key]
        records = {_key(record, names): record for record in full_records(data, place.table)}
        cells = book.sheet(place.sheet).cells
        for rank in range(place.count):
            printed = records.get(_key(reader.key(place, rank), names), {})
            for column in columns:
                at, text = place.cell(column.name, rank), printed.get(column.name)
                now = cells[at].value if at in cells else None
                if isinstance(text, str) and now != text:
                    where = str(Address(place.sheet, *at))
                    yield _said(where, text, "" if now is None else str(now))


def _key(record: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(plain(record.get(name)) for name in names)


def _said(where: str, text: str, now: str) -> Text:
    if not now:
        return sentence(
            f"{where} : texte imprimé « {_short(text)} » effacé ou changé, laissé tel quel",
            f"{where}: printed text “{_short(text)}” erased or changed, left as it is",
        )
    return sentence(
        f"{where} : texte imprimé « {_short(text)} » devenu « {_short(now)} », laissé tel quel",
        f"{where}: printed text “{_short(text)}” now “{_short(now)}”, left as it is",
    )


def _changed(book: Workbook, name: str, texts: dict[At, str]) -> Iterator[Text]:
    cells = book.sheet(name).cells
    held = Counter(cell.value for cell in cells.values() if isinstance(cell.value, str) and not cell.formula)
    missing = Counter(texts.values()) - held
    expected = set(texts.values())
    for at, text in texts.items():
        if missing[text] <= 0:
            continue
        cell = cells.get(at)
        if cell is not None and cell.value == text:
            continue
        missing[text] -= 1
        now = "" if cell is None or cell.formula or cell.value in expected else str(cell.value or "")
        yield _said(str(Address(name, *at)) if now else name, text, now)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


@lru_cache(maxsize=16)
def _printed(kind: str) -> dict[str, dict[At, str]]:
    """Texts of the template by sheet and cell, without what a convention fills in."""
    book = Workbook.open(template_path(kind))
    places = locate(schema(kind), book)
    filled = {(one.sheet, one.row, one.value_column) for one in places.fields.values()}
    filled |= {where for name, where in cells_of_names(book).items() if name.startswith(repeated_name(""))}
    tables = list(places.tables.values())
    return {
        sheet.name: {
            at: cell.value
            for at, cell in sheet.cells.items()
            if isinstance(cell.value, str)
            and cell.value.strip()
            and not cell.formula
            and (sheet.name, *at) not in filled
            and not any(_is_filled(place, at) for place in tables if place.sheet == sheet.name)
        }
        for sheet in book.worksheets()
        if sheet.name not in (BASE_SHEET, CONFLICT_SHEET)
    }


def _is_filled(place: TablePlace, at: At) -> bool:
    """A cell that the records of a table, or their headings, make."""
    row, column = at
    if place.table.layout == "columns":
        return place.header <= row <= place.bottom and place.left < column <= place.right
    if place.blocks and row < place.header:
        above, offset = row - (place.fiche_top - 1), column - place.first_block
        return offset >= 0 and (above == 0 or (above > 0 and offset % place.block_width == 1))
    if place.blocks:
        return row > place.header or column >= place.first_block
    return place.header <= row <= place.bottom and place.left <= column <= place.right


def _home(declared: Schema, places: Places, drawn: str) -> str:
    """The sheet that now holds what was drawn there."""
    sheet = next((one for one in declared.sheets if one.name == drawn), None)
    for item in sheet.items if sheet else ():
        if item.table in places.tables:
            return places.tables[item.table].sheet
        for column in declared.group(item.fields).fields if item.fields else ():
            if column.name in places.fields:
                return places.fields[column.name].sheet
    return drawn
