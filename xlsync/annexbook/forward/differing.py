"""What makes a workbook another one than its schema: what it lacks, labels and formulas that differ."""

from __future__ import annotations

from collections.abc import Iterator

from udfs.errors import Text
from udfs.hosts.names import Host
from xlsync.annexbook.formulas import expected_formulas, same_formula
from xlsync.annexbook.forward.state import label_cell
from xlsync.annexbook.locating import locate
from xlsync.annexbook.memory import is_of_today
from xlsync.annexbook.names import FORMULAS
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexes import Column, Schema
from xlsync.recalc import book_of
from xlsync.workbook import Workbook
from xlsync.workbook.contents import folded, formulas_of
from xlsync.workbook.values import Address


def differences(book: Workbook, declared: Schema, host: Host) -> Iterator[Text]:
    """Each difference between a workbook and its schema, as what to say of it.

    Args:
        book: The workbook, a template.
        declared: Its schema.
        host: Spelling of its functions.
    """
    places = locate(declared, book)
    yield from _missing(declared, places)
    yield from _labels(book, places)
    of_today = is_of_today(book, declared)
    if not of_today or book.custom_properties.get(FORMULAS) != formulas_of(book):
        yield from _formulas(book, places, host)
    if not of_today:
        yield Text("il suit un autre état du schéma", "it follows another state of the schema")


def _missing(declared: Schema, places: Places) -> Iterator[Text]:
    for name, field in declared.fields.items():
        if name not in places.fields:
            yield _lacks(field.label)
    for table in declared.tables:
        place = places.tables.get(table.name)
        if place is None:
            yield _lacks(table.title)
        else:
            yield from (_lacks(column.label) for column in table.columns if not place.has(column.name))


def _lacks(label: Text) -> Text:
    return Text(f"« {label.fr} » manque", f"“{label.en}” is missing")


def _labels(book: Workbook, places: Places) -> Iterator[Text]:
    for name, field in places.fields.items():
        at = label_cell(book, field)
        if at is not None:
            yield from _differs(book, Address(field.sheet, *at), places.schema.fields[name].label)
    for place in places.tables.values():
        for column in filter(lambda column: place.has(column.name), place.table.columns):
            yield from _differs(book, _label_of(place, column), column.label)
        for block in range(place.blocks):
            yield from _labels_of_block(book, place, block)


def _label_of(place: TablePlace, column: Column) -> Address:
    """Where the label of a column stands: over it, or left of the line that it is."""
    if place.table.layout == "columns" and column is not place.table.columns[0]:
        return Address(place.sheet, place.line_row(column.name), place.left)
    if place.table.layout == "columns":
        return Address(place.sheet, place.header, place.left)
    return Address(place.sheet, place.header, place.column_of(column.name))


def _labels_of_block(book: Workbook, place: TablePlace, block: int) -> Iterator[Text]:
    blocks, left = place.table.blocks, place.block_left(block)
    assert blocks is not None
    title = str(book.sheet(place.sheet).cell((place.fiche_top - 1, left)).value or "")
    for column in blocks.columns:
        at = Address(place.sheet, place.header, place.cell(column.name, 0, block)[1])
        label = Text(f"{column.label.fr} {title}".strip(), f"{column.label.en} {title}".strip())
        yield from _differs(book, at, label)
    for line in blocks.fiche:
        yield from _differs(book, Address(place.sheet, place.fiche_row(line.name), left), line.label)


def _differs(book: Workbook, at: Address, label: Text) -> Iterator[Text]:
    held = str(book.sheet(at.sheet).cell((at.row, at.column)).value or "")
    if held.split() != label.fr.split():
        yield Text(
            f"« {held} » en {at} au lieu de « {label.fr} »", f"“{held}” at {at} instead of “{label.fr}”"
        )


def _formulas(book: Workbook, places: Places, host: Host) -> Iterator[Text]:
    view = book_of(book)
    for one in expected_formulas(places, host):
        cell = book.sheet(one.sheet).cell((one.row, one.at))
        held = cell.formula
        if held is None or (folded(held) != folded(one.formula) and not same_formula(held, one, view)):
            label = one.column.label
            yield Text(
                f"la formule de « {label.fr} » en {one.cell}", f"the formula of “{label.en}” at {one.cell}"
            )
