"""Tacit renewal: the years of a convention that no one typed, up to its exit; and what follows other ones."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from xlsync.annexes import Schema, Table
from xlsync.model.cells import Value
from xlsync.model.data import ConventionData

EXIT = "date_sortie"
"""The field that says after which day a convention owes nothing more."""


def year_column(table: Table) -> str | None:
    """The key column of the years of a table, None where it has none."""
    return next((column.name for column in table.columns if column.key and column.type == "year"), None)


def renewed(data: ConventionData, table: Table, until: int | None) -> tuple[ConventionData, set[int]]:
    """A convention with the years that its renewals add to a table that people type by year.

    Args:
        data: The inputs.
        table: A table of its kind; one that is not typed by year stays as it is.
        until: The last year wanted; None leaves everything as it is.

    Returns:
        The convention, each missing year since the first one added with what the row before it holds; and
        those years. None after the exit: it takes effect on 31 December.
    """
    year, records = year_column(table), data.records(table.name)
    keys = [column.name for column in table.columns if column.key]
    if year is None or until is None or table.rows.source != "input" or keys != [year] or not records:
        return data, set()
    left = data.fields.get(EXIT)
    last = min(until, left.year) if isinstance(left, datetime.date) else until
    held = {int(str(record[year])): record for record in records}
    alone = dict.fromkeys(column.name for column in table.columns if column.of_its_year)
    missing = [one for one in range(min(held), last + 1) if one not in held]
    for one in missing:
        before = max(known for known in held if known < one)
        data = data.add_row(table.name, {**held[before], **alone, year: one})
    return data, set(missing)


def linked_tables(schema: Schema) -> list[Table]:
    """The tables of a kind that take their records from other conventions."""
    return [table for table in schema.tables if table.rows.source == "conventions"]


def followed(data: ConventionData, table: Table, known: Iterable[str]) -> list[str]:
    """The conventions that such a table takes records from, in alphabetical order.

    Args:
        data: The convention that has the table.
        table: The table.
        known: Every convention of the model.
    """
    rows = table.rows
    named = data.fields.get(rows.named) if rows.named else None
    return sorted(
        one
        for one in known
        if one.partition("/")[0] == rows.kind and one != data.id and (not rows.named or one == named)
    )


def last_year(data: ConventionData, place: str) -> int | None:
    """The greatest year of a single field, or of a column (`contributions.annee`), if there is one."""
    table, _, name = place.rpartition(".")
    records = data.records(table) if table else [data.fields]
    return max((year for record in records if (year := _year(record.get(name))) is not None), default=None)


def _year(value: Value) -> int | None:
    if isinstance(value, datetime.date):
        return value.year
    return int(value) if isinstance(value, int | float) else None
