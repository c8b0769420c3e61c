"""The computed figures of conventions, without a file: their template stamped and recalculated in memory."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from udfs import parameters
from udfs.parameters import EnteredVersion
from xlsync import __version__
from xlsync.annexbook.cells import ReadCell
from xlsync.annexbook.forward import template_of
from xlsync.annexbook.identify import identify
from xlsync.annexbook.locating import locate
from xlsync.annexbook.places import Places
from xlsync.annexbook.records import read_records
from xlsync.annexbook.stamp import Provenance, block_titles, full_records, parameters_hash, stamp
from xlsync.annexes import Table
from xlsync.conventions.keys import key_text
from xlsync.model import OVERRIDES, ConventionData, Value, Where, record_keys, to_text
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
    from xlsync.recalc import evaluate

    book, _ = _stamped(data, tuple(versions))
    values = evaluate(book).values
    found = read_records(book, identify(book, Path(f"{data.id}.xlsx"))).computed
    return {
        place: (cell, values.get(cell.home, cell.value))
        for place, cell in found.items()
        if tables is None or place[0] in tables
    }


def computed_annex(data: ConventionData, versions: Iterable[EnteredVersion]) -> tuple[Workbook, Places]:
    """The annex of a convention with its figures, and where everything stands in it.

    Args:
        data: The inputs.
        versions: The versions of parameters that count for it.

    Raises:
        XlsyncError, UdfError: the annex cannot be made.
    """
    from xlsync.recalc import evaluate, refresh

    stamped, _ = _stamped(data, tuple(versions))
    book = Workbook.from_bytes(stamped.to_bytes())
    refresh(book, evaluate(book))
    book = Workbook.from_bytes(book.to_bytes())
    return book, locate(data.schema, book)


def computed_tables(
    conventions: Sequence[ConventionData], versions: Sequence[Versions], tables: Sequence[Table]
) -> list[dict[str, list[Row]]]:
    """What tables of many conventions of a kind hold, record by record, computed columns included.

    Those whose annexes have the same shape are stamped once and computed together.

    Args:
        conventions: Their inputs.
        versions: The versions of parameters that count for each.
        tables: Tables of their kind, without blocks.

    Returns:
        For each convention, by table, its records: what is typed or written there, and the figures.

    Raises:
        XlsyncError, UdfError: an annex cannot be made.
    """
    groups: dict[object, list[int]] = {}
    for rank, (data, entered) in enumerate(zip(conventions, versions, strict=True)):
        groups.setdefault((entered, *_form(data, rank)), []).append(rank)
    found: dict[int, dict[str, list[Row]]] = {}
    for ranks in groups.values():
        together = [conventions[rank] for rank in ranks]
        found |= zip(ranks, _of_one_form(together, versions[ranks[0]], tables), strict=True)
    return [found[rank] for rank in range(len(conventions))]


def _form(data: ConventionData, rank: int) -> tuple[object, ...]:
    """The shape of an annex: records of each table, headings made of keys; one with derogations is alone."""
    if data.records(OVERRIDES):
        return (rank,)
    tables = data.schema.tables
    return (
        tuple(len(record_keys(data.schema, table, data)) for table in tables),
        *(tuple(block_titles(table, data)) for table in tables if table.blocks),
        *(
            tuple(tuple(key.values()) for key in record_keys(data.schema, table, data))
            for table in tables
            if table.layout == "columns"
        ),
    )


def _of_one_form(
    conventions: Sequence[ConventionData], versions: Versions, tables: Sequence[Table]
) -> list[dict[str, list[Row]]]:
    """The same for conventions of one form."""
    if len(conventions) > 1:
        from xlsync.recalc.template import Template

        book, places = _stamped(conventions[0], versions)
        inputs: dict[Address, list[Value]] = {}
        for data in conventions:
            for cell, value in _inputs(data, places):
                inputs.setdefault(cell, []).append(value)
        records = {table.name: len(full_records(conventions[0], table)) for table in tables}
        cells = {
            (table.name, name, at): Address(
                places.tables[table.name].sheet, *places.tables[table.name].cell(name, at)
            )
            for table in tables
            for name in _computed(table)
            for at in range(records[table.name])
        }
        members = Template(book).evaluate(inputs, cells.values())
        if not members.not_recalculated:
            columns = {where: members[cell].tolist() for where, cell in cells.items()}

            def figure(rank: int, table: Table, name: str, at: int) -> Any:
                return columns[table.name, name, at][rank]

            return [
                {table.name: _rows(data, table, partial(figure, rank, table)) for table in tables}
                for rank, data in enumerate(conventions)
            ]
    return [_alone(data, versions, tables) for data in conventions]


def _computed(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.formula]


def _rows(data: ConventionData, table: Table, figure: Callable[[str, int], Any]) -> list[Row]:
    return [
        record | {name: figure(name, at) for name in _computed(table)}
        for at, record in enumerate(full_records(data, table))
    ]


def _alone(data: ConventionData, versions: Versions, tables: Sequence[Table]) -> dict[str, list[Row]]:
    figures = computed_figures(data, versions, {table.name for table in tables})

    def figure(table: Table, keys: list[str], name: str, at: int) -> Any:
        return figures[table.name, keys[at], name][1]

    found = {}
    for table in tables:
        keys = [key_as_text(data, table, key) for key in record_keys(data.schema, table, data)]
        found[table.name] = _rows(data, table, partial(figure, table, keys))
    return found


def key_as_text(data: ConventionData, table: Table, key: Mapping[str, Value]) -> str:
    """A key of a table, typed or not, as the cells of a workbook are named."""
    texts = {}
    for name, value in key.items():
        in_blocks = table.blocks is not None and name == table.blocks.key
        own = data.schema.table(table.blocks.table) if in_blocks and table.blocks else table
        texts[name] = to_text(value, own.column(name)) or ""
    return key_text(texts)


def _inputs(data: ConventionData, places: Places) -> Iterator[tuple[Address, Value]]:
    """The cells that are not computed, with what a convention writes there."""
    for name, column in data.schema.fields.items():
        if column.is_input:
            field = places.fields[name]
            yield Address(field.sheet, field.row, field.value_column), data.fields[name]
    for place in places.tables.values():
        in_header = place.table.layout == "columns" and place.key_in_header
        for rank, record in enumerate(full_records(data, place.table)):
            for column in place.table.columns:
                if not (column.formula or (column.key and in_header)):
                    yield Address(place.sheet, *place.cell(column.name, rank)), record.get(column.name)


def _stamped(data: ConventionData, versions: Versions) -> tuple[Workbook, Places]:
    """The template of a convention filled with it."""
    book = template_of(data.kind)
    with parameters.handing(versions):
        provenance = Provenance(NOWHERE, NOWHERE, data.id, __version__, parameters_hash(data.schema))
        return book, stamp(book, data, provenance, versions)
