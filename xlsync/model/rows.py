"""The records of a table: which keys it has, typed or generated."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product
from typing import Protocol

from udfs import parameters
from xlsync.annexes import Deadline, Rows, Schema, Table
from xlsync.model.cells import Value, normalize
from xlsync.model.kept import MODIFICATIONS

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


def record_keys(schema: Schema, table: Table | str, data: Inputs) -> Keys:
    """The keys of the records of a table, in order.

    The entries of a parameter are those in force at the date of the convention's parameters; without a date,
    those of its last version; none while a value that no document gives is not entered.

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
    if found.rows.source == "input":
        return [{name: record[name] for name in names} for record in data.records(found.name)]
    keys = [
        dict(zip(names, key, strict=True)) for key in _generated(found.name, found.rows, names, schema, data)
    ]
    return [{name: normalize(value, found.column(name)) for name, value in key.items()} for key in keys]


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


def _generated(
    table: str, rows: Rows, names: list[str], schema: Schema, data: Inputs
) -> list[tuple[object, ...]]:
    """The keys that a source makes; `names` are the key columns of the table."""
    if rows.source == "product":
        factors = [_generated(table, factor, names, schema, data) for factor in rows.factors]
        return [tuple(chain.from_iterable(parts)) for parts in product(*factors)]
    if rows.source == "conventions":
        return [tuple(record[name] for name in names) for record in data.records(table)]
    if rows.source == "table":
        return [tuple(key.values()) for key in record_keys(schema, rows.table, data)]
    if rows.source == "fixed":
        return [tuple(record[name] for name in names if name in record) for record in rows.fixed]
    if rows.source == "deadlines":
        return [(deadline.code, rank_of(parts)) for deadline, parts in occurrence_parts(schema, data)]
    if rows.source == "ranks":
        return list(_ranks(rows, schema, data))
    return [(value,) for value in _values(rows, schema, data)]


def occurrence_parts(schema: Schema, data: Inputs) -> list[tuple[Deadline, tuple[int, ...]]]:
    """The occurrences of what is due: each deadline with the parts of the key that its rows give.

    Args:
        schema: The kind.
        data: The inputs of one convention.

    Raises:
        UdfError: as `record_keys`.
    """
    return [
        (deadline, tuple(int(str(part)) for part in parts))
        for deadline in schema.deadlines
        for parts in _generated("", deadline.rows, ["rang"], schema, data)
    ]


def rank_of(parts: Iterable[int]) -> str:
    """Which occurrence of a deadline it is, as a key: "2026", or "1_3" for the third of tranche 1."""
    return "_".join(map(str, parts))


def date_of_parameters(schema: Schema, data: Inputs) -> datetime.date | None:
    """The date whose parameters a convention uses: the one typed, else what its schema puts in its place.

    The computed field `date_parametres_retenue` says the same in a workbook.

    Args:
        schema: The kind.
        data: The inputs of one convention.

    Returns:
        None where nothing says it.
    """
    for place in schema.parameters_date:
        table, _, name = place.rpartition(".")
        records = data.records(table) if table else [data.fields]
        found = [day for record in records if (day := _first_day(record.get(name))) is not None]
        if found:
            return min(found)
    return None


def _first_day(value: Value) -> datetime.date | None:
    """A date, or the first day of a year."""
    if isinstance(value, int) and not isinstance(value, bool):
        return datetime.date(value, 1, 1)
    return value if isinstance(value, datetime.date) else None


def _values(rows: Rows, schema: Schema, data: Inputs) -> Iterable[object]:
    if rows.source == "parameters":
        return parameters.entries(schema.kind, date_of_parameters(schema, data))
    if rows.source == "parameter":
        date = date_of_parameters(schema, data)
        held = parameters.parameter(rows.code)
        if not held.versions or (held.form and date is not None and not held.at(date)):
            return ()
        value = held.like if date is None else parameters.value(rows.code, date)
        assert isinstance(value, Mapping), f"{rows.code} is not a table"
        return value
    if rows.source == "amendments":
        return range(1, len(data.records(MODIFICATIONS)) + 1)
    if rows.source == "periods":
        return _periods(rows, schema, data)
    assert rows.source in ("years", "numbers"), rows.source
    return _from_start_to_end(rows, data)


def _from_start_to_end(rows: Rows, data: Inputs) -> Iterable[object]:
    """From the smallest start to the largest sum of the end columns; none while one of them is missing."""
    starts = [start for record in _records(rows, data) if (start := _number(record, rows.start)) is not None]
    ends = _ends(rows, data)
    if not starts or not ends:
        return ()
    more = [end for also in rows.also for end in _ends(also, data)]
    return range(min(starts), max(ends + more) + 1)


def _ranks(rows: Rows, schema: Schema, data: Inputs) -> Iterator[tuple[object, ...]]:
    """Each record of the table with the years after its start, counted up to the greatest of its ends."""
    keys = schema.table(rows.table).keys
    for record in _records(rows, data):
        key = tuple(record[name] for name in keys)
        start = _number(record, rows.start)
        also = [
            _sum(other, one.end)
            for one in rows.also
            for other in _records(one, data)
            if tuple(other.get(name) for name in keys) == key
        ]
        ends = [end for end in (_sum(record, rows.end), *also) if end is not None]
        if start is not None and ends:
            yield from ((*key, rank) for rank in range(1, max(ends) + rows.plus - start + 1))


def _periods(rows: Rows, schema: Schema, data: Inputs) -> Iterable[object]:
    """From 1, the period that begins on the start, to the last that begins by the end."""
    ranks = [end for also in rows.also for end in _ends(also, data)]
    start, end = data.fields.get(rows.start), data.fields.get(rows.end[0])
    if isinstance(start, datetime.date) and isinstance(end, datetime.date) and start <= end:
        months = 12 * (end.year - start.year) + end.month - start.month - (_day_in(start, end) > end.day)
        ranks.append(months // _months(rows, schema, data) + 1)
    return range(1, max(ranks, default=0) + 1)


def _day_in(day: datetime.date, month: datetime.date) -> int:
    """Its day of the month, or the last of a shorter month."""
    return min(day.day, calendar.monthrange(month.year, month.month)[1])


def _months(rows: Rows, schema: Schema, data: Inputs) -> int:
    """Months of a period, those in force at the date of the convention's parameters."""
    date, held = date_of_parameters(schema, data), parameters.parameter(rows.code)
    return int(str(held.like if date is None or not held.at(date) else parameters.value(rows.code, date)))


def _records(rows: Rows, data: Inputs) -> list[dict[str, Value]]:
    """The records whose years and numbers count."""
    records = data.records(rows.table) if rows.table else [data.fields]
    return [record for record in records if all(record.get(name) == value for name, value in rows.only)]


def _ends(rows: Rows, data: Inputs) -> list[int]:
    sums = (_sum(record, rows.end) for record in _records(rows, data))
    return [end + rows.plus for end in sums if end is not None]


def _sum(record: Mapping[str, Value], names: Iterable[str]) -> int | None:
    parts = [_number(record, name) for name in names]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _number(record: Mapping[str, Value], name: str) -> int | None:
    """A whole number: written as it is, or in the record, where a date gives its year."""
    if name.isdecimal():
        return int(name)
    value = record.get(name)
    if isinstance(value, datetime.date):
        return value.year
    assert value is None or isinstance(value, int | float)
    return None if value is None else int(value)
