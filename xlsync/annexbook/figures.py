"""The computed figures of conventions, without a file: their template stamped and recalculated in memory."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from udfs import parameters
from udfs.parameters import EnteredVersion
from xlsync import __version__
from xlsync.annexbook.cells import ReadCell
from xlsync.annexbook.forward import template_of
from xlsync.annexbook.identify import identify
from xlsync.annexbook.places import Places
from xlsync.annexbook.records import read_records
from xlsync.annexbook.stamp import Provenance, full_records, parameters_hash, stamp
from xlsync.annexes import Table
from xlsync.model import OVERRIDES, ConventionData, Value, Where, identity, record_keys, shape
from xlsync.recalc import evaluate
from xlsync.recalc.template import Template
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address

NOWHERE = "-"

Versions = tuple[EnteredVersion, ...]
Row = dict[str, Any]


def computed_figures(
    data: ConventionData, versions: Iterable[EnteredVersion], tables: Container[str] | None = None
) -> dict[Where, tuple[ReadCell, Any]]:
    """Each computed cell of a convention, with its figure: that of a derogation where one was granted.

    Args:
        data: The inputs.
        versions: The versions of parameters that count for it.
        tables: Tables of the schema, all of them when left out.

    Raises:
        XlsyncError, UdfError: the annex cannot be made.
    """
    book, _ = _stamped(data, tuple(versions))
    values = evaluate(book).values
    found = read_records(book, identify(book, Path(f"{data.id}.xlsx"))).computed
    return {
        place: (cell, values.get(cell.home, cell.value))
        for place, cell in found.items()
        if tables is None or place[0] in tables
    }


def computed_rows(
    conventions: Sequence[ConventionData], versions: Sequence[Versions], table: Table
) -> list[list[Row]]:
    """What one table of many conventions of a kind computes, record by record.

    Those whose annexes have as many rows everywhere are stamped once and computed together.

    Args:
        conventions: Their inputs.
        versions: The versions of parameters that count for each.
        table: A table of their kind, laid out by rows, with a record a row that people type.

    Returns:
        For each convention and each of its records, the figures of its computed columns by name.

    Raises:
        XlsyncError, UdfError: an annex cannot be made.
    """
    groups: dict[object, list[int]] = {}
    for rank, (data, entered) in enumerate(zip(conventions, versions, strict=True)):
        groups.setdefault((entered, *_form(data, rank)), []).append(rank)
    found: dict[int, list[Row]] = {}
    for ranks in groups.values():
        together = [conventions[rank] for rank in ranks]
        found |= zip(ranks, _rows(together, versions[ranks[0]], table), strict=True)
    return [found[rank] for rank in range(len(conventions))]


def _form(data: ConventionData, rank: int) -> tuple[object, ...]:
    """How many rows the annex has, by table; one with derogations, or not laid out by rows, is alone."""
    tables = data.schema.tables
    if data.records(OVERRIDES) or any(table.layout != "rows" for table in tables):
        return (rank,)
    return tuple(len(record_keys(data.schema, table, data)) for table in tables)


def _rows(conventions: Sequence[ConventionData], versions: Versions, table: Table) -> list[list[Row]]:
    """The same for conventions of one form."""
    first = conventions[0]
    computed = [column.name for column in table.columns if column.formula]
    if len(conventions) > 1:
        book, places = _stamped(first, versions)
        inputs = {cell: [value] for cell, value in _inputs(first, places)}
        for data in conventions[1:]:
            for cell, value in _inputs(data, places):
                inputs[cell].append(value)
        place, count = places.tables[table.name], len(first.records(table.name))
        cells = {
            (name, at): Address(place.sheet, *place.cell(name, at))
            for name in computed
            for at in range(count)
        }
        members = Template(book).evaluate(inputs, cells.values())
        if not members.not_recalculated:
            columns = {where: members[cell].tolist() for where, cell in cells.items()}
            return [
                [{name: columns[name, at][rank] for name in computed} for at in range(count)]
                for rank in range(len(conventions))
            ]
    return [_alone(data, versions, table, computed) for data in conventions]


def _alone(data: ConventionData, versions: Versions, table: Table, computed: Sequence[str]) -> list[Row]:
    figures = computed_figures(data, versions, {table.name})
    keys = [identity(shape(data.kind, table.name), record) for record in data.records(table.name)]
    return [{name: figures[table.name, key, name][1] for name in computed} for key in keys]


def _inputs(data: ConventionData, places: Places) -> Iterator[tuple[Address, Value]]:
    """The cells that are not computed, with what a convention writes there."""
    for name, column in data.schema.fields.items():
        if column.is_input:
            field = places.fields[name]
            yield Address(field.sheet, field.row, field.value_column), data.fields[name]
    for place in places.tables.values():
        for rank, record in enumerate(full_records(data, place.table)):
            for column in place.table.columns:
                if not column.formula:
                    yield Address(place.sheet, *place.cell(column.name, rank)), record.get(column.name)


def _stamped(data: ConventionData, versions: Versions) -> tuple[Workbook, Places]:
    """The template of a convention filled with it."""
    book = template_of(data.kind)
    with parameters.handing(versions):
        provenance = Provenance(NOWHERE, NOWHERE, data.id, __version__, parameters_hash(data.schema))
        return book, stamp(book, data, provenance, versions)
