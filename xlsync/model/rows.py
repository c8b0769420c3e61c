"""The records of a table: which keys it has, typed or generated."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Protocol

from udfs import parameters
from xlsync.annexes import Rows, Schema, Table
from xlsync.model.cells import Value, normalize

Keys = list[dict[str, Value]]


class Inputs(Protocol):
    """What keys are made from: the single fields of a convention, and the records of its tables."""

    @property
    def fields(self) -> dict[str, Value]:
        """Value of each single field."""
        ...

    def records(self, table: str) -> list[dict[str, Value]]:
        """The records of a table, in order."""
        ...


DATE_OF_PARAMETERS = "date_parametres"


def record_keys(schema: Schema, table: Table | str, data: Inputs) -> Keys:
    """The keys of the records of a table, in order.

    Args:
        schema: The kind.
        table: The table or its name.
        data: The inputs of one convention.

    Returns:
        One dict a record: its own key columns. A table of blocks gives the keys of its rows; see
        `block_keys` for the blocks and `cell_keys` for both.

    Raises:
        UdfError: a parameter has no version at the date of the convention's parameters.
    """
    found = schema.table(table) if isinstance(table, str) else table
    names = [column.name for column in found.columns if column.key]
    rows = found.rows
    if rows.source == "input":
        return [{name: record[name] for name in names} for record in data.records(found.name)]
    if rows.source == "table":
        other = record_keys(schema, rows.table, data)
        return [dict(zip(names, key.values(), strict=True)) for key in other]
    if rows.source == "fixed":
        plain: list[dict[str, object]] = [{name: record[name] for name in names} for record in rows.fixed]
    else:
        plain = [{names[0]: value} for value in _generated(rows, schema.kind, data)]
    return [{name: normalize(value, found.column(name)) for name, value in key.items()} for key in plain]


def block_keys(schema: Schema, table: Table | str, data: Inputs) -> list[Value]:
    """The keys of the blocks of a table, from left to right; none for a table without blocks."""
    found = schema.table(table) if isinstance(table, str) else table
    if found.blocks is None:
        return []
    return [key[found.blocks.key] for key in record_keys(schema, found.blocks.table, data)]


def cell_keys(schema: Schema, table: Table | str, data: Inputs) -> Keys:
    """The whole keys of the cells of a table: block, then row, where there are blocks."""
    found = schema.table(table) if isinstance(table, str) else table
    keys = record_keys(schema, found, data)
    if found.blocks is None:
        return keys
    block = found.blocks.key
    return [{block: value, **key} for value in block_keys(schema, found, data) for key in keys]


def _generated(rows: Rows, kind: str, data: Inputs) -> list[object]:
    if rows.source == "parameters":
        return list(parameters.entries(kind))
    if rows.source == "parameter":
        date = data.fields.get(DATE_OF_PARAMETERS)
        value = parameters.value(rows.code, date if isinstance(date, datetime.date) else None)
        assert isinstance(value, Mapping), f"{rows.code} is not a table"
        return list(value)
    assert rows.source == "years", rows.source
    return _years(rows, data)


def _years(rows: Rows, data: Inputs) -> list[object]:
    """From the smallest start to the largest sum of the end columns; none while a start is missing."""
    records = data.records(rows.table) if rows.table else [data.fields]
    starts = [_year(record[rows.start]) for record in records if record.get(rows.start) is not None]
    ends = [
        sum(_year(record[name]) for name in rows.end)
        for record in records
        if all(record.get(name) is not None for name in rows.end)
    ]
    return list(range(min(starts), max(ends) + rows.plus + 1)) if starts and ends else []


def _year(value: Value) -> int:
    """The year of a date, or a whole number as it is."""
    if isinstance(value, datetime.date):
        return value.year
    assert isinstance(value, int | float)
    return int(value)
