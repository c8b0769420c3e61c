"""Stamps a convention into a template: rows and columns as needed, inputs, provenance, base.

The template is changed by surgery: tables grow or shrink to the records of the convention, inputs and
generated cells are written, and everything else stays as it was drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from udfs import parameters
from udfs.parameters import EnteredVersion
from xlsync.annexbook import names
from xlsync.annexbook.amended import amended_records
from xlsync.annexbook.base import BaseCell, base_hash, write_base
from xlsync.annexbook.cells import Reader
from xlsync.annexbook.conflict_sheet import write_lines
from xlsync.annexbook.derogations import computed_cells, derogations_of, line_of, put_derogations
from xlsync.annexbook.locating import cells_of_names, locate
from xlsync.annexbook.measures import height_of, lines_of, width_of
from xlsync.annexbook.memory import carry
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.printed import Printed
from xlsync.annexbook.render import heading
from xlsync.annexes import Column, Schema, Table
from xlsync.conventions.keys import key_text
from xlsync.model import (
    OVERRIDES,
    ROW,
    ConventionData,
    Value,
    block_keys,
    identity,
    record_keys,
    shape,
    to_text,
)
from xlsync.model.amendments import LATEST, View
from xlsync.model.occurrences import occurrence_records
from xlsync.workbook import Workbook
from xlsync.workbook.headers import rename_headers, set_name_text
from xlsync.workbook.resize_columns import resize_columns
from xlsync.workbook.resize_rows import resize_rows

Key = dict[str, Value]

FIELD_TEXT_WIDTH = 50.0
"""Characters on a line of a text field, the narrowest sheet of fields being `FIELD_WIDTH` wide."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a workbook comes from, written into its custom properties.

    Attributes:
        store: UUID of the store.
        revision: Revision of the model.
        convention: "<kind>/<instance>".
        version: Version of the program.
        parameters: Hash of the parameters of the kind, versions of the model included.
        view: The moment at which the convention is seen.
        on: The revision that this one is made from, where it is about to count; "" where it does.
    """

    store: str
    revision: str
    convention: str
    version: str
    parameters: str
    view: View = LATEST
    on: str = ""


def stamp(
    book: Workbook,
    data: ConventionData,
    provenance: Provenance,
    versions: Iterable[EnteredVersion] = (),
) -> Places:
    """Writes a convention into a template, in memory.

    Args:
        book: A template of the kind of the convention.
        data: The inputs.
        provenance: What goes into the properties.
        versions: The versions of parameters that the workbook is to carry.

    Returns:
        Where everything stands in the stamped workbook.

    Raises:
        XlsyncError: the template lacks a table or a field, or cannot be resized.
    """
    for table in data.schema.tables:
        resize_table(book, table, data)
    places = locate(data.schema, book)
    for name, column in data.schema.fields.items():
        if column.is_input:
            field = places.fields[name]
            book.sheet(field.sheet).set_value((field.row, field.value_column), data.fields[name])
            if column.type == "text":
                lines = lines_of(str(data.fields[name] or ""), FIELD_TEXT_WIDTH)
                book.sheet(field.sheet).set_row_heights({field.row: height_of(lines)})
    for place in places.tables.values():
        _stamp_table(book, place, data)
    computed = computed_cells(Reader(book, places).cells())
    base = list(base_cells(data))
    granted = put_derogations(book, computed, derogations_of(data))
    printed = Printed(data.schema, {(one.table, one.key, one.column): one.value for one in base})
    write_lines(book, [line_of(one, computed[one.place], printed) for one in granted])
    stamp_provenance(book, base, provenance)
    carry(book, versions)
    return places


# --- rows and columns


def resize_table(book: Workbook, table: Table, data: ConventionData) -> None:
    """Gives a table as many records and blocks as a convention needs, and their headings.

    Raises:
        CannotResize: something stands in the way.
    """
    count = max(1, len(record_keys(data.schema, table, data)))
    place = locate(data.schema, book).tables[table.name]
    if table.layout == "columns":
        _resize_columns(book, table, place.first_record, 1, _headers(place, data))
        return
    if table.blocks:
        titles = block_titles(table, data) or [""]
        names = [heading(place, column.name, title) for title in titles for column in table.blocks.columns]
        _resize_columns(book, table, place.first_block, place.block_width, names)
    resize_rows(book, table.excel, count)


def _resize_columns(book: Workbook, table: Table, first: int, width: int, headers: list[str]) -> None:
    """As many records of `width` columns as the headings say, then the headings themselves."""
    present = book.find_table(table.excel).ref.last_column - first + 1
    added = [f"{first}.{index}" for index in range(present, len(headers))]
    resize_columns(book, table.excel, len(headers) // width, first, width, added)
    rename_headers(book, table.excel, first, headers)


def _headers(place: TablePlace, data: ConventionData) -> list[str]:
    keys = record_keys(data.schema, place.table, data)
    if not keys:
        named = place.table.header.split("{")[0].strip()
        beside = [
            place.table.columns[0].label.fr,
            place.table.total_label.fr if place.table.total_label else "",
        ]
        taken = not named or named.casefold() in [text.casefold() for text in beside]
        return [f"{named} 1".strip() if taken else named]
    return [place.table.header.format(**key) for key in keys]


def block_titles(table: Table, data: ConventionData) -> list[str]:
    """Text over each block, from left to right."""
    assert table.blocks is not None
    return [
        table.blocks.header.format(**{table.blocks.key: key}) for key in block_keys(data.schema, table, data)
    ]


# --- cells


def _stamp_table(book: Workbook, place: TablePlace, data: ConventionData) -> None:
    sheet = book.sheet(place.sheet)
    for rank, record in enumerate(full_records(data, place.table) or [{}]):
        for column in place.table.columns:
            if not column.formula and not (
                column.key and place.table.layout == "columns" and place.key_in_header
            ):
                sheet.set_value(place.cell(column.name, rank), record.get(column.name))
    if place.table.layout == "rows":
        sheet.set_row_heights(_heights(place, data))
    if place.table.blocks:
        stamp_blocks(book, place, data)


def _heights(place: TablePlace, data: ConventionData) -> dict[int, float]:
    """Heights of the rows, so that wrapped texts show whole where the spreadsheet does not adjust them."""
    texts = [column for column in place.table.columns if column.type in ("text", "choice")]
    return {
        place.first + rank: height_of(
            max(
                [lines_of(str(record.get(column.name) or ""), width_of(column)) for column in texts],
                default=1,
            )
        )
        for rank, record in enumerate(full_records(data, place.table))
    }


def full_records(data: ConventionData, table: Table) -> list[Key]:
    """Records of a table with everything that is not computed: keys, inputs, generated texts."""
    if table.rows.source == "conventions":
        return data.records(table.name)
    keys = record_keys(data.schema, table, data)
    typed = {_identity(record, keys): record for record in data.records(table.name)}
    records = [{**typed.get(tuple(key.values()), {}), **key} for key in keys]
    if table.rows.source == "fixed":
        return [{**record, **fixed} for record, fixed in zip(records, table.rows.fixed, strict=True)]  # type: ignore[dict-item]
    if table.rows.source == "amendments":
        return [{**key, **change} for key, change in zip(keys, amended_records(data), strict=True)]
    if table.rows.source == "deadlines":
        said = occurrence_records(data.schema, data)
        return [{**record, **beside} for record, beside in zip(records, said, strict=True)]
    if table.rows.source == "parameters":
        return [{**record, **_described(str(record["code"]))} for record in records]
    return records


def _identity(record: Key, keys: list[Key]) -> tuple[Value, ...]:
    return tuple(record[name] for name in keys[0]) if keys else ()


def _described(code: str) -> Key:
    parameter = parameters.parameter(code)
    return {
        "description": parameter.description.fr,
        "unite": parameter.unit.replace("_", " ").replace("EUR", "€"),
    }


def stamp_blocks(book: Workbook, place: TablePlace, data: ConventionData) -> None:
    """Writes the titles and the keys of the blocks of a table."""
    blocks = place.table.blocks
    assert blocks is not None
    keys = block_keys(data.schema, place.table, data)
    titles = block_titles(place.table, data)
    sheet = book.sheet(place.sheet)
    for block in range(place.blocks):
        left = place.block_left(block)
        sheet.set_value((place.fiche_top - 1, left), titles[block] if keys else None)
        for line in blocks.fiche:
            if line.generated == "key":
                sheet.set_value((place.fiche_row(line.name), left + 1), keys[block] if keys else None)


# --- provenance and base


def stamp_provenance(book: Workbook, base: Sequence[BaseCell], provenance: Provenance) -> None:
    """Writes where a workbook comes from, and the base that it carries.

    Raises:
        MissingInWorkbook: the workbook lacks its properties, its sheet `_xlsync` or its defined name.
    """
    book.set_custom_properties(
        {
            names.STORE: provenance.store,
            names.REVISION: provenance.revision,
            names.ON: provenance.on or None,
            names.CONVENTION: provenance.convention,
            names.AT: provenance.view.at.isoformat() if provenance.view.at else None,
            names.AMENDMENT: str(provenance.view.draft) if provenance.view.draft else None,
            names.VERSION: provenance.version,
            names.PARAMETERS: provenance.parameters,
            names.BASE: base_hash(base, provenance.revision),
        }
    )
    set_name_text(book, names.CONVENTION, f'"{provenance.convention}"')
    _stamp_readme(book, provenance)
    write_base(book, base)


def _stamp_readme(book: Workbook, provenance: Provenance) -> None:
    values = {
        names.CONVENTION: provenance.convention,
        names.REVISION: provenance.revision,
        names.VERSION: provenance.version,
    }
    cells = cells_of_names(book)
    for name, _ in names.REPEATED:
        if names.repeated_name(name) in cells:
            sheet, row, column = cells[names.repeated_name(name)]
            book.sheet(sheet).set_value((row, column), values[name])


def base_cells(data: ConventionData) -> Iterator[BaseCell]:
    """Every input of a convention that is not blank, in the order of the schema.

    A record that people type has a cell of its own, whose column is `ROW` and whose value is its rank.
    """
    for table in ("conventions", "champs"):
        for column in data.schema.fields_of(table):
            if column.is_input:
                yield from _base_cell(table, "", column, data.fields[column.name])
    for found in data.schema.tables:
        for rank, record in enumerate(full_records(data, found), start=1):
            key = _key(found, record)
            if found.rows.source == "input":
                yield BaseCell(found.name, key, ROW, str(rank))
            for column in found.inputs:
                if not column.key:
                    yield from _base_cell(found.name, key, column, record.get(column.name))
    overrides = shape(data.kind, OVERRIDES)
    for rank, record in enumerate(data.records(OVERRIDES), start=1):
        key = identity(overrides, record)
        yield BaseCell(OVERRIDES, key, ROW, str(rank))
        for column in overrides.values:
            yield from _base_cell(OVERRIDES, key, column, record.get(column.name))


def _key(table: Table, record: Key) -> str:
    keys = [column for column in table.columns if column.key]
    return key_text({column.name: to_text(record[column.name], column) or "" for column in keys})


def _base_cell(table: str, key: str, column: Column, value: Value) -> Iterator[BaseCell]:
    text = to_text(value, column)
    if text is not None:
        yield BaseCell(table, key, column.name, text)


def parameters_hash(declared: Schema) -> str:
    """Hash of the parameters of a kind: every version of each, with its source."""
    digest = hashlib.sha256()
    for code in parameters.codes(declared.kind):
        digest.update(repr(parameters.parameter(code)).encode())
    return digest.hexdigest()
